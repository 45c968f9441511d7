#include "progress_display.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace autosmote::cli {
namespace {

constexpr std::string_view kRuns = "runs";  // of a comparison: each has scores of its own
constexpr std::size_t kSmallestBar = 8;
constexpr std::size_t kLargestBar = 24;
constexpr std::chrono::milliseconds kDrawInterval{100};
constexpr std::chrono::seconds kLineInterval{10};

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

double done_share(const Progress& progress) {
  if (progress.episodes_total == 0) return 0.0;
  return std::min(1.0, static_cast<double>(progress.episodes_done) /
                           static_cast<double>(progress.episodes_total));
}

// Until the end of all phases like this one, or to the time limit.
double seconds_left(const Progress& progress, double time_limit) {
  const double phase = progress.seconds / std::max(done_share(progress), 1e-9);
  const double left =
      phase - progress.seconds + phase * static_cast<double>(progress.phases_to_come);
  return time_limit > 0.0 ? std::min(left, std::max(0.0, time_limit - progress.seconds)) : left;
}

std::size_t terminal_columns() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace

std::string progress_text(const Progress& progress, double time_limit, std::size_t columns) {
  std::vector<std::string> parts{
      fmt::format("{}: {}/{}", progress.phase, progress.episodes_done, progress.episodes_total)};
  if (progress.episodes_done > 0) {
    parts.push_back(fmt::format("{} left", duration_text(seconds_left(progress, time_limit))));
    if (progress.phase != kRuns) {
      parts.push_back(fmt::format("best {:.4f}", progress.best_validation));
      parts.push_back(fmt::format("baseline {:.4f}", progress.baseline_validation));
    }
    if (progress.optimism) parts.push_back(fmt::format("optimism {:.4f}", *progress.optimism));
  }
  std::string text = parts.front().substr(0, columns);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (text.size() + 2 + parts[i].size() > columns) break;
    text += ", " + parts[i];
  }
  return text;
}

ProgressDisplay::ProgressDisplay(double time_limit)
    : time_limit_(time_limit), terminal_(::isatty(STDERR_FILENO) == 1), shown_(Clock::now()) {
  const char* term = std::getenv("TERM");
  const char* no_color = std::getenv("NO_COLOR");
  color_ = terminal_ && (no_color == nullptr || *no_color == '\0') && term != nullptr &&
           std::string_view(term) != "dumb";
}

ProgressDisplay::~ProgressDisplay() { finish(); }

void ProgressDisplay::update(const Progress& progress) {
  const Clock::time_point now = Clock::now();
  if (!terminal_) {
    if (now - shown_ < kLineInterval) return;
    fmt::print(stderr, "{}\n", progress_text(progress, time_limit_, std::string::npos));
    shown_ = now;
    return;
  }
  if (progress.phase != phase_) {
    finish();
    phase_ = progress.phase;
  } else if (now - shown_ < kDrawInterval && progress.episodes_done < progress.episodes_total) {
    return;
  }
  draw(progress);
  shown_ = now;
}

void ProgressDisplay::draw(const Progress& progress) {
  const std::size_t columns = terminal_columns() - 1;  // a full line would begin the next one
  std::string text = progress_text(progress, time_limit_, columns);
  std::size_t length = text.size();
  const std::size_t bar = std::min(kLargestBar + 3, columns - length);
  if (bar >= kSmallestBar + 3) {
    const std::size_t width = bar - 3;
    const auto filled = static_cast<std::size_t>(done_share(progress) * static_cast<double>(width));
    text = fmt::format("[{}{:#>{}}{:.>{}}{}] {}", color_ ? "\033[32m" : "", "", filled, "",
                       width - filled, color_ ? "\033[0m" : "", text);
    length += bar;
  }
  // Spaces instead of an escape sequence overwrite what a longer line has left.
  const std::size_t rest = shown_length_ > length ? std::min(shown_length_, columns) - length : 0;
  fmt::print(stderr, "\r{}{}", text, std::string(rest, ' '));
  std::fflush(stderr);
  shown_length_ = length;
}

void ProgressDisplay::erase() {
  if (shown_length_ == 0) return;
  fmt::print(stderr, "\r{}\r", std::string(std::min(shown_length_, terminal_columns() - 1), ' '));
  shown_length_ = 0;
}

void ProgressDisplay::message(std::string_view text) {
  erase();
  fmt::print(stderr, "{}\n", text);
}

void ProgressDisplay::finish() {
  if (shown_length_ == 0) return;
  fmt::print(stderr, "\n");
  shown_length_ = 0;
}

}  // namespace autosmote::cli
