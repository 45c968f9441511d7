#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "autosmote/context.h"

namespace autosmote::cli {

/// Shows on standard error how far a search is: on a terminal a line that changes in place, with a
/// bar where it is wide enough, elsewhere a plain line every ten seconds. Colour only on a
/// terminal, and not where NO_COLOR is set.
class ProgressDisplay {
 public:
  /// `time_limit`: seconds after which the search ends whatever it has done; 0: none.
  explicit ProgressDisplay(double time_limit);
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  void update(const Progress& progress);
  /// A line of its own, above that of the progress.
  void message(std::string_view text);
  /// Leaves the line as it is and goes on below it.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  void draw(const Progress& progress);
  void erase();

  double time_limit_;
  bool terminal_;
  bool color_;
  Clock::time_point shown_;
  std::string phase_;
  std::size_t shown_length_ = 0;  ///< characters of the line that changes; 0: there is none
};

/// "search: 450/1000, 7 s left, best 0.6120, baseline 0.4980, optimism 0.0110": as many of these
/// parts, from the first, as `columns` characters hold.
std::string progress_text(const Progress& progress, double time_limit, std::size_t columns);

}  // namespace autosmote::cli
