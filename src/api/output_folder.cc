#include "api/output_folder.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "autosmote/error.h"

namespace autosmote {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_whole_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    if (errno == ENOENT) return std::nullopt;
    throw IoError(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

OutputFolder::OutputFolder(fs::path path) : path_(std::move(path)) {
  std::error_code error;
  for (fs::path p = path_; !p.empty() && !fs::exists(p, error); p = p.parent_path()) {
    made_.push_back(p);
  }
  fs::create_directories(path_, error);
  if (error) {
    std::error_code unknown;  // a folder that may not be searched hides what is in it
    const bool file = fs::is_regular_file(path_, unknown);
    const std::string reason = file ? "it is a file" : error.message();
    throw IoError(fmt::format("{}: cannot be used as the output folder: {}; choose another one",
                              path_.string(), reason));
  }
  try {
    AtomicFile probe(path_ / "report.json");
  } catch (const IoError&) {
    for (const fs::path& made : made_) fs::remove(made, error);
    throw;
  }
}

OutputFolder::~OutputFolder() {
  files_.clear();
  std::error_code ignored;
  for (const fs::path& made : made_) fs::remove(made, ignored);
}

CheckpointStore OutputFolder::checkpoint(const std::string& name, bool resume) {
  const fs::path file = path_ / name;
  checkpoints_.push_back(file);
  std::error_code ignored;
  fs::remove(path_ / (name + ".part"), ignored);  // of a run that was killed
  if (!resume) fs::remove(file, ignored);
  CheckpointStore store;
  store.load = [file] { return read_whole_file(file); };
  store.save = [file](const std::string& state) { write_file_atomically(file, state); };
  return store;
}

AtomicFile& OutputFolder::add(std::string_view name) {
  names_.emplace_back(name);
  return files_.emplace_back(path_ / name);
}

void OutputFolder::commit(bool keep_checkpoints) {
  for (AtomicFile& file : files_) file.close();
  for (AtomicFile& file : files_) file.commit();
  files_.clear();
  std::error_code ignored;
  for (const fs::path& file : left_out_) fs::remove(file, ignored);
  if (keep_checkpoints) return;
  for (const fs::path& checkpoint : checkpoints_) fs::remove(checkpoint, ignored);
}

}  // namespace autosmote
