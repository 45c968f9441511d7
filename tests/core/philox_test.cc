#include "core/philox.h"

#include <gtest/gtest.h>

#include "vector_widths.h"

namespace autosmote {
namespace {

using Block = std::array<std::uint32_t, 4>;

// Known answers published with Random123 (kat_vectors, philox4x32 10).
TEST(Philox, EqualsTheKnownAnswers) {
  EXPECT_EQ(philox_4x32_10({0, 0, 0, 0}, {0, 0}),
            (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(
      philox_4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
      (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(
      philox_4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
      (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(PhiloxBlocks, EqualSingleBlocksAtEveryWidth) {
  const std::array<std::uint32_t, 2> key{0xa4093822, 0x299f31d0};
  for_each_vector_width([&](std::size_t) {
    // The last counters pass the end of the first word, which carries nothing into the second.
    for (const std::uint32_t first : {0U, 1U, 0x7fffffffU, 0xfffffffbU}) {
      PhiloxWords words;
      philox_blocks({first, 0x85a308d3, 0x13198a2e, 0x03707344}, key, words);
      for (std::uint32_t b = 0; b < kPhiloxBlocks; ++b) {
        const Block single = philox_4x32_10({first + b, 0x85a308d3, 0x13198a2e, 0x03707344}, key);
        for (std::size_t word = 0; word < 4; ++word) {
          EXPECT_EQ(words[4 * b + word], single[word]) << first << " + " << b << ", " << word;
        }
      }
    }
  });
}

}  // namespace
}  // namespace autosmote
