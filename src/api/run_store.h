#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "autosmote/context.h"
#include "evaluation/run_record.h"

namespace autosmote {

/// What the runs of a comparison are made from.
struct RunOrigin {
  struct Table {
    std::string source;          ///< where it was read from, for messages
    std::uint64_t checksum = 0;  ///< of its content
  };
  std::string settings;                 ///< a JSON object: what all runs must agree in
  std::map<std::string, Table> tables;  ///< of each data set; the folder may have runs of others
  /// Options of each classifier, a JSON object; the folder may have runs of others.
  std::map<std::string, std::string> classifiers;
  std::string default_classifier;  ///< what folders that say nothing of a classifier have used
  /// Version of each method (method_version); the folder may have runs of others. Folders that say
  /// nothing have version "1".
  std::map<std::string, std::string> methods;
};

/// The runs of a comparison on disk: results.csv, one line a run, and comparison.json, which says
/// what they were made with. A line is written as a whole, and what a killed run left of one is
/// removed before going on.
class RunStore {
 public:
  /// Keeps the runs in memory alone.
  RunStore() = default;
  /// With `resume`, reads the runs that are there; where the folder does not say from which tables
  /// they were made, tells context.log and says it from now on. Throws ConfigError where the folder
  /// has runs and `resume` is not set, or they were made with other settings, by other versions of
  /// the methods or from other tables; DataError for a damaged file; IoError.
  RunStore(const std::filesystem::path& folder, const RunOrigin& origin, bool resume,
           const Context& context);
  RunStore(const RunStore&) = delete;
  RunStore& operator=(const RunStore&) = delete;
  ~RunStore();

  const std::map<RunKey, RunRecord>& runs() const { return runs_; }
  /// Keeps a run and appends its line. Not thread-safe. Throws IoError.
  void append(const RunRecord& record);
  /// To be called for runs on disk alone. Writes results.csv anew with the runs in the order of
  /// `keys`, then all others by key.
  void put_in_order(std::span<const RunKey> keys);

 private:
  void check_classifiers(const RunOrigin& origin,
                         const std::map<std::string, std::string>& options) const;
  void check_methods(const RunOrigin& origin,
                     const std::map<std::string, std::string>& versions) const;
  void check_tables(const RunOrigin& origin, const std::map<std::string, std::string>& checksums,
                    const Context& context) const;
  void open();
  void write_line(const std::string& line) const;

  std::filesystem::path path_;  ///< empty: in memory
  std::map<RunKey, RunRecord> runs_;
  int file_ = -1;
};

}  // namespace autosmote
