#include "nn/gemm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "core/random.h"

namespace autosmote::nn {
namespace {

std::vector<float> random_values(std::size_t n, std::uint32_t key) {
  RandomStream random(11, Purpose::kTest, key);
  std::vector<float> values(n);
  for (float& v : values) v = static_cast<float>(random.normal());
  return values;
}

// The definition, one element at a time, with the promised order of fused multiply-adds.
std::vector<float> multiply_slowly(std::size_t m, std::size_t k, std::size_t n,
                                   const std::vector<float>& a, const std::vector<float>& b,
                                   const std::vector<float>& start) {
  std::vector<float> c = start;
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t l = 0; l < k; ++l) {
        c[i * n + j] = std::fma(a[i * k + l], b[l * n + j], c[i * n + j]);
      }
    }
  }
  return c;
}

class EveryInstructionSet : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { force_instruction_set(GetParam()); }
  void TearDown() override { force_instruction_set(nullptr); }
};

TEST_P(EveryInstructionSet, EqualsTheLoopBitForBitOverTailSizes) {
  for (const std::size_t m : {1, 2, 5, 11, 12, 13, 25}) {
    for (const std::size_t k : {1, 3, 17}) {
      for (const std::size_t n : {1, 7, 31, 32, 33, 64, 70}) {
        const auto a = random_values(m * k, 1);
        const auto b = random_values(k * n, 2);
        const auto bias = random_values(n, 3);
        std::vector<float> start(m * n);
        for (std::size_t i = 0; i < m * n; ++i) start[i] = bias[i % n];
        PackedMatrix<float> packed;
        packed.pack(b.data(), k, n, n);
        std::vector<float> c(m * n, 99.0F);
        multiply<float>(m, {a.data(), k, 1}, packed, bias.data(), false, c.data(), n);
        EXPECT_EQ(c, multiply_slowly(m, k, n, a, b, start)) << m << ' ' << k << ' ' << n;
        const auto before = c;
        multiply<float>(m, {a.data(), k, 1}, packed, nullptr, true, c.data(), n);
        EXPECT_EQ(c, multiply_slowly(m, k, n, a, b, before)) << m << ' ' << k << ' ' << n;
      }
    }
  }
}

TEST_P(EveryInstructionSet, ReadsTransposedFactorsInPlace) {
  constexpr std::size_t kM = 14, kK = 9, kN = 40;
  const auto a = random_values(kM * kK, 4);
  const auto b = random_values(kK * kN, 5);
  std::vector<float> a_transposed(kM * kK), b_transposed(kK * kN);
  for (std::size_t i = 0; i < kM; ++i) {
    for (std::size_t l = 0; l < kK; ++l) a_transposed[l * kM + i] = a[i * kK + l];
  }
  for (std::size_t l = 0; l < kK; ++l) {
    for (std::size_t j = 0; j < kN; ++j) b_transposed[j * kK + l] = b[l * kN + j];
  }
  PackedMatrix<float> packed;
  packed.pack_transposed(b_transposed.data(), kK, kN, kK);
  std::vector<float> c(kM * kN);
  multiply<float>(kM, {a_transposed.data(), 1, kM}, packed, nullptr, false, c.data(), kN);
  EXPECT_EQ(c, multiply_slowly(kM, kK, kN, a, b, std::vector<float>(kM * kN, 0.0F)));
}

TEST_P(EveryInstructionSet, ReluDotGivesTheSameBytesAsThePortableKernelAndTheRightNumber) {
  constexpr std::size_t kK = 128, kN = 128;
  for (const std::size_t m : {1, 5, 12, 119, 120, 121, 250}) {
    const auto a = random_values(m * kK, 6);
    const auto b = random_values(kK * kN, 7);
    const auto bias = random_values(kN, 8);
    const auto head = random_values(kN, 9);
    PackedMatrix<float> packed;
    packed.pack(b.data(), kK, kN, kN);
    std::vector<float> scores(m), portable(m);
    multiply_relu_dot(m, {a.data(), kK, 1}, packed, bias.data(), head.data(), 0.5F, scores.data());
    force_instruction_set("portable");
    multiply_relu_dot(m, {a.data(), kK, 1}, packed, bias.data(), head.data(), 0.5F,
                      portable.data());
    force_instruction_set(GetParam());
    EXPECT_EQ(std::memcmp(scores.data(), portable.data(), m * sizeof(float)), 0);
    for (std::size_t i = 0; i < m; ++i) {
      double expected = 0.5;
      for (std::size_t j = 0; j < kN; ++j) {
        double h = static_cast<double>(bias[j]);
        for (std::size_t l = 0; l < kK; ++l) {
          h += static_cast<double>(a[i * kK + l]) * static_cast<double>(b[l * kN + j]);
        }
        if (h > 0.0) expected += h * static_cast<double>(head[j]);
      }
      EXPECT_NEAR(static_cast<double>(scores[i]), expected, 2e-3);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Gemm, EveryInstructionSet, testing::ValuesIn(available_instruction_sets()),
                         [](const auto& set) { return std::string(set.param); });

}  // namespace
}  // namespace autosmote::nn
