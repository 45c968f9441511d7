#include "api/compare_split.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "api/problem.h"
#include "api/row_plan.h"
#include "preprocess/split.h"

namespace autosmote {
namespace {

constexpr double kTestShare = 0.2;
constexpr double kValidationShare = 0.25;  // of what the test part leaves

void map_rows(std::span<const std::size_t> rows, std::vector<std::size_t>& positions) {
  for (std::size_t& position : positions) position = rows[position];
}

std::vector<int> labels_at(std::span<const int> labels, std::span<const std::size_t> rows) {
  std::vector<int> result;
  result.reserve(rows.size());
  for (const std::size_t row : rows) result.push_back(labels[row]);
  return result;
}

SearchProblem prepare(const Inputs& inputs, std::vector<Split> folds, const SplitRows& rows,
                      Profile profile) {
  RowPlan plan;
  plan.folds = std::move(folds);
  plan.final_train = rows.train;
  plan.test = rows.test;
  plan.test.insert(plan.test.end(), rows.test_unused.begin(), rows.test_unused.end());
  FitOptions options;
  options.search.profile = profile;
  return prepare_problem(inputs, plan, options).search;
}

}  // namespace

SplitRows split_rows(std::span<const int> labels, double ratio, std::uint64_t seed,
                     RowGroups groups) {
  if (ratio > 0.0) {
    ProtocolSplit parts = paper_protocol_split(labels, ratio, seed);
    return {std::move(parts.train), std::move(parts.validation), std::move(parts.test),
            std::move(parts.test_unused)};
  }
  return split_rest(labels, stratified_holdout(labels, kTestShare, seed, groups).held_out, seed,
                    groups);
}

SplitRows split_rest(std::span<const int> labels, std::vector<std::size_t> test, std::uint64_t seed,
                     RowGroups groups) {
  std::vector<std::size_t> rest;
  std::vector<std::uint32_t> rest_groups;
  auto next = test.begin();
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (next != test.end() && *next == row) {
      ++next;
    } else {
      rest.push_back(row);
      if (!groups.empty()) rest_groups.push_back(groups[row]);
    }
  }
  Split inner = stratified_holdout(labels_at(labels, rest), kValidationShare, seed, rest_groups);
  map_rows(rest, inner.train);
  map_rows(rest, inner.held_out);
  return {std::move(inner.train), std::move(inner.held_out), std::move(test), {}};
}

std::vector<Split> folds_of_split(const Inputs& inputs, const SplitRows& rows, int folds,
                                  std::uint64_t seed) {
  std::vector<std::size_t> known;
  std::ranges::merge(rows.train, rows.validation, std::back_inserter(known));
  const std::vector<int> labels = labels_at(inputs.train.target.labels, known);
  const std::vector<std::uint32_t> groups = groups_of(inputs.train, known);
  const int most = most_folds(labels, groups);
  std::vector<Split> splits = stratified_folds(labels, std::min(folds, most), 1, seed, groups);
  for (Split& split : splits) {
    map_rows(known, split.train);
    map_rows(known, split.held_out);
  }
  return splits;
}

SplitProblem prepare_split(const Inputs& inputs, const SplitRows& rows, int folds,
                           std::uint64_t seed) {
  return {prepare(inputs, {{rows.train, rows.validation}}, rows, Profile::kPaper),
          prepare(inputs, folds_of_split(inputs, rows, folds, seed), rows, Profile::kDefault),
          rows.test.size()};
}

}  // namespace autosmote
