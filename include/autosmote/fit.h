#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/closeness.h"
#include "autosmote/context.h"
#include "autosmote/custom_classifier.h"
#include "autosmote/metric.h"
#include "autosmote/search_options.h"
#include "autosmote/table.h"

namespace autosmote {

/// How much the verdict may cost where there are no test rows. kQuick: five outer folds that the
/// search never sees, about five times the search. kFull: the same five times with other folds, for
/// a narrower interval. kAuto: kQuick, but kNone for large tables and where there is a time limit.
/// kNone: validation scores only.
enum class VerdictEffort { kAuto, kNone, kQuick, kFull };

VerdictEffort parse_verdict(std::string_view name);  ///< "auto", "none", "quick", "full"
std::string_view verdict_effort_name(VerdictEffort effort);

/// By which distance the neighbours of a minority row are found (default profile). kEuclidean: of
/// encoded rows: standardised numbers, 0/1 columns for categories and missing cells. The others
/// take columns as they are and know missing values: kHeom (numbers by their range, categories
/// equal or not), kHvdm (categories by the classes' shares in them), kSmoteNc (the median rule of
/// SMOTE-NC). kAuto: kHeom for tables with nominal features, else kEuclidean.
enum class RowDistance { kAuto, kEuclidean, kHeom, kHvdm, kSmoteNc };

/// "auto", "euclidean", "heom", "hvdm", "smotenc"
RowDistance parse_distance(std::string_view name);
std::string_view distance_name(RowDistance distance);

/// Everything `autosmote fit` can be told.
struct FitOptions {
  std::string train;   ///< file name, "-" for standard input
  std::string target;  ///< name of the label column
  std::string test;    ///< file name; empty: no test rows
  ReadOptions read;
  ClassifierOptions classifier;
  /// In memory only: stands in place of `classifier`, of whose kind then only the prior is taken
  /// that the search starts from. Default profile; no random search for comparison. Must outlive
  /// the fit.
  const CustomClassifier* custom = nullptr;
  Metric metric;
  SearchOptions search;
  ValidationOptions validation;
  double imbalance = 0.0;  ///< > 0: the paper's protocol (60/20/20, minority undersampled to 1/R)
  VerdictEffort verdict = VerdictEffort::kAuto;
  /// Column whose rows of one text are never parted by a split; no feature. Empty: none.
  std::string group;
  /// Column of row weights, numbers above 0; no feature. A synthetic row's lies between those of
  /// its parents, at its lambda. The search counts every row alike. Empty: none.
  std::string weight;
  IgnoredCells ignored = IgnoredCells::kEmpty;  ///< of synthetic rows
  RowDistance distance = RowDistance::kAuto;    ///< default profile; the paper's is kEuclidean
  /// How many rows the classes of balanced.csv have. "auto": as many as the search finds best.
  /// Else as ResampleOptions::strategy for over-sampling methods ("not majority", "minority", a
  /// ratio of two classes, "yes=200,maybe=150"): the search places them. Default profile.
  std::string strategy = "auto";
  std::string output;   ///< folder for the results
  bool resume = false;  ///< continue from the folder's checkpoint where there is one
  /// In memory only: how the caller repeats it, which the page shows in place of a command line.
  /// Empty: the name of the C++ function.
  std::string call;
};

/// One line of the closing table.
struct FitMethod {
  std::string name;
  std::optional<double> validation;
  std::optional<double> test;
  double threshold = 0.0;  ///< on the score; on the probability of a CustomClassifier that has such
  std::uint64_t synthetic_rows = 0;
  std::string note;
};

/// The verdict in numbers.
struct FitEvidence {
  std::string outcome;  ///< "helps", "no evidence", "hurts" or "no test rows"
  std::string rows;     ///< what it stands on: "test rows", "outer folds" or "validation rows"
  std::string against;  ///< the best cheap baseline; empty where none applies
  std::optional<double> difference;  ///< score of what was delivered minus that of the baseline
  std::optional<double> lower;       ///< 95 % interval; empty on validation rows
  std::optional<double> upper;
  std::uint64_t positives = 0;     ///< minority rows behind it
  std::optional<double> optimism;  ///< of the search: its own score minus that on unseen rows
};

/// How well probabilities of the minority fit what happened on rows that no search saw.
struct FitCalibration {
  double brier = 0.0;               ///< mean squared error
  std::optional<double> intercept;  ///< in the large, ideal 0; below 0: probabilities too high
  std::optional<double> slope;      ///< ideal 1; below 1: probabilities too extreme
};

/// Probabilities without and with the delivered over-sampling.
struct FitCalibrations {
  std::string probabilities;                ///< how scores become probabilities, in words
  FitCalibration before;                    ///< trained on the rows as they are
  FitCalibration after;                     ///< trained on the resampled rows
  std::optional<FitCalibration> corrected;  ///< the same by PriorCorrection; not for mapped scores
};

/// Of two classes: over-sampling makes the minority look more frequent than it is, and
/// probabilities too high. The formula p * minority / (p * minority + (1 - p) * majority) undoes
/// it.
struct PriorCorrection {
  double minority = 1.0;  ///< minority's share of the training rows over that of balanced.csv
  double majority = 1.0;  ///< the same of the majority
};

/// A class and its rows, in the order of Target: the largest first.
struct FitClass {
  std::string name;
  std::uint64_t rows = 0;            ///< training rows
  std::uint64_t synthetic_rows = 0;  ///< delivered
};

/// What a fit found. The rows themselves are in the output folder.
struct FitResult {
  std::vector<FitMethod> methods;
  std::string verdict;                         ///< one sentence
  FitEvidence evidence;                        ///< the same in numbers
  std::optional<FitCalibrations> calibration;  ///< empty without rows that no search saw
  PriorCorrection prior_correction;
  std::vector<FitClass> classes;
  std::uint64_t minority_rows = 0;  ///< training rows of all classes but the largest
  std::uint64_t majority_rows = 0;  ///< of the largest class
  std::uint64_t synthetic_rows = 0;
  std::uint64_t test_minority_rows = 0;
  std::uint64_t validation_minority_rows = 0;
  std::uint64_t episodes = 0;
  std::uint64_t fits = 0;
  double search_seconds = 0.0;
  double seconds = 0.0;
  bool interrupted = false;
  std::optional<Closeness> closeness;  ///< of the synthetic rows; empty where there are none
  std::vector<std::string> notes;
  std::vector<std::string> files;  ///< written, in order
  std::string report;              ///< the JSON document of report.json
};

/// Learns an over-sampling strategy for a table with two classes or more: reads the tables,
/// searches, and writes balanced.csv, lineage.csv, history.csv, policy.json (with policy.weights
/// where there are networks), report.json and report.html into `options.output`. Nothing is written
/// when it throws DataError or ConfigError. Throws IoError for files that cannot be read or
/// written. A search cancelled through the context keeps its best result, writes all outputs and
/// sets `interrupted`.
FitResult fit(const FitOptions& options, const Context& context);

/// Tables in memory: from read_table, parse_table or make_table.
struct FitTables {
  Table train;
  std::optional<Table> validation;  ///< in place of a validation file
  std::optional<Table> test;
};

/// A synthetic row. Rows count from 0 in the training table.
struct FitSample {
  std::uint64_t source = 0;
  std::uint64_t neighbor = 0;
  double lambda = 0.0;        ///< place between the two
  std::uint64_t episode = 0;  ///< that made it
};

/// One line of history.csv.
struct FitEpisode {
  std::uint64_t episode = 0;
  std::uint64_t round = 0;
  std::uint64_t samples = 0;  ///< synthetic rows, mean over the folds
  double validation = 0.0;
  double best_validation = 0.0;  ///< up to this episode
  double entropy = 0.0;          ///< paper profile: of the low-level policy
};

/// What a fit in memory made: what the files of a fit hold.
struct FitOutput {
  FitResult result;                 ///< without `files`
  std::vector<std::uint64_t> rows;  ///< of the training table, on which the balanced one stands
  std::vector<FitSample> samples;
  std::vector<CellValue> cells;  ///< samples x columns of the training table; the target's is set
  std::vector<FitEpisode> history;
  std::string policy;          ///< the JSON document of policy.json
  std::string policy_weights;  ///< bytes of policy.weights; empty where there are no networks
  std::string page;            ///< the document of report.html
};

/// Like fit, on tables in memory and without touching the disk: of `options` all but `train`,
/// `test`, `validation.file`, `read`, `output` and `resume` count. With the same table, options and
/// seed the result is the same as that of fit; the page differs in names of files and in the call.
/// A cancelled search keeps its best result, but with context.abandon it ends at once with
/// `interrupted` and nothing else. Throws DataError and ConfigError.
FitOutput fit_tables(FitTables tables, const FitOptions& options, const Context& context);

}  // namespace autosmote
