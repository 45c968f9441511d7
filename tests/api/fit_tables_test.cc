#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <span>
#include <string>

#include "api/api_test_util.h"
#include "autosmote/error.h"
#include "autosmote/fit.h"

namespace autosmote {
namespace {

class FitTablesTest : public FolderTest {
 protected:
  FitOptions options(Profile profile) const {
    FitOptions result;
    result.target = "class";
    result.classifier.kind = ClassifierKind::kKnn;
    result.search.profile = profile;
    result.search.episodes = 16;
    return result;
  }

  /// What `fit` writes for the same table.
  void write_files(FitOptions asked, const std::string& content) {
    std::ofstream(folder_ / "train.csv") << content;
    asked.train = folder_ / "train.csv";
    asked.output = folder_ / "out";
    fit(asked, {});
  }

  std::string written(const char* name) const { return content_of(folder_ / "out" / name); }
};

Table table_of(const std::string& content, const Table* like = nullptr,
               const std::string& group = "") {
  ReadOptions read;
  if (!group.empty()) read.ignore.push_back(group);
  read.target = "class";
  read.like = like;
  return parse_table(content, "memory.csv", read);
}

std::string balanced(const Table& table, const FitOutput& made) {
  std::string text;
  TableWriter writer(table, [&](std::string_view piece) { text += piece; });
  writer.write_header();
  for (const std::uint64_t row : made.rows) writer.write_row(row);
  const std::size_t columns = table.columns().size();
  for (std::size_t s = 0; s < made.samples.size(); ++s) {
    writer.write_row(std::span(made.cells).subspan(s * columns, columns));
  }
  writer.finish();
  return text;
}

std::string lineage(const FitOutput& made) {
  std::string text = "row,source,neighbor,lambda,class,episode\n";
  std::size_t row = made.rows.size();
  for (const FitSample& sample : made.samples) {
    text += fmt::format("{},{},{},{},rare,{}\n", ++row, sample.source + 1, sample.neighbor + 1,
                        sample.lambda, sample.episode);
  }
  return text;
}

std::string history(const FitOutput& made) {
  std::string text = "episode,round,samples,validation,best_validation,entropy\n";
  for (const FitEpisode& e : made.history) {
    text += fmt::format("{},{},{},{},{},{}\n", e.episode, e.round, e.samples, e.validation,
                        e.best_validation, e.entropy);
  }
  return text;
}

TEST_F(FitTablesTest, GivesWhatFitWrites) {
  const std::string content = small_table(150, 8, 1);
  for (const Profile profile : {Profile::kDefault, Profile::kPaper}) {
    for (const char* group : {"", "color"}) {
      FitOptions asked = options(profile);
      asked.group = group;
      write_files(asked, content);
      const Table table = table_of(content, nullptr, group);
      FitTables tables;
      tables.train = table;
      const FitOutput made = fit_tables(std::move(tables), asked, {});
      EXPECT_GT(made.samples.size(), 0U);
      EXPECT_EQ(balanced(table, made), written("balanced.csv"));
      EXPECT_EQ(lineage(made), written("lineage.csv"));
      EXPECT_EQ(history(made), written("history.csv"));
      EXPECT_EQ(made.policy, written("policy.json"));
      if (profile == Profile::kPaper) {
        EXPECT_EQ(made.policy_weights, written("policy.weights"));
      }
      EXPECT_TRUE(made.result.files.empty());
      EXPECT_THAT(made.result.report, testing::HasSubstr("\"search\""));
    }
  }
}

TEST_F(FitTablesTest, ScoresTestRowsAndTakesAValidationTable) {
  FitTables tables;
  tables.train = table_of(small_table(150, 8, 1));
  tables.test = table_of(small_table(80, 8, 2), &tables.train);
  tables.validation = table_of(small_table(90, 8, 3), &tables.train);
  const FitOutput made = fit_tables(std::move(tables), options(Profile::kDefault), {});
  EXPECT_EQ(made.rows.size(), 150U);
  EXPECT_TRUE(made.result.methods.back().test.has_value());
  EXPECT_GT(made.result.test_minority_rows, 0U);
}

TEST_F(FitTablesTest, RefusesAFileAsValidation) {
  FitOptions asked = options(Profile::kDefault);
  asked.validation = parse_validation("other.csv");
  FitTables tables;
  tables.train = table_of(small_table(50, 5, 1));
  try {
    fit_tables(std::move(tables), asked, {});
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(),
                 "the validation is a file, but this fit is in memory; give the table instead");
  }
}

}  // namespace
}  // namespace autosmote
