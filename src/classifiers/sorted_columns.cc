#include "classifiers/sorted_columns.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/check.h"
#include "core/order_key.h"
#include "core/parallel.h"
#include "core/radix_sort.h"

namespace autosmote {
namespace {

constexpr std::uint32_t kAbsent = std::numeric_limits<std::uint32_t>::max();

struct KeyedRow {
  std::uint32_t key;
  std::uint32_t row;
};

}  // namespace

float tree_value(double value) {
  AUTOSMOTE_CHECK(!std::isnan(value));
  constexpr double kLargest = std::numeric_limits<float>::max();
  return static_cast<float>(std::clamp(value, -kLargest, kLargest));
}

float tree_value(const RefitData& data, std::size_t row, std::size_t feature) {
  return tree_value(row < data.base.rows ? data.base(row, feature)
                                         : data.candidates(row - data.base.rows, feature));
}

SortedColumns::SortedColumns(const RefitData& data, const Context& context)
    : rows_(data.base.rows + data.candidates.rows),
      cols_(data.base.cols),
      order_(rows_ * cols_),
      values_(rows_ * cols_) {
  AUTOSMOTE_CHECK(rows_ < kAbsent);
  AUTOSMOTE_CHECK(data.base_labels.size() == data.base.rows);
  AUTOSMOTE_CHECK(data.candidates.rows == 0 || data.candidates.cols == cols_);
  AUTOSMOTE_CHECK(data.evaluation.rows == 0 || data.evaluation.cols == cols_);
  parallel_for(context, cols_, [&](std::size_t feature) { sort_column(data, feature); });
}

void SortedColumns::sort_column(const RefitData& data, std::size_t feature) {
  const std::span<float> values(values_.data() + feature * rows_, rows_);
  const std::span<std::uint32_t> order(order_.data() + feature * rows_, rows_);
  for (std::size_t row = 0; row < rows_; ++row) values[row] = tree_value(data, row, feature);
  std::vector<KeyedRow> rows(rows_);
  for (std::uint32_t row = 0; row < rows_; ++row) rows[row] = {order_key(values[row]), row};
  radix_sort(rows);
  std::ranges::transform(rows, order.begin(), &KeyedRow::row);
}

void TrainingRows::add(std::uint32_t row, double signed_weight, double multiplicity) {
  id_of_row_[row] = static_cast<std::uint32_t>(rows_.size());
  rows_.push_back(row);
  signed_weights_.push_back(signed_weight);
  multiplicities_.push_back(multiplicity);
}

void TrainingRows::assign(const RefitData& data, const TrainingWeights& weights) {
  const double class_weight[2] = {weights.majority_weight, weights.minority_weight};
  for (const double weight : class_weight) {
    AUTOSMOTE_CHECK(weight >= 0.0 && std::isfinite(weight));
  }
  const std::size_t base_rows = data.base.rows;
  id_of_row_.assign(base_rows + data.candidates.rows, kAbsent);
  rows_.clear();
  signed_weights_.clear();
  multiplicities_.clear();
  for (std::size_t row = 0; row < base_rows; ++row) {
    const bool minority = data.base_labels[row] == 1;
    const double copies = data.base_weight(row);
    const double weight = class_weight[minority ? 1 : 0] * copies;
    if (weight == 0.0) continue;
    add(static_cast<std::uint32_t>(row), minority ? weight : -weight, copies);
  }
  for (const WeightedRow& candidate : weights.candidates) {
    AUTOSMOTE_CHECK(candidate.row < data.candidates.rows && candidate.weight >= 1);
    const double weight = candidate.weight;
    add(static_cast<std::uint32_t>(base_rows + candidate.row),
        data.candidate_label(candidate.row) == 1 ? weight : -weight, weight);
  }
  AUTOSMOTE_CHECK(!rows_.empty());
}

std::size_t TrainingRows::in_order(std::span<const std::uint32_t> order,
                                   std::span<const float> values, SortedEntry* out) const {
  const std::size_t size = rows_.size();
  std::size_t count = 0;
  for (const std::uint32_t row : order) {
    if (count == size) break;
    const std::uint32_t id = id_of_row_[row];
    out[count] = {values[row], id};
    count += id != kAbsent ? 1 : 0;
  }
  return count;
}

}  // namespace autosmote
