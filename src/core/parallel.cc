#include "core/parallel.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "core/abandon.h"
#include "core/check.h"

#ifdef AUTOSMOTE_UNDER_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace autosmote {
namespace {

/// Tells ThreadSanitizer what a parallel loop guarantees: everything before it happens before each
/// body, and each body before everything after it. The TBB that distributions ship is not
/// instrumented, so it cannot see this by itself; this file is not either (src/CMakeLists.txt),
/// since TBB's templates are instantiated here. The bodies are. Does nothing in other builds.
class ForkJoinOrder {
 public:
  ForkJoinOrder() { release(&fork_); }
  ~ForkJoinOrder() { acquire(&join_); }
  ForkJoinOrder(const ForkJoinOrder&) = delete;
  ForkJoinOrder& operator=(const ForkJoinOrder&) = delete;

  /// Lives as long as a body runs.
  class Body {
   public:
    explicit Body(ForkJoinOrder& order) : order_(order) { acquire(&order_.fork_); }
    ~Body() { release(&order_.join_); }
    Body(const Body&) = delete;
    Body& operator=(const Body&) = delete;

   private:
    ForkJoinOrder& order_;
  };

 private:
#ifdef AUTOSMOTE_UNDER_TSAN
  static void acquire(char* point) { __tsan_acquire(point); }
  static void release(char* point) { __tsan_release(point); }
#else
  static void acquire(char*) {}
  static void release(char*) {}
#endif

  char fork_ = 0;
  char join_ = 0;
};

}  // namespace

int resolve_threads(const Context& context) {
  // Each thread has a stack and its callers scratch memory: a wild number must not end the program.
  constexpr int kMostThreads = 256;
  if (context.threads > 0) return std::min(context.threads, kMostThreads);
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void parallel_for(const Context& context, std::size_t n,
                  const std::function<void(std::size_t)>& body) {
  parallel_for_slots(context, n, [&body](std::size_t item, std::size_t) { body(item); });
}

void parallel_for_slots(const Context& context, std::size_t n,
                        const std::function<void(std::size_t item, std::size_t slot)>& body) {
  const int threads = resolve_threads(context);
  if (threads == 1 || n <= 1) {
    for (std::size_t i = 0; i < n; ++i) {
      stop_if_abandoned(context);
      body(i, 0);
    }
    return;
  }
  // TBB lets no more threads run than the machine has and prints a warning, unless told otherwise.
  std::optional<tbb::global_control> more_threads;
  if (threads > static_cast<int>(std::thread::hardware_concurrency())) {
    more_threads.emplace(tbb::global_control::max_allowed_parallelism, threads);
  }
  // The arena is private to this call, so its slot numbers are dense and never shared with an
  // outer loop's.
  tbb::task_arena arena(threads);
  ForkJoinOrder order;
  arena.execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, n, 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
          const int slot = tbb::this_task_arena::current_thread_index();
          AUTOSMOTE_CHECK(slot >= 0 && slot < threads);
          const ForkJoinOrder::Body running(order);
          for (std::size_t i = range.begin(); i != range.end(); ++i) {
            stop_if_abandoned(context);
            body(i, static_cast<std::size_t>(slot));
          }
        },
        tbb::simple_partitioner());
  });
}

}  // namespace autosmote
