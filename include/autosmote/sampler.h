#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"

namespace autosmote {

/// Rows to resample: numbers, and class numbers 0 to classes - 1.
struct SamplerData {
  MatrixView<const double> x;   ///< n x d, finite; at most 1e140 in size where a sampler computes
  std::span<const int> labels;  ///< n
  int classes = 2;              ///< at least 2, each with at least one row
  std::vector<std::uint32_t> nominal;  ///< columns that hold category numbers (smotenc, smoten)
};

/// How many rows each class is to have, in imbalanced-learn's terms.
struct SamplingStrategy {
  enum class Kind {
    kAuto,
    kMinority,
    kNotMinority,
    kNotMajority,
    kMajority,
    kAll,
    kRatio,
    kCounts,
    kClasses
  };
  Kind kind = Kind::kAuto;
  double ratio = 1.0;                   ///< kRatio, two classes: minority over majority, afterwards
  std::map<int, std::uint64_t> counts;  ///< kCounts: rows of a class afterwards
  std::vector<int> classes;             ///< kClasses, cleaning only: where rows may be removed
};

/// Values of a sampler's parameters by imbalanced-learn's names; what is absent has its default.
using SamplerParameters = std::map<std::string, std::variant<double, std::string>, std::less<>>;

/// One parameter of a sampler: what command line, docs and checks say of it comes from here.
struct SamplerParameter {
  std::string_view name;
  std::variant<double, std::string_view> default_value;
  double smallest = 0.0;                       ///< numbers only
  double largest = 0.0;                        ///< numbers only
  bool whole = false;                          ///< numbers only: must be an integer
  std::vector<std::string_view> choices = {};  ///< texts only
  bool or_number = false;                      ///< texts only: or a number within the bounds
  std::string_view help;
};

enum class SamplerKind { kOver, kUnder, kBoth };

/// One sampler: its name here ("borderline-smote"), its class in imbalanced-learn or its paper.
struct SamplerInfo {
  std::string_view name;
  std::string_view source;
  SamplerKind kind = SamplerKind::kOver;
  std::vector<SamplerParameter> parameters;
  bool nominal = false;  ///< wants nominal features as category numbers, listed in SamplerData
};

/// Where a synthetic row comes from; `neighbor` equals `source` where only one row stands behind
/// it.
///
/// Whether the row is the interpolation of the two needs no flag: whoever asks computes
/// x[source] + lambda * (x[neighbor] - x[source]), in this order, and compares. A row equal bit for
/// bit in every column (append_interpolations in samplers/over_sampling.h makes such rows) is
/// written to a user's table by the rules for two parents; any other row is decoded from its
/// numbers, with the parents as nothing but a record. So a sampler that moves a row afterwards may
/// leave source, neighbor and lambda as they were.
struct SyntheticOrigin {
  std::uint32_t source = 0;
  std::uint32_t neighbor = 0;
  /// Place on the line through the two: 0 at the source, 1 at the neighbor, below 0 beyond the
  /// source (svm-smote). Of a row that is no interpolation, what its sampler left there, mostly 0.
  double lambda = 0.0;
};

/// What a sampler has found on its way, for those who want to look into it. A field is empty but
/// for the samplers that it names; row numbers are those of the data, classes are class numbers.
struct SamplerFindings {
  /// borderline-smote: the rows in danger, ascending, of each class that gets rows and has such.
  std::map<int, std::vector<std::uint32_t>> in_danger;
  /// condensed-nearest-neighbour, one-sided-selection: the rows that the store of each cleaned
  /// class starts with.
  std::map<int, std::vector<std::uint32_t>> seeds;
  /// repeated-edited-nearest-neighbours: rounds of editing, the last one too, in which nothing
  /// went; kmeans-smote: rounds of k-means.
  std::size_t rounds = 0;
  Matrix<double> centroids;             ///< kmeans-smote: k x d
  std::vector<std::uint32_t> clusters;  ///< kmeans-smote: n, the nearest centroid of each row
  double inertia = 0.0;                 ///< kmeans-smote: sum of squared distances to it
};

/// The outcome: input rows that stay (repeated where repeated), then synthetic rows.
struct Resampled {
  std::vector<std::uint32_t> rows;  ///< input rows in the order imbalanced-learn gives them
  Matrix<double> synthetic;         ///< s x d
  std::vector<int> synthetic_labels;
  std::vector<SyntheticOrigin> origins;  ///< s
  SamplerFindings findings;
};

/// A resampling method with its parameters. Deterministic in (data, parameters, context.seed) for
/// any number of threads; thread-safe.
class Sampler {
 public:
  virtual ~Sampler() = default;
  /// Throws DataError where the data do not allow the method, ConfigError where the strategy does
  /// not fit the data (what was found, what to do). A sampler of make_sampler() checks the data,
  /// and returns no rows at all where context.cancellation stops it.
  virtual Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                             const Context& context) const = 0;
};

/// All samplers, in the order of the docs.
const std::vector<SamplerInfo>& sampler_infos();

/// The sampler of this name. A number may be given as its text. Throws ConfigError that lists
/// names, or names the parameter, its bounds and what was found.
std::unique_ptr<Sampler> make_sampler(std::string_view name, const SamplerParameters& parameters);

/// "auto", "minority", "not minority", "not majority", "majority", "all" or a ratio such as "0.5".
/// Throws ConfigError that lists the forms.
SamplingStrategy parse_sampling_strategy(std::string_view text);

}  // namespace autosmote
