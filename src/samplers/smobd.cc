#include "samplers/smobd.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "samplers/allocation.h"
#include "samplers/over_sampling.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "smobd";

/// Over the finite values; infinity if there are none.
double mean_of_defined(std::span<const double> values) {
  double sum = 0.0;
  std::size_t count = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    sum += value;
    ++count;
  }
  return count > 0 ? sum / static_cast<double>(count) : std::numeric_limits<double>::infinity();
}

class Smobd : public Sampler {
 public:
  Smobd(double eta1, double t, std::size_t min_samples, double max_eps)
      : eta1_(eta1),
        t_(t),
        min_samples_(min_samples),
        max_eps_(max_eps > 0.0 ? max_eps : std::numeric_limits<double>::infinity()) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    for (const auto& [c, added] : rows_to_add(data, strategy)) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      const std::size_t k = neighbors_within_class(min_samples_, members.size(), c, kName, context);
      const Matrix<double> rows = gather_rows(data.x, members);
      std::vector<double> density =
          smobd_density(optics(rows.view(), k, max_eps_, context), eta1_, t_);
      if (std::ranges::all_of(density, [](double value) { return value == 0.0; })) {
        if (context.log) {
          context.log(
              fmt::format("{}: no row of class {} has a density ({} rows within a distance "
                          "of {}), so all are drawn alike; scale the features or raise "
                          "max_eps",
                          kName, c, k, max_eps_));
        }
        std::ranges::fill(density, 1.0);
      }
      const Matrix<std::uint32_t> graph = minority_graph(rows.view(), k, context);
      RandomStream random = class_stream(context, Purpose::kSmote, c);
      append_interpolations(data, draw(graph, density, members, added, random), c, context, result);
    }
    return result;
  }

 private:
  static std::vector<SyntheticOrigin> draw(const Matrix<std::uint32_t>& graph,
                                           std::span<const double> density,
                                           std::span<const std::uint32_t> members,
                                           std::uint64_t added, RandomStream& random) {
    const std::vector<std::uint64_t> numbers = share_out(density, added, random);
    const auto k = static_cast<std::uint32_t>(graph.cols() - 1);
    std::vector<SyntheticOrigin> origins;
    origins.reserve(added);
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (std::uint64_t n = 0; n < numbers[i]; ++n) {
        const std::uint32_t slot = 1 + random.below(k);
        origins.push_back({members[i], members[graph(i, slot)], random.uniform()});
      }
    }
    return origins;
  }

  double eta1_;
  double t_;
  std::size_t min_samples_;
  double max_eps_;
};

}  // namespace

std::vector<double> smobd_density(const Optics& structure, double eta1, double t) {
  std::vector<double> density(structure.core_distance.size());
  const double mean_core = mean_of_defined(structure.core_distance);
  if (std::isinf(mean_core)) return density;
  const double mean_reach = mean_of_defined(structure.reachability);
  double largest_core = 0.0;
  bool all_defined = true;
  for (const double core : structure.core_distance) {
    if (std::isfinite(core)) largest_core = std::max(largest_core, core);
    all_defined &= std::isfinite(core);
  }
  const double undefined_core = 1.1 * largest_core;
  const double core_scale = all_defined ? largest_core : undefined_core;
  const double most = *std::ranges::max_element(structure.rows_within);
  for (std::size_t i = 0; i < density.size(); ++i) {
    const double core = structure.core_distance[i];
    if (core > t * mean_core && structure.reachability[i] > t * mean_reach) continue;
    const double distance = std::isfinite(core) ? core : undefined_core;
    density[i] = eta1 * (core_scale > 0.0 ? distance / core_scale : 0.0) +
                 (1.0 - eta1) * (structure.rows_within[i] / most);
  }
  return density;
}

SamplerEntry smobd_entry() {
  return {
      {kName,
       "Cao, Wang 2011",
       SamplerKind::kOver,
       {{.name = "eta1",
         .default_value = 0.5,
         .smallest = 0.0,
         .largest = 1.0,
         .help = "weight of the core distance; the rest is that of the rows within max_eps"},
        {.name = "t",
         .default_value = 1.8,
         .smallest = 0.0,
         .largest = 1e6,
         .help = "a row is noise if both its distances are above this many times their average"},
        {.name = "min_samples",
         .default_value = 5.0,
         .smallest = 1.0,
         .largest = 1e6,
         .whole = true,
         .help = "rows within max_eps that make a row a core; neighbours to draw from"},
        {.name = "max_eps",
         .default_value = 1.0,
         .smallest = 0.0,
         .largest = std::numeric_limits<double>::max(),
         .help = "largest distance between neighbours; 0: no limit"}}},
      [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
        return std::make_unique<Smobd>(number_of(parameters, "eta1"), number_of(parameters, "t"),
                                       count_of(parameters, "min_samples"),
                                       number_of(parameters, "max_eps"));
      }};
}

}  // namespace autosmote
