#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace autosmote {

/// Lets another thread or a signal handler stop a long call. Thread-safe and async-signal-safe.
class CancellationToken {
 public:
  void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> cancelled_{false};
};

/// How far a search is; sent after every round.
struct Progress {
  std::uint64_t episodes_done = 0;
  std::uint64_t episodes_total = 0;
  double seconds = 0.0;              ///< since the search started
  double best_validation = 0.0;      ///< best validation score so far
  double baseline_validation = 0.0;  ///< validation score without synthetic samples
  /// "search", then "random search" for comparison, then "outer fold 1 of 5" for the verdict.
  std::string phase = "search";
  /// By how much the best score is too good for having been chosen: it minus what is left of it
  /// where each fold is judged by what the other folds choose. Empty where that cannot be told: a
  /// hold-out, a ranking, the paper profile.
  std::optional<double> optimism;
  std::uint64_t phases_to_come = 0;  ///< that follow and are as long as this one
};

/// What every long call is given instead of global state: how many threads to use, which seed, and
/// where progress and messages go. The library itself prints nothing.
struct Context {
  std::uint64_t seed = 0;
  int threads = 0;  ///< 0: as many as the machine has. The result never depends on it.
  std::function<void(const Progress&)> progress;
  std::function<void(std::string_view)> log;
  const CancellationToken* cancellation = nullptr;
  /// Whether a cancelled call may stop in the midst of its work since its caller drops what it
  /// returns. Samplers set it for themselves; where a search is told so, there is no best so far.
  bool abandon = false;

  bool cancelled() const { return cancellation != nullptr && cancellation->cancelled(); }
};

}  // namespace autosmote
