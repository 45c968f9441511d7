#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/context.h"
#include "autosmote/metric.h"
#include "autosmote/table.h"

namespace autosmote {

/// Everything `autosmote compare` can be told.
struct CompareOptions {
  std::vector<std::string> data;     ///< file names; the stem of each is the data set's name
  std::string target;                ///< name of the label column in all of them
  ReadOptions read;                  ///< kinds of columns: in each table, of those that it has
  std::vector<std::string> methods;  ///< of compare_methods(), or the one name "all"
  std::vector<ClassifierOptions> classifiers;  ///< each kind once
  std::vector<Metric> metrics;                 ///< each once
  /// Ratios of the paper's protocol (60/20/20 at random, then the minority of each part
  /// undersampled to 1/R). Empty: stratified 60/20/20 of all rows.
  std::vector<double> imbalance;
  /// Folder with the tables' own test folds, NAME.folds.csv or NAME.folds.csv.gz for each: a header
  /// and one whole number a row. Repeat r tests fold r and learns from the others. Not with
  /// `imbalance`. Empty: splits of our own.
  std::string test_folds;
  /// Column, in every table, whose rows of one text are never parted by a split; no feature. Not
  /// with `imbalance`. Empty: none.
  std::string group;
  int repeats = 10;            ///< splits; number r is drawn by the seed `context.seed` + r.
                               ///< Draws of the methods also depend on table and ratio
  int folds = 5;               ///< in which methods of the default profile validate
  std::uint64_t episodes = 0;  ///< of each search; 0: the profile's own number
  std::string output;          ///< folder for the results
  bool resume = false;         ///< keep the runs that the folder has
  /// In memory only: how the caller repeats it, which the page shows in place of a command line.
  /// Empty: the name of the C++ function.
  std::string call;
};

/// One method in one setting (data set, ratio, classifier, metric), over the repeats.
struct CompareCell {
  std::string set;
  double ratio = 0.0;  ///< 0: as it is in the table
  std::string classifier;
  std::string metric;
  std::string method;
  std::uint64_t repeats = 0;  ///< with a test score
  double test = 0.0;          ///< mean
  double lower = 0.0;         ///< 95 % t interval of the mean; NaN for fewer than two repeats
  double upper = 0.0;
  /// Mean of the scores with all minority rows of the test parts, and its interval; empty where
  /// results.csv has none.
  std::optional<double> test_all;
  double all_lower = 0.0;  ///< NaN for fewer than two repeats
  double all_upper = 0.0;
  std::optional<double> validation;  ///< mean
  double fits = 0.0;                 ///< classifier fits a run, mean
  double seconds = 0.0;              ///< a run, mean
  std::uint64_t not_applied = 0;     ///< runs in which the data were left as they are
  /// Rows of the minority, of several classes the smallest, in the test part; mean.
  double test_minority = 0.0;
};

/// One method by one metric, over all settings in which every method has a score.
struct CompareMethod {
  std::string method;
  std::vector<double> ranks;       ///< average rank in each of CompareMetric::sets; 1 is best
  double overall_rank = 0.0;       ///< their mean, as in the paper's table
  double settings_rank = 0.0;      ///< mean rank over all settings, which the tests compare
  double test = 0.0;               ///< mean over the settings
  std::optional<double> optimism;  ///< validation minus test, mean over the settings
  double fits = 0.0;               ///< a run, mean
  double seconds = 0.0;            ///< a run, mean
  std::uint64_t not_applied = 0;   ///< runs
  // The reference against this method, over settings; 0 and p = 1 for the reference itself.
  std::uint64_t wins = 0;
  std::uint64_t ties = 0;
  std::uint64_t losses = 0;
  double mean_difference = 0.0;  ///< reference minus this method
  double wilcoxon = 0.0;         ///< signed-rank statistic
  double wilcoxon_p = 1.0;
};

/// All methods by one metric.
struct CompareMetric {
  std::string metric;
  std::string reference;  ///< "autosmote" where it was run, else the first method
  std::vector<std::string> sets;
  std::uint64_t settings = 0;
  std::vector<CompareMethod> methods;
  std::optional<double> friedman;  ///< three methods or more
  std::optional<double> friedman_p;
  std::optional<double> critical_difference;  ///< Nemenyi's, of the average ranks over settings
};

/// What a comparison found.
struct CompareResult {
  std::vector<CompareMetric> metrics;
  /// The same by the scores with all minority rows of the test parts, over the settings with a
  /// ratio; in others there is no difference.
  std::vector<CompareMetric> low_noise;
  std::vector<CompareCell> cells;
  std::uint64_t runs = 0;      ///< in results.csv
  std::uint64_t runs_new = 0;  ///< of them, made by this call
  double seconds = 0.0;        ///< of this call
  bool interrupted = false;
  std::vector<std::string> notes;
  std::vector<std::string> files;
  std::string summary;  ///< the JSON document of summary.json
};

/// One run: a method on one split, by one classifier and metric; a line of results.csv.
struct CompareRun {
  std::string set;
  double ratio = 0.0;  ///< 0: as it is in the table
  int repeat = 0;
  std::string classifier;
  std::string metric;
  std::string method;
  std::optional<double> validation;  ///< scores; empty where the metric is not defined
  std::optional<double> test;
  std::optional<double> test_all;       ///< with all minority rows that the protocol left out
  double threshold = 0.0;               ///< on the classifier's score
  std::uint64_t rows = 0;               ///< of the final training set, synthetic ones included
  std::uint64_t fits = 0;               ///< classifier fits
  std::uint64_t training_minority = 0;  ///< rows of the minority, of several classes the smallest
  std::uint64_t validation_minority = 0;
  std::uint64_t test_minority = 0;
  bool applied = true;  ///< false: the method did not apply, and the data were left as they are
  std::string note;
  double seconds = 0.0;  ///< all that differs between equal runs
};

/// A table of a comparison in memory, from read_table, parse_table or make_table.
struct CompareTable {
  std::string name;
  Table table;
};

/// What a comparison in memory found.
struct CompareOutput {
  CompareResult result;          ///< without `files`
  std::vector<CompareRun> runs;  ///< in the order of results.csv
  std::string page;              ///< the document of report.html
};

/// Names of all methods, in the order in which they are shown.
std::vector<std::string> compare_methods();

/// Runs every method with every classifier and metric on the same splits of every data set: the
/// same rows to train the final classifier on, the same test rows. Methods without a search are
/// scored on the validation part; those of the default profile (threshold, *-tuned, autosmote,
/// autosmote-random) tune by folds of training and validation rows together; random-search and
/// autosmote-paper by the validation part. The test rows are looked at once a run.
///
/// Appends a line a run to results.csv in `options.output`; a run that is there is not repeated
/// with `resume`. At the end, results.csv is put in order and summary.json written. All columns but
/// `seconds` are a function of data, options and seed, whatever the number of threads. A cancelled
/// comparison keeps complete runs and sets `interrupted`.
///
/// Throws ConfigError, DataError and IoError before the first run for what cannot be run at all; a
/// resampler that a split does not allow leaves it as it is, and says so in the run's note.
CompareResult compare(const CompareOptions& options, const Context& context);

/// Like compare, on tables in memory and without touching the disk: of `options` all but `data`,
/// `read`, `test_folds`, `output` and `resume` count. With the same tables, names, options and seed
/// the runs are the same as those of compare. Throws ConfigError and DataError.
CompareOutput compare_tables(std::vector<CompareTable> tables, const CompareOptions& options,
                             const Context& context);

}  // namespace autosmote
