#include "classifiers/lane_blocks.h"

#include <algorithm>

#include "core/check.h"
#include "core/simd.h"

namespace autosmote {
namespace {

constexpr std::size_t kTile = 4;
// Blocks that one sweep over all tiles reads again and again stay within this many bytes.
constexpr std::size_t kPanelBytes = std::size_t{256} << 10;

struct OuterProducts {
  const Lanes* rows;
  std::size_t width;
  const std::uint32_t* blocks;
  std::size_t block_count;
  const Lanes* after;
  const Lanes* before;
  double scale;
  LowerTriangle out;
};

// The tile of NI x NJ elements at (i, j), summed in registers over all blocks of the panel.
template <std::size_t NI, std::size_t NJ, bool kDifference>
[[gnu::always_inline]] inline void add_tile(const OuterProducts& p, std::size_t i, std::size_t j) {
  Lanes sums[NI][NJ] = {};
  for (std::size_t k = 0; k < p.block_count; ++k) {
    const std::size_t block = p.blocks[k];
    const Lanes* x = p.rows + block * p.width;
    Lanes weight = p.after[block];
    if constexpr (kDifference) weight -= p.before[block];
    Lanes weighted[NI];
    for (std::size_t a = 0; a < NI; ++a) weighted[a] = weight * x[i + a];
    for (std::size_t b = 0; b < NJ; ++b) {
      const Lanes other = x[j + b];
      for (std::size_t a = 0; a < NI; ++a) sums[a][b] += weighted[a] * other;
    }
  }
  for (std::size_t b = 0; b < NJ; ++b) {
    for (std::size_t a = 0; a < NI; ++a) {
      if (i + a < j + b) continue;
      p.out.data[(j + b) * p.out.width + i + a] += p.scale * sum_lanes(sums[a][b]);
    }
  }
}

// A strip of NI rows of the matrix: full tiles left of the diagonal, then the diagonal tile.
template <std::size_t NI, bool kDifference>
[[gnu::always_inline]] inline void add_strip(const OuterProducts& p, std::size_t i) {
  for (std::size_t j = 0; j < i; j += kTile) add_tile<NI, kTile, kDifference>(p, i, j);
  add_tile<NI, NI, kDifference>(p, i, i);
}

template <bool kDifference>
[[gnu::always_inline]] inline void add_panel(const OuterProducts& p) {
  std::size_t i = 0;
  for (; i + kTile <= p.width; i += kTile) add_strip<kTile, kDifference>(p, i);
  switch (p.width - i) {
    case 1:
      add_strip<1, kDifference>(p, i);
      break;
    case 2:
      add_strip<2, kDifference>(p, i);
      break;
    case 3:
      add_strip<3, kDifference>(p, i);
      break;
    default:
      break;
  }
}

AUTOSMOTE_SIMD_CLONES
void add_panel_of_weights(const OuterProducts& p) { add_panel<false>(p); }

AUTOSMOTE_SIMD_CLONES
void add_panel_of_differences(const OuterProducts& p) { add_panel<true>(p); }

// Decision values of N neighbouring blocks, whose chains of additions run side by side.
template <std::size_t N>
[[gnu::always_inline]] inline void decide_blocks(const Lanes* x, std::size_t width,
                                                 const double* point, Lanes* out) {
  Lanes sums[N] = {};
  for (std::size_t j = 0; j < width; ++j) {
    for (std::size_t n = 0; n < N; ++n) sums[n] += x[n * width + j] * point[j];
  }
  for (std::size_t n = 0; n < N; ++n) out[n] = sums[n];
}

AUTOSMOTE_SIMD_CLONES
void decide(const Lanes* x, std::size_t blocks, std::size_t rows, std::size_t width,
            const double* point, double* out) {
  constexpr std::size_t kUnroll = 4;
  Lanes values[kUnroll];
  for (std::size_t block = 0; block < blocks;) {
    const std::size_t count = block + kUnroll <= blocks ? kUnroll : 1;
    if (count == kUnroll) {
      decide_blocks<kUnroll>(x + block * width, width, point, values);
    } else {
      decide_blocks<1>(x + block * width, width, point, values);
    }
    const std::size_t first = block * kLanes;
    const std::size_t last = std::min(rows, first + count * kLanes);
    for (std::size_t i = first; i < last; ++i) {
      out[i] = values[(i - first) / kLanes][(i - first) % kLanes];
    }
    block += count;
  }
}

}  // namespace

void LaneBlocks::reset(std::size_t rows, std::size_t features) {
  rows_ = rows;
  width_ = features + 1;
  values_.assign(blocks() * width_, Lanes{});
}

void LaneBlocks::set_row(std::size_t row, std::span<const double> values) {
  Lanes* block = values_.data() + row / kLanes * width_;
  const std::size_t lane = row % kLanes;
  for (std::size_t j = 0; j < values.size(); ++j) block[j][lane] = values[j];
  block[width_ - 1][lane] = 1.0;
}

LanesVector pack_weights(std::span<const double> weights) {
  LanesVector packed((weights.size() + kLanes - 1) / kLanes);
  for (std::size_t i = 0; i < weights.size(); ++i) packed[i / kLanes][i % kLanes] = weights[i];
  return packed;
}

void decision_values(const LaneBlocks& rows, std::span<const double> point, std::span<double> out) {
  AUTOSMOTE_CHECK(point.size() == rows.width() && out.size() == rows.rows());
  decide(rows.data(), rows.blocks(), rows.rows(), rows.width(), point.data(), out.data());
}

void add_outer_products(const LaneBlocks& rows, std::span<const std::uint32_t> blocks,
                        const Lanes* after, const Lanes* before, double scale, LowerTriangle out) {
  AUTOSMOTE_CHECK(out.width == rows.width());
  const std::size_t panel = std::max<std::size_t>(8, kPanelBytes / (rows.width() * sizeof(Lanes)));
  for (std::size_t first = 0; first < blocks.size(); first += panel) {
    const std::size_t count = std::min(panel, blocks.size() - first);
    const OuterProducts part{rows.data(), rows.width(), blocks.data() + first, count, after, before,
                             scale,       out};
    if (before == nullptr) {
      add_panel_of_weights(part);
    } else {
      add_panel_of_differences(part);
    }
  }
}

}  // namespace autosmote
