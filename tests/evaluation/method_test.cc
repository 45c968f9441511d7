#include "evaluation/method.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "autosmote/error.h"
#include "search/placement_prior.h"

namespace autosmote {
namespace {

TEST(MethodVersion, GrowsForWhatValidatesByFoldsAndWithThePriorForWhatStartsFromIt) {
  const auto version = [](const char* name) { return method_version(parse_method(name)); };
  for (const char* name :
       {"nothing", "smote", "class-weight", "random-search", "autosmote-paper"}) {
    EXPECT_EQ(version(name), "1") << name;
  }
  for (const char* name : {"threshold", "smote-tuned", "autosmote-random"}) {
    EXPECT_EQ(version(name), "2") << name;
  }
  const std::string prior = "2, prior " + std::string(prior_version());
  for (const char* name : {"autosmote", "autosmote-prior", "autosmote-without-low-level"}) {
    EXPECT_EQ(version(name), prior) << name;
  }
}

TEST(ParseMethod, AnUnknownNameIsRefusedWithAllNames) {
  try {
    parse_method("smoteboost");
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("no method 'smoteboost'; choose from nothing,"));
  }
}

}  // namespace
}  // namespace autosmote
