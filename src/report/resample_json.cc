#include "report/resample_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <variant>

#include "autosmote/version.h"
#include "report/closeness_json.h"

namespace autosmote {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json options_json(const ResampleOptions& options) {
  Json parameters = Json::object();
  for (const auto& [name, value] : options.parameters) {
    std::visit([&, &key = name](const auto& given) { parameters[key] = given; }, value);
  }
  const bool policy = !options.policy.empty();
  return {{"data", options.data},
          {"target", options.target},
          {"nominal", options.read.nominal},
          {"numeric", options.read.numeric},
          {"ignore", options.read.ignore},
          {"ignored", ignored_cells_name(options.ignored)},
          {"weight", text_or_null(options.weight)},
          {"missing", options.read.missing},
          {"method", text_or_null(options.method)},
          {"parameters", std::move(parameters)},
          {"strategy", policy ? Json(nullptr) : Json(options.strategy)},
          {"scale", policy ? Json(nullptr) : Json(feature_scale_name(options.scale))},
          {"policy", text_or_null(options.policy)},
          {"mark", text_or_null(options.mark)}};
}

Json class_json(const ResampleClass& entry) {
  return {{"name", entry.name},     {"before", entry.before},       {"removed", entry.removed},
          {"copies", entry.copies}, {"synthetic", entry.synthetic}, {"after", entry.after()}};
}

}  // namespace

std::string render_resample(const ResampleOptions& options, const ResampleResult& result,
                            std::uint64_t seed, int threads) {
  Json document{{"autosmote", kVersion}, {"schema", 1},
                {"command", "resample"}, {"options", options_json(options)},
                {"seed", seed},          {"classes", Json::array()},
                {"rows", result.rows()}, {"policy", nullptr}};
  for (const ResampleClass& entry : result.classes) {
    document["classes"].push_back(class_json(entry));
  }
  if (result.policy) {
    document["policy"] = {
        {"profile", result.policy->profile},
        {"classifier", result.policy->classifier},
        {"metric", result.policy->metric},
        {"threshold", result.classes.size() > 2 ? Json(nullptr) : Json(result.policy->threshold)}};
  }
  document["closeness"] = closeness_json(result.closeness);
  document["interrupted"] = result.interrupted;
  document["notes"] = result.notes;
  document["files"] = result.files;
  document["timing"] = {{"threads", threads}, {"seconds", result.seconds}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace autosmote
