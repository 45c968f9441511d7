#include "evaluation/resample_fold.h"

#include <algorithm>
#include <cstdint>

#include "core/check.h"
#include "samplers/smote.h"
#include "search/pool.h"

namespace autosmote {
namespace {

constexpr std::size_t kSmoteNeighbors = 6;  // five and the instance itself

}  // namespace

std::vector<std::string> resampler_names() { return {"random-over-sampler", "smote"}; }

ResampledRows resample_fold(std::string_view name, const Fold& fold, const Context& context) {
  const Matrix<double> minority = minority_rows_of(fold);
  const std::size_t majority = fold.train.rows() - minority.rows();
  const std::size_t count = majority > minority.rows() ? majority - minority.rows() : 0;
  ResampledRows result{Matrix<double>(fold.train.rows() + count, fold.train.cols()),
                       fold.train_labels};
  result.labels.resize(fold.train.rows() + count, 1);
  std::copy_n(fold.train.data(), fold.train.rows() * fold.train.cols(), result.x.data());
  std::size_t next = fold.train.rows();
  if (name == "smote") {
    const auto neighbors =
        minority_neighbors(minority.view(), std::min(kSmoteNeighbors, minority.rows()), context);
    RandomStream random(context.seed, Purpose::kSmote);
    for (const Interpolation& sample : smote(neighbors, count, random)) {
      const auto from = minority.row(sample.source);
      const auto to = minority.row(sample.neighbor);
      const auto row = result.x.row(next++);
      for (std::size_t j = 0; j < row.size(); ++j) {
        row[j] = from[j] + sample.lambda * (to[j] - from[j]);
      }
    }
    return result;
  }
  AUTOSMOTE_CHECK(name == "random-over-sampler");
  RandomStream random(context.seed, Purpose::kRandomOverSampler);
  const auto copies = random_over_sample(minority.rows(), count, random);
  for (std::size_t i = 0; i < copies.size(); ++i) {
    for (std::uint32_t n = 0; n < copies[i]; ++n) {
      std::ranges::copy(minority.row(i), result.x.row(next++).begin());
    }
  }
  return result;
}

}  // namespace autosmote
