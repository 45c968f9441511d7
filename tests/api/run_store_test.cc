#include "api/run_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "api/api_test_util.h"
#include "autosmote/compare.h"
#include "autosmote/error.h"

namespace autosmote {
namespace {

using testing::HasSubstr;

class RunStoreTest : public FolderTest {
 protected:
  RunStoreTest() {
    context_.log = [this](std::string_view text) { log_ += std::string(text) + "\n"; };
  }

  static RunOrigin origin(std::uint64_t checksum, const std::string& settings = "{\"folds\":5}\n") {
    return {settings, {{"t", {"data/t.csv", checksum}}}, {}, "{\"c\":1.0}", {}};
  }
  std::string results() const { return (folder_ / "results.csv").string(); }
  std::string origin_text() const { return content_of(folder_ / "comparison.json"); }

  /// A folder with one run of set t.
  void make(const RunOrigin& from) {
    RunStore store(folder_, from, false, context_);
    RunRecord run;
    run.key = {"t", 0.0, 0, "svm", "mcc", "nothing"};
    store.append(run);
  }
  /// Runs that a resumed store has, or the message of the error.
  std::string resume(const RunOrigin& from) {
    try {
      return std::to_string(RunStore(folder_, from, true, context_).runs().size());
    } catch (const ConfigError& error) {
      return error.what();
    }
  }

