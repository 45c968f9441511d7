#include "classifiers/boosted_rows.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "classifiers/split.h"
#include "core/vector_kernel.h"

namespace autosmote {
namespace {

// Two sums side by side hide the latency of additions.
constexpr std::size_t kStep = 2 * kLanes;

// Eight sums side by side, in as many vectors as it takes.
template <std::size_t W>
using LaneSums = typename Vectors<W>::Doubles[kLanes / W];

template <std::size_t W>
[[gnu::always_inline]] inline double sum_of(const LaneSums<W>& sums) {
  double total = 0.0;
  for (const auto& sum : sums) {
    for (std::size_t lane = 0; lane < W; ++lane) total += sum[lane];
  }
  return total;
}

/// Multiplies the weights of rows with a value up to `low` by `left`, the others by `right`.
struct MultiplySides {
  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(double* weights, const float* values,
                                                std::size_t count, float low, double left,
                                                double right) {
    using Doubles = typename Vectors<W>::Doubles;
    const Doubles left_factor = Doubles{} + left;
    const Doubles right_factor = Doubles{} + right;
    for (std::size_t i = 0; i < count; i += W) {
      typename Vectors<W>::Masks is_left;
      find_at_most<W>(values + i, low, is_left);
      *Vectors<W>::stored(weights + i) *= is_left ? left_factor : right_factor;
    }
  }
};

/// The weight of the rows with a value up to `low`, or of the others.
struct SumOfSide {
  template <std::size_t W>
  [[gnu::always_inline]] static inline double run(const double* weights, const float* values,
                                                  std::size_t count, float low, bool left) {
    using Doubles = typename Vectors<W>::Doubles;
    using Masks = typename Vectors<W>::Masks;
    const Doubles zero{};
    const Masks other = Masks{} + (left ? 0 : -1);
    LaneSums<W> sums = {};
    for (std::size_t i = 0; i < count; i += kLanes) {
      for (std::size_t part = 0; part < kLanes / W; ++part) {
        Masks is_left;
        find_at_most<W>(values + i + part * W, low, is_left);
        const Doubles weight = *Vectors<W>::stored(weights + i + part * W);
        sums[part] += is_left ^ other ? weight : zero;
      }
    }
    return sum_of<W>(sums);
  }
};

/// The weight of the rows with one of the bits of `mask`. Eight rows' bits are one word, of which
/// each lane looks at a byte.
struct SumOfBits {
  template <std::size_t W>
  [[gnu::always_inline]] static inline double run(const double* weights, const std::uint8_t* bits,
                                                  std::size_t count, std::uint8_t mask) {
    using Doubles = typename Vectors<W>::Doubles;
    using Masks = typename Vectors<W>::Masks;
    constexpr std::size_t kParts = kLanes / W;
    std::uint8_t bytes[kLanes][sizeof(std::int64_t)] = {};
    for (std::size_t lane = 0; lane < kLanes; ++lane) bytes[lane][lane] = mask;
    Masks looked_at[kParts];
    std::memcpy(looked_at, bytes, sizeof bytes);
    const Doubles zero{};
    LaneSums<W> sums = {};
    LaneSums<W> other_sums = {};
    for (std::size_t i = 0; i < count; i += kStep) {
      std::int64_t words[2];
      std::memcpy(words, bits + i, sizeof words);
      for (std::size_t part = 0; part < kParts; ++part) {
        const Doubles weight = *Vectors<W>::stored(weights + i + part * W);
        const Doubles other = *Vectors<W>::stored(weights + i + kLanes + part * W);
        sums[part] += (looked_at[part] & words[0]) != 0 ? weight : zero;
        other_sums[part] += (looked_at[part] & words[1]) != 0 ? other : zero;
      }
    }
    for (std::size_t part = 0; part < kParts; ++part) sums[part] += other_sums[part];
    return sum_of<W>(sums);
  }
};

struct SumOfAll {
  template <std::size_t W>
  [[gnu::always_inline]] static inline double run(const double* weights, std::size_t count) {
    LaneSums<W> sums = {};
    for (std::size_t i = 0; i < count; i += kLanes) {
      for (std::size_t part = 0; part < kLanes / W; ++part) {
        sums[part] += *Vectors<W>::stored(weights + i + part * W);
      }
    }
    return sum_of<W>(sums);
  }
};

}  // namespace

void BoostedRows::assign(const SortedColumns& columns, const FrequentValues& frequent,
                         const TrainingRows& rows, double scale) {
  columns_ = &columns;
  frequent_ = &frequent;
  rows_ = &rows;
  lay_out(scale);
  values_.resize(places());
  values_of_ = columns.cols();
  bits_.clear();
  bits_begin_.assign(columns.cols(), 0);
  present_.assign(2 * columns.cols(), 0);
  for (std::size_t feature = 0; feature < columns.cols(); ++feature) {
    if (frequent.has(feature)) lay_out_bits(feature);
  }
}

void BoostedRows::lay_out(double scale) {
  ids_.clear();
  weights_.clear();
  const std::span<const double> signed_weights = rows_->signed_weights();
  for (int label = 0; label < 2; ++label) {
    Block& block = blocks_[label];
    block.begin = ids_.size();
    for (std::uint32_t id = 0; id < rows_->size(); ++id) {
      if ((signed_weights[id] > 0.0) != (label == 1)) continue;
      ids_.push_back(id);
      weights_.push_back(std::fabs(signed_weights[id]) * scale);
    }
    block.size = ids_.size() - block.begin;
    block.padded = (block.size + kStep - 1) / kStep * kStep;
    ids_.resize(block.begin + block.padded, 0);
    weights_.resize(block.begin + block.padded, 0.0);
  }
  row_.resize(places());
  for (std::size_t place = 0; place < places(); ++place) row_[place] = rows_->rows()[ids_[place]];
}

void BoostedRows::lay_out_bits(std::size_t feature) {
  const std::span<const std::uint8_t> all = frequent_->bits(feature);
  bits_begin_[feature] = bits_.size();
  bits_.resize(bits_.size() + places());
  std::uint8_t* const bits = bits_.data() + bits_begin_[feature];
  for (std::size_t place = 0; place < places(); ++place) bits[place] = all[row_[place]];
  for (int label = 0; label < 2; ++label) {
    const Block& block = blocks_[label];
    for (std::size_t i = block.begin; i < block.begin + block.size; ++i) {
      present_[2 * feature + label] |= bits[i];
    }
  }
}

void BoostedRows::look_up_values(std::size_t feature) {
  if (values_of_ == feature) return;
  values_of_ = feature;
  const std::span<const float> values = columns_->values(feature);
  for (std::size_t place = 0; place < places(); ++place) values_[place] = values[row_[place]];
}

void BoostedRows::multiply(const StumpRule& rule, const StumpFactors& factors, double floor) {
  // With equal factors the sides do not matter, and any numbers will do.
  if (factors.right != factors.wrong) look_up_values(rule.feature);
  double total[2];
  for (int label = 0; label < 2; ++label) {
    const Block& block = blocks_[label];
    double* const weights = weights_.data() + block.begin;
    const bool left_is_right = label == rule.left_label;
    run_vector_kernel<MultiplySides>(weights, values_.data() + block.begin, block.padded, rule.low,
                                     left_is_right ? factors.right : factors.wrong,
                                     left_is_right ? factors.wrong : factors.right);
    for (std::size_t i = 0; floor > 0.0 && i < block.size; ++i) {
      const double least = floor * rows_->multiplicities()[ids_[block.begin + i]];
      weights[i] = std::max(weights[i], least);
    }
    total[label] = run_vector_kernel<SumOfAll>(weights, block.padded);
  }
  total_ = {total[0], total[1]};
}

BoostedRows::Sums BoostedRows::up_to(std::size_t feature, std::uint32_t count) const {
  const auto mask = static_cast<std::uint8_t>((1U << count) - 1);
  double sum[2];
  for (int label = 0; label < 2; ++label) {
    const Block& block = blocks_[label];
    sum[label] = run_vector_kernel<SumOfBits>(weights_.data() + block.begin,
                                              bits_.data() + bits_begin_[feature] + block.begin,
                                              block.padded, mask);
  }
  return {sum[0], sum[1]};
}

double BoostedRows::wrong_weight(const StumpRule& rule) {
  look_up_values(rule.feature);
  double wrong = 0.0;
  for (int label = 0; label < 2; ++label) {
    const Block& block = blocks_[label];
    wrong +=
        run_vector_kernel<SumOfSide>(weights_.data() + block.begin, values_.data() + block.begin,
                                     block.padded, rule.low, label != rule.left_label);
  }
  return wrong;
}

}  // namespace autosmote
