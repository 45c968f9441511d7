#include "neighbors/block_index.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <utility>

#include "core/parallel.h"
#include "neighbors/kd_split.h"

namespace autosmote {
namespace {

constexpr std::size_t kCodes = 256;
constexpr std::size_t kVector = 64;  // bounds looked at together
constexpr std::size_t kRowsPerTask = 4096;
/// Beyond this, differences could overflow single precision when squared.
constexpr double kLargestRadius = 1e15;
constexpr double kRounding = 0x1p-24;  // of a number in single precision, relative
/// The blocks that are scanned first, so that there is a distance to hold others against.
constexpr std::size_t kFirstBlocks = 8;
/// Rows that wait at most, rather than that all do where many are alike.
constexpr std::size_t kMostWaiting = 1024;
/// What the codes of a row may add where single precision is to take twice that.
constexpr double kMostAdded = 1e30;
/// What distances_to_codes() loses at most of the query's distance from code 0, of which it takes
/// and to which it adds a square for each column.
constexpr double kLost = 0x1p-40;
alignas(kCacheLine) constexpr std::array<float, 64> kNothingAdded{};

/// A column a segment, whose splits put near rows together: a numeric column as it is; of a group
/// the codes, scaled so that m equally frequent ones have twice the variance of their m columns: a
/// block that lacks a code is far by two of these at once. Irregular parts come together.
Matrix<double> columns_to_split(const CodedRows& rows, const Context& context) {
  const std::span<const CodedRows::Segment> segments = rows.segments();
  std::vector<double> scales;
  for (const CodedRows::Segment& segment : segments) {
    double squares = 0.0;
    for (std::size_t c = 1; c <= segment.columns && segment.coded; ++c) {
      squares += rows.square(segment, static_cast<int>(c));
    }
    const auto m = static_cast<double>(segment.columns);
    scales.push_back(std::sqrt(2.0 * 12.0 * squares / (m * m * (m + 1.0))));
  }
  Matrix<double> columns(rows.rows(), segments.size());
  parallel_for(context, (rows.rows() + kRowsPerTask - 1) / kRowsPerTask, [&](std::size_t task) {
    const std::size_t end = std::min(rows.rows(), (task + 1) * kRowsPerTask);
    for (std::size_t i = task * kRowsPerTask; i < end; ++i) {
      for (std::size_t s = 0; s < segments.size(); ++s) {
        const std::size_t place = segments[s].place;
        if (!segments[s].coded) {
          columns(i, s) = rows.numeric(i, place);
          continue;
        }
        const auto last = static_cast<int>(segments[s].columns);
        columns(i, s) = scales[s] * std::min(last + 1, int{rows.code(i, place)});
      }
    }
  });
  return columns;
}

}  // namespace

std::optional<BlockIndex> BlockIndex::of(MatrixView<const double> rows, const Context& context) {
  const std::optional<CodedRows> coded = CodedRows::of(rows, context);
  if (!coded) return std::nullopt;
  const Matrix<double> columns = columns_to_split(*coded, context);
  std::vector<std::uint32_t> order(rows.rows);
  std::iota(order.begin(), order.end(), 0U);
  std::vector<RowRange> ranges{{0, rows.rows}};
  for (std::size_t before = 0; before < ranges.size();) {
    before = ranges.size();
    ranges = split_ranges(columns.view(), order, ranges, kBlockRows, context);
  }
  std::vector<std::size_t> ends;
  for (const RowRange range : ranges) {
    // Ascending row numbers let ties be settled without moving what was found.
    std::sort(order.begin() + static_cast<std::ptrdiff_t>(range.first),
              order.begin() + static_cast<std::ptrdiff_t>(range.last));
    ends.push_back(range.last);
  }
  CodedRows ordered = coded->in_order(order);
  BlockIndex index(std::move(ordered), std::move(order), std::move(ends), context);
  for (const double radius : index.radius_) {
    if (radius > kLargestRadius) return std::nullopt;
  }
  return index;
}

BlockIndex::BlockIndex(CodedRows rows, std::vector<std::uint32_t> order,
                       std::vector<std::size_t> ends, const Context& context)
    : rows_(std::move(rows)), order_(std::move(order)), ends_(std::move(ends)) {
  measure_columns();
  const std::size_t p = rows_.numeric_columns(), g = rows_.groups();
  padded_blocks_ = (blocks() + kVector - 1) / kVector * kVector;
  min_row_.resize(blocks());
  regular_.assign(blocks(), 1);
  low_.assign(p * padded_blocks_, 0.0F);
  high_.assign(p * padded_blocks_, 0.0F);
  codes_seen_.assign(g * padded_blocks_, 0);
  values_.assign(p * blocks() * kBlockRows, 0.0F);
  codes_.assign(blocks() * words_of_block(), 0);
  added_.assign(blocks() * kBlockRows, 0.0F);
  parallel_for(context, blocks(), [&](std::size_t block) { fill_block(block); });
  for (std::size_t block = 0; block < blocks(); ++block) {
    if (regular_[block] == 0) continue;
    const auto added = std::span(added_).subspan(block * kBlockRows, kBlockRows);
    most_added_ = std::max<double>(most_added_, *std::ranges::max_element(added));
  }
}

/// Centres and radii of the numeric columns, and for each code the least that another adds.
void BlockIndex::measure_columns() {
  const std::size_t p = rows_.numeric_columns();
  std::vector<double> low(p, kInfiniteDistance), high(p, -kInfiniteDistance);
  occurs_.assign(rows_.groups() * kCodes, 0);
  for (std::size_t i = 0; i < rows_.rows(); ++i) {
    for (std::size_t j = 0; j < p; ++j) {
      low[j] = std::min(low[j], rows_.numeric(i, j));
      high[j] = std::max(high[j], rows_.numeric(i, j));
    }
    for (std::size_t g = 0; g < rows_.groups(); ++g) occurs_[g * kCodes + rows_.code(i, g)] = 1;
  }
  for (std::size_t j = 0; j < p; ++j) {
    radius_.push_back(0.5 * high[j] - 0.5 * low[j]);
    center_.push_back(low[j] + radius_[j]);
  }
  least_other_.assign(rows_.groups() * kCodes, 0.0F);
  std::vector<double> to_codes;
  for (const CodedRows::Segment& segment : rows_.segments()) {
    if (!segment.coded) continue;
    for (int own = 0; own <= static_cast<int>(segment.columns); ++own) {
      to_codes.clear();
      for (int other = 0; other <= static_cast<int>(segment.columns); ++other) {
        to_codes.push_back(rows_.square(segment, own) + rows_.square(segment, other));
      }
      const auto code = static_cast<std::size_t>(own);
      least_other_[segment.place * kCodes + code] = least_beside(segment, to_codes, code);
    }
  }
}

/// The least of what the codes but `own` that occur in a group add; 0 where there is none.
float BlockIndex::least_beside(const CodedRows::Segment& segment, std::span<const double> to_codes,
                               std::size_t own) const {
  double least = kInfiniteDistance;
  for (std::size_t code = 0; code < to_codes.size(); ++code) {
    if (code == own || occurs_[segment.place * kCodes + code] == 0) continue;
    least = std::min(least, to_codes[code]);
  }
  return least <= std::numeric_limits<float>::max() ? static_cast<float>(least) : 0.0F;
}

void BlockIndex::fill_block(std::size_t block) {
  const std::size_t p = rows_.numeric_columns(), groups = rows_.groups();
  const std::size_t first = first_of(block);
  const std::size_t size = ends_[block] - first;
  min_row_[block] = order_[first];
  for (std::size_t j = 0; j < p; ++j) {
    float* values = values_.data() + (block * p + j) * kBlockRows;
    for (std::size_t i = 0; i < size; ++i) {
      values[i] = static_cast<float>(rows_.numeric(first + i, j) - center_[j]);
    }
    const auto [low, high] = std::minmax_element(values, values + size);
    low_[j * padded_blocks_ + block] = *low;
    high_[j * padded_blocks_ + block] = *high;
  }
  for (std::size_t g = 0; g < groups; ++g) {
    std::uint32_t* words = codes_.data() + block * words_of_block() + (g / 4) * 2 * kBlockRows;
    std::uint64_t& seen = codes_seen_[g * padded_blocks_ + block];
    for (std::size_t i = 0; i < size; ++i) {
      const std::uint32_t code = rows_.code(first + i, g);
      if (code == CodedRows::kIrregular) {  // adds nothing to a bound
        seen = ~std::uint64_t{0};
        regular_[block] = 0;
        continue;
      }
      seen |= std::uint64_t{1} << (code % 64);
      words[i] |= code << (8 * (g % 4));
      words[kBlockRows + i] |= 0xFFU << (8 * (g % 4));
    }
  }
  for (std::size_t i = 0; i < size && regular_[block] != 0; ++i) {
    double added = 0.0;
    for (const CodedRows::Segment& segment : rows_.segments()) {
      if (segment.coded) added += rows_.square(segment, rows_.code(first + i, segment.place));
    }
    if (!(added <= kMostAdded)) regular_[block] = 0;
    added_[block * kBlockRows + i] = static_cast<float>(added);
  }
}

/// The query in single precision, and the bounds of all blocks.
void BlockIndex::prepare(std::span<const double> values, Workspace& work) const {
  rows_.encode(values, work.query);
  work.numeric.clear();
  work.codes.clear();
  work.least_other.clear();
  work.to_code.clear();
  work.slack = 0.0;
  work.bounds.assign(padded_blocks_, 0.0F);
  work.sums.resize(kBlockRows);
  work.waiting.clear();
  work.tight = std::ranges::count(work.query.codes, CodedRows::kIrregular) == 0;
  double error = 0.0;
  for (const CodedRows::Segment& segment : rows_.segments()) {
    if (segment.coded) {
      prepare_group(segment, work);
      continue;
    }
    const std::size_t j = segment.place;
    // A query that is clamped is nearer to every row than it was.
    const double centered = values[segment.first] - center_[j];
    const double q = std::clamp(centered, -2.0 * kLargestRadius, 2.0 * kLargestRadius);
    work.tight = work.tight && q == centered;
    const double rounded = 2.0 * kRounding * (std::abs(q) + radius_[j]);
    error += rounded * rounded;
    work.numeric.push_back(static_cast<float>(q));
    add_range_gaps(low_.data() + j * padded_blocks_, high_.data() + j * padded_blocks_,
                   work.numeric.back(), work.bounds);
  }
  work.error = std::sqrt(error);
  weigh_codes(work);
}

/// The code of the query, or the nearest one that occurs, and the least that any other adds.
void BlockIndex::prepare_group(const CodedRows::Segment& segment, Workspace& work) const {
  const std::size_t first = segment.place * kCodes;
  auto code = static_cast<std::size_t>(work.query.codes[segment.place]);
  double to_code = 0.0;
  if (code == CodedRows::kIrregular) {
    rows_.distances_to_codes(segment, work.query.values, work.to_codes);
    work.slack += kLost * work.to_codes.front();
    to_code = kInfiniteDistance;
    code = 0;
    for (std::size_t c = 0; c < work.to_codes.size(); ++c) {
      if (occurs_[first + c] != 0 && work.to_codes[c] < to_code) {
        code = c;
        to_code = work.to_codes[c];
      }
    }
    work.least_other.push_back(least_beside(segment, work.to_codes, code));
  } else {
    work.least_other.push_back(least_other_[first + code]);
  }
  work.to_code.push_back(to_code);
  if (segment.place % 4 == 0) work.codes.push_back(0);
  work.codes.back() |= static_cast<std::uint32_t>(code) << (8 * (segment.place % 4));
  add_missing_codes(codes_seen_.data() + segment.place * padded_blocks_,
                    std::uint64_t{1} << (code % 64), work.least_other.back(), work.bounds);
}

/// How the codes of a row in a regular block bound its distance. Where the query has codes alone
/// this is exact: both codes of a group add their squares where they differ, which is the row's
/// square, minus the query's, and twice the query's where they differ.
void BlockIndex::weigh_codes(Workspace& work) const {
  work.weights.clear();
  double added = 0.0;
  for (const CodedRows::Segment& segment : rows_.segments()) {
    if (!segment.coded) continue;
    const std::size_t group = segment.place;
    const double square =
        work.tight ? rows_.square(segment, work.query.codes[group]) : work.to_code[group];
    added += square;
    work.weights.push_back(static_cast<float>(
        work.tight ? 2.0 * square : std::max(0.0, double{work.least_other[group]} - square)));
  }
  if (added <= kMostAdded) {
    work.offset = static_cast<float>(work.tight ? -added : added);
    if (work.tight) work.slack += rounding() * (most_added_ + 3.0 * added);
  } else {
    work.weights = work.least_other;
    work.offset = 0.0F;
    work.tight = false;
  }
}

/// How much a sum over all segments can be off by rounding, as a share of its largest part.
double BlockIndex::rounding() const {
  return 8.0 * kRounding * static_cast<double>(rows_.segments().size() + 8);
}

/// What the bound of a row at this distance cannot exceed.
float BlockIndex::limit(double distance, const Workspace& work) const {
  const double farther = distance + work.error;
  const double largest = farther * farther * (1.0 + rounding()) + work.slack;
  if (!(largest < std::numeric_limits<float>::max())) return std::numeric_limits<float>::infinity();
  return static_cast<float>(largest) * (1.0F + 0x1p-22F) + std::numeric_limits<float>::min();
}

/// What the distance of a row of a regular block with this bound cannot exceed.
double BlockIndex::distance_at_most(double bound, const Workspace& work) const {
  // Squares too small for single precision are lost.
  const double lost =
      rounding() * static_cast<double>(std::numeric_limits<float>::min()) / kRounding;
  return std::sqrt(std::max(0.0, bound * (1.0 + rounding()) + work.slack) + lost) + work.error;
}

template <class Collector>
void BlockIndex::scan(std::size_t block, Workspace& work, Collector& collector) const {
  if (!collector.wants(0.0, min_row_[block])) return;
  const bool regular = regular_[block] != 0;
  const bool tight = work.tight && regular;
  const std::size_t first = first_of(block);
  std::uint64_t near =
      rows_within(tight ? added_.data() + block * kBlockRows : kNothingAdded.data(),
                  values_.data() + block * rows_.numeric_columns() * kBlockRows,
                  codes_.data() + block * words_of_block(),
                  {work.numeric, regular ? work.weights : work.least_other, work.codes,
                   regular ? work.offset : 0.0F},
                  work.largest, work.sums.data());
  const std::size_t size = ends_[block] - first;
  if (size < kBlockRows) near &= (std::uint64_t{1} << size) - 1;
  if (near == 0) return;
  const std::size_t before = work.waiting.size();
  for (; near != 0; near &= near - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(near));
    work.waiting.push_back({work.sums[i], static_cast<std::uint32_t>(first + i)});
  }
  if constexpr (std::is_same_v<Collector, KNearest>) {
    if (tight && work.waiting.size() <= kMostWaiting) {
      const double bound = work.least.bound();
      for (const Candidate& row : std::span(work.waiting).subspan(before)) {
        work.least.add(row.bound, order_[row.place]);
      }
      if (work.least.bound() == bound) return;
      const double farthest = distance_at_most(work.least.bound(), work);
      work.largest = std::min(work.largest, limit(farthest, work));
      return;
    }
  }
  settle(work, collector);
}

