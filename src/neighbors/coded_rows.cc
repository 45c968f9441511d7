#include "neighbors/coded_rows.h"

#include <algorithm>
#include <utility>

namespace autosmote {
namespace {

constexpr std::size_t kMaxColumns = 254;  // of a group: codes and kIrregular fit a byte
/// A column is coded where at most this share of its values lies between its least and largest, and
/// not many more than equal the largest: then it is a one-hot column with some interpolated rows.
constexpr double kMostBetween = 0.2;
constexpr std::size_t kBetweenForOneUpper = 2;
constexpr std::size_t kBetweenInAnyCase = 8;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct Columns {
  std::vector<double> lower, upper;
  std::vector<bool> coded;
  /// The last earlier coded column that has its upper value in a row where this one has, or kNone.
  std::vector<std::size_t> last_shared;
};

Columns examine(MatrixView<const double> rows) {
  const std::size_t d = rows.cols;
  Columns columns;
  columns.lower.assign(rows.row(0).begin(), rows.row(0).end());
  columns.upper = columns.lower;
  for (std::size_t i = 1; i < rows.rows; ++i) {
    const std::span<const double> row = rows.row(i);
    for (std::size_t j = 0; j < d; ++j) {
      columns.lower[j] = std::min(columns.lower[j], row[j]);
      columns.upper[j] = std::max(columns.upper[j], row[j]);
    }
  }
  std::vector<std::size_t> between(d), upper(d);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const std::span<const double> row = rows.row(i);
    for (std::size_t j = 0; j < d; ++j) {
      between[j] += row[j] != columns.lower[j] && row[j] != columns.upper[j];
      upper[j] += row[j] == columns.upper[j];
    }
  }
  const double most = kMostBetween * static_cast<double>(rows.rows);
  for (std::size_t j = 0; j < d; ++j) {
    columns.coded.push_back(static_cast<double>(between[j]) <= most &&
                            between[j] <= kBetweenForOneUpper * upper[j] + kBetweenInAnyCase);
  }
  columns.last_shared.assign(d, kNone);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const std::span<const double> row = rows.row(i);
    std::size_t last = kNone;
    for (std::size_t j = 0; j < d; ++j) {
      const bool constant = columns.lower[j] == columns.upper[j];
      if (!columns.coded[j] || constant || row[j] != columns.upper[j]) continue;
      std::size_t& shared = columns.last_shared[j];
      if (last != kNone && (shared == kNone || shared < last)) shared = last;
      last = j;
    }
  }
  return columns;
}

}  // namespace

std::optional<CodedRows> CodedRows::of(MatrixView<const double> rows) {
  CodedRows coded;
  if (!coded.find_segments(rows)) return std::nullopt;
  coded.store(rows);
  return coded;
}

bool CodedRows::find_segments(MatrixView<const double> rows) {
  if (rows.cols < 2) return false;
  Columns columns = examine(rows);
  rows_ = rows.rows;
  for (std::size_t j = 0; j < rows.cols; ++j) {
    const double difference = columns.upper[j] - columns.lower[j];
    squares_.push_back(difference * difference);
    if (!columns.coded[j]) {
      segments_.push_back({j, 1, false, numeric_columns_++});
      continue;
    }
    if (!segments_.empty() && segments_.back().coded) {
      Segment& last = segments_.back();
      const std::size_t shared = columns.last_shared[j];
      if (last.columns < kMaxColumns && (shared == kNone || shared < last.first)) {
        ++last.columns;
        continue;
      }
    }
    segments_.push_back({j, 1, true, irregular_.size()});
    irregular_.emplace_back();
  }
  lower_ = std::move(columns.lower);
  upper_ = std::move(columns.upper);
  return 2 * segments_.size() <= rows.cols;
}

void CodedRows::store(MatrixView<const double> rows) {
  numeric_.reserve(rows.rows * numeric_columns_);
  codes_.reserve(rows.rows * groups());
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const std::span<const double> row = rows.row(i);
    for (const Segment& segment : segments_) {
      if (!segment.coded) {
        numeric_.push_back(row[segment.first]);
        continue;
      }
      const int code = code_of(segment, row);
      codes_.push_back(static_cast<std::uint8_t>(code));
      if (code != kIrregular) continue;
      Irregular& irregular = irregular_[segment.place];
      irregular.rows.push_back(static_cast<std::uint32_t>(i));
      const std::span<const double> part = row.subspan(segment.first, segment.columns);
      irregular.values.insert(irregular.values.end(), part.begin(), part.end());
    }
  }
}

