#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autosmote {

/// Which run of a comparison.
struct RunKey {
  std::string set;
  double ratio = 0.0;  ///< 0: the table's own
  int repeat = 0;
  std::string classifier;
  std::string metric;
  std::string method;

  auto operator<=>(const RunKey&) const = default;
};

/// One line of results.csv.
struct RunRecord {
  RunKey key;
  std::optional<double> validation;
  std::optional<double> test;
  std::optional<double> test_all;  ///< may be missing in a file
  double threshold = 0.0;
  std::uint64_t rows = 0;  ///< of the final training set, synthetic ones included
  std::uint64_t fits = 0;
  std::uint64_t training_minority = 0;  ///< rows of the minority, of several classes the smallest
  std::uint64_t validation_minority = 0;
  std::uint64_t test_minority = 0;
  bool applied = true;  ///< false: the method did not apply, and the data were left as they are
  std::string note;
  double seconds = 0.0;  ///< the only column that differs between equal runs
};

/// The first line of results.csv, with its line ending.
std::string_view run_header();

/// A run as one line with its line ending; numbers read back as the same doubles.
std::string run_line(const RunRecord& record);

/// The runs of a results.csv, also of earlier versions, which have no column test_all. What follows
/// the last line ending is the rest of a killed run and left out. Throws DataError (with `source`
/// and line) for anything else that run_line does not write.
std::vector<RunRecord> parse_runs(std::string_view text, const std::string& source);

}  // namespace autosmote
