#include "classifiers/coded_columns.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <limits>
#include <numeric>
#include <utility>

#include "classifiers/sorted_columns.h"
#include "core/check.h"
#include "core/order_key.h"
#include "core/parallel.h"

namespace autosmote {
namespace {

constexpr std::size_t kNumbersABin = 16;
/// Of a feature with runs, whose values hardly repeat.
constexpr std::size_t kRowsARun = 32;
/// Up to so many values of a feature a histogram is small, and fewer bins are not looked for.
constexpr std::size_t kFewValues = 256;

/// The bins of a feature, ascending, and for each row the place of its bin. No bins: too many.
struct Coding {
  std::vector<ValueRange> bins;
  std::vector<std::uint16_t> codes;
};

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

/// A bin for each distinct value: numbered as they come, then by size.
Coding code_by_value(std::span<const float> values, std::size_t most_bins) {
  Coding coding;
  coding.codes.resize(values.size());
  ValueNumbers numbers(most_bins);
  for (std::size_t row = 0; row < values.size(); ++row) {
    const std::size_t number = numbers.number_of(values[row]);
    if (number == ValueNumbers::kNone) return {};
    coding.codes[row] = static_cast<std::uint16_t>(number);
  }
  const std::vector<float>& found = numbers.values();
  std::vector<std::uint32_t> order(found.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t number) { return found[number]; });
  std::vector<std::uint16_t> place(found.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    coding.bins.push_back({found[order[i]], found[order[i]]});
    place[order[i]] = static_cast<std::uint16_t>(i);
  }
  for (std::uint16_t& code : coding.codes) code = place[code];
  return coding;
}

void sort_distinct(std::vector<float>& values) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

/// The places of numbers among `cuts`, ascending distinct values: 2 i + 1 that of cut i, 2 i that
/// of the gap before it. The upper half of a value's bits, as an unsigned number in the same order,
/// says between which cuts it lies.
class CutPlaces {
 public:
  explicit CutPlaces(std::span<const float> cuts) : cuts_(cuts) {
    for (const float cut : cuts) ++first_[upper_bits(cut) + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
  }
  std::size_t size() const { return 2 * cuts_.size() + 1; }
  std::size_t operator()(float value) const {
    const std::size_t bits = upper_bits(value);
    const std::span<const float> near =
        cuts_.subspan(first_[bits], first_[bits + 1] - first_[bits]);
    const auto cut =
        static_cast<std::size_t>(std::ranges::lower_bound(near, value) - near.begin()) +
        first_[bits];
    return 2 * cut + (cut < cuts_.size() && cuts_[cut] == value ? 1 : 0);
  }

 private:
  static std::size_t upper_bits(float value) { return order_key(value) >> 16U; }

  std::span<const float> cuts_;
  std::vector<std::uint32_t> first_ = std::vector<std::uint32_t>((std::size_t{1} << 16) + 1);
};

/// What lies in each of CutPlaces: low > high where nothing does.
std::vector<ValueRange> ranges_of(std::span<const float> values, const CutPlaces& place_of,
                                  std::span<std::uint16_t> places) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  std::vector<ValueRange> ranges(place_of.size(), {kInfinity, -kInfinity});
  for (std::size_t row = 0; row < values.size(); ++row) {
    const float value = values[row];
    const std::size_t place = place_of(value);
    places[row] = static_cast<std::uint16_t>(place);
    ranges[place].low = std::min(ranges[place].low, value);
    ranges[place].high = std::max(ranges[place].high, value);
  }
  return ranges;
}

/// Values in gaps that cannot be parted from a cut beside the gap, directly or through each other.
/// Those of further gaps are left out once there are more than `enough`.
std::vector<float> inseparable_from_cuts(std::span<const float> values, std::span<const float> cuts,
                                         std::span<const ValueRange> ranges,
                                         std::span<const std::uint16_t> places,
                                         std::size_t enough) {
  std::vector<std::vector<float>> near(cuts.size() + 1);  // in such gaps
  std::vector<std::uint8_t> is_near(cuts.size() + 1);
  for (std::size_t gap = 0; gap <= cuts.size(); ++gap) {
    const ValueRange range = ranges[2 * gap];
    if (range.low > range.high) continue;
    is_near[gap] = (gap > 0 && !separable(cuts[gap - 1], range.low)) ||
                   (gap < cuts.size() && !separable(range.high, cuts[gap]));
  }
  std::vector<float> found;
  if (std::ranges::count(is_near, 1) == 0) return found;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (places[row] % 2 == 0 && is_near[places[row] / 2] != 0) {
      near[places[row] / 2].push_back(values[row]);
    }
  }
  for (std::size_t gap = 0; gap <= cuts.size() && found.size() <= enough; ++gap) {
    std::vector<float>& inside = near[gap];
    sort_distinct(inside);
    if (gap > 0) {
      float last = cuts[gap - 1];
      for (auto next = inside.begin(); next != inside.end() && !separable(last, *next); ++next) {
        found.push_back(last = *next);
      }
    }
    if (gap < cuts.size()) {
      float last = cuts[gap];
      for (auto next = inside.rbegin(); next != inside.rend() && !separable(*next, last); ++next) {
        found.push_back(last = *next);
      }
    }
  }
  return found;
}

