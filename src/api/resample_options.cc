#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "autosmote/error.h"
#include "autosmote/resample.h"

namespace autosmote {
namespace {

constexpr std::array<std::pair<FeatureScale, std::string_view>, 2> kScales{
    {{FeatureScale::kStandard, "standard"}, {FeatureScale::kNone, "none"}}};

}  // namespace

FeatureScale parse_feature_scale(std::string_view name) {
  for (const auto& [scale, text] : kScales) {
    if (text == name) return scale;
  }
  throw ConfigError(fmt::format("no scale '{}'; choose one of standard, none", name));
}

std::string_view feature_scale_name(FeatureScale scale) {
  for (const auto& [known, text] : kScales) {
    if (known == scale) return text;
  }
  return {};
}

}  // namespace autosmote
