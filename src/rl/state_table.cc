#include "rl/state_table.h"

#include "core/check.h"

namespace autosmote::rl {

std::uint32_t StateTable::intern(std::span<const std::uint8_t> state) {
  AUTOSMOTE_CHECK(state.size() == state_bytes_);
  std::string key(state.begin(), state.end());
  const auto [entry, is_new] =
      numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(numbers_.size()));
  if (is_new) bytes_.insert(bytes_.end(), state.begin(), state.end());
  return entry->second;
}

void StateTable::clear() {
  bytes_.clear();
  numbers_.clear();
}

}  // namespace autosmote::rl
