#pragma once

#include <cstddef>
#include <span>

namespace autosmote {

/// Makes the encoded form of a synthetic row from two minority instances. The search sees rows
/// only through this interface; the rules for kinds of columns live behind it.
class RowGenerator {
 public:
  virtual ~RowGenerator() = default;
  /// Number of encoded features.
  virtual std::size_t width() const = 0;
  /// Writes the row at `lambda` in [0, 1] on the way from minority instance `source` to `neighbor`
  /// (numbers in the order of the minority rows of the training part). Thread-safe.
  virtual void generate(std::size_t source, std::size_t neighbor, double lambda,
                        std::span<double> encoded) const = 0;
};

}  // namespace autosmote
