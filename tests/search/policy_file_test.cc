#include "search/policy_file.h"

#include <gtest/gtest.h>

#include "autosmote/error.h"

namespace autosmote {
namespace {

PolicyFile placement() {
  PolicyFile policy;
  policy.neighbors = 30;
  policy.threshold = 0.1 + 0.2;
  for (std::size_t p = 0; p < PlacementPolicy::kParameters; ++p) {
    policy.placement.values[p] = 1.0 / (3.0 + static_cast<double>(p));
  }
  return policy;
}

PolicyFile networks() {
  PolicyFile policy;
  policy.profile = Profile::kPaper;
  policy.search = SearchKind::kFlat;
  policy.neighbors = 12;
  policy.features = 5;
  policy.scales = 40;
  policy.multipliers = 10;
  policy.count_bins = 10;
  policy.uses_per_bin = 20;
  policy.best_episode = 817;
  policy.networks = {{"cross-instance", {1.5F, -2.25F}}, {"low-level", {0.1F}}};
  return policy;
}

std::string message_of(std::string_view json, std::string_view weights) {
  try {
    parse_policy(json, weights);
    return "parsed";
  } catch (const DataError& error) {
    return error.what();
  }
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

TEST(PolicyFile, ReadsBackTheSameBits) {
  const PolicyFile first = parse_policy(render_policy(placement()), "");
  EXPECT_EQ(first.profile, Profile::kDefault);
  EXPECT_EQ(first.threshold, placement().threshold);
  EXPECT_EQ(first.placement.values, placement().placement.values);
  const PolicyFile second =
      parse_policy(render_policy(networks()), render_policy_weights(networks()));
  EXPECT_EQ(second.search, SearchKind::kFlat);
  EXPECT_EQ(second.scales, 40U);
  EXPECT_EQ(second.best_episode, 817U);
  ASSERT_EQ(second.networks.size(), 2U);
  EXPECT_EQ(second.networks[0].level, "cross-instance");
  EXPECT_EQ(second.networks[0].parameters, networks().networks[0].parameters);
  EXPECT_EQ(second.networks[1].parameters, networks().networks[1].parameters);
}

TEST(PolicyFile, SaysWhatIsWrong) {
  const std::string good = render_policy(placement());
  EXPECT_EQ(message_of("{", ""),
            "policy.json: it is not a JSON document; use the file that autosmote fit wrote");
  EXPECT_EQ(message_of("[]", ""),
            "policy.json: \"format\" is missing; use the file that autosmote fit wrote");
  EXPECT_NE(message_of(replaced(good, "\"format\": 1", "\"format\": 2"), "")
                .find("format 2 is not known here, expected 1"),
            std::string::npos);
  EXPECT_NE(
      message_of(replaced(good, "pair_rank", "pair_wank"), "").find("\"pair_rank\" is missing"),
      std::string::npos);
  EXPECT_NE(message_of(replaced(good, "\"neighbors\": 30", "\"neighbors\": -1"), "")
                .find("\"neighbors\" is not a whole number"),
            std::string::npos);
  EXPECT_NE(message_of(replaced(good, "\"default\"", "\"fancy\""), "").find("fancy"),
            std::string::npos);
  const std::string weights = render_policy_weights(networks());
  EXPECT_NE(message_of(render_policy(networks()), weights.substr(0, 9))
                .find("policy.weights: it ends before"),
            std::string::npos);
  EXPECT_NE(message_of(render_policy(networks()), weights + "x").find("1 bytes more than"),
            std::string::npos);
}

}  // namespace
}  // namespace autosmote
