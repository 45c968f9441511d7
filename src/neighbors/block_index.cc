#include "neighbors/block_index.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <utility>

#include "core/cache_line.h"
#include "core/parallel.h"

namespace autosmote {
namespace {

constexpr std::size_t kCodes = 256;
constexpr std::size_t kVector = 64;  // bounds looked at together
/// Beyond this, differences could overflow single precision when squared.
constexpr double kLargestRadius = 1e15;
constexpr double kRounding = 0x1p-24;  // of a number in single precision, relative
/// The blocks that are scanned first, so that there is a distance to hold others against.
constexpr std::size_t kFirstBlocks = 8;
/// Rows that wait at most, rather than that all do where many are alike.
constexpr std::size_t kMostWaiting = 1024;
/// What the codes of a row may add where single precision is to take twice that.
constexpr double kMostAdded = 1e30;
/// The share of a part's squared distance to code 0 that cancellation in distances_to_codes() can
/// lose: a few 2^-53 for each of up to 254 columns.
constexpr double kLost = 0x1p-40;
/// The offsets of 64 rows whose bounds do not begin with what their codes add.
alignas(kCacheLine) constexpr std::array<float, 64> kNothingAdded{};

}  // namespace

std::optional<BlockIndex> BlockIndex::of(MatrixView<const double> rows, const Context& context) {
  std::optional<CodedRows> coded = CodedRows::of(rows, context);
  if (!coded) return std::nullopt;
  CodedBlocks blocks = blocks_of_near_rows(*coded, kBlockRows, context);
  *coded = coded->in_order(blocks.order);
  BlockIndex index(std::move(*coded), std::move(blocks), context);
  for (const double radius : index.radius_) {
    if (radius > kLargestRadius) return std::nullopt;
  }
  return index;
}

BlockIndex::BlockIndex(CodedRows rows, CodedBlocks division, const Context& context)
    : rows_(std::move(rows)), order_(std::move(division.order)), ends_(std::move(division.ends)) {
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
  most_added_.assign(blocks(), 0.0F);
  parallel_for(context, blocks(), [&](std::size_t block) { fill_block(block); });
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

/// The least of what the codes but `own` that occur in a group add; 0 where there is none, or
/// single precision cannot hold it.
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
  for (std::size_t i = 0; regular_[block] != 0 && i < size; ++i) {
    double added = 0.0;
    for (const CodedRows::Segment& segment : rows_.segments()) {
      if (segment.coded) added += rows_.square(segment, rows_.code(first + i, segment.place));
    }
    regular_[block] = static_cast<std::uint8_t>(added <= kMostAdded);
    if (regular_[block] == 0) break;
    added_[block * kBlockRows + i] = static_cast<float>(added);
    most_added_[block] = std::max(most_added_[block], static_cast<float>(added));
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
/// square, minus the query's, and twice the query's where they differ. Otherwise each group adds at
/// least the distance to the nearest code, and another code at least `least_other`.
void BlockIndex::weigh_codes(Workspace& work) const {
  // By group, of the query: what its codes add, or the distances to the nearest ones.
  if (work.tight) {
    for (const CodedRows::Segment& segment : rows_.segments()) {
      if (!segment.coded) continue;
      work.to_code[segment.place] = rows_.square(segment, work.query.codes[segment.place]);
    }
  }
  const double added = std::reduce(work.to_code.begin(), work.to_code.end());
  if (!(added <= kMostAdded)) {
    work.weights = work.least_other;
    work.offset = 0.0F;
    work.tight = false;
    return;
  }
  work.weights.clear();
  for (std::size_t group = 0; group < rows_.groups(); ++group) {
    const double square = work.to_code[group];
    const double beyond = double{work.least_other[group]} - square;
    work.weights.push_back(static_cast<float>(work.tight ? 2.0 * square : std::max(0.0, beyond)));
  }
  work.offset = static_cast<float>(work.tight ? -added : added);
  if (work.tight) work.slack += 3.0 * rounding() * added;
}

/// How much a sum over all segments can be off by rounding, as a share of the sum of its parts'
/// magnitudes.
double BlockIndex::rounding() const {
  return 2.0 * kRounding * static_cast<double>(rows_.segments().size() + 8);
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
  // Of each square what is too small for single precision is lost.
  const double lost = static_cast<double>(rows_.segments().size() + 8) *
                      static_cast<double>(std::numeric_limits<float>::min());
  return std::sqrt(std::max(0.0, bound * (1.0 + rounding()) + work.slack) + lost) + work.error;
}

template <class Collector>
void BlockIndex::scan(std::size_t block, Workspace& work, Collector& collector) const {
  if (!collector.wants(0.0, min_row_[block])) return;
  const bool regular = regular_[block] != 0;
  const bool tight = work.tight && regular;
  // By what the codes of these rows add and the offset takes away.
  const float slack = tight ? static_cast<float>(rounding()) * most_added_[block] : 0.0F;
  const std::size_t first = first_of(block);
  std::uint64_t near =
      rows_within(tight ? added_.data() + block * kBlockRows : kNothingAdded.data(),
                  values_.data() + block * rows_.numeric_columns() * kBlockRows,
                  codes_.data() + block * words_of_block(),
                  {work.numeric, regular ? work.weights : work.least_other, work.codes,
                   regular ? work.offset : 0.0F},
                  work.largest + slack, work.sums.data());
  const std::size_t size = ends_[block] - first;
  if (size < kBlockRows) near &= (std::uint64_t{1} << size) - 1;
  if (near == 0) return;
  const std::size_t before = work.waiting.size();
  for (; near != 0; near &= near - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(near));
    work.waiting.push_back({work.sums[i] - slack, static_cast<std::uint32_t>(first + i)});
  }
  if constexpr (std::is_same_v<Collector, KNearest>) {
    if (tight) {
      if (work.waiting.size() > kMostWaiting) return settle(0, work, collector);
      const double bound = work.least.bound();
      for (const Candidate& row : std::span(work.waiting).subspan(before)) {
        work.least.add(row.bound + 2.0F * slack, order_[row.place]);
      }
      if (work.least.bound() == bound) return;
      const double farthest = distance_at_most(work.least.bound(), work);
      work.largest = std::min(work.largest, limit(farthest, work));
      return;
    }
  }
  settle(before, work, collector);
}

/// Gives the rows that wait, but for the `first` ones, their exact distance, the nearest first.
template <class Collector>
void BlockIndex::settle(std::size_t first, Workspace& work, Collector& collector) const {
  const auto begin = work.waiting.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = std::remove_if(begin, work.waiting.end(),
                                  [&](const Candidate& row) { return row.bound > work.largest; });
  std::sort(begin, end, [](const Candidate& a, const Candidate& b) { return a.bound < b.bound; });
  double bound = collector.bound();
  for (auto row = begin; row != end && row->bound <= work.largest; ++row) {
    if (!collector.wants(0.0, order_[row->place])) continue;
    collector.add(rows_.squared_distance(work.query, row->place), order_[row->place]);
    if (collector.bound() == bound) continue;
    bound = collector.bound();
    work.largest = std::min(work.largest, limit(std::sqrt(bound), work));
  }
  work.waiting.resize(first);
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
  settle(0, work, collector);
}

template void BlockIndex::search(std::span<const double>, Workspace&, KNearest&) const;
template void BlockIndex::search(std::span<const double>, Workspace&, WithinRadius&) const;

}  // namespace autosmote
