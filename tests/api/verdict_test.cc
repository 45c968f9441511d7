#include "api/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "api/api_test_util.h"

namespace autosmote {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// 40 minority and 160 majority rows.
std::vector<int> truth() {
  std::vector<int> labels(200, 0);
  std::fill_n(labels.begin(), 40, 1);
  return labels;
}

// Finds `found` of the minority rows and raises `alarms` false alarms.
MethodScore method(const char* name, double validation, int found, int alarms) {
  MethodScore score;
  score.method = name;
  score.validation = validation;
  score.synthetic_rows = 10;
  score.test_labels.assign(200, 0);
  std::fill_n(score.test_labels.begin(), found, 1);
  std::fill_n(score.test_labels.begin() + 40, alarms, 1);
  score.test = evaluate_metric(Metric{}, truth(), score.test_labels, {});
  return score;
}

Verdict judged(const MethodScore& ours, const std::vector<MethodScore>& baselines) {
  return judge(Metric{}, ours, baselines, truth(), 55, context_of(1));
}

TEST(Judge, SaysThatItHelps) {
  const Verdict v = judged(method("AutoSMOTE", 0.9, 36, 4), {method("nothing", 0.6, 10, 2)});
  EXPECT_EQ(v.outcome, Outcome::kHelps);
  EXPECT_THAT(v.sentence, AllOf(StartsWith("AutoSMOTE helps: macro-f1 on the test rows is 0.9"),
                                HasSubstr(" of nothing, a difference of +0."),
                                HasSubstr("(95 % interval +0."), HasSubstr("40 minority rows")));
  EXPECT_EQ(v.against, "nothing");
  EXPECT_EQ(v.positives, 40U);
  EXPECT_GT(*v.lower, 0.0);
}

TEST(Judge, SaysThatItHurts) {
  const Verdict v = judged(method("AutoSMOTE", 0.9, 10, 20), {method("SMOTE", 0.8, 36, 4)});
  EXPECT_EQ(v.outcome, Outcome::kHurts);
  EXPECT_THAT(v.sentence, StartsWith("AutoSMOTE hurts: "));
  EXPECT_LT(*v.upper, 0.0);
}

TEST(Judge, SaysThatThereIsNoEvidence) {
  const Verdict v = judged(method("AutoSMOTE", 0.9, 31, 5), {method("SMOTE", 0.8, 30, 4)});
  EXPECT_EQ(v.outcome, Outcome::kNoEvidence);
  EXPECT_THAT(v.sentence, StartsWith("There is no evidence that AutoSMOTE helps: "));
  EXPECT_LT(*v.lower, 0.0);
  EXPECT_GT(*v.upper, 0.0);
}

TEST(Judge, ComparesWithTheBaselineThatIsBestOnValidationRows) {
  // The one that is best on the test rows would be chosen with hindsight.
  MethodScore absent = method("class weight", 0.0, 40, 0);
  absent.validation.reset();
  const Verdict v = judged(method("AutoSMOTE", 0.9, 30, 4),
                           {method("nothing", 0.5, 38, 0), absent, method("SMOTE", 0.7, 20, 4),
                            method("random over-sampling", 0.7, 25, 4)});
  EXPECT_EQ(v.against, "SMOTE");
}

TEST(Judge, SaysThatTheAdviceIsNotToResample) {
  MethodScore none = method("AutoSMOTE", 0.9, 30, 4);
  none.synthetic_rows = 0;
  EXPECT_THAT(judged(none, {method("SMOTE", 0.8, 30, 4)}).sentence,
              StartsWith("AutoSMOTE advises not to resample, and there is no evidence that it "
                         "helps: "));
  EXPECT_THAT(judged(none, {method("SMOTE", 0.8, 5, 4)}).sentence,
              StartsWith("AutoSMOTE advises not to resample, and it helps: "));
}

TEST(Judge, NamesACheapMethodWithTheSameAnswer) {
  MethodScore ours = method("AutoSMOTE", 0.9, 36, 4);
  MethodScore threshold = method("tuned threshold", 0.7, 36, 4);
  ours.synthetic_rows = threshold.synthetic_rows = 0;
  const std::vector baselines{method("SMOTE", 0.8, 10, 2), threshold};
  const Verdict v = judged(ours, baselines);
  EXPECT_EQ(v.against, "SMOTE");
  EXPECT_EQ(v.outcome, Outcome::kHelps);
  EXPECT_THAT(v.sentence, EndsWith("Without samples its answer is that of tuned threshold."));
  MethodScore nothing = threshold;
  nothing.method = "nothing";
  EXPECT_THAT(judged(ours, {method("SMOTE", 0.8, 10, 2), nothing}).sentence,
              EndsWith("its answer is that of the classifier on the rows as they are."));
  ours.test_labels.back() = 1;
  EXPECT_THAT(judged(ours, baselines).sentence, Not(HasSubstr("Without samples")));
  EXPECT_THAT(judged(method("AutoSMOTE", 0.9, 36, 4), baselines).sentence,
              Not(HasSubstr("Without samples")));
}

TEST(Judge, WarnsOfValidationScoresWithoutTestRows) {
  const Verdict v =
      judge(Metric{}, method("AutoSMOTE", 0.9, 30, 4),
            std::vector<MethodScore>{method("SMOTE", 0.85, 30, 4)}, {}, 55, Context{});
  EXPECT_EQ(v.outcome, Outcome::kNoTestRows);
  EXPECT_EQ(v.sentence,
            "Without test rows there is no unbiased answer: on the validation rows AutoSMOTE has "
            "macro-f1 0.9000 against 0.8500 of SMOTE (55 minority rows), and that is optimistic, "
            "because the search has chosen the best of many by these rows.");
  EXPECT_NEAR(*v.difference, 0.05, 1e-12);
  EXPECT_FALSE(v.lower.has_value());
  EXPECT_EQ(v.positives, 55U);
}

TEST(Judge, ConcludesNothingFromAHandfulOfMinorityRows) {
  for (const std::size_t positives : {std::size_t{0}, std::size_t{2}, kFewestPositives - 1}) {
    std::vector<int> few(100, 0);
    std::fill_n(few.begin(), positives, 1);
    MethodScore ours = method("AutoSMOTE", 0.9, 36, 4);
    MethodScore other = method("nothing", 0.6, 10, 2);
    ours.test_labels = few;  // perfect
    other.test_labels.assign(100, 0);
    const Verdict v = judge(Metric{}, ours, std::vector{other}, few, 55, context_of(1));
    EXPECT_EQ(v.outcome, Outcome::kNoEvidence) << positives;
    EXPECT_THAT(v.sentence, HasSubstr("too few for a conclusion")) << positives;
  }
}

OuterScores outer(int found, int baseline_found) {
  OuterScores scores;
  scores.folds = 5;
  scores.truth = truth();
  OuterRepeat& repeat = scores.repeats.emplace_back();
  repeat.method_labels = method("", 0, found, 4).test_labels;
  repeat.baseline_labels = method("", 0, baseline_found, 4).test_labels;
  scores.baselines = {"SMOTE", "nothing", "SMOTE", "SMOTE", "nothing"};
  scores.method_validation = 0.99;
  return scores;
}

TEST(Judge, FromOuterFoldsNamesTheAlternativesAndTheOptimism) {
  const Verdict v = judge(Metric{}, "AutoSMOTE", outer(36, 12), context_of(1));
  EXPECT_EQ(v.outcome, Outcome::kHelps);
  EXPECT_EQ(v.evidence, "outer folds");
  EXPECT_EQ(v.against, "SMOTE in 3, nothing in 2 folds");
  EXPECT_THAT(
      v.sentence,
      AllOf(StartsWith("AutoSMOTE helps: macro-f1 on rows that no search saw (5 outer folds) is "),
            HasSubstr("of the best cheap alternative (SMOTE in 3, nothing in 2 folds)"),
            HasSubstr("40 minority rows"), HasSubstr("too high.")));
  const double score =
      evaluate_metric(Metric{}, truth(), outer(36, 12).repeats[0].method_labels, {});
  EXPECT_DOUBLE_EQ(*v.optimism, 0.99 - score);
  EXPECT_EQ(judge(Metric{}, "AutoSMOTE", outer(12, 36), context_of(1)).outcome, Outcome::kHurts);
  EXPECT_EQ(judge(Metric{}, "AutoSMOTE", outer(20, 20), context_of(1)).outcome,
            Outcome::kNoEvidence);
}

TEST(Judge, CountsGroupsWhereThereAreSome) {
  OuterScores few = outer(36, 12);
  for (std::size_t row = 0; row < few.truth.size(); ++row) {
    few.groups.push_back(static_cast<std::uint32_t>(row % 8));
  }
  const Verdict v = judge(Metric{}, "AutoSMOTE", few, context_of(1));
  EXPECT_EQ(v.outcome, Outcome::kNoEvidence);
  EXPECT_THAT(v.sentence, HasSubstr("minority rows in 8 groups, too few for a conclusion"));
}

TEST(Judge, FromRepeatedOuterFoldsTakesTheirMean) {
  OuterScores scores = outer(36, 12);
  scores.repeats.push_back(outer(30, 12).repeats[0]);
  const Verdict v = judge(Metric{}, "AutoSMOTE", scores, context_of(1));
  EXPECT_THAT(v.sentence, HasSubstr("(5 outer folds, 2 times)"));
  const Verdict a = judge(Metric{}, "AutoSMOTE", outer(36, 12), context_of(1));
  const Verdict b = judge(Metric{}, "AutoSMOTE", outer(30, 12), context_of(1));
  EXPECT_NEAR(*v.difference, 0.5 * (*a.difference + *b.difference), 1e-12);
  EXPECT_NEAR(*v.optimism, 0.5 * (*a.optimism + *b.optimism), 1e-12);
  EXPECT_EQ(v.positives, 40U);
}

// Outer folds stand for other runs than the delivered one, so their interval is wider than that of
// the same predictions of test rows; the more repeats differ, the wider.
TEST(Judge, FromOuterFoldsHasAWiderInterval) {
  const auto width = [](const Verdict& v) { return *v.upper - *v.lower; };
  const MethodScore ours = method("AutoSMOTE", 0.9, 30, 4);
  const Verdict test = judged(ours, {method("SMOTE", 0.8, 20, 4)});
  const Verdict once = judge(Metric{}, "AutoSMOTE", outer(30, 20), context_of(1));
  EXPECT_NEAR(width(once), 1.55 * width(test), 1e-9);
  EXPECT_EQ(once.difference, test.difference);

  OuterScores alike = outer(30, 20);
  alike.repeats.push_back(alike.repeats[0]);
  const Verdict same = judge(Metric{}, "AutoSMOTE", alike, context_of(1));
  EXPECT_NEAR(width(same), width(test), 1e-9);
  OuterScores unlike = outer(35, 20);
  unlike.repeats.push_back(outer(25, 20).repeats[0]);
  EXPECT_GT(width(judge(Metric{}, "AutoSMOTE", unlike, context_of(1))), 1.05 * width(same));

  // A method and a baseline that always say the same leave nothing to draw.
  const OuterScores equal = outer(20, 20);
  const Verdict zero = judge(Metric{}, "AutoSMOTE", equal, context_of(1));
  EXPECT_EQ(*zero.lower, 0.0);
  EXPECT_EQ(*zero.upper, 0.0);
}

TEST(Judge, OnTestRowsKnowsTheOptimism) {
  const MethodScore ours = method("AutoSMOTE", 0.95, 30, 4);
  EXPECT_DOUBLE_EQ(*judged(ours, {method("SMOTE", 0.8, 30, 4)}).optimism, 0.95 - *ours.test);
}

// However the classes are numbered: with too few rows of one of them, or none, nothing is
// concluded.
TEST(Judge, AsksForRowsOfEachOfSeveralClasses) {
  for (const int lacking : {1, 2, 3}) {
    for (const std::size_t left : {0, 5, 30}) {
      std::vector<int> truth(200, 0);
      for (int label = 1; label < 4; ++label) {
        truth.insert(truth.end(), label == lacking ? left : 40, label);
      }
      MethodScore ours;
      ours.method = "AutoSMOTE";
      ours.validation = 0.9;
      ours.synthetic_rows = 10;
      ours.test_labels = truth;
      ours.test_scores.resize(truth.size());
      MethodScore other;
      other.method = "SMOTE";
      other.validation = 0.5;
      other.test_labels = truth;
      for (std::size_t row = 200; row < truth.size(); row += 2) other.test_labels[row] = 0;
      other.test_scores.resize(truth.size());
      ours.test = evaluate_metric(Metric{}, truth, ours.test_labels, {}, 4);
      other.test = evaluate_metric(Metric{}, truth, other.test_labels, {}, 4);
      const Verdict v = judge(Metric{}, ours, std::vector{other}, truth, 55, context_of(1), 4);
      EXPECT_EQ(v.outcome, left < 10 ? Outcome::kNoEvidence : Outcome::kHelps)
          << lacking << ' ' << left;
      EXPECT_EQ(v.positives, 80 + left);
      EXPECT_THAT(v.sentence, testing::HasSubstr(std::to_string(left) + " of the smallest class"));
    }
  }
}

}  // namespace
}  // namespace autosmote
