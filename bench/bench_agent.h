#pragma once

#include <memory>

#include "bench_data.h"
#include "preprocess/linear_row_generator.h"
#include "search/fold.h"
#include "search/walk.h"

namespace autosmote {

/// The paper's agent, with its initial weights, on data prepared at ratio 100; one thread.
struct BenchAgent {
  Matrix<double> minority;
  std::unique_ptr<LinearRowGenerator> generator;
  std::unique_ptr<CandidatePool> pool;
  std::unique_ptr<Hierarchy> hierarchy;
  std::unique_ptr<Walk> walk;

  explicit BenchAgent(const BenchData& data) {
    Fold fold;
    fold.train = data.base;
    fold.train_labels = data.base_labels;
    for (std::uint32_t i = 0; i < data.base_labels.size(); ++i) {
      if (data.base_labels[i] == 1) fold.minority.push_back(i);
    }
    minority = minority_rows_of(fold);
    generator = std::make_unique<LinearRowGenerator>(minority.view());
    Context context;
    context.threads = 1;
    pool = std::make_unique<CandidatePool>(minority_neighbors(minority.view(), 30, context),
                                           *generator);
    hierarchy = std::make_unique<Hierarchy>(*pool, as_float(minority),
                                            HierarchyShape{number_of_scales(100.0)},
                                            SearchKind::kRl, Ablation{}, 0);
    walk = std::make_unique<Walk>(*hierarchy);
  }
};

/// A full buffer of the low level's unrolls, 8 of 300 steps, from episodes with the weights as they
/// are. `agent.hierarchy` must be prepared to act.
inline rl::UnrollBuffer play_full_buffer(BenchAgent& agent) {
  rl::UnrollBuffer buffer(300, 8, agent.hierarchy->low_level()->state_bytes());
  for (std::uint64_t e = 0; !buffer.full(); ++e) {
    const LevelTrace trace = agent.walk->play(0, e).low_level;
    for (std::size_t t = 0; t < trace.steps.size() && !buffer.full(); ++t) {
      buffer.append(trace.state(t), trace.steps[t]);
    }
  }
  return buffer;
}

}  // namespace autosmote
