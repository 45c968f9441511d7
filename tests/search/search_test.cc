#include "search/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <ostream>
#include <string>

#include "search/checkpoint.h"
#include "search/placement_prior.h"
#include "search/policy_file.h"
#include "search/search_fixtures.h"

namespace autosmote {
namespace {

struct Case {
  const char* name;
  Profile profile;
  SearchKind kind;
  Ablation ablation;
  std::size_t folds;
  std::uint64_t episodes;
  SearchBudget budget = SearchBudget::kFull;
  int classes = 2;  // or 4
  bool amounts_given = false;
};

void PrintTo(const Case& search, std::ostream* out) { *out << search.name; }

class EverySearch : public testing::TestWithParam<Case> {
 protected:
  SearchProblem problem =
      GetParam().classes == 2 ? cloud_problem(GetParam().folds) : classes_problem(GetParam().folds);
  SearchOptions options;
  Context context;

  void SetUp() override {
    options.profile = GetParam().profile;
    options.kind = GetParam().kind;
    options.ablation = GetParam().ablation;
    options.episodes = GetParam().episodes;
    options.budget = GetParam().budget;
    options.neighbors = 6;
    context.seed = 5;
    context.threads = 2;
    problem.imbalance_ratio = 14.0;
    if (GetParam().amounts_given) give_amounts(problem);
  }
};

void expect_same(const SearchResult& a, const SearchResult& b) {
  ASSERT_EQ(a.samples.size(), b.samples.size());
  for (std::size_t i = 0; i < a.samples.size(); ++i) {
    ASSERT_EQ(a.samples[i].source, b.samples[i].source);
    ASSERT_EQ(a.samples[i].neighbor, b.samples[i].neighbor);
    ASSERT_EQ(a.samples[i].lambda, b.samples[i].lambda);
    ASSERT_EQ(a.samples[i].episode, b.samples[i].episode);
  }
  EXPECT_EQ(a.policy, b.policy);
  EXPECT_EQ(a.policy_weights, b.policy_weights);
  EXPECT_EQ(a.score.validation, b.score.validation);
  EXPECT_EQ(a.score.test_scores, b.score.test_scores);
  ASSERT_EQ(a.history.size(), b.history.size());
  for (std::size_t e = 0; e < a.history.size(); ++e) {
    EXPECT_EQ(std::memcmp(&a.history[e], &b.history[e], sizeof(EpisodeRecord)), 0) << e;
  }
}

TEST_P(EverySearch, GivesTheSameBytesForAnyNumberOfThreads) {
  context.threads = 1;
  const SearchResult one = run_search(problem, options, context, nullptr);
  for (const int threads : {2, 8}) {
    context.threads = threads;
    expect_same(one, run_search(problem, options, context, nullptr));
  }
}

TEST_P(EverySearch, ResumesToTheBytesOfAnUndisturbedRun) {
  const SearchResult whole = run_search(problem, options, context, nullptr);
  std::vector<std::string> saved;
  CheckpointStore store{[] { return std::nullopt; },
                        [&saved](const std::string& bytes) { saved.push_back(bytes); }};
  run_search(problem, options, context, &store);
  ASSERT_GE(saved.size(), 3U);
  for (const std::size_t at : {std::size_t{0}, saved.size() / 2, saved.size() - 1}) {
    CheckpointStore half{[&] { return std::optional(saved[at]); }, [](const std::string&) {}};
    expect_same(whole, run_search(problem, options, context, &half));
  }
}

TEST_P(EverySearch, ResumesWithALargerBudgetAsIfItHadHadItFromTheStart) {
  std::string last;
  CheckpointStore store{[] { return std::nullopt; }, [&last](const std::string& b) { last = b; }};
  SearchOptions shorter = options;
  shorter.episodes = 53;  // ends within a round
  run_search(problem, shorter, context, &store);
  ASSERT_FALSE(last.empty());
  CheckpointStore saved{[&] { return std::optional(last); }, [](const std::string&) {}};
  expect_same(run_search(problem, options, context, nullptr),
              run_search(problem, options, context, &saved));
}

TEST_P(EverySearch, ReportsTheBestSoFarAndCountsItsSamples) {
  const SearchResult result = run_search(problem, options, context, nullptr);
  ASSERT_EQ(result.history.size(), GetParam().episodes);
  double best = -1.0;
  for (const EpisodeRecord& record : result.history) {
    best = std::max(best, record.validation);
    EXPECT_EQ(record.best_validation, best);
  }
  EXPECT_EQ(result.samples.size(), result.score.synthetic_rows);
  if (GetParam().profile == Profile::kPaper) {
    EXPECT_EQ(result.score.validation, best);
  }
  for (const Sample& sample : result.samples) {
    ASSERT_LT(sample.source, problem.final.minority.size());
    ASSERT_LT(sample.neighbor, problem.final.minority.size());
  }
  EXPECT_EQ(result.score.test_labels.size(), problem.final.evaluation_labels.size());
}

TEST_P(EverySearch, CancelKeepsWhatWasFound) {
  CancellationToken token;
  context.cancellation = &token;
  context.progress = [&token](const Progress& progress) {
    if (progress.episodes_done >= 32) token.cancel();
  };
  const SearchResult result = run_search(problem, options, context, nullptr);
  EXPECT_TRUE(result.interrupted);
  EXPECT_GE(result.episodes, 32U);
  EXPECT_LT(result.episodes, GetParam().episodes);
}

INSTANTIATE_TEST_SUITE_P(
    Search, EverySearch,
    testing::Values(
        Case{"paper", Profile::kPaper, SearchKind::kRl, {}, 1, 80},
        Case{"paper_random", Profile::kPaper, SearchKind::kRandom, {}, 1, 80},
        Case{"paper_flat", Profile::kPaper, SearchKind::kFlat, {}, 1, 64},
        Case{"without_cross", Profile::kPaper, SearchKind::kRl, {true, false, false}, 1, 80},
        Case{"without_instance", Profile::kPaper, SearchKind::kRl, {false, true, false}, 1, 80},
        Case{"without_low", Profile::kPaper, SearchKind::kRl, {false, false, true}, 1, 80},
        Case{"default", Profile::kDefault, SearchKind::kRl, {}, 3, 90},
        Case{"default_random", Profile::kDefault, SearchKind::kRandom, {}, 3, 90},
        Case{"default_no_cross", Profile::kDefault, SearchKind::kRl, {true, false, false}, 3, 90},
        Case{
            "default_no_instance", Profile::kDefault, SearchKind::kRl, {false, true, false}, 3, 90},
        Case{"default_no_low", Profile::kDefault, SearchKind::kRl, {false, false, true}, 3, 90},
        Case{"default_small", Profile::kDefault, SearchKind::kRl, {}, 3, 90, SearchBudget::kSmall},
        Case{"classes", Profile::kDefault, SearchKind::kRl, {}, 3, 90, SearchBudget::kFull, 4},
        Case{"given_amounts",
             Profile::kDefault,
             SearchKind::kRl,
             {},
             3,
             90,
             SearchBudget::kFull,
             4,
             true},
        Case{"classes_random",
             Profile::kDefault,
             SearchKind::kRandom,
             {},
             3,
             90,
             SearchBudget::kFull,
             4},
        Case{"classes_small",
             Profile::kDefault,
             SearchKind::kRl,
             {},
             3,
             90,
             SearchBudget::kSmall,
             4}),
    [](const auto& parameter) { return std::string(parameter.param.name); });

TEST(PaperSearch, PlaysBetterEpisodesLateThanEarly) {
  SearchProblem problem = cloud_problem(1);
  problem.imbalance_ratio = 14.0;
  SearchOptions options;
  options.profile = Profile::kPaper;
  options.episodes = 640;
  options.neighbors = 6;
  Context context;
  const SearchResult learned = run_search(problem, options, context, nullptr);
  const auto mean = [&](std::size_t first, std::size_t last) {
    double sum = 0.0;
    for (std::size_t e = first; e < last; ++e) sum += learned.history[e].validation;
    return sum / static_cast<double>(last - first);
  };
  EXPECT_GT(mean(480, 640), mean(0, 160));
}

TEST(RunSearch, RefusesWhatDoesNotFit) {
  SearchProblem problem = cloud_problem(2);
  SearchOptions options;
  options.profile = Profile::kPaper;
  try {
    run_search(problem, options, Context{}, nullptr);
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_NE(std::string(error.what()).find("takes its reward from one validation split"),
              std::string::npos);
  }
  options.profile = Profile::kDefault;
  options.kind = SearchKind::kFlat;
  EXPECT_THROW(run_search(problem, options, Context{}, nullptr), ConfigError);
}

TEST(RunSearch, SaysWhenThereAreFewerMinorityRowsThanNeighbours) {
  SearchOptions options;
  options.episodes = 16;
  options.profile = Profile::kPaper;
  const SearchResult result = run_search(cloud_problem(1), options, Context{}, nullptr);
  ASSERT_FALSE(result.notes.empty());
  EXPECT_EQ(result.notes[0],
            "only 14 minority rows to train on: 14 neighbours instead of 30, the row itself "
            "included");
}

TEST(RunSearch, WithTheSmallBudgetChoosesTheAmountForThePlacementOfThePrior) {
  const SearchProblem problem = cloud_problem(3);
  SearchOptions options;
  options.budget = SearchBudget::kSmall;
  const SearchResult result = run_search(problem, options, Context{}, nullptr);
  EXPECT_EQ(result.episodes, 16U);
  EXPECT_EQ(result.fits, (16U + 2U) * 3U);
  const PolicyFile policy = parse_policy(result.policy, "");
  const PlacementPrior prior = learned_prior(ClassifierKind::kSvm, problem.metric);
  if (result.samples.empty()) {
    EXPECT_EQ(policy.placement.values, PlacementPolicy::nothing().values);
  } else {
    for (std::size_t p = 1; p < PlacementPolicy::kParameters; ++p) {
      EXPECT_NEAR(policy.placement.values[p], prior.mean[p], 1e-12);
    }
    EXPECT_GT(policy.placement.values[0], -5.0);
    EXPECT_LT(policy.placement.values[0], 1.0);
  }
}

TEST(RunSearch, AddsNothingWhereNothingScoresAsWell) {
  SearchProblem problem = cloud_problem(3);
  for (Fold& fold : problem.folds) {  // the classes are apart: all candidates score 1
    for (std::size_t i = 0; i < fold.train.rows(); ++i) {
      fold.train(i, 0) += fold.train_labels[i] == 1 ? 50.0 : 0.0;
    }
    for (std::size_t i = 0; i < fold.evaluation.rows(); ++i) {
      fold.evaluation(i, 0) += fold.evaluation_labels[i] == 1 ? 50.0 : 0.0;
    }
    fold.generator = std::make_shared<RowsGenerator>(minority_rows_of(fold));
  }
  SearchOptions options;
  options.episodes = 20;
  const SearchResult result = run_search(problem, options, Context{}, nullptr);
  EXPECT_EQ(result.score.validation, 1.0);
  EXPECT_TRUE(result.samples.empty());
}

TEST(RunSearch, MakesTheGivenAmountsEvenWhereNothingScoresAsWell) {
  for (const bool apart : {false, true}) {
    SearchProblem problem = classes_problem(3);
    give_amounts(problem);
    if (apart) {
      for (Fold& fold : problem.folds) {
        for (std::size_t i = 0; i < fold.train.rows(); ++i) {
          fold.train(i, 0) += 50.0 * fold.train_labels[i];
        }
        for (std::size_t i = 0; i < fold.evaluation.rows(); ++i) {
          fold.evaluation(i, 0) += 50.0 * fold.evaluation_labels[i];
        }
      }
    }
    for (const SearchBudget budget : {SearchBudget::kFull, SearchBudget::kSmall}) {
      SearchOptions options;
      options.budget = budget;
      options.episodes = budget == SearchBudget::kFull ? 30 : 0;
      const SearchResult result = run_search(problem, options, Context{}, nullptr);
      EXPECT_EQ(result.episodes, budget == SearchBudget::kFull ? 30U : 1U);
      std::vector<std::size_t> made(4);
      for (const Sample& sample : result.samples) {
        ++made[static_cast<std::size_t>(problem.final.class_of(sample.source))];
      }
      EXPECT_EQ(made, problem.final.given_amounts);
      EXPECT_EQ(parse_policy(result.policy, "").growth, problem.growth);
    }
  }
}

TEST(RunSearch, MakesTheGivenAmountsWithoutTimeToSearch) {
  SearchProblem problem = classes_problem(3);
  give_amounts(problem);
  SearchOptions options;
  options.time_limit = 1e-9;
  const SearchResult result = run_search(problem, options, Context{}, nullptr);
  EXPECT_EQ(result.episodes, 0U);
  EXPECT_EQ(result.samples.size(), 24U + 7U);
  EXPECT_TRUE(result.score.validation.has_value());
}

TEST(RunSearch, KeepsWithinTheFitsItIsAllowed) {
  SearchOptions options;
  for (const std::uint64_t fits : {1, 6, 9, 60}) {
    options.fit_limit = fits;
    const SearchResult result = run_search(cloud_problem(3), options, Context{}, nullptr);
    EXPECT_EQ(result.episodes, fits < 6 ? 0 : fits / 3 - 2);
    // "No sample" and the answer are scored whatever the limit is.
    EXPECT_LE(result.fits, std::max<std::uint64_t>(fits, 6));
  }
}

TEST(RunSearch, KeepsWhatWasScoredWhenTimeRunsOutWithinARound) {
  SearchProblem problem = cloud_problem(2);
  problem.folds[0] = cloud_fold(20000, 400, 8, 0.5, 31);
  problem.classifier.kind = ClassifierKind::kAdaboost;
  SearchOptions options;
  options.neighbors = 6;
  options.time_limit = 0.01;
  const SearchResult result = run_search(problem, options, Context{}, nullptr);
  EXPECT_LT(result.episodes, 20U);
  EXPECT_FALSE(result.interrupted);
}

TEST(RunSearch, AsksFewerNeighboursWhereAFoldHasFewerRows) {
  SearchProblem problem;
  for (std::uint32_t f = 0; f < 2; ++f) problem.folds.push_back(cloud_fold(2, 2, 2, 1.0, f, 12));
  problem.final = cloud_fold(4, 3, 2, 1.0, 5, 12);
  problem.classifier.kind = ClassifierKind::kKnn;
  SearchOptions options;
  options.episodes = 4;
  const SearchResult result = run_search(problem, options, Context{}, nullptr);
  EXPECT_EQ(result.episodes, 4U);
  ASSERT_FALSE(result.notes.empty());
  EXPECT_EQ(result.notes[0],
            "only 4 training rows in a fold: knn asks 4 neighbours there instead of 5");
  EXPECT_TRUE(score_baseline(Baseline::kSmote, problem, options, Context{}).validation);
}

TEST(RunSearch, RefusesTheSmallBudgetWhereThereIsNoPrior) {
  SearchOptions options;
  options.budget = SearchBudget::kSmall;
  const auto message = [](const SearchOptions& wrong) -> std::string {
    try {
      run_search(cloud_problem(1), wrong, Context{}, nullptr);
      return "ran";
    } catch (const ConfigError& error) {
      return error.what();
    }
  };
  SearchOptions paper = options;
  paper.profile = Profile::kPaper;
  EXPECT_EQ(message(paper),
            "the small budget places samples by the prior of the default profile, which the "
            "paper's does not have; leave out budget 'small', or choose profile 'default'");
  SearchOptions random = options;
  random.kind = SearchKind::kRandom;
  EXPECT_EQ(message(random),
            "the small budget places samples by the prior of the default profile, which search "
            "'random' does not use; leave out budget 'small', or choose search 'rl'");
  SearchOptions ablated = options;
  ablated.ablation.low_level = true;
  EXPECT_EQ(message(ablated),
            "the small budget places samples by the prior of the default profile, which cannot be "
            "ablated; leave out budget 'small', or choose no ablation");
}

TEST(RunSearch, SaysWhichProfileCannotDoWhatIsAsked) {
  const auto message = [](const SearchProblem& problem, const SearchOptions& options) {
    try {
      run_search(problem, options, Context{}, nullptr);
      return std::string("ran");
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
  };
  SearchOptions paper;
  paper.profile = Profile::kPaper;
  EXPECT_EQ(message(cloud_problem(2), paper),
            "the paper's profile takes its reward from one validation split, not from "
            "cross-validation; set aside a fraction or rows of your own as validation, or choose "
            "profile 'default'");
  SearchProblem three_classes = cloud_problem(1);
  three_classes.folds.front().classes = 3;
  EXPECT_EQ(message(three_classes, paper),
            "the paper's profile is for two classes, and there are 3; choose profile 'default'");
  SearchOptions flat;
  flat.kind = SearchKind::kFlat;
  EXPECT_EQ(message(cloud_problem(2), flat),
            "the flat policy belongs to the paper's profile; choose profile 'paper'");
}

TEST(Checkpoint, RefusesDamageAndOtherSearches) {
  const std::string sealed = seal_checkpoint(7, "state of the search");
  EXPECT_EQ(open_checkpoint(7, sealed), "state of the search");
  const auto message = [](std::uint64_t fingerprint, const std::string& bytes) -> std::string {
    try {
      open_checkpoint(fingerprint, bytes);
      return "opened";
    } catch (const DataError& error) {
      return error.what();
    }
  };
  EXPECT_NE(message(8, sealed).find("belongs to another search"), std::string::npos);
  for (std::size_t cut = 0; cut < sealed.size(); ++cut) {
    EXPECT_NE(message(7, sealed.substr(0, cut)).find("damaged"), std::string::npos);
  }
  std::string flipped = sealed;
  flipped.back() = static_cast<char>(flipped.back() ^ 1);
  EXPECT_NE(message(7, flipped).find("damaged"), std::string::npos);
}

TEST(SearchFingerprint, ChangesWithDataOptionsAndSeedButNotWithBudgets) {
  const SearchProblem problem = cloud_problem(1);
  SearchOptions options;
  const std::uint64_t original = search_fingerprint(problem, options, 0);
  options.episodes = 77;
  options.time_limit = 5.0;
  EXPECT_EQ(search_fingerprint(problem, options, 0), original);
  EXPECT_NE(search_fingerprint(problem, options, 1), original);
  options.budget = SearchBudget::kSmall;
  EXPECT_NE(search_fingerprint(problem, options, 0), original);
  options.budget = SearchBudget::kFull;
  options.neighbors = 7;
  EXPECT_NE(search_fingerprint(problem, options, 0), original);
  SearchProblem other = cloud_problem(1);
  other.folds[0].train(3, 1) += 1e-9;
  options.neighbors = 30;
  EXPECT_NE(search_fingerprint(other, options, 0), original);
  SearchProblem given = cloud_problem(1);
  give_amounts(given);
  EXPECT_NE(search_fingerprint(given, options, 0), original);
}

TEST(ScoreBaselines, ListsTheCheapWaysWithTheirReasons) {
  const SearchProblem problem = cloud_problem(3);
  SearchOptions options;
  const auto scores = score_baselines(problem, options, Context{});
  ASSERT_EQ(scores.size(), 5U);
  EXPECT_EQ(scores[0].method, "nothing");
  EXPECT_EQ(scores[1].method, "class weight");
  EXPECT_EQ(scores[2].method, "tuned threshold");
  EXPECT_EQ(scores[3].method, "random over-sampling");
  EXPECT_EQ(scores[4].method, "SMOTE");
  EXPECT_EQ(scores[0].synthetic_rows, 0U);
  EXPECT_GT(scores[4].synthetic_rows, 0U);
  for (const MethodScore& score : scores) {
    EXPECT_TRUE(score.validation.has_value()) << score.method;
    EXPECT_TRUE(score.test.has_value()) << score.method;
  }
  SearchProblem knn = problem;
  knn.classifier.kind = ClassifierKind::kKnn;
  const auto without_weights = score_baselines(knn, options, Context{});
  EXPECT_FALSE(without_weights[1].validation.has_value());
  EXPECT_EQ(without_weights[1].note, "this classifier has no class weights");
}

TEST(ScoreBaselines, OverSampleEachClass) {
  const SearchProblem problem = classes_problem(3);
  const auto scores = score_baselines(problem, {}, Context{});
  ASSERT_EQ(scores.size(), 5U);
  EXPECT_TRUE(scores[0].offsets.empty());
  for (const std::size_t b : {1U, 2U, 3U, 4U}) {
    ASSERT_EQ(scores[b].offsets.size(), 4U) << scores[b].method;
    EXPECT_EQ(scores[b].offsets[0], 0.0);
    EXPECT_NE(scores[b].note.find("offsets 0, "), std::string::npos) << scores[b].note;
  }
  EXPECT_EQ(scores[2].test_labels.size(), problem.final.evaluation.rows());
  EXPECT_NE(scores[1].test_scores, scores[0].test_scores);
  for (const std::size_t b : {0U, 1U, 3U, 4U}) {
    EXPECT_TRUE(scores[b].validation.has_value()) << scores[b].method;
    EXPECT_TRUE(scores[b].test.has_value()) << scores[b].method;
    EXPECT_EQ(scores[b].threshold, 0.0);
    EXPECT_EQ(scores[b].test_labels.size(), problem.final.evaluation.rows());
  }
  EXPECT_GT(scores[4].synthetic_rows, 0U);
}

TEST(ScoreBaselines, OverSampleToTheGivenAmounts) {
  SearchProblem problem = classes_problem(3);
  give_amounts(problem);
  const auto scores = score_baselines(problem, {}, Context{});
  for (const std::size_t b : {3U, 4U}) {
    EXPECT_EQ(scores[b].synthetic_rows, 24U + 7U) << scores[b].method;
    EXPECT_TRUE(scores[b].note.starts_with("the given amount; offsets 0, "));
    EXPECT_EQ(scores[b].fits, 3U);
  }
}

TEST(PaperSearch, IsForTwoClasses) {
  const SearchProblem problem = classes_problem(1);
  SearchOptions options;
  options.profile = Profile::kPaper;
  EXPECT_THROW(run_search(problem, options, Context{}, nullptr), ConfigError);
}

}  // namespace
}  // namespace autosmote
