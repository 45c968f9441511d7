#include "classifiers/boosted_columns.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/simd.h"

namespace autosmote {
namespace {

// Values of split features are kept for a whole fit up to this many of them (16 MB); with more
// features and rows they are looked up anew in every round.
constexpr std::size_t kMaxKeptValues = std::size_t{1} << 22;

using Masks = std::int64_t __attribute__((vector_size(64), aligned(8), may_alias));
using Values = float __attribute__((vector_size(32), aligned(4), may_alias));

/// Multiplies each weight by the factor of its row and writes the running sums of each lane.
/// `flip` is -1 where rows left of the split are told to be class 0, else 0: a row is wrong
/// exactly if (is left) xor (is class 1) xor flip. Padding has weight 0 and keeps it.
AUTOSMOTE_SIMD_CLONES
void multiply_and_sum(double* weights, const float* values, std::size_t length, float low,
                      std::int64_t flip, double right, double wrong, double* running_l,
                      double* running_m, double* last) {
  const UnalignedLanes zero{};
  const UnalignedLanes right_factor = zero + right;
  const UnalignedLanes wrong_factor = zero + wrong;
  UnalignedLanes sum_l = zero;
  UnalignedLanes sum_m = zero;
  for (std::size_t i = 0; i < length * kLanes; i += kLanes) {
    UnalignedLanes weight = *reinterpret_cast<const UnalignedLanes*>(weights + i);
    const Values value = *reinterpret_cast<const Values*>(values + i);
    const Masks is_left = __builtin_convertvector(value <= low, Masks);
    const Masks is_class1 = weight > zero;
    weight *= is_left ^ is_class1 ^ flip ? wrong_factor : right_factor;
    *reinterpret_cast<UnalignedLanes*>(weights + i) = weight;
    sum_l += is_class1 ? weight : -weight;
    sum_m += weight;
    *reinterpret_cast<UnalignedLanes*>(running_l + i) = sum_l;
    *reinterpret_cast<UnalignedLanes*>(running_m + i) = sum_m;
  }
  *reinterpret_cast<UnalignedLanes*>(last) = sum_l;
  *reinterpret_cast<UnalignedLanes*>(last + kLanes) = sum_m;
}

AUTOSMOTE_SIMD_CLONES
double sum_of_wrong(const double* weights, const float* values, std::size_t length, float low,
                    std::int64_t flip) {
  const UnalignedLanes zero{};
  UnalignedLanes sum = zero;
  for (std::size_t i = 0; i < length * kLanes; i += kLanes) {
    const UnalignedLanes weight = *reinterpret_cast<const UnalignedLanes*>(weights + i);
    const Values value = *reinterpret_cast<const Values*>(values + i);
    const Masks is_left = __builtin_convertvector(value <= low, Masks);
    const Masks is_class1 = weight > zero;
    const UnalignedLanes size = is_class1 ? weight : -weight;
    sum += is_left ^ is_class1 ^ flip ? size : zero;
  }
  double total = 0.0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) total += sum[lane];
  return total;
}

AUTOSMOTE_SIMD_CLONES
void look_up(const float* table, const std::uint32_t* ids, std::size_t count, float* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = table[ids[i]];
}

std::int64_t flip_of(const StumpRule& rule) { return rule.left_label == 0 ? -1 : 0; }

}  // namespace

void BoostedColumns::assign(const SortedColumns& columns, const TrainingRows& rows) {
  columns_ = &columns;
  rows_ = &rows;
  const std::size_t size = rows.size();
  const std::size_t cols = columns.cols();
  length_ = (size + kLanes - 1) / kLanes;
  features_.clear();
  entries_.resize(size);
  value_of_id_.resize(size);
  ids_.resize(cols * padded());
  weights_.resize(cols * padded());
  boundaries_.resize(cols);
  running_l_.resize(padded());
  running_m_.resize(padded());
  l_.resize(padded() + kLanes);
  m_.resize(padded() + kLanes);
  keeps_values_ = cols * cols * padded() <= kMaxKeptValues;
  values_.resize(keeps_values_ ? cols * cols * padded() : padded());
  has_values_.assign(cols * cols, 0);

  double total = 0.0;
  for (const double weight : rows.signed_weights()) total += std::fabs(weight);
  smallest_weight_ = 1.0;
  for (std::size_t id = 0; id < size; ++id) {
    smallest_weight_ = std::min(smallest_weight_, std::fabs(rows.signed_weights()[id]) /
                                                      (rows.multiplicities()[id] * total));
  }
  for (std::size_t feature = 0; feature < cols; ++feature) {
    rows.sorted_by(columns, feature, entries_.data());
    find_boundaries(feature);
    if (boundaries_[feature].empty()) continue;
    features_.push_back(static_cast<std::uint32_t>(feature));
    lay_out(feature, 1.0 / total);
  }
}

