#include "neighbors/block_index.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/parallel.h"
#include "neighbors/kd_split.h"

namespace autosmote {
namespace {

constexpr std::size_t kCodes = 256;
constexpr std::size_t kVector = 64;  // bounds looked at together
/// Beyond this, differences could overflow single precision when squared.
constexpr double kLargestRadius = 1e15;
constexpr double kRounding = 0x1p-24;  // of a number in single precision, relative
/// The blocks that are scanned first, so that there is a distance to hold others against.
constexpr std::size_t kFirstBlocks = 8;

}  // namespace

std::optional<BlockIndex> BlockIndex::of(MatrixView<const double> rows, const Context& context) {
  const std::optional<CodedRows> coded = CodedRows::of(rows, context);
  if (!coded) return std::nullopt;
  std::vector<std::uint32_t> order(rows.rows);
  std::iota(order.begin(), order.end(), 0U);
  std::vector<RowRange> ranges{{0, rows.rows}};
  for (std::size_t before = 0; before < ranges.size();) {
    before = ranges.size();
    ranges = split_ranges(rows, order, ranges, kBlockRows, context);
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
  low_.assign(p * padded_blocks_, 0.0F);
  high_.assign(p * padded_blocks_, 0.0F);
  codes_seen_.assign(g * padded_blocks_, 0);
  values_.assign(p * blocks() * kBlockRows, 0.0F);
  codes_.assign(blocks() * words_of_block(), 0);
  parallel_for(context, blocks(), [&](std::size_t block) { fill_block(block); });
}

/// Centres and radii of the numeric columns, and for each code the least that another adds.
void BlockIndex::measure_columns() {
  const std::size_t p = rows_.numeric_columns();
  std::vector<double> low(p, kInfiniteDistance), high(p, -kInfiniteDistance);
  std::vector<std::array<bool, kCodes>> occurs(rows_.groups());
  for (std::size_t i = 0; i < rows_.rows(); ++i) {
    for (std::size_t j = 0; j < p; ++j) {
      low[j] = std::min(low[j], rows_.numeric(i, j));
      high[j] = std::max(high[j], rows_.numeric(i, j));
    }
    for (std::size_t g = 0; g < occurs.size(); ++g) occurs[g][rows_.code(i, g)] = true;
  }
  for (std::size_t j = 0; j < p; ++j) {
    radius_.push_back(0.5 * high[j] - 0.5 * low[j]);
    center_.push_back(low[j] + radius_[j]);
  }
  least_other_.assign(rows_.groups() * kCodes, 0.0F);
  for (const CodedRows::Segment& segment : rows_.segments()) {
    if (!segment.coded) continue;
    const auto part = [&](int code) { return code > 0 ? rows_.square(segment, code) : 0.0; };
    const auto codes = static_cast<int>(segment.columns) + 1;
    for (int own = 0; own < codes; ++own) {
      double least = kInfiniteDistance;
      for (int other = 0; other < codes; ++other) {
        const bool exists = occurs[segment.place][static_cast<std::size_t>(other)];
        if (other != own && exists) least = std::min(least, part(own) + part(other));
      }
      const bool usable = least <= std::numeric_limits<float>::max();
      least_other_[segment.place * kCodes + static_cast<std::size_t>(own)] =
          usable ? static_cast<float>(least) : 0.0F;
    }
  }
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
        continue;
      }
      seen |= std::uint64_t{1} << (code % 64);
      words[i] |= code << (8 * (g % 4));
      words[kBlockRows + i] |= 0xFFU << (8 * (g % 4));
    }
  }
}