/// A bin for each value of some rows, those of the rarer classes, and for the run in each gap.
Coding code_by_runs(std::span<const float> values, std::span<const std::uint32_t> of_rarer_classes,
                    std::size_t most_bins) {
  const auto too_many = [&](std::size_t cuts) { return 2 * cuts + 1 > most_bins; };
  ValueNumbers numbers(most_bins / 2);
  for (const std::uint32_t row : of_rarer_classes) {
    if (numbers.number_of(values[row]) == ValueNumbers::kNone) return {};
  }
  std::vector<float> cuts = numbers.values();
  sort_distinct(cuts);
  if (too_many(cuts.size())) return {};
  Coding coding;
  coding.codes.resize(values.size());
  std::vector<ValueRange> ranges = ranges_of(values, CutPlaces(cuts), coding.codes);
  if (const std::vector<float> more =
          inseparable_from_cuts(values, cuts, ranges, coding.codes, most_bins);
      !more.empty()) {
    cuts.insert(cuts.end(), more.begin(), more.end());
    sort_distinct(cuts);
    if (too_many(cuts.size())) return {};
    ranges = ranges_of(values, CutPlaces(cuts), coding.codes);
  }
  std::vector<std::uint16_t> code_of(ranges.size());
  for (std::size_t place = 0; place < ranges.size(); ++place) {
    if (ranges[place].low > ranges[place].high) continue;
    code_of[place] = static_cast<std::uint16_t>(coding.bins.size());
    coding.bins.push_back(ranges[place]);
  }
  for (std::uint16_t& code : coding.codes) code = code_of[code];
  return coding;
}

/// All rows but those of one class that each of `data` gives a single label: of the two classes of
/// the first of them the one with more rows, where both are such.
std::vector<std::uint32_t> rows_of_rarer_classes(std::span<const RefitData> data) {
  const std::size_t base = data.front().base.rows;
  const std::size_t rows = base + data.front().candidates.rows;
  const auto label = [&](const RefitData& one, std::size_t row) {
    return row < base ? one.base_labels[row] : one.candidate_label(row - base);
  };
  std::size_t fewest = rows + 1;
  int frequent = 0;
  for (const int own : {0, 1}) {
    std::size_t others = 0;
    std::size_t first = rows;
    bool together = true;
    for (std::size_t row = 0; row < rows && together; ++row) {
      if (label(data.front(), row) != own) {
        ++others;
        continue;
      }
      first = std::min(first, row);
      for (const RefitData& one : data) together &= label(one, row) == label(one, first);
    }
    if (together && others < fewest) {
      fewest = others;
      frequent = own;
    }
  }
  std::vector<std::uint32_t> found;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (fewest > rows || label(data.front(), row) != frequent) found.push_back(row);
  }
  return found;
}

}  // namespace

