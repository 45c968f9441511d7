#include "interrupt.h"

#include <unistd.h>

#include <csignal>
#include <string_view>
#include <utility>

namespace autosmote::cli {
namespace {

// A signal handler reaches nothing but globals. All of this is set before the handler is.
CancellationToken token;
std::vector<std::string> unfinished_files;

[[noreturn]] void end_now() {
  for (const std::string& path : unfinished_files) ::unlink(path.c_str());
  ::_exit(130);
}

extern "C" void cancel_or_end(int) {
  if (token.cancelled()) end_now();
  token.cancel();
}

extern "C" void end(int) {
  constexpr std::string_view kMessage = "autosmote: interrupted; nothing has been written\n";
  // Nothing can be done where even this cannot be written.
  [[maybe_unused]] const ssize_t n = ::write(STDERR_FILENO, kMessage.data(), kMessage.size());
  end_now();
}

void handle_signals(void (*handler)(int), std::vector<std::string> unfinished) {
  unfinished_files = std::move(unfinished);
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

const CancellationToken* cancel_on_signals(std::vector<std::string> unfinished) {
  handle_signals(cancel_or_end, std::move(unfinished));
  return &token;
}

void end_on_signals(std::vector<std::string> unfinished) {
  handle_signals(end, std::move(unfinished));
}

}  // namespace autosmote::cli
