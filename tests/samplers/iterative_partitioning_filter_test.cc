#include "samplers/iterative_partitioning_filter.h"

#include <gtest/gtest.h>

#include <numeric>

#include "autosmote/error.h"
#include "samplers/chi_square.h"
#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

/// Rows of one feature whose values are floats, as the tree sees them.
TestData line(const std::vector<int>& counts, std::uint32_t number) {
  TestData data = clouds(counts, 1, number);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    data.x(i, 0) = static_cast<double>(static_cast<float>(data.x(i, 0)));
  }
  return data;
}

/// On one feature a full-grown tree gives each row the class of the nearest row of its part, since
/// splits lie in the middle between rows of different classes.
std::vector<std::uint32_t> slow_votes(const TestData& data,
                                      const std::vector<std::uint32_t>& part_of_row,
                                      std::uint32_t parts) {
  std::vector<std::uint32_t> votes(data.x.rows());
  for (std::uint32_t part = 0; part < parts; ++part) {
    for (std::size_t i = 0; i < data.x.rows(); ++i) {
      double nearest = HUGE_VAL;
      int label = -1;
      for (std::size_t j = 0; j < data.x.rows(); ++j) {
        if (part_of_row[j] != part || std::abs(data.x(i, 0) - data.x(j, 0)) >= nearest) continue;
        nearest = std::abs(data.x(i, 0) - data.x(j, 0));
        label = data.labels[j];
      }
      votes[i] += label != data.labels[i];
    }
  }
  return votes;
}

TEST(IterativePartitioningFilter, VotesAreThoseOfTheNearestRowOnOneFeature) {
  for (const std::vector<int>& counts : {std::vector<int>{150, 90}, std::vector<int>{90, 60, 75},
                                         std::vector<int>{40, 30, 20, 50}}) {
    const TestData data = line(counts, 3);
    const std::vector<std::uint32_t> parts = deal_parts(data.view(), 7, 0, {});
    const std::vector<std::uint32_t> votes = count_wrong_votes(data.view(), parts, 7, 0, {});
    EXPECT_EQ(votes, slow_votes(data, parts, 7)) << counts.size();
    EXPECT_GT(*std::ranges::max_element(votes), 4U);
    EXPECT_LT(*std::ranges::max_element(votes), 7U);  // the own tree is right
  }
}

/// The best single split by gini, lowest threshold first, by trying all.
double slow_stump(const TestData& data, const std::vector<std::uint32_t>& rows, bool& high_is_one) {
  std::vector<double> values;
  for (const std::uint32_t row : rows) values.push_back(data.x(row, 0));
  std::ranges::sort(values);
  double best = -1.0, threshold = 0.0;
  for (std::size_t s = 0; s + 1 < values.size(); ++s) {
    const double middle = 0.5 * (values[s] + values[s + 1]);
    double count[2][2] = {};
    for (const std::uint32_t row : rows) ++count[data.x(row, 0) > middle][data.labels[row]];
    double purity = 0.0;
    for (const auto& side : count) {
      purity += (side[0] * side[0] + side[1] * side[1]) / (side[0] + side[1]);
    }
    if (purity <= best + 1e-9) continue;
    best = purity;
    threshold = middle;
    high_is_one = count[1][1] > count[1][0];
  }
  return threshold;
}

TEST(IterativePartitioningFilter, DepthLimitsTheTrees) {
  TestData data = line({100, 80}, 4);
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 0) += 2.0 * data.labels[i];
  const std::vector<std::uint32_t> parts = deal_parts(data.view(), 5, 0, {});
  std::vector<std::uint32_t> expected(data.x.rows());
  for (std::uint32_t part = 0; part < 5; ++part) {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
      if (parts[i] == part) rows.push_back(i);
    }
    bool high_is_one = false;
    const double threshold = slow_stump(data, rows, high_is_one);
    ASSERT_TRUE(high_is_one);  // then the low side is class 0 in such data
    for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
      expected[i] += (data.x(i, 0) > threshold ? 1 : 0) != data.labels[i];
    }
  }
  const std::vector<std::uint32_t> votes = count_wrong_votes(data.view(), parts, 5, 1, {});
  EXPECT_EQ(votes, expected);
  EXPECT_EQ(*std::ranges::max_element(votes), 5U);
}