/// Gives the rows that wait their exact distance, the nearest first.
template <class Collector>
void BlockIndex::settle(Workspace& work, Collector& collector) const {
  std::erase_if(work.waiting, [&](const Candidate& row) { return row.bound > work.largest; });
  std::ranges::sort(work.waiting, {}, &Candidate::bound);
  double bound = collector.bound();
  for (const Candidate& row : work.waiting) {
    if (row.bound > work.largest) break;
    if (!collector.wants(0.0, order_[row.place])) continue;
    collector.add(rows_.squared_distance(work.query, row.place), order_[row.place]);
    if (collector.bound() == bound) continue;
    bound = collector.bound();
    work.largest = std::min(work.largest, limit(std::sqrt(bound), work));
  }
  work.waiting.clear();
}

template <class Collector>
void BlockIndex::search(std::span<const double> query, Workspace& work,
                        Collector& collector) const {
  prepare(query, work);
  if constexpr (std::is_same_v<Collector, KNearest>) work.least = collector;
  work.largest = limit(std::sqrt(collector.bound()), work);
  // Not a number: scanned, or none.
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  std::fill(work.bounds.begin() + static_cast<std::ptrdiff_t>(blocks()), work.bounds.end(), kNone);
  for (std::size_t i = 0; i < std::min(kFirstBlocks, blocks()); ++i) {
    const std::size_t nearest = smallest_of(work.bounds);
    if (std::isnan(work.bounds[nearest])) break;
    scan(nearest, work, collector);
    work.bounds[nearest] = kNone;
  }
  // Those blocks bring the limit close to its end, so that the others' order hardly matters.
  for (std::size_t first = 0; first < blocks(); first += kVector) {
    for (std::uint64_t bits = bits_within(work.bounds.data() + first, work.largest); bits != 0;
         bits &= bits - 1) {
      const std::size_t block = first + static_cast<std::size_t>(std::countr_zero(bits));
      if (work.bounds[block] <= work.largest) scan(block, work, collector);
    }
  }
  settle(work, collector);
}

template void BlockIndex::search(std::span<const double>, Workspace&, KNearest&) const;
template void BlockIndex::search(std::span<const double>, Workspace&, WithinRadius&) const;

}  // namespace autosmote
