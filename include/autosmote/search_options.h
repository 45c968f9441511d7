#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace autosmote {

/// kPaper: the paper's decision process, networks, one validation split. kDefault: few parameters
/// over informative features, pooled cross-validation, threshold inside the reward.
enum class Profile { kDefault, kPaper };

/// Who decides. kRl: the profile's learner. kRandom: uniform decisions in the same space. kFlat:
/// one policy for all decisions instead of a hierarchy (paper profile only).
enum class SearchKind { kRl, kRandom, kFlat };

/// How long a search of the default profile may be. kSmall: samples are placed as the shipped prior
/// says, and only the amount and the threshold are chosen, by some 90 classifier fits.
enum class SearchBudget { kFull, kSmall };

/// Rows of the training table to learn from and to score on, without a row in common.
struct ValidationSplit {
  std::vector<std::size_t> train;
  std::vector<std::size_t> held_out;
};

/// How rewards are computed from labelled rows.
struct ValidationOptions {
  enum class Kind { kAuto, kFraction, kFolds, kFile, kSplits };
  Kind kind = Kind::kAuto;  ///< kAuto: 0.25 in the paper profile, 5 folds in the default one
  double fraction = 0.25;   ///< kFraction: in (0, 1)
  int folds = 5;            ///< kFolds: at least 2
  int repeats = 1;          ///< kFolds: at least 1
  std::string file;         ///< kFile
  std::vector<ValidationSplit> splits;  ///< kSplits: the caller's own; all rows are delivered
};

/// "auto", "0.25", "cv:5", "cv:5x3" or a file name. Throws ConfigError for numbers out of range.
ValidationOptions parse_validation(std::string_view text);

/// Whether the decision threshold is part of what a score is measured at. kAuto: kTuned in the
/// default profile, kDefault in the paper's.
enum class ThresholdMode { kAuto, kDefault, kTuned };

/// Levels of the hierarchy that do not learn (the ablations). Paper profile: they choose uniformly
/// at random. Default profile: they stay neutral (plain balance, all instances alike, all
/// neighbours and lambdas alike).
struct Ablation {
  bool cross_instance = false;
  bool instance_specific = false;
  bool low_level = false;

  bool any() const { return cross_instance || instance_specific || low_level; }
};

/// What the search does, and how long. Whichever budget is used up first ends it.
struct SearchOptions {
  Profile profile = Profile::kDefault;
  SearchKind kind = SearchKind::kRl;
  Ablation ablation;
  SearchBudget budget = SearchBudget::kFull;  ///< kSmall: default profile, kRl, no ablation
  /// 0: 1000 in the paper profile, 200 in the default one, 16 with the small budget
  std::uint64_t episodes = 0;
  std::uint64_t fit_limit = 0;  ///< classifier fits of the search, all in all; 0: no limit
  double time_limit = 0.0;      ///< seconds; 0: no limit
  ThresholdMode threshold = ThresholdMode::kAuto;
  int neighbors = 30;  ///< K, the instance itself included; at most the minority's size
};

Profile parse_profile(std::string_view name);          ///< "default", "paper"
SearchKind parse_search(std::string_view name);        ///< "rl", "random", "flat"
ThresholdMode parse_threshold(std::string_view name);  ///< "auto", "default", "tuned"
SearchBudget parse_budget(std::string_view name);      ///< "full", "small"
std::string_view profile_name(Profile profile);
std::string_view search_name(SearchKind kind);
std::string_view budget_name(SearchBudget budget);

/// Throws ConfigError where the small budget is asked for with what has none.
void check_budget(const SearchOptions& options);

}  // namespace autosmote