/// The query in single precision, and the bounds of all blocks.
void BlockIndex::prepare(std::span<const double> values, Workspace& work) const {
  rows_.encode(values, work.query);
  work.numeric.clear();
  work.codes.clear();
  work.weights.clear();
  work.bounds.assign(padded_blocks_, 0.0F);
  work.sums.resize(kBlockRows);
  double error = 0.0;
  for (const CodedRows::Segment& segment : rows_.segments()) {
    if (segment.coded) {
      const auto own = static_cast<std::size_t>(work.query.codes[segment.place]);
      if (segment.place % 4 == 0) work.codes.push_back(0);
      work.codes.back() |= static_cast<std::uint32_t>(own) << (8 * (segment.place % 4));
      work.weights.push_back(least_other_[segment.place * kCodes + own]);
      add_missing_codes(codes_seen_.data() + segment.place * padded_blocks_,
                        std::uint64_t{1} << (own % 64), work.weights.back(), work.bounds);
      continue;
    }
    const std::size_t j = segment.place;
    // A query that is clamped is nearer to every row than it was.
    const double q =
        std::clamp(values[segment.first] - center_[j], -2.0 * kLargestRadius, 2.0 * kLargestRadius);
    const double rounded = 2.0 * kRounding * (std::abs(q) + radius_[j]);
    error += rounded * rounded;
    work.numeric.push_back(static_cast<float>(q));
    add_range_gaps(low_.data() + j * padded_blocks_, high_.data() + j * padded_blocks_,
                   work.numeric.back(), work.bounds);
  }
  work.error = std::sqrt(error);
}

/// What the bound of a row at this distance cannot exceed.
float BlockIndex::limit(double squared_distance, const Workspace& work) const {
  const double distance = std::sqrt(squared_distance) + work.error;
  const double terms = static_cast<double>(rows_.segments().size() + 8);
  const double largest = distance * distance * (1.0 + 8.0 * terms * kRounding);
  if (!(largest < std::numeric_limits<float>::max())) return std::numeric_limits<float>::infinity();
  return static_cast<float>(largest) * (1.0F + 0x1p-22F) + std::numeric_limits<float>::min();
}

template <class Collector>
void BlockIndex::scan(std::size_t block, Workspace& work, Collector& collector) const {
  if (!collector.wants(0.0, min_row_[block])) return;
  const std::size_t first = first_of(block);
  double bound = collector.bound();
  float largest = limit(bound, work);
  std::uint64_t near =
      rows_within(values_.data() + block * rows_.numeric_columns() * kBlockRows,
                  codes_.data() + block * words_of_block(),
                  {work.numeric, work.weights, work.codes}, largest, work.sums.data());
  const std::size_t size = ends_[block] - first;
  if (size < kBlockRows) near &= (std::uint64_t{1} << size) - 1;
  const auto look_at = [&](std::size_t i) {
    if (work.sums[i] > largest || !collector.wants(0.0, order_[first + i])) return;
    collector.add(rows_.squared_distance(work.query, first + i), order_[first + i]);
    if (collector.bound() == bound) return;
    bound = collector.bound();
    largest = limit(bound, work);
  };
  if (bound == kInfiniteDistance && size == kBlockRows) {
    // As long as nothing is shut out the nearest go first. Not a number: looked at.
    for (; near != 0; near &= near - 1) {
      const std::size_t i = smallest_of(work.sums);
      if (!(work.sums[i] <= largest)) return;
      look_at(i);
      work.sums[i] = std::numeric_limits<float>::quiet_NaN();
    }
  }
  for (; near != 0; near &= near - 1) look_at(static_cast<std::size_t>(std::countr_zero(near)));
}

template <class Collector>
void BlockIndex::search(std::span<const double> query, Workspace& work,
                        Collector& collector) const {
  prepare(query, work);
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
  float largest = limit(collector.bound(), work);
  for (std::size_t first = 0; first < blocks(); first += kVector) {
    for (std::uint64_t bits = bits_within(work.bounds.data() + first, largest); bits != 0;
         bits &= bits - 1) {
      const std::size_t block = first + static_cast<std::size_t>(std::countr_zero(bits));
      if (work.bounds[block] > largest) continue;
      scan(block, work, collector);
      largest = limit(collector.bound(), work);
    }
  }
}

template void BlockIndex::search(std::span<const double>, Workspace&, KNearest&) const;
template void BlockIndex::search(std::span<const double>, Workspace&, WithinRadius&) const;

}  // namespace autosmote
