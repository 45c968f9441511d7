#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "autosmote/table.h"

namespace autosmote {

/// The group of each row by its text in column `name`, numbered in order of appearance; empty where
/// `name` is. Throws ConfigError where there is no such column or it is a feature, DataError, with
/// the line, where a cell is empty or one of the texts `missing`, or all rows are of one group.
/// O(bytes).
std::vector<std::uint32_t> row_groups(const Table& table, const std::string& name,
                                      std::span<const std::string> missing = {});

/// Throws DataError, with its line, for a row of `other` (validation or test rows) whose group has
/// rows in `train`, too. A table without such a column has no groups to share. O(bytes).
void check_groups_apart(const Table& train, const Table& other, const std::string& name);

/// Throws DataError, with its line, for a row whose group (row_groups) has rows in another fold.
/// `source`: the file that lays the folds down. O(rows).
void check_groups_whole(const Table& table, const std::string& name,
                        std::span<const std::uint32_t> groups, std::span<const std::uint32_t> folds,
                        const std::string& source);

/// The weight of each row by its number in column `name`; empty where `name` is. Throws ConfigError
/// where there is no such column or it is a feature, DataError, with the line, where a cell is no
/// finite number above 0. O(bytes).
std::vector<double> row_weights(const Table& table, const std::string& name);

/// What a synthetic row has in the columns that are no features: the weight by the rule of numbers
/// (w_source + lambda (w_neighbor - w_source), lambda kept within [0, 1], rounded where all weights
/// are whole numbers), and the others nothing or what the source has.
class CarriedColumns {
 public:
  /// `table` must outlive it. Throws as row_weights.
  CarriedColumns(const Table& table, IgnoredCells ignored, const std::string& weight);

  /// Sets the weight, where there is one, of the row at `lambda` on the way between two rows.
  void set_weight(std::size_t source, std::size_t neighbor, double lambda,
                  std::span<CellValue> cells) const;
  /// The row whose ignored cells a synthetic row of `source` has; for TableWriter::write_row.
  std::optional<std::size_t> copied(std::size_t source) const;

 private:
  IgnoredCells ignored_;
  std::size_t weight_column_ = 0;
  std::vector<double> weights_;  ///< empty: there is no such column
  bool whole_ = false;
};

}  // namespace autosmote
