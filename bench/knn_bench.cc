// Exact nearest neighbours: the index against comparing all pairs, on data of three kinds with as
// many rows and features as the paper's data sets have; and refits of the k-NN classifier.

#include <benchmark/benchmark.h>

#include <algorithm>

#include "classifiers/knn.h"
#include "core/random.h"
#include "neighbors/neighbor_index.h"
#include "refit_bench.h"

namespace autosmote {
namespace {

enum Kind : std::int64_t { kClusters, kOneHot, kNormal };

/// 20 normal clusters of different widths; groups of two or three one-hot columns; or one normal
/// cloud, where no index can shut out much once there are many features.
Matrix<double> make_rows(Kind kind, std::size_t n, std::size_t d, std::uint32_t key) {
  RandomStream random(0, Purpose::kTest, key), shared(0, Purpose::kTest, 99);
  std::vector<double> centers(20 * d);
  for (double& center : centers) center = 3.0 * shared.normal();
  Matrix<double> rows(n, d);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t cluster = random.below(20);
    for (std::size_t j = 0; j < d;) {
      if (kind == kOneHot) {
        const std::size_t width = std::min<std::size_t>(d - j, 2 + j % 2);
        rows(i, j + random.below(4) * random.below(2) % width) = 1.0;
        j += width;
      } else {
        const double spread = kind == kClusters ? 0.1 * static_cast<double>(1 + cluster % 5) : 1.0;
        const double center = kind == kClusters ? centers[cluster * d + j] : 0.0;
        rows(i, j++) = center + spread * random.normal();
      }
    }
  }
  return rows;
}

Matrix<double> rows_of(const benchmark::State& state) {
  return make_rows(static_cast<Kind>(state.range(0)), static_cast<std::size_t>(state.range(1)),
                   static_cast<std::size_t>(state.range(2)), 0);
}

Context one_thread() {
  Context context;
  context.threads = 1;
  return context;
}

void build(benchmark::State& state) {
  const auto rows = rows_of(state);
  for (auto _ : state) benchmark::DoNotOptimize(NeighborIndex(rows.view(), one_thread()));
}

void five_nearest(benchmark::State& state) {
  const auto rows = rows_of(state);
  const auto queries = make_rows(static_cast<Kind>(state.range(0)), 2000, rows.cols(), 1);
  const NeighborIndex index(rows.view(), one_thread());
  for (auto _ : state) {
    benchmark::DoNotOptimize(index.nearest(queries.view(), 5, {}, one_thread()));
  }
  state.SetItemsProcessed(state.iterations() * 2000);
}

void five_nearest_all_pairs(benchmark::State& state) {
  const auto rows = rows_of(state);
  const auto queries = make_rows(static_cast<Kind>(state.range(0)), 200, rows.cols(), 1);
  std::vector<std::pair<double, std::uint32_t>> pairs(rows.rows());
  for (auto _ : state) {
    for (std::size_t q = 0; q < queries.rows(); ++q) {
      for (std::size_t i = 0; i < rows.rows(); ++i) {
        double distance = 0.0;
        for (std::size_t j = 0; j < rows.cols(); ++j) {
          const double difference = queries(q, j) - rows(i, j);
          distance += difference * difference;
        }
        pairs[i] = {distance, static_cast<std::uint32_t>(i)};
      }
      std::partial_sort(pairs.begin(), pairs.begin() + 5, pairs.end());
      benchmark::DoNotOptimize(pairs.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * 200);
}

void shapes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"kind", "n", "d"})->Unit(benchmark::kMillisecond);
  bench->Args({kClusters, 6324, 5})->Args({kClusters, 26000, 14})->Args({kOneHot, 11000, 68});
  bench->Args({kNormal, 11000, 14})->Args({kNormal, 11000, 68})->Args({kClusters, 250000, 3});
}
/// Majority and minority overlap; the pool holds points between minority rows.
struct RefitCase {
  Matrix<double> base, candidates, evaluation;
  std::vector<int> labels;
  std::vector<WeightedRow> weights;

