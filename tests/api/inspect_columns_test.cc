#include "api/inspect_columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "api/api_test_util.h"

namespace autosmote {
namespace {

struct Inspected {
  Table table;
  ClassTarget target;
  std::vector<InspectColumn> columns;
};

Inspected inspected(const std::string& csv, const std::vector<std::string>& ignore = {}) {
  ReadOptions options;
  options.target = "class";
  options.ignore = ignore;
  Inspected result;
  result.table = parse_table(csv, "t.csv", options);
  result.target = select_classes(result.table, "class");
  result.columns = inspect_columns(result.table, result.target, Context{});
  return result;
}

const InspectColumn& column(const Inspected& data, const std::string& name) {
  return data.columns[*data.table.find_column(name)];
}

TEST(InspectColumns, CountsAndRoles) {
  const Inspected data =
      inspected("a,b,id,flat,void,class\n1,u,9,7,,x\n3,v,8,7,,x\n,u,7,7,,y\n3,,6,7,,y\n", {"id"});
  EXPECT_EQ(column(data, "a").kind, "numeric");
  EXPECT_EQ(column(data, "a").role, "feature");
  EXPECT_EQ(column(data, "a").missing, 1U);
  EXPECT_EQ(column(data, "a").distinct, 2U);
  EXPECT_EQ(column(data, "a").smallest, 1.0);
  EXPECT_EQ(column(data, "a").largest, 3.0);
  EXPECT_NEAR(*column(data, "a").mean, 7.0 / 3.0, 1e-15);
  EXPECT_EQ(column(data, "b").kind, "nominal");
  EXPECT_EQ(column(data, "b").distinct, 2U);
  EXPECT_EQ(column(data, "b").most_frequent, "u");
  EXPECT_FALSE(column(data, "b").mean);
  EXPECT_EQ(column(data, "id").role, "ignored");
  EXPECT_EQ(column(data, "class").role, "target");
  EXPECT_FALSE(column(data, "class").separation);
  EXPECT_TRUE(column(data, "flat").constant);
  EXPECT_TRUE(column(data, "void").constant);
  EXPECT_FALSE(column(data, "a").constant);
  // Classes of two rows: no claim.
  EXPECT_FALSE(column(data, "a").separation);
}

TEST(InspectColumns, TheMeanOfVeryLargeNumbersIsFinite) {
  const Inspected data = inspected("a,class\n1.7e308,x\n1.7e308,x\n1.6e308,y\n");
  EXPECT_LE(*column(data, "a").mean, 1.7e308);
  EXPECT_GE(*column(data, "a").mean, 1.6e308);
}

// Pairs of a row of `label` and another row, counted one by one.
double area_of(const std::vector<double>& scores, const std::vector<int>& labels, int label) {
  double above = 0.0;
  double pairs = 0.0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    for (std::size_t j = 0; labels[i] == label && j < labels.size(); ++j) {
      if (labels[j] == label) continue;
      pairs += 1.0;
      above += scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0.0;
    }
  }
  return above / pairs;
}

TEST(InspectColumns, SeparationOfANumberIsTheAreaOfTheBestClassInEitherDirection) {
  RandomStream random(3, Purpose::kTest);
  std::ostringstream text;
  text << "a,class\n";
  for (int i = 0; i < 90; ++i) {
    text << (i % 3 == 0 ? -2.0 : 0.5 * (i % 3)) + random.normal() << ',' << "klm"[i % 3] << '\n';
  }
  const Inspected data = inspected(text.str());
  double best = 0.0;
  for (int label = 0; label < 3; ++label) {
    const double area = area_of(data.table.column(0).values, data.target.labels, label);
    best = std::max({best, area, 1.0 - area});
  }
  EXPECT_NEAR(*column(data, "a").separation, best, 1e-12);
  EXPECT_EQ(column(data, "a").separated_class, "k");
  EXPECT_GT(best, 0.8);
  EXPECT_FALSE(column(data, "a").leaking);
}

TEST(InspectColumns, ALeakIsSeenInNumbersCategoriesAndMissingCells) {
  std::ostringstream text;
  text << "number,category,gap,noise,serial,class\n";
  for (int i = 0; i < 60; ++i) {
    const bool rare = i % 7 < 2;
    text << (rare ? 100 + i : i - 70) << ','
         << (rare         ? "yes"
             : i % 2 == 0 ? "no"
                          : "none")
         << ',' << (rare ? "" : "1") << ',' << "uvw"[(i * i + i / 5) % 3] << ",s" << i << ','
         << (rare ? "rare" : "common") << '\n';
  }
  const Inspected data = inspected(text.str());
  EXPECT_EQ(column(data, "number").separation, 1.0);
  EXPECT_TRUE(column(data, "number").leaking);
  EXPECT_EQ(column(data, "category").separation, 1.0);
  EXPECT_TRUE(column(data, "category").leaking);
  EXPECT_EQ(column(data, "gap").missing_tells, 1.0);
  EXPECT_FALSE(column(data, "gap").separation);
  EXPECT_TRUE(column(data, "gap").leaking);
  EXPECT_FALSE(column(data, "noise").leaking);
  // Every text occurs once: it tells its own row only.
  EXPECT_LT(*column(data, "serial").separation, 0.6);
}

TEST(InspectColumns, ParallelGivesTheSame) {
  const std::string csv = small_table(200, 6);
  const Inspected one = inspected(csv);
  const auto two = inspect_columns(one.table, one.target, context_of(0, 2));
  for (std::size_t i = 0; i < two.size(); ++i) {
    EXPECT_EQ(two[i].separation, one.columns[i].separation);
    EXPECT_EQ(two[i].distinct, one.columns[i].distinct);
  }
}

}  // namespace
}  // namespace autosmote
