#include "search/placement.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/portable_math.h"
#include "core/random.h"

namespace autosmote {
namespace {

// Majority minus minority rows. The training rows of one fold can hold one minority row more than
// majority rows where the classes are nearly balanced.
std::size_t missing_to_balance(const Fold& fold) {
  const std::size_t majority = fold.train.rows() - fold.minority.size();
  return majority - std::min(majority, fold.minority.size());
}

}  // namespace

double PlacementPolicy::share_of_balance() const {
  return std::max(0.0, portable_exp(std::min(values[0], 2.0) * std::numbers::ln2) - 0x1.0p-6);
}

double PlacementPolicy::duplication_share() const { return 1.0 / (1.0 + portable_exp(-values[1])); }

PlacementFold::PlacementFold(const Fold& fold, std::size_t neighbors, CandidatePool::Rows rows,
                             std::uint64_t seed, std::uint32_t fold_number, const Context& context)
    : balance_(missing_to_balance(fold)),
      pool_(minority_neighbors(fold, std::min(neighbors, fold.minority.size()), context),
            *fold.generator, rows),
      features_(placement_features(fold, pool_.neighbors(), context)),
      duplication_offsets_(pool_.instances()),
      pair_offsets_(pool_.instances()) {
  RandomStream random(seed, Purpose::kPlacement, fold_number);
  for (std::size_t i = 0; i < pool_.instances(); ++i) {
    duplication_offsets_[i] = random.uniform();
    pair_offsets_[i] = random.uniform();
  }
}

FoldSamples PlacementFold::place(const PlacementPolicy& policy) const {
  const std::size_t m = pool_.instances();
  const double total = std::round(policy.share_of_balance() * static_cast<double>(balance_));
  std::vector<double> parts(m);
  double sum = 0.0;
  double largest = -INFINITY;
  const auto weights = policy.instance_weights();
  for (std::size_t i = 0; i < m; ++i) {
    const auto f = features_.instance.row(i);
    parts[i] = std::inner_product(f.begin(), f.end(), weights.begin(), 0.0);
    largest = std::max(largest, parts[i]);
  }
  for (double& part : parts) sum += part = portable_exp(part - largest);
  SampleCounter counter(pool_.size());
  std::vector<double> scratch;
  double before = 0.0;
  for (std::size_t i = 0; i < m; ++i) {
    const double after = before + total * parts[i] / sum;
    const double count = std::floor(after + 0.5) - std::floor(before + 0.5);
    place_at(i, static_cast<std::uint32_t>(count), policy, scratch, counter);
    before = after;
  }
  FoldSamples samples;
  samples.candidates = counter.take();
  return samples;
}

void PlacementFold::place_at(std::size_t instance, std::uint32_t count,
                             const PlacementPolicy& policy, std::vector<double>& weights,
                             SampleCounter& counter) const {
  if (count == 0) return;
  const std::size_t others = pool_.neighbors_per_instance() - 1;
  const double duplicates = std::floor(static_cast<double>(count) * policy.duplication_share() +
                                       duplication_offsets_[instance]);
  const auto copies = others == 0 ? count : std::min(count, static_cast<std::uint32_t>(duplicates));
  counter.add(static_cast<std::uint32_t>(instance), copies);
  const std::uint32_t interpolated = count - copies;
  if (interpolated == 0) return;
  weights.clear();
  double sum = 0.0;
  const auto pair_weights = policy.pair_weights();
  for (std::size_t slot = 1; slot <= others; ++slot) {
    const auto f = features_.pair.row(instance * others + slot - 1);
    const double score = std::inner_product(f.begin(), f.end(), pair_weights.begin(), 0.0);
    for (std::size_t l = 1; l + 1 < kLambdaCount; ++l) {
      const double skewed = score + policy.lambda_skew() * (2.0 * kLambdas[l] - 1.0);
      weights.push_back(portable_exp(std::clamp(skewed, -500.0, 500.0)));
      sum += weights.back();
    }
  }
  // Systematic sampling: points at distance sum / interpolated along the line of weights.
  const double spacing = sum / interpolated;
  double next = pair_offsets_[instance] * spacing;
  double reached = 0.0;
  for (std::size_t w = 0; w < weights.size(); ++w) {
    reached += weights[w];
    std::uint32_t times = 0;
    const bool last = w + 1 == weights.size();
    for (; next < reached || (last && next < sum); next += spacing) ++times;
    constexpr std::size_t kInner = kLambdaCount - 2;
    if (times > 0) counter.add(pool_.candidate(instance, 1 + w / kInner, 1 + w % kInner), times);
  }
}

}  // namespace autosmote
