#include "samplers/iterative_partitioning_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <span>

#include "classifiers/refit.h"
#include "core/parallel.h"
#include "samplers/class_rows.h"
#include "samplers/over_sampling.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

/// Fits a tree that tells class `positive` from all others on the rows of one part.
Predictions predict(const SamplerData& data, std::span<const std::uint32_t> train, int positive,
                    int max_depth, MatrixView<const double> judged, std::uint64_t seed) {
  const Matrix<double> rows = gather_rows(data.x, train);
  std::vector<int> labels;
  labels.reserve(train.size());
  for (const std::uint32_t row : train) labels.push_back(data.labels[row] == positive ? 1 : 0);
  ClassifierOptions options;
  options.kind = ClassifierKind::kTree;
  options.max_depth = max_depth;
  options.seed = seed;
  Context single;  // the trees are what runs in parallel
  single.threads = 1;
  const auto classifier = make_refit_classifier(
      options, {rows.view(), labels, MatrixView<const double>(nullptr, 0, data.x.cols), {}, judged},
      single);
  const auto workspace = classifier->make_workspace();
  Predictions predictions;
  classifier->fit_predict({}, *workspace, predictions);
  return predictions;
}

/// Which rows of `data` the votes remove; none of a class of which they would remove all.
std::vector<bool> noisy_rows(const SamplerData& data, std::span<const std::uint32_t> wrong,
                             std::size_t parts, bool consensus, const Context& context) {
  std::vector<bool> noisy(wrong.size());
  int c = 0;
  for (const std::vector<std::uint32_t>& rows : rows_by_class(data)) {
    std::size_t count = 0;
    for (const std::uint32_t row : rows) {
      noisy[row] = consensus ? wrong[row] == parts : 2 * wrong[row] > parts;
      count += noisy[row] ? 1 : 0;
    }
    if (count == rows.size()) {
      for (const std::uint32_t row : rows) noisy[row] = false;
      if (context.log) {
        context.log(fmt::format(
            "smote-ipf: the filter calls all {} rows of class {} noise; they stay for this round",
            count, c));
      }
    }
    ++c;
  }
  return noisy;
}

}  // namespace

std::vector<std::uint32_t> deal_parts(const SamplerData& data, std::size_t parts,
                                      std::uint32_t round, const Context& context) {
  std::vector<std::uint32_t> part_of_row(data.x.rows);
  std::size_t next = 0;
  int c = 0;
  for (std::vector<std::uint32_t>& rows : rows_by_class(data)) {
    RandomStream random = class_stream(context, Purpose::kUnderSampler, c++, round);
    shuffle(std::span(rows), random);
    for (const std::uint32_t row : rows)
      part_of_row[row] = static_cast<std::uint32_t>(next++ % parts);
  }
  return part_of_row;
}

std::vector<std::uint32_t> count_wrong_votes(const SamplerData& data,
                                             std::span<const std::uint32_t> part_of_row,
                                             std::size_t parts, int max_depth,
                                             const Context& context) {
  const std::vector<std::vector<std::uint32_t>> rows_of_class_number = rows_by_class(data);
  std::vector<std::vector<std::uint32_t>> rows_of_part(parts);
  for (std::uint32_t row = 0; row < part_of_row.size(); ++row) {
    rows_of_part[part_of_row[row]].push_back(row);
  }
  const std::size_t trees = data.classes == 2 ? 1 : static_cast<std::size_t>(data.classes);
  // Counts of whole numbers are the same in any order; a vote a row and part would be m x n of
  // them.
  std::vector<std::uint32_t> votes(data.x.rows);
  const auto judge = [&](std::uint32_t row, bool wrong) {
    if (wrong) std::atomic_ref(votes[row]).fetch_add(1, std::memory_order_relaxed);
  };
  parallel_for(context, parts * trees, [&](std::size_t task) {
    const std::size_t part = task / trees;
    if (trees == 1) {
      const Predictions found =
          predict(data, rows_of_part[part], 1, max_depth, data.x, context.seed);
      for (std::uint32_t i = 0; i < votes.size(); ++i) {
        judge(i, found.labels[i] != data.labels[i]);
      }
      return;
    }
    const auto positive = static_cast<int>(task % trees);
    const std::vector<std::uint32_t>& judged = rows_of_class_number[task % trees];
    const Matrix<double> rows = gather_rows(data.x, judged);
    const Predictions found =
        predict(data, rows_of_part[part], positive, max_depth, rows.view(), context.seed);
    for (std::size_t i = 0; i < judged.size(); ++i) judge(judged[i], found.labels[i] == 0);
  });
  return votes;
}

std::vector<std::uint32_t> iterative_partitioning_filter(const SamplerData& data,
                                                         const PartitioningFilterOptions& options,
                                                         const Context& context) {
  std::vector<std::uint32_t> kept(data.x.rows);
  std::iota(kept.begin(), kept.end(), 0U);
  const double little = options.quiet_share * static_cast<double>(data.x.rows);
  std::size_t quiet = 0;
  for (std::uint32_t round = 0; quiet < options.quiet_rounds; ++round) {
    const RowSubset subset(data, kept);
    const SamplerData current = subset.data();
    const std::size_t smallest = std::ranges::min(count_classes(current));
    const std::size_t parts = std::min(options.partitions, smallest);
    if (parts < options.partitions && round == 0 && context.log) {
      context.log(
          fmt::format("smote-ipf: the smallest class has {} rows, so there are {} parts instead "
                      "of {}",
                      smallest, parts, options.partitions));
    }
    const std::vector<std::uint32_t> wrong = count_wrong_votes(
        current, deal_parts(current, parts, round, context), parts, options.max_depth, context);
    const std::vector<bool> noisy = noisy_rows(current, wrong, parts, options.consensus, context);
    std::vector<std::uint32_t> rest;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (!noisy[i]) rest.push_back(kept[i]);
    }
    const std::size_t removed = kept.size() - rest.size();
    quiet = removed == 0 || static_cast<double>(removed) < little ? quiet + 1 : 0;
    kept = std::move(rest);
  }
  return kept;
}

}  // namespace autosmote
