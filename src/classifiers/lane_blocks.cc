#include "classifiers/lane_blocks.h"

#include <algorithm>

#include "core/check.h"
#include "core/vector_kernel.h"

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

/// The lower triangle of sums of outer products, tile by tile; a tile's sums stay in registers.
template <bool kDifference>
struct OuterProductsKernel {
  // The tile of NI x NJ elements at (i, j), over all blocks of the panel.
  template <std::size_t W, std::size_t NI, std::size_t NJ>
  [[gnu::always_inline]] static inline void add_tile(const OuterProducts& p, std::size_t i,
                                                     std::size_t j) {
    using V = typename Vectors<W>::Doubles;
    double lanes[NI][NJ][kLanes];
    for (std::size_t first = 0; first < kLanes; first += W) {
      V sums[NI][NJ] = {};
      for (std::size_t k = 0; k < p.block_count; ++k) {
        const std::size_t block = p.blocks[k];
        const double* const x = lanes_of(p.rows + block * p.width) + first;
        V weight = *Vectors<W>::stored(lanes_of(p.after + block) + first);
        if constexpr (kDifference) {
          weight -= *Vectors<W>::stored(lanes_of(p.before + block) + first);
        }
        V weighted[NI];
        for (std::size_t a = 0; a < NI; ++a) {
          weighted[a] = weight * *Vectors<W>::stored(x + (i + a) * kLanes);
        }
        for (std::size_t b = 0; b < NJ; ++b) {
          const V other = *Vectors<W>::stored(x + (j + b) * kLanes);
          for (std::size_t a = 0; a < NI; ++a) sums[a][b] += weighted[a] * other;
        }
      }
      for (std::size_t b = 0; b < NJ; ++b) {
        for (std::size_t a = 0; a < NI; ++a) {
          *Vectors<W>::stored(lanes[a][b] + first) = sums[a][b];
        }
      }
    }
    for (std::size_t b = 0; b < NJ; ++b) {
      for (std::size_t a = 0; a < NI; ++a) {
        if (i + a < j + b) continue;
        p.out.data[(j + b) * p.out.width + i + a] += p.scale * sum_lanes(lanes[a][b]);
      }
    }
  }

  // A strip of NI rows of the matrix, up to and with the diagonal tile. Sixteen sums need the 32
  // registers of AVX-512; elsewhere there are 16.
  template <std::size_t W, std::size_t NI>
  [[gnu::always_inline]] static inline void add_strip(const OuterProducts& p, std::size_t i) {
    constexpr std::size_t kColumns = W == kLanes ? kTile : kTile / 2;
    constexpr std::size_t kRest = NI % kColumns;
    std::size_t j = 0;
    for (; j + kColumns <= i + NI; j += kColumns) add_tile<W, NI, kColumns>(p, i, j);
    if constexpr (kRest > 0) add_tile<W, NI, kRest>(p, i, j);
  }

  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(const OuterProducts& p) {
    std::size_t i = 0;
    for (; i + kTile <= p.width; i += kTile) add_strip<W, kTile>(p, i);
    switch (p.width - i) {
      case 1:
        add_strip<W, 1>(p, i);
        break;
      case 2:
        add_strip<W, 2>(p, i);
        break;
      case 3:
        add_strip<W, 3>(p, i);
        break;
      default:
        break;
    }
  }
};

struct OuterProductsTimes {
  const Lanes* rows;
  std::size_t width;
  const std::uint32_t* blocks;
  std::size_t block_count;
  const Lanes* weights;
  const double* vector;
  Lanes* sums;
};