CodedRows CodedRows::in_order(std::span<const std::uint32_t> order) const {
  CodedRows ordered = *this;
  std::vector<std::uint32_t> place(rows_);
  for (std::uint32_t i = 0; i < rows_; ++i) {
    place[order[i]] = i;
    std::copy_n(numeric_.begin() + static_cast<std::ptrdiff_t>(order[i] * numeric_columns_),
                numeric_columns_,
                ordered.numeric_.begin() + static_cast<std::ptrdiff_t>(i * numeric_columns_));
    std::copy_n(codes_.begin() + static_cast<std::ptrdiff_t>(order[i] * groups()), groups(),
                ordered.codes_.begin() + static_cast<std::ptrdiff_t>(i * groups()));
  }
  for (const Segment& segment : segments_) {
    if (!segment.coded) continue;
    const Irregular& from = irregular_[segment.place];
    std::vector<std::pair<std::uint32_t, std::size_t>> moved;  // new row, where its values are
    for (std::size_t r = 0; r < from.rows.size(); ++r) moved.emplace_back(place[from.rows[r]], r);
    std::sort(moved.begin(), moved.end());
    Irregular& to = ordered.irregular_[segment.place];
    for (std::size_t r = 0; r < moved.size(); ++r) {
      to.rows[r] = moved[r].first;
      std::copy_n(
          from.values.begin() + static_cast<std::ptrdiff_t>(moved[r].second * segment.columns),
          segment.columns, to.values.begin() + static_cast<std::ptrdiff_t>(r * segment.columns));
    }
  }
  return ordered;
}

int CodedRows::code_of(const Segment& segment, std::span<const double> values) const {
  int code = 0;
  for (std::size_t c = 0; c < segment.columns; ++c) {
    const std::size_t j = segment.first + c;
    if (values[j] == lower_[j]) continue;
    if (values[j] != upper_[j] || code != 0) return kIrregular;
    code = static_cast<int>(c) + 1;
  }
  return code;
}

void CodedRows::encode(std::span<const double> values, Query& query) const {
  query.values = values;
  query.codes.clear();
  for (const Segment& segment : segments_) {
    if (segment.coded) query.codes.push_back(code_of(segment, values));
  }
}

// Where the query's or the row's part is irregular: all columns of the group.
double CodedRows::full_part(double sum, const Segment& segment, const Query& query,
                            std::size_t i) const {
  const int row_code = code(i, segment.place);
  const double* values = nullptr;
  if (row_code == kIrregular) {
    const Irregular& irregular = irregular_[segment.place];
    const auto at = std::lower_bound(irregular.rows.begin(), irregular.rows.end(), i);
    values = irregular.values.data() +
             static_cast<std::size_t>(at - irregular.rows.begin()) * segment.columns;
  }
  for (std::size_t c = 0; c < segment.columns; ++c) {
    const std::size_t j = segment.first + c;
    const bool up = row_code == static_cast<int>(c) + 1;
    const double x = values != nullptr ? values[c] : up ? upper_[j] : lower_[j];
    const double difference = query.values[j] - x;
    sum += difference * difference;
  }
  return sum;
}

double CodedRows::squared_distance(const Query& query, std::size_t i) const {
  double sum = 0.0;
  for (const Segment& segment : segments_) {
    if (!segment.coded) {
      const double difference = query.values[segment.first] - numeric(i, segment.place);
      sum += difference * difference;
      continue;
    }
    const int own = query.codes[segment.place];
    const int other = code(i, segment.place);
    if (own == kIrregular || other == kIrregular) {
      sum = full_part(sum, segment, query, i);
    } else if (own != other) {
      const auto [first, second] = std::minmax(own, other);
      if (first > 0) sum += square(segment, first);
      sum += square(segment, second);
    }
  }
  return sum;
}

}  // namespace autosmote
