#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace autosmote {

// Philox 4x32 with ten rounds (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy
// as 1, 2, 3"): four random words for a counter under a key.

namespace philox {
inline constexpr int kRounds = 10;
inline constexpr std::array<std::uint32_t, 2> kFactors{0xD2511F53U, 0xCD9E8D57U};
inline constexpr std::array<std::uint32_t, 2> kKeySteps{0x9E3779B9U, 0xBB67AE85U};
}  // namespace philox

/// Inline, since a caller that has just written the counter word by word would wait for it to be
/// handed over in longer ones.
inline std::array<std::uint32_t, 4> philox_4x32_10(std::array<std::uint32_t, 4> counter,
                                                   std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < philox::kRounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{philox::kFactors[0]} * counter[0];
    const std::uint64_t product1 = std::uint64_t{philox::kFactors[1]} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += philox::kKeySteps[0];
    key[1] += philox::kKeySteps[1];
  }
  return counter;
}

/// Blocks of four words that philox_blocks makes side by side: as many as a register of AVX-512 has
/// lanes of 64 bits, each of which holds a word of one block.
inline constexpr std::size_t kPhiloxBlocks = 8;

using PhiloxWords = std::array<std::uint32_t, 4 * kPhiloxBlocks>;

/// philox_4x32_10 for `counter` and the next kPhiloxBlocks - 1, which differ from it in the first
/// word (modulo 2^32), one block after the other.
void philox_blocks(const std::array<std::uint32_t, 4>& counter,
                   const std::array<std::uint32_t, 2>& key, PhiloxWords& out);

}  // namespace autosmote
