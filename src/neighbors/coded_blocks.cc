#include "neighbors/coded_blocks.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "core/parallel.h"
#include "neighbors/kd_split.h"

namespace autosmote {
namespace {

constexpr std::size_t kRowsPerTask = 4096;

/// By code, kIrregular too: what stands for it where rows are split.
using CodePlaces = std::vector<double>;

/// The codes of a group that occur, in their order and at equal steps, so that q equally frequent
/// ones have twice the variance of their columns: a block that lacks a code is far by two of these
/// at once. Irregular parts come after them, together.
CodePlaces places_of_codes(const CodedRows& rows, const CodedRows::Segment& segment) {
  std::vector<bool> occurs(CodedRows::kIrregular + 1);
  for (std::size_t i = 0; i < rows.rows(); ++i) occurs[rows.code(i, segment.place)] = true;
  double squares = 0.0, ranks = 0.0;
  CodePlaces places(occurs.size());
  for (std::size_t code = 0; code <= segment.columns; ++code) {
    if (!occurs[code]) continue;
    squares += rows.square(segment, static_cast<int>(code));
    places[code] = ranks++;
  }
  places[CodedRows::kIrregular] = ranks;
  const double step = std::sqrt(2.0 * 12.0 * squares / (ranks * ranks * (ranks + 1.0)));
  // Squares that overflow, or irregular parts alone: no split by this group.
  for (double& place : places) place *= std::isfinite(step) ? step : 0.0;
  return places;
}

/// n x segments: a numeric column as it is, a group by the places of its codes.
Matrix<double> columns_to_split(const CodedRows& rows, const Context& context) {
  const std::span<const CodedRows::Segment> segments = rows.segments();
  std::vector<CodePlaces> places(segments.size());
  parallel_for(context, segments.size(), [&](std::size_t s) {
    if (segments[s].coded) places[s] = places_of_codes(rows, segments[s]);
  });
  Matrix<double> columns(rows.rows(), segments.size());
  parallel_for(context, (rows.rows() + kRowsPerTask - 1) / kRowsPerTask, [&](std::size_t task) {
    const std::size_t end = std::min(rows.rows(), (task + 1) * kRowsPerTask);
    for (std::size_t i = task * kRowsPerTask; i < end; ++i) {
      for (std::size_t s = 0; s < segments.size(); ++s) {
        const std::size_t place = segments[s].place;
        columns(i, s) = segments[s].coded ? places[s][rows.code(i, place)] : rows.numeric(i, place);
      }
    }
  });
  return columns;
}

}  // namespace

CodedBlocks blocks_of_near_rows(const CodedRows& rows, std::size_t block_rows,
                                const Context& context) {
  const Matrix<double> columns = columns_to_split(rows, context);
  CodedBlocks blocks;
  blocks.order.resize(rows.rows());
  std::iota(blocks.order.begin(), blocks.order.end(), 0U);
  std::vector<RowRange> ranges{{0, rows.rows()}};
  for (std::size_t before = 0; before < ranges.size();) {
    before = ranges.size();
    ranges = split_ranges(columns.view(), blocks.order, ranges, block_rows, context);
  }
  for (const RowRange range : ranges) {
    // Ascending row numbers let ties be settled without moving what was found.
    std::sort(blocks.order.begin() + static_cast<std::ptrdiff_t>(range.first),
              blocks.order.begin() + static_cast<std::ptrdiff_t>(range.last));
    blocks.ends.push_back(range.last);
  }
  return blocks;
}

}  // namespace autosmote
