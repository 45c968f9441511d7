#include "evaluation/summary.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "evaluation/statistics.h"

namespace autosmote {
namespace {

constexpr double kAlpha = 0.05;

using Values = std::vector<double>;

double mean_of(const Values& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// What the runs of one cell have, repeat by repeat.
struct Collected {
  Values test;
  Values test_all;
  Values validation;
  Values fits;
  Values seconds;
  Values test_minority;
  std::uint64_t not_applied = 0;
};

Collected collect(std::span<const RunRecord* const> runs) {
  Collected c;
  for (const RunRecord* run : runs) {
    if (!run->test) continue;
    c.test.push_back(*run->test);
    if (run->test_all) c.test_all.push_back(*run->test_all);
    if (run->validation) c.validation.push_back(*run->validation);
    c.fits.push_back(static_cast<double>(run->fits));
    c.seconds.push_back(run->seconds);
    c.test_minority.push_back(static_cast<double>(run->test_minority));
    c.not_applied += run->applied ? 0 : 1;
  }
  return c;
}

CompareCell make_cell(const RunKey& key, const Collected& c) {
  CompareCell cell;
  cell.set = key.set;
  cell.ratio = key.ratio;
  cell.classifier = key.classifier;
  cell.metric = key.metric;
  cell.method = key.method;
  const MeanInterval interval = mean_interval(c.test);
  cell.repeats = interval.count;
  cell.test = interval.mean;
  cell.lower = interval.lower;
  cell.upper = interval.upper;
  if (c.test_all.size() == c.test.size()) {
    const MeanInterval all = mean_interval(c.test_all);
    cell.test_all = all.mean;
    cell.all_lower = all.lower;
    cell.all_upper = all.upper;
  }
  if (!c.validation.empty()) cell.validation = mean_of(c.validation);
  cell.fits = mean_of(c.fits);
  cell.seconds = mean_of(c.seconds);
  cell.test_minority = mean_of(c.test_minority);
  cell.not_applied = c.not_applied;
  return cell;
}

// One setting of one metric in which all methods have been run equally often.
using Block = std::vector<const CompareCell*>;  // one a method

std::vector<Block> complete_blocks(std::span<const CompareCell> cells, const std::string& metric,
                                   std::span<const std::string> methods) {
  std::vector<Block> blocks;
  std::map<std::tuple<std::string, double, std::string>, std::size_t> block_of;
  for (const CompareCell& cell : cells) {
    const auto method = std::ranges::find(methods, cell.method);
    if (cell.metric != metric || method == methods.end()) continue;
    const auto [place, added] =
        block_of.try_emplace({cell.set, cell.ratio, cell.classifier}, blocks.size());
    if (added) blocks.emplace_back(methods.size(), nullptr);
    blocks[place->second][static_cast<std::size_t>(method - methods.begin())] = &cell;
  }
  std::erase_if(blocks, [](const Block& block) {
    return std::ranges::any_of(block, [&](const CompareCell* cell) {
      return cell == nullptr || cell->repeats != (block[0] ? block[0]->repeats : 0);
    });
  });
  return blocks;
}

Values scores_of(std::span<const Block> blocks, std::size_t method) {
  Values scores;
  for (const Block& block : blocks) scores.push_back(block[method]->test);
  return scores;
}

CompareMethod summarize_method(std::span<const Block> blocks, std::size_t method,
                               const Values& reference) {
  CompareMethod m;
  m.method = blocks[0][method]->method;
  const Values scores = scores_of(blocks, method);
  Values optimism;
  Values fits;
  Values seconds;
  for (const Block& block : blocks) {
    const CompareCell& cell = *block[method];
    if (cell.validation) optimism.push_back(*cell.validation - cell.test);
    fits.push_back(cell.fits);
    seconds.push_back(cell.seconds);
    m.not_applied += cell.not_applied;
  }
  m.test = mean_of(scores);
  if (!optimism.empty()) m.optimism = mean_of(optimism);
  m.fits = mean_of(fits);
  m.seconds = mean_of(seconds);
  const WinTieLoss count = win_tie_loss(reference, scores);
  m.wins = count.wins;
  m.ties = count.ties;
  m.losses = count.losses;
  m.mean_difference = mean_of(reference) - m.test;
  const TestResult test = wilcoxon_signed_rank(reference, scores);
  m.wilcoxon = test.statistic;
  m.wilcoxon_p = test.p;
  return m;
}

// Average ranks for each set, their mean, and the average over all settings.
void add_ranks(std::span<const Block> blocks, CompareMetric& result) {
  std::vector<Values> sums(result.sets.size(), Values(result.methods.size(), 0.0));
  Values settings(result.sets.size(), 0.0);
  for (const Block& block : blocks) {
    Values scores;
    for (const CompareCell* cell : block) scores.push_back(cell->test);
    const Values ranks = average_ranks(scores);
    const auto set = static_cast<std::size_t>(std::ranges::find(result.sets, block[0]->set) -
                                              result.sets.begin());
    for (std::size_t m = 0; m < ranks.size(); ++m) {
      sums[set][m] += ranks[m];
      result.methods[m].settings_rank += ranks[m] / static_cast<double>(blocks.size());
    }
    settings[set] += 1.0;
  }
  for (std::size_t m = 0; m < result.methods.size(); ++m) {
    Values& ranks = result.methods[m].ranks;
    for (std::size_t s = 0; s < sums.size(); ++s) ranks.push_back(sums[s][m] / settings[s]);
    result.methods[m].overall_rank = mean_of(ranks);
  }
}

void add_tests(std::span<const Block> blocks, CompareMetric& result) {
  const std::size_t k = result.methods.size();
  if (k < 3) return;
  Matrix<double> scores(blocks.size(), k);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    for (std::size_t m = 0; m < k; ++m) scores(b, m) = blocks[b][m]->test;
  }
  const TestResult test = friedman(scores.view());
  result.friedman = test.statistic;
  result.friedman_p = test.p;
  result.critical_difference = nemenyi_critical_difference(k, blocks.size(), kAlpha);
}

}  // namespace

std::vector<CompareCell> summarize_cells(std::span<const RunRecord> runs,
                                         std::span<const std::string> methods) {
  std::map<RunKey, std::vector<const RunRecord*>> groups;
  std::vector<RunKey> order;
  for (const RunRecord& run : runs) {
    RunKey key = run.key;
    key.repeat = 0;
    auto& group = groups[key];
    if (group.empty()) order.push_back(key);
    group.push_back(&run);
  }
  std::vector<CompareCell> cells;
  for (const RunKey& first : order) {
    if (std::ranges::find(methods, first.method) == methods.end()) continue;
    auto& group = groups[first];
    std::ranges::sort(group, {}, [](const RunRecord* run) { return run->key.repeat; });
    const Collected collected = collect(group);
    if (!collected.test.empty()) cells.push_back(make_cell(first, collected));
  }
  return cells;
}

std::vector<CompareMetric> summarize_metrics(std::span<const CompareCell> cells,
                                             std::span<const std::string> methods) {
  std::vector<std::string> metrics;
  for (const CompareCell& cell : cells) {
    if (std::ranges::find(metrics, cell.metric) == metrics.end()) metrics.push_back(cell.metric);
  }
  const auto found = std::ranges::find(methods, "autosmote");
  const std::size_t reference =
      found == methods.end() ? 0 : static_cast<std::size_t>(found - methods.begin());
  std::vector<CompareMetric> results;
  for (const std::string& metric : metrics) {
    const std::vector<Block> blocks = complete_blocks(cells, metric, methods);
    if (blocks.empty()) continue;
    CompareMetric result;
    result.metric = metric;
    result.reference = methods[reference];
    result.settings = blocks.size();
    for (const Block& block : blocks) {
      if (std::ranges::find(result.sets, block[0]->set) == result.sets.end()) {
        result.sets.push_back(block[0]->set);
      }
    }
    const Values best = scores_of(blocks, reference);
    for (std::size_t m = 0; m < methods.size(); ++m) {
      result.methods.push_back(summarize_method(blocks, m, best));
    }
    add_ranks(blocks, result);
    add_tests(blocks, result);
    results.push_back(std::move(result));
  }
  return results;
}

std::vector<CompareMetric> summarize_low_noise(std::span<const CompareCell> cells,
                                               std::span<const std::string> methods) {
  std::vector<CompareCell> all;
  for (const CompareCell& cell : cells) {
    if (cell.ratio == 0.0 || !cell.test_all) continue;
    CompareCell& copy = all.emplace_back(cell);
    copy.test = *cell.test_all;
  }
  return summarize_metrics(all, methods);
}

}  // namespace autosmote
