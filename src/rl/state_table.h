#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace autosmote::rl {

/// Gives equal states equal numbers, so that what depends on a state alone is computed once however
/// often the state was visited. A state is a fixed number of bytes whose meaning only the model
/// knows. Numbers are handed out in the order of first appearance: 0, 1, 2 ...
class StateTable {
 public:
  explicit StateTable(std::size_t state_bytes) : state_bytes_(state_bytes) {}

  std::size_t state_bytes() const { return state_bytes_; }
  std::size_t size() const { return numbers_.size(); }
  /// The number of this state, new if it was never seen. O(state_bytes).
  std::uint32_t intern(std::span<const std::uint8_t> state);
  std::span<const std::uint8_t> bytes(std::uint32_t number) const {
    return {bytes_.data() + number * state_bytes_, state_bytes_};
  }
  void clear();

 private:
  std::size_t state_bytes_;
  std::vector<std::uint8_t> bytes_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

}  // namespace autosmote::rl
