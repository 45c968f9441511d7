#include "search/hierarchy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/check.h"
#include "core/portable_math.h"
#include "nn/softmax.h"

namespace autosmote {
namespace {

constexpr std::size_t kHidden = 128;
constexpr std::size_t kLargestSharedCacheBytes = std::size_t{256} << 20;

}  // namespace

std::size_t number_of_scales(double imbalance_ratio) {
  return std::max<std::size_t>(2, static_cast<std::size_t>(imbalance_ratio * 4.0 / 10.0));
}

PairScoreCache::PairScoreCache(std::size_t instances, std::size_t slots, std::size_t bins)
    : instances_(instances),
      slots_(slots),
      bins_(bins),
      cells_(instances * slots * bins * bins * kLambdaCount) {
  clear();
}

void PairScoreCache::clear() {
  for (auto& cell : cells_) {
    cell.store(std::numeric_limits<float>::quiet_NaN(), std::memory_order_relaxed);
  }
}

std::size_t PairScoreCache::known() const {
  return static_cast<std::size_t>(
      std::count_if(cells_.begin(), cells_.end(), [](const std::atomic<float>& cell) {
        return !std::isnan(cell.load(std::memory_order_relaxed));
      }));
}

bool PairScoreCache::find(std::size_t instance, std::size_t slot, std::uint8_t bin,
                          std::uint8_t neighbor_bin, float* scores) const {
  const std::size_t first = cell(instance, slot, bin, neighbor_bin);
  bool known = true;
  for (std::size_t l = 0; l < kLambdaCount; ++l) {
    scores[l] = cells_[first + l].load(std::memory_order_relaxed);
    known = known && !std::isnan(scores[l]);
  }
  return known;
}

void PairScoreCache::store(std::size_t instance, std::size_t slot, std::uint8_t bin,
                           std::uint8_t neighbor_bin, const float* scores) {
  const std::size_t first = cell(instance, slot, bin, neighbor_bin);
  for (std::size_t l = 0; l < kLambdaCount; ++l) {
    cells_[first + l].store(scores[l], std::memory_order_relaxed);
  }
}

void ActionDistribution::assign(std::span<const float> logits) {
  logits_.assign(logits.begin(), logits.end());
  weights_.resize(logits.size());
  cumulative_.resize(logits.size());
  maximum_ = nn::exp_below_maximum(logits, weights_);
  double running = 0.0;
  double expected = 0.0;
  for (std::size_t a = 0; a < weights_.size(); ++a) {
    running += static_cast<double>(weights_[a]);
    expected += static_cast<double>(weights_[a]) * static_cast<double>(logits_[a] - maximum_);
    cumulative_[a] = running;
  }
  log_sum_ = portable_log(running);
  entropy_ = log_sum_ - expected / running;
}

void ActionDistribution::assign_uniform(std::size_t actions) {
  assign(std::vector<float>(actions, 0.0F));
}

std::uint32_t ActionDistribution::draw(RandomStream& random) const {
  const double u = random.uniform() * cumulative_.back();
  // The first sum above u, by a binary search without branches, which a draw could not foresee.
  const double* from = cumulative_.data();
  for (std::size_t left = cumulative_.size(); left > 1;) {
    const std::size_t half = left / 2;
    from += half * static_cast<std::size_t>(from[half - 1] <= u);
    left -= half;
  }
  return static_cast<std::uint32_t>(from - cumulative_.data());
}

double ActionDistribution::log_probability(std::uint32_t action) const {
  return static_cast<double>(logits_[action] - maximum_) - log_sum_;
}

Hierarchy::Hierarchy(const CandidatePool& pool, Matrix<float> instances,
                     const HierarchyShape& shape, SearchKind kind, const Ablation& ablation,
                     std::uint64_t seed)
    : pool_(pool), instances_(std::move(instances)), shape_(shape) {
  AUTOSMOTE_CHECK(shape.scales >= 2 && instances_.rows() == pool.instances());
  uniform_multiplier_.assign_uniform(shape.multipliers);
  if (kind == SearchKind::kRandom) return;
  const bool flat = kind == SearchKind::kFlat;
  const std::size_t inputs = shape.bins + instances_.cols();
  const auto encode = [this](std::span<const std::uint8_t> state, std::span<float> out) {
    encode_instance_state(instances_, shape_.bins, state, out);
  };
  if (!flat && !ablation.cross_instance) {
    RandomStream random(seed, Purpose::kInitialWeights, 0);
    cross_instance_ = std::make_unique<rl::MlpModel>(inputs, kHidden, shape.scales, encode, random);
  }
  if (!flat && !ablation.instance_specific) {
    RandomStream random(seed, Purpose::kInitialWeights, 1);
    instance_specific_ =
        std::make_unique<rl::MlpModel>(inputs, kHidden, shape.multipliers, encode, random);
  }
  if (!ablation.low_level) {
    RandomStream random(seed, Purpose::kInitialWeights, 2);
    const PairScoreShape scores{instances_.cols(), shape.bins, kLambdaCount, kHidden};
    low_level_ = std::make_unique<LowLevelModel>(pool, instances_, scores, flat, random);
    const std::size_t cells = pool.instances() * pool.actions() * shape.bins * shape.bins;
    if (cells * sizeof(float) <= kLargestSharedCacheBytes) {
      cache_ = std::make_unique<PairScoreCache>(pool.instances(), pool.neighbors_per_instance(),
                                                shape.bins);
    }
  }
}

void Hierarchy::prepare_to_act(const Context& context) {
  if (cache_ != nullptr) cache_->clear();
  scale_distribution_.assign_uniform(shape_.scales);
  if (cross_instance_ != nullptr) {
    std::array<std::uint8_t, kInstanceStateBytes> state;
    write_instance_state(0, 0, state.data());
    std::vector<float> logits(shape_.scales);
    cross_instance_->logits_of(state, logits);
    scale_distribution_.assign(logits);
  }
  if (instance_specific_ != nullptr) {
    rl::StateTable states(kInstanceStateBytes);
    std::array<std::uint8_t, kInstanceStateBytes> state;
    for (std::uint32_t i = 0; i < pool_.instances(); ++i) {
      for (std::size_t bin = 0; bin < shape_.bins; ++bin) {
        write_instance_state(i, static_cast<std::uint8_t>(bin), state.data());
        states.intern(state);
      }
    }
    Matrix<float> logits(states.size(), shape_.multipliers);
    std::vector<float> values(states.size());
    instance_specific_->forward(states, context, logits.view(), values);
    multiplier_distributions_.resize(states.size());
    for (std::size_t s = 0; s < states.size(); ++s) {
      multiplier_distributions_[s].assign(logits.row(s));
    }
  }
}

}  // namespace autosmote
