#include "progress_display.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace autosmote::cli {
namespace {

constexpr std::string_view kRuns = "runs";  // of a comparison: each has scores of its own
constexpr std::size_t kBarWidth = 24;
constexpr std::chrono::milliseconds kBarInterval{100};
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

}  // namespace

std::string progress_text(const Progress& progress, double time_limit) {
  const bool runs = progress.phase == kRuns;
  std::string text = fmt::format("{}: {}/{}{}", progress.phase, progress.episodes_done,
                                 progress.episodes_total, runs ? "" : " episodes");
  if (progress.episodes_done == 0) return text;
  const double share = done_share(progress);
  double left = progress.seconds * (1.0 - share) / std::max(share, 1e-9);
  if (time_limit > 0.0) left = std::min(left, std::max(0.0, time_limit - progress.seconds));
  text += fmt::format(", {} left", duration_text(left));
  if (runs) return text;
  return text + fmt::format(", best {:.4f}, without sampling {:.4f}", progress.best_validation,
                            progress.baseline_validation);
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
    fmt::print(stderr, "{}\n", progress_text(progress, time_limit_));
    shown_ = now;
    return;
  }
  if (progress.phase != phase_) {
    finish();
    phase_ = progress.phase;
  } else if (now - shown_ < kBarInterval && progress.episodes_done < progress.episodes_total) {
    return;
  }
  draw_bar(progress);
  shown_ = now;
}

void ProgressDisplay::draw_bar(const Progress& progress) {
  const auto filled = static_cast<std::size_t>(done_share(progress) * kBarWidth);
  const std::string bar = std::string(filled, '#') + std::string(kBarWidth - filled, '.');
  const std::string text = progress_text(progress, time_limit_);
  // Spaces instead of an escape sequence overwrite what a longer line has left.
  const std::size_t length = kBarWidth + 3 + text.size();
  const std::size_t rest = bar_length_ > length ? bar_length_ - length : 0;
  fmt::print(stderr, "\r[{}{}{}] {}{}", color_ ? "\033[32m" : "", bar, color_ ? "\033[0m" : "",
             text, std::string(rest, ' '));
  std::fflush(stderr);
  bar_length_ = length;
}

void ProgressDisplay::erase_bar() {
  if (bar_length_ == 0) return;
  fmt::print(stderr, "\r{}\r", std::string(bar_length_, ' '));
  bar_length_ = 0;
}

void ProgressDisplay::message(std::string_view text) {
  erase_bar();
  fmt::print(stderr, "{}\n", text);
}

void ProgressDisplay::finish() {
  if (bar_length_ == 0) return;
  fmt::print(stderr, "\n");
  bar_length_ = 0;
}

}  // namespace autosmote::cli
