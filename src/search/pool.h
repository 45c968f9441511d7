#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "autosmote/matrix_view.h"
#include "classifiers/refit.h"
#include "preprocess/row_generator.h"
#include "search/fold.h"

namespace autosmote {

/// The values of lambda, in the order of their numbers.
inline constexpr double kLambdas[] = {0.0, 0.25, 0.5, 0.75, 1.0};
inline constexpr std::size_t kLambdaCount = 5;

/// Where a candidate lies: on the way from minority instance `source` to `neighbor`.
struct CandidatePoint {
  std::uint32_t source = 0;
  std::uint32_t neighbor = 0;
  double lambda = 0.0;
};

/// One synthetic sample of the final training set.
struct Sample {
  std::uint32_t source = 0;    ///< minority instance of SearchProblem::final
  std::uint32_t neighbor = 0;  ///< minority instance
  double lambda = 0.0;
  std::uint64_t episode = 0;  ///< that made it
};

/// Every sample an episode can make, once: the points (i, j, lambda) with i a minority instance and
/// j one of its K neighbours. Candidate c < m is instance c itself (lambda 0, lambda 1 and the
/// self-neighbour only duplicate originals); the others lie inside segments, and (i, j, 0.25) is
/// (j, i, 0.75). So a sample set is a vector of multiplicities over candidates. Neighbours are of
/// the instance's class, which is that of the candidate.
class CandidatePool {
 public:
  /// Whether the encoded rows of all candidates are held, or made when one is asked for.
  enum class Rows { kInMemory, kWhenAsked };

  /// `neighbors`: m x K, the nearest minority neighbours of each instance with the instance itself
  /// first, and again where there are no more. `generator` must outlive a pool that makes its rows
  /// when asked. O(m K log m) time and about 70 bytes a candidate; rows in memory add O(m K d) time
  /// and 8 d bytes a candidate.
  CandidatePool(Matrix<std::uint32_t> neighbors, const RowGenerator& generator,
                Rows rows = Rows::kInMemory);

  std::size_t instances() const { return neighbors_.rows(); }
  std::size_t neighbors_per_instance() const { return neighbors_.cols(); }
  std::size_t actions() const { return neighbors_.cols() * kLambdaCount; }
  std::size_t size() const { return points_.size(); }

  std::uint32_t neighbor(std::size_t instance, std::size_t slot) const {
    return neighbors_(instance, slot);
  }
  /// The candidate that (instance, neighbour slot, lambda number) makes.
  std::uint32_t candidate(std::size_t instance, std::size_t slot, std::size_t lambda) const {
    return index_[(instance * neighbors_.cols() + slot) * kLambdaCount + lambda];
  }
  const CandidatePoint& point(std::size_t candidate) const { return points_[candidate]; }
  const Matrix<std::uint32_t>& neighbors() const { return neighbors_; }
  bool in_memory() const { return generator_ == nullptr; }
  /// Encoded rows, size() x d, of a pool in memory.
  const Matrix<double>& rows() const;
  /// Writes the encoded row of one candidate: the same bytes wherever rows are held.
  void copy_row(std::size_t candidate, std::span<double> encoded) const;

 private:
  const RowGenerator* generator_;  // null for a pool in memory
  Matrix<std::uint32_t> neighbors_;
  std::vector<CandidatePoint> points_;
  std::vector<std::uint32_t> index_;
  Matrix<double> rows_;
};

/// The samples that weighted candidates stand for, each with `episode`. O(samples).
std::vector<Sample> samples_of(const CandidatePool& pool, std::span<const WeightedRow> candidates,
                               std::uint64_t episode);

/// The encoded rows that samples may name: a matrix, or a pool. What they are made of must outlive
/// them.
class CandidateRows {
 public:
  /// None, for a classifier that is not to be prepared for many fits.
  CandidateRows() = default;
  // NOLINTNEXTLINE(google-explicit-constructor)
  CandidateRows(const Matrix<double>& rows) : rows_(&rows) {}
  /// Rows whose places are known, as external classifiers need them.
  CandidateRows(const Matrix<double>& rows, std::span<const CandidatePoint> points)
      : rows_(&rows), points_(points) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  CandidateRows(const CandidatePool& pool)
      : rows_(pool.in_memory() ? &pool.rows() : nullptr), pool_(&pool) {}

  /// All of them, or null where they are made when asked for.
  const Matrix<double>* all() const { return rows_; }
  /// How many there are: in a pool, or with known places.
  std::size_t size() const { return pool_ != nullptr ? pool_->size() : points_.size(); }
  /// Where the candidate lies.
  const CandidatePoint& point(std::size_t candidate) const {
    return pool_ != nullptr ? pool_->point(candidate) : points_[candidate];
  }
  /// Those that `chosen` names, in its order, `width` encoded features each.
  Matrix<double> gather(std::span<const WeightedRow> chosen, std::size_t width) const;

 private:
  const Matrix<double>* rows_ = nullptr;
  const CandidatePool* pool_ = nullptr;
  std::span<const CandidatePoint> points_;
};

/// K for pools over `folds`: `wanted`, but at most the rows of the largest class that samples are
/// made for, in the fold that has fewest; `notes` then tells it.
std::size_t available_neighbors(std::span<const Fold> folds, std::size_t wanted,
                                std::vector<std::string>& notes);

/// Whether the rows of all pools over `folds` with K neighbours are held in memory: where they need
/// at most kLargestPoolBytes. If not, `notes` says so, and each evaluation makes the rows that its
/// samples name, which gives the same scores and needs 8 d bytes a distinct sample and thread.
inline constexpr std::size_t kLargestPoolBytes = std::size_t{512} << 20;
CandidatePool::Rows rows_of_pools(std::span<const Fold> folds, std::size_t neighbors,
                                  std::vector<std::string>& notes);

/// K nearest minority neighbours of every minority row, itself first (K at most m). Ties: lower
/// number. Exact.
Matrix<std::uint32_t> minority_neighbors(MatrixView<const double> minority_rows, std::size_t k,
                                         const Context& context);

/// K nearest minority instances of every one by the fold's own distance, within its class, itself
/// first. Where a class has fewer than K, the instance itself fills the places that are left.
Matrix<std::uint32_t> minority_neighbors(const Fold& fold, std::size_t k, const Context& context);

/// The rows of such neighbours that belong to the instances `own` of one class, as numbers among
/// them: own.size() x min(K, own.size()), without the places that an instance fills itself.
Matrix<std::uint32_t> neighbors_within(const Matrix<std::uint32_t>& neighbors,
                                       std::span<const std::uint32_t> own);

/// Counts `candidates` into ascending (row, weight) pairs. O(n + size).
class SampleCounter {
 public:
  explicit SampleCounter(std::size_t pool_size) : counts_(pool_size) {}
  void add(std::uint32_t candidate, std::uint32_t times = 1) { counts_[candidate] += times; }
  /// The counted rows in ascending order; forgets the counts.
  std::vector<WeightedRow> take();

 private:
  std::vector<std::uint32_t> counts_;
};

}  // namespace autosmote
