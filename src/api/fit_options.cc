#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "autosmote/error.h"
#include "autosmote/fit.h"

namespace autosmote {
namespace {

constexpr std::array<std::pair<VerdictEffort, std::string_view>, 4> kEfforts{
    {{VerdictEffort::kAuto, "auto"},
     {VerdictEffort::kNone, "none"},
     {VerdictEffort::kQuick, "quick"},
     {VerdictEffort::kFull, "full"}}};

constexpr std::array<std::pair<RowDistance, std::string_view>, 5> kDistances{
    {{RowDistance::kAuto, "auto"},
     {RowDistance::kEuclidean, "euclidean"},
     {RowDistance::kHeom, "heom"},
     {RowDistance::kHvdm, "hvdm"},
     {RowDistance::kSmoteNc, "smotenc"}}};

}  // namespace

VerdictEffort parse_verdict(std::string_view name) {
  for (const auto& [effort, text] : kEfforts) {
    if (text == name) return effort;
  }
  throw ConfigError(fmt::format("no verdict '{}'; choose one of auto, none, quick, full", name));
}

RowDistance parse_distance(std::string_view name) {
  for (const auto& [distance, text] : kDistances) {
    if (text == name) return distance;
  }
  throw ConfigError(
      fmt::format("no distance '{}'; choose one of auto, euclidean, heom, hvdm, smotenc", name));
}

std::string_view distance_name(RowDistance distance) {
  for (const auto& [known, text] : kDistances) {
    if (known == distance) return text;
  }
  return {};
}

std::string_view verdict_effort_name(VerdictEffort effort) {
  for (const auto& [known, text] : kEfforts) {
    if (known == effort) return text;
  }
  return {};
}

}  // namespace autosmote
