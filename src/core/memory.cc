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

/// The number after `name` in a file of lines of a name and a number.
std::optional<std::uint64_t> number_after(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  for (std::string word; file >> word;) {
    std::uint64_t number = 0;
    if (word == name && file >> number) return number;
  }
  return std::nullopt;
}

/// The same in lines "name: number kB", in bytes.
std::optional<std::uint64_t> kilobytes_after(const std::string& path, const std::string& name) {
  const auto number = number_after(path, name);
  return number ? std::optional(*number * 1024) : std::nullopt;
}

/// A file of one number; "max" is none.
std::optional<std::uint64_t> number_in(const std::string& path) {
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
  // The group of the process, as it appears where groups have a namespace of their own
  // (containers).
  least = std::min(least, memory_of_control_group("/sys/fs/cgroup"));
#if defined(__linux__)
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    least = std::min(least,
                     difference(limit.rlim_cur, kilobytes_after("/proc/self/status", "VmSize:")));
  }
#endif
  return least;
}

std::uint64_t memory_of_control_group(const std::string& folder) {
  const std::uint64_t left =
      difference(number_in(folder + "/memory.max"), number_in(folder + "/memory.current"));
  if (left == kUnknown) return left;
  const std::string details = folder + "/memory.stat";
  return left + number_after(details, "inactive_file").value_or(0) +
         number_after(details, "active_file").value_or(0);
}

std::string memory_text(std::uint64_t bytes) {
  const double megabytes = static_cast<double>(bytes) / 1e6;
  if (megabytes < 1000.0) return fmt::format("{:.0f} MB", megabytes);
  return fmt::format("{:.1f} GB", megabytes / 1000.0);
}

}  // namespace autosmote
