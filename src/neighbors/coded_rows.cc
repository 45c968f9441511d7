#include "neighbors/coded_rows.h"

#include <algorithm>
#include <utility>

#include "core/parallel.h"
#include "neighbors/lanes.h"

namespace autosmote {
namespace {

constexpr std::size_t kMaxColumns = 254;  // of a group: codes and kIrregular fit a byte
/// A column is coded where at most this share of its values lies between its least and largest, and
/// not many more than equal the largest: then it is a one-hot column with some interpolated rows.
constexpr double kMostBetween = 0.2;
constexpr std::size_t kBetweenForOneUpper = 2;
constexpr std::size_t kBetweenInAnyCase = 8;
constexpr std::size_t kRowsPerTask = 4096;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct Columns {
  std::vector<double> lower, upper;
  std::vector<bool> coded;
  /// Of last_shared(), over all rows.
  std::vector<std::size_t> last_shared;
};

/// What one task finds of each column.
struct Counts {
  std::vector<double> lower, upper;
  std::vector<std::size_t> between, at_upper;

  void find_ends(MatrixView<const double> rows) {
    lower.resize(rows.cols);
    upper.resize(rows.cols);
    box_of_rows(rows.data, rows.stride, rows.rows, rows.cols, lower.data(), upper.data());
  }
  void count(MatrixView<const double> rows, const Columns& columns) {
    between.assign(rows.cols, 0);
    at_upper.assign(rows.cols, 0);
    for (std::size_t i = 0; i < rows.rows; ++i) {
      const double* row = rows.row(i).data();
      for (std::size_t j = 0; j < rows.cols; ++j) {
        // Numbers rather than &&, which would branch.
        between[j] += std::size_t{row[j] != columns.lower[j]} * (row[j] != columns.upper[j]);
        at_upper[j] += std::size_t{row[j] == columns.upper[j]};
      }
    }
  }
};

/// For each column the last earlier coded one that is up in a row where this one is, or kNone.
std::vector<std::size_t> last_shared(MatrixView<const double> rows, const Columns& columns) {
  std::vector<std::size_t> result(rows.cols, kNone);
  std::vector<std::size_t> looked_at;
  for (std::size_t j = 0; j < rows.cols; ++j) {
    if (columns.coded[j] && columns.lower[j] != columns.upper[j]) looked_at.push_back(j);
  }
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const double* row = rows.row(i).data();
    std::size_t last = kNone;
    for (const std::size_t j : looked_at) {
      if (row[j] != columns.upper[j]) continue;
      if (last != kNone && (result[j] == kNone || result[j] < last)) result[j] = last;
      last = j;
    }
  }
  return result;
}

/// The columns' ends and which are coded. Nothing more where too few are.
Columns examine(MatrixView<const double> rows, const Context& context) {
  const std::size_t d = rows.cols;
  const std::size_t tasks = (rows.rows + kRowsPerTask - 1) / kRowsPerTask;
  const auto rows_of = [&](std::size_t task) {
    const std::size_t first = task * kRowsPerTask;
    const std::size_t size = std::min(kRowsPerTask, rows.rows - first);
    return MatrixView<const double>(rows.data + first * rows.stride, size, d, rows.stride);
  };
  std::vector<Counts> parts(tasks);
  parallel_for(context, tasks, [&](std::size_t task) { parts[task].find_ends(rows_of(task)); });
  Columns columns;
  columns.lower = parts.front().lower;
  columns.upper = parts.front().upper;
  for (const Counts& part : parts) {
    for (std::size_t j = 0; j < d; ++j) {
      columns.lower[j] = std::min(columns.lower[j], part.lower[j]);
      columns.upper[j] = std::max(columns.upper[j], part.upper[j]);
    }
  }
  parallel_for(context, tasks,
               [&](std::size_t task) { parts[task].count(rows_of(task), columns); });
  const double most = kMostBetween * static_cast<double>(rows.rows);
  for (std::size_t j = 0; j < d; ++j) {
    std::size_t between = 0, at_upper = 0;
    for (const Counts& part : parts) {
      between += part.between[j];
      at_upper += part.at_upper[j];
    }
    columns.coded.push_back(static_cast<double>(between) <= most &&
                            between <= kBetweenForOneUpper * at_upper + kBetweenInAnyCase);
  }
  if (2 * static_cast<std::size_t>(std::ranges::count(columns.coded, false)) > d) return columns;
  std::vector<std::vector<std::size_t>> shared(tasks);
  parallel_for(context, tasks,
               [&](std::size_t task) { shared[task] = last_shared(rows_of(task), columns); });
  columns.last_shared.assign(d, kNone);
  for (const std::vector<std::size_t>& part : shared) {
    for (std::size_t j = 0; j < d; ++j) {
      std::size_t& last = columns.last_shared[j];
      if (part[j] != kNone && (last == kNone || last < part[j])) last = part[j];
    }
  }
  return columns;
}

}  // namespace

std::optional<CodedRows> CodedRows::of(MatrixView<const double> rows, const Context& context) {
  CodedRows coded;
  if (!coded.find_segments(rows, context)) return std::nullopt;
  coded.store(rows);
  return coded;
}

bool CodedRows::find_segments(MatrixView<const double> rows, const Context& context) {
  if (rows.cols < 2) return false;
  Columns columns = examine(rows, context);
  if (columns.last_shared.empty()) return false;
  rows_ = rows.rows;
  for (std::size_t j = 0; j < rows.cols; ++j) {
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
  for (const Segment& segment : segments_) {
    if (!segment.coded) continue;
    // Where its squares begin: the columns before it, and a 0 for each group before it.
    squares_of_codes_.resize(segment.first + segment.place + 1);
    for (std::size_t c = 0; c < segment.columns; ++c) {
      const std::size_t j = segment.first + c;
      const double difference = columns.upper[j] - columns.lower[j];
      squares_of_codes_.push_back(difference * difference);
    }
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

void CodedRows::distances_to_codes(const Segment& segment, std::span<const double> values,
                                   std::vector<double>& out) const {
  out.assign(1, 0.0);
  for (std::size_t c = 0; c < segment.columns; ++c) {
    const std::size_t j = segment.first + c;
    const double to_lower = values[j] - lower_[j], to_upper = values[j] - upper_[j];
    out.push_back(to_upper * to_upper - to_lower * to_lower);
    out.front() += to_lower * to_lower;
  }
  for (std::size_t c = 1; c < out.size(); ++c) out[c] += out.front();
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
    } else {
      // Without a branch: adding 0 to what is not negative changes nothing.
      const double first = square(segment, std::min(own, other));
      const double second = square(segment, std::max(own, other));
      sum += own != other ? first : 0.0;
      sum += own != other ? second : 0.0;
    }
  }
  return sum;
}

}  // namespace autosmote
