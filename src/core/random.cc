#include "core/random.h"

#include <algorithm>
#include <cmath>

#include "core/portable_math.h"

namespace autosmote {

// Eight blocks side by side take as long as four or five in turn. Many streams give no more than a
// few words, so the first blocks are made one by one.
void RandomStream::refill() {
  constexpr std::uint32_t kFirstBlocks = 8;
  if (counter_[0] < kFirstBlocks) {
    const std::array<std::uint32_t, 4> block = philox_4x32_10(counter_, key_);
    std::ranges::copy(block, words_.begin());
    made_ = 4;
    ++counter_[0];
  } else {
    philox_blocks(counter_, key_, words_);
    made_ = static_cast<std::uint32_t>(words_.size());
    counter_[0] += kPhiloxBlocks;
  }
  used_ = 0;
}

std::uint32_t RandomStream::below_after(std::uint64_t product, std::uint32_t n) {
  const std::uint32_t threshold = (0U - n) % n;
  while (static_cast<std::uint32_t>(product) < threshold) {
    product = std::uint64_t{(*this)()} * n;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

double RandomStream::normal() {
  if (has_spare_normal_) {
    has_spare_normal_ = false;
    return spare_normal_;
  }
  double x = 0.0;
  double y = 0.0;
  double square = 0.0;
  do {
    x = 2.0 * uniform() - 1.0;
    y = 2.0 * uniform() - 1.0;
    square = x * x + y * y;
  } while (square >= 1.0 || square < 1e-300);
  const double factor = std::sqrt(-2.0 * portable_log(square) / square);
  spare_normal_ = y * factor;
  has_spare_normal_ = true;
  return x * factor;
}

}  // namespace autosmote
