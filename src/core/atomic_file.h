#pragma once

#include <filesystem>
#include <string_view>

namespace autosmote {

/// A file that gets its name only when it is complete. Until commit() its content stands in
/// "NAME.part" in the same folder, so that `path` holds either what it held before or all of the
/// new content, whatever happens in between. Of a symbolic link it is the file that the link leads
/// to. All functions throw IoError.
class AtomicFile {
 public:
  /// What is there and no file, as a device or a pipe, is not replaced: IoError.
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

  std::filesystem::path path_;    ///< as it was given
  std::filesystem::path target_;  ///< the file that gets the content
  int file_ = -1;                 ///< open file descriptor, or -1
  bool pending_ = false;          ///< the unfinished file exists
};

/// Writes a whole file by way of an AtomicFile. Throws IoError.
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

}  // namespace autosmote
