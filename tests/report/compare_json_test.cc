#include "report/compare_json.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "autosmote/version.h"

namespace autosmote {
namespace {

using nlohmann::json;

CompareOptions some_options() {
  CompareOptions options;
  options.data = {"t.csv"};
  options.target = "the \"class\"";
  options.read.nominal = {"a", "b\\c"};
  options.read.ignore = {"line\nbreak"};
  options.read.missing = {"n/a"};
  options.folds = 3;
  options.episodes = 40;
  options.repeats = 2;
  return options;
}

/// Two methods in one setting; the second has what a method can lack.
CompareResult some_result() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CompareResult result;
  CompareMethod smote{.method = "smote",
                      .ranks = {1.0},
                      .overall_rank = 1.0,
                      .settings_rank = 1.25,
                      .test = 0.123456789012345,
                      .optimism = 0.25,
                      .fits = 1.0,
                      .seconds = 0.5};
  CompareMethod nothing{.method = "nothing",
                        .ranks = {2.0},
                        .overall_rank = 2.0,
                        .settings_rank = 1.75,
                        .test = nan,
                        .optimism = std::nullopt,
                        .fits = 1.0,
                        .seconds = 0.125,
                        .not_applied = 1,
                        .wins = 1,
                        .mean_difference = 0.5,
                        .wilcoxon = 0.0,
                        .wilcoxon_p = 0.75};
  result.metrics = {{.metric = "mcc",
                     .reference = "smote",
                     .sets = {"t"},
                     .settings = 1,
                     .methods = {smote, nothing},
                     .friedman = std::nullopt,
                     .friedman_p = std::nullopt,
                     .critical_difference = 1.5}};
  result.low_noise = {{.metric = "f1",
                       .reference = "smote",
                       .sets = {},
                       .settings = 0,
                       .methods = {},
                       .friedman = std::nullopt,
                       .friedman_p = std::nullopt,
                       .critical_difference = std::nullopt}};
  CompareCell cell{.set = "t",
                   .ratio = 20.0,
                   .classifier = "svm",
                   .metric = "mcc",
                   .method = "smote",
                   .repeats = 2,
                   .test = 0.5,
                   .lower = 0.25,
                   .upper = 0.75,
                   .test_all = 0.375,
                   .all_lower = 0.25,
                   .all_upper = 0.5,
                   .validation = 0.625,
                   .fits = 1.0,
                   .seconds = 0.5,
                   .not_applied = 0,
                   .test_minority = 8.0};
  CompareCell bare{.set = "t",
                   .ratio = 0.0,
                   .classifier = "svm",
                   .metric = "mcc",
                   .method = "nothing",
                   .repeats = 1,
                   .test = 0.5,
                   .lower = nan,
                   .upper = nan,
                   .test_all = std::nullopt,
                   .validation = std::nullopt,
                   .fits = 1.0,
                   .seconds = 0.5,
                   .not_applied = 1,
                   .test_minority = 8.5};
  result.cells = {cell, bare};
  result.runs = 3;
  result.runs_new = 2;
  result.seconds = 4.0;
  result.notes = {"a \"note\""};
  return result;
}

TEST(RenderCompareSettings, IsOneLineOfWhatRunsMustAgreeIn) {
  EXPECT_EQ(render_compare_settings(some_options(), 18446744073709551615U),
            R"({"schema":1,"seed":18446744073709551615,"target":"the \"class\"",)"
            R"("nominal":["a","b\\c"],"numeric":[],"ignore":["line\nbreak"],"missing":["n/a"],)"
            R"("folds":3,"episodes":40,"draws":"by table"})"
            "\n");
}

TEST(RenderCompareSettings, LeavesOutWhatMayGrow) {
  CompareOptions more = some_options();
  more.data.emplace_back("u.csv");
  more.methods = {"smote"};
  more.classifiers = {ClassifierOptions{}};
  more.metrics = {Metric{}};
  more.imbalance = {20.0};
  more.repeats = 9;
  EXPECT_EQ(render_compare_settings(more, 1), render_compare_settings(some_options(), 1));
}

TEST(RenderCompareSettings, SaysThatTheTablesOwnFoldsAreTested) {
  CompareOptions options = some_options();
  options.test_folds = "some/where";
  EXPECT_EQ(json::parse(render_compare_settings(options, 1))["test_folds"], true);
}

