#include "samplers/safe_level_smote.h"

#include <fmt/format.h>

#include "samplers/neighborhood.h"
#include "samplers/over_sampling.h"
#include "samplers/smote_sampler.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "safe-level-smote";

/// A row and a neighbour of it that a new row may come from, positions among the rows of a class.
struct SafePair {
  std::uint32_t source = 0;
  std::uint32_t neighbor = 0;
  LambdaRange range;
};

/// O(m k).
std::vector<SafePair> safe_pairs(const Matrix<std::uint32_t>& graph,
                                 std::span<const std::uint32_t> levels) {
  std::vector<SafePair> pairs;
  for (std::uint32_t i = 0; i < graph.rows(); ++i) {
    for (const std::uint32_t neighbor : graph.row(i).subspan(1)) {
      const std::optional<LambdaRange> range = safe_range(levels[i], levels[neighbor]);
      if (range) pairs.push_back({i, neighbor, *range});
    }
  }
  return pairs;
}

/// A copy names the row it copies as both parents, so that it is one to the last bit.
SyntheticOrigin draw_origin(const SafePair& pair, std::span<const std::uint32_t> members,
                            RandomStream& random) {
  const auto [low, high] = pair.range;
  const double lambda = low + random.uniform() * (high - low);
  if (low < high) return {members[pair.source], members[pair.neighbor], lambda};
  const std::uint32_t copied = members[low == 0.0 ? pair.source : pair.neighbor];
  return {copied, copied, 0.0};
}

class SafeLevelSmote : public NeighborhoodSampler {
 public:
  explicit SafeLevelSmote(std::size_t k) : NeighborhoodSampler(kName, k), k_(k) {}

 private:
  std::vector<SyntheticOrigin> draw(const ClassInData& in, SamplerFindings&) const override {
    const Matrix<std::uint32_t> graph = graph_within_class(in, k_, kName);
    std::vector<std::uint32_t> levels = foreign_neighbors(in);
    for (std::uint32_t& level : levels) level = static_cast<std::uint32_t>(in.m) - level;
    const std::vector<SafePair> pairs = safe_pairs(graph, levels);
    std::vector<SyntheticOrigin> origins;
    if (pairs.empty()) {
      if (in.context.log) {
        in.context.log(fmt::format(
            "{}: no row of class {} has another of its class among its {} nearest rows, so the "
            "class gets no rows",
            kName, in.c, in.m));
      }
      return origins;
    }
    RandomStream random = class_stream(in.context, Purpose::kSmote, in.c);
    origins.reserve(in.count);
    for (std::uint64_t n = 0; n < in.count; ++n) {
      const std::uint32_t drawn = random.below(static_cast<std::uint32_t>(pairs.size()));
      origins.push_back(draw_origin(pairs[drawn], in.members, random));
    }
    return origins;
  }

  std::size_t k_;
};

}  // namespace

std::optional<LambdaRange> safe_range(std::uint32_t row_level, std::uint32_t neighbor_level) {
  if (neighbor_level == 0) {
    if (row_level == 0) return std::nullopt;
    return LambdaRange{0.0, 0.0};
  }
  const double ratio = static_cast<double>(row_level) / static_cast<double>(neighbor_level);
  if (ratio >= 1.0) return LambdaRange{0.0, 1.0 / ratio};
  return LambdaRange{1.0 - ratio, 1.0};
}

SamplerEntry safe_level_smote_entry() {
  SamplerParameter neighbors = k_neighbors_parameter();
  neighbors.help = "neighbours of the same class to draw from, and of any class that are counted";
  return {
      {kName, "Bunkhumpornpat, Sinapiromsaran, Lursinsap 2009", SamplerKind::kOver, {neighbors}},
      [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
        return std::make_unique<SafeLevelSmote>(count_of(parameters, "k_neighbors"));
      }};
}

}  // namespace autosmote
