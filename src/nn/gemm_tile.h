// The register-blocked product, written once for all instruction sets. Included by one source file
// for each of them, inside its own unnamed namespace, after it has defined
//   Vec: kWidth floats with zero, load, store, broadcast, fma(a, b, c) = a * b + c, and relu;
//   kWidth, kTileRows, kTileVectors: size of a vector; rows and vectors of the register tile.
// Deliberately without include guard.

inline constexpr std::size_t kTileColumns = kTileVectors * kWidth;

struct StoreTask {
  const float* bias;
  bool accumulate;
  float* c;
  std::size_t c_stride;

  Vec start(std::size_t row, std::size_t column) const {
    if (accumulate) return Vec::load(c + row * c_stride + column);
    return bias != nullptr ? Vec::load(bias + column) : Vec::zero();
  }
  void finish(std::size_t row, std::size_t column, const Vec (&values)[kTileVectors]) const {
    float* out = c + row * c_stride + column;
    for (std::size_t v = 0; v < kTileVectors; ++v) Vec::store(out + v * kWidth, values[v]);
  }
};

struct ReluDotTask {
  const float* bias;
  const float* head;
  float* lanes;

  Vec start(std::size_t, std::size_t column) const { return Vec::load(bias + column); }
  // A register of lanes takes every vector that falls on it before it is written.
  void finish(std::size_t row, std::size_t column, const Vec (&values)[kTileVectors]) const {
    constexpr std::size_t kLaneVectors = kDotLanes / kWidth;
    for (std::size_t l = 0; l < kLaneVectors && l < kTileVectors; ++l) {
      float* lane = lanes + row * kDotLanes + (column + l * kWidth) % kDotLanes;
      Vec sum = Vec::load(lane);
      for (std::size_t v = l; v < kTileVectors; v += kLaneVectors) {
        sum = Vec::fma(Vec::relu(values[v]), Vec::load(head + column + v * kWidth), sum);
      }
      Vec::store(lane, sum);
    }
  }
};

// By reference: a copy would be read back from the stack behind all stores of the tile before.
template <std::size_t Rows, class Task>
void tile_rows(std::size_t first_row, std::size_t k, const LeftFactor<float>& a, const float* panel,
               const Task& task) {
  const std::size_t row_stride = a.row_stride;
  const std::size_t col_stride = a.col_stride;
  const float* rows = a.data + first_row * row_stride;
  for (std::size_t column = 0; column < kPanelColumns; column += kTileColumns) {
    Vec sums[Rows][kTileVectors];
    for (std::size_t i = 0; i < Rows; ++i) {
      for (std::size_t v = 0; v < kTileVectors; ++v) {
        sums[i][v] = task.start(first_row + i, column + v * kWidth);
      }
    }
    const float* left = rows;
    for (std::size_t l = 0; l < k; ++l, left += col_stride) {
      Vec b[kTileVectors];
      for (std::size_t v = 0; v < kTileVectors; ++v) {
        b[v] = Vec::load(panel + l * kPanelColumns + column + v * kWidth);
      }
      for (std::size_t i = 0; i < Rows; ++i) {
        const Vec x = Vec::broadcast(left + i * row_stride);
        for (std::size_t v = 0; v < kTileVectors; ++v) sums[i][v] = Vec::fma(x, b[v], sums[i][v]);
      }
    }
    for (std::size_t i = 0; i < Rows; ++i) task.finish(first_row + i, column, sums[i]);
  }
}

template <std::size_t Rows, class Task>
void tile_tail(std::size_t remaining, std::size_t first_row, std::size_t k,
               const LeftFactor<float>& a, const float* panel, const Task& task) {
  if constexpr (Rows > 0) {
    if (remaining == Rows) {
      tile_rows<Rows>(first_row, k, a, panel, task);
    } else {
      tile_tail<Rows - 1>(remaining, first_row, k, a, panel, task);
    }
  }
}

template <class Task>
void tile_panel(std::size_t m, std::size_t k, const LeftFactor<float>& a, const float* panel,
                const Task& task) {
  std::size_t row = 0;
  for (; row + kTileRows <= m; row += kTileRows) tile_rows<kTileRows>(row, k, a, panel, task);
  tile_tail<kTileRows - 1>(m - row, row, k, a, panel, task);
}

void panel_kernel(std::size_t m, std::size_t k, LeftFactor<float> a, const float* panel,
                  const float* bias, bool accumulate, float* c, std::size_t c_stride) {
  tile_panel(m, k, a, panel, StoreTask{bias, accumulate, c, c_stride});
}

void relu_dot_panel_kernel(std::size_t m, std::size_t k, LeftFactor<float> a, const float* panel,
                           const float* bias, const float* head, float* lanes) {
  tile_panel(m, k, a, panel, ReluDotTask{bias, head, lanes});
}
