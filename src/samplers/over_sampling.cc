#include "samplers/over_sampling.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "autosmote/error.h"
#include "core/check.h"
#include "core/parallel.h"
#include "neighbors/neighbor_index.h"

namespace autosmote {
namespace {

/// Rows a task writes at a time: enough to be worth a task, few enough to share evenly.
constexpr std::size_t kBlock = 1024;

}  // namespace

std::vector<std::uint32_t> rows_of_class(const SamplerData& data, int c) {
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < data.labels.size(); ++i) {
    if (data.labels[i] == c) rows.push_back(static_cast<std::uint32_t>(i));
  }
  return rows;
}

std::vector<std::uint32_t> rows_of_other_classes(const SamplerData& data, int c) {
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < data.labels.size(); ++i) {
    if (data.labels[i] != c) rows.push_back(static_cast<std::uint32_t>(i));
  }
  return rows;
}

Matrix<double> gather_rows(MatrixView<const double> x, std::span<const std::uint32_t> rows) {
  Context one_thread;
  one_thread.threads = 1;
  return gather_rows(x, rows, one_thread);
}

Matrix<double> gather_rows(MatrixView<const double> x, std::span<const std::uint32_t> rows,
                           const Context& context) {
  Matrix<double> gathered(rows.size(), x.cols);
  parallel_for(context, (rows.size() + kBlock - 1) / kBlock, [&](std::size_t block) {
    const std::size_t end = std::min(rows.size(), (block + 1) * kBlock);
    for (std::size_t i = block * kBlock; i < end; ++i) {
      std::ranges::copy(x.row(rows[i]), gathered.row(i).begin());
    }
  });
  return gathered;
}

Resampled keep_all_rows(const SamplerData& data) {
  Resampled result;
  result.rows.resize(data.x.rows);
  std::iota(result.rows.begin(), result.rows.end(), 0U);
  result.synthetic = Matrix<double>(0, data.x.cols);
  return result;
}

RandomStream class_stream(const Context& context, Purpose purpose, int c, std::uint32_t part) {
  return {context.seed, purpose, static_cast<std::uint32_t>(c), part};
}

std::size_t neighbors_within_class(std::size_t wanted, std::size_t rows, int c,
                                   std::string_view sampler, const Context& context) {
  if (rows < 2) {
    throw DataError(
        fmt::format("{} draws between neighbours, but class {} has {} row; it needs at least 2 "
                    "(random-over-sampler works with 1)",
                    sampler, c, rows));
  }
  const std::size_t possible = std::min(wanted, rows - 1);
  if (possible < wanted && context.log) {
    context.log(fmt::format("{}: class {} has {} rows, so {} neighbours are used instead of {}",
                            sampler, c, rows, possible, wanted));
  }
  return possible;
}

std::vector<std::uint32_t> rows_named(std::span<const std::uint32_t> rows,
                                      std::span<const std::uint32_t> positions) {
  std::vector<std::uint32_t> named(positions.size());
  for (std::size_t i = 0; i < positions.size(); ++i) named[i] = rows[positions[i]];
  return named;
}

Matrix<std::uint32_t> with_self(const Matrix<std::uint32_t>& neighbors,
                                std::span<const std::uint32_t> self) {
  Matrix<std::uint32_t> graph(neighbors.rows(), neighbors.cols() + 1);
  for (std::size_t i = 0; i < neighbors.rows(); ++i) {
    graph(i, 0) = self[i];
    std::ranges::copy(neighbors.row(i), graph.row(i).begin() + 1);
  }
  return graph;
}

Matrix<std::uint32_t> minority_graph(MatrixView<const double> rows, std::size_t k,
                                     const Context& context) {
  std::vector<std::uint32_t> self(rows.rows);
  std::iota(self.begin(), self.end(), 0U);
  return with_self(k_neighbors_of_each(rows, k, context).rows, self);
}

std::vector<SyntheticOrigin> origins_of(std::span<const Interpolation> draws,
                                        std::span<const std::uint32_t> sources,
                                        std::span<const std::uint32_t> neighbors) {
  std::vector<SyntheticOrigin> origins(draws.size());
  for (std::size_t s = 0; s < draws.size(); ++s) {
    origins[s] = {sources[draws[s].source], neighbors[draws[s].neighbor], draws[s].lambda};
  }
  return origins;
}

void append_synthetic(Matrix<double> rows, std::vector<SyntheticOrigin> origins, int c,
                      Resampled& result) {
  AUTOSMOTE_CHECK(rows.rows() == origins.size() && rows.cols() == result.synthetic.cols());
  const std::size_t before = result.synthetic.rows();
  AUTOSMOTE_CHECK(result.origins.size() == before);
  result.synthetic_labels.insert(result.synthetic_labels.end(), origins.size(), c);
  if (before == 0) {
    result.synthetic = std::move(rows);
    result.origins = std::move(origins);
    return;
  }
  Matrix<double> grown(before + rows.rows(), rows.cols());
  std::copy_n(result.synthetic.data(), before * rows.cols(), grown.data());
  std::copy_n(rows.data(), rows.rows() * rows.cols(), grown.data() + before * rows.cols());
  result.synthetic = std::move(grown);
  result.origins.insert(result.origins.end(), origins.begin(), origins.end());
}

void append_interpolations(const SamplerData& data, std::vector<SyntheticOrigin> origins, int c,
                           const Context& context, Resampled& result) {
  const std::size_t d = data.x.cols;
  Matrix<double> rows(origins.size(), d);
  parallel_for(context, (origins.size() + kBlock - 1) / kBlock, [&](std::size_t block) {
    const std::size_t end = std::min(origins.size(), (block + 1) * kBlock);
    for (std::size_t s = block * kBlock; s < end; ++s) {
      const auto& [source_row, neighbor_row, lambda] = origins[s];
      const std::span<const double> source = data.x.row(source_row);
      const std::span<const double> neighbor = data.x.row(neighbor_row);
      const std::span<double> out = rows.row(s);
      for (std::size_t j = 0; j < d; ++j) {
        out[j] = source[j] + lambda * (neighbor[j] - source[j]);
      }
    }
  });
  append_synthetic(std::move(rows), std::move(origins), c, result);
}

}  // namespace autosmote
