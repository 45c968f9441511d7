#include "core/memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

#if defined(__linux__)
#include <sys/resource.h>
#endif

namespace autosmote {
namespace {

constexpr std::uint64_t kUnknown = std::numeric_limits<std::uint64_t>::max();

/// The number after `name` in a file of lines "name: number kB", in bytes.
std::optional<std::uint64_t> kilobytes_after(const char* path, const std::string& name) {
  std::ifstream file(path);
  for (std::string word; file >> word;) {
    std::uint64_t number = 0;
    if (word == name && file >> number) return number * 1024;
  }
  return std::nullopt;
}

/// A file of one number; "max" is none.
std::optional<std::uint64_t> number_in(const char* path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  if (file >> number) return number;
  return std::nullopt;
}

std::uint64_t difference(std::optional<std::uint64_t> limit, std::optional<std::uint64_t> used) {
  if (!limit || !used) return kUnknown;
  return *limit - std::min(*limit, *used);
}

}  // namespace

std::uint64_t available_memory() {
  std::uint64_t least = kilobytes_after("/proc/meminfo", "MemAvailable:").value_or(kUnknown);
  least = std::min(least, difference(number_in("/sys/fs/cgroup/memory.max"),
                                     number_in("/sys/fs/cgroup/memory.current")));
#if defined(__linux__)
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    least = std::min(least,
                     difference(limit.rlim_cur, kilobytes_after("/proc/self/status", "VmSize:")));
  }
#endif
  return least;
}

std::string memory_text(std::uint64_t bytes) {
  const double megabytes = static_cast<double>(bytes) / 1e6;
  if (megabytes < 1000.0) return fmt::format("{:.0f} MB", megabytes);
  return fmt::format("{:.1f} GB", megabytes / 1000.0);
}

}  // namespace autosmote
