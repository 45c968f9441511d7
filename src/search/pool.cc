#include "search/pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "neighbors/neighbor_index.h"

namespace autosmote {
namespace {

// A segment between two instances, a < b, as one number.
std::uint64_t segment_key(std::uint32_t a, std::uint32_t b) {
  return (std::uint64_t{std::min(a, b)} << 32) | std::max(a, b);
}

}  // namespace

CandidatePool::CandidatePool(Matrix<std::uint32_t> neighbors, const RowGenerator& generator)
    : neighbors_(std::move(neighbors)) {
  const std::size_t m = neighbors_.rows();
  const std::size_t k = neighbors_.cols();
  std::vector<std::uint64_t> segments;
  segments.reserve(m * k);
  for (std::uint32_t i = 0; i < m; ++i) {
    AUTOSMOTE_CHECK(neighbors_(i, 0) == i);
    for (std::size_t slot = 1; slot < k; ++slot) {
      segments.push_back(segment_key(i, neighbors_(i, slot)));
    }
  }
  std::sort(segments.begin(), segments.end());
  segments.erase(std::unique(segments.begin(), segments.end()), segments.end());

  constexpr std::size_t kInner = kLambdaCount - 2;
  for (std::uint32_t i = 0; i < m; ++i) points_.push_back({i, i, 0.0});
  for (const std::uint64_t segment : segments) {
    const auto a = static_cast<std::uint32_t>(segment >> 32);
    const auto b = static_cast<std::uint32_t>(segment);
    for (std::size_t l = 1; l <= kInner; ++l) points_.push_back({a, b, kLambdas[l]});
  }
  index_.resize(m * k * kLambdaCount);
  for (std::uint32_t i = 0; i < m; ++i) {
    for (std::size_t slot = 0; slot < k; ++slot) {
      const std::uint32_t j = neighbors_(i, slot);
      std::uint32_t* row = index_.data() + (i * k + slot) * kLambdaCount;
      row[0] = i;
      row[kLambdaCount - 1] = j;
      const auto segment = std::lower_bound(segments.begin(), segments.end(), segment_key(i, j));
      const auto first = m + static_cast<std::size_t>(segment - segments.begin()) * kInner;
      for (std::size_t l = 1; l <= kInner; ++l) {
        const std::size_t inner = i < j ? l - 1 : kInner - l;
        row[l] = i == j ? i : static_cast<std::uint32_t>(first + inner);
      }
    }
  }
  rows_ = Matrix<double>(points_.size(), generator.width());
  for (std::size_t c = 0; c < points_.size(); ++c) {
    generator.generate(points_[c].source, points_[c].neighbor, points_[c].lambda, rows_.row(c));
  }
}

std::size_t affordable_neighbors(std::span<const Fold> folds, std::size_t wanted,
                                 std::vector<std::string>& notes) {
  std::size_t fewest = folds.front().minority.size();
  std::size_t instance_bytes = 0;  // of one candidate for every instance of every fold
  for (const Fold& fold : folds) {
    fewest = std::min(fewest, fold.minority.size());
    instance_bytes += fold.minority.size() * fold.train.cols() * sizeof(double);
  }
  std::size_t k = std::min(wanted, fewest);
  if (k < wanted) {
    notes.push_back(fmt::format(
        "only {} minority rows to train on{}: {} neighbours instead of {}, the row itself included",
        fewest, folds.size() > 1 ? " in a fold" : "", k, wanted));
  }
  const auto bytes = [instance_bytes](std::size_t neighbors) {
    return instance_bytes * (1 + (neighbors - 1) * (kLambdaCount - 2));
  };
  const std::size_t before = k;
  while (k > 2 && bytes(k) > kLargestPoolBytes) --k;
  if (k < before) {
    notes.push_back(fmt::format(
        "{} neighbours instead of {}, the row itself included: with more, the possible samples "
        "would need {} MB instead of {} MB",
        k, before, bytes(before) >> 20, bytes(k) >> 20));
  }
  return k;
}

Matrix<std::uint32_t> minority_neighbors(MatrixView<const double> minority_rows, std::size_t k,
                                         const Context& context) {
  AUTOSMOTE_CHECK(k >= 1 && k <= minority_rows.rows);
  Matrix<std::uint32_t> result(minority_rows.rows, k);
  for (std::uint32_t i = 0; i < result.rows(); ++i) result(i, 0) = i;
  if (k == 1) return result;
  const Neighbors others = k_neighbors_of_each(minority_rows, k - 1, context);
  for (std::size_t i = 0; i < result.rows(); ++i) {
    const auto row = others.rows.row(i);
    std::copy(row.begin(), row.end(), result.row(i).begin() + 1);
  }
  return result;
}

std::vector<WeightedRow> SampleCounter::take() {
  std::vector<WeightedRow> rows;
  for (std::uint32_t c = 0; c < counts_.size(); ++c) {
    if (counts_[c] > 0) rows.push_back({c, counts_[c]});
  }
  std::fill(counts_.begin(), counts_.end(), 0U);
  return rows;
}

std::vector<Sample> samples_of(const CandidatePool& pool, std::span<const WeightedRow> candidates,
                               std::uint64_t episode) {
  std::vector<Sample> samples;
  for (const WeightedRow& row : candidates) {
    const CandidatePoint& point = pool.point(row.row);
    samples.insert(samples.end(), row.weight,
                   {point.source, point.neighbor, point.lambda, episode});
  }
  return samples;
}

}  // namespace autosmote