void BoostedColumns::lay_out(std::size_t feature, double scale) {
  std::uint32_t* const ids = ids_.data() + feature * padded();
  double* const weights = weights_.data() + feature * padded();
  for (std::size_t position = 0; position < padded(); ++position) {
    const std::size_t place = position % length_ * kLanes + position / length_;
    const bool padding = position >= entries_.size();
    ids[place] = padding ? 0 : entries_[position].id;
    weights[place] = padding ? 0.0 : rows_->signed_weights()[entries_[position].id] * scale;
  }
}

/// Notes the places between distinct values where a best split can be: all but those between two
/// values whose rows are all of one and the same class.
void BoostedColumns::find_boundaries(std::size_t feature) {
  std::vector<Boundary>& boundaries = boundaries_[feature];
  boundaries.clear();
  const std::span<const double> weights = rows_->signed_weights();
  constexpr int kClass0 = 1;
  constexpr int kClass1 = 2;
  int before = 0;  // the classes of the value before, as bits
  std::size_t begin = 0;
  while (begin < entries_.size()) {
    int classes = 0;
    std::size_t end = begin;
    for (; end < entries_.size() && (end == begin || !separable(entries_[end - 1], entries_[end]));
         ++end) {
      classes |= weights[entries_[end].id] > 0.0 ? kClass1 : kClass0;
    }
    if (begin > 0 && (before | classes) == (kClass0 | kClass1)) {
      const std::size_t last = begin - 1;
      boundaries.push_back({static_cast<std::uint32_t>(last % length_ * kLanes + last / length_),
                            entries_[last].value, entries_[begin].value});
    }
    before = classes;
    begin = end;
  }
}

/// The value of `split_feature` of the row at each place of `feature`'s column.
const float* BoostedColumns::values_in_order_of(std::size_t feature, std::size_t split_feature) {
  const std::size_t cols = columns_->cols();
  float* const values =
      values_.data() + (keeps_values_ ? (split_feature * cols + feature) * padded() : 0);
  std::uint8_t& known = has_values_[split_feature * cols + feature];
  if (known != 0) return values;
  look_up(columns_->values(split_feature).data(), rows_->rows().data(), value_of_id_.size(),
          value_of_id_.data());
  look_up(value_of_id_.data(), ids_.data() + feature * padded(), padded(), values);
  known = keeps_values_ ? 1 : 0;
  return values;
}

void BoostedColumns::raise_to_floor(std::size_t feature, double floor) {
  const std::uint32_t* const ids = ids_.data() + feature * padded();
  double* const weights = weights_.data() + feature * padded();
  for (std::size_t i = 0; i < padded(); ++i) {
    if (weights[i] == 0.0) continue;
    const double least = floor * rows_->multiplicities()[ids[i]];
    weights[i] = std::copysign(std::max(std::fabs(weights[i]), least), weights[i]);
  }
}

ColumnSplits BoostedColumns::advance(std::size_t feature, const StumpRule& rule,
                                     const StumpFactors& factors, double floor) {
  double* const weights = weights_.data() + feature * padded();
  // With equal factors the sides do not matter, and any numbers will do.
  const float* const values =
      factors.right == factors.wrong ? values_.data() : values_in_order_of(feature, rule.feature);
  double last[2 * kLanes];
  const auto pass = [&](double right, double wrong) {
    multiply_and_sum(weights, values, length_, rule.low, flip_of(rule), right, wrong,
                     running_l_.data(), running_m_.data(), last);
  };
  pass(factors.right, factors.wrong);
  if (floor > 0.0) {
    raise_to_floor(feature, floor);
    pass(1.0, 1.0);
  }
  // What lies in the lanes before each lane.
  double before_l[kLanes];
  double before_m[kLanes];
  ColumnSplits splits;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    before_l[lane] = splits.total_l;
    before_m[lane] = splits.total_m;
    splits.total_l += last[lane];
    splits.total_m += last[kLanes + lane];
  }
  const std::vector<Boundary>& boundaries = boundaries_[feature];
  for (std::size_t i = 0; i < boundaries.size(); ++i) {
    const std::uint32_t place = boundaries[i].place;
    l_[i] = before_l[place % kLanes] + running_l_[place];
    m_[i] = before_m[place % kLanes] + running_m_[place];
  }
  splits.l = std::span<double>(l_).first(boundaries.size());
  splits.m = std::span<double>(m_).first(boundaries.size());
  return splits;
}

double BoostedColumns::wrong_weight(const StumpRule& rule) {
  return sum_of_wrong(weights_.data() + rule.feature * padded(),
                      values_in_order_of(rule.feature, rule.feature), length_, rule.low,
                      flip_of(rule));
}

}  // namespace autosmote
