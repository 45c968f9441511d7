#include "classifiers/kernel_svm.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

#include "classifiers/rbf_rows.h"
#include "core/abandon.h"
#include "core/random.h"

namespace autosmote {
namespace {

/// Two overlapping normal clouds, every `every`-th point of sign -1.
struct Clouds {
  Matrix<double> x;
  std::vector<int> signs;

  Clouds(std::size_t n, std::size_t d, std::size_t every, double apart = 1.0) : x(n, d) {
    RandomStream random(11, Purpose::kTest, static_cast<std::uint32_t>(n));
    for (std::size_t i = 0; i < n; ++i) {
      signs.push_back(i % every == 0 ? -1 : 1);
      for (double& value : x.row(i)) value = random.normal() + (i % every == 0 ? apart : 0.0);
    }
  }
};

double kernel(const Matrix<double>& x, std::size_t i, std::size_t j, double gamma) {
  double squared = 0.0;
  for (std::size_t f = 0; f < x.cols(); ++f) squared += std::pow(x(i, f) - x(j, f), 2);
  return std::exp(-gamma * squared);
}

/// Checks `svm` against the problem itself: box, balance, the objective by the double sum, and the
/// largest violation of optimality.
void expect_optimal(const Clouds& data, const KernelSvm& svm, const KernelSvmOptions& options) {
  const std::size_t n = data.signs.size();
  double balance = 0.0, objective = 0.0, up = -1e300, down = -1e300;
  for (std::size_t i = 0; i < n; ++i) {
    ASSERT_GE(svm.alpha[i], 0.0);
    ASSERT_LE(svm.alpha[i], options.c);
    balance += data.signs[i] * svm.alpha[i];
    double f = -data.signs[i];
    for (std::size_t j = 0; j < n; ++j) {
      f += data.signs[j] * svm.alpha[j] * kernel(data.x, i, j, options.gamma);
    }
    objective += 0.5 * svm.alpha[i] * (data.signs[i] * f - 1.0);
    const bool below = svm.alpha[i]<options.c, above = svm.alpha[i]> 0.0;
    if (data.signs[i] > 0 ? below : above) up = std::max(up, -f);
    if (data.signs[i] > 0 ? above : below) down = std::max(down, f);
  }
  EXPECT_NEAR(balance, 0.0, 1e-9);
  EXPECT_NEAR(svm.objective, objective, 1e-5 * std::abs(objective));
  EXPECT_LT(up + down, options.tolerance + 1e-5);
}

TEST(KernelSvm, TwoPointsHaveTheirClosedForm) {
  Clouds data(2, 1, 2);
  data.x(0, 0) = 0.0;
  data.x(1, 0) = 1.0;
  KernelSvmOptions options;
  options.c = 10.0;
  // Both alphas equal a: minimise a^2 (1 - k) - 2 a, so a = 1 / (1 - k).
  const double k = std::exp(-1.0);
  KernelSvm svm = fit_kernel_svm(data.x.view(), data.signs, options, {});
  EXPECT_NEAR(svm.alpha[0], 1.0 / (1.0 - k), 1e-6);
  EXPECT_EQ(svm.alpha[0], svm.alpha[1]);
  EXPECT_NEAR(svm.objective, -1.0 / (1.0 - k), 1e-6);
  options.c = 1.0;
  svm = fit_kernel_svm(data.x.view(), data.signs, options, {});
  EXPECT_EQ(svm.alpha, (std::vector{1.0, 1.0}));
}

TEST(KernelSvm, SolutionsAreOptimal) {
  for (const std::size_t n : {3U, 8U, 9U, 31U, 33U, 200U}) {
    for (const double c : {0.1, 1.0, 50.0}) {
      const Clouds data(n, 3, 3);
      KernelSvmOptions options;
      options.c = c;
      options.gamma = scale_gamma(data.x.view());
      options.tolerance = 1e-4;
      expect_optimal(data, fit_kernel_svm(data.x.view(), data.signs, options, {}), options);
    }
  }
}

TEST(KernelSvm, EndsWhereItIsAbandoned) {
  const Clouds data(33, 3, 3);
  CancellationToken token;
  token.cancel();
  Context context;
  context.cancellation = &token;
  context.abandon = true;
  EXPECT_THROW(fit_kernel_svm(data.x.view(), data.signs, {}, context), Abandoned);
}

/// More steps than lie between two looks for points to leave out: with and without it, and with
/// little or much cache, the optimum is the same.
TEST(KernelSvm, ShrinkingAndCacheSizeChangeNothingThatMatters) {
  const Clouds data(1500, 2, 4, 0.7);
  KernelSvmOptions options;
  options.c = 30.0;
  options.gamma = 0.5;
  const KernelSvm shrunk = fit_kernel_svm(data.x.view(), data.signs, options, {});
  ASSERT_GT(shrunk.steps, 3000U);
  expect_optimal(data, shrunk, options);
  options.cache_bytes = 20 * 1500 * sizeof(float);
  const KernelSvm little_cache = fit_kernel_svm(data.x.view(), data.signs, options, {});
  EXPECT_EQ(little_cache.alpha, shrunk.alpha);
  EXPECT_GT(little_cache.kernel_rows, shrunk.kernel_rows);
  options.shrinking = false;
  const KernelSvm whole = fit_kernel_svm(data.x.view(), data.signs, options, {});
  expect_optimal(data, whole, options);
  EXPECT_NEAR(whole.objective, shrunk.objective, 1e-5 * std::abs(whole.objective));
}

TEST(KernelSvm, TheNumberOfThreadsDoesNotMatter) {
  const Clouds data(600, 5000, 5, 0.1);  // enough features for rows worth several threads
  KernelSvmOptions options;
  options.gamma = scale_gamma(data.x.view());
  Context one, three;
  one.threads = 1;
  three.threads = 3;
  const KernelSvm a = fit_kernel_svm(data.x.view(), data.signs, options, one);
  const KernelSvm b = fit_kernel_svm(data.x.view(), data.signs, options, three);
  EXPECT_EQ(a.alpha, b.alpha);
  EXPECT_EQ(a.objective, b.objective);
}

TEST(KernelSvm, EqualPointsOfBothSignsEndAtTheBox) {
  Clouds data(20, 2, 4);
  for (std::size_t i = 0; i < 20; ++i) data.x(i, 0) = data.x(i, 1) = 3.0;
  EXPECT_EQ(scale_gamma(data.x.view()), 1.0);
  const KernelSvm svm = fit_kernel_svm(data.x.view(), data.signs, {}, {});
  EXPECT_NEAR(std::accumulate(svm.alpha.begin(), svm.alpha.end(), 0.0), 10.0, 1e-9);
}

TEST(KernelSvm, GammaScaleIsThatOfTheDefinition) {
  Matrix<double> x(2, 2);
  x(0, 0) = 1.0;
  x(0, 1) = 3.0;
  x(1, 0) = 5.0;
  x(1, 1) = 7.0;  // mean 4, variance 5
  EXPECT_DOUBLE_EQ(scale_gamma(x.view()), 0.1);
}

TEST(RbfRows, RowsFollowExchangedPoints) {
  const Clouds data(100, 3, 2);
  std::vector<std::uint32_t> order(100);
  std::iota(order.begin(), order.end(), 0U);
  RbfRows rows(data.x.view(), order, 0.3, 9 * 128 * sizeof(float));
  RandomStream random(5, Purpose::kTest);
  for (int trial = 0; trial < 60; ++trial) {
    for (int ask = 0; ask < 5; ++ask) {
      const std::size_t p = random.below(100), length = 1 + random.below(100);
      const std::array<std::size_t, 3> batch{p, (p + 7) % 100, (p + 31) % 100};
      if (ask % 2 == 0) rows.prepare(batch, length, {});
      EXPECT_TRUE(ask % 2 == 1 || rows.is_kept(batch[1], length));
      const float* row = rows.row(p, length, {});
      for (std::size_t q = 0; q < length; ++q) {
        ASSERT_FLOAT_EQ(row[q], static_cast<float>(kernel(data.x, order[p], order[q], 0.3)))
            << p << " " << q;
      }
    }
    std::vector<RbfRows::Exchange> exchanges;
    const std::size_t count = random.below(20);
    for (std::size_t i = 0; i < count; ++i) {
      exchanges.emplace_back(2 * i + random.below(2), 99 - i);
      std::swap(order[exchanges.back().first], order[exchanges.back().second]);
    }
    rows.exchange(exchanges, {});
    // Pins vectors that kept their memory when their row went, or doubled it when it grew.
    EXPECT_LE(rows.bytes_held(), (9 + RbfRows::kBatch) * 128 * sizeof(float));
  }
  EXPECT_GT(rows.rows_computed(), 100U);
}

}  // namespace
}  // namespace autosmote
