#include "rl/cross_entropy.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/check.h"

namespace autosmote::rl {

CrossEntropy::CrossEntropy(std::vector<double> mean, std::vector<double> deviation,
                           const CrossEntropyOptions& options, std::uint64_t seed)
    : options_(options),
      seed_(seed),
      mean_(std::move(mean)),
      deviation_(std::move(deviation)),
      floor_(deviation_) {
  AUTOSMOTE_CHECK(mean_.size() == deviation_.size());
  for (double& f : floor_) f *= options.smallest_deviation;
}

std::vector<double> CrossEntropy::candidate(std::uint64_t round, std::size_t candidate) const {
  RandomStream random(seed_, Purpose::kPolicySearch, static_cast<std::uint32_t>(round),
                      static_cast<std::uint32_t>(candidate));
  std::vector<double> point(mean_.size());
  for (std::size_t i = 0; i < point.size(); ++i) {
    point[i] = mean_[i] + deviation_[i] * random.normal();
  }
  return point;
}

void CrossEntropy::learn(std::span<const std::vector<double>> candidates,
                         std::span<const double> scores) {
  const std::vector<std::size_t> elite = best_of(scores, options_.elite);
  const std::vector<double> elite_mean = mean_of(candidates, elite);
  for (std::size_t i = 0; i < mean_.size(); ++i) {
    double variance = 0.0;
    for (const std::size_t c : elite) {
      const double difference = candidates[c][i] - elite_mean[i];
      variance += difference * difference;
    }
    const double spread = std::sqrt(variance / static_cast<double>(elite.size()));
    const double keep = 1.0 - options_.smoothing;
    mean_[i] = options_.smoothing * elite_mean[i] + keep * mean_[i];
    deviation_[i] = std::max(options_.smoothing * spread + keep * deviation_[i], floor_[i]);
  }
}

void CrossEntropy::restore(std::span<const double> mean, std::span<const double> deviation) {
  AUTOSMOTE_CHECK(mean.size() == mean_.size() && deviation.size() == deviation_.size());
  mean_.assign(mean.begin(), mean.end());
  deviation_.assign(deviation.begin(), deviation.end());
}

std::vector<std::size_t> best_of(std::span<const double> scores, std::size_t count) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [scores](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  order.resize(std::min(count, order.size()));
  return order;
}

std::vector<double> mean_of(std::span<const std::vector<double>> points,
                            std::span<const std::size_t> chosen) {
  std::vector<double> mean(points[chosen.front()].size(), 0.0);
  for (const std::size_t c : chosen) {
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += points[c][i];
  }
  for (double& x : mean) x /= static_cast<double>(chosen.size());
  return mean;
}

}  // namespace autosmote::rl
