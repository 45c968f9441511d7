#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/atomic_file.h"
#include "search/search.h"

namespace autosmote {

/// The folder a fit writes into. Files get their names all together at the end, in commit(), so
/// that a run that fails or is killed leaves the folder as it was, but for checkpoints.
class OutputFolder {
 public:
  /// Makes the folder where it does not exist and tries to write into it, so that hours of search
  /// do not end in an error. Throws IoError.
  explicit OutputFolder(std::filesystem::path path);
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  /// Removes what is unfinished, and the folder where it was made here and is still empty.
  ~OutputFolder();

  /// A checkpoint in the file `name`, removed by commit(). Without `resume`, an old one is removed
  /// now. The store must not outlive the folder.
  CheckpointStore checkpoint(const std::string& name, bool resume);

  /// A new file, to be written by the caller. The reference is valid until the next call.
  AtomicFile& add(std::string_view name);

  /// A file that this run has not: commit() removes one of an earlier run, which would be taken for
  /// a part of this one.
  void leave_out(std::string_view name) { left_out_.push_back(path_ / name); }

  /// Names of the files added so far, in order.
  const std::vector<std::string>& names() const { return names_; }

  /// Puts all files in place, then removes the checkpoints unless they are kept. Throws IoError.
  void commit(bool keep_checkpoints);

 private:
  std::filesystem::path path_;
  std::vector<std::filesystem::path> made_;  ///< folders made here, innermost first
  std::vector<std::string> names_;
  std::vector<AtomicFile> files_;
  std::vector<std::filesystem::path> left_out_;
  std::vector<std::filesystem::path> checkpoints_;
};

}  // namespace autosmote
