#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "autosmote/closeness.h"

namespace autosmote {

/// The object `closeness` of the reports of fit and resample: null where there is none.
nlohmann::ordered_json closeness_json(const std::optional<Closeness>& closeness);

}  // namespace autosmote
