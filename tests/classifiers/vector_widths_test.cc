#include "vector_widths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/matrix_view.h"
#include "classifiers/frequent_values.h"
#include "classifiers/kernel_svm.h"
#include "classifiers/logistic.h"
#include "classifiers/refit.h"
#include "classifiers/sorted_columns.h"
#include "classifiers/svm.h"
#include "core/random.h"

namespace autosmote {
namespace {

/// Rows of two overlapping clouds, with columns that are mostly 0.
struct Rows {
  Matrix<double> values;
  std::vector<int> labels;
};

Rows make_rows(std::size_t count, std::uint64_t seed, std::size_t sparse) {
  RandomStream random(seed, Purpose::kTest);
  Rows rows{Matrix<double>(count, 3 + sparse), std::vector<int>(count)};
  for (std::size_t i = 0; i < count; ++i) {
    rows.labels[i] = i % 3 == 0 ? 1 : 0;
    for (std::size_t j = 0; j < 3; ++j) {
      rows.values(i, j) = random.normal() + (rows.labels[i] == 1 ? 0.7 : 0.0);
    }
    for (std::size_t j = 3; j < 3 + sparse; ++j) {
      rows.values(i, j) = random.uniform() < 0.2 ? random.uniform() : 0.0;
    }
  }
  return rows;
}

// 203 and 41 rows leave tails of every kind.
void expect_same_bytes(std::size_t sparse) {
  const Rows base = make_rows(203, 1, sparse);
  const Rows candidates = make_rows(41, 2, sparse);
  const Rows evaluation = make_rows(77, 3, sparse);
  std::vector<WeightedRow> sample;
  for (std::uint32_t row = 0; row < 41; row += 2) sample.push_back({row, 1 + row % 3});
  for (const ClassifierKind kind :
       {ClassifierKind::kSvm, ClassifierKind::kLogistic, ClassifierKind::kAdaboost,
        ClassifierKind::kTree, ClassifierKind::kKnn}) {
    std::vector<Predictions> found;
    for_each_vector_width([&](std::size_t) {
      const RefitData data{base.values.view(), base.labels, candidates.values.view(),
                           candidates.labels, evaluation.values.view()};
      const auto classifier = make_refit_classifier({.kind = kind}, data, {});
      const auto workspace = classifier->make_workspace();
      classifier->fit_predict({1.0, 1.0, sample}, *workspace, found.emplace_back());
    });
    EXPECT_THAT(found[0].labels, testing::AllOf(testing::Contains(0), testing::Contains(1)));
    for (const Predictions& other : found) {
      EXPECT_EQ(other.labels, found[0].labels);
      EXPECT_EQ(other.scores, found[0].scores);
    }
  }
}

TEST(VectorWidths, ClassifiersHaveTheSameBytesForAll) { expect_same_bytes(1); }

// With so many columns that are mostly 0, adaboost tells rows with a 0 by their bits.
TEST(VectorWidths, ClassifiersOfFrequentValuesHaveTheSameBytesForAll) {
  const Rows base = make_rows(203, 1, 6);
  const SortedColumns columns({base.values.view(), base.labels, {}, {}, {}}, {});
  ASSERT_TRUE(FrequentValues(columns, 203).any());
  expect_same_bytes(6);
}

// With so many columns svm and logistic regression find their steps by conjugate gradients.
TEST(VectorWidths, ClassifiersOfManyColumnsHaveTheSameBytesForAll) {
  expect_same_bytes(std::max(kWideSvm, kWideLogistic));
}

TEST(VectorWidths, KernelSvmHasTheSameBytesForAll) {
  const Rows rows = make_rows(301, 4, 1);
  std::vector<int> signs;
  for (const int label : rows.labels) signs.push_back(label == 1 ? 1 : -1);
  std::vector<KernelSvm> found;
  for_each_vector_width([&](std::size_t) {
    found.push_back(fit_kernel_svm(rows.values.view(), signs, {.c = 2.0, .gamma = 0.4}, {}));
  });
  EXPECT_GT(found[0].steps, 0);
  for (const KernelSvm& other : found) {
    EXPECT_EQ(other.alpha, found[0].alpha);
    EXPECT_EQ(other.steps, found[0].steps);
  }
}

}  // namespace
}  // namespace autosmote
