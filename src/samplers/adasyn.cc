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

class Adasyn : public NeighborhoodSampler {
 public:
  explicit Adasyn(std::size_t k) : NeighborhoodSampler(kName, k), k_(k) {}

 private:
  std::vector<SyntheticOrigin> draw(const ClassInData& in, SamplerFindings&) const override {
    const std::vector<std::uint64_t> numbers =
        adasyn_allocation(foreign_neighbors(in), in.m, in.count);
    if (std::ranges::all_of(numbers, [](std::uint64_t n) { return n == 0; })) {
      throw DataError(fmt::format(
          "adasyn: no row of class {} has enough of other classes among its {} neighbours to get "
          "any of the {} rows; use smote, or more neighbours",
          in.c, in.m, in.count));
    }
    std::vector<std::uint32_t> sources;  // positions in `members`
    for (std::uint32_t i = 0; i < in.members.size(); ++i) {
      if (numbers[i] > 0) sources.push_back(i);
    }
    const Matrix<std::uint32_t> graph = graph_within_class(in, sources, k_, kName);
    const auto k = static_cast<std::uint32_t>(graph.cols() - 1);
    RandomStream random = class_stream(in.context, Purpose::kSmote, in.c);
    std::vector<SyntheticOrigin> origins;
    for (std::size_t s = 0; s < sources.size(); ++s) {
      const std::uint32_t source = in.members[sources[s]];
      for (std::uint64_t n = 0; n < numbers[sources[s]]; ++n) {
        const std::uint32_t slot = 1 + random.below(k);
        origins.push_back({source, in.members[graph(s, slot)], random.uniform()});
      }
    }
    return origins;
  }

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
