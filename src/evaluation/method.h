#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "autosmote/search_options.h"
#include "search/search.h"

namespace autosmote {

/// How a method of the comparison makes a training set.
struct Method {
  enum class Kind {
    kWeights,    ///< rows as they are, perhaps with class weights
    kResampler,  ///< a sampler with its default parameters
    kBaseline,   ///< score_baseline: threshold or amount tuned by folds
    kSearch,     ///< run_search
  };
  std::string name;
  Kind kind = Kind::kWeights;
  bool balanced_weights = false;                   ///< kWeights
  Baseline baseline = Baseline::kNothing;          ///< kBaseline
  Profile profile = Profile::kDefault;             ///< kSearch
  SearchKind search = SearchKind::kRl;             ///< kSearch
  SearchBudget budget = SearchBudget::kFull;       ///< kSearch
  Ablation ablation;                               ///< kSearch
  ThresholdMode threshold = ThresholdMode::kAuto;  ///< kBaseline, kSearch
};

/// All methods in the order in which they are shown: without sampling, resamplers, tuned baselines,
/// searches.
std::vector<Method> all_methods();

/// Whether it takes tables of more than two classes, as all do but those of the paper's profile.
bool takes_several_classes(const Method& method);

/// Which of its forms the method has now; grows whenever its runs would differ from those of
/// earlier versions: by the search, by what validation scores are, by the prior. "1" for methods
/// that have always been what they are.
std::string method_version(const Method& method);

/// The method of this name. Throws ConfigError that lists the names.
Method parse_method(std::string_view name);

}  // namespace autosmote
