#include "autosmote/classifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "autosmote/error.h"
#include "classifiers/refit.h"
#include "classifiers/xgboost_adapter.h"

namespace autosmote {
namespace {

using testing::ElementsAre;

const std::vector<ClassifierKind> kKinds{ClassifierKind::kSvm,      ClassifierKind::kKnn,
                                         ClassifierKind::kTree,     ClassifierKind::kAdaboost,
                                         ClassifierKind::kLogistic, ClassifierKind::kXgboost};

template <class Function>
std::string config_error_of(Function function) {
  try {
    function();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no ConfigError";
}

TEST(Classifier, NamesAndKindsAreOneToOne) {
  std::vector<std::string_view> names;
  for (const ClassifierKind kind : kKinds) {
    names.push_back(classifier_name(kind));
    EXPECT_EQ(parse_classifier(names.back()), kind);
  }
  EXPECT_THAT(names, ElementsAre("svm", "knn", "tree", "adaboost", "logistic", "xgboost"));
}

TEST(Classifier, UnknownNameListsTheNames) {
  EXPECT_EQ(config_error_of([] { parse_classifier("forest"); }),
            "unknown classifier \"forest\"; choose one of: svm, knn, tree, adaboost, logistic, "
            "xgboost");
  EXPECT_EQ(config_error_of([] { parse_classifier(""); }),
            "unknown classifier \"\"; choose one of: svm, knn, tree, adaboost, logistic, xgboost");
}

TEST(Classifier, AvailableNamesLeaveOutXgboostWithoutItsLibrary) {
  std::vector<std::string> expected{"svm", "knn", "tree", "adaboost", "logistic"};
  if (xgboost_is_available()) expected.emplace_back("xgboost");
  EXPECT_EQ(available_classifiers(), expected);
}

TEST(Classifier, SaysWhoHasGradedScoresAndTakesClassWeights) {
  for (const ClassifierKind kind : kKinds) {
    EXPECT_EQ(has_graded_scores(kind), kind != ClassifierKind::kTree);
    EXPECT_EQ(takes_class_weights(kind), kind != ClassifierKind::kKnn);
  }
}

class MakeRefitClassifier : public testing::Test {
 protected:
  MakeRefitClassifier() : x_(12, 1) {
    for (std::size_t i = 0; i < x_.rows(); ++i) {
      x_(i, 0) = static_cast<double>(i) - 5.5;
      labels_.push_back(i < 6 ? 0 : 1);
    }
  }

  RefitData data() const { return {x_.view(), labels_, {}, {}, x_.view()}; }

  std::string error_of(const ClassifierOptions& options) const {
    return config_error_of([&] { make_refit_classifier(options, data(), {}); });
  }

  Matrix<double> x_;
  std::vector<int> labels_;
};

TEST_F(MakeRefitClassifier, MakesEveryAvailableKind) {
  for (const std::string& name : available_classifiers()) {
    ClassifierOptions options;
    options.kind = parse_classifier(name);
    const auto refit = make_refit_classifier(options, data(), {});
    const auto workspace = refit->make_workspace();
    Predictions out;
    refit->fit_predict({}, *workspace, out);
    EXPECT_EQ(out.labels, labels_) << name;
    EXPECT_EQ(out.scores.size(), labels_.size()) << name;
    for (std::size_t i = 6; i < 12; ++i) EXPECT_GT(out.scores[i], out.scores[0]) << name;
  }
}

TEST_F(MakeRefitClassifier, RefusesOptionsOutOfBounds) {
  ClassifierOptions options;
  options.c = 0.0;
  EXPECT_EQ(error_of(options),
            "c (inverse regularisation) must be greater than 0 and finite, found 0");
  options.kind = ClassifierKind::kLogistic;
  options.c = -1.5;
  EXPECT_EQ(error_of(options),
            "c (inverse regularisation) must be greater than 0 and finite, found -1.5");
  options.kind = ClassifierKind::kKnn;
  options.neighbors = 0;
  EXPECT_EQ(error_of(options), "the number of neighbours must be at least 1, found 0");
  options.kind = ClassifierKind::kTree;
  options.max_depth = -1;
  EXPECT_EQ(error_of(options),
            "the maximal depth of the tree must be at least 1, or 0 for unlimited, found -1");
  options.kind = ClassifierKind::kAdaboost;
  options.estimators = 0;
  EXPECT_EQ(error_of(options), "the number of AdaBoost stumps must be at least 1, found 0");
  options.kind = ClassifierKind::kXgboost;
  options.rounds = -3;
  EXPECT_EQ(error_of(options), "the number of XGBoost rounds must be at least 1, found -3");
}

TEST_F(MakeRefitClassifier, XgboostWithoutItsLibrarySaysHowToGetIt) {
  if (xgboost_is_available()) GTEST_SKIP() << "this build has XGBoost";
  ClassifierOptions options;
  options.kind = ClassifierKind::kXgboost;
  EXPECT_EQ(error_of(options),
            "this build has no XGBoost: install its C library (Debian: libxgboost-dev) and build "
            "again with -DAUTOSMOTE_XGBOOST=ON, or choose another classifier");
}

}  // namespace
}  // namespace autosmote
