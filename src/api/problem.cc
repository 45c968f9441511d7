#include "api/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <span>
#include <utility>

#include "api/custom_adapter.h"
#include "api/mixed_distance.h"
#include "autosmote/error.h"
#include "core/memory.h"
#include "preprocess/encoder.h"
#include "preprocess/linear_row_generator.h"
#include "search/majority_sample.h"

namespace autosmote {
namespace {

// Rows of one table to predict.
struct EvaluationRows {
  const LabelledTable* source = nullptr;
  std::vector<std::size_t> rows;
};

// Generators keep references to what they work on; these keep that alive with them.
struct LinearPart {
  explicit LinearPart(Matrix<double> rows)
      : minority(std::move(rows)), generator(minority.view()) {}
  Matrix<double> minority;
  LinearRowGenerator generator;
};

struct TablePart {
  TablePart(const Table& table, std::vector<std::size_t> minority_rows, const Encoder& fitted)
      : encoder(fitted), generator(table, std::move(minority_rows), encoder) {}
  Encoder encoder;
  TableRowGenerator generator;
};

EvaluationRows all_rows(const LabelledTable& source) {
  EvaluationRows result{&source, std::vector<std::size_t>(source.table.rows())};
  std::iota(result.rows.begin(), result.rows.end(), std::size_t{0});
  return result;
}

struct BuiltFold {
  Fold fold;
  std::vector<std::size_t> minority_rows;
  std::vector<std::string> features;
  std::shared_ptr<const TableRowGenerator> rows;
};

// Class by class: what scales need of the minority is of that class.
std::function<Matrix<std::uint32_t>(int, std::size_t, const Context&)> neighbors_by(
    RowDistance distance, const LabelledTable& train, std::span<const std::size_t> rows,
    const BuiltFold& built) {
  if (distance == RowDistance::kEuclidean) return {};
  auto classes = std::make_shared<std::vector<MixedRows>>(1);  // none of the largest
  for (int label = 1; label < built.fold.classes; ++label) {
    std::vector<std::size_t> own;
    for (const std::size_t row : built.minority_rows) {
      if (train.target.labels[row] == label) own.push_back(row);
    }
    classes->push_back(
        mixed_rows(distance, train.table, train.target.column, rows, built.fold.train_labels, own));
  }
  return [classes](int label, std::size_t k, const Context& context) {
    return mixed_neighbors((*classes)[static_cast<std::size_t>(label)], k, context);
  };
}

// What kAuto stands for here.
RowDistance resolve(const FitOptions& options, const LabelledTable& train) {
  if (options.search.profile == Profile::kPaper) return RowDistance::kEuclidean;
  if (options.distance != RowDistance::kAuto) return options.distance;
  return has_categories(train.table, train.target.column) ? RowDistance::kHeom
                                                          : RowDistance::kEuclidean;
}

// Refuses what cannot be numbered or held.
void check_amounts(const Fold& final, std::span<const std::size_t> amounts) {
  constexpr std::uint64_t kMostRows = 4294967294;  // 32 bits, of which the last stands for none
  std::uint64_t added = 0;
  for (const std::size_t amount : amounts) added += amount;
  const std::uint64_t bytes = added * (sizeof(Sample) + final.train.cols() * sizeof(double));
  const std::uint64_t available = available_memory();
  if (added + final.train.rows() <= kMostRows && bytes <= available) return;
  throw ConfigError(fmt::format(
      "the amounts given add {} rows to {}, which take about {} of memory, but {} are "
      "available, and there can be {} rows in all; ask for fewer",
      added, final.train.rows(), memory_text(bytes), memory_text(available), kMostRows));
}

std::vector<std::size_t> amounts_of(const std::vector<double>& growth,
                                    std::span<const int> labels) {
  std::vector<std::size_t> amounts;
  for (std::size_t c = 0; c < growth.size(); ++c) {
    const auto own = static_cast<double>(std::ranges::count(labels, static_cast<int>(c)));
    constexpr double kTooMany = 1e12;  // and no more, so that their sum is a number
    amounts.push_back(static_cast<std::size_t>(std::llround(std::min(growth[c] * own, kTooMany))));
  }
  return amounts;
}

BuiltFold build_fold(const LabelledTable& train, std::span<const std::size_t> rows,
                     const EvaluationRows& evaluation, Profile profile, RowDistance distance) {
  BuiltFold built;
  Fold& fold = built.fold;
  const Encoder encoder = Encoder::fit(train.table, rows, train.target.column);
  built.features = encoder.feature_names();
  fold.train = encoder.transform(train.table, rows);
  fold.train_labels = labels_of(train.target, rows);
  fold.classes = train.target.classes();
  if (evaluation.source != nullptr) {
    fold.evaluation = encoder.transform(evaluation.source->table, evaluation.rows);
    fold.evaluation_labels = labels_of(evaluation.source->target, evaluation.rows);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (fold.train_labels[i] == 0) continue;
    fold.minority.push_back(static_cast<std::uint32_t>(i));
    built.minority_rows.push_back(rows[i]);
  }
  const auto part = std::make_shared<TablePart>(train.table, built.minority_rows, encoder);
  built.rows = std::shared_ptr<const TableRowGenerator>(part, &part->generator);
  if (profile == Profile::kPaper) {
    Matrix<double> minority(fold.minority.size(), encoder.width());
    for (std::size_t i = 0; i < fold.minority.size(); ++i) {
      std::ranges::copy(fold.train.row(fold.minority[i]), minority.row(i).begin());
    }
    const auto linear = std::make_shared<LinearPart>(std::move(minority));
    fold.generator = std::shared_ptr<const RowGenerator>(linear, &linear->generator);
  } else {
    fold.generator = built.rows;
    fold.neighbors = neighbors_by(distance, train, rows, built);
  }
  return built;
}

void check_custom(const Inputs& inputs, const FitOptions& options) {
  if (options.custom == nullptr) return;
  if (inputs.validation || inputs.test) {
    throw ConfigError(
        "a classifier of the caller's own predicts rows of the training table; give no validation "
        "or test table");
  }
  if (options.search.profile == Profile::kPaper) {
    throw ConfigError(
        "the paper's profile has no classifier of the caller's own; use the default profile");
  }
}

}  // namespace

PreparedProblem prepare_problem(const Inputs& inputs, const RowPlan& plan,
                                const FitOptions& options) {
  check_custom(inputs, options);
  const Profile profile = options.search.profile;
  const RowDistance distance = resolve(options, inputs.train);
  PreparedProblem problem;
  std::vector<CustomFold> custom;
  const auto keep_for_custom = [&](const Split& split, const BuiltFold& built) {
    if (options.custom != nullptr) custom.push_back({split, built.minority_rows, built.rows});
  };
  problem.search.classifier = options.classifier;
  problem.search.metric = options.metric;
  // The protocol's ratio, not what rounding to whole rows has made of it.
  problem.search.imbalance_ratio = options.imbalance;
  problem.search.repeats = plan.repeats;
  problem.search.growth = plan.growth;
  if (distance != RowDistance::kEuclidean) problem.search.distance = distance_name(distance);
  const bool merge = profile == Profile::kDefault && options.custom == nullptr;
  for (const Split& split : plan.folds) {
    const EvaluationRows evaluation = inputs.validation
                                          ? all_rows(*inputs.validation)
                                          : EvaluationRows{&inputs.train, split.held_out};
    BuiltFold built = build_fold(inputs.train, split.train, evaluation, profile, distance);
    keep_for_custom(split, built);
    built.fold.given_amounts = amounts_of(plan.growth, built.fold.train_labels);
    if (merge && merges_equal_rows(built.fold, options.classifier.kind)) {
      Context alone;
      alone.threads = 1;
      merge_equal_rows(built.fold, alone);
    }
    problem.search.folds.push_back(std::move(built.fold));
  }
  EvaluationRows test;
  if (inputs.test) {
    test = all_rows(*inputs.test);
  } else if (!plan.test.empty()) {
    test = {&inputs.train, plan.test};
  }
  BuiltFold built = build_fold(inputs.train, plan.final_train, test, profile, distance);
  keep_for_custom({plan.final_train, plan.test}, built);
  if (options.custom != nullptr) {
    problem.search.external = std::make_shared<CustomAdapter>(*options.custom, std::move(custom));
  }
  problem.search.final = std::move(built.fold);
  problem.search.final.given_amounts = amounts_of(plan.growth, problem.search.final.train_labels);
  check_amounts(problem.search.final, problem.search.final.given_amounts);
  problem.features = std::move(built.features);
  problem.minority_rows = std::move(built.minority_rows);
  problem.rows = std::move(built.rows);
  return problem;
}

}  // namespace autosmote
