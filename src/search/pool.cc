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

CandidatePool::CandidatePool(Matrix<std::uint32_t> neighbors, const RowGenerator& generator,
                             Rows rows)
    : generator_(&generator), neighbors_(std::move(neighbors)) {
  const std::size_t m = neighbors_.rows();
  const std::size_t k = neighbors_.cols();
  std::vector<std::uint64_t> segments;
  segments.reserve(m * k);
  for (std::uint32_t i = 0; i < m; ++i) {
    AUTOSMOTE_CHECK(neighbors_(i, 0) == i);
    for (std::size_t slot = 1; slot < k; ++slot) {
      if (neighbors_(i, slot) != i) segments.push_back(segment_key(i, neighbors_(i, slot)));
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
  if (rows == Rows::kWhenAsked) return;
  rows_ = Matrix<double>(points_.size(), generator.width());
  for (std::size_t c = 0; c < points_.size(); ++c) copy_row(c, rows_.row(c));
  generator_ = nullptr;
}

const Matrix<double>& CandidatePool::rows() const {
  AUTOSMOTE_CHECK(in_memory());
  return rows_;
}

void CandidatePool::copy_row(std::size_t candidate, std::span<double> encoded) const {
  if (in_memory()) {
    std::ranges::copy(rows_.row(candidate), encoded.begin());
    return;
  }
  const CandidatePoint& from = points_[candidate];
  generator_->generate(from.source, from.neighbor, from.lambda, encoded);
}

Matrix<double> CandidateRows::gather(std::span<const WeightedRow> chosen, std::size_t width) const {
  Matrix<double> rows(chosen.size(), width);
  for (std::size_t r = 0; r < chosen.size(); ++r) {
    if (rows_ != nullptr) {
      std::ranges::copy(rows_->row(chosen[r].row), rows.row(r).begin());
    } else {
      pool_->copy_row(chosen[r].row, rows.row(r));
    }
  }
  return rows;
}

namespace {

// Rows of the largest class that samples are made for.
std::size_t largest_minority(const Fold& fold) {
  std::size_t most = 0;
  for (int label = 1; label < fold.classes; ++label) {
    most = std::max(most, instances_of(fold, label).size());
  }
  return most;
}

}  // namespace

std::size_t available_neighbors(std::span<const Fold> folds, std::size_t wanted,
                                std::vector<std::string>& notes) {
  std::size_t fewest = wanted;
  for (const Fold& fold : folds) fewest = std::min(fewest, largest_minority(fold));
  if (fewest == wanted) return wanted;
  notes.push_back(fmt::format(
      "only {} {} to train on{}: {} neighbours instead of {}, the row itself included", fewest,
      folds.front().classes == 2 ? "minority rows" : "rows of the largest class that gets rows",
      folds.size() > 1 ? " in a fold" : "", fewest, wanted));
  return fewest;
}

CandidatePool::Rows rows_of_pools(std::span<const Fold> folds, std::size_t neighbors,
                                  std::vector<std::string>& notes) {
  std::size_t bytes = 0;
  for (const Fold& fold : folds) {
    // Distinct at most: most segments join two instances that are neighbours of each other.
    const std::size_t candidates = 1 + (neighbors - 1) * (kLambdaCount - 2);
    bytes += fold.minority.size() * candidates * fold.train.cols() * sizeof(double);
  }
  if (bytes <= kLargestPoolBytes) return CandidatePool::Rows::kInMemory;
  notes.push_back(fmt::format(
      "the possible samples would need {} MB: rows are made when they are drawn, which is slower; "
      "fewer neighbors need less",
      bytes >> 20));
  return CandidatePool::Rows::kWhenAsked;
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

namespace {

// Of one class, in numbers among its instances `own`.
Matrix<std::uint32_t> class_neighbors(const Fold& fold, int label,
                                      std::span<const std::uint32_t> own, std::size_t k,
                                      const Context& context) {
  if (fold.neighbors) return fold.neighbors(label, k, context);
  Matrix<double> rows(own.size(), fold.train.cols());
  for (std::size_t i = 0; i < own.size(); ++i) {
    std::ranges::copy(fold.train.row(fold.minority[own[i]]), rows.row(i).begin());
  }
  return minority_neighbors(rows.view(), k, context);
}

}  // namespace

Matrix<std::uint32_t> minority_neighbors(const Fold& fold, std::size_t k, const Context& context) {
  Matrix<std::uint32_t> result(fold.minority.size(), k);
  for (int label = 1; label < fold.classes; ++label) {
    const std::vector<std::uint32_t> own = instances_of(fold, label);
    if (own.empty()) continue;
    const auto nearest = class_neighbors(fold, label, own, std::min(k, own.size()), context);
    for (std::size_t i = 0; i < own.size(); ++i) {
      std::ranges::fill(result.row(own[i]), own[i]);
      for (std::size_t slot = 1; slot < nearest.cols(); ++slot) {
        result(own[i], slot) = own[nearest(i, slot)];
      }
    }
  }
  return result;
}

Matrix<std::uint32_t> neighbors_within(const Matrix<std::uint32_t>& neighbors,
                                       std::span<const std::uint32_t> own) {
  std::vector<std::uint32_t> place(neighbors.rows());
  for (std::uint32_t i = 0; i < own.size(); ++i) place[own[i]] = i;
  Matrix<std::uint32_t> result(own.size(), std::min(neighbors.cols(), own.size()));
  for (std::size_t i = 0; i < own.size(); ++i) {
    for (std::size_t slot = 0; slot < result.cols(); ++slot) {
      result(i, slot) = place[neighbors(own[i], slot)];
    }
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
