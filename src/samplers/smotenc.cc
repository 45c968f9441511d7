#include "samplers/smotenc.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "autosmote/error.h"
#include "samplers/over_sampling.h"
#include "samplers/smote_sampler.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "smotenc";
constexpr std::uint32_t kVotePart = 1;

/// Column numbers by kind, each once and ascending.
struct Columns {
  std::vector<std::uint32_t> numeric;
  std::vector<std::uint32_t> nominal;
};

Columns columns_of(const SamplerData& data) {
  std::vector<bool> is_nominal(data.x.cols);
  for (const std::uint32_t j : data.nominal) is_nominal[j] = true;
  Columns columns;
  for (std::uint32_t j = 0; j < data.x.cols; ++j) {
    (is_nominal[j] ? columns.nominal : columns.numeric).push_back(j);
  }
  if (columns.nominal.empty() || columns.numeric.empty()) {
    throw DataError(fmt::format(
        "smotenc needs numeric and nominal columns, but {} of {} columns are nominal; use {}",
        columns.nominal.size(), data.x.cols, columns.nominal.empty() ? "smote" : "smoten"));
  }
  return columns;
}

/// The rows of a class as points whose squared distances are those of SMOTE-NC: the numbers, then
/// for each category of each nominal column M / sqrt(2) or 0.
Matrix<double> encode(const SamplerData& data, std::span<const std::uint32_t> members,
                      const Columns& columns) {
  Matrix<double> numbers(members.size(), columns.numeric.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = 0; j < columns.numeric.size(); ++j) {
      numbers(i, j) = data.x(members[i], columns.numeric[j]);
    }
  }
  const double mark = median_spread(numbers) / std::sqrt(2.0);
  std::size_t width = columns.numeric.size();
  std::vector<std::map<double, std::size_t>> places(columns.nominal.size());
  for (std::size_t j = 0; j < columns.nominal.size(); ++j) {
    for (const std::uint32_t row : members) places[j].try_emplace(data.x(row, columns.nominal[j]));
    for (auto& [category, place] : places[j]) place = width++;
  }
  Matrix<double> points(members.size(), width);
  for (std::size_t i = 0; i < members.size(); ++i) {
    std::ranges::copy(numbers.row(i), points.row(i).begin());
    for (std::size_t j = 0; j < columns.nominal.size(); ++j) {
      points(i, places[j].at(data.x(members[i], columns.nominal[j]))) = mark;
    }
  }
  return points;
}

/// The most frequent of `votes`, drawn among the most frequent; sorts `votes`.
double vote(std::span<double> votes, RandomStream& random) {
  std::ranges::sort(votes);
  std::size_t most = 0;
  std::vector<double> winners;
  for (std::size_t begin = 0; begin < votes.size();) {
    std::size_t end = begin;
    while (end < votes.size() && votes[end] == votes[begin]) ++end;
    if (end - begin > most) winners.clear();
    most = std::max(most, end - begin);
    if (end - begin == most) winners.push_back(votes[begin]);
    begin = end;
  }
  if (winners.size() == 1) return winners[0];
  return winners[random.below(static_cast<std::uint32_t>(winners.size()))];
}

class Smotenc : public Sampler {
 public:
  explicit Smotenc(std::size_t k) : k_(k) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    const Columns columns = columns_of(data);
    for (const auto& [c, added] : rows_to_add(data, strategy)) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      const std::size_t k = neighbors_within_class(k_, members.size(), c, kName, context);
      const Matrix<std::uint32_t> graph =
          minority_graph(encode(data, members, columns).view(), k, context);
      RandomStream random = class_stream(context, Purpose::kSmote, c);
      const std::vector<Interpolation> draws = smote(graph, added, random);
      const std::size_t before = result.synthetic.rows();
      append_interpolations(data, origins_of(draws, members, members), c, context, result);
      RandomStream ties = class_stream(context, Purpose::kSmote, c, kVotePart);
      std::vector<double> votes(k);
      for (std::size_t s = 0; s < draws.size(); ++s) {
        for (const std::uint32_t j : columns.nominal) {
          for (std::size_t n = 0; n < k; ++n) {
            votes[n] = data.x(members[graph(draws[s].source, n + 1)], j);
          }
          result.synthetic(before + s, j) = vote(votes, ties);
        }
      }
    }
    return result;
  }

 private:
  std::size_t k_;
};

}  // namespace

double median_spread(const Matrix<double>& numbers) {
  const double m = static_cast<double>(numbers.rows());
  std::vector<double> mean(numbers.cols()), spread(numbers.cols());
  for (std::size_t i = 0; i < numbers.rows(); ++i) {
    for (std::size_t j = 0; j < numbers.cols(); ++j) mean[j] += numbers(i, j);
  }
  for (double& value : mean) value /= m;
  for (std::size_t i = 0; i < numbers.rows(); ++i) {
    for (std::size_t j = 0; j < numbers.cols(); ++j) {
      const double off = numbers(i, j) - mean[j];
      spread[j] += off * off;
    }
  }
  for (double& value : spread) value = std::sqrt(value / m);
  std::ranges::sort(spread);
  const std::size_t half = spread.size() / 2;
  return spread.size() % 2 == 1 ? spread[half] : (spread[half - 1] + spread[half]) / 2.0;
}

SamplerEntry smotenc_entry() {
  return {{kName,
           "imbalanced-learn's SMOTENC; Chawla et al. 2002",
           SamplerKind::kOver,
           {k_neighbors_parameter()},
           true},
          [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
            return std::make_unique<Smotenc>(count_of(parameters, "k_neighbors"));
          }};
}

}  // namespace autosmote
