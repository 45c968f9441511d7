#include "api/row_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <span>

#include "api/class_strategy.h"
#include "autosmote/error.h"

namespace autosmote {
namespace {

using Kind = ValidationOptions::Kind;

// Turns positions within `rows` into rows.
void map_rows(std::span<const std::size_t> rows, std::vector<std::size_t>& positions) {
  for (std::size_t& position : positions) position = rows[position];
}

// What kAuto stands for in this run.
ValidationOptions resolve(const FitOptions& options) {
  ValidationOptions validation = options.validation;
  if (validation.kind != Kind::kAuto) return validation;
  const bool paper = options.search.profile == Profile::kPaper;
  validation.kind = paper ? Kind::kFraction : Kind::kFolds;
  return validation;
}

// Folds of `rows`, which all stay in the final training set.
void plan_folds(const LabelledTable& train, const FitOptions& options, std::uint64_t seed,
                std::vector<std::size_t> rows, RowPlan& plan) {
  const std::vector<int> labels = labels_of(train.target, rows);
  const std::vector<std::uint32_t> groups = groups_of(train, rows);
  ValidationOptions validation = resolve(options);
  const int most = most_folds(labels, groups);
  if (options.validation.kind == Kind::kAuto && most < validation.folds && most >= 2) {
    plan.notes.push_back(fmt::format("{} folds instead of {}: {} {}, and every fold needs one",
                                     most, validation.folds,
                                     !groups.empty()               ? "a class has"
                                     : train.target.classes() == 2 ? "the minority has"
                                                                   : "the smallest class has",
                                     groups.empty() ? fmt::format("{} rows", most)
                                                    : fmt::format("rows in {} groups only", most)));
    validation.folds = most;
  }
  plan.folds = stratified_folds(labels, validation.folds, validation.repeats, seed, groups);
  plan.repeats = static_cast<std::size_t>(validation.repeats);
  for (Split& fold : plan.folds) {
    map_rows(rows, fold.train);
    map_rows(rows, fold.held_out);
  }
  plan.final_train = std::move(rows);
  plan.validation = fmt::format("{}-fold cross-validation", validation.folds);
  if (validation.repeats > 1) plan.validation += fmt::format(", {} times", validation.repeats);
}

std::vector<std::size_t> in_order(std::vector<std::size_t> rows, std::size_t all,
                                  std::size_t number, const char* part) {
  std::ranges::sort(rows);
  if (rows.empty() || rows.back() >= all || std::ranges::adjacent_find(rows) != rows.end()) {
    throw ConfigError(
        fmt::format("validation split {}: its {} rows are none, not distinct, or not below {}",
                    number + 1, part, all));
  }
  return rows;
}

// The caller's own splits. Where their held-out rows are distinct, they are folds of one
// cross-validation; else each is a repeat of its own, so that no row decides on itself.
void plan_splits(const Target& target, const FitOptions& options, std::vector<std::size_t> rows,
                 RowPlan& plan) {
  if (options.validation.splits.empty()) throw ConfigError("there is no validation split");
  std::vector<char> held_out(rows.size());
  bool distinct = true;
  for (std::size_t s = 0; s < options.validation.splits.size(); ++s) {
    const ValidationSplit& given = options.validation.splits[s];
    Split split{in_order(given.train, rows.size(), s, "training"),
                in_order(given.held_out, rows.size(), s, "held-out")};
    std::vector<std::size_t> common;
    std::ranges::set_intersection(split.train, split.held_out, std::back_inserter(common));
    const std::vector<int> labels = labels_of(target, split.train);
    bool all = true;
    for (int label = 0; label < target.classes(); ++label) {
      all = all && std::ranges::count(labels, label) > 0;
    }
    if (!common.empty() || !all) {
      throw ConfigError(fmt::format(
          "validation split {}: {}; the training rows must be of {} classes, and none of them "
          "held out",
          s + 1,
          !common.empty()         ? fmt::format("row {} is in both parts", common.front())
          : target.classes() == 2 ? "its training rows have one class only"
                                  : "its training rows lack a class",
          target.classes() == 2 ? "both" : "all"));
    }
    for (const std::size_t row : split.held_out) {
      distinct = distinct && held_out[row] == 0;
      held_out[row] = 1;
    }
    plan.folds.push_back(std::move(split));
  }
  plan.repeats = distinct ? 1 : plan.folds.size();
  plan.final_train = std::move(rows);
  plan.validation = fmt::format("{} splits of the caller's", plan.folds.size());
}

void plan_holdout(Split split, RowPlan& plan) {
  plan.notes.push_back(
      fmt::format("{} rows are held out for validation and are not in balanced.csv; "
                  "--validation cv:5 keeps all rows",
                  split.held_out.size()));
  plan.validation = "hold-out";
  plan.final_train = split.train;
  plan.folds.push_back(std::move(split));
}

RowPlan plan_protocol(const LabelledTable& train, const FitOptions& options, std::uint64_t seed) {
  const Target& target = train.target;
  RowPlan plan;
  ProtocolSplit parts = paper_protocol_split(target.labels, options.imbalance, seed);
  plan.test = std::move(parts.test);
  if (resolve(options).kind == Kind::kFolds) {
    std::vector<std::size_t> rows;
    std::merge(parts.train.begin(), parts.train.end(), parts.validation.begin(),
               parts.validation.end(), std::back_inserter(rows));
    plan_folds(train, options, seed, std::move(rows), plan);
  } else {
    plan_holdout({std::move(parts.train), std::move(parts.validation)}, plan);
  }
  const std::size_t used = plan.test.size() + plan.final_train.size() +
                           (plan.validation == "hold-out" ? plan.folds[0].held_out.size() : 0);
  plan.notes.push_back(
      fmt::format("--imbalance {}: {} of {} rows are left after the 60/20/20 split and the "
                  "undersampling of the minority",
                  options.imbalance, used, target.labels.size()));
  return plan;
}

}  // namespace

RowPlan plan_training_rows(const Inputs& inputs, const FitOptions& options, std::uint64_t seed,
                           std::vector<std::size_t> rows) {
  RowPlan plan;
  const ValidationOptions validation = resolve(options);
  if (validation.kind == Kind::kFile) {
    plan.validation = "file";
    plan.final_train = rows;
    plan.folds.push_back({std::move(rows), {}});
  } else if (validation.kind == Kind::kSplits) {
    plan_splits(inputs.train.target, options, std::move(rows), plan);
  } else if (validation.kind == Kind::kFolds) {
    plan_folds(inputs.train, options, seed, std::move(rows), plan);
  } else {
    Split split = stratified_holdout(labels_of(inputs.train.target, rows), validation.fraction,
                                     seed, groups_of(inputs.train, rows));
    map_rows(rows, split.train);
    map_rows(rows, split.held_out);
    plan_holdout(std::move(split), plan);
  }
  return plan;
}

RowPlan plan_rows(const Inputs& inputs, const FitOptions& options, std::uint64_t seed) {
  RowPlan plan;
  if (options.imbalance > 0.0) {
    plan = plan_protocol(inputs.train, options, seed);
  } else {
    std::vector<std::size_t> all(inputs.train.target.labels.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    plan = plan_training_rows(inputs, options, seed, std::move(all));
  }
  const Target& target = inputs.train.target;
  plan.growth =
      class_growth(options.strategy, target.class_names, labels_of(target, plan.final_train));
  return plan;
}

}  // namespace autosmote
