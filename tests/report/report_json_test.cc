#include "report/report_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace autosmote {
namespace {

using nlohmann::json;

FitOptions some_options() {
  FitOptions options;
  options.train = "t.csv";
  options.target = "class";
  options.output = "out";
  options.search.ablation = {.cross_instance = true, .low_level = true};
  options.validation.kind = ValidationOptions::Kind::kFolds;
  options.validation.folds = 4;
  options.validation.repeats = 3;
  return options;
}

ReportData some_data() {
  ReportData data;
  data.seed = 18446744073709551615U;
  data.threads = 2;
  data.source = "t.csv";
  data.columns = {{"x", "numeric", "feature", 3, 0}, {"class", "nominal", "target", 0, 2}};
  data.majority_name = "no";
  data.minority_name = "yes";
  data.all = {110, 10};
  data.training_part = {110, 10};
  data.verdict.method = "AutoSMOTE";
  return data;
}

TEST(RenderReport, NamesEveryOption) {
  const json report = json::parse(render_report(some_options(), some_data(), FitResult{}));
  const json& options = report["options"];
  EXPECT_EQ(options["ablate"], (json{"cross-instance", "low-level"}));
  EXPECT_EQ(options["validation"], "cv:4x3");
  EXPECT_EQ(options["threshold"], "auto");
  EXPECT_EQ(options["metric"], "macro-f1");
  EXPECT_EQ(options["classifier"], "svm");
  EXPECT_TRUE(options["test"].is_null());
  EXPECT_EQ(report["seed"], 18446744073709551615U);
  EXPECT_EQ(report["data"]["imbalance_ratio"], 10.0);
  EXPECT_FALSE(report["data"]["columns"][0].contains("categories"));
  EXPECT_EQ(report["data"]["columns"][1]["categories"], 2);
}

TEST(RenderReport, WritesEachFormOfValidationAsItIsTyped) {
  FitOptions options;
  for (const char* text : {"auto", "0.25", "cv:5", "cv:5x3", "v.csv"}) {
    options.validation = parse_validation(text);
    const json report = json::parse(render_report(options, some_data(), FitResult{}));
    EXPECT_EQ(report["options"]["validation"], text);
  }
}

TEST(RenderReport, SaysNullForWhatThereIsNot) {
  FitResult result;
  result.methods = {{"class weight", std::nullopt, std::nullopt, 0.0, 0, "no class weights"}};
  const json report = json::parse(render_report(some_options(), some_data(), result));
  EXPECT_TRUE(report["methods"][0]["validation"].is_null());
  EXPECT_TRUE(report["search_optimism"].is_null());
  EXPECT_TRUE(report["verdict"]["lower"].is_null());
  EXPECT_TRUE(report["verdict"]["against"].is_null());
  EXPECT_EQ(report["verdict"]["outcome"], "no test rows");
}

TEST(RenderReport, HasCalibrationAndPriorCorrection) {
  FitResult result;
  EXPECT_TRUE(json::parse(render_report({}, some_data(), result))["calibration"].is_null());
  result.calibration = FitCalibrations{"in words", {0.25, -0.5, 1.5}, {0.5, {}, {}}, {}};
  result.prior_correction = {0.125, 2.0};
  ReportData data = some_data();
  data.verdict.optimism = 0.0625;
  const json report = json::parse(render_report({}, data, result));
  EXPECT_EQ(report["calibration"], json::parse(R"({
    "probabilities": "in words",
    "before": {"brier": 0.25, "intercept": -0.5, "slope": 1.5},
    "after": {"brier": 0.5, "intercept": null, "slope": null},
    "corrected": null})"));
  EXPECT_EQ(report["prior_correction"], json::parse(R"json({
    "formula": "p * minority / (p * minority + (1 - p) * majority)",
    "minority": 0.125, "majority": 2.0
})json"));
  EXPECT_EQ(report["search_optimism"], 0.0625);
  result.calibration->corrected = FitCalibration{0.125, 0.0, 1.0};
  EXPECT_EQ(json::parse(render_report({}, data, result))["calibration"]["corrected"]["brier"],
            0.125);
}

TEST(RenderReport, KeepsTimesAndThreadsApart) {
  FitResult result;
  result.seconds = 3.0;
  result.search_seconds = 2.0;
  ReportData other = some_data();
  other.threads = 8;
  json a = json::parse(render_report(some_options(), some_data(), FitResult{}));
  json b = json::parse(render_report(some_options(), other, result));
  EXPECT_NE(a["timing"], b["timing"]);
  a.erase("timing");
  b.erase("timing");
  EXPECT_EQ(a, b);
}

TEST(RenderReport, CopesWithFileNamesThatAreNotUtf8) {
  FitOptions options = some_options();
  options.train = "caf\xe9.csv";
  const json report = json::parse(render_report(options, some_data(), FitResult{}));
  EXPECT_EQ(report["options"]["train"], "caf\uFFFD.csv");
}

TEST(OutcomeName, HasFour) {
  EXPECT_STREQ(outcome_name(Outcome::kHelps), "helps");
  EXPECT_STREQ(outcome_name(Outcome::kNoEvidence), "no evidence");
  EXPECT_STREQ(outcome_name(Outcome::kHurts), "hurts");
  EXPECT_STREQ(outcome_name(Outcome::kNoTestRows), "no test rows");
}

}  // namespace
}  // namespace autosmote
