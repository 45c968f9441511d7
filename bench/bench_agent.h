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

}  // namespace autosmote
