#include "samplers/adasyn.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "autosmote/error.h"
#include "samplers/neighborhood.h"
#include "samplers/over_sampling.h"
#include "samplers/smote_sampler.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "adasyn";

/// The sum in the order in which numpy adds contiguous doubles: eight running sums over up to 128
/// numbers, halves of more than that. Its last bit decides how halves are rounded.
double pairwise_sum(std::span<const double> values) {
  const std::size_t n = values.size();
  if (n < 8) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum;
  }
  if (n > 128) {
    const std::size_t half = n / 2 - n / 2 % 8;
    return pairwise_sum(values.first(half)) + pairwise_sum(values.subspan(half));
  }
  std::array<double, 8> lane{};
  std::copy_n(values.begin(), 8, lane.begin());
  std::size_t i = 8;
  for (; i + 8 <= n; i += 8) {
    for (std::size_t l = 0; l < 8; ++l) lane[l] += values[i + l];
  }
  double sum =
      ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
  for (; i < n; ++i) sum += values[i];
  return sum;
}

/// Rounds halves to even whatever rounding mode the caller's program is in.
double round_half_even(double value) {
  const double below = std::floor(value);
  const double rest = value - below;
  if (rest != 0.5) return rest < 0.5 ? below : below + 1.0;
  return std::fmod(below, 2.0) == 0.0 ? below : below + 1.0;
}

class Adasyn : public Sampler {
 public:
  explicit Adasyn(std::size_t k) : k_(k) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    const std::map<int, std::uint64_t> added = rows_to_add(data, strategy);
    if (added.empty()) return result;
    const NeighborIndex all_rows(data.x);
    const std::size_t k_all = neighbors_within_data(k_, data, kName, context);
    for (const auto& [c, count] : added) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      const std::size_t k = neighbors_within_class(k_, members.size(), c, kName, context);
      const std::vector<std::uint64_t> numbers = adasyn_allocation(
          foreign_neighbors(all_rows, data, members, c, k_all, context), k_all, count);
      if (std::ranges::all_of(numbers, [](std::uint64_t n) { return n == 0; })) {
        throw DataError(fmt::format(
            "adasyn: no row of class {} has enough of other classes among its {} neighbours to get "
            "any of the {} rows; use smote, or more neighbours",
            c, k_all, count));
      }
      const Matrix<double> rows = gather_rows(data.x, members);
      const Matrix<std::uint32_t> graph = minority_graph(rows.view(), k, context);
      RandomStream random = class_stream(context, Purpose::kSmote, c);
      std::vector<SyntheticOrigin> origins;
      for (std::size_t i = 0; i < members.size(); ++i) {
        for (std::uint64_t n = 0; n < numbers[i]; ++n) {
          const std::uint32_t slot = 1 + random.below(static_cast<std::uint32_t>(k));
          origins.push_back({members[i], members[graph(i, slot)], random.uniform()});
        }
      }
      append_interpolations(data, origins, c, context, result);
    }
    return result;
  }

 private:
  std::size_t k_;
};

}  // namespace

std::vector<std::uint64_t> adasyn_allocation(std::span<const std::uint32_t> foreign, std::size_t k,
                                             std::uint64_t wanted) {
  std::vector<double> ratio(foreign.size());
  for (std::size_t i = 0; i < foreign.size(); ++i) {
    ratio[i] = static_cast<double>(foreign[i]) / static_cast<double>(k);
  }
  const double sum = pairwise_sum(ratio);
  std::vector<std::uint64_t> numbers(foreign.size());
  if (sum == 0.0) return numbers;
  for (std::size_t i = 0; i < foreign.size(); ++i) {
    numbers[i] =
        static_cast<std::uint64_t>(round_half_even(ratio[i] / sum * static_cast<double>(wanted)));
  }
  return numbers;
}

SamplerEntry adasyn_entry() {
  SamplerParameter neighbors = k_neighbors_parameter();
  neighbors.name = "n_neighbors";
  neighbors.help = "neighbours of any class that are counted, and of the same class to draw from";
  return {{kName, "imbalanced-learn's ADASYN; He et al. 2008", SamplerKind::kOver, {neighbors}},
          [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
            return std::make_unique<Adasyn>(count_of(parameters, "n_neighbors"));
          }};
}

}  // namespace autosmote
