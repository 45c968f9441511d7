#include "samplers/prowsyn.h"

#include <algorithm>
#include <numeric>

#include "core/portable_math.h"
#include "samplers/allocation.h"
#include "samplers/class_rows.h"
#include "samplers/over_sampling.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "prowsyn";

/// Positions of the rows of each level, level 1 first, and where each row stands in its list.
struct Levels {
  std::vector<std::vector<std::uint32_t>> positions;
  std::vector<std::uint32_t> place;
};

Levels group_by_level(std::span<const std::uint32_t> level) {
  Levels groups;
  groups.positions.resize(*std::max_element(level.begin(), level.end()));
  groups.place.resize(level.size());
  for (std::uint32_t i = 0; i < level.size(); ++i) {
    std::vector<std::uint32_t>& group = groups.positions[level[i] - 1];
    groups.place[i] = static_cast<std::uint32_t>(group.size());
    group.push_back(i);
  }
  return groups;
}

class ProWSyn : public Sampler {
 public:
  ProWSyn(std::size_t k, std::uint32_t levels, double theta)
      : k_(k), levels_(levels), theta_(theta) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    for (const auto& [c, added] : rows_to_add(data, strategy)) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      neighbors_within_class(1, members.size(), c, kName, context);
      append_interpolations(data, draw(data, members, c, added, context), c, context, result);
    }
    return result;
  }

 private:
  std::vector<SyntheticOrigin> draw(const SamplerData& data, std::span<const std::uint32_t> members,
                                    int c, std::uint64_t added, const Context& context) const {
    const std::vector<std::uint32_t> level =
        proximity_levels(data, members, c, k_, levels_, context);
    std::vector<double> weights(members.size());
    std::ranges::transform(level, weights.begin(),
                           [&](std::uint32_t l) { return portable_exp(-theta_ * (l - 1.0)); });
    RandomStream random = class_stream(context, Purpose::kSmote, c);
    const std::vector<std::uint64_t> numbers = share_out(weights, added, random);
    const Levels groups = group_by_level(level);
    std::vector<SyntheticOrigin> origins;
    origins.reserve(added);
    for (std::uint32_t i = 0; i < members.size(); ++i) {
      if (numbers[i] == 0) continue;
      const std::vector<std::uint32_t>& group = groups.positions[level[i] - 1];
      const std::uint32_t nearest =
          group.size() == 1 ? nearest_in_class(data, members, i, context) : 0;
      for (std::uint64_t n = 0; n < numbers[i]; ++n) {
        std::uint32_t partner = nearest;
        if (group.size() > 1) {
          const std::uint32_t slot = random.below(static_cast<std::uint32_t>(group.size() - 1));
          partner = members[group[slot < groups.place[i] ? slot : slot + 1]];
        }
        origins.push_back({members[i], partner, random.uniform()});
      }
    }
    return origins;
  }

  static std::uint32_t nearest_in_class(const SamplerData& data,
                                        std::span<const std::uint32_t> members, std::uint32_t i,
                                        const Context& context) {
    const Matrix<double> rows = gather_rows(data.x, members);
    const std::uint32_t self[] = {i};
    const MatrixView<const double> query(rows.row(i).data(), 1, rows.cols());
    return members[NeighborIndex::for_queries(rows.view(), 1, context)
                       .nearest(query, 1, self, context)
                       .rows(0, 0)];
  }

  std::size_t k_;
  std::uint32_t levels_;
  double theta_;
};

}  // namespace

std::vector<std::uint32_t> proximity_levels(const SamplerData& data,
                                            std::span<const std::uint32_t> members, int c,
                                            std::size_t k, std::uint32_t levels,
                                            const Context& context) {
  const std::vector<std::uint32_t> foreign = rows_of_other_classes(data, c);
  std::vector<std::uint32_t> level(members.size(), levels);
  std::vector<std::uint32_t> left(members.size());
  std::iota(left.begin(), left.end(), 0U);
  for (std::uint32_t l = 1; l < levels && !left.empty(); ++l) {
    const Matrix<double> rows = gather_rows(data.x, rows_named(members, left));
    const NeighborIndex index(rows.view(), context);
    std::vector<bool> reached(left.size());
    for_each_neighborhood(index, data.x, foreign, std::min(k, left.size()), false, context,
                          [&](std::size_t, const Neighbors& neighbors, std::size_t q) {
                            for (const std::uint32_t p : neighbors.rows.row(q)) reached[p] = true;
                          });
    std::vector<std::uint32_t> still_left;
    for (std::size_t p = 0; p < left.size(); ++p) {
      if (reached[p]) {
        level[left[p]] = l;
      } else {
        still_left.push_back(left[p]);
      }
    }
    left = std::move(still_left);
  }
  return level;
}

SamplerEntry prowsyn_entry() {
  return {{kName,
           "Barua, Islam, Murase 2013",
           SamplerKind::kOver,
           {{.name = "k_neighbors",
             .default_value = 5.0,
             .smallest = 1.0,
             .largest = 1e6,
             .whole = true,
             .help = "rows of the class that a row of another class brings to a level"},
            {.name = "levels",
             .default_value = 5.0,
             .smallest = 1.0,
             .largest = 1000.0,
             .whole = true,
             .help = "levels of proximity to the other classes"},
            {.name = "theta",
             .default_value = 1.0,
             .smallest = 0.0,
             .largest = 1e6,
             .help = "how fast weight falls from level to level; 0: all rows alike"}}},
          [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
            return std::make_unique<ProWSyn>(
                count_of(parameters, "k_neighbors"),
                static_cast<std::uint32_t>(count_of(parameters, "levels")),
                number_of(parameters, "theta"));
          }};
}

}  // namespace autosmote
