#include "core/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "autosmote/error.h"

namespace autosmote {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* what, int error) {
  throw IoError(path.string() + ": " + what + ": " + std::strerror(error) +
                "; check that the folder exists, is writable and has space");
}

}  // namespace

void write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  const std::string temporary = path.string() + ".part";
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) fail(path, "cannot be written", errno);
  std::size_t written = 0;
  while (written < content.size()) {
    const ssize_t n = ::write(file, content.data() + written, content.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int error = errno;
      ::close(file);
      ::unlink(temporary.c_str());
      fail(path, "cannot be written", error);
    }
    written += static_cast<std::size_t>(n);
  }
  const bool synced = ::fsync(file) == 0;
  const int sync_error = errno;
  const bool closed = ::close(file) == 0;
  if (!synced || !closed || ::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = synced ? errno : sync_error;
    ::unlink(temporary.c_str());
    fail(path, "cannot be written", error);
  }
}

}  // namespace autosmote
