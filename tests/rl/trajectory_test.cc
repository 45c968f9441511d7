#include "rl/trajectory.h"

#include <gtest/gtest.h>

#include <array>

namespace autosmote::rl {
namespace {

std::array<std::uint8_t, 2> state(int number) {
  return {static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(number / 256)};
}

TEST(StateTable, NumbersStatesByFirstAppearance) {
  StateTable table(2);
  EXPECT_EQ(table.intern(state(7)), 0U);
  EXPECT_EQ(table.intern(state(300)), 1U);
  EXPECT_EQ(table.intern(state(7)), 0U);
  EXPECT_EQ(table.size(), 2U);
  EXPECT_EQ(table.bytes(1)[0], 300 - 256);
}

TEST(UnrollBuffer, IsFullOnceTheStateAfterTheLastUnrollIsKnown) {
  UnrollBuffer buffer(3, 2, 2);
  for (int i = 0; i < 6; ++i) {
    EXPECT_FALSE(buffer.full());
    buffer.append(state(i), {0, static_cast<std::uint32_t>(i), 0.0F, 0.0F, false});
  }
  EXPECT_FALSE(buffer.full());
  buffer.append(state(6), {0, 6, 0.0F, 0.0F, false});
  ASSERT_TRUE(buffer.full());
  EXPECT_EQ(buffer.steps().size(), 6U);
  EXPECT_EQ(buffer.bootstrap_states(), (std::vector<std::uint32_t>{3, 6}));
}

TEST(UnrollBuffer, IsFullAtATerminalStepWithoutASuccessor) {
  UnrollBuffer buffer(2, 1, 2);
  buffer.append(state(1), {0, 0, 0.0F, 0.0F, false});
  buffer.append(state(2), {0, 0, 0.0F, 1.0F, true});
  EXPECT_TRUE(buffer.full());
}

TEST(UnrollBuffer, KeepsWhatBelongsToTheNextBatch) {
  UnrollBuffer buffer(2, 2, 2);
  for (int i = 0; i < 7; ++i) {
    buffer.append(state(i % 5), {0, static_cast<std::uint32_t>(i), 0.0F, 0.0F, false});
  }
  buffer.consume();
  ASSERT_EQ(buffer.pending().size(), 3U);
  EXPECT_EQ(buffer.pending()[0].action, 4U);
  EXPECT_EQ(buffer.states().size(), 3U);
  EXPECT_EQ(buffer.states().bytes(buffer.pending()[0].state)[0], 4);
  EXPECT_EQ(buffer.states().bytes(buffer.pending()[1].state)[0], 0);
}

}  // namespace
}  // namespace autosmote::rl
