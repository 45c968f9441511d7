#include "classifiers/lane_blocks.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/random.h"
#include "vector_widths.h"

namespace autosmote {
namespace {

struct Case {
  LaneBlocks blocks;
  Matrix<double> rows;  // with the intercept
  std::vector<double> after, before;
};

Case make_case(std::size_t rows, std::size_t features) {
  RandomStream random(rows, Purpose::kTest, static_cast<std::uint32_t>(features));
  Case made;
  made.rows = Matrix<double>(rows, features + 1);
  made.blocks.reset(rows, features);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < features; ++j) made.rows(i, j) = random.normal();
    made.rows(i, features) = 1.0;
    made.blocks.set_row(i, made.rows.row(i).first(features));
    made.after.push_back(random.uniform());
    made.before.push_back(random.uniform());
  }
  return made;
}

// One element of the sum of outer products: the order of additions that every instruction set
// must keep, in plain scalars.
double plain_element(const Case& made, std::span<const std::uint32_t> blocks, bool difference,
                     std::size_t i, std::size_t j) {
  double lanes[kLanes] = {};
  for (const std::size_t block : blocks) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::size_t row = block * kLanes + lane;
      if (row >= made.rows.rows()) continue;
      const double weight = made.after[row] - (difference ? made.before[row] : 0.0);
      lanes[lane] += (weight * made.rows(row, i)) * made.rows(row, j);
    }
  }
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
         ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

// The same bytes as plain scalar code for all tails of rows and of tiles, so that no instruction
// set can give others.
TEST(LaneBlocks, OuterProductsHaveTheBytesOfPlainCode) {
  for_each_vector_width([](std::size_t) {
    for (const std::size_t rows : {1, 7, 8, 9, 33, 100}) {
      for (const std::size_t features : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 18}) {
        const Case made = make_case(rows, features);
        const LanesVector after = pack_weights(made.after);
        const LanesVector before = pack_weights(made.before);
        std::vector<std::uint32_t> listed;
        for (std::uint32_t b = 0; b < made.blocks.blocks(); ++b) {
          if (b % 3 != 1) listed.push_back(b);
        }
        for (const bool difference : {false, true}) {
          const std::size_t width = features + 1;
          std::vector<double> out(width * width, 10.0);
          add_outer_products(made.blocks, listed, after.data(),
                             difference ? before.data() : nullptr, 0.5, {out.data(), width});
          for (std::size_t i = 0; i < width; ++i) {
            for (std::size_t j = 0; j < width; ++j) {
              const double expected =
                  j > i ? 10.0 : 10.0 + 0.5 * plain_element(made, listed, difference, i, j);
              EXPECT_EQ(out[j * width + i], expected)
                  << rows << " " << features << " " << i << " " << j;
            }
          }
        }
      }
    }
  });
}

// Panels bound the memory that one sweep touches; they must lose no block.
TEST(LaneBlocks, OuterProductsOfManyPanelsAddUp) {
  const Case made = make_case(3000, 70);
  const LanesVector after = pack_weights(made.after);
  std::vector<std::uint32_t> all(made.blocks.blocks());
  std::iota(all.begin(), all.end(), 0U);
  std::vector<double> out(71 * 71, 0.0);
  add_outer_products(made.blocks, all, after.data(), nullptr, 1.0, {out.data(), 71});
  for (std::size_t i = 0; i < 71; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      EXPECT_NEAR(out[j * 71 + i], plain_element(made, all, false, i, j), 1e-9);
    }
  }
}

// What the matrix does to a vector, in the order of additions that every instruction set must keep.
TEST(LaneBlocks, OuterProductsTimesAVectorHaveTheBytesOfPlainCode) {
  for_each_vector_width([](std::size_t) {
    for (const std::size_t rows : {1, 7, 8, 9, 33, 100, 203}) {
      for (const std::size_t features : {0, 1, 5, 18}) {
        const Case made = make_case(rows, features);
        const LanesVector weights = pack_weights(made.after);
        std::vector<std::uint32_t> listed;
        for (std::uint32_t b = 0; b < made.blocks.blocks(); ++b) {
          if (b % 3 != 1) listed.push_back(b);
        }
        std::vector<double> point(features + 1);
        for (std::size_t j = 0; j <= features; ++j) point[j] = 0.3 * static_cast<double>(j) - 0.7;
        LanesVector sums(features + 1, Lanes{} + 10.0);
        LanesVector expected = sums;
        for (const std::size_t block : listed) {
          for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const std::size_t row = block * kLanes + lane;
            if (row >= rows) continue;
            double value = 0.0;
            for (std::size_t j = 0; j <= features; ++j) value += made.rows(row, j) * point[j];
            value *= made.after[row];
            for (std::size_t j = 0; j <= features; ++j) {
              expected[j][lane] += value * made.rows(row, j);
            }
          }
        }
        add_outer_products_times(made.blocks, listed, weights.data(), point, sums.data());
        for (std::size_t j = 0; j <= features; ++j) {
          for (std::size_t lane = 0; lane < kLanes; ++lane) {
            EXPECT_EQ(sums[j][lane], expected[j][lane]) << rows << " " << features << " " << j;
          }
        }
      }
    }
  });
}

TEST(LaneBlocks, DecisionValuesHaveTheBytesOfPlainCode) {
  for_each_vector_width([](std::size_t) {
    for (const std::size_t rows : {1, 7, 8, 9, 31, 32, 33, 100}) {
      for (const std::size_t features : {0, 1, 5, 9}) {
        const Case made = make_case(rows, features);
        std::vector<double> point(features + 1);
        for (std::size_t j = 0; j <= features; ++j) point[j] = 0.3 * static_cast<double>(j) - 0.7;
        std::vector<double> out(rows);
        decision_values(made.blocks, point, out);
        for (std::size_t i = 0; i < rows; ++i) {
          double sum = 0.0;
          for (std::size_t j = 0; j <= features; ++j) sum += made.rows(i, j) * point[j];
          EXPECT_EQ(out[i], sum);
        }
      }
    }
  });
}

TEST(LaneBlocks, ResetForgetsTheRowsBefore) {
  Case made = make_case(16, 3);
  made.blocks.reset(9, 3);
  for (std::size_t b = 0; b < made.blocks.blocks() * made.blocks.width(); ++b) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      EXPECT_EQ(made.blocks.data()[b][lane], 0.0);
    }
  }
}

}  // namespace
}  // namespace autosmote
