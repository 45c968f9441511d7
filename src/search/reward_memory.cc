#include "search/reward_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "autosmote/error.h"
#include "core/memory.h"
#include "search/majority_sample.h"

namespace autosmote {
namespace {

/// Bytes a number of the training rows and candidates that are prepared once, of the rows of a fit,
/// and of the evaluation rows, which each fit at a time has for itself where `evaluation_a_fit`.
struct Costs {
  std::uint64_t prepared;
  std::uint64_t fit;
  std::uint64_t evaluation;
  bool evaluation_a_fit;
  bool prepared_a_class;
};

Costs costs_of(ClassifierKind kind) {
  switch (kind) {
    case ClassifierKind::kTree:
      return {8, 8, 4, false, false};
    case ClassifierKind::kAdaboost:
      return {12, 16, 4, false, false};
    case ClassifierKind::kXgboost:
      return {0, 16, 12, true, false};
    case ClassifierKind::kSvm:
    case ClassifierKind::kLogistic:
      return {8, 8, 8, false, true};
    case ClassifierKind::kKnn:
      break;
  }
  return {0, 0, 0, false, false};
}

std::uint64_t fold_memory(const Fold& fold, std::size_t candidates, ClassifierKind kind,
                          std::uint64_t threads) {
  const Costs costs = costs_of(kind);
  const std::uint64_t base = fitted_rows(fold, kind);
  const std::uint64_t width = fold.train.cols();
  const std::uint64_t classes = fold.classes > 2 ? static_cast<std::uint64_t>(fold.classes) : 1;
  // Linear classifiers pack candidates in the fits that have them.
  const std::uint64_t prepared = costs.prepared_a_class ? base * classes : base + candidates;
  const std::uint64_t fit_rows = std::min<std::uint64_t>(base + candidates, 3 * base);
  const std::uint64_t evaluations =
      costs.evaluation_a_fit ? threads : (costs.prepared_a_class ? classes : 1);
  return width * (costs.prepared * prepared + costs.fit * threads * fit_rows +
                  costs.evaluation * evaluations * fold.evaluation.rows()) +
         (classes > 1 ? classes * (base + candidates) * sizeof(int) : 0);
}

}  // namespace

RewardMemory reward_memory(std::span<const Fold> folds, std::span<const CandidateRows> candidates,
                           const ClassifierOptions& classifier, int threads) {
  RewardMemory needed;
  std::size_t rows = 0;
  std::size_t samples = 0;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    const std::size_t own = candidates[f].all() != nullptr ? candidates[f].all()->rows() : 0;
    rows = std::max(rows, fitted_rows(folds[f], classifier.kind));
    samples = std::max(samples, own);
    needed.bytes +=
        fold_memory(folds[f], own, classifier.kind, static_cast<std::uint64_t>(threads));
  }
  needed.text = fmt::format(
      "{} on {} {} of up to {} rows and {} possible samples of {} features, {} {} at a time, takes "
      "up to about {} of memory",
      classifier_name(classifier.kind), folds.size(), folds.size() == 1 ? "split" : "folds", rows,
      samples, folds.front().train.cols(), threads, threads == 1 ? "fit" : "fits",
      memory_text(needed.bytes));
  return needed;
}

void announce_reward_memory(const RewardMemory& needed, std::uint64_t available,
                            const Context& context) {
  if (needed.bytes <= kStatedMemory) return;
  if (context.log) context.log(needed.text);
  if (needed.bytes <= available) return;
  throw ConfigError(
      fmt::format("{}, but {} are available; take fewer threads, fewer neighbors or a hold-out "
                  "instead of folds, leave out columns, or give fewer rows of the largest class",
                  needed.text, memory_text(available)));
}

}  // namespace autosmote