TEST(IterativePartitioningFilter, PartsAreEvenInEachClassAndRandom) {
  const TestData data = clouds({50, 23}, 1);
  std::vector<double> first_row(9);
  for (std::uint64_t seed = 0; seed < 1800; ++seed) {
    Context context;
    context.seed = seed;
    const std::vector<std::uint32_t> parts = deal_parts(data.view(), 9, 2, context);
    ++first_row[parts[0]];
    std::vector<std::vector<int>> sizes(2, std::vector<int>(9));
    for (std::size_t i = 0; i < parts.size(); ++i) {
      ++sizes[static_cast<std::size_t>(data.labels[i])][parts[i]];
    }
    for (const std::vector<int>& of_class : sizes) {
      EXPECT_LE(*std::ranges::max_element(of_class) - *std::ranges::min_element(of_class), 1);
    }
  }
  // 50 = 5 * 9 + 5 and 23 = 2 * 9 + 5: the first parts of a class have one row more.
  std::vector<double> expected;
  const bool majority = data.labels[0] == 0;
  for (std::size_t part = 0; part < 9; ++part) {
    const bool more = majority ? part < 5 : part >= 5 || part < 1;
    expected.push_back(1800.0 * (majority ? 5.0 + more : 2.0 + more) / (majority ? 50.0 : 23.0));
  }
  EXPECT_LT(chi_square(first_row, expected), chi_square_limit(9));
}

/// Two groups far apart, with some labels of the first exchanged.
TestData with_noise(std::vector<std::uint32_t>& noisy) {
  TestData data = clouds({300, 200}, 2);
  for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
    for (double& value : data.x.row(i)) value += 50.0 * data.labels[i];
  }
  for (std::uint32_t i = 0; i < data.x.rows(); i += 41) {
    data.labels[i] = 1 - data.labels[i];
    noisy.push_back(i);
  }
  return data;
}

std::vector<std::uint32_t> removed_rows(std::size_t n, const std::vector<std::uint32_t>& kept) {
  std::vector<std::uint32_t> all(n), removed;
  std::iota(all.begin(), all.end(), 0U);
  std::ranges::set_difference(all, kept, std::back_inserter(removed));
  return removed;
}

TEST(IterativePartitioningFilter, RemovesExchangedLabels) {
  std::vector<std::uint32_t> noisy;
  const TestData data = with_noise(noisy);
  PartitioningFilterOptions options;
  const auto removed = [&] {
    return removed_rows(data.x.rows(), iterative_partitioning_filter(data.view(), options, {}));
  };
  const std::vector<std::uint32_t> by_majority = removed();
  EXPECT_TRUE(std::ranges::includes(by_majority, noisy));
  EXPECT_LT(by_majority.size(), noisy.size() + 10);  // full trees also misjudge some neighbours
  options.max_depth = 1;
  EXPECT_EQ(removed(), noisy);
  options.consensus = true;
  EXPECT_EQ(removed(), noisy);
  options.max_depth = 0;
  EXPECT_TRUE(removed().empty());  // a full-grown tree is right about its own rows
}

TEST(IterativePartitioningFilter, EndsAfterTheQuietRounds) {
  const TestData data = clouds({400, 300}, 2);
  PartitioningFilterOptions options;
  options.quiet_share = 1.0;  // every round is quiet
  std::vector<std::uint32_t> before;
  for (std::size_t rounds = 1; rounds <= 4; ++rounds) {
    options.quiet_rounds = rounds;
    const std::vector<std::uint32_t> kept = iterative_partitioning_filter(data.view(), options, {});
    if (rounds == 1) {
      const std::vector<std::uint32_t> votes =
          count_wrong_votes(data.view(), deal_parts(data.view(), 9, 0, {}), 9, 0, {});
      std::vector<std::uint32_t> expected;
      for (std::uint32_t i = 0; i < votes.size(); ++i) {
        if (votes[i] <= 4) expected.push_back(i);
      }
      EXPECT_EQ(kept, expected);
    } else {
      EXPECT_TRUE(std::ranges::includes(before, kept));
      EXPECT_LT(kept.size(), before.size());
    }
    before = kept;
  }
  options.quiet_rounds = 3;
  options.quiet_share = 0.0;  // goes on until three rounds remove nothing
  const std::vector<std::uint32_t> end = iterative_partitioning_filter(data.view(), options, {});
  options.quiet_share = 0.2;
  const std::vector<std::uint32_t> sooner = iterative_partitioning_filter(data.view(), options, {});
  EXPECT_TRUE(std::ranges::includes(sooner, end));
  EXPECT_LT(end.size(), sooner.size());
}

