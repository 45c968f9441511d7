#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "autosmote/table.h"
#include "preprocess/encoder.h"
#include "preprocess/row_generator.h"

namespace autosmote {

/// Synthetic rows that can stand in the user's table, and their encoded form. A numeric cell is
/// interpolated in its original unit and rounded where the column holds whole numbers; a nominal
/// cell is the category of the nearer parent (lambda < 0.5: the source, else the neighbour); where
/// either parent misses a value, the cell is the nearer parent's, missing or not; the target is
/// the minority class. All values lie between those of the parents, hence within the column's
/// bounds. What is encoded is what is written: `generate` encodes the cells of `make_row`.
class TableRowGenerator : public RowGenerator {
 public:
  /// `minority_rows`: rows of `table`, the training part's minority, in ascending order. Table and
  /// encoder must outlive the generator.
  TableRowGenerator(const Table& table, std::vector<std::size_t> minority_rows,
                    const Encoder& encoder);

  std::size_t width() const override { return encoder_.width(); }
  void generate(std::size_t source, std::size_t neighbor, double lambda,
                std::span<double> encoded) const override;

  /// The cells of the synthetic row, one a column of the table (ignored columns missing), for
  /// TableWriter::write_row. Thread-safe. O(columns).
  void make_row(std::size_t source, std::size_t neighbor, double lambda,
                std::span<CellValue> cells) const;

 private:
  const Table& table_;
  std::vector<std::size_t> minority_rows_;
  const Encoder& encoder_;
};

}  // namespace autosmote
