#include "evaluation/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/check.h"
#include "evaluation/distributions.h"

namespace autosmote {
namespace {

constexpr double kTie = 1e-12;
constexpr std::size_t kExactPairs = 50;      // SciPy's limit without ties
constexpr std::size_t kExactTiedPairs = 13;  // SciPy's limit with ties: 2^13 sign patterns

// Ranks, 1 for the first in the order of `before`; and the sum of t^3 - t over groups of t ties.
struct Ranking {
  std::vector<double> ranks;
  double tie_term = 0.0;
};

template <class Before>
Ranking rank(std::span<const double> values, Before before) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return before(values[a], values[b]); });
  Ranking ranking{std::vector<double>(values.size()), 0.0};
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const auto ties = static_cast<double>(end - begin);
    const double mean_rank = 0.5 * static_cast<double>(begin + end + 1);
    for (std::size_t i = begin; i < end; ++i) ranking.ranks[order[i]] = mean_rank;
    ranking.tie_term += ties * ties * ties - ties;
    begin = end;
  }
  return ranking;
}

// P(rank sum <= plus) and P(rank sum >= plus) when each rank is added or left out by a fair coin,
// by counting subsets. Ranks may be halves, so everything is doubled to be whole.
double exact_two_sided(std::span<const double> ranks, double plus) {
  const auto doubled = [](double x) { return static_cast<std::size_t>(std::llround(2.0 * x)); };
  std::vector<double> ways(1, 1.0);  // at most 2^50: whole numbers stay exact
  for (const double r : ranks) {
    const std::size_t step = doubled(r);
    std::vector<double> next(ways.size() + step, 0.0);
    for (std::size_t s = 0; s < ways.size(); ++s) {
      next[s] += ways[s];
      next[s + step] += ways[s];
    }
    ways = std::move(next);
  }
  const auto border = static_cast<std::ptrdiff_t>(doubled(plus));
  const double total = std::ldexp(1.0, static_cast<int>(ranks.size()));
  const double below = std::accumulate(ways.begin(), ways.begin() + border + 1, 0.0);
  const double above = std::accumulate(ways.begin() + border, ways.end(), 0.0);
  return std::min(1.0, 2.0 * std::min(below, above) / total);
}

}  // namespace

MeanInterval mean_interval(std::span<const double> values) {
  AUTOSMOTE_CHECK(!values.empty());
  const auto n = static_cast<double>(values.size());
  MeanInterval result;
  result.count = values.size();
  result.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  result.lower = result.upper = std::numeric_limits<double>::quiet_NaN();
  if (values.size() < 2) return result;
  double squares = 0.0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  const double half =
      student_t_quantile(0.975, n - 1.0) * std::sqrt(squares / (n - 1.0)) / std::sqrt(n);
  result.lower = result.mean - half;
  result.upper = result.mean + half;
  return result;
}

std::vector<double> average_ranks(std::span<const double> values) {
  return rank(values, std::greater<>()).ranks;
}

WinTieLoss win_tie_loss(std::span<const double> a, std::span<const double> b) {
  AUTOSMOTE_CHECK(a.size() == b.size());
  WinTieLoss count;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = a[i] - b[i];
    std::size_t& which = std::abs(difference) <= kTie ? count.ties
                         : difference > 0.0           ? count.wins
                                                      : count.losses;
    ++which;
  }
  return count;
}

TestResult wilcoxon_signed_rank(std::span<const double> a, std::span<const double> b) {
  AUTOSMOTE_CHECK(a.size() == b.size() && !a.empty());
  std::vector<double> sizes;
  std::vector<bool> positive;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = a[i] - b[i];
    if (difference == 0.0) continue;
    sizes.push_back(std::abs(difference));
    positive.push_back(difference > 0.0);
  }
  if (sizes.empty()) return {0.0, 1.0};
  const Ranking ranking = rank(sizes, std::less<>());
  double plus = 0.0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (positive[i]) plus += ranking.ranks[i];
  }
  const auto n = static_cast<double>(sizes.size());
  const double sum = n * (n + 1.0) / 2.0;
  TestResult result{std::min(plus, sum - plus), 1.0};
  const bool ties = ranking.tie_term > 0.0 || sizes.size() < a.size();
  if (a.size() <= (ties ? kExactTiedPairs : kExactPairs)) {
    result.p = exact_two_sided(ranking.ranks, plus);
    return result;
  }
  const double variance = (n * (n + 1.0) * (2.0 * n + 1.0) - ranking.tie_term / 2.0) / 24.0;
  const double z = (plus - sum / 2.0) / std::sqrt(variance);
  result.p = std::min(1.0, 2.0 * normal_upper_tail(std::abs(z)));
  return result;
}

TestResult friedman(MatrixView<const double> scores) {
  AUTOSMOTE_CHECK(scores.cols >= 3 && scores.rows >= 1);
  const auto n = static_cast<double>(scores.rows);
  const auto k = static_cast<double>(scores.cols);
  std::vector<double> rank_sums(scores.cols, 0.0);
  double tie_terms = 0.0;
  for (std::size_t i = 0; i < scores.rows; ++i) {
    const Ranking ranking = rank(scores.row(i), std::less<>());
    for (std::size_t j = 0; j < scores.cols; ++j) rank_sums[j] += ranking.ranks[j];
    tie_terms += ranking.tie_term;
  }
  const double correction = 1.0 - tie_terms / (k * (k * k - 1.0) * n);
  if (correction <= 0.0) return {0.0, 1.0};
  double squares = 0.0;
  for (const double sum : rank_sums) squares += sum * sum;
  const double statistic =
      (12.0 / (k * n * (k + 1.0)) * squares - 3.0 * n * (k + 1.0)) / correction;
  return {statistic, chi_square_upper_tail(statistic, k - 1.0)};
}

double nemenyi_critical_difference(std::size_t methods, std::size_t blocks, double alpha) {
  AUTOSMOTE_CHECK(methods >= 2 && blocks >= 1);
  const auto k = static_cast<double>(methods);
  const double q =
      studentized_range_quantile(1.0 - alpha, static_cast<int>(methods)) / std::numbers::sqrt2;
  return q * std::sqrt(k * (k + 1.0) / (6.0 * static_cast<double>(blocks)));
}

}  // namespace autosmote