TEST(IterativePartitioningFilter, NeverRemovesAWholeClass) {
  TestData data{"alternating", Matrix<double>(99, 1), std::vector<int>(99)};
  for (std::size_t i = 0; i < 99; ++i) {
    data.x(i, 0) = static_cast<double>(i);
    data.labels[i] = i % 11 == 5 ? 1 : 0;
  }
  std::vector<std::string> messages;
  Context context;
  context.log = [&](std::string_view text) { messages.emplace_back(text); };
  const std::vector<std::uint32_t> kept =
      iterative_partitioning_filter(data.view(), {.partitions = 20}, context);
  int minority = 0;
  for (const std::uint32_t row : kept) minority += data.labels[row];
  EXPECT_EQ(minority, 9);
  ASSERT_GE(messages.size(), 2U);
  EXPECT_EQ(messages[0],
            "smote-ipf: the smallest class has 9 rows, so there are 9 parts instead of 20");
  EXPECT_EQ(messages[1],
            "smote-ipf: the filter calls all 9 rows of class 1 noise; they stay for this round");
}

TEST(SmoteIpf, FiltersWhatSmoteMadeAndReportsTheOriginalRowsThatStay) {
  const TestData data = clouds({260, 40, 90}, 3);
  const Resampled over = make_sampler("smote", {})->resample(data.view(), {}, {});
  const std::size_t n = data.x.rows();
  TestData all{"stacked", Matrix<double>(n + over.synthetic.rows(), 3), data.labels};
  std::copy_n(data.x.data(), n * 3, all.x.data());
  std::copy_n(over.synthetic.data(), over.synthetic.rows() * 3, all.x.data() + n * 3);
  all.labels.insert(all.labels.end(), over.synthetic_labels.begin(), over.synthetic_labels.end());
  std::vector<std::uint32_t> rows, synthetic;
  for (const std::uint32_t row : iterative_partitioning_filter(all.view(), {}, {})) {
    (row < n ? rows : synthetic).push_back(row);
  }
  const Resampled result = make_sampler("smote-ipf", {})->resample(data.view(), {}, {});
  EXPECT_EQ(result.rows, rows);
  EXPECT_LT(rows.size(), n);
  ASSERT_EQ(result.synthetic.rows(), synthetic.size());
  EXPECT_LT(synthetic.size(), over.synthetic.rows());
  for (std::size_t s = 0; s < synthetic.size(); ++s) {
    const std::size_t before = synthetic[s] - n;
    EXPECT_EQ(result.synthetic_labels[s], over.synthetic_labels[before]);
    EXPECT_EQ(result.origins[s].lambda, over.origins[before].lambda);
    EXPECT_TRUE(std::ranges::equal(result.synthetic.row(s), over.synthetic.row(before)));
  }
  EXPECT_EQ(malformed(data, result), "");
}

TEST(SmoteIpf, SurvivesDegenerateDataWithAnyParameters) {
  for (const SamplerParameters& parameters :
       {SamplerParameters{{"voting", "consensus"}, {"max_depth", 1.0}},
        {{"n_folds", 1.0}, {"k", 1.0}},
        {{"n_folds", 2.0}, {"p", 0.0}, {"max_depth", 1.0}}}) {
    const std::unique_ptr<Sampler> sampler = make_sampler("smote-ipf", parameters);
    for (const TestData& data : degenerate_data()) {
      try {
        const Resampled result = sampler->resample(data.view(), {}, {});
        EXPECT_EQ(malformed(data, result), "") << data.name;
        for (const std::uint64_t count : resampled_counts(data, result)) EXPECT_GE(count, 1U);
      } catch (const DataError&) {
        EXPECT_EQ(data.name, "1 minority row");
      }
    }
  }
}

TEST(SmoteIpf, ParametersReachTheFilter) {
  std::vector<std::uint32_t> noisy;
  const TestData data = with_noise(noisy);
  const Resampled none =
      make_sampler("smote-ipf", {{"voting", "consensus"}})->resample(data.view(), {}, {});
  EXPECT_EQ(none.rows.size(), data.x.rows());
  const Resampled stumps =
      make_sampler("smote-ipf", {{"voting", "consensus"}, {"max_depth", 1.0}, {"k_neighbors", 1.0}})
          ->resample(data.view(), {}, {});
  EXPECT_TRUE(std::ranges::includes(removed_rows(data.x.rows(), stumps.rows), noisy));
}

}  // namespace
}  // namespace autosmote
