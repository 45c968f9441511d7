#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "autosmote/closeness.h"
#include "autosmote/context.h"
#include "autosmote/sampler.h"
#include "autosmote/table.h"

namespace autosmote {

/// In which numbers a sampler measures distances. kStandard: every numeric feature with mean 0 and
/// deviation 1, so that no unit counts more than another. kNone: as they stand in the table, as
/// imbalanced-learn takes them. Categories are columns of 0 and 1 either way.
enum class FeatureScale { kStandard, kNone };

FeatureScale parse_feature_scale(std::string_view name);  ///< "standard", "none"
std::string_view feature_scale_name(FeatureScale scale);

/// Everything `autosmote resample` can be told.
struct ResampleOptions {
  std::string data;    ///< file name, "-" for standard input
  std::string target;  ///< name of the label column
  ReadOptions read;
  // Either a method or a policy.
  std::string method;            ///< name of a sampler (sampler_infos)
  SamplerParameters parameters;  ///< of the method
  /// Of the method: as parse_sampling_strategy, or rows by class name ("yes=200,maybe=150"), or,
  /// for cleaning methods, class names ("no,maybe"). A name with a comma stands in double quotes
  /// with its number: "a,b=200".
  std::string strategy = "auto";
  FeatureScale scale = FeatureScale::kStandard;
  std::string policy;                           ///< folder that `fit` has written
  IgnoredCells ignored = IgnoredCells::kEmpty;  ///< of synthetic rows
  /// Column of row weights, numbers above 0; no feature. A synthetic row's lies between those of
  /// its parents, at its lambda (where it is no interpolation, it is that of its source). Empty:
  /// none.
  std::string weight;
  std::string output;      ///< file name
  std::string lineage;     ///< file name; empty: none is written
  std::string mark;        ///< name of a column that marks added rows; empty: none
  bool overwrite = false;  ///< files that exist may be replaced, but for the input
};

/// The rows of one class.
struct ResampleClass {
  std::string name;
  std::uint64_t before = 0;
  std::uint64_t removed = 0;
  std::uint64_t copies = 0;  ///< repeated original rows
  std::uint64_t synthetic = 0;

  std::uint64_t after() const { return before - removed + copies + synthetic; }
};

/// The policy that was applied, as its file says.
struct ResamplePolicy {
  std::string profile;
  std::string classifier;  ///< whose scores `threshold` is meant for
  std::string metric;
  double threshold = 0.0;  ///< decide for the minority above it
};

/// What a resampling did. The rows themselves are in the output file.
struct ResampleResult {
  std::vector<ResampleClass> classes;
  std::optional<ResamplePolicy> policy;
  std::optional<Closeness> closeness;  ///< of the synthetic rows; empty where there are none
  double seconds = 0.0;
  bool interrupted = false;  ///< cancelled: nothing has been written
  std::vector<std::string> notes;
  std::vector<std::string> files;  ///< written, in order
  std::string report;              ///< a JSON document that says all this

  std::uint64_t rows() const;  ///< in the output
};

/// Resamples a table of two or more classes by a classical method or by a policy that was learned
/// for these classes, and writes it: the header, the rows that stay, byte for byte and in their
/// order, then copies of rows, then synthetic rows. Files appear when they are complete.
/// Deterministic in (data, options, context.seed) for any number of threads.
///
/// Throws ConfigError, DataError or IoError, and has then written nothing: for a method, parameter,
/// class or column that does not exist, a strategy that the counts do not allow, rows that the
/// method cannot work with, a policy for other columns, a file that exists or is the input.
ResampleResult resample(const ResampleOptions& options, const Context& context);

/// A synthetic row that a policy makes. Rows count from 0 in the table.
struct PolicySample {
  std::uint64_t source = 0;
  std::uint64_t neighbor = 0;
  double lambda = 0.0;  ///< place between the two
};

/// What a policy makes of a table in memory.
struct PolicyOutput {
  std::vector<PolicySample> samples;
  std::vector<CellValue> cells;  ///< samples x columns of the table; the target's is set
  std::vector<std::string> notes;
};

/// Applies a policy of fit_tables or of a policy.json, with its weights, to a table in memory. With
/// the rows and the seed of the fit the samples are its own. Throws DataError for a damaged policy
/// and as resample. Cancelled, it gives nothing.
PolicyOutput resample_table(const Table& table, const std::string& target,
                            const std::string& policy, const std::string& weights,
                            const Context& context);

}  // namespace autosmote
