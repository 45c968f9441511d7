#include "neighbors/lanes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "core/random.h"
#include "vector_widths.h"

namespace autosmote {
namespace {

LaneVector random_doubles(std::size_t count, std::uint64_t seed) {
  RandomStream random(seed, Purpose::kTest);
  LaneVector values(count);
  for (double& value : values) value = random.normal();
  return values;
}

FloatLanes random_floats(std::size_t count, std::uint64_t seed) {
  RandomStream random(seed, Purpose::kTest);
  FloatLanes values(count);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

// Every function against plain loops that add in the same order: the same bytes.

TEST(Lanes, DistancesTo32Rows) {
  for_each_vector_width([](std::size_t) {
    for (const std::size_t d : {1U, 5U, 16U, 17U, 40U}) {
      const LaneVector values = random_doubles(32 * d, d);
      const LaneVector query = random_doubles(d, 99);
      for (const double bound : {0.0, 1.5 * static_cast<double>(d), 1e9}) {
        std::vector<double> expected(32);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 32; ++i) {
          for (std::size_t j = 0; j < d; ++j) {
            const double difference = query[j] - values[32 * j + i];
            expected[i] += difference * difference;
          }
          if (expected[i] <= bound) bits |= 1U << i;
        }
        std::vector<double> out(32, -1.0);
        EXPECT_EQ(distances_to_32(values.data(), d, query.data(), bound, out.data()), bits);
        EXPECT_EQ(out, bits == 0 ? std::vector<double>(32, -1.0) : expected);
      }
    }
  });
}

TEST(Lanes, DistancesToBoxes) {
  for_each_vector_width([](std::size_t) {
    for (const std::size_t d : {1U, 3U, 11U}) {
      LaneVector boxes = random_doubles(16 * d, d);
      for (std::size_t j = 0; j < d; ++j) {
        for (std::size_t i = 16 * j; i < 16 * j + 8; ++i) {
          if (boxes[i] > boxes[i + 8]) std::swap(boxes[i], boxes[i + 8]);
        }
      }
      const LaneVector query = random_doubles(8 * d, 7);
      std::vector<double> nearest(8), farthest(8), of_queries(8);
      for (std::size_t i = 0; i < 8; ++i) {
        for (std::size_t j = 0; j < d; ++j) {
          const double low = boxes[16 * j + i], high = boxes[16 * j + 8 + i];
          const double gap = std::max({low - query[j], query[j] - high, 0.0});
          const double reach = std::max(query[j] - low, high - query[j]);
          nearest[i] += gap * gap;
          farthest[i] += reach * reach;
          const double q = query[8 * j + i];
          const double side = std::max({boxes[j] - q, q - (boxes[j] + 0.5), 0.0});
          of_queries[i] += side * side;
        }
      }
      std::vector<double> out(8);
      distances_to_8_boxes(boxes.data(), d, query.data(), out.data());
      EXPECT_EQ(out, nearest);
      farthest_of_8_boxes(boxes.data(), d, query.data(), out.data());
      EXPECT_EQ(out, farthest);
      std::vector<double> high(d);
      for (std::size_t j = 0; j < d; ++j) high[j] = boxes[j] + 0.5;
      box_to_8_queries(query.data(), d, boxes.data(), high.data(), out.data());
      EXPECT_EQ(out, of_queries);
    }
  });
}

TEST(Lanes, RangesAndSmallest) {
  for_each_vector_width([](std::size_t) {
    const FloatLanes low = random_floats(48, 1);
    FloatLanes high = low;
    for (float& value : high) value += 0.25F;
    FloatLanes sums = random_floats(48, 2);
    FloatLanes expected = sums;
    for (std::size_t i = 0; i < 48; ++i) {
      const float gap = std::max({low[i] - 0.1F, 0.1F - high[i], 0.0F});
      expected[i] += gap * gap;
    }
    add_range_gaps(low.data(), high.data(), 0.1F, sums);
    EXPECT_EQ(sums, expected);

    for (std::size_t place = 0; place < 48; ++place) {
      FloatLanes values = random_floats(48, 3);
      values[place] = -9.0F;
      values[47] = -9.0F;
      values[(place + 1) % 47] = std::numeric_limits<float>::quiet_NaN();
      EXPECT_EQ(smallest_of(values), place);
    }
  });
}

TEST(Lanes, RowsWithinALimit) {
  for_each_vector_width([](std::size_t) {
    const FloatLanes values = random_floats(64 * 3, 5);
    const std::vector<float> numeric{0.3F, -0.2F, 0.9F};
    const std::vector<float> weights{0.5F, 0.25F, 1.5F, 0.75F, 0.125F};  // two words of groups
    const std::vector<std::uint32_t> query_codes{0x01020001U, 0x00000002U};
    RandomStream random(6, Purpose::kTest);
    WordLanes codes(2 * 128);
    for (std::uint32_t& word : codes) {
      for (std::size_t byte = 0; byte < 4; ++byte) {
        word = word << 8 | static_cast<std::uint32_t>(random.uniform() * 3.0);
      }
    }
    for (std::size_t g = 0; g < 2; ++g) {
      for (std::size_t i = 0; i < 64; ++i) {
        codes[128 * g + 64 + i] = i % 5 == 0 ? 0xFFFF00FFU : 0xFFFFFFFFU;
      }
    }
    const FloatLanes offsets = random_floats(64, 7);
    std::vector<float> expected(64);
    std::uint64_t within = 0, small = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      expected[i] = offsets[i] - 0.5F;
      for (std::size_t j = 0; j < 3; ++j) {
        const float difference = numeric[j] - values[64 * j + i];
        expected[i] += difference * difference;
      }
      for (std::size_t g = 0; g < weights.size(); ++g) {
        const std::uint32_t different =
            (codes[128 * (g / 4) + i] ^ query_codes[g / 4]) & codes[128 * (g / 4) + 64 + i];
        if ((different >> (8 * (g % 4)) & 0xFFU) != 0) expected[i] += weights[g];
      }
      if (expected[i] <= 4.0F) within |= std::uint64_t{1} << i;
      if (values[i] <= 0.2F) small |= std::uint64_t{1} << i;
    }
    std::vector<float> sums(64);
    EXPECT_EQ(rows_within(offsets.data(), values.data(), codes.data(),
                          {numeric, weights, query_codes, -0.5F}, 4.0F, sums.data()),
              within);
    EXPECT_EQ(sums, expected);
    EXPECT_EQ(bits_within(values.data(), 0.2F), small);
  });
}

}  // namespace
}  // namespace autosmote
