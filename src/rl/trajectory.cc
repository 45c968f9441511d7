#include "rl/trajectory.h"

#include <utility>

#include "core/check.h"

namespace autosmote::rl {

UnrollBuffer::UnrollBuffer(std::size_t unroll_length, std::size_t batch, std::size_t state_bytes)
    : unroll_length_(unroll_length), batch_(batch), states_(state_bytes) {
  AUTOSMOTE_CHECK(unroll_length >= 1 && batch >= 1);
}

void UnrollBuffer::append(std::span<const std::uint8_t> state, Step step) {
  step.state = states_.intern(state);
  steps_.push_back(step);
}

bool UnrollBuffer::full() const {
  const std::size_t needed = unroll_length_ * batch_;
  return steps_.size() > needed || (steps_.size() == needed && steps_.back().terminal);
}

std::span<const Step> UnrollBuffer::steps() const {
  return std::span(steps_).first(unroll_length_ * batch_);
}

std::vector<std::uint32_t> UnrollBuffer::bootstrap_states() const {
  std::vector<std::uint32_t> states(batch_);
  for (std::size_t b = 0; b < batch_; ++b) {
    const std::size_t next = (b + 1) * unroll_length_;
    states[b] = steps_[next < steps_.size() ? next : next - 1].state;
  }
  return states;
}

void UnrollBuffer::consume() {
  AUTOSMOTE_CHECK(full());
  StateTable kept(states_.state_bytes());
  std::vector<Step> rest(steps_.begin() + static_cast<std::ptrdiff_t>(unroll_length_ * batch_),
                         steps_.end());
  for (Step& step : rest) step.state = kept.intern(states_.bytes(step.state));
  states_ = std::move(kept);
  steps_ = std::move(rest);
}

}  // namespace autosmote::rl
