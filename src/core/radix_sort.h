#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace autosmote {

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
