#include "classifiers/boosted_rows.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classifiers/split.h"
#include "core/simd.h"

namespace autosmote {
namespace {

// Two sums side by side hide the latency of additions.
constexpr std::size_t kStep = 2 * kLanes;

using Masks = std::int64_t __attribute__((vector_size(64), aligned(8), may_alias));
using Values = float __attribute__((vector_size(32), aligned(4), may_alias));
using Bits = std::int8_t __attribute__((vector_size(8), aligned(1), may_alias));

double sum_of(const UnalignedLanes& lanes) {
  double sum = 0.0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) sum += lanes[lane];
  return sum;
}

/// Multiplies the weights of rows with a value up to `low` by `left`, the others by `right`.
AUTOSMOTE_SIMD_CLONES
void multiply_sides(double* weights, const float* values, std::size_t count, float low, double left,
                    double right) {
  const UnalignedLanes zero{};
  const UnalignedLanes left_factor = zero + left;
  const UnalignedLanes right_factor = zero + right;
  for (std::size_t i = 0; i < count; i += kLanes) {
    const Values value = *reinterpret_cast<const Values*>(values + i);
    const Masks is_left = __builtin_convertvector(value <= low, Masks);
    *reinterpret_cast<UnalignedLanes*>(weights + i) *= is_left ? left_factor : right_factor;
  }
}

/// The weight of the rows with a value up to `low`, or of the others.
AUTOSMOTE_SIMD_CLONES
double sum_of_side(const double* weights, const float* values, std::size_t count, float low,
                   bool left) {
  const UnalignedLanes zero{};
  UnalignedLanes sum = zero;
  const Masks other = Masks{} + (left ? 0 : -1);
  for (std::size_t i = 0; i < count; i += kLanes) {
    const Values value = *reinterpret_cast<const Values*>(values + i);
    const UnalignedLanes weight = *reinterpret_cast<const UnalignedLanes*>(weights + i);
    sum += __builtin_convertvector(value <= low, Masks) ^ other ? weight : zero;
  }
  return sum_of(sum);
}

/// The weight of the rows with one of the bits of `mask`.
AUTOSMOTE_SIMD_CLONES
double sum_of_bits(const double* weights, const std::uint8_t* bits, std::size_t count,
                   std::int8_t mask) {
  const UnalignedLanes zero{};
  UnalignedLanes sum = zero;
  UnalignedLanes other_sum = zero;
  for (std::size_t i = 0; i < count; i += kStep) {
    const Bits bit = *reinterpret_cast<const Bits*>(bits + i) & mask;
    const Bits other_bit = *reinterpret_cast<const Bits*>(bits + i + kLanes) & mask;
    const UnalignedLanes weight = *reinterpret_cast<const UnalignedLanes*>(weights + i);
    const UnalignedLanes other = *reinterpret_cast<const UnalignedLanes*>(weights + i + kLanes);
    sum += __builtin_convertvector(bit != 0, Masks) ? weight : zero;
    other_sum += __builtin_convertvector(other_bit != 0, Masks) ? other : zero;
  }
  return sum_of(sum + other_sum);
}

AUTOSMOTE_SIMD_CLONES
double sum_of_all(const double* weights, std::size_t count) {
  UnalignedLanes sum{};
  for (std::size_t i = 0; i < count; i += kLanes) {
    sum += *reinterpret_cast<const UnalignedLanes*>(weights + i);
  }
  return sum_of(sum);
}

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
    multiply_sides(weights, values_.data() + block.begin, block.padded, rule.low,
                   left_is_right ? factors.right : factors.wrong,
                   left_is_right ? factors.wrong : factors.right);
    for (std::size_t i = 0; floor > 0.0 && i < block.size; ++i) {
      const double least = floor * rows_->multiplicities()[ids_[block.begin + i]];
      weights[i] = std::max(weights[i], least);
    }
    total[label] = sum_of_all(weights, block.padded);
  }
  total_ = {total[0], total[1]};
}

BoostedRows::Sums BoostedRows::up_to(std::size_t feature, std::uint32_t count) const {
  const auto mask = static_cast<std::int8_t>((1U << count) - 1);
  double sum[2];
  for (int label = 0; label < 2; ++label) {
    const Block& block = blocks_[label];
    sum[label] = sum_of_bits(weights_.data() + block.begin,
                             bits_.data() + bits_begin_[feature] + block.begin, block.padded, mask);
  }
  return {sum[0], sum[1]};
}

double BoostedRows::wrong_weight(const StumpRule& rule) {
  look_up_values(rule.feature);
  double wrong = 0.0;
  for (int label = 0; label < 2; ++label) {
    const Block& block = blocks_[label];
    wrong += sum_of_side(weights_.data() + block.begin, values_.data() + block.begin, block.padded,
                         rule.low, label != rule.left_label);
  }
  return wrong;
}

}  // namespace autosmote
