#include "samplers/random_over_sampler.h"

#include <cmath>
#include <limits>
#include <utility>

#include "core/parallel.h"
#include "samplers/over_sampling.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::uint32_t kNoisePart = 1;
constexpr std::size_t kBlock = 256;

/// Standard deviation of each column over `rows`, divisor m.
std::vector<double> column_spread(MatrixView<const double> x, std::span<const std::uint32_t> rows) {
  const double m = static_cast<double>(rows.size());
  std::vector<double> mean(x.cols), spread(x.cols);
  for (const std::uint32_t i : rows) {
    for (std::size_t j = 0; j < x.cols; ++j) mean[j] += x(i, j) / m;
  }
  for (const std::uint32_t i : rows) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      const double off = x(i, j) - mean[j];
      spread[j] += off * off / m;
    }
  }
  for (double& s : spread) s = std::sqrt(s);
  return spread;
}

class RandomOverSampler : public Sampler {
 public:
  explicit RandomOverSampler(double shrinkage) : shrinkage_(shrinkage) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    for (const auto& [c, added] : rows_to_add(data, strategy)) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      RandomStream random = class_stream(context, Purpose::kRandomOverSampler, c);
      const std::vector<std::uint32_t> copies = random_over_sample(members.size(), added, random);
      std::vector<std::uint32_t> drawn;
      drawn.reserve(added);
      for (std::size_t i = 0; i < members.size(); ++i) {
        drawn.insert(drawn.end(), copies[i], members[i]);
      }
      if (shrinkage_ > 0.0) {
        smooth(data, members, drawn, c, context, result);
      } else {
        result.rows.insert(result.rows.end(), drawn.begin(), drawn.end());
      }
    }
    return result;
  }

 private:
  /// Appends the drawn rows with noise.
  void smooth(const SamplerData& data, std::span<const std::uint32_t> members,
              std::span<const std::uint32_t> drawn, int c, const Context& context,
              Resampled& result) const {
    const std::size_t d = data.x.cols;
    const double dimensions = static_cast<double>(d);
    const double bandwidth =
        shrinkage_ * std::pow(4.0 / ((dimensions + 2.0) * static_cast<double>(data.x.rows)),
                              1.0 / (dimensions + 4.0));
    std::vector<double> scale = column_spread(data.x, members);
    for (double& s : scale) s *= bandwidth;
    Matrix<double> rows(drawn.size(), d);
    std::vector<SyntheticOrigin> origins(drawn.size());
    parallel_for(context, (drawn.size() + kBlock - 1) / kBlock, [&](std::size_t block) {
      const std::size_t end = std::min(drawn.size(), (block + 1) * kBlock);
      RandomStream noise = class_stream(context, Purpose::kRandomOverSampler, c,
                                        kNoisePart + static_cast<std::uint32_t>(block));
      for (std::size_t s = block * kBlock; s < end; ++s) {
        origins[s] = {drawn[s], drawn[s], 0.0};
        for (std::size_t j = 0; j < d; ++j) {
          rows(s, j) = data.x(drawn[s], j) + scale[j] * noise.normal();
        }
      }
    });
    append_synthetic(std::move(rows), std::move(origins), c, result);
  }

  double shrinkage_;
};

}  // namespace

SamplerEntry random_over_sampler_entry() {
  return {
      {"random-over-sampler",
       "imbalanced-learn's RandomOverSampler; Menardi and Torelli 2014 (ROSE)",
       SamplerKind::kOver,
       {{.name = "shrinkage",
         .default_value = 0.0,
         .smallest = 0.0,
         .largest = std::numeric_limits<double>::infinity(),
         .help = "width of the noise on each copy; 0: plain copies, 1: Silverman's rule"}}},
      [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
        return std::make_unique<RandomOverSampler>(number_of(parameters, "shrinkage"));
      },
      [](const SamplerParameters& parameters) { return number_of(parameters, "shrinkage") > 0.0; }};
}

}  // namespace autosmote
