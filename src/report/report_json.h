#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "autosmote/fit.h"

namespace autosmote {

/// How the delivered training set compares with the best cheap baseline.
enum class Outcome { kHelps, kNoEvidence, kHurts, kNoTestRows };

/// The answer to "did it help?", in a sentence and in numbers.
struct Verdict {
  Outcome outcome = Outcome::kNoTestRows;
  std::string evidence = "validation rows";  ///< or "test rows", "outer folds"
  std::string sentence;
  std::string method;   ///< what is judged: "AutoSMOTE" or "random search"
  std::string against;  ///< the cheap baseline that is best on the validation rows; may be empty
  std::optional<double> difference;  ///< method minus baseline, on test rows (else validation rows)
  std::optional<double> lower;       ///< 95 % interval, not on validation rows
  std::optional<double> upper;
  std::size_t positives = 0;       ///< minority rows behind it
  std::optional<double> optimism;  ///< the search's validation score minus that on unseen rows
};

/// "helps", "no evidence", "hurts", "no test rows".
const char* outcome_name(Outcome outcome);

/// One column of the training table.
struct ReportColumn {
  std::string name;
  std::string kind;  ///< "numeric" or "nominal"
  std::string role;  ///< "feature", "target" or "ignored"
  std::size_t missing = 0;
  std::size_t categories = 0;  ///< nominal only
};

/// One part of the rows.
struct ReportPart {
  std::size_t rows = 0;
  std::size_t minority = 0;
};

/// What report.json says besides the options and the result of a fit.
struct ReportData {
  std::uint64_t seed = 0;
  int threads = 0;
  std::string source;  ///< of the training table
  std::vector<ReportColumn> columns;
  std::string majority_name;
  std::string minority_name;
  ReportPart all;
  std::string validation;  ///< how it is done: "hold-out", "5-fold cross-validation", "file"
  ReportPart training_part;
  ReportPart validation_part;
  ReportPart test_part;
  Verdict verdict;
  std::uint64_t baseline_fits = 0;
  std::uint64_t random_search_fits = 0;
  std::uint64_t outer_fits = 0;
};

/// The JSON document that docs/reference/fit.md describes, with a line ending at its end.
/// Everything but `timing` is a function of input, options and seed.
std::string render_report(const FitOptions& options, const ReportData& data,
                          const FitResult& result);

}  // namespace autosmote
