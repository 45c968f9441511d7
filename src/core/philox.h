#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace autosmote {

/// Ten rounds of Philox 4x32 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy
/// as 1, 2, 3"): four random words for a counter under a key.
std::array<std::uint32_t, 4> philox_4x32_10(std::array<std::uint32_t, 4> counter,
                                            std::array<std::uint32_t, 2> key);

/// Blocks of four words that philox_blocks makes side by side: as many as a register of AVX-512
/// holds.
inline constexpr std::size_t kPhiloxBlocks = 8;

using PhiloxWords = std::array<std::uint32_t, 4 * kPhiloxBlocks>;

/// philox_4x32_10 for `counter` and the next kPhiloxBlocks - 1, which differ from it in the first
/// word (modulo 2^32), one block after the other.
void philox_blocks(const std::array<std::uint32_t, 4>& counter,
                   const std::array<std::uint32_t, 2>& key, PhiloxWords& out);

}  // namespace autosmote
