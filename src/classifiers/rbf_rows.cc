#include "classifiers/rbf_rows.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "classifiers/lane_math.h"
#include "core/check.h"
#include "core/parallel.h"
#include "core/simd.h"

namespace autosmote {
namespace {

constexpr std::size_t kBlock = 32;
constexpr std::size_t kVectors = kBlock / kLanes;
/// Values (points times features) from which a row is worth several threads, which cost tens of
/// microseconds to start; and values a task.
constexpr std::size_t kWorthThreads = 400000;
constexpr std::size_t kTask = 100000;

/// The kernel of `query` and 32 points; `points` holds for each feature four vectors.
AUTOSMOTE_SIMD_CLONES
void rbf_of_32(const Lanes* points, std::size_t d, const double* query, double gamma, float* out) {
  Lanes t[kVectors] = {};
  for (std::size_t j = 0; j < d; ++j) {
    const Lanes* at = points + kVectors * j;
    for (std::size_t v = 0; v < kVectors; ++v) {
      const Lanes difference = query[j] - at[v];
      t[v] += difference * difference;
    }
  }
  for (Lanes& vector : t) vector *= gamma;
  Lanes kernel[kVectors];
  exp_negative(t, kernel);
  using Floats = float __attribute__((vector_size(kLanes * sizeof(float))));
  for (std::size_t v = 0; v < kVectors; ++v) {
    const Floats narrow = __builtin_convertvector(kernel[v], Floats);
    std::memcpy(out + v * kLanes, &narrow, sizeof narrow);
  }
}

}  // namespace

RbfRows::RbfRows(MatrixView<const double> x, std::span<const std::uint32_t> order, double gamma,
                 std::size_t cache_bytes)
    : d_(x.cols), gamma_(gamma), points_(order.size()), kept_(order.size()), query_(x.cols) {
  const std::size_t blocks = (order.size() + kBlock - 1) / kBlock;
  cache_bytes_ = std::max(cache_bytes, 2 * blocks * kBlock * sizeof(float));
  values_.resize(blocks * kVectors * d_);
  std::iota(points_.begin(), points_.end(), 0U);
  for (std::size_t p = 0; p < order.size(); ++p) {
    Lanes* block = values_.data() + p / kBlock * kVectors * d_;
    const std::size_t vector = p % kBlock / kLanes, lane = p % kLanes;
    for (std::size_t j = 0; j < d_; ++j) block[j * kVectors + vector][lane] = x(order[p], j);
  }
}

void RbfRows::make_room(std::uint32_t point, std::size_t bytes) {
  kept_bytes_ += bytes;
  while (kept_bytes_ > cache_bytes_ && use_.back() != point) {
    Kept& oldest = kept_[use_.back()];
    use_.pop_back();
    kept_bytes_ -= oldest.values.size() * sizeof(float);
    oldest.values = {};
  }
}

void RbfRows::compute(std::size_t position, std::size_t first_block, std::size_t end_block,
                      float* out, const Context& context) {
  const Lanes* own = values_.data() + position / kBlock * kVectors * d_;
  const std::size_t vector = position % kBlock / kLanes, lane = position % kLanes;
  for (std::size_t j = 0; j < d_; ++j) query_[j] = own[j * kVectors + vector][lane];
  const auto blocks = [&](std::size_t begin, std::size_t end) {
    for (std::size_t b = begin; b < end; ++b) {
      rbf_of_32(values_.data() + b * kVectors * d_, d_, query_.data(), gamma_, out + b * kBlock);
    }
  };
  // The exponential weighs about as much as eight features.
  const std::size_t block_cost = kBlock * (d_ + 8);
  if ((end_block - first_block) * block_cost < kWorthThreads) {
    blocks(first_block, end_block);
    return;
  }
  const std::size_t blocks_a_task = std::max<std::size_t>(1, kTask / block_cost);
  parallel_for(context, (end_block - first_block + blocks_a_task - 1) / blocks_a_task,
               [&](std::size_t task) {
                 const std::size_t begin = first_block + task * blocks_a_task;
                 blocks(begin, std::min(end_block, begin + blocks_a_task));
               });
}

const float* RbfRows::row(std::size_t position, std::size_t length, const Context& context) {
  AUTOSMOTE_CHECK(position < size() && length >= 1 && length <= size());
  const std::uint32_t point = points_[position];
  Kept& kept = kept_[point];
  if (kept.values.empty()) {
    use_.push_front(point);
    kept.used = use_.begin();
  } else {
    use_.splice(use_.begin(), use_, kept.used);
  }
  const std::size_t known = kept.values.size() / kBlock;
  const std::size_t blocks = (length + kBlock - 1) / kBlock;
  if (known < blocks) {
    make_room(point, (blocks - known) * kBlock * sizeof(float));
    kept.values.resize(blocks * kBlock);
    compute(position, known, blocks, kept.values.data(), context);
    ++rows_computed_;
  }
  return kept.values.data();
}

void RbfRows::exchange(std::span<const Exchange> exchanges, const Context& context) {
  for (const auto& [p, q] : exchanges) {
    Lanes* low = values_.data() + p / kBlock * kVectors * d_;
    Lanes* high = values_.data() + q / kBlock * kVectors * d_;
    const std::size_t low_vector = p % kBlock / kLanes, high_vector = q % kBlock / kLanes;
    for (std::size_t j = 0; j < d_; ++j) {
      double* a = reinterpret_cast<double*>(low + j * kVectors + low_vector) + p % kLanes;
      double* b = reinterpret_cast<double*>(high + j * kVectors + high_vector) + q % kLanes;
      std::swap(*a, *b);
    }
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
