// One call of a hot path on made data, in one thread: what bench/instructions.py counts the
// instructions of. Everything outside autosmote_hot_path is set-up and is not counted.
//
//     hot_paths NAME        without a name: lists them
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "bench_agent.h"
#include "bench_data.h"

/// The one function that callgrind collects in (--toggle-collect), so its name is not mangled; it
/// returns after the path, never by a jump into it.
extern "C" __attribute__((noinline)) void autosmote_hot_path(const std::function<void()>& path) {
  path();
  asm volatile("");
}

namespace autosmote {
namespace {

constexpr std::size_t kRows = 3000;
constexpr double kRatio = 40.0;
constexpr std::uint64_t kEpisodes = 4;

Context one_thread() {
  Context context;
  context.threads = 1;
  return context;
}

// A round of episodes with one version of the weights: the nets forward, and drawing.
void policy_round() {
  BenchAgent agent(make_bench_data(kRows, kRatio));
  autosmote_hot_path([&] {
    agent.hierarchy->prepare_to_act(one_thread());
    for (std::uint64_t e = 0; e < kEpisodes; ++e) agent.walk->play(0, e);
  });
}

// One update of the low level from a full buffer: V-trace, the nets backward, Adam.
void low_level_update() {
  BenchAgent agent(make_bench_data(kRows, kRatio));
  agent.hierarchy->prepare_to_act(one_thread());
  LowLevelModel& model = *agent.hierarchy->low_level();
  const rl::UnrollBuffer buffer = play_full_buffer(agent);
  rl::ActorCritic learner(model, {});
  autosmote_hot_path([&] { learner.learn(buffer, one_thread()); });
}

// One weighted refit and its predictions, as in each episode.
void refit(ClassifierKind kind) {
  const BenchData data = make_bench_data(kRows, kRatio);
  ClassifierOptions options;
  options.kind = kind;
  const auto classifier = make_refit_classifier(options, data.refit_data(), {});
  const auto workspace = classifier->make_workspace();
  Predictions out;
  autosmote_hot_path([&] {
    classifier->fit_predict({1.0, 1.0, data.sample_set}, *workspace, out);
  });
}

const std::map<std::string, std::function<void()>> kPaths{
    {"policy_round", policy_round},
    {"low_level_update", low_level_update},
    {"svm_refit", [] { refit(ClassifierKind::kSvm); }},
    {"knn_refit", [] { refit(ClassifierKind::kKnn); }},
    {"tree_refit", [] { refit(ClassifierKind::kTree); }},
    {"adaboost_refit", [] { refit(ClassifierKind::kAdaboost); }},
};

}  // namespace
}  // namespace autosmote

int main(int argc, char** argv) {
  const auto path = autosmote::kPaths.find(argc == 2 ? argv[1] : "");
  if (path != autosmote::kPaths.end()) {
    path->second();
    return 0;
  }
  for (const auto& [name, run] : autosmote::kPaths) std::puts(name.c_str());
  return argc == 1 ? 0 : 2;
}
