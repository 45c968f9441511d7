#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "autosmote/closeness.h"
#include "autosmote/context.h"
#include "autosmote/matrix_view.h"

namespace autosmote {

/// Evenly spread places among `count`: at most `most`, ascending, the first one 0.
std::vector<std::size_t> spread_places(std::size_t count, std::size_t most);

/// How many rows to measure among n real rows of d encoded features: as many as take about a tenth
/// of a second, at least 100.
std::size_t measured_rows(std::size_t rows, std::size_t width);

/// Measures Closeness, with the real rows given in blocks so that they need not all be encoded at
/// once. Exact; the blocks do not matter, nor does the number of threads.
class ClosenessMeter {
 public:
  /// Encoded rows and their classes: synthetic ones, and real ones with their row numbers.
  struct Rows {
    Matrix<double> encoded;
    std::vector<int> labels;
    std::vector<std::size_t> numbers = {};  ///< of real rows
  };
  ClosenessMeter(Rows synthetic, Rows real);

  /// The next real rows, numbered on from those before. O(measured rows * rows * width).
  void add(MatrixView<const double> rows, std::span<const int> labels, const Context& context);

  /// Empty where no synthetic row is measured.
  std::optional<Closeness> result() const;

 private:
  struct Nearest {
    double own = std::numeric_limits<double>::infinity();  ///< squared, to rows of its class
    double any = std::numeric_limits<double>::infinity();
  };
  /// Rows given to add() and those of them that are of one class.
  struct Block {
    MatrixView<const double> rows;
    int label = 0;
    std::span<const std::uint32_t> members;
  };
  void add_to(const Rows& queries, std::vector<Nearest>& nearest, const Block& block,
              const Context& context) const;

  Rows synthetic_;
  Rows real_;
  std::vector<Nearest> of_synthetic_;
  std::vector<Nearest> of_real_;
  std::size_t rows_ = 0;
};

}  // namespace autosmote
