#pragma once

#include <bit>
#include <cstdint>

namespace autosmote {

/// An unsigned number whose order is that of the values: negative ones have their bits flipped, the
/// others their sign. Adding 0 makes -0 the same as 0 (tests/core/order_key_test.cc). Not for NaN.
inline std::uint32_t order_key(float value) {
  constexpr std::uint32_t kSign = std::uint32_t{1} << 31;
  const auto bits = std::bit_cast<std::uint32_t>(value + 0.0F);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}
inline std::uint64_t order_key(double value) {
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

/// The value of a key; 0 for that of -0.
inline double from_order_key(std::uint64_t key) {
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  return std::bit_cast<double>((key & kSign) != 0 ? key ^ kSign : ~key);
}

}  // namespace autosmote
