#include "api/run_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "autosmote/error.h"
#include "core/atomic_file.h"

namespace autosmote {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_file(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw IoError(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

RunStore::RunStore(const fs::path& folder, const std::string& settings, bool resume)
    : path_(folder / "results.csv") {
  const fs::path settings_path = folder / "comparison.json";
  const std::optional<std::string> results = read_file(path_);
  if (results && !resume) {
    throw ConfigError(fmt::format(
        "{}: holds the runs of an earlier comparison; add --resume to go on with it, or choose "
        "another output folder",
        path_.string()));
  }
  const std::optional<std::string> old = read_file(settings_path);
  if (results && old != settings) {
    throw ConfigError(fmt::format(
        "{}: was made with other settings than these, and runs of both cannot stand in one table; "
        "choose another output folder.\nthere: {}\nhere: {}",
        path_.string(), old.value_or("unknown"), settings));
  }
  std::string kept(run_header());
  if (results) {
    for (RunRecord& run : parse_runs(*results, path_.string())) {
      kept += run_line(run);
      RunKey key = run.key;
      runs_.insert_or_assign(std::move(key), std::move(run));
    }
  }
  write_file_atomically(settings_path, settings);
  if (results != kept) write_file_atomically(path_, kept);
  open();
}

RunStore::~RunStore() {
  if (file_ >= 0) ::close(file_);
}

void RunStore::open() {
  file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file_ >= 0) return;
  throw IoError(fmt::format("{}: cannot be written: {}", path_.string(), std::strerror(errno)));
}

void RunStore::append(const RunRecord& record) {
  const std::string line = run_line(record);
  const ssize_t written = ::write(file_, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) {
    throw IoError(fmt::format("{}: cannot be written: {}; the runs before are kept for --resume",
                              path_.string(),
                              written < 0 ? std::strerror(errno) : "the disk is full"));
  }
  runs_.insert_or_assign(record.key, record);
}

void RunStore::put_in_order(std::span<const RunKey> keys) {
  std::string text(run_header());
  std::set<RunKey> written;
  for (const RunKey& key : keys) {
    const auto run = runs_.find(key);
    if (run != runs_.end() && written.insert(key).second) text += run_line(run->second);
  }
  for (const auto& [key, run] : runs_) {
    if (!written.contains(key)) text += run_line(run);
  }
  write_file_atomically(path_, text);
  ::close(std::exchange(file_, -1));
  open();
}

}  // namespace autosmote
