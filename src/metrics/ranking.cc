#include "metrics/ranking.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "autosmote/error.h"
#include "core/check.h"
#include "core/order_key.h"
#include "core/radix_sort.h"

namespace autosmote {
namespace {

struct KeyedRow {
  std::uint64_t key;  // that of a larger score is smaller
  std::uint64_t positive;
};

void check_input(std::span<const int> truth, std::span<const double> scores) {
  if (truth.size() != scores.size()) {
    throw DataError(fmt::format("metric: {} true labels but {} scores; give one of each a row",
                                truth.size(), scores.size()));
  }
  if (truth.empty()) throw DataError("metric: no rows; at least one is needed");
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (truth[i] != 0 && truth[i] != 1) {
      throw DataError(
          fmt::format("true labels: row {} has class number {}; expected 0 to 1", i + 1, truth[i]));
    }
    if (std::isnan(scores[i])) {
      throw DataError(
          fmt::format("scores: row {} is not a number; every row needs a score", i + 1));
    }
  }
}

std::vector<ScoreGroup> sorted_groups(std::span<const int> truth, std::span<const double> scores) {
  std::vector<KeyedRow> rows(truth.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = {~order_key(scores[i]), static_cast<std::uint64_t>(truth[i])};
  }
  radix_sort(rows);
  std::vector<ScoreGroup> groups;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || rows[i].key != rows[i - 1].key) {
      const double score = from_order_key(~rows[i].key);
      groups.push_back({score, score});
    }
    groups.back().positives += rows[i].positive;
    groups.back().negatives += 1 - rows[i].positive;
  }
  return groups;
}

/// With fewer rows a positive, sorting all of them is faster.
constexpr std::size_t kRowsAPositive = 8;

std::vector<ScoreGroup> without_inner_groups(const std::vector<ScoreGroup>& groups) {
  std::vector<ScoreGroup> merged;
  for (const ScoreGroup& group : groups) {
    if (!merged.empty() && merged.back().positives + group.positives == 0) {
      merged.back().lowest = group.lowest;
      merged.back().negatives += group.negatives;
    } else {
      merged.push_back(group);
    }
  }
  return merged;
}

/// How many of `descending`, which is sorted so, are above `score`. Without branches.
std::size_t count_above(std::span<const double> descending, double score) {
  if (descending.empty()) return 0;
  std::size_t begin = 0;
  for (std::size_t left = descending.size(); left > 1;) {
    const std::size_t half = left / 2;
    begin += descending[begin + half - 1] > score ? half : 0;
    left -= half;
  }
  return begin + (descending[begin] > score ? 1 : 0);
}

void add_negative(double score, ScoreGroup& group) {
  if (group.positives + group.negatives == 0) group.score = group.lowest = score;
  group.score = std::max(group.score, score);
  group.lowest = std::min(group.lowest, score);
  ++group.negatives;
}

}  // namespace

std::vector<ScoreGroup> group_by_score(std::span<const int> truth, std::span<const double> scores) {
  check_input(truth, scores);
  return sorted_groups(truth, scores);
}

std::vector<ScoreGroup> group_between_positives(std::span<const int> truth,
                                                std::span<const double> scores) {
  check_input(truth, scores);
  std::vector<double> positives;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (truth[i] == 1) positives.push_back(scores[i] + 0.0);  // -0 is 0
  }
  if (positives.size() * kRowsAPositive > truth.size()) {
    return without_inner_groups(sorted_groups(truth, scores));
  }
  // Group 2 k + 1 has the k-th distinct score of a positive, group 2 k what lies above it.
  std::ranges::sort(positives, std::greater<>());
  std::vector<ScoreGroup> groups(1);
  for (std::size_t i = 0; i < positives.size(); ++i) {
    if (i == 0 || positives[i] != positives[i - 1]) {
      groups.push_back({positives[i], positives[i]});
      groups.push_back({});
    }
    ++groups[groups.size() - 2].positives;
  }
  positives.erase(std::ranges::unique(positives).begin(), positives.end());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (truth[i] == 1) continue;
    const double score = scores[i] + 0.0;
    const std::size_t above = count_above(positives, score);
    const bool tied = above < positives.size() && positives[above] == score;
    add_negative(score, groups[2 * above + (tied ? 1 : 0)]);
  }
  std::erase_if(groups,
                [](const ScoreGroup& group) { return group.positives + group.negatives == 0; });
  return groups;
}

double roc_auc(std::span<const ScoreGroup> groups) {
  // Twice the number of ordered pairs: an integer, so the only rounding is the last division.
  std::uint64_t twice_pairs = 0;
  std::uint64_t positives = 0, negatives = 0;
  for (const ScoreGroup& group : groups) {
    twice_pairs += group.negatives * (2 * positives + group.positives);
    positives += group.positives;
    negatives += group.negatives;
  }
  AUTOSMOTE_CHECK(positives > 0 && negatives > 0);
  return static_cast<double>(twice_pairs) / static_cast<double>(2 * positives * negatives);
}

double average_precision(std::span<const ScoreGroup> groups) {
  std::uint64_t total = 0;
  for (const ScoreGroup& group : groups) total += group.positives;
  if (total == 0) return 0.0;
  double sum = 0.0;
  std::uint64_t positives = 0, predicted = 0;
  for (const ScoreGroup& group : groups) {
    positives += group.positives;
    predicted += group.positives + group.negatives;
    const double precision = static_cast<double>(positives) / static_cast<double>(predicted);
    sum += precision * static_cast<double>(group.positives);
  }
  return sum / static_cast<double>(total);
}

}  // namespace autosmote
