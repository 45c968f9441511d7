#pragma once

#include <cstdint>
#include <span>

#include "autosmote/metric.h"

namespace autosmote {

/// How often each row of a class counts. Whole numbers, because metrics depend on the ratio alone
/// and sums of whole numbers are exact.
struct ClassWeights {
  std::uint64_t majority = 1;  ///< at least 1
  std::uint64_t minority = 1;  ///< at least 1
};

/// evaluate_metric of the rows with each row of a class repeated as often as its weight says. The
/// weighted number of rows must fit into 64 bits.
double evaluate_weighted_metric(const Metric& metric, std::span<const int> truth,
                                std::span<const int> labels, std::span<const double> scores,
                                const ClassWeights& weights);

}  // namespace autosmote
