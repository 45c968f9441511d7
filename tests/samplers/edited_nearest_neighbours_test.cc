#include "samplers/edited_nearest_neighbours.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <utility>

#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

/// The k nearest other rows by comparing with all; the lower row number of equals.
std::vector<std::uint32_t> slow_neighbors(const SamplerData& data, std::size_t row, std::size_t k) {
  std::vector<std::pair<double, std::uint32_t>> others;
  for (std::uint32_t i = 0; i < data.x.rows; ++i) {
    double distance = 0.0;
    for (std::size_t j = 0; j < data.x.cols; ++j) {
      distance += (data.x(row, j) - data.x(i, j)) * (data.x(row, j) - data.x(i, j));
    }
    if (i != row) others.emplace_back(distance, i);
  }
  std::ranges::sort(others);
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < k; ++i) rows.push_back(others[i].second);
  return rows;
}

std::vector<std::uint32_t> slow_edit(const SamplerData& data, std::size_t k, bool mode) {
  std::vector<std::uint32_t> kept;
  for (int c = 0; c < data.classes; ++c) {
    for (std::uint32_t i = 0; i < data.x.rows; ++i) {
      if (data.labels[i] != c) continue;
      std::vector<std::size_t> votes(static_cast<std::size_t>(data.classes));
      for (const std::uint32_t other : slow_neighbors(data, i, k)) {
        ++votes[static_cast<std::size_t>(data.labels[other])];
      }
      const bool stays = mode ? std::ranges::max_element(votes) - votes.begin() == c
                              : votes[static_cast<std::size_t>(c)] == k;
      if (stays) kept.push_back(i);
    }
  }
  return kept;
}

RC_GTEST_PROP(EditedNearestNeighbours, EqualThoseOfAllPairs, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(8, 40);
  TestData data{"", Matrix<double>(n, 2),
                *rc::gen::container<std::vector<int>>(n, rc::gen::inRange(0, 3))};
  for (int c = 0; c < 3; ++c) data.labels[static_cast<std::size_t>(c)] = c;
  for (std::size_t i = 0; i < 2 * n; ++i) data.x.data()[i] = *rc::gen::inRange(0, 6);
  const auto k = *rc::gen::inRange<std::size_t>(1, 7);
  const std::vector<int> all{0, 1, 2};
  for (const bool mode : {false, true}) {
    const EditedOptions options{k, mode ? NeighborAgreement::kMode : NeighborAgreement::kAll};
    RC_ASSERT(edit(data.view(), all, options, {}) == slow_edit(data.view(), k, mode));
  }
}

// imbalanced-learn leaves out the first of k + 1 neighbours, which for equal rows can be another
// row: the row is then compared with itself.
TEST(EditedNearestNeighbours, ARowIsNeverItsOwnNeighbour) {
  TestData data{"", Matrix<double>(6, 1), {0, 1, 0, 0, 0, 0}};
  for (std::size_t i = 2; i < 6; ++i) data.x(i, 0) = 5.0 + static_cast<double>(i);
  const std::vector<int> all{0, 1};
  const auto kept = edit(data.view(), all, {1, NeighborAgreement::kAll}, {});
  EXPECT_EQ(kept, (std::vector<std::uint32_t>{2, 3, 4, 5}));
}

TEST(RepeatedEditedNearestNeighbours, IsEditingUntilNothingGoes) {
  const TestData data = clouds({400, 60}, 2);
  const SamplingStrategy strategy;
  const EditedOptions options;
  const auto once = edit_repeatedly(data.view(), strategy, options, 1, {});
  const std::vector<int> cleaned{0};
  EXPECT_EQ(once.rows, edit(data.view(), cleaned, options, {}));
  EXPECT_EQ(once.rounds, 1U);
  const auto often = edit_repeatedly(data.view(), strategy, options, 100, {});
  EXPECT_LT(often.rows.size(), once.rows.size());
  // The last round is one in which nothing goes.
  ASSERT_GT(often.rounds, 2U);
  ASSERT_LT(often.rounds, 100U);
  EXPECT_EQ(edit_repeatedly(data.view(), strategy, options, often.rounds - 1, {}).rows, often.rows);
  EXPECT_LT(often.rows.size(),
            edit_repeatedly(data.view(), strategy, options, often.rounds - 2, {}).rows.size());
  const Resampled told =
      make_sampler("repeated-edited-nearest-neighbours", {})->resample(data.view(), strategy, {});
  EXPECT_EQ(told.rows, often.rows);
  EXPECT_EQ(told.findings.rounds, often.rounds);
}

// Where the first round removes nothing, imbalanced-learn's sample_indices_ are reordered once more
// than its rows; here rows are in the order of its rows, class by class.
TEST(RepeatedEditedNearestNeighbours, NothingGoesInTheFirstRound) {
  TestData data{"", Matrix<double>(8, 1), {1, 0, 1, 0, 1, 0, 1, 0}};
  for (std::size_t i = 0; i < 8; ++i) {
    data.x(i, 0) = static_cast<double>(i) + 100.0 * data.labels[i];
  }
  const EditedRows edited = edit_repeatedly(data.view(), {}, {}, 100, {});
  EXPECT_EQ(edited.rows, (std::vector<std::uint32_t>{1, 3, 5, 7, 0, 2, 4, 6}));
  EXPECT_EQ(edited.rounds, 1U);
}

TEST(AllKnn, EndsWhereTheMajorityFallsBelowTheMinority) {
  const TestData data = clouds({40, 38}, 1);
  const SamplingStrategy strategy;
  const auto ended = edit_with_growing_k(data.view(), strategy, {5, {}}, false, {});
  const auto allowed = edit_with_growing_k(data.view(), strategy, {5, {}}, true, {});
  EXPECT_EQ(ended, edit_with_growing_k(data.view(), strategy, {1, {}}, false, {}));
  EXPECT_LT(allowed.size(), ended.size());
}

}  // namespace
}  // namespace autosmote
