#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/context.h"
#include "autosmote/metric.h"
#include "autosmote/search_options.h"
#include "autosmote/table.h"

namespace autosmote {

/// How much the verdict may cost where there are no test rows. kQuick: five outer folds that the
/// search never sees, about five times the search. kAuto: kQuick, but kNone for large tables and
/// where there is a time limit. kNone: validation scores only.
enum class VerdictEffort { kAuto, kNone, kQuick };

VerdictEffort parse_verdict(std::string_view name);  ///< "auto", "none", "quick"
std::string_view verdict_effort_name(VerdictEffort effort);

/// Everything `autosmote fit` can be told.
struct FitOptions {
  std::string train;   ///< file name, "-" for standard input
  std::string target;  ///< name of the label column
  std::string test;    ///< file name; empty: no test rows
  ReadOptions read;
  ClassifierOptions classifier;
  Metric metric;
  SearchOptions search;
  ValidationOptions validation;
  double imbalance = 0.0;  ///< > 0: the paper's protocol (60/20/20, minority undersampled to 1/R)
  VerdictEffort verdict = VerdictEffort::kAuto;
  std::string output;   ///< folder for the results
  bool resume = false;  ///< continue from the folder's checkpoint where there is one
};

/// One line of the closing table.
struct FitMethod {
  std::string name;
  std::optional<double> validation;
  std::optional<double> test;
  double threshold = 0.0;
  std::uint64_t synthetic_rows = 0;
  std::string note;
};

/// What a fit found. The rows themselves are in the output folder.
struct FitResult {
  std::vector<FitMethod> methods;
  std::string verdict;              ///< one sentence
  std::uint64_t minority_rows = 0;  ///< of the training rows
  std::uint64_t majority_rows = 0;
  std::uint64_t synthetic_rows = 0;
  std::uint64_t test_minority_rows = 0;
  std::uint64_t validation_minority_rows = 0;
  std::uint64_t episodes = 0;
  std::uint64_t fits = 0;
  double search_seconds = 0.0;
  double seconds = 0.0;
  bool interrupted = false;
  std::vector<std::string> notes;
  std::vector<std::string> files;  ///< written, in order
  std::string report;              ///< the JSON document of report.json
};

/// Learns an over-sampling strategy: reads the tables, searches, and writes balanced.csv,
/// lineage.csv, history.csv, policy.json (with policy.weights where there are networks) and
/// report.json into `options.output`. Nothing is written when it throws DataError or ConfigError.
/// Throws IoError for files that cannot be read or written. A search cancelled through the context
/// keeps its best result, writes all outputs and sets `interrupted`.
FitResult fit(const FitOptions& options, const Context& context);

}  // namespace autosmote
