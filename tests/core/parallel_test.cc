#include "core/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include "core/abandon.h"

namespace autosmote {
namespace {

TEST(ParallelFor, VisitsEveryItemOnceForAnyThreadCount) {
  for (const int threads : {1, 2, 8}) {
    Context context;
    context.threads = threads;
    std::vector<std::atomic<int>> visits(1000);
    parallel_for(context, visits.size(), [&](std::size_t i) { ++visits[i]; });
    for (const auto& count : visits) EXPECT_EQ(count, 1);
  }
}

TEST(ParallelFor, CarriesAnExceptionToTheCaller) {
  for (const int threads : {1, 4}) {
    Context context;
    context.threads = threads;
    EXPECT_THROW(parallel_for(context, 100,
                              [](std::size_t i) {
                                if (i == 57) throw std::range_error("57");
                              }),
                 std::range_error);
  }
}

TEST(ParallelFor, EndsWhereItIsCancelledAndAbandoned) {
  for (const int threads : {1, 3}) {
    for (const bool abandon : {false, true}) {
      CancellationToken token;
      Context context;
      context.threads = threads;
      context.cancellation = &token;
      context.abandon = abandon;
      std::atomic<int> calls = 0;
      const auto run = [&] {
        parallel_for(context, 1000, [&](std::size_t) {
          ++calls;
          token.cancel();
        });
      };
      if (abandon) {
        EXPECT_THROW(run(), Abandoned);
        EXPECT_LE(calls, threads);
      } else {
        run();
        EXPECT_EQ(calls, 1000);
      }
    }
  }
}

TEST(ResolveThreads, BoundsAWildNumber) {
  Context context;
  context.threads = 8;
  EXPECT_EQ(resolve_threads(context), 8);
  context.threads = 100000;
  EXPECT_EQ(resolve_threads(context), 256);
}

TEST(ParallelForSlots, NeverSharesASlotBetweenTwoCallsAtOnce) {
  Context context;
  context.threads = 4;
  std::vector<std::atomic<int>> busy(4);
  parallel_for_slots(context, 2000, [&](std::size_t, std::size_t slot) {
    ASSERT_LT(slot, 4U);
    ASSERT_EQ(busy[slot].fetch_add(1), 0);
    busy[slot].fetch_sub(1);
  });
}

}  // namespace
}  // namespace autosmote
