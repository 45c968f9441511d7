#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "autosmote/compare.h"
#include "evaluation/run_record.h"

namespace autosmote {

/// report.html of a comparison, as docs/reference/compare.md describes it. `runs`: all that
/// `result` sums up. Everything but the element with the id "timing" is a function of data, options
/// and seed. With more than kMostBoxedRuns runs the box plots of single settings are left out, with
/// more than kMostCells cells their table, and the page says so.
inline constexpr std::size_t kMostBoxedRuns = 60'000;
inline constexpr std::size_t kMostCells = 8'000;
std::string render_compare_page(const CompareOptions& options, const CompareResult& result,
                                std::span<const RunRecord> runs, std::uint64_t seed, int threads);

}  // namespace autosmote
