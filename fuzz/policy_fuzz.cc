#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "autosmote/error.h"
#include "search/policy_file.h"

// A zero byte parts the JSON document from the weights. What is read must come back unchanged.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = std::min(bytes.find('\0'), bytes.size());
  const std::string_view weights = bytes.substr(std::min(cut + 1, bytes.size()));
  try {
    const autosmote::PolicyFile policy = autosmote::parse_policy(bytes.substr(0, cut), weights);
    const std::string json = autosmote::render_policy(policy);
    const std::string numbers = autosmote::render_policy_weights(policy);
    const autosmote::PolicyFile again = autosmote::parse_policy(json, numbers);
    if (autosmote::render_policy(again) != json ||
        autosmote::render_policy_weights(again) != numbers) {
      std::abort();
    }
  } catch (const autosmote::DataError&) {
  }
  return 0;
}
