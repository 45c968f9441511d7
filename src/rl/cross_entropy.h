#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/random.h"

namespace autosmote::rl {

struct CrossEntropyOptions {
  std::size_t population = 20;      ///< candidates a round
  std::size_t elite = 5;            ///< of them that the next distribution is fitted to
  double smoothing = 0.7;           ///< weight of the elite against the distribution before, (0, 1]
  double smallest_deviation = 0.1;  ///< as a share of the deviation at the start
};

/// The cross-entropy method for a maximum over R^n (Rubinstein 1999; de Boer et al. 2005, "A
/// tutorial on the cross-entropy method", sec. 3): draw candidates from independent normals, refit
/// mean and deviation to the best, smoothed. As a policy search it is a gradient-free
/// policy-gradient method on the policy's parameters. Draws depend on (seed, round, candidate)
/// alone.
class CrossEntropy {
 public:
  CrossEntropy(std::vector<double> mean, std::vector<double> deviation,
               const CrossEntropyOptions& options, std::uint64_t seed);

  const CrossEntropyOptions& options() const { return options_; }
  std::span<const double> mean() const { return mean_; }
  std::span<const double> deviation() const { return deviation_; }

  /// Candidate number `candidate` of round `round`.
  std::vector<double> candidate(std::uint64_t round, std::size_t candidate) const;
  /// Learns from one round: `scores` of all its candidates, larger is better; ties by lower number.
  void learn(std::span<const std::vector<double>> candidates, std::span<const double> scores);
  void restore(std::span<const double> mean, std::span<const double> deviation);

 private:
  CrossEntropyOptions options_;
  std::uint64_t seed_;
  std::vector<double> mean_;
  std::vector<double> deviation_;
  std::vector<double> floor_;
};

/// Numbers of the `count` largest scores, best first; ties by lower number.
std::vector<std::size_t> best_of(std::span<const double> scores, std::size_t count);

/// The mean of some of the points.
std::vector<double> mean_of(std::span<const std::vector<double>> points,
                            std::span<const std::size_t> chosen);

}  // namespace autosmote::rl
