#pragma once

#include <span>
#include <string>
#include <vector>

#include "autosmote/compare.h"
#include "evaluation/run_record.h"

namespace autosmote {

/// Every (set, ratio, classifier, metric, method) of the runs, in the order of `methods` inside a
/// setting and of appearance otherwise.
std::vector<CompareCell> summarize_cells(std::span<const RunRecord> runs,
                                         std::span<const std::string> methods);

/// Ranks and tests for each metric, over the settings (set, ratio, classifier) in which every
/// method has a mean test score over the same repeats. A rank is that of the mean over repeats;
/// ranks are averaged over the settings of a set, then over sets, as in the paper's table. The
/// tests take settings as blocks: those of one set are related, so the p-values are too small, and
/// the docs say so. Metrics without such a setting are left out.
std::vector<CompareMetric> summarize_metrics(std::span<const CompareCell> cells,
                                             std::span<const std::string> methods);

/// The same by CompareCell::test_all, over the settings with a ratio that have it.
std::vector<CompareMetric> summarize_low_noise(std::span<const CompareCell> cells,
                                               std::span<const std::string> methods);

}  // namespace autosmote