std::unique_ptr<const CodedColumns> CodedColumns::make(std::span<const RefitData> data,
                                                       const Context& context) {
  std::unique_ptr<CodedColumns> columns(new CodedColumns(data.front()));
  const std::size_t cols = data.front().base.cols;
  const std::size_t most_bins = columns->rows() * cols / kNumbersABin;
  const std::size_t most_of_feature = std::min({kMostBins, most_bins, columns->rows()});
  const bool many_rows = columns->rows() >= kManyRows;
  const std::vector<std::uint32_t> rarer =
      many_rows ? rows_of_rarer_classes(data) : std::vector<std::uint32_t>();
  std::atomic<std::size_t> bins = 0;  // so far; once they are too many, nothing else counts
  std::atomic<std::size_t> unusual = 0;
  parallel_for(context, cols, [&](std::size_t feature) {
    if (bins > most_bins) return;
    const std::size_t usual_rows =
        columns->code_column(data.front(), rarer, feature, most_of_feature);
    bins += usual_rows == 0 ? most_bins + 1 : columns->ranges_[feature].size();
    unusual += columns->rows() - usual_rows;
  });
  if (bins == 0 || bins > most_bins) return nullptr;
  if (!many_rows && 2 * unusual > columns->rows() * cols) return nullptr;
  for (std::size_t feature = 0; feature < cols; ++feature) {
    columns->first_bin_[feature + 1] =
        columns->first_bin_[feature] + columns->ranges_[feature].size();
  }
  columns->list_unusual();
  return columns;
}

CodedColumns::CodedColumns(const RefitData& data)
    : rows_(data.base.rows + data.candidates.rows),
      codes_(rows_ * data.base.cols),
      ranges_(data.base.cols),
      has_runs_(data.base.cols),
      first_bin_(data.base.cols + 1),
      usual_(data.base.cols),
      unusual_begin_(rows_ + 1) {
  AUTOSMOTE_CHECK(data.base_labels.size() == data.base.rows);
  AUTOSMOTE_CHECK(data.candidates.rows == 0 || data.candidates.cols == data.base.cols);
  AUTOSMOTE_CHECK(rows_ < std::numeric_limits<std::uint32_t>::max());
}

// Returns how many rows are in the usual bin; 0 where there are more than `most_bins`.
std::size_t CodedColumns::code_column(const RefitData& data,
                                      std::span<const std::uint32_t> of_rarer_classes,
                                      std::size_t feature, std::size_t most_bins) {
  std::vector<float> values(rows_);
  for (std::size_t row = 0; row < rows_; ++row) {
    values[row] = tree_value(data, row, feature) + 0.0F;  // -0 is 0
  }
  Coding coding = code_by_value(values, most_bins);
  if (rows_ >= kManyRows && (coding.bins.empty() || coding.bins.size() > kFewValues)) {
    // In place of values that repeat where that halves the bins.
    const std::size_t most =
        std::min(coding.bins.empty() ? most_bins : coding.bins.size() / 2, rows_ / kRowsARun);
    if (Coding runs = code_by_runs(values, of_rarer_classes, most); !runs.bins.empty()) {
      coding = std::move(runs);
      has_runs_[feature] = 1;
    }
  }
  if (coding.bins.empty()) return 0;
  std::ranges::copy(coding.codes, codes_.begin() + static_cast<std::ptrdiff_t>(feature * rows_));
  std::vector<std::uint32_t> counts(coding.bins.size());
  for (const std::uint16_t code : coding.codes) ++counts[code];
  ranges_[feature] = std::move(coding.bins);
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
