#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "autosmote/table.h"

namespace autosmote {

/// The label column of a table with two classes. Class 0 is the majority, class 1 the minority.
struct Target {
  std::size_t column = 0;
  std::vector<int> labels;                  ///< one a row, 0 or 1
  std::array<std::string, 2> class_names;   ///< the text in the table
  std::array<std::size_t, 2> counts{0, 0};  ///< rows of each class
};

/// The labels in column `name`. The minority is the class with fewer rows; where both have as many,
/// it is the one that appears second in the file. Throws ConfigError where there is no such column
/// or it is ignored, DataError where cells are missing (all, or which line), where there are not
/// exactly two classes, or where a class has a single row. O(rows).
Target select_target(const Table& table, const std::string& name);

/// The label column of a table with two classes or more. Classes are numbered in ascending order:
/// of their numbers where every class is a number, else of their bytes (scikit-learn's order).
struct ClassTarget {
  std::size_t column = 0;
  std::vector<int> labels;               ///< one a row, 0 to classes - 1
  std::vector<std::string> class_names;  ///< the text in the table
  std::vector<std::size_t> counts;       ///< rows of each class
  std::vector<std::size_t> first_rows;   ///< first row of each class
};

/// The labels in column `name`. Throws ConfigError where there is no such column or it is ignored,
/// DataError where cells are missing or there is one class only. O(rows).
ClassTarget select_classes(const Table& table, const std::string& name);

/// The labels of another table (validation or test) in the classes of `reference`. One class may be
/// absent from it. Throws ConfigError or DataError as select_target, and DataError for a class that
/// `reference` does not have.
Target select_target_like(const Table& table, const std::string& name, const Table& reference_table,
                          const Target& reference);

/// Checks that `other` has the features of `train` (every column but the target and ignored ones):
/// the same names with the same kinds, in any order, with any categories. Throws DataError that
/// lists what is missing, what is extra and which kinds differ.
void check_same_features(const Table& train, const Table& other, const std::string& target);

}  // namespace autosmote
