#include "search/walk.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/random.h"

namespace autosmote {
namespace {

// How many instances of an episode the low level learns from (paper).
constexpr std::size_t kLearnedInstances = 10;

std::vector<bool> draw_learned_instances(std::size_t instances, std::uint64_t seed,
                                         std::uint64_t episode) {
  std::vector<std::uint32_t> order(instances);
  std::iota(order.begin(), order.end(), 0U);
  RandomStream random(seed, Purpose::kInstanceSample, static_cast<std::uint32_t>(episode));
  std::vector<bool> learned(instances, false);
  for (std::size_t d = 0; d < std::min(kLearnedInstances, instances); ++d) {
    const std::size_t other = d + random.below(static_cast<std::uint32_t>(instances - d));
    std::swap(order[d], order[other]);
    learned[order[d]] = true;
  }
  return learned;
}

}  // namespace

void LevelTrace::add(std::span<const std::uint8_t> state, std::uint32_t action,
                     double log_probability, bool terminal) {
  states.insert(states.end(), state.begin(), state.end());
  steps.push_back({0, action, static_cast<float>(log_probability), 0.0F, terminal});
}

Walk::Walk(const Hierarchy& hierarchy)
    : hierarchy_(hierarchy),
      cache_(hierarchy.shared_cache()),
      counter_(hierarchy.pool().size()),
      uses_(hierarchy.pool().instances()),
      bins_(hierarchy.pool().instances()),
      state_(kInstanceStateBytes + hierarchy.pool().neighbors_per_instance()) {
  if (hierarchy.low_level() != nullptr) {
    logits_.resize(hierarchy.low_level()->actions());
    if (cache_ == nullptr) {
      own_cache_ = std::make_unique<PairScoreCache>(1, hierarchy.pool().neighbors_per_instance(),
                                                    hierarchy.shape().bins);
      cache_ = own_cache_.get();
    }
  }
}

void Walk::count_use(std::uint32_t instance) {
  const HierarchyShape& shape = hierarchy_.shape();
  if (++uses_[instance] % shape.bin_width == 0 && bins_[instance] + 1U < shape.bins) {
    ++bins_[instance];
    bins_changed_ = true;
  }
}

std::uint32_t Walk::choose_scale(std::uint64_t seed, std::uint64_t episode, Episode& out) const {
  RandomStream random(seed, Purpose::kCrossInstance, static_cast<std::uint32_t>(episode));
  const std::uint32_t scale = hierarchy_.scale_distribution().draw(random);
  std::array<std::uint8_t, kInstanceStateBytes> state;
  write_instance_state(0, 0, state.data());
  out.cross_instance.add(state, scale, hierarchy_.scale_distribution().log_probability(scale),
                         true);
  return scale;
}

std::uint32_t Walk::choose_multiplier(std::uint32_t instance, RandomStream& random,
                                      Episode& out) const {
  const std::uint8_t bin = bins_[instance];
  const ActionDistribution& distribution = hierarchy_.multiplier_distribution(instance, bin);
  const std::uint32_t multiplier = distribution.draw(random);
  std::array<std::uint8_t, kInstanceStateBytes> state;
  write_instance_state(instance, bin, state.data());
  out.instance_specific.add(state, multiplier, distribution.log_probability(multiplier),
                            instance + 1 == uses_.size());
  return multiplier;
}

Episode Walk::play(std::uint64_t seed, std::uint64_t episode) {
  Episode out;
  std::fill(uses_.begin(), uses_.end(), 0U);
  std::fill(bins_.begin(), bins_.end(), std::uint8_t{0});
  entropy_sum_ = 0.0;
  distributions_ = 0;
  const std::vector<bool> learned = draw_learned_instances(uses_.size(), seed, episode);
  const std::uint32_t scale = hierarchy_.flat() ? 0 : choose_scale(seed, episode, out);
  for (std::uint32_t i = 0; i < uses_.size(); ++i) {
    RandomStream upper(seed, Purpose::kInstanceSpecific, static_cast<std::uint32_t>(episode), i);
    RandomStream lower(seed, Purpose::kLowLevel, static_cast<std::uint32_t>(episode), i);
    const std::uint32_t allocation = hierarchy_.flat() ? hierarchy_.shape().largest_allocation()
                                                       : scale * choose_multiplier(i, upper, out);
    visit(i, allocation, lower, learned[i], out);
  }
  out.candidates = counter_.take();
  if (distributions_ > 0) out.entropy = entropy_sum_ / static_cast<double>(distributions_);
  return out;
}

void Walk::visit(std::uint32_t instance, std::uint32_t allocation, RandomStream& random,
                 bool record, Episode& out) {
  const auto actions = static_cast<std::uint32_t>(hierarchy_.pool().actions());
  if (hierarchy_.low_level() == nullptr) {
    for (std::uint32_t t = 0; t < allocation; ++t) apply(instance, random.below(actions), out);
    return;
  }
  if (own_cache_ != nullptr) own_cache_->clear();
  for (std::uint32_t t = 0; t < allocation; ++t) {
    if (t == 0 || bins_changed_) refresh_state(instance, t == 0);
    const std::uint32_t action = distribution_.draw(random);
    const bool stop = action == actions;
    if (record) {
      out.low_level.add(state_, action, distribution_.log_probability(action),
                        stop || t + 1 == allocation);
    }
    if (stop) return;
    apply(instance, action, out);
  }
}

void Walk::apply(std::uint32_t instance, std::uint32_t action, Episode& out) {
  const CandidatePool& pool = hierarchy_.pool();
  const std::size_t slot = action / kLambdaCount;
  counter_.add(pool.candidate(instance, slot, action % kLambdaCount));
  count_use(instance);
  count_use(pool.neighbor(instance, slot));
  ++out.samples;
}

void Walk::refresh_state(std::uint32_t instance, bool is_new) {
  bins_changed_ = false;
  const CandidatePool& pool = hierarchy_.pool();
  const std::uint8_t bin = bins_[instance];
  const bool all = is_new || state_[kInstanceStateBytes - 1] != bin;
  if (all) write_instance_state(instance, bin, state_.data());
  changed_slots_.clear();
  for (std::size_t slot = 0; slot < pool.neighbors_per_instance(); ++slot) {
    const std::uint8_t neighbor_bin = bins_[pool.neighbor(instance, slot)];
    std::uint8_t& known = state_[kInstanceStateBytes + slot];
    if (all || known != neighbor_bin) changed_slots_.push_back(slot);
    known = neighbor_bin;
  }
  if (changed_slots_.empty()) return;
  fetch_scores(instance, changed_slots_);
  if (all && hierarchy_.flat()) {
    logits_.back() = hierarchy_.low_level()->stop_logit(instance, bin);
  }
  distribution_.assign(logits_);
  entropy_sum_ += distribution_.entropy();
  ++distributions_;
}

void Walk::fetch_scores(std::uint32_t instance, const std::vector<std::size_t>& slots) {
  const CandidatePool& pool = hierarchy_.pool();
  const std::size_t cached = own_cache_ == nullptr ? instance : 0;
  const std::uint8_t bin = state_[kInstanceStateBytes - 1];
  missing_.clear();
  missing_slots_.clear();
  for (const std::size_t slot : slots) {
    const std::uint8_t neighbor_bin = state_[kInstanceStateBytes + slot];
    if (cache_->find(cached, slot, bin, neighbor_bin, logits_.data() + slot * kLambdaCount)) {
      continue;
    }
    missing_slots_.push_back(slot);
    missing_.push_back({instance, pool.neighbor(instance, slot), bin, neighbor_bin});
  }
  if (missing_.empty()) return;
  missing_scores_.resize(missing_.size() * kLambdaCount);
  hierarchy_.low_level()->scores().score(missing_, missing_scores_);
  for (std::size_t n = 0; n < missing_.size(); ++n) {
    const float* scores = missing_scores_.data() + n * kLambdaCount;
    std::copy_n(scores, kLambdaCount, logits_.data() + missing_slots_[n] * kLambdaCount);
    cache_->store(cached, missing_slots_[n], bin, missing_[n].neighbor_bin, scores);
  }
}

}  // namespace autosmote
