#include "classifiers/rbf_rows.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "classifiers/lane_math.h"
#include "core/check.h"
#include "core/parallel.h"
#include "core/vector_kernel.h"

namespace autosmote {
namespace {

constexpr std::size_t kBlock = 32;
constexpr std::size_t kVectors = kBlock / kLanes;
/// Values (points times features) of a row from which computing others with it is worth the few
/// that are not asked for later; and of a batch from which several threads pay, which cost about a
/// tenth of a millisecond, or two million values, each time; and of a task.
constexpr std::size_t kWorthBatches = 2500000;
constexpr std::size_t kWorthThreads = 5000000;
constexpr std::size_t kTask = 500000;
/// Features that weigh as much as the exponential.
constexpr std::size_t kExponential = 16;

/// The kernel of `query` and 32 points, both d features followed by their squared norm; `points`
/// holds for each four vectors.
struct RbfOf32 {
  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(const double* points, std::size_t d,
                                                const double* query, double gamma, float* out) {
    using V = typename Vectors<W>::Doubles;
    // What is computed at a time fits into registers, for the exponential, too.
    constexpr std::size_t kCount = 4;
    const V zero = {};
    for (std::size_t first = 0; first < kBlock; first += kCount * W) {
      V t[kCount] = {};
      for (std::size_t j = 0; j < d; ++j) {
        const double* const at = points + kBlock * j + first;
        for (std::size_t v = 0; v < kCount; ++v) t[v] += query[j] * *Vectors<W>::stored(at + v * W);
      }
      const double* const norms = points + kBlock * d + first;
      for (std::size_t v = 0; v < kCount; ++v) {
        const V squared = (query[d] + *Vectors<W>::stored(norms + v * W)) - 2.0 * t[v];
        t[v] = gamma * (squared > zero ? squared : zero);
      }
      V kernel[kCount];
      exp_negative(t, kernel);
      for (std::size_t v = 0; v < kCount; ++v) {
        const auto narrow = __builtin_convertvector(kernel[v], typename Vectors<W>::HalfFloats);
        std::memcpy(out + first + v * W, &narrow, sizeof narrow);
      }
    }
  }
};

}  // namespace

RbfRows::RbfRows(MatrixView<const double> x, std::span<const std::uint32_t> order, double gamma,
                 std::size_t cache_bytes)
    : width_(x.cols + 1),
      gamma_(gamma),
      points_(order.size()),
      kept_(order.size()),
      queries_(kBatch * width_) {
  const std::size_t d = x.cols;
  const std::size_t blocks = (order.size() + kBlock - 1) / kBlock;
  cache_bytes_ = std::max(cache_bytes, 2 * kBatch * blocks * kBlock * sizeof(float));
  values_.resize(blocks * kVectors * width_);
  std::iota(points_.begin(), points_.end(), 0U);
  std::vector<double> mean(d);
  for (const std::uint32_t row : order) {
    for (std::size_t j = 0; j < d; ++j) mean[j] += x(row, j);
  }
  for (double& value : mean) value /= static_cast<double>(order.size());
  for (std::size_t p = 0; p < order.size(); ++p) {
    double norm = 0.0;
    for (std::size_t j = 0; j < d; ++j) {
      const double value = x(order[p], j) - mean[j];
      norm += value * value;
      value_at(p, j) = value;
    }
    value_at(p, d) = norm;
  }
}

double& RbfRows::value_at(std::size_t position, std::size_t j) {
  Lanes* block = values_.data() + position / kBlock * kVectors * width_;
  return reinterpret_cast<double*>(block + j * kVectors)[position % kBlock];
}

void RbfRows::make_room(std::size_t bytes) {
  kept_bytes_ += bytes;
  while (kept_bytes_ > cache_bytes_) {
    Kept& oldest = kept_[use_.back()];
    use_.pop_back();
    kept_bytes_ -= oldest.values.size() * sizeof(float);
    std::vector<float> memory;  // leaves with it what a cleared vector would keep
    memory.swap(oldest.values);
    if (spare_.size() < kBatch) spare_.push_back(std::move(memory));
  }
}

/// Gives the row of `position` memory for `blocks` blocks; `batch` gets it if any are to be filled.
void RbfRows::claim(std::size_t position, std::size_t blocks, Batch& batch) {
  const std::uint32_t point = points_[position];
  Kept& kept = kept_[point];
  const std::size_t known = kept.values.size() / kBlock;
  if (kept.values.empty()) {
    use_.push_front(point);
    kept.used = use_.begin();
  } else {
    use_.splice(use_.begin(), use_, kept.used);
  }
  if (known >= blocks) return;
  make_room((blocks - known) * kBlock * sizeof(float));
  if (known == 0 && !spare_.empty()) {
    // Not one much too long, whose length is no longer counted.
    if (spare_.back().capacity() <= blocks * kBlock * 9 / 8) kept.values = std::move(spare_.back());
    spare_.pop_back();
  }
  kept.values.reserve(blocks * kBlock);  // exactly, where resize might double
  kept.values.resize(blocks * kBlock);
  double* query = queries_.data() + batch.size * width_;
  for (std::size_t j = 0; j < width_; ++j) query[j] = value_at(position, j);
  batch.rows[batch.size++] = {query, kept.values.data(), known};
  ++rows_computed_;
}

/// Block by block for all rows of the batch, so that each point comes from memory once.
void RbfRows::fill(const Batch& batch, std::size_t blocks, const Context& context) {
  const auto fill_blocks = [&](std::size_t begin, std::size_t end) {
    for (std::size_t b = begin; b < end; ++b) {
      const double* points = lanes_of(values_.data() + b * kVectors * width_);
      for (std::size_t r = 0; r < batch.size; ++r) {
        const auto& [query, out, known] = batch.rows[r];
        if (b < known) continue;
        run_vector_kernel<RbfOf32>(points, width_ - 1, query, gamma_, out + b * kBlock);
      }
    }
  };
  const std::size_t block_cost = batch.size * kBlock * (width_ + kExponential);
  if (blocks * block_cost < kWorthThreads) {
    fill_blocks(0, blocks);
    return;
  }
  const std::size_t blocks_a_task = std::max<std::size_t>(1, kTask / block_cost);
  parallel_for(context, (blocks + blocks_a_task - 1) / blocks_a_task, [&](std::size_t task) {
    const std::size_t begin = task * blocks_a_task;
    fill_blocks(begin, std::min(blocks, begin + blocks_a_task));
  });
}

void RbfRows::prepare(std::span<const std::size_t> positions, std::size_t length,
                      const Context& context) {
  AUTOSMOTE_CHECK(length >= 1 && length <= size() && positions.size() <= kBatch);
  const std::size_t blocks = (length + kBlock - 1) / kBlock;
  Batch batch;
  for (std::size_t i = positions.size(); i-- > 0;) claim(positions[i], blocks, batch);
  if (batch.size > 0) fill(batch, blocks, context);
}

bool RbfRows::is_worth_batches(std::size_t length) const {
  return length * (width_ + kExponential) >= kWorthBatches;
}

std::size_t RbfRows::bytes_held() const {
  std::size_t values = 0;
  for (const Kept& kept : kept_) values += kept.values.capacity();
  for (const std::vector<float>& spare : spare_) values += spare.capacity();
  return values * sizeof(float);
}

bool RbfRows::is_kept(std::size_t position, std::size_t length) const {
  return kept_[points_[position]].values.size() >= length;
}

const float* RbfRows::row(std::size_t position, std::size_t length, const Context& context) {
  prepare({&position, 1}, length, context);
  return kept_[points_[position]].values.data();
}

void RbfRows::exchange(std::span<const Exchange> exchanges, const Context& context) {
  for (const auto& [p, q] : exchanges) {
    for (std::size_t j = 0; j < width_; ++j) std::swap(value_at(p, j), value_at(q, j));
    std::swap(points_[p], points_[q]);
  }
  // A row that ends between two exchanged positions lacks the value to take: it is cut off there.
  std::vector<std::uint32_t> kept_points(use_.begin(), use_.end());
  parallel_for(context, kept_points.size(), [&](std::size_t i) {
    std::vector<float>& values = kept_[kept_points[i]].values;
    for (const auto& [p, q] : exchanges) {
      if (q < values.size()) {
        std::swap(values[p], values[q]);
      } else if (p < values.size()) {
        values.resize(p / kBlock * kBlock);
        values.shrink_to_fit();
      }
    }
  });
  kept_bytes_ = 0;
  for (const std::uint32_t point : kept_points) {
    kept_bytes_ += kept_[point].values.size() * sizeof(float);
    if (kept_[point].values.empty()) use_.erase(kept_[point].used);
  }
}

}  // namespace autosmote
