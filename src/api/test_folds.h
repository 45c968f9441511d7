#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "autosmote/target.h"

namespace autosmote {

/// Which rows of a table are tested together, as its publisher has laid down.
struct TestFolds {
  std::string source;                  ///< the file
  std::vector<std::uint32_t> of_rows;  ///< of each row of the table, in [0, numbers.size())
  std::vector<double> numbers;         ///< what the file calls the folds, ascending
};

/// Reads the folds of data set `set` from `folder`: the file SET.folds.csv or SET.folds.csv.gz, one
/// column with a header and a whole number for each row of the table. Throws IoError where there is
/// no such file; DataError where it is no such column, has not as many rows as the table, names
/// fewer than two folds, or one of them has no row of a class.
TestFolds read_test_folds(const std::string& folder, const std::string& set, const Target& target);

}  // namespace autosmote