TEST(RenderClassifierSettings, HasAllOptionsButTheSeed) {
  ClassifierOptions options;
  options.seed = 5;
  EXPECT_EQ(render_classifier_settings(options), render_classifier_settings({}));
  EXPECT_EQ(render_classifier_settings({}),
            R"({"c":1.0,"neighbors":5,"estimators":50,"rounds":100,"max_depth":0})");
}

TEST(RenderComparison, HasAllOfAResultAndNullForWhatThereIsNot) {
  const json expected = json::parse(R"({
    "schema": 1,
    "command": "compare",
    "settings": {"schema": 1, "seed": 7, "target": "the \"class\"", "nominal": ["a", "b\\c"],
                 "numeric": [], "ignore": ["line\nbreak"], "missing": ["n/a"], "folds": 3,
                 "episodes": 40, "draws": "by table"},
    "repeats": 2,
    "runs": 3,
    "interrupted": false,
    "metrics": [{
      "metric": "mcc",
      "reference": "smote",
      "settings": 1,
      "methods": [
        {"method": "smote", "ranks": {"t": 1.0}, "overall_rank": 1.0, "settings_rank": 1.25, "test": 0.123456789,
         "optimism": 0.25, "fits": 1.0, "not_applied": 0,
         "against": {"wins": 0, "ties": 0, "losses": 0, "mean_difference": 0.0, "wilcoxon": 0.0,
                     "p": 1.0}},
        {"method": "nothing", "ranks": {"t": 2.0}, "overall_rank": 2.0, "settings_rank": 1.75, "test": null,
         "optimism": null, "fits": 1.0, "not_applied": 1,
         "against": {"wins": 1, "ties": 0, "losses": 0, "mean_difference": 0.5, "wilcoxon": 0.0,
                     "p": 0.75}}],
      "friedman": null,
      "friedman_p": null,
      "critical_difference": 1.5}],
    "low_noise": [{
      "metric": "f1", "reference": "smote", "settings": 0, "methods": [], "friedman": null,
      "friedman_p": null, "critical_difference": null}],
    "cells": [
      {"set": "t", "ratio": 20.0, "classifier": "svm", "metric": "mcc", "method": "smote",
       "repeats": 2, "test": 0.5, "lower": 0.25, "upper": 0.75, "test_all": 0.375,
       "all_lower": 0.25, "all_upper": 0.5, "validation": 0.625, "fits": 1.0, "not_applied": 0, "test_minority": 8.0},
      {"set": "t", "ratio": null, "classifier": "svm", "metric": "mcc", "method": "nothing",
       "repeats": 1, "test": 0.5, "lower": null, "upper": null, "test_all": null,
       "all_lower": null, "all_upper": null, "validation": null, "fits": 1.0, "not_applied": 1, "test_minority": 8.5}],
    "notes": ["a \"note\""],
    "timing": {"threads": 2, "runs_new": 2, "seconds": 4.0,
               "seconds_a_run": {"mcc": {"smote": 0.5, "nothing": 0.125}}}
  })");
  json found = json::parse(render_comparison(some_options(), some_result(), 7, 2));
  EXPECT_EQ(found["autosmote"], kVersion);
  found.erase("autosmote");
  EXPECT_EQ(found, expected);
}

TEST(RenderComparison, KeepsTimesAndThreadsApart) {
  CompareResult slower = some_result();
  slower.seconds = 400.0;
  slower.runs_new = 0;
  slower.metrics[0].methods[0].seconds = 50.0;
  json a = json::parse(render_comparison(some_options(), some_result(), 7, 2));
  json b = json::parse(render_comparison(some_options(), slower, 7, 8));
  EXPECT_NE(a["timing"], b["timing"]);
  a.erase("timing");
  b.erase("timing");
  EXPECT_EQ(a, b);
}

TEST(RenderComparison, CopesWithTextsThatAreNotUtf8) {
  CompareOptions options = some_options();
  options.read.missing = {"caf\xe9"};
  CompareResult result = some_result();
  result.cells[0].set = "caf\xe9";
  const json settings = json::parse(render_compare_settings(options, 1));
  EXPECT_EQ(settings["missing"][0], "caf\uFFFD");
  const json document = json::parse(render_comparison(options, result, 1, 1));
  EXPECT_EQ(document["cells"][0]["set"], "caf\uFFFD");
}

}  // namespace
}  // namespace autosmote
