#include "interrupt.h"

#include <unistd.h>

#include <csignal>
#include <utility>

namespace autosmote::cli {
namespace {

// A signal handler reaches nothing but globals. All of this is set before the handler is.
CancellationToken token;
std::vector<std::string> unfinished_files;

extern "C" void on_signal(int) {
  if (token.cancelled()) {
    for (const std::string& path : unfinished_files) ::unlink(path.c_str());
    ::_exit(130);
  }
  token.cancel();
}

}  // namespace

const CancellationToken* cancel_on_signals(std::vector<std::string> unfinished) {
  unfinished_files = std::move(unfinished);
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  return &token;
}

}  // namespace autosmote::cli
