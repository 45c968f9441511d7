#include "report/report_json.h"

#include <nlohmann/json.hpp>

#include "autosmote/version.h"
#include "report/closeness_json.h"
#include "report/command_text.h"

namespace autosmote {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json ablation_json(const Ablation& ablation) {
  Json names = Json::array();
  if (ablation.cross_instance) names.push_back("cross-instance");
  if (ablation.instance_specific) names.push_back("instance-specific");
  if (ablation.low_level) names.push_back("low-level");
  return names;
}

Json options_json(const FitOptions& options) {
  const SearchOptions& search = options.search;
  return {{"train", options.train},
          {"target", options.target},
          {"test", options.test.empty() ? Json(nullptr) : Json(options.test)},
          {"nominal", options.read.nominal},
          {"numeric", options.read.numeric},
          {"ignore", options.read.ignore},
          {"ignored", ignored_cells_name(options.ignored)},
          {"distance", distance_name(options.distance)},
          {"strategy", options.strategy},
          {"group", options.group.empty() ? Json(nullptr) : Json(options.group)},
          {"weight", options.weight.empty() ? Json(nullptr) : Json(options.weight)},
          {"missing", options.read.missing},
          {"classifier", classifier_text(options)},
          {"metric", options.metric.name()},
          {"profile", profile_name(search.profile)},
          {"search", search_name(search.kind)},
          {"ablate", ablation_json(search.ablation)},
          {"budget", budget_name(search.budget)},
          {"episodes", search.episodes},
          {"fits", search.fit_limit},
          {"time_limit", search.time_limit},
          {"threshold", threshold_text(search.threshold)},
          {"neighbors", search.neighbors},
          {"validation", validation_text(options.validation)},
          {"imbalance", options.imbalance},
          {"verdict", verdict_effort_name(options.verdict)}};
}

Json part_json(const ReportPart& part) {
  return {
      {"rows", part.rows}, {"majority", part.rows - part.minority}, {"minority", part.minority}};
}

Json data_json(const ReportData& data) {
  Json columns = Json::array();
  for (const ReportColumn& column : data.columns) {
    Json entry = {{"name", column.name},
                  {"kind", column.kind},
                  {"role", column.role},
                  {"missing", column.missing}};
    if (column.kind == "nominal") entry["categories"] = column.categories;
    columns.push_back(std::move(entry));
  }
  const std::size_t majority = data.all.rows - data.all.minority;
  return {
      {"source", data.source},
      {"rows", data.all.rows},
      {"columns", std::move(columns)},
      {"majority", {{"name", data.majority_name}, {"rows", majority}}},
      {"minority", {{"name", data.minority_name}, {"rows", data.all.minority}}},
      {"imbalance_ratio", static_cast<double>(majority) / static_cast<double>(data.all.minority)}};
}

Json methods_json(const FitResult& result) {
  const bool two = result.classes.size() == 2;  // several classes have no threshold
  Json methods = Json::array();
  for (const FitMethod& method : result.methods) {
    methods.push_back({{"method", method.name},
                       {"validation", optional_json(method.validation)},
                       {"test", optional_json(method.test)},
                       {"threshold", two ? Json(method.threshold) : Json(nullptr)},
                       {"synthetic_rows", method.synthetic_rows},
                       {"note", method.note}});
  }
  return methods;
}

Json classes_json(const FitResult& result) {
  Json classes = Json::array();
  for (const FitClass& one : result.classes) {
    classes.push_back(
        {{"name", one.name}, {"rows", one.rows}, {"synthetic_rows", one.synthetic_rows}});
  }
  return classes;
}

Json verdict_json(const Verdict& verdict) {
  return {{"outcome", outcome_name(verdict.outcome)},
          {"evidence", verdict.evidence},
          {"sentence", verdict.sentence},
          {"method", verdict.method},
          {"against", verdict.against.empty() ? Json(nullptr) : Json(verdict.against)},
          {"difference", optional_json(verdict.difference)},
          {"lower", optional_json(verdict.lower)},
          {"upper", optional_json(verdict.upper)},
          {"positives", verdict.positives}};
}

Json calibration_json(const FitCalibration& calibration) {
  return {{"brier", calibration.brier},
          {"intercept", optional_json(calibration.intercept)},
          {"slope", optional_json(calibration.slope)}};
}

Json calibrations_json(const FitCalibrations& calibrations) {
  return {{"probabilities", calibrations.probabilities},
          {"before", calibration_json(calibrations.before)},
          {"after", calibration_json(calibrations.after)},
          {"corrected",
           calibrations.corrected ? calibration_json(*calibrations.corrected) : Json(nullptr)}};
}

}  // namespace

const char* outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kHelps:
      return "helps";
    case Outcome::kNoEvidence:
      return "no evidence";
    case Outcome::kHurts:
      return "hurts";
    case Outcome::kNoTestRows:
      break;
  }
  return "no test rows";
}

std::string render_report(const FitOptions& options, const ReportData& data,
                          const FitResult& result) {
  Json report;
  report["autosmote"] = kVersion;
  report["schema"] = 1;
  report["command"] = "fit";
  report["options"] = options_json(options);
  report["seed"] = data.seed;
  report["data"] = data_json(data);
  report["split"] = {{"validation_by", data.validation},
                     {"training", part_json(data.training_part)},
                     {"validation", part_json(data.validation_part)},
                     {"test", part_json(data.test_part)}};
  report["methods"] = methods_json(result);
  report["synthetic_rows"] = result.synthetic_rows;
  report["classes"] = classes_json(result);
  report["closeness"] = closeness_json(result.closeness);
  report["verdict"] = verdict_json(data.verdict);
  report["search_optimism"] = optional_json(data.verdict.optimism);
  report["calibration"] =
      result.calibration ? calibrations_json(*result.calibration) : Json(nullptr);
  report["prior_correction"] =
      result.classes.size() > 2
          ? Json(nullptr)
          : Json{{"formula", "p * minority / (p * minority + (1 - p) * majority)"},
                 {"minority", result.prior_correction.minority},
                 {"majority", result.prior_correction.majority}};
  report["episodes"] = result.episodes;
  report["fits"] = {{"search", result.fits},
                    {"random_search", data.random_search_fits},
                    {"baselines", data.baseline_fits},
                    {"outer_folds", data.outer_fits}};
  report["interrupted"] = result.interrupted;
  report["notes"] = result.notes;
  report["files"] = result.files;
  report["timing"] = {{"threads", data.threads},
                      {"search_seconds", result.search_seconds},
                      {"seconds", result.seconds}};
  // File names need not be UTF-8.
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace autosmote
