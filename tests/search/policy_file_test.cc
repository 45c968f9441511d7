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
  PlacementPolicy expected = placement().placement;
  expected.values.back() = 0.0;  // means nothing with two classes
  EXPECT_EQ(first.placement.values, expected.values);
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

TEST(PolicyFile, ReadsBackTheTableItIsFor) {
  PolicyFile policy = placement();
  policy.stream = 15;
  EXPECT_FALSE(parse_policy(render_policy(policy), "").table);
  policy.table = PolicyTable{"svm",       "macro-f1",
                             "y",         {"no", "yes, \"quoted\""},
                             {"NA", ""},  {{"x", "numeric", "feature"}, {"y", "nominal", "target"}},
                             {"x", "c=a"}};
  const std::string json = render_policy(policy);
  const PolicyFile read = parse_policy(json, "");
  EXPECT_EQ(read.stream, 15U);
  EXPECT_EQ(render_policy(read), json);
  ASSERT_TRUE(read.table);
  EXPECT_EQ(read.table->classes, (std::vector<std::string>{"no", "yes, \"quoted\""}));
  EXPECT_EQ(read.table->missing, (std::vector<std::string>{"NA", ""}));
  ASSERT_EQ(read.table->columns.size(), 2U);
  EXPECT_EQ(read.table->columns[1].role, "target");
  EXPECT_EQ(read.table->features, (std::vector<std::string>{"x", "c=a"}));
  EXPECT_EQ(json.find("distance"), std::string::npos);
  policy.table->distance = "heom";
  EXPECT_EQ(parse_policy(render_policy(policy), "").table->distance, "heom");
  EXPECT_NE(message_of(replaced(json, "\"kind\"", "\"king\""), "").find("\"kind\" is missing"),
            std::string::npos);
  EXPECT_NE(
      message_of(replaced(json, "\"NA\"", "7"), "").find("\"missing\" is not a list of texts"),
      std::string::npos);
}

TEST(PolicyFile, KeepsWhatBelongsToSeveralClasses) {
  PolicyFile policy = placement();
  policy.classes = 3;
  policy.table = PolicyTable{"svm", "macro-f1", "y", {"a", "b", "c"}, {}, {}, {}};
  const std::string json = render_policy(policy);
  const PolicyFile read = parse_policy(json, "");
  EXPECT_EQ(read.classes, 3);
  EXPECT_EQ(read.placement.values, policy.placement.values);
  EXPECT_EQ(render_policy(read), json);
  EXPECT_NE(message_of(replaced(json, "\"classes\": 3", "\"classes\": 4"), "")
                .find("\"classes\" is 4, but the table has 3"),
            std::string::npos);
  EXPECT_NE(message_of(replaced(json, "\"classes\": 3", "\"classes\": 1"), "")
                .find("\"classes\" is 1, expected 2 or more"),
            std::string::npos);
}

TEST(PolicyFile, KeepsGivenAmounts) {
  PolicyFile policy = placement();
  EXPECT_EQ(render_policy(policy).find("growth"), std::string::npos);
  policy.growth = {0.0, 1.0 / 3.0};
  const std::string json = render_policy(policy);
  EXPECT_EQ(parse_policy(json, "").growth, policy.growth);
  EXPECT_NE(message_of(replaced(json, "\"classes\": 2", "\"classes\": 3"), "")
                .find("\"growth\" is not a list of 3 numbers"),
            std::string::npos);
  EXPECT_NE(message_of(replaced(json, "0.3333333333333333", "-1.0"), "")
                .find("\"growth\" has an item that is not a number from 0 to"),
            std::string::npos);
}

TEST(PolicyFile, SaysWhatIsWrong) {
  const std::string good = render_policy(placement());
  EXPECT_EQ(message_of("{", ""),
            "policy.json: it is not a JSON document; use the file that autosmote fit wrote");
  EXPECT_EQ(message_of("[]", ""),
            "policy.json: \"format\" is missing; use the file that autosmote fit wrote");
  EXPECT_EQ(message_of(replaced(good, "\"format\": 3", "\"format\": 2"), ""),
            "policy.json: format 2 is of an earlier version, expected 3; fit again; use the "
            "file that autosmote fit wrote");
  EXPECT_NE(message_of(replaced(good, "\"format\": 3", "\"format\": 4"), "")
                .find("format 4 is of a later version, expected 3"),
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
