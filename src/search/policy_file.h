#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "autosmote/search_options.h"
#include "search/placement.h"

namespace autosmote {

/// One network of the paper's profile: its parameters in the order of its class.
struct PolicyNetwork {
  std::string level;  ///< "cross-instance", "instance-specific", "low-level"
  std::vector<float> parameters;
};

/// The table that a policy was learned on, and what its threshold was learned for: all that tells
/// whether, and how, another table can be read for it.
struct PolicyTable {
  struct Column {
    std::string name;
    std::string kind;  ///< "numeric", "nominal"
    std::string role;  ///< "feature", "target", "ignored"
  };
  std::string classifier;
  std::string metric;
  std::string target;
  std::vector<std::string> classes;  ///< by descending size: the majority first
  std::vector<std::string> missing;  ///< texts that mean missing
  std::vector<Column> columns;
  std::vector<std::string> features;  ///< encoded; what networks take, in this order
  std::string distance = {};          ///< by which neighbours were found; empty: euclidean
};

/// A learned policy as it is stored: policy.json, and policy.weights for the networks' numbers.
struct PolicyFile {
  Profile profile = Profile::kDefault;
  SearchKind search = SearchKind::kRl;
  std::uint32_t neighbors = 0;       ///< K, the instance itself included
  double threshold = 0.0;            ///< decision threshold that belongs to it
  std::optional<PolicyTable> table;  ///< none while the policy is not stored
  // Default profile.
  PlacementPolicy placement;  ///< its class size counts for nothing with two classes
  int classes = 2;
  /// Rows to add to each class per row that it has, by label; empty: by `placement`.
  std::vector<double> growth = {};
  std::uint32_t stream = 0;  ///< number of the random stream that placed the final samples
  // Paper profile.
  std::uint32_t features = 0;
  std::uint32_t scales = 0;
  std::uint32_t multipliers = 0;
  std::uint32_t count_bins = 0;
  std::uint32_t uses_per_bin = 0;
  std::uint64_t best_episode = 0;  ///< that the networks played; its number keys the draws
  std::vector<PolicyNetwork> networks;
};

/// The JSON document. Numbers are written so that reading gives the same bits.
std::string render_policy(const PolicyFile& policy);

/// The networks' parameters, little-endian single precision, one network after the other.
std::string render_policy_weights(const PolicyFile& policy);

/// Reads both. Throws DataError that says what is wrong with which of the two files. Any bytes are
/// safe to pass.
PolicyFile parse_policy(std::string_view json, std::string_view weights);

}  // namespace autosmote
