#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "api/inputs.h"
#include "autosmote/table.h"
#include "autosmote/target.h"
#include "core/random.h"
#include "table/table_test_util.h"

namespace autosmote {

inline Context context_of(std::uint64_t seed, int threads = 0) {
  Context context;
  context.seed = seed;
  context.threads = threads;
  return context;
}

/// A folder of its own for each test, removed at its end.
class FolderTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("api_test_" + std::to_string(getpid()));
};

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// CSV with a number, a whole number with missing cells, a nominal column and the label; every
/// `ratio`-th row is of the minority.
inline std::string small_table(std::size_t rows, std::size_t ratio, std::uint64_t seed = 1) {
  RandomStream random(seed, Purpose::kTest);
  std::ostringstream text;
  text << "size,count,color,class\n";
  for (std::size_t i = 0; i < rows; ++i) {
    const bool minority = i % ratio == 0;
    const double center = minority ? 1.0 : 0.0;
    text << center + random.normal() << ',';
    if (random.below(10) > 0) text << std::lround(20 + 5 * (center + random.normal()));
    text << ',' << "rgb"[random.below(minority ? 2 : 3)] << ',' << (minority ? "rare" : "common")
         << '\n';
  }
  return text.str();
}

inline LabelledTable labelled(const std::string& csv, const std::string& source = "t.csv") {
  ReadOptions options;
  options.target = "class";
  LabelledTable result;
  result.table = parse_table(csv, source, options);
  result.target = select_target(result.table, "class");
  return result;
}

/// The same columns with four classes of 100, 30, 14 and 5 rows, mixed: 'big', 'some', 'few' and
/// 'least'.
inline std::string classes_table(std::uint64_t seed = 1) {
  RandomStream random(seed, Purpose::kTest);
  std::vector<int> labels;
  for (const int rows : {100, 30, 14, 5}) {
    labels.insert(labels.end(), static_cast<std::size_t>(rows),
                  labels.empty() ? 0 : labels.back() + 1);
  }
  shuffle(std::span<int>(labels), random);
  constexpr const char* kNames[] = {"big", "some", "few", "least"};
  std::ostringstream text;
  text << "size,count,color,class\n";
  for (const int label : labels) {
    text << 1.5 * label + random.normal() << ',';
    if (random.below(10) > 0) text << std::lround(20 - 4 * label + 3 * random.normal());
    text << ',' << "rgbk"[random.below(label == 2 ? 4 : 3)] << ',' << kNames[label] << '\n';
  }
  return text.str();
}

}  // namespace autosmote
