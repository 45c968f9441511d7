#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "autosmote/context.h"

namespace autosmote::cli {

/// Shows on standard error how far a search is: a bar with the time left on a terminal, a line
/// every ten seconds elsewhere. Colour only on a terminal, and not where NO_COLOR is set.
class ProgressDisplay {
 public:
  /// `time_limit`: seconds after which the search ends whatever it has done; 0: none.
  explicit ProgressDisplay(double time_limit);
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  void update(const Progress& progress);
  /// A line of its own, above the bar.
  void message(std::string_view text);
  /// Leaves the bar as it is and goes on below it.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  void draw_bar(const Progress& progress);
  void erase_bar();

  double time_limit_;
  bool terminal_;
  bool color_;
  Clock::time_point shown_;
  std::string phase_;
  std::size_t bar_length_ = 0;  ///< characters of the bar on the current line; 0: no bar
};

/// "450/1000 episodes, 7 s left, best 0.6120, without sampling 0.4980".
std::string progress_text(const Progress& progress, double time_limit);

}  // namespace autosmote::cli
