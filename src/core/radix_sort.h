#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace autosmote {

/// An unsigned number whose order is that of the values: negative ones have their bits flipped, the
/// others their sign. Adding 0 makes -0 the same as 0 (tests/core/radix_sort_test.cc). Not for NaN.
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

/// Sorts by the member `key`, of 32 or 64 bits, ascending; equal keys keep their order. Byte by
/// byte from the lowest; bytes that all keys share are skipped. O(n) a byte, memory for n more.
template <typename Row>
void radix_sort(std::vector<Row>& rows) {
  using Key = decltype(Row::key);
  static_assert(std::is_same_v<Key, std::uint32_t> || std::is_same_v<Key, std::uint64_t>);
  constexpr std::size_t kValues = 256;
  const auto byte_of = [](Key key, std::size_t byte) {
    return static_cast<std::size_t>((key >> (8 * byte)) & 0xFF);
  };
  Key varying = 0;
  for (const Row& row : rows) varying |= row.key ^ rows.front().key;
  std::vector<Row> other(rows.size());
  for (std::size_t byte = 0; byte < sizeof(Key); ++byte) {
    if (byte_of(varying, byte) == 0) continue;
    std::array<std::size_t, kValues> places{};
    for (const Row& row : rows) ++places[byte_of(row.key, byte)];
    std::size_t start = 0;
    for (std::size_t& place : places) start += std::exchange(place, start);
    for (const Row& row : rows) other[places[byte_of(row.key, byte)]++] = row;
    rows.swap(other);
  }
}

}  // namespace autosmote
