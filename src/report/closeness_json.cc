#include "report/closeness_json.h"

namespace autosmote {

nlohmann::ordered_json closeness_json(const std::optional<Closeness>& closeness) {
  using Json = nlohmann::ordered_json;
  if (!closeness) return nullptr;
  const std::optional<double>& real = closeness->real_median_distance;
  return {{"rows", closeness->rows},
          {"copies", closeness->copies},
          {"nearer_other", closeness->nearer_other},
          {"low_distance", closeness->low_distance},
          {"median_distance", closeness->median_distance},
          {"real_median_distance", real ? Json(*real) : Json(nullptr)}};
}

}  // namespace autosmote
