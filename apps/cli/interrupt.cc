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
std::string_view first_message;

[[noreturn]] void end_now() {
  for (const std::string& path : unfinished_files) ::unlink(path.c_str());
  ::_exit(130);
}

// Safe in a signal handler. Nothing can be done where even this cannot be written.
void say(std::string_view message) {
  [[maybe_unused]] const ssize_t n = ::write(STDERR_FILENO, message.data(), message.size());
}

extern "C" void cancel_or_end(int) {
  if (token.cancelled()) end_now();
  token.cancel();
  say(first_message);
}

extern "C" void end(int) {
  say("autosmote: interrupted; nothing has been written\n");
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

const CancellationToken* cancel_on_signals(std::vector<std::string> unfinished, bool quiet) {
  // What is left to do, the cheap alternatives of a fit for one, can take a while.
  constexpr std::string_view kFinishing =
      "\nautosmote: finishing with what there is; interrupt again to stop at once\n";
  // The first line ends one of the progress display, where there is one.
  if (!quiet) first_message = kFinishing.substr(::isatty(STDERR_FILENO) == 1 ? 0 : 1);
  handle_signals(cancel_or_end, std::move(unfinished));
  return &token;
}

void end_on_signals(std::vector<std::string> unfinished) {
  handle_signals(end, std::move(unfinished));
}

}  // namespace autosmote::cli
