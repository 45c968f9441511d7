#include "report/fit_page_charts.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

namespace autosmote {
namespace {

using Json = nlohmann::ordered_json;

// Five digits are more than a screen shows; null for what is not finite.
Json rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::strtod(fmt::format("{:.5g}", value).c_str(), nullptr);
}

Json optional_json(const std::optional<double>& value) {
  return value ? rounded(*value) : Json(nullptr);
}

Json history_json(const std::vector<EpisodeRecord>& history) {
  Json episodes = Json::array();
  for (const EpisodeRecord& record : history) {
    episodes.push_back({record.episode, rounded(record.validation), rounded(record.best_validation),
                        record.samples});
  }
  return episodes;
}

Json curve_json(const std::vector<CurvePoint>& points) {
  Json curve = Json::array();
  for (const CurvePoint& point : points) {
    curve.push_back({rounded(point.x), rounded(point.y), rounded(point.threshold)});
  }
  return curve;
}

Json curves_json(const std::vector<MethodCurves>& methods) {
  Json all = Json::array();
  for (const MethodCurves& method : methods) {
    all.push_back({{"method", method.method},
                   {"roc", curve_json(method.curves.roc)},
                   {"precision_recall", curve_json(method.curves.precision_recall)},
                   {"recall", rounded(method.recall)},
                   {"false_positive_rate", rounded(method.false_positive_rate)},
                   {"precision", optional_json(method.precision)}});
  }
  return all;
}

Json reliability_json(const std::vector<ReliabilityBin>& bins) {
  Json all = Json::array();
  for (const ReliabilityBin& bin : bins) {
    all.push_back({rounded(bin.probability), rounded(bin.share), bin.rows});
  }
  return all;
}

Json points_json(const std::vector<SampleMap::Point>& points) {
  Json all = Json::array();
  for (const SampleMap::Point& point : points) {
    all.push_back({rounded(point.x), rounded(point.y), point.row});
  }
  return all;
}

Json map_json(const SampleMap& map) {
  Json synthetic = Json::array();
  for (const SampleMap::Synthetic& sample : map.synthetic) {
    synthetic.push_back({rounded(sample.place.x), rounded(sample.place.y), sample.place.row,
                         sample.source, sample.neighbor, sample.lambda, sample.episode});
  }
  return {{"majority", points_json(map.majority)},
          {"minority", points_json(map.minority)},
          {"synthetic", std::move(synthetic)}};
}

Json instances_json(const std::vector<InstanceSamples>& instances) {
  Json all = Json::array();
  for (const InstanceSamples& instance : instances) {
    all.push_back({instance.row, instance.type, instance.neighbors, instance.samples});
  }
  return all;
}

}  // namespace

std::string fit_chart_data(const FitOptions& options, const ReportData& data,
                           const FitResult& result, const FitPage& page) {
  Json baselines = Json::array();
  std::optional<double> delivered;
  for (const FitMethod& method : result.methods) {
    if (method.name == data.verdict.method) delivered = method.validation;
    if (method.name == data.verdict.method || !method.validation) continue;
    baselines.push_back({{"method", method.name}, {"validation", rounded(*method.validation)}});
  }
  const Json document{
      {"metric", options.metric.name()},
      {"majority", data.majority_name},
      {"minority", data.minority_name},
      {"method", data.verdict.method},
      {"baselines", std::move(baselines)},
      {"delivered", optional_json(delivered)},
      {"history", history_json(page.history)},
      {"unseen", page.unseen.empty() ? Json(nullptr) : rounded(page.unseen.back().value)},
      {"curves", curves_json(page.curves)},
      {"reliability",
       {{"before", reliability_json(page.before)},
        {"after", reliability_json(page.after)},
        {"corrected", reliability_json(page.corrected)}}},
      {"map", map_json(page.map)},
      {"instances", instances_json(page.instances)},
      {"habits",
       {{"ranks", page.habits.ranks},
        {"lambdas", page.habits.lambdas},
        {"per_instance", page.habits.per_instance}}}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace autosmote
