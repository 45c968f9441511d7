#include "rl/cross_entropy.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autosmote::rl {
namespace {

TEST(CrossEntropy, FindsTheTopOfAShiftedHill) {
  CrossEntropy search({0, 0, 0}, {2, 2, 2}, {}, 1);
  for (std::uint64_t round = 0; round < 30; ++round) {
    std::vector<std::vector<double>> points;
    std::vector<double> scores;
    for (std::size_t c = 0; c < 20; ++c) {
      points.push_back(search.candidate(round, c));
      const auto& p = points.back();
      scores.push_back(-std::pow(p[0] - 3, 2) - std::pow(p[1] + 1, 2) - std::fabs(p[2] - 0.5));
    }
    search.learn(points, scores);
  }
  EXPECT_NEAR(search.mean()[0], 3.0, 0.3);
  EXPECT_NEAR(search.mean()[1], -1.0, 0.3);
  EXPECT_NEAR(search.mean()[2], 0.5, 0.3);
  for (const double d : search.deviation()) EXPECT_GE(d, 0.2);  // the floor keeps it exploring
}

TEST(CrossEntropy, CandidatesDependOnTheirNumberAlone) {
  const CrossEntropy search({0, 1}, {1, 1}, {}, 5);
  const auto point = search.candidate(2, 7);
  search.candidate(2, 8);
  EXPECT_EQ(search.candidate(2, 7), point);
  EXPECT_NE(search.candidate(3, 7), point);
}

TEST(BestOf, OrdersByScoreThenNumber) {
  const std::vector<double> scores{1, 3, 2, 3};
  EXPECT_EQ(best_of(scores, 3), (std::vector<std::size_t>{1, 3, 2}));
  EXPECT_EQ(best_of(scores, 9).size(), 4U);
}

TEST(MeanOf, AveragesTheChosenPoints) {
  const std::vector<std::vector<double>> points{{1, 2}, {3, 6}, {100, 100}};
  const std::vector<std::size_t> chosen{0, 1};
  EXPECT_EQ(mean_of(points, chosen), (std::vector<double>{2, 4}));
}

}  // namespace
}  // namespace autosmote::rl