struct OuterProductsTimesKernel {
  // Lanes `part` to part + W - 1 of N listed blocks, whose chains of additions run side by side.
  template <std::size_t W, std::size_t N>
  [[gnu::always_inline]] static inline void add_part(const OuterProductsTimes& p, std::size_t first,
                                                     std::size_t part) {
    using V = typename Vectors<W>::Doubles;
    const double* x[N];
    V value[N] = {};
    for (std::size_t n = 0; n < N; ++n) {
      x[n] = lanes_of(p.rows + p.blocks[first + n] * p.width) + part;
    }
    for (std::size_t j = 0; j < p.width; ++j) {
      for (std::size_t n = 0; n < N; ++n) {
        value[n] += *Vectors<W>::stored(x[n] + j * kLanes) * p.vector[j];
      }
    }
    for (std::size_t n = 0; n < N; ++n) {
      value[n] *= *Vectors<W>::stored(lanes_of(p.weights + p.blocks[first + n]) + part);
    }
    double* const sums = lanes_of(p.sums) + part;
    for (std::size_t j = 0; j < p.width; ++j) {
      V sum = *Vectors<W>::stored(sums + j * kLanes);
      for (std::size_t n = 0; n < N; ++n) {
        sum += value[n] * *Vectors<W>::stored(x[n] + j * kLanes);
      }
      *Vectors<W>::stored(sums + j * kLanes) = sum;
    }
  }

  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(const OuterProductsTimes& p) {
    constexpr std::size_t kUnroll = 4;
    std::size_t first = 0;
    for (; first + kUnroll <= p.block_count; first += kUnroll) {
      for (std::size_t part = 0; part < kLanes; part += W) add_part<W, kUnroll>(p, first, part);
    }
    for (; first < p.block_count; ++first) {
      for (std::size_t part = 0; part < kLanes; part += W) add_part<W, 1>(p, first, part);
    }
  }
};

struct Decisions {
  const Lanes* rows;
  std::size_t blocks;
  std::size_t row_count;
  std::size_t width;
  const double* point;
  double* out;
};

struct DecisionKernel {
  // Decision values of N neighbouring blocks, whose chains of additions run side by side.
  template <std::size_t W, std::size_t N>
  [[gnu::always_inline]] static inline void decide_blocks(const Decisions& d, std::size_t block) {
    double values[N * kLanes];
    for (std::size_t part = 0; part < kLanes; part += W) {
      const double* const x = lanes_of(d.rows + block * d.width) + part;
      typename Vectors<W>::Doubles sums[N] = {};
      for (std::size_t j = 0; j < d.width; ++j) {
        for (std::size_t n = 0; n < N; ++n) {
          sums[n] += *Vectors<W>::stored(x + (n * d.width + j) * kLanes) * d.point[j];
        }
      }
      for (std::size_t n = 0; n < N; ++n) {
        *Vectors<W>::stored(values + n * kLanes + part) = sums[n];
      }
    }
    const std::size_t first = block * kLanes;
    std::copy_n(values, std::min(N * kLanes, d.row_count - first), d.out + first);
  }

  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(const Decisions& d) {
    constexpr std::size_t kUnroll = 4;
    std::size_t block = 0;
    for (; block + kUnroll <= d.blocks; block += kUnroll) decide_blocks<W, kUnroll>(d, block);
    for (; block < d.blocks; ++block) decide_blocks<W, 1>(d, block);
  }
};

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
  run_vector_kernel<DecisionKernel>(Decisions{.rows = rows.data(),
                                              .blocks = rows.blocks(),
                                              .row_count = rows.rows(),
                                              .width = rows.width(),
                                              .point = point.data(),
                                              .out = out.data()});
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
      run_vector_kernel<OuterProductsKernel<false>>(part);
    } else {
      run_vector_kernel<OuterProductsKernel<true>>(part);
    }
  }
}

void add_outer_products_times(const LaneBlocks& rows, std::span<const std::uint32_t> blocks,
                              const Lanes* weights, std::span<const double> vector, Lanes* sums) {
  AUTOSMOTE_CHECK(vector.size() == rows.width());
  run_vector_kernel<OuterProductsTimesKernel>(OuterProductsTimes{.rows = rows.data(),
                                                                 .width = rows.width(),
                                                                 .blocks = blocks.data(),
                                                                 .block_count = blocks.size(),
                                                                 .weights = weights,
                                                                 .vector = vector.data(),
                                                                 .sums = sums});
}

}  // namespace autosmote
