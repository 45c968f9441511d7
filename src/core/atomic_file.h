#pragma once

#include <filesystem>
#include <string_view>

namespace autosmote {

/// A file that gets its name only when it is complete. Until commit() its content stands in
/// "NAME.part" in the same folder, so that `path` holds either what it held before or all of the
/// new content, whatever happens in between. All functions throw IoError.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  /// Without commit(): removes the unfinished file.
  ~AtomicFile();

  const std::filesystem::path& path() const { return path_; }
  void write(std::string_view content);
  /// The content is complete: puts it onto the disk (fsync).
  void close();
  /// close(), where it has not been called, and rename.
  void commit();

 private:
  [[noreturn]] void fail(int error) const;
  std::filesystem::path part() const;

  std::filesystem::path path_;
  int file_ = -1;         ///< open file descriptor, or -1
  bool pending_ = false;  ///< the unfinished file exists
};

/// Throws IoError where `path` is there and no file: a link, a device or a pipe, of which a file
/// that gets its name would take the place.
void check_replaceable(const std::filesystem::path& path);

/// Writes a whole file by way of an AtomicFile. Throws IoError.
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

}  // namespace autosmote