  RefitCase(std::size_t majority, std::size_t minority, std::size_t pool, std::size_t rows)
      : base(make_rows(kClusters, majority + minority, 5, 2)),
        candidates(pool, 5),
        evaluation(make_rows(kClusters, rows, 5, 3)),
        labels(majority, 0) {
    labels.resize(majority + minority, 1);
    RandomStream random(0, Purpose::kTest, 4);
    for (std::uint32_t i = 0; i < pool; ++i) {
      const auto a = base.row(majority + random.below(static_cast<std::uint32_t>(minority)));
      const auto b = base.row(majority + random.below(static_cast<std::uint32_t>(minority)));
      const double step = 0.25 * (1 + random.below(3));
      for (std::size_t j = 0; j < 5; ++j) candidates(i, j) = a[j] + step * (b[j] - a[j]);
      if (random.below(2) == 0) weights.push_back({i, 1 + random.below(5)});
    }
  }
  RefitData data() const { return {base.view(), labels, candidates.view(), {}, evaluation.view()}; }
};

void refit_prepare(benchmark::State& state) {
  const RefitCase setup(6262, 62, 3467, 2108);
  for (auto _ : state) {
    benchmark::DoNotOptimize(make_knn_refit({}, setup.data(), one_thread()));
  }
}
BENCHMARK(refit_prepare)->Unit(benchmark::kMillisecond);

void refit_fit_predict(benchmark::State& state) {
  const RefitCase setup(6262, 62, 3467, 2108);
  const auto classifier = make_knn_refit({}, setup.data(), one_thread());
  const auto workspace = classifier->make_workspace();
  Predictions out;
  for (auto _ : state) {
    classifier->fit_predict({1.0, 1.0, setup.weights}, *workspace, out);
    benchmark::DoNotOptimize(out.labels.data());
  }
}
BENCHMARK(refit_fit_predict)->Unit(benchmark::kMicrosecond);

// The sample set is read, and its weights written to a table and cleared (16 bytes a candidate);
// of each row to predict the prediction without candidates is read and its own written (24 bytes).
// Where candidates are nearer than the k-th base row, at least one of them is looked at: its number
// and its weight (8 bytes). Distances and lists were prepared before; there is no arithmetic.
PhaseWork count_knn(const BenchData& data, const ClassifierOptions& options,
                    benchmark::State& state) {
  const auto k = static_cast<std::size_t>(options.neighbors);
  const Neighbors base = k_neighbors(data.base.view(), data.evaluation.view(), k, one_thread());
  std::vector<double> radii(data.evaluation.rows());
  for (std::size_t i = 0; i < radii.size(); ++i) radii[i] = base.squared_distances(i, k - 1);
  const NeighborLists near = NeighborIndex(data.candidates.view(), one_thread())
                                 .within(data.evaluation.view(), radii, one_thread());
  std::size_t affected = 0;
  for (std::size_t i = 0; i < radii.size(); ++i) {
    if (near.offsets[i + 1] > near.offsets[i]) ++affected;
  }
  state.counters["affected_rows"] = static_cast<double>(affected);
  const double bytes = 16.0 * static_cast<double>(data.sample_set.size()) +
                       24.0 * static_cast<double>(radii.size()) +
                       8.0 * static_cast<double>(affected);
  return {.bytes = bytes, .working_set = bytes};
}

void knn_fit_predict(benchmark::State& state, const char* name) {
  time_refit(state, ClassifierKind::kKnn, name, false, count_knn);
}
BENCHMARK_CAPTURE(knn_fit_predict, mozilla4, "mozilla4")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(knn_fit_predict, phoneme, "phoneme")->Unit(benchmark::kMicrosecond);

BENCHMARK(build)->Apply(shapes);
BENCHMARK(five_nearest)->Apply(shapes);
BENCHMARK(five_nearest_all_pairs)->Apply(shapes);

}  // namespace
}  // namespace autosmote
