#include "search/placement.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/portable_math.h"
#include "core/random.h"

namespace autosmote {

double PlacementPolicy::share_of_balance(double class_size) const {
  const double amount = values[0] + class_size_weight() * class_size;
  return std::max(0.0, portable_exp(std::min(amount, 2.0) * std::numbers::ln2) - 0x1.0p-6);
}

double PlacementPolicy::duplication_share() const { return 1.0 / (1.0 + portable_exp(-values[1])); }

PlacementFold::PlacementFold(const Fold& fold, std::size_t neighbors, CandidatePool::Rows rows,
                             std::uint64_t seed, std::uint32_t fold_number, const Context& context)
    : amounts_given_(!fold.given_amounts.empty()),
      parts_(class_parts(fold)),
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

std::vector<PlacementFold::ClassPart> PlacementFold::class_parts(const Fold& fold) {
  std::vector<ClassPart> parts;
  double mean = 0.0;
  for (int label = 1; label < fold.classes; ++label) {
    ClassPart part{instances_of(fold, label), rows_wanted(fold, label)};
    if (part.instances.empty()) continue;
    part.size = portable_log(static_cast<double>(part.instances.size()));
    mean += part.size;
    parts.push_back(std::move(part));
  }
  const auto n = static_cast<double>(parts.size());
  mean /= n;
  double squares = 0.0;
  for (const ClassPart& part : parts) squares += (part.size - mean) * (part.size - mean);
  const double deviation = std::sqrt(squares / n);
  for (ClassPart& part : parts) {
    part.size = deviation > 1e-9 ? (part.size - mean) / deviation : 0.0;
  }
  return parts;
}

FoldSamples PlacementFold::place(const PlacementPolicy& policy) const {
  SampleCounter counter(pool_.size());
  std::vector<double> scratch;
  for (const ClassPart& part : parts_) place_class(part, policy, counter, scratch);
  FoldSamples samples;
  samples.candidates = counter.take();
  return samples;
}

void PlacementFold::place_class(const ClassPart& part, const PlacementPolicy& policy,
                                SampleCounter& counter, std::vector<double>& scratch) const {
  const double share = amounts_given_ ? 1.0 : policy.share_of_balance(part.size);
  const double total = std::round(share * static_cast<double>(part.wanted));
  std::vector<double> parts(part.instances.size());
  double sum = 0.0;
  double largest = -INFINITY;
  const auto weights = policy.instance_weights();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto f = features_.instance.row(part.instances[i]);
    parts[i] = std::inner_product(f.begin(), f.end(), weights.begin(), 0.0);
    largest = std::max(largest, parts[i]);
  }
  for (double& weight : parts) sum += weight = portable_exp(weight - largest);
  double before = 0.0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double after = before + total * parts[i] / sum;
    const double count = std::floor(after + 0.5) - std::floor(before + 0.5);
    place_at(part.instances[i], static_cast<std::uint32_t>(count), policy, scratch, counter);
    before = after;
  }
}

void PlacementFold::place_at(std::size_t instance, std::uint32_t count,
                             const PlacementPolicy& policy, std::vector<double>& weights,
                             SampleCounter& counter) const {
  if (count == 0) return;
  const std::size_t others = pool_.neighbors_per_instance() - 1;
  const double duplicates = std::floor(static_cast<double>(count) * policy.duplication_share() +
                                       duplication_offsets_[instance]);
  // In a class with fewer instances the last slots name the instance itself.
  std::size_t filled = others;
  while (filled > 0 && pool_.neighbor(instance, filled) == instance) --filled;
  const auto copies = filled == 0 ? count : std::min(count, static_cast<std::uint32_t>(duplicates));
  counter.add(static_cast<std::uint32_t>(instance), copies);
  const std::uint32_t interpolated = count - copies;
  if (interpolated == 0) return;
  weights.clear();
  double sum = 0.0;
  const auto pair_weights = policy.pair_weights();
  for (std::size_t slot = 1; slot <= filled; ++slot) {
    const auto f = features_.pair.row(instance * others + slot - 1);
    const double score = std::inner_product(f.begin(), f.end(), pair_weights.begin(), 0.0);
    for (std::size_t l = 1; l + 1 < kLambdaCount; ++l) {
      const double skewed = score + policy.lambda_skew() * (2.0 * kLambdas[l] - 1.0);
      weights.push_back(portable_exp(std::clamp(skewed, -500.0, 500.0)));
      sum += weights.back();
    }
  }
  // Systematic sampling: points at distance sum / interpolated along the line of weights. The last
  // weight takes what is left, however the sums of many points were rounded.
  const double spacing = sum / interpolated;
  double next = pair_offsets_[instance] * spacing;
  double reached = 0.0;
  std::uint32_t left = interpolated;
  for (std::size_t w = 0; w < weights.size(); ++w) {
    reached += weights[w];
    std::uint32_t times = w + 1 == weights.size() ? left : 0;
    for (; next < reached && times < left; next += spacing) ++times;
    left -= times;
    constexpr std::size_t kInner = kLambdaCount - 2;
    if (times > 0) counter.add(pool_.candidate(instance, 1 + w / kInner, 1 + w % kInner), times);
  }
}

}  // namespace autosmote
