#include "report/compare_json.h"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "autosmote/version.h"

namespace autosmote {
namespace {

using Json = nlohmann::ordered_json;

// Ten significant digits; null for NaN and for what is absent.
Json number_json(std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return nullptr;
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), *value,
                                 std::chars_format::scientific, 9);
  double rounded = 0.0;
  std::from_chars(text.data(), end.ptr, rounded);
  return rounded;
}

Json settings_json(const CompareOptions& options, std::uint64_t seed) {
  Json settings{{"schema", 1},
                {"seed", seed},
                {"target", options.target},
                {"nominal", options.read.nominal},
                {"numeric", options.read.numeric},
                {"ignore", options.read.ignore},
                {"missing", options.read.missing},
                {"folds", options.folds},
                {"episodes", options.episodes},
                {"draws", "by table"}};  // of earlier versions: by repeat alone
  // Left out where it is not asked for.
  if (!options.test_folds.empty()) settings["test_folds"] = true;
  if (!options.group.empty()) settings["group"] = options.group;
  return settings;
}

Json method_json(const CompareMethod& method, const CompareMetric& metric) {
  Json ranks = Json::object();
  for (std::size_t s = 0; s < metric.sets.size(); ++s) {
    ranks[metric.sets[s]] = number_json(method.ranks[s]);
  }
  return {{"method", method.method},
          {"ranks", std::move(ranks)},
          {"overall_rank", number_json(method.overall_rank)},
          {"settings_rank", number_json(method.settings_rank)},
          {"test", number_json(method.test)},
          {"optimism", number_json(method.optimism)},
          {"fits", number_json(method.fits)},
          {"not_applied", method.not_applied},
          {"against",
           {{"wins", method.wins},
            {"ties", method.ties},
            {"losses", method.losses},
            {"mean_difference", number_json(method.mean_difference)},
            {"wilcoxon", number_json(method.wilcoxon)},
            {"p", number_json(method.wilcoxon_p)}}}};
}

Json metric_json(const CompareMetric& metric) {
  Json methods = Json::array();
  for (const CompareMethod& method : metric.methods) {
    methods.push_back(method_json(method, metric));
  }
  return {{"metric", metric.metric},
          {"reference", metric.reference},
          {"settings", metric.settings},
          {"methods", std::move(methods)},
          {"friedman", number_json(metric.friedman)},
          {"friedman_p", number_json(metric.friedman_p)},
          {"critical_difference", number_json(metric.critical_difference)}};
}

Json cell_json(const CompareCell& cell) {
  return {{"set", cell.set},
          {"ratio", cell.ratio > 0.0 ? Json(cell.ratio) : Json(nullptr)},
          {"classifier", cell.classifier},
          {"metric", cell.metric},
          {"method", cell.method},
          {"repeats", cell.repeats},
          {"test", number_json(cell.test)},
          {"lower", number_json(cell.lower)},
          {"upper", number_json(cell.upper)},
          {"test_all", number_json(cell.test_all)},
          {"all_lower", cell.test_all ? number_json(cell.all_lower) : Json(nullptr)},
          {"all_upper", cell.test_all ? number_json(cell.all_upper) : Json(nullptr)},
          {"validation", number_json(cell.validation)},
          {"fits", number_json(cell.fits)},
          {"not_applied", cell.not_applied},
          {"test_minority", number_json(cell.test_minority)}};
}

Json timing_json(const CompareResult& result, int threads) {
  Json methods = Json::object();
  for (const CompareMetric& metric : result.metrics) {
    for (const CompareMethod& method : metric.methods) {
      methods[metric.metric][method.method] = number_json(method.seconds);
    }
  }
  return {{"threads", threads},
          {"runs_new", result.runs_new},
          {"seconds", number_json(result.seconds)},
          {"seconds_a_run", std::move(methods)}};
}

}  // namespace

std::string render_classifier_settings(const ClassifierOptions& options) {
  const Json settings{{"c", options.c},
                      {"neighbors", options.neighbors},
                      {"estimators", options.estimators},
                      {"rounds", options.rounds},
                      {"max_depth", options.max_depth}};
  return settings.dump();
}

std::string render_compare_settings(const CompareOptions& options, std::uint64_t seed) {
  return settings_json(options, seed).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string render_comparison(const CompareOptions& options, const CompareResult& result,
                              std::uint64_t seed, int threads) {
  Json document{{"autosmote", kVersion},
                {"schema", 1},
                {"command", "compare"},
                {"settings", settings_json(options, seed)},
                {"repeats", options.repeats},
                {"runs", result.runs},
                {"interrupted", result.interrupted},
                {"metrics", Json::array()},
                {"low_noise", Json::array()},
                {"cells", Json::array()},
                {"notes", result.notes}};
  for (const CompareMetric& metric : result.metrics) {
    document["metrics"].push_back(metric_json(metric));
  }
  for (const CompareMetric& metric : result.low_noise) {
    document["low_noise"].push_back(metric_json(metric));
  }
  for (const CompareCell& cell : result.cells) document["cells"].push_back(cell_json(cell));
  document["timing"] = timing_json(result, threads);
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace autosmote
