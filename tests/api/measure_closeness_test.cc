#include "api/measure_closeness.h"

#include <gtest/gtest.h>

#include <fstream>

#include "api/api_test_util.h"
#include "api/inputs.h"
#include "api/problem.h"
#include "api/row_plan.h"

namespace autosmote {
namespace {

class ClosenessOfSamplesTest : public FolderTest {};

TEST_F(ClosenessOfSamplesTest, ComparesWithTheClassOfTheSource) {
  std::string table = "x,class\n";
  for (int i = 0; i < 20; ++i) table += std::to_string(i) + ",most\n";
  for (int i = 0; i < 8; ++i) table += std::to_string(100 + i) + ",some\n";
  for (int i = 0; i < 6; ++i) table += std::to_string(200 + i) + ",few\n";
  std::ofstream(folder_ / "train.csv") << table;
  FitOptions options;
  options.train = folder_ / "train.csv";
  options.target = "class";
  const Inputs inputs = read_inputs(options);
  const PreparedProblem problem = prepare_problem(inputs, plan_rows(inputs, options, 1), options);
  // Copies, one of each class, and rows half-way between neighbours.
  const std::vector<Sample> samples{
      {0, 0, 0.0, 0}, {13, 13, 0.0, 0}, {2, 3, 0.5, 0}, {9, 10, 0.5, 0}};
  const Closeness found = *closeness_of_samples(problem, samples, {});
  EXPECT_EQ(found.rows, 4U);
  EXPECT_EQ(found.nearer_other, 0.0);
  EXPECT_EQ(closeness_of_samples(problem, {}, {}), std::nullopt);
}

}  // namespace
}  // namespace autosmote
