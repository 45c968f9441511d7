#include "report/inspect_json.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "autosmote/version.h"

namespace autosmote {
namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json options_json(const InspectOptions& options) {
  return {{"data", options.data},
          {"target", options.target},
          {"nominal", options.read.nominal},
          {"numeric", options.read.numeric},
          {"ignore", options.read.ignore},
          {"missing", options.read.missing}};
}

Json class_json(const InspectClass& entry) {
  return {{"name", entry.name},
          {"rows", entry.rows},
          {"ratio", entry.ratio},
          {"safe", entry.safe},
          {"borderline", entry.borderline},
          {"rare", entry.rare},
          {"outliers", entry.outliers}};
}

Json column_json(const InspectColumn& column) {
  return {{"name", column.name},
          {"kind", column.kind},
          {"role", column.role},
          {"missing", column.missing},
          {"distinct", column.distinct},
          {"smallest", number_or_null(column.smallest)},
          {"largest", number_or_null(column.largest)},
          {"mean", number_or_null(column.mean)},
          {"most_frequent", text_or_null(column.most_frequent)},
          {"separation", number_or_null(column.separation)},
          {"separated_class", text_or_null(column.separated_class)},
          {"missing_tells", number_or_null(column.missing_tells)},
          {"constant", column.constant},
          {"leaking", column.leaking}};
}

}  // namespace

std::string render_inspect(const InspectOptions& options, const InspectResult& result,
                           int threads) {
  Json document{{"autosmote", kVersion},
                {"schema", 1},
                {"command", "inspect"},
                {"options", options_json(options)},
                {"rows", result.rows},
                {"classes", Json::array()},
                {"columns", Json::array()},
                {"missing_cells", result.missing_cells},
                {"rows_with_missing", result.rows_with_missing},
                {"duplicates", result.duplicates},
                {"rows_with_twin", result.rows_with_twin},
                {"conflicting", result.conflicting},
                {"neighbors", result.neighbors},
                {"advice", result.advice},
                {"interrupted", result.interrupted}};
  for (const InspectClass& entry : result.classes) {
    document["classes"].push_back(class_json(entry));
  }
  for (const InspectColumn& column : result.columns) {
    document["columns"].push_back(column_json(column));
  }
  document["timing"] = {{"threads", threads}, {"seconds", result.seconds}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace autosmote
