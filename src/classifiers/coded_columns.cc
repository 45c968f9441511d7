#include "classifiers/coded_columns.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <limits>
#include <numeric>

#include "classifiers/sorted_columns.h"
#include "core/check.h"
#include "core/parallel.h"

namespace autosmote {
namespace {

constexpr std::size_t kNumbersABin = 16;
/// From so many rows on histograms are worth their while whatever their values' frequencies.
constexpr std::size_t kManyRows = std::size_t{1} << 16;

/// Numbers up to `most` distinct values in the order in which they come. Open addressing; at most
/// half full.
class ValueNumbers {
 public:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  explicit ValueNumbers(std::size_t most) : most_(most), places_(2 * std::bit_ceil(most)) {}

  /// The number of `value`; kNone where there are too many values.
  std::size_t number_of(float value) {
    constexpr std::uint32_t kOdd = 0x9E3779B1U;
    const std::size_t mask = places_.size() - 1;
    std::size_t at = (std::bit_cast<std::uint32_t>(value) * kOdd >> 15U) & mask;
    for (; places_[at].used; at = (at + 1) & mask) {
      if (places_[at].value == value) return places_[at].number;
    }
    if (values_.size() == most_) return kNone;
    places_[at] = {value, static_cast<std::uint16_t>(values_.size()), true};
    values_.push_back(value);
    return values_.size() - 1;
  }
  const std::vector<float>& values() const { return values_; }

 private:
  struct Place {
    float value = 0.0F;
    std::uint16_t number = 0;
    bool used = false;
  };
  std::size_t most_;
  std::vector<Place> places_;
  std::vector<float> values_;
};

}  // namespace

std::unique_ptr<const CodedColumns> CodedColumns::make(const RefitData& data,
                                                       const Context& context) {
  std::unique_ptr<CodedColumns> columns(new CodedColumns(data));
  const std::size_t cols = data.base.cols;
  const std::size_t most_bins = columns->rows() * cols / kNumbersABin;
  const std::size_t most_values = std::min({kMostValues, most_bins, columns->rows()});
  std::atomic<std::size_t> bins = 0;  // so far; once they are too many, nothing else counts
  std::atomic<std::size_t> unusual = 0;
  parallel_for(context, cols, [&](std::size_t feature) {
    if (bins > most_bins) return;
    const std::size_t usual_rows = columns->code_column(data, feature, most_values);
    bins += usual_rows == 0 ? most_bins + 1 : columns->values_[feature].size();
    unusual += columns->rows() - usual_rows;
  });
  if (bins == 0 || bins > most_bins) return nullptr;
  if (columns->rows() < kManyRows && 2 * unusual > columns->rows() * cols) return nullptr;
  for (std::size_t feature = 0; feature < cols; ++feature) {
    columns->first_bin_[feature + 1] =
        columns->first_bin_[feature] + columns->values_[feature].size();
  }
  columns->list_unusual();
  return columns;
}

CodedColumns::CodedColumns(const RefitData& data)
    : rows_(data.base.rows + data.candidates.rows),
      codes_(rows_ * data.base.cols),
      values_(data.base.cols),
      first_bin_(data.base.cols + 1),
      usual_(data.base.cols),
      unusual_begin_(rows_ + 1) {
  AUTOSMOTE_CHECK(data.candidates.rows == 0 || data.candidates.cols == data.base.cols);
}

// Numbers the values as they come, then by size. Returns how many rows have the usual one; 0 where
// there are more than `most_values`.
std::size_t CodedColumns::code_column(const RefitData& data, std::size_t feature,
                                      std::size_t most_values) {
  const std::span<std::uint16_t> codes(codes_.data() + feature * rows_, rows_);
  ValueNumbers numbers(most_values);
  for (std::size_t row = 0; row < rows_; ++row) {
    const float value =
        tree_value(row < data.base.rows ? data.base(row, feature)
                                        : data.candidates(row - data.base.rows, feature));
    const std::size_t number = numbers.number_of(value + 0.0F);  // -0 is 0
    if (number == ValueNumbers::kNone) return 0;
    codes[row] = static_cast<std::uint16_t>(number);
  }
  const std::vector<float>& found = numbers.values();
  std::vector<std::uint32_t> order(found.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t number) { return found[number]; });
  std::vector<std::uint16_t> place(found.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    values_[feature].push_back(found[order[i]]);
    place[order[i]] = static_cast<std::uint16_t>(i);
  }
  std::vector<std::uint32_t> counts(found.size());
  for (std::uint16_t& code : codes) {
    code = place[code];
    ++counts[code];
  }
  const auto usual = std::ranges::max_element(counts);
  usual_[feature] = static_cast<std::uint16_t>(usual - counts.begin());
  return *usual;
}

void CodedColumns::list_unusual() {
  const auto for_each_unusual = [&](const auto& visit) {
    for (std::size_t feature = 0; feature < cols(); ++feature) {
      const std::span<const std::uint16_t> own = codes(feature);
      for (std::size_t row = 0; row < rows_; ++row) {
        if (own[row] != usual_[feature]) visit(row, first_bin_[feature] + own[row]);
      }
    }
  };
  for_each_unusual([&](std::size_t row, std::size_t) { ++unusual_begin_[row + 1]; });
  std::partial_sum(unusual_begin_.begin(), unusual_begin_.end(), unusual_begin_.begin());
  unusual_.resize(unusual_begin_.back());
  std::vector<std::uint64_t> next(unusual_begin_.begin(), unusual_begin_.end() - 1);
  for_each_unusual([&](std::size_t row, std::size_t bin) {
    unusual_[next[row]++] = static_cast<std::uint32_t>(bin);
  });
}

}  // namespace autosmote
