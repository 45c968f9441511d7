#include "samplers/mwmote.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "neighbors/neighbor_index.h"
#include "samplers/average_linkage.h"
#include "samplers/class_rows.h"
#include "samplers/neighborhood.h"
#include "samplers/over_sampling.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "mwmote";

/// The rows of other classes among the k2 nearest of any filtered row, ascending.
std::vector<std::uint32_t> border_rows(const SamplerData& data,
                                       std::span<const std::uint32_t> sources, int c,
                                       std::size_t k2, const Context& context) {
  const std::vector<std::uint32_t> foreign = rows_of_other_classes(data, c);
  const NeighborIndex index(gather_rows(data.x, foreign).view(), context);
  std::vector<bool> on_border(foreign.size());
  for_each_neighborhood(index, data.x, sources, std::min(k2, foreign.size()), false, context,
                        [&](std::size_t, const Neighbors& neighbors, std::size_t q) {
                          for (const std::uint32_t row : neighbors.rows.row(q)) {
                            on_border[row] = true;
                          }
                        });
  std::vector<std::uint32_t> border;
  for (std::size_t i = 0; i < foreign.size(); ++i) {
    if (on_border[i]) border.push_back(foreign[i]);
  }
  return border;
}

/// Adds to `weights` what one border row gives its k3 nearest rows of the class.
void add_weights(const Neighbors& nearest, std::size_t query, std::size_t d,
                 const MwmoteOptions& options, std::vector<double>& closeness,
                 std::vector<double>& weights) {
  double sum = 0.0;
  for (std::size_t i = 0; i < closeness.size(); ++i) {
    // Equal rows: 1 / 0 is infinite and is cut off as it should.
    const double inverse = static_cast<double>(d) / nearest.distance(query, i);
    closeness[i] = std::min(inverse, options.cf_th) / options.cf_th * options.cmax;
    sum += closeness[i];
  }
  for (std::size_t i = 0; i < closeness.size(); ++i) {
    const double density = closeness[i] / sum;
    weights[nearest.rows(query, i)] += closeness[i] * density;
  }
}

class Mwmote : public Sampler {
 public:
  explicit Mwmote(const MwmoteOptions& options) : options_(options) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    for (const auto& [c, added] : rows_to_add(data, strategy)) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      const MwmoteSets sets = mwmote_sets(data, members, c, options_, context);
      if (sets.filtered.empty()) {
        if (context.log) {
          context.log(
              fmt::format("{}: no row of class {} has another of its class among its {} "
                          "nearest rows, so the class gets no rows",
                          kName, c, std::min(options_.k1, data.x.rows - 1)));
        }
        continue;
      }
      const std::vector<std::uint32_t> clusters =
          mwmote_clusters(gather_rows(data.x, members).view(), sets.filtered, options_, context);
      append_interpolations(data, draw(members, sets.weights, clusters, c, added, context), c,
                            context, result);
    }
    return result;
  }

 private:
  /// Steps 9 and 12.
  std::vector<SyntheticOrigin> draw(std::span<const std::uint32_t> members,
                                    std::span<const double> weights,
                                    std::span<const std::uint32_t> clusters, int c,
                                    std::size_t count, const Context& context) const {
    std::vector<double> sums;
    std::vector<std::uint32_t> informative;
    for (std::uint32_t i = 0; i < members.size(); ++i) {
      if (weights[i] <= 0.0) continue;
      informative.push_back(i);
      sums.push_back((sums.empty() ? 0.0 : sums.back()) + weights[i]);
    }
    std::vector<std::vector<std::uint32_t>> rows_of_cluster(members.size());
    for (std::uint32_t i = 0; i < members.size(); ++i) rows_of_cluster[clusters[i]].push_back(i);
    RandomStream random = class_stream(context, Purpose::kSmote, c);
    std::vector<SyntheticOrigin> origins(count);
    for (SyntheticOrigin& origin : origins) {
      const auto place = std::ranges::upper_bound(sums, random.uniform() * sums.back());
      const auto drawn = std::min<std::size_t>(static_cast<std::size_t>(place - sums.begin()),
                                               informative.size() - 1);
      const std::uint32_t source = informative[drawn];
      const std::vector<std::uint32_t>& near = rows_of_cluster[clusters[source]];
      const std::uint32_t other = near[random.below(static_cast<std::uint32_t>(near.size()))];
      const double lambda = random.uniform();
      origin = {members[source], members[other], other == source ? 0.0 : lambda};
    }
    return origins;
  }

  MwmoteOptions options_;
};

