#include "api/sample_map.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>
#include <vector>

#include "api/inspect_rows.h"
#include "core/thinning.h"
#include "evaluation/principal_axes.h"
#include "neighbors/neighbor_index.h"
#include "search/policy_file.h"

namespace autosmote {
namespace {

constexpr std::size_t kMostInstances = 5000;
constexpr std::size_t kMostAxisCells = 400'000;  // that the axes are computed from

std::vector<std::uint32_t> majority_rows_of(const Fold& fold) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < fold.train_labels.size(); ++row) {
    if (fold.train_labels[row] == 0) rows.push_back(row);
  }
  return rows;
}

Matrix<double> gather(const Matrix<double>& rows, std::span<const std::uint32_t> chosen) {
  Matrix<double> result(chosen.size(), rows.cols());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    std::ranges::copy(rows.row(chosen[i]), result.row(i).begin());
  }
  return result;
}

// The instances that are shown, ascending: those kept, and the parents of the shown samples.
std::vector<std::uint32_t> shown_instances(std::size_t count, const std::vector<Sample>& samples) {
  std::vector<bool> shown(count);
  for (std::size_t i = 0; i < count; ++i) shown[i] = kept_by_thinning(i, count, kMostMapPoints);
  for (const Sample& sample : samples) shown[sample.source] = shown[sample.neighbor] = true;
  std::vector<std::uint32_t> instances;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (shown[i]) instances.push_back(i);
  }
  return instances;
}

PrincipalAxes axes_of(const Fold& fold, std::vector<std::uint32_t> rows) {
  std::ranges::sort(rows);
  const std::size_t most = std::max<std::size_t>(50, kMostAxisCells / fold.train.cols());
  return principal_axes(gather(fold.train, thinned(rows, most)).view());
}

SampleMap::Point point_of(const PrincipalAxes& axes, std::span<const double> encoded,
                          std::uint64_t row) {
  const auto [x, y] = axes.project(encoded);
  return {x, y, row};
}

}  // namespace

SampleMap map_samples(const RowPlan& plan, const PreparedProblem& problem,
                      const SearchResult& found) {
  const Fold& fold = problem.search.final;
  SampleMap map;
  std::vector<std::size_t> numbers(found.samples.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  numbers = thinned(numbers, kMostMapPoints);
  std::vector<Sample> samples;
  for (const std::size_t s : numbers) samples.push_back(found.samples[s]);
  const std::vector<std::uint32_t> all_majority = majority_rows_of(fold);
  const std::vector<std::uint32_t> majority = thinned(all_majority, kMostMapPoints);
  const std::vector<std::uint32_t> instances = shown_instances(fold.minority.size(), samples);
  std::vector<std::uint32_t> rows = majority;
  for (const std::uint32_t i : instances) rows.push_back(fold.minority[i]);
  const PrincipalAxes axes = axes_of(fold, rows);
  map.explained = axes.explained;
  map.majority_rows = all_majority.size();
  map.minority_rows = fold.minority.size();
  map.synthetic_rows = found.samples.size();
  for (const std::uint32_t row : majority) {
    map.majority.push_back(point_of(axes, fold.train.row(row), plan.final_train[row] + 1));
  }
  std::vector<std::uint64_t> place(fold.minority.size());
  for (const std::uint32_t i : instances) {
    place[i] = map.minority.size();
    map.minority.push_back(
        point_of(axes, fold.train.row(fold.minority[i]), problem.minority_rows[i] + 1));
  }
  std::vector<double> encoded(fold.train.cols());
  for (std::size_t s = 0; s < samples.size(); ++s) {
    const Sample& sample = samples[s];
    fold.generator->generate(sample.source, sample.neighbor, sample.lambda, encoded);
    map.synthetic.push_back({point_of(axes, encoded, plan.final_train.size() + numbers[s] + 1),
                             place[sample.source], place[sample.neighbor], sample.lambda,
                             sample.episode});
  }
  return map;
}

std::vector<InstanceSamples> count_instance_samples(const PreparedProblem& problem,
                                                    const SearchResult& found,
                                                    const Context& context,
                                                    std::size_t& neighbors) {
  const Fold& fold = problem.search.final;
  std::vector<InstanceSamples> all(fold.minority.size());
  for (const Sample& sample : found.samples) {
    ++all[sample.source].samples;
    ++all[sample.source].involved;
    if (sample.neighbor != sample.source) ++all[sample.neighbor].involved;
  }
  for (std::size_t i = 0; i < all.size(); ++i) all[i].row = problem.minority_rows[i] + 1;
  const std::vector<std::uint32_t> asked = thinned(fold.minority, kMostInstances);
  std::vector<InstanceSamples> instances = thinned(all, kMostInstances);
  neighbors = std::min(kTypeNeighbors, fold.train.rows() - 1);
  const Matrix<double> queries = gather(fold.train, asked);
  const Neighbors nearest =
      NeighborIndex(fold.train.view(), context).nearest(queries.view(), neighbors, asked, context);
  for (std::size_t i = 0; i < instances.size(); ++i) {
    const auto own = std::ranges::count_if(nearest.rows.row(i), [&](std::uint32_t row) {
      return fold.train_labels[row] == fold.train_labels[asked[i]];
    });
    instances[i].neighbors = static_cast<std::size_t>(own);
    const RowType type = row_type(instances[i].neighbors, neighbors);
    instances[i].type = static_cast<std::size_t>(type) - static_cast<std::size_t>(RowType::kSafe);
  }
  return instances;
}

PolicyHabits count_habits(const PreparedProblem& problem, const SearchResult& found,
                          std::size_t neighbors, const Context& context) {
  const Fold& fold = problem.search.final;
  PolicyHabits habits;
  const PolicyFile policy = parse_policy(found.policy, found.policy_weights);
  if (policy.profile == Profile::kDefault) {
    for (std::size_t p = 0; p < PlacementPolicy::parameters(policy.classes); ++p) {
      if (!policy.growth.empty() && PlacementPolicy::sets_amount(p)) continue;
      habits.parameters.emplace_back(PlacementPolicy::kNames[p], policy.placement.values[p]);
    }
  }
  if (found.samples.empty()) return habits;
  const std::size_t k = std::min(neighbors, fold.minority.size());
  const Matrix<std::uint32_t> nearest = minority_neighbors(fold, k, context);
  std::vector<std::uint64_t> of_instance(fold.minority.size());
  habits.ranks.resize(k);
  for (const Sample& sample : found.samples) {
    ++of_instance[sample.source];
    const auto row = nearest.row(sample.source);
    const auto rank =
        static_cast<std::size_t>(std::ranges::find(row, sample.neighbor) - row.begin());
    if (rank < k) ++habits.ranks[rank];
    ++habits.lambdas[std::min<std::size_t>(
        4, static_cast<std::size_t>(std::lround(4.0 * sample.lambda)))];
  }
  habits.per_instance.resize(std::ranges::max(of_instance) + 1);
  for (const std::uint64_t count : of_instance) ++habits.per_instance[count];
  return habits;
}

}  // namespace autosmote
