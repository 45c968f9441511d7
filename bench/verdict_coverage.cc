// How often the verdict's interval covers the truth. Rows are drawn at a given imbalance from a
// large table as somebody's training table; the verdict is made of them alone, and the truth is the
// difference on all other rows, with the minority weighted so that the ratio is the same.
//
//   verdict_coverage TABLE TARGET RATIO MINORITY CLASSIFIER METRIC EPISODES REPEATS FIRST LAST
//
// prints one line for each of the seeds FIRST to LAST: what bench/verdict_coverage.py reads.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "api/bootstrap.h"
#include "api/inputs.h"
#include "api/outer_folds.h"
#include "api/problem.h"
#include "api/row_plan.h"
#include "api/verdict.h"
#include "core/random.h"
#include "metrics/weighted_metric.h"
#include "search/search.h"

namespace autosmote {
namespace {

struct Setting {
  FitOptions fit;
  std::size_t ratio = 0;
  std::size_t minority = 0;
  int repeats = 0;
};

struct Drawn {
  std::vector<std::size_t> training;
  std::vector<std::size_t> others;
};

Drawn draw_rows(const Target& target, const Setting& setting, std::uint64_t seed) {
  std::vector<std::vector<std::size_t>> rows(2);
  for (std::size_t row = 0; row < target.labels.size(); ++row) {
    rows[static_cast<std::size_t>(target.labels[row])].push_back(row);
  }
  const std::vector<std::size_t> wanted{setting.ratio * setting.minority, setting.minority};
  std::vector<bool> training(target.labels.size());
  for (std::uint32_t label = 0; label < 2; ++label) {
    RandomStream random(seed, Purpose::kTest, label);
    shuffle(std::span<std::size_t>(rows[label]), random);
    if (rows[label].size() < 2 * wanted[label]) {
      throw std::runtime_error("the table has too few rows of a class");
    }
    for (std::size_t i = 0; i < wanted[label]; ++i) training[rows[label][i]] = true;
  }
  Drawn drawn;
  for (std::size_t row = 0; row < training.size(); ++row) {
    (training[row] ? drawn.training : drawn.others).push_back(row);
  }
  return drawn;
}

struct Truth {
  double method = 0.0;
  double baseline = 0.0;
  double validation = 0.0;
};

Truth true_scores(const Inputs& inputs, const Setting& setting, const Drawn& drawn,
                  const Context& context) {
  RowPlan plan = plan_training_rows(inputs, setting.fit, context.seed, drawn.training);
  plan.test = drawn.others;
  const SearchProblem problem = prepare_problem(inputs, plan, setting.fit).search;
  const SearchResult found = run_search(problem, setting.fit.search, context, nullptr);
  const std::vector<MethodScore> baselines = score_baselines(problem, setting.fit.search, context);
  const MethodScore& baseline = *best_on_validation(baselines);
  std::uint64_t counts[2] = {0, 0};
  for (const int label : problem.final.evaluation_labels) ++counts[label];
  const ClassWeights weights{setting.ratio * counts[1], counts[0]};
  const auto score = [&](const MethodScore& of) {
    return evaluate_weighted_metric(problem.metric, problem.final.evaluation_labels, of.test_labels,
                                    of.test_scores, weights);
  };
  return {score(found.score), score(baseline), *found.score.validation};
}

void run_seed(const Inputs& inputs, const Setting& setting, std::uint64_t seed) {
  Context context;
  context.seed = seed;
  context.threads = 1;
  const Drawn drawn = draw_rows(inputs.train.target, setting, seed);
  const Truth truth = true_scores(inputs, setting, drawn, context);
  const OuterScores outer =
      score_on_outer_folds(inputs, setting.fit, drawn.training, {}, setting.repeats,
                           setting.fit.search.episodes, context);
  std::vector<ScoredLabels> method;
  std::vector<ScoredLabels> baseline;
  for (const OuterRepeat& repeat : outer.repeats) {
    method.push_back({repeat.method_labels, repeat.method_scores});
    baseline.push_back({repeat.baseline_labels, repeat.baseline_scores});
  }
  const Metric& metric = setting.fit.metric;
  const MetricDifference once =
      bootstrap_difference(metric, outer.truth, method.front(), baseline.front(), context);
  const MetricDifference all =
      bootstrap_difference(metric, outer.truth, outer.groups, method, baseline, context);
  std::printf("%s,%zu,%zu,%s,%s,%llu,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f",
              std::filesystem::path(setting.fit.train).filename().string().c_str(), setting.ratio,
              setting.minority, std::string(classifier_name(setting.fit.classifier.kind)).c_str(),
              metric.name().c_str(), static_cast<unsigned long long>(seed), truth.method,
              truth.baseline, truth.validation, once.value, once.lower, once.upper, once.deviation,
              all.value, all.lower, all.upper, all.deviation);
  for (std::size_t k = 0; k < method.size(); ++k) {
    std::printf(",%.6f",
                bootstrap_difference(metric, outer.truth, method[k], baseline[k], context).value);
  }
  std::printf("\n");
  std::fflush(stdout);
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() != 11) {
    std::fprintf(stderr,
                 "usage: verdict_coverage TABLE TARGET RATIO MINORITY CLASSIFIER METRIC EPISODES "
                 "REPEATS FIRST LAST\n");
    return 2;
  }
  Setting setting;
  setting.fit.train = arguments[1];
  setting.fit.target = arguments[2];
  setting.ratio = std::stoul(arguments[3]);
  setting.minority = std::stoul(arguments[4]);
  setting.fit.classifier.kind = parse_classifier(arguments[5]);
  setting.fit.metric = parse_metric(arguments[6]);
  setting.fit.search.episodes = std::stoul(arguments[7]);
  setting.repeats = std::stoi(arguments[8]);
  const Inputs inputs = read_inputs(setting.fit);
  const std::uint64_t last = std::stoull(arguments[10]);
  for (std::uint64_t seed = std::stoull(arguments[9]); seed <= last; ++seed) {
    run_seed(inputs, setting, seed);
  }
  return 0;
}

}  // namespace
}  // namespace autosmote

int main(int argc, char** argv) {
  try {
    return autosmote::run({argv, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "verdict_coverage: %s\n", error.what());
    return 1;
  }
}
