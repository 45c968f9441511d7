#include "core/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "autosmote/error.h"

namespace autosmote {

AtomicFile::AtomicFile(std::filesystem::path path) : path_(std::move(path)) {
  check_replaceable(path_);
  file_ = ::open(part().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file_ < 0) fail(errno);
  pending_ = true;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      pending_(std::exchange(other.pending_, false)) {}

AtomicFile::~AtomicFile() {
  if (file_ >= 0) ::close(file_);
  if (pending_) ::unlink(part().c_str());
}

void AtomicFile::write(std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = ::write(file_, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(errno);
    content.remove_prefix(static_cast<std::size_t>(n));
  }
}

void AtomicFile::close() {
  if (file_ < 0) return;
  const int sync_error = ::fsync(file_) == 0 ? 0 : errno;
  const int close_error = ::close(std::exchange(file_, -1)) == 0 ? 0 : errno;
  if (sync_error != 0 || close_error != 0) fail(sync_error != 0 ? sync_error : close_error);
}

void AtomicFile::commit() {
  close();
  if (::rename(part().c_str(), path_.c_str()) != 0) fail(errno);
  pending_ = false;
}

void AtomicFile::fail(int error) const {
  throw IoError(path_.string() + ": cannot be written: " + std::strerror(error) +
                "; check that the folder exists, is writable and has space");
}

std::filesystem::path AtomicFile::part() const { return path_.string() + ".part"; }

void check_replaceable(const std::filesystem::path& path) {
  using std::filesystem::file_type;
  std::error_code none;
  const file_type type = std::filesystem::symlink_status(path, none).type();
  if (type != file_type::symlink && type != file_type::character && type != file_type::block &&
      type != file_type::fifo && type != file_type::socket) {
    return;
  }
  throw IoError(path.string() +
                ": that is a link, a device or a pipe, of which the result would take the place; "
                "name a file");
}

void write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  AtomicFile file(path);
  file.write(content);
  file.commit();
}

}  // namespace autosmote