  std::string log_;
  Context context_;
};

TEST_F(RunStoreTest, TakesRunsOfTheSameTable) {
  make(origin(0xAB));
  EXPECT_EQ(origin_text(),
            "{\"folds\":5,\"classifiers\":{},\"methods\":{},"
            "\"tables\":{\"t\":\"00000000000000ab\"}}\n");
  EXPECT_EQ(resume(origin(0xAB)), "1");
  EXPECT_EQ(log_, "");
}

TEST_F(RunStoreTest, RefusesRunsOfAnotherTable) {
  make(origin(0xAB));
  EXPECT_EQ(resume(origin(0xCD)),
            results() +
                ": its runs of t were made from another table than data/t.csv is now (checksum "
                "there 00000000000000ab, here 00000000000000cd), and runs of both cannot stand in "
                "one table; give the table they were made from, or choose another output folder");
  EXPECT_EQ(resume(origin(0xAB)), "1");
}

TEST_F(RunStoreTest, RefusesRunsWithOtherSettings) {
  make(origin(0xAB));
  EXPECT_EQ(resume(origin(0xAB, "{\"folds\":6}\n")),
            results() +
                ": was made with other settings than these, and runs of both cannot stand in one "
                "table; choose another output folder.\nthere: {\"folds\":5}\n\nhere: "
                "{\"folds\":6}\n");
  std::filesystem::remove(folder_ / "comparison.json");
  EXPECT_THAT(resume(origin(0xAB)), HasSubstr("there: unknown\nhere: {\"folds\":5}"));
  std::ofstream(folder_ / "comparison.json") << "{\"fol";
  EXPECT_THAT(resume(origin(0xAB)), HasSubstr("there: {\"fol\nhere: {\"folds\":5}"));
}

TEST_F(RunStoreTest, RefusesRunsOfAClassifierWithOtherOptions) {
  const auto with = [](const std::string& name, const std::string& options) {
    RunOrigin from = origin(0xAB);
    from.classifiers[name] = options;
    return from;
  };
  make(with("svm", "{\"c\":2.0}"));
  EXPECT_EQ(resume(with("svm", "{\"c\":2.0}")), "1");
  const std::string message =
      results() +
      ": its runs of svm were made with other options of the classifier than these, and runs of "
      "both cannot stand in one table; choose another output folder.\nthere: ";
  EXPECT_EQ(resume(with("svm", "{\"c\":3.0}")), message + "{\"c\":2.0}\nhere: {\"c\":3.0}");
  // Another classifier may be added, and the folder knows of both then.
  EXPECT_EQ(resume(with("knn", "{\"c\":3.0}")), "1");
  EXPECT_THAT(origin_text(),
              HasSubstr("\"classifiers\":{\"knn\":{\"c\":3.0},\"svm\":{\"c\":2.0}}"));
  // A folder of an earlier version has the defaults.
  std::ofstream(folder_ / "comparison.json")
      << "{\"folds\":5,\"tables\":{\"t\":\"00000000000000ab\"}}\n";
  EXPECT_EQ(resume(with("svm", "{\"c\":3.0}")), message + "{\"c\":1.0}\nhere: {\"c\":3.0}");
  EXPECT_EQ(resume(with("svm", "{\"c\":1.0}")), "1");
}

TEST_F(RunStoreTest, RefusesRunsOfAnotherVersionOfAMethod) {
  const auto with = [](const std::string& method, const std::string& version) {
    RunOrigin from = origin(0xAB);
    from.methods[method] = version;
    return from;
  };
  make(with("nothing", "2"));
  EXPECT_EQ(resume(with("nothing", "2")), "1");
  EXPECT_EQ(resume(with("nothing", "3")),
            results() +
                ": its runs of nothing were made by version 2 of this method, which is 3 now, and "
                "runs of both cannot stand in one table; take the lines of nothing out of it to "
                "make them anew, or choose another output folder");
  // Methods without runs are not bound, and the folder keeps what it knows of others.
  EXPECT_EQ(resume(with("smote", "7")), "1");
  EXPECT_THAT(origin_text(), HasSubstr("\"methods\":{\"nothing\":\"2\",\"smote\":\"7\"}"));
  EXPECT_EQ(resume(with("smote", "8")), "1");
  // A folder of an earlier version has version 1.
  std::ofstream(folder_ / "comparison.json")
      << "{\"folds\":5,\"tables\":{\"t\":\"00000000000000ab\"}}\n";
  EXPECT_THAT(resume(with("nothing", "2")), HasSubstr("made by version 1 of this method"));
  EXPECT_EQ(resume(with("nothing", "1")), "1");
}

TEST_F(RunStoreTest, TakesAFolderWithoutChecksumsAndAddsThem) {
  make(origin(0xAB));
  std::ofstream(folder_ / "comparison.json") << "{\"folds\":5}\n";
  EXPECT_EQ(resume(origin(0xCD)), "1");
  EXPECT_EQ(log_, results() +
                      ": it could not be checked that its runs of t were made from these tables, "
                      "because the folder has no checksum of them; from now on it has\n");
  EXPECT_EQ(resume(origin(0xCD)), "1");
  EXPECT_THAT(resume(origin(0xAB)), HasSubstr("were made from another table"));
}

TEST_F(RunStoreTest, KeepsTheChecksumsOfTablesThatAreNotGiven) {
  make(origin(0xAB));
  RunOrigin other = origin(0xAB);
  other.tables = {{"u", {"data/u.csv", 1}}};
  EXPECT_EQ(resume(other), "1");
  EXPECT_EQ(log_, "");
  EXPECT_THAT(resume(origin(0xCD)), HasSubstr("were made from another table"));
  // No run of u was made, so it is not bound to the table of before.
  other.tables["u"].checksum = 2;
  EXPECT_EQ(resume(other), "1");
}

/// What compare() binds its runs to.
class ResumeTest : public FolderTest {
 protected:
  CompareOptions options() const {
    CompareOptions result;
    result.data = {(folder_ / "t.csv").string()};
    result.target = "class";
    result.methods = {"nothing"};
    result.classifiers = {ClassifierOptions{}};
    result.metrics = {Metric{}};
    result.repeats = 1;
    result.output = (folder_ / "out").string();
    result.resume = true;
    return result;
  }
  std::string error_with(const std::function<void(CompareOptions&)>& change) const {
    CompareOptions changed = options();
    change(changed);
    try {
      compare(changed, context_of(1, 1));
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(ResumeTest, RefusesWhateverChangesScores) {
  std::ofstream(folder_ / "t.csv") << small_table(100, 5, 1);
  EXPECT_EQ(compare(options(), context_of(1, 1)).runs_new, 1U);
  EXPECT_EQ(compare(options(), context_of(1, 1)).runs_new, 0U);
  const std::string settings = "was made with other settings than these";
  EXPECT_THAT(error_with([](auto& o) { o.folds = 3; }), HasSubstr(settings));
  EXPECT_THAT(error_with([](auto& o) { o.episodes = 30; }), HasSubstr(settings));
  EXPECT_THAT(error_with([](auto& o) { o.read.nominal = {"count"}; }), HasSubstr(settings));
  EXPECT_THAT(error_with([](auto& o) { o.read.numeric = {"size"}; }), HasSubstr(settings));
  EXPECT_THAT(error_with([](auto& o) { o.read.ignore = {"size"}; }), HasSubstr(settings));
  EXPECT_THAT(error_with([](auto& o) { o.read.missing = {"r"}; }), HasSubstr(settings));
  std::ofstream(folder_ / "t.csv") << small_table(100, 5, 2);
  EXPECT_THAT(error_with([](auto&) {}), HasSubstr("its runs of t were made from another table"));
  std::ofstream(folder_ / "t.csv") << small_table(100, 5, 1);
  EXPECT_EQ(compare(options(), context_of(1, 1)).runs_new, 0U);
}

}  // namespace
}  // namespace autosmote
