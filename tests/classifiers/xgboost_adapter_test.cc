#include "classifiers/xgboost_adapter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "autosmote/error.h"
#include "classifiers/refit.h"
#include "core/random.h"

namespace autosmote {
namespace {

// Two overlapping clouds in three dimensions, candidates in the minority's.
class XgboostAdapter : public testing::Test {
 protected:
  void SetUp() override {
    if (!xgboost_is_available()) GTEST_SKIP() << "this build has no XGBoost";
    RandomStream random(7, Purpose::kTest);
    const auto fill = [&](Matrix<double>& matrix, const auto& centre) {
      for (std::size_t i = 0; i < matrix.rows(); ++i) {
        for (double& value : matrix.row(i)) value = random.normal() + centre(i);
      }
    };
    labels_.assign(120, 0);
    for (std::size_t i = 100; i < 120; ++i) labels_[i] = 1;
    fill(base_, [](std::size_t i) { return i < 100 ? 0.0 : 1.0; });
    fill(candidates_, [](std::size_t) { return 1.0; });
    fill(evaluation_, [](std::size_t i) { return i % 2 == 0 ? 0.0 : 1.0; });
  }

  RefitData data() const {
    return {base_.view(), labels_, candidates_.view(), {}, evaluation_.view()};
  }

  Matrix<double> base_{120, 3};
  std::vector<int> labels_;
  Matrix<double> candidates_{40, 3};
  Matrix<double> evaluation_{60, 3};
  const std::vector<WeightedRow> sample_set_{{0, 2}, {3, 1}, {17, 5}, {39, 1}};
};

Predictions fit(const RefitData& data, const TrainingWeights& weights) {
  const auto refit = make_xgboost_refit({}, data);
  const auto workspace = refit->make_workspace();
  Predictions out;
  refit->fit_predict(weights, *workspace, out);
  return out;
}

void expect_near(const Predictions& a, const Predictions& b, double tolerance) {
  ASSERT_EQ(a.scores.size(), b.scores.size());
  for (std::size_t i = 0; i < a.scores.size(); ++i) {
    EXPECT_NEAR(a.scores[i], b.scores[i], tolerance);
  }
}

TEST_F(XgboostAdapter, LabelsAreMarginsAboveZero) {
  const Predictions out = fit(data(), {1.0, 1.0, sample_set_});
  int minority = 0;
  for (std::size_t i = 0; i < out.labels.size(); ++i) {
    EXPECT_EQ(out.labels[i], out.scores[i] > 0.0 ? 1 : 0);
    minority += out.labels[i];
  }
  EXPECT_GT(minority, 5);
  EXPECT_LT(minority, 55);
}

// The slow twin: the same rows, as base rows and as often as their weight says.
TEST_F(XgboostAdapter, MultiplicitiesAreRepeatedRows) {
  std::vector<std::uint32_t> copies;
  for (const WeightedRow& candidate : sample_set_) {
    copies.insert(copies.end(), candidate.weight, candidate.row);
  }
  Matrix<double> base(120 + copies.size(), 3);
  std::vector<int> labels = labels_;
  labels.resize(base.rows(), 1);
  for (std::size_t i = 0; i < base.rows(); ++i) {
    const auto row = i < 120 ? base_.row(i) : candidates_.row(copies[i - 120]);
    std::copy(row.begin(), row.end(), base.row(i).begin());
  }
  const Predictions twin = fit({base.view(), labels, {}, {}, evaluation_.view()}, {});
  expect_near(fit(data(), {1.0, 1.0, sample_set_}), twin, 1e-3);
}

// The same for base rows that stand for several.
TEST_F(XgboostAdapter, RowWeightsAreRepeatedRows) {
  std::vector<double> weights(120, 1.0);
  std::vector<std::uint32_t> copies;
  for (std::uint32_t i = 0; i < 100; i += 3) {
    weights[i] = 1.0 + i % 4;
    copies.insert(copies.end(), i % 4, i);
  }
  Matrix<double> base(120 + copies.size(), 3);
  std::vector<int> labels = labels_;
  labels.resize(base.rows(), 0);
  for (std::size_t i = 0; i < base.rows(); ++i) {
    const auto row = base_.row(i < 120 ? i : copies[i - 120]);
    std::copy(row.begin(), row.end(), base.row(i).begin());
  }
  const Predictions twin = fit({base.view(), labels, {}, {}, evaluation_.view()}, {});
  RefitData weighted = data();
  weighted.base_weights = weights;
  expect_near(fit(weighted, {}), twin, 1e-3);
}

TEST_F(XgboostAdapter, SampleSetAndClassWeightsMatter) {
  const Predictions plain = fit(data(), {});
  const Predictions sampled = fit(data(), {1.0, 1.0, sample_set_});
  const Predictions weighted = fit(data(), {0.5, 3.0, {}});
  double sampled_shift = 0.0;
  double weighted_shift = 0.0;
  for (std::size_t i = 0; i < plain.scores.size(); ++i) {
    sampled_shift += sampled.scores[i] - plain.scores[i];
    weighted_shift += weighted.scores[i] - plain.scores[i];
  }
  EXPECT_GT(sampled_shift, 1.0);
  EXPECT_GT(weighted_shift, 10.0);
}

TEST_F(XgboostAdapter, DependsOnNothingButItsArguments) {
  const auto refit = make_xgboost_refit({}, data());
  const auto used = refit->make_workspace();
  Predictions out;
  refit->fit_predict({0.5, 2.0, {}}, *used, out);
  refit->fit_predict({1.0, 1.0, sample_set_}, *used, out);
  const Predictions fresh = fit(data(), {1.0, 1.0, sample_set_});
  EXPECT_EQ(out.labels, fresh.labels);
  EXPECT_EQ(out.scores, fresh.scores);
}

// Nobody checks candidates, which lie between base rows; XGBoost does.
TEST_F(XgboostAdapter, RefusalBecomesError) {
  candidates_(3, 1) = std::numeric_limits<double>::infinity();
  const std::vector<WeightedRow> sample{{3, 1}};
  try {
    fit(data(), {1.0, 1.0, sample});
    FAIL() << "no Error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("XGBoost: "), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("inf"), std::string::npos) << error.what();
  }
}

TEST_F(XgboostAdapter, NamesNumbersThatSinglePrecisionDoesNotHold) {
  base_(5, 1) = -1e39;
  try {
    fit(data(), {});
    FAIL() << "no Error";
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("a feature is -1e+39"), std::string::npos)
        << error.what();
  }
  base_(5, 1) = 3e38;
  EXPECT_NO_THROW(fit(data(), {}));
}

}  // namespace
}  // namespace autosmote
