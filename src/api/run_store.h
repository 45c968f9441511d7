#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "evaluation/run_record.h"

namespace autosmote {

/// The runs of a comparison on disk: results.csv, one line a run, and comparison.json, which says
/// what they were made with. A line is written as a whole, and what a killed run left of one is
/// removed before going on.
class RunStore {
 public:
  /// `settings`: a text that runs must agree in to stand in one table. With `resume`, reads the
  /// runs that are there. Throws ConfigError where the folder has runs and `resume` is not set, or
  /// they were made with other settings; DataError for a damaged file; IoError.
  RunStore(const std::filesystem::path& folder, const std::string& settings, bool resume);
  RunStore(const RunStore&) = delete;
  RunStore& operator=(const RunStore&) = delete;
  ~RunStore();

  const std::map<RunKey, RunRecord>& runs() const { return runs_; }
  /// Keeps a run and appends its line. Not thread-safe. Throws IoError.
  void append(const RunRecord& record);
  /// Writes results.csv anew with the runs in the order of `keys`, then all others by key.
  void put_in_order(std::span<const RunKey> keys);

 private:
  void open();

  std::filesystem::path path_;
  std::map<RunKey, RunRecord> runs_;
  int file_ = -1;
};

}  // namespace autosmote
