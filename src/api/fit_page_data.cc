#include "api/fit_page_data.h"

#include <algorithm>
#include <string>
#include <vector>

#include "api/bootstrap.h"
#include "api/column_shapes.h"
#include "api/sample_map.h"
#include "core/thinning.h"
#include "metrics/confusion.h"

namespace autosmote {
namespace {

constexpr std::size_t kMostEpisodes = 1000;

// What one method says of the unseen rows, once a repeat.
struct Predictions {
  std::string method;
  std::vector<ScoredLabels> repeats;
};

std::vector<Predictions> on_test_rows(const FitPageInputs& found) {
  std::vector<Predictions> all;
  const auto add = [&all](const MethodScore& score) {
    if (score.test_labels.empty()) return;
    all.push_back({score.method, {{score.test_labels, score.test_scores}}});
  };
  for (const MethodScore& score : found.baselines) add(score);
  for (const MethodScore& score : found.comparison) add(score);
  add(found.search.score);
  return all;
}

std::vector<Predictions> on_outer_folds(const FitPageInputs& found) {
  std::vector<Predictions> all;
  const std::vector<OuterRepeat>& repeats = found.outer.repeats;
  for (std::size_t b = 0; b < found.outer.cheap.size(); ++b) {
    Predictions own{found.outer.cheap[b], {}};
    for (const OuterRepeat& repeat : repeats) {
      own.repeats.push_back({repeat.cheap[b].labels, repeat.cheap[b].scores});
    }
    const bool everywhere = std::ranges::none_of(
        own.repeats, [](const ScoredLabels& repeat) { return repeat.labels.empty(); });
    if (everywhere) all.push_back(std::move(own));
  }
  Predictions own{found.search.score.method, {}};
  for (const OuterRepeat& repeat : repeats) {
    own.repeats.push_back({repeat.method_labels, repeat.method_scores});
  }
  all.push_back(std::move(own));
  return all;
}

// Over all repeats at once. A score counts within its fold, whose model gave it; pooled curves
// are what a user meets who applies such models to new rows.
MethodCurves curves_of(const Predictions& predictions, std::span<const int> truth) {
  std::vector<int> all_truth;
  std::vector<double> scores;
  double found = 0.0;
  double wrong = 0.0;
  for (const ScoredLabels& repeat : predictions.repeats) {
    all_truth.insert(all_truth.end(), truth.begin(), truth.end());
    scores.insert(scores.end(), repeat.scores.begin(), repeat.scores.end());
    for (std::size_t i = 0; i < truth.size(); ++i) {
      if (repeat.labels[i] == 1) (truth[i] == 1 ? found : wrong) += 1.0;
    }
  }
  const auto positives = static_cast<double>(std::ranges::count(all_truth, 1));
  MethodCurves result;
  result.method = predictions.method;
  result.curves = score_curves(all_truth, scores);
  result.roc_auc = evaluate_metric({MetricKind::kRocAuc}, all_truth, {}, scores);
  result.average_precision =
      evaluate_metric({MetricKind::kAveragePrecision}, all_truth, {}, scores);
  result.recall = found / positives;
  result.false_positive_rate = wrong / (static_cast<double>(all_truth.size()) - positives);
  if (found + wrong > 0.0) result.precision = found / (found + wrong);
  return result;
}

// Over all repeats at once.
ClassScores class_scores(const Predictions& predictions, std::span<const int> truth,
                         std::size_t classes) {
  ConfusionMatrix matrix(classes);
  for (const ScoredLabels& repeat : predictions.repeats) {
    matrix += count_confusion(truth, repeat.labels, classes);
  }
  const auto share = [](std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? std::optional<double>()
                      : static_cast<double>(part) / static_cast<double>(whole);
  };
  ClassScores result{predictions.method, {}, {}};
  for (std::size_t c = 0; c < classes; ++c) {
    result.recall.push_back(share(matrix(c, c), matrix.true_sum(c)));
    result.precision.push_back(share(matrix(c, c), matrix.predicted_sum(c)));
  }
  return result;
}

// At most 16 repeats: what the bootstrap takes; there are five. Curves are of two classes.
void add_unseen(const std::vector<Predictions>& all, std::span<const int> truth, RowGroups groups,
                const Metric& metric, int classes, const Context& context, FitPage& page) {
  for (const Predictions& own : all) {
    const MetricDifference score =
        bootstrap_score(metric, truth, groups, own.repeats, context, classes);
    page.unseen.push_back({own.method, score.value, score.lower, score.upper});
  }
  for (const Predictions* own : {&all.front(), &all.back()}) {
    if (classes > 2) {
      page.classes.push_back(class_scores(*own, truth, static_cast<std::size_t>(classes)));
    } else {
      page.curves.push_back(curves_of(*own, truth));
    }
  }
}

}  // namespace

FitPage make_fit_page(const FitPageInputs& found, const FitOptions& options,
                      const Context& context) {
  const Fold& final = found.problem.search.final;
  const bool outer = found.outer.folds > 0;
  const std::vector<int>& truth = outer ? found.outer.truth : final.evaluation_labels;
  const auto majority = static_cast<std::size_t>(std::ranges::count(truth, 0));
  FitPage page;
  if (majority > 0 && majority < truth.size()) {
    const auto predictions = outer ? on_outer_folds(found) : on_test_rows(found);
    if (!predictions.empty())
      add_unseen(predictions, truth, found.outer.groups, options.metric, final.classes, context,
                 page);
  }
  page.history = thinned(found.search.history, kMostEpisodes);
  if (found.calibration) {
    page.before = found.calibration->before;
    page.after = found.calibration->after;
    page.corrected = found.calibration->corrected;
  }
  page.map = map_samples(found.plan, found.problem, found.search);
  page.instances =
      count_instance_samples(found.problem, found.search, context, page.type_neighbors);
  page.instances_all = final.minority.size();
  page.habits = count_habits(found.problem, found.search,
                             static_cast<std::size_t>(options.search.neighbors), context);
  const Table& table = found.inputs.train.table;
  page.columns = column_shapes(table, found.inputs.train.target, found.plan.final_train,
                               found.problem, found.search);
  for (const Column& column : table.columns()) page.columns_all += column.ignored ? 0 : 1;
  --page.columns_all;  // the target
  return page;
}

}  // namespace autosmote
