#include "samplers/lee.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "autosmote/error.h"
#include "samplers/over_sampling.h"
#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

struct Candidate {
  SyntheticOrigin origin;
  std::size_t foreign = 0;
};

/// The first `count` candidates of class c, each compared with all rows.
std::vector<Candidate> slow_candidates(const TestData& data, int c, std::size_t k,
                                       std::size_t count) {
  const std::vector<std::uint32_t> members = rows_of_class(data.view(), c);
  const Matrix<double> rows = gather_rows(data.x.view(), members);
  RandomStream random = class_stream({}, Purpose::kSmote, c);
  std::vector<Candidate> candidates;
  for (const Interpolation& draw : smote(minority_graph(rows.view(), k, {}), count, random)) {
    Candidate candidate{{members[draw.source], members[draw.neighbor], draw.lambda}};
    std::vector<std::pair<double, std::uint32_t>> near;
    for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
      double sum = 0.0;
      for (std::size_t j = 0; j < data.x.cols(); ++j) {
        const double a = data.x(candidate.origin.source, j);
        const double b = data.x(candidate.origin.neighbor, j);
        const double off = a + draw.lambda * (b - a) - data.x(i, j);
        sum += off * off;
      }
      near.emplace_back(sum, i);
    }
    std::sort(near.begin(), near.end());
    for (std::size_t n = 0; n < k; ++n) candidate.foreign += data.labels[near[n].second] != c;
    candidates.push_back(candidate);
  }
  return candidates;
}

void expect_origins(const Resampled& result, std::span<const Candidate> wanted, std::size_t from) {
  ASSERT_GE(result.origins.size(), from + wanted.size());
  for (std::size_t s = 0; s < wanted.size(); ++s) {
    const SyntheticOrigin& origin = result.origins[from + s];
    EXPECT_EQ(origin.source, wanted[s].origin.source) << s;
    EXPECT_EQ(origin.neighbor, wanted[s].origin.neighbor) << s;
    EXPECT_EQ(origin.lambda, wanted[s].origin.lambda) << s;
  }
}

TEST(Lee, KeepsTheFirstCandidatesThatPass) {
  TestData data = clouds({300, 60, 120}, 2);
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 0) += data.labels[i];
  for (const auto& [k, level] : {std::pair{5.0, 0.5}, {4.0, 0.5}, {5.0, 0.3}, {3.0, 1.0}}) {
    const Resampled result = make_sampler("lee", {{"k_neighbors", k}, {"rejection_level", level}})
                                 ->resample(data.view(), {}, {});
    ASSERT_EQ(result.origins.size(), 240U + 180U);
    for (const int c : {1, 2}) {
      const std::size_t added = c == 1 ? 240 : 180;
      std::vector<Candidate> wanted;
      std::size_t seen = 0;
      for (const Candidate& candidate :
           slow_candidates(data, c, static_cast<std::size_t>(k), 4000)) {
        if (wanted.size() == added) break;
        ++seen;
        if (static_cast<double>(candidate.foreign) / k < level) wanted.push_back(candidate);
      }
      ASSERT_EQ(wanted.size(), added);
      EXPECT_TRUE(c != 1 || seen > added);
      expect_origins(result, wanted, c == 1 ? 0 : 240);
    }
  }
}

/// Other numbers of rows mean other batches of candidates, but not other rows.
TEST(Lee, MoreRowsBeginWithFewerRows) {
  const TestData data = clouds({600, 60}, 2);
  SamplingStrategy few;
  few.kind = SamplingStrategy::Kind::kCounts;
  few.counts = {{1, 160}};
  const auto sampler = make_sampler("lee", {});
  const Resampled part = sampler->resample(data.view(), few, {});
  const Resampled all = sampler->resample(data.view(), {}, {});
  ASSERT_EQ(part.origins.size(), 100U);
  ASSERT_EQ(all.origins.size(), 540U);
  for (std::size_t s = 0; s < 100; ++s) {
    EXPECT_EQ(part.synthetic(s, 0), all.synthetic(s, 0));
    EXPECT_EQ(part.synthetic(s, 1), all.synthetic(s, 1));
  }
}

TEST(Lee, WhenTooManyAreRejectedTheBestOfThemAreTaken) {
  const TestData data = clouds({600, 30}, 2);
  constexpr std::size_t kTried = 20 * 570 + 1000;
  std::vector<Candidate> candidates = slow_candidates(data, 1, 5, kTried);
  bool some_passed = false;
  for (const double level : {0.0, 0.3}) {
    std::vector<Candidate> wanted, rejected;
    for (const Candidate& candidate : candidates) {
      (static_cast<double>(candidate.foreign) < 5.0 * level ? wanted : rejected)
          .push_back(candidate);
    }
    const std::size_t passed = wanted.size();
    ASSERT_LT(passed, 570U);
    some_passed |= passed > 0;
    std::stable_sort(rejected.begin(), rejected.end(),
                     [](const Candidate& a, const Candidate& b) { return a.foreign < b.foreign; });
    wanted.insert(wanted.end(), rejected.begin(), rejected.end());
    wanted.resize(570);
    std::string message;
    Context context;
    context.log = [&](std::string_view text) { message = text; };
    const Resampled result =
        make_sampler("lee", {{"rejection_level", level}})->resample(data.view(), {}, context);
    ASSERT_EQ(result.origins.size(), 570U);
    expect_origins(result, wanted, 0);
    EXPECT_EQ(message, "lee: of 12400 candidates for class 1 only " + std::to_string(passed) +
                           " are not rejected; the other " + std::to_string(570 - passed) +
                           " rows are the rejected ones with the fewest neighbours of other "
                           "classes");
  }
  EXPECT_TRUE(some_passed);
}

TEST(Lee, DegenerateDataGetTheirNumbers) {
  for (const TestData& data : degenerate_data()) {
    try {
      const Resampled result = make_sampler("lee", {})->resample(data.view(), {}, {});
      for (const std::uint64_t count : resampled_counts(data, result)) {
        EXPECT_EQ(count, resampled_counts(data, result)[0]) << data.name;
      }
    } catch (const DataError& error) {
      EXPECT_STREQ(error.what(),
                   "lee draws between neighbours, but class 1 has 1 row; it needs at least 2 "
                   "(random-over-sampler works with 1)");
      EXPECT_EQ(data.name, "1 minority row");
    }
  }
}

}  // namespace
}  // namespace autosmote
