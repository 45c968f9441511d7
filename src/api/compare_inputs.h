#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/compare_split.h"
#include "api/inputs.h"
#include "api/test_folds.h"
#include "autosmote/compare.h"
#include "evaluation/method.h"

namespace autosmote {

/// One table of a comparison.
struct CompareSet {
  std::string name;
  Inputs inputs;
  std::optional<TestFolds> folds;  ///< where the options name a folder of them
  std::uint64_t checksum = 0;      ///< of what can change a score: table, folds, distance
};

/// Throws ConfigError for options that no table could be compared by.
void check_compare_options(const CompareOptions& options);

/// The same for the names of files and folders, which a comparison in memory does not have.
void check_compare_files(const CompareOptions& options);

/// The methods that the options name, or all.
struct ChosenMethods {
  std::vector<Method> methods;
  std::vector<std::string> notes;  ///< which of all are left out, and why
};

/// Where a table has more than two classes, "all" leaves out what takes two. Throws ConfigError
/// for names that do not exist and, naming a table of several classes, for a method, a metric or
/// ratios that take two.
ChosenMethods chosen_methods(const CompareOptions& options, const std::vector<CompareSet>& sets);

/// Reads all tables, and their test folds. A named kind of a column holds in the tables that have
/// it. Throws ConfigError for a column that none has and for more repeats than folds, otherwise as
/// read_inputs and read_test_folds.
std::vector<CompareSet> read_compare_sets(const CompareOptions& options);

/// The same from tables in memory. Throws ConfigError where there is none or two have one name,
/// otherwise as take_inputs.
std::vector<CompareSet> take_compare_sets(std::vector<CompareTable> tables,
                                          const CompareOptions& options);

/// The rows of one split: by the set's folds, where it has them, else by split_rows. Throws
/// DataError, naming the set, where a class is too small.
SplitRows rows_of_split(const CompareSet& set, double ratio, int repeat, std::uint64_t seed);

/// The seed of everything that the methods draw on one split; they share it. It is another one for
/// each table, ratio and repeat: with one seed for all tables a lucky draw of a search moves all of
/// them alike, and tests over tables would take that for evidence. Of a table the classes of its
/// rows count, in their order, and nothing else: neither how it was read nor what its columns are
/// called. O(rows).
std::uint64_t seed_of_runs(const CompareSet& set, double ratio, int repeat, std::uint64_t seed);

/// Throws DataError, naming the set, where a split or its folds cannot be made.
void check_split(const CompareSet& set, double ratio, int repeat, int folds, std::uint64_t seed);

}  // namespace autosmote
