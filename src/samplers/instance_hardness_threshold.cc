#include "samplers/instance_hardness_threshold.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "autosmote/error.h"
#include "classifiers/refit.h"
#include "core/parallel.h"
#include "samplers/class_rows.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

struct FoldRows {
  std::vector<std::uint32_t> train, held_out;
};

FoldRows rows_of_fold(std::span<const int> fold_of_row, int fold) {
  FoldRows rows;
  for (std::uint32_t row = 0; row < fold_of_row.size(); ++row) {
    (fold_of_row[row] == fold ? rows.held_out : rows.train).push_back(row);
  }
  return rows;
}

/// Fits on one fold's training rows, class `positive` against the others, and writes the scores of
/// the held-out rows.
void score_fold(const SamplerData& data, const FoldRows& rows, int positive,
                const ClassifierOptions& options, std::vector<double>& scores) {
  const Matrix<double> train = gather_rows(data.x, rows.train);
  const Matrix<double> held_out = gather_rows(data.x, rows.held_out);
  std::vector<int> labels;
  std::size_t positives = 0;
  for (const std::uint32_t row : rows.train) {
    labels.push_back(data.labels[row] == positive ? 1 : 0);
    positives += static_cast<std::size_t>(labels.back());
  }
  if (positives == 0 || positives == labels.size()) {
    throw DataError(fmt::format(
        "class {} has too few rows to be held out in parts; give a smaller cv, or more rows",
        positives == 0 ? positive : 1 - positive));
  }
  Context single;  // the folds are what runs in parallel
  single.threads = 1;
  const auto classifier = make_refit_classifier(options,
                                                {train.view(),
                                                 labels,
                                                 MatrixView<const double>(nullptr, 0, data.x.cols),
                                                 {},
                                                 held_out.view()},
                                                single);
  const auto workspace = classifier->make_workspace();
  Predictions predictions;
  classifier->fit_predict({}, *workspace, predictions);
  for (std::size_t i = 0; i < rows.held_out.size(); ++i) {
    scores[rows.held_out[i]] = predictions.scores[i];
  }
}

/// The quantile q in [0, 1] of sorted values by linear interpolation, rounded as numpy rounds it.
double quantile(std::span<const double> sorted, double q) {
  const double place = static_cast<double>(sorted.size() - 1) * q;
  const auto lower = static_cast<std::size_t>(std::floor(place));
  const std::size_t upper = std::min(lower + 1, sorted.size() - 1);
  const double t = place - std::floor(place);
  const double step = sorted[upper] - sorted[lower];
  return t < 0.5 ? sorted[lower] + step * t : sorted[upper] - step * (1.0 - t);
}

ClassifierOptions estimator_of(const SamplerParameters& parameters) {
  ClassifierOptions options;
  options.kind = parse_classifier(text_of(parameters, "estimator"));
  return options;
}

}  // namespace

std::vector<int> deal_folds(const SamplerData& data, int folds, std::uint64_t seed) {
  std::vector<int> fold_of_row(data.x.rows);
  auto by_class = rows_by_class(data);
  int fold = 0;
  for (std::size_t c = 0; c < by_class.size(); ++c) {
    RandomStream random(seed, Purpose::kUnderSampler, static_cast<std::uint32_t>(c));
    shuffle(std::span(by_class[c]), random);
    for (const std::uint32_t row : by_class[c]) {
      fold_of_row[row] = fold;
      fold = (fold + 1) % folds;
    }
  }
  return fold_of_row;
}

std::vector<double> instance_ease(const SamplerData& data, const std::vector<bool>& wanted,
                                  std::span<const int> fold_of_row, int folds,
                                  const ClassifierOptions& classifier, const Context& context) {
  std::vector<int> positives;  // classes to tell from the others
  for (int c = 0; c < data.classes; ++c) {
    if (data.classes == 2 ? c == 1 : wanted[static_cast<std::size_t>(c)]) positives.push_back(c);
  }
  std::vector<std::vector<double>> scores(positives.size(), std::vector<double>(data.x.rows));
  const std::size_t parts = static_cast<std::size_t>(folds);
  parallel_for(context, parts * positives.size(), [&](std::size_t task) {
    const FoldRows rows = rows_of_fold(fold_of_row, static_cast<int>(task % parts));
    if (rows.held_out.empty()) return;
    ClassifierOptions options = classifier;
    options.seed = context.seed;
    score_fold(data, rows, positives[task / parts], options, scores[task / parts]);
  });
  std::vector<double> ease(data.x.rows);
  for (std::size_t p = 0; p < positives.size(); ++p) {
    for (std::size_t i = 0; i < ease.size(); ++i) {
      if (!wanted[static_cast<std::size_t>(data.labels[i])]) continue;
      if (data.labels[i] == positives[p]) {
        ease[i] = scores[p][i];
      } else if (data.classes == 2) {
        ease[i] = -scores[p][i];
      }
    }
  }
  return ease;
}

std::vector<std::uint32_t> easiest_rows(const SamplerData& data,
                                        const std::map<int, std::uint64_t>& kept,
                                        std::span<const double> ease) {
  std::vector<std::uint32_t> result;
  int c = 0;
  for (const std::vector<std::uint32_t>& rows : rows_by_class(data)) {
    const auto target = kept.find(c++);
    double threshold = -std::numeric_limits<double>::infinity();
    if (target != kept.end()) {
      std::vector<double> sorted;
      for (const std::uint32_t row : rows) sorted.push_back(ease[row]);
      std::ranges::sort(sorted);
      const double share = static_cast<double>(target->second) / static_cast<double>(rows.size());
      threshold = quantile(sorted, (1.0 - share) * 100.0 / 100.0);
    }
    for (const std::uint32_t row : rows) {
      if (ease[row] >= threshold) result.push_back(row);
    }
  }
  return result;
}

SamplerEntry instance_hardness_threshold_entry() {
  return {{"instance-hardness-threshold",
           "InstanceHardnessThreshold",
           SamplerKind::kUnder,
           {{.name = "estimator",
             .default_value = "logistic",
             .choices = {"logistic", "knn", "tree", "adaboost", "svm", "xgboost"},
             .help = "base classifier whose scores on held-out rows tell hard rows from easy ones"},
            {.name = "cv",
             .default_value = 5.0,
             .smallest = 2.0,
             .largest = 1e6,
             .whole = true,
             .choices = {},
             .help = "parts that are held out in turn"}}},
          [](const SamplerParameters& parameters) {
            return make_row_sampler([classifier = estimator_of(parameters),
                                     folds = static_cast<int>(number_of(parameters, "cv"))](
                                        const SamplerData& data, const SamplingStrategy& strategy,
                                        const Context& context) {
              const auto kept = rows_to_keep(data, strategy);
              std::vector<bool> wanted(static_cast<std::size_t>(data.classes));
              for (const auto& [c, count] : kept) wanted[static_cast<std::size_t>(c)] = true;
              const auto parts = deal_folds(data, folds, context.seed);
              return easiest_rows(data, kept,
                                  instance_ease(data, wanted, parts, folds, classifier, context));
            });
          }};
}

}  // namespace autosmote
