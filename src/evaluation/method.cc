#include "evaluation/method.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "autosmote/error.h"
#include "evaluation/resample_fold.h"
#include "search/placement_prior.h"

namespace autosmote {
namespace {

Method baseline_method(std::string name, Baseline baseline,
                       ThresholdMode threshold = ThresholdMode::kAuto) {
  Method method;
  method.threshold = threshold;
  method.name = std::move(name);
  method.kind = Method::Kind::kBaseline;
  method.baseline = baseline;
  return method;
}

Method search_method(std::string name, Profile profile, SearchKind search,
                     const Ablation& ablation = {}) {
  Method method;
  method.ablation = ablation;
  method.name = std::move(name);
  method.kind = Method::Kind::kSearch;
  method.profile = profile;
  method.search = search;
  return method;
}

}  // namespace

std::vector<Method> all_methods() {
  std::vector<Method> methods(2);
  methods[0].name = "nothing";
  methods[1].name = "class-weight";
  methods[1].balanced_weights = true;
  for (std::string& name : resampler_names()) {
    Method& method = methods.emplace_back();
    method.name = std::move(name);
    method.kind = Method::Kind::kResampler;
  }
  methods.push_back(baseline_method("threshold", Baseline::kThreshold));
  methods.push_back(baseline_method("class-weight-tuned", Baseline::kClassWeight));
  methods.push_back(
      baseline_method("random-over-amount-tuned", Baseline::kRandomOver, ThresholdMode::kDefault));
  methods.push_back(baseline_method("random-over-tuned", Baseline::kRandomOver));
  methods.push_back(
      baseline_method("smote-amount-tuned", Baseline::kSmote, ThresholdMode::kDefault));
  methods.push_back(baseline_method("smote-tuned", Baseline::kSmote));
  methods.push_back(search_method("random-search", Profile::kPaper, SearchKind::kRandom));
  methods.push_back(search_method("autosmote-paper", Profile::kPaper, SearchKind::kRl));
  methods.push_back(search_method("autosmote-random", Profile::kDefault, SearchKind::kRandom));
  methods.push_back(search_method("autosmote-prior", Profile::kDefault, SearchKind::kRl));
  methods.back().budget = SearchBudget::kSmall;
  methods.push_back(search_method("autosmote-without-cross-instance", Profile::kDefault,
                                  SearchKind::kRl, {.cross_instance = true}));
  methods.push_back(search_method("autosmote-without-instance-specific", Profile::kDefault,
                                  SearchKind::kRl, {.instance_specific = true}));
  methods.push_back(search_method("autosmote-without-low-level", Profile::kDefault, SearchKind::kRl,
                                  {.low_level = true}));
  methods.push_back(search_method("autosmote", Profile::kDefault, SearchKind::kRl));
  return methods;
}

bool takes_several_classes(const Method& method) {
  return method.kind != Method::Kind::kSearch || method.profile != Profile::kPaper;
}

std::string method_version(const Method& method) {
  const bool by_folds =
      method.kind == Method::Kind::kBaseline ||
      (method.kind == Method::Kind::kSearch && method.profile == Profile::kDefault);
  if (!by_folds) return "1";
  // 2: validation scores are cross-fitted, and a search may answer with no sample.
  constexpr const char* kByFolds = "2";
  const bool from_prior = method.kind == Method::Kind::kSearch && method.search == SearchKind::kRl;
  return from_prior ? fmt::format("{}, prior {}", kByFolds, prior_version()) : kByFolds;
}

Method parse_method(std::string_view name) {
  std::vector<std::string> names;
  for (Method& method : all_methods()) {
    if (method.name == name) return std::move(method);
    names.push_back(std::move(method.name));
  }
  throw ConfigError(
      fmt::format("no method '{}'; choose from {}, or all alone", name, fmt::join(names, ", ")));
}

}  // namespace autosmote
