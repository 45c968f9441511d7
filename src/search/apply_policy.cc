#include "search/apply_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>

#include "autosmote/error.h"
#include "search/hierarchy.h"
#include "search/placement.h"
#include "search/walk.h"

namespace autosmote {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw DataError({"policy.json", 0, 0}, what + "; use the files that autosmote fit wrote");
}

void check_shape(const PolicyFile& policy) {
  const auto check = [](const char* name, std::uint32_t value, std::uint32_t least,
                        std::uint32_t most) {
    if (value >= least && value <= most) return;
    fail(fmt::format("\"{}\" is {}, expected {} to {}", name, value, least, most));
  };
  check("scales", policy.scales, 2, 1000000);
  check("multipliers", policy.multipliers, 1, 1000);
  check("count_bins", policy.count_bins, 1, 100);
  check("uses_per_bin", policy.uses_per_bin, 1, 1000000000);
}

const PolicyNetwork* network_of(const PolicyFile& policy, std::string_view level) {
  const auto found = std::ranges::find(policy.networks, level, &PolicyNetwork::level);
  return found == policy.networks.end() ? nullptr : &*found;
}

void load(const PolicyFile& policy, std::string_view level, rl::PolicyValueModel* model) {
  if (model == nullptr) return;
  const PolicyNetwork* network = network_of(policy, level);
  if (network == nullptr) fail(fmt::format("the network of level {} is missing", level));
  if (network->parameters.size() != model->parameters().size()) {
    fail(fmt::format("the network of level {} has {} numbers, expected {}", level,
                     network->parameters.size(), model->parameters().size()));
  }
  std::ranges::copy(network->parameters, model->parameters().begin());
  model->refresh();
}

// Levels that had no network when the policy was learned chose at random.
Ablation ablation_of(const PolicyFile& policy) {
  Ablation ablation;
  if (policy.search != SearchKind::kRl) return ablation;
  ablation.cross_instance = network_of(policy, "cross-instance") == nullptr;
  ablation.instance_specific = network_of(policy, "instance-specific") == nullptr;
  ablation.low_level = network_of(policy, "low-level") == nullptr;
  return ablation;
}

std::vector<Sample> play_episode(const PolicyFile& policy, const Fold& fold, std::size_t neighbors,
                                 const Context& context) {
  check_shape(policy);
  if (policy.features != fold.train.cols()) {
    throw DataError(fmt::format(
        "the policy's networks take {} encoded features, but the table gives {}; the paper profile "
        "needs a table with the same columns, categories and columns with missing cells",
        policy.features, fold.train.cols()));
  }
  const Matrix<double> minority = minority_rows_of(fold);
  const CandidatePool pool(minority_neighbors(minority.view(), neighbors, context), *fold.generator,
                           CandidatePool::Rows::kWhenAsked);
  const HierarchyShape shape{policy.scales, policy.multipliers, policy.count_bins,
                             policy.uses_per_bin};
  Hierarchy hierarchy(pool, as_float(minority), shape, policy.search, ablation_of(policy),
                      context.seed);
  load(policy, "cross-instance", hierarchy.cross_instance());
  load(policy, "instance-specific", hierarchy.instance_specific());
  load(policy, "low-level", hierarchy.low_level());
  hierarchy.prepare_to_act(context);
  const Episode episode = Walk(hierarchy).play(context.seed, policy.best_episode);
  return samples_of(pool, episode.candidates, policy.best_episode);
}

}  // namespace

std::vector<Sample> apply_policy(const PolicyFile& policy, const Fold& fold, const Context& context,
                                 std::vector<std::string>& notes) {
  if (policy.neighbors < 1) fail("\"neighbors\" is 0");
  const std::size_t neighbors = available_neighbors(std::span(&fold, 1), policy.neighbors, notes);
  if (policy.profile == Profile::kPaper) return play_episode(policy, fold, neighbors, context);
  const PlacementFold placement(fold, neighbors, CandidatePool::Rows::kWhenAsked, context.seed,
                                policy.stream, context);
  const FoldSamples samples = placement.place(policy.placement);
  return samples_of(placement.pool(), samples.candidates, 0);
}

}  // namespace autosmote