SamplerParameter count_parameter(std::string_view name, double default_value, double smallest,
                                 std::string_view help) {
  return {.name = name,
          .default_value = default_value,
          .smallest = smallest,
          .largest = 1e6,
          .whole = true,
          .help = help};
}

SamplerParameter factor_parameter(std::string_view name, double default_value,
                                  std::string_view help) {
  return {
      .name = name, .default_value = default_value, .smallest = 1e-6, .largest = 1e6, .help = help};
}

}  // namespace

MwmoteSets mwmote_sets(const SamplerData& data, std::span<const std::uint32_t> members, int c,
                       const MwmoteOptions& options, const Context& context) {
  MwmoteSets sets;
  sets.weights.resize(members.size());
  const std::size_t k1 = neighbors_within_data(options.k1, data, kName, context);
  const std::vector<std::uint32_t> foreign = foreign_neighbors(
      NeighborIndex::for_queries(data.x, members.size(), context), data, members, c, k1, context);
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    if (!is_noise(foreign[i], k1)) sets.filtered.push_back(i);
  }
  if (sets.filtered.empty()) return sets;
  sets.border = border_rows(data, rows_named(members, sets.filtered), c, options.k2, context);
  const std::size_t half = std::max<std::size_t>(members.size() / 2, 1);
  const std::size_t k3 = std::min(options.k3 == 0 ? half : options.k3, members.size());
  const NeighborIndex minority(gather_rows(data.x, members).view(), context);
  std::vector<double> closeness(k3);
  for_each_neighborhood(minority, data.x, sets.border, k3, false, context,
                        [&](std::size_t, const Neighbors& nearest, std::size_t q) {
                          add_weights(nearest, q, data.x.cols, options, closeness, sets.weights);
                        });
  return sets;
}

std::vector<std::uint32_t> mwmote_clusters(MatrixView<const double> rows,
                                           std::span<const std::uint32_t> filtered,
                                           const MwmoteOptions& options, const Context& context) {
  LinkageCut cut;
  if (options.clusters > 0) {
    cut.clusters = options.clusters;
    return average_linkage(rows, cut, context);
  }
  double sum = 0.0;
  if (filtered.size() > 1) {
    const Neighbors nearest = k_neighbors_of_each(gather_rows(rows, filtered).view(), 1, context);
    for (std::size_t i = 0; i < filtered.size(); ++i) sum += nearest.distance(i, 0);
  }
  cut.largest_distance = sum / static_cast<double>(filtered.size()) * options.cp;
  return average_linkage(rows, cut, context);
}

SamplerEntry mwmote_entry() {
  return {
      {kName,
       "Barua, Islam, Yao, Murase 2014",
       SamplerKind::kOver,
       {count_parameter("k1", 5.0, 1.0, "neighbours of any class that tell whether a row is noise"),
        count_parameter("k2", 3.0, 1.0, "neighbours of other classes that make up the border"),
        count_parameter("k3", 0.0, 0.0,
                        "neighbours of the class that a border row gives weight to; 0: half "
                        "the class"),
        count_parameter("M", 0.0, 0.0, "clusters of the class; 0: as many as cp leaves"),
        factor_parameter("cp", 3.0,
                         "clusters are joined up to this times the mean distance of nearest "
                         "neighbours"),
        factor_parameter("cf_th", 5.0, "closeness to the border above which rows are equal"),
        factor_parameter("cmax", 2.0, "largest closeness; scales all weights alike")}},
      [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
        return std::make_unique<Mwmote>(MwmoteOptions{
            count_of(parameters, "k1"), count_of(parameters, "k2"), count_of(parameters, "k3"),
            count_of(parameters, "M"), number_of(parameters, "cp"), number_of(parameters, "cf_th"),
            number_of(parameters, "cmax")});
      }};
}

}  // namespace autosmote
