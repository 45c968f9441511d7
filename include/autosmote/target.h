#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "autosmote/table.h"

namespace autosmote {

/// The label column of a table. Class 0 is the largest, of two the majority; the others follow by
/// descending size, of two the minority.
struct Target {
  std::size_t column = 0;
  std::vector<int> labels;               ///< one a row, 0 to classes - 1
  std::vector<std::string> class_names;  ///< the text in the table
  std::vector<std::size_t> counts;       ///< rows of each class

  int classes() const { return static_cast<int>(class_names.size()); }
};

/// The labels in column `name`. Classes of one size are in the order in which they appear in the
/// file. Throws ConfigError where there is no such column or it is ignored, DataError where cells
/// are missing (all, or which line), where there is one class only, or where a class has a single
/// row. O(rows).
Target select_target(const Table& table, const std::string& name);

/// For what knows two classes only, such as "the paper's profile": throws DataError where the
/// target has more.
void require_two_classes(const Table& table, const Target& target, const std::string& what);

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

/// The labels of another table (validation or test) in the classes of `reference`. Classes may be
/// absent from it. Throws ConfigError or DataError as select_target, and DataError for a class that
/// `reference` does not have.
Target select_target_like(const Table& table, const std::string& name, const Table& reference_table,
                          const Target& reference);

/// Checks that `other` has the features of `train` (every column but the target and ignored ones):
/// the same names with the same kinds, in any order, with any categories. Throws DataError that
/// lists what is missing, what is extra and which kinds differ.
void check_same_features(const Table& train, const Table& other, const std::string& target);

}  // namespace autosmote
