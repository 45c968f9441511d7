#include "samplers/near_miss.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <span>
#include <string>

#include "core/parallel.h"
#include "samplers/class_rows.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

/// Queries whose farthest rows are in memory at a time, and nearest rows of all queries that are.
constexpr std::size_t kBatchRows = 8192;
constexpr std::size_t kNearestAtOnce = std::size_t{1} << 20;

/// For each of `rows` the sum of its distances to the k nearest indexed rows, nearest first.
std::vector<double> nearest_sums(const NeighborIndex& minority, MatrixView<const double> x,
                                 std::span<const std::uint32_t> rows, std::size_t k,
                                 const Context& context) {
  std::vector<double> sums(rows.size());
  const std::size_t batch_rows = std::max<std::size_t>(kNearestAtOnce / k, 1);
  for (std::size_t begin = 0; begin < rows.size(); begin += batch_rows) {
    const auto batch = rows.subspan(begin, std::min(batch_rows, rows.size() - begin));
    const Neighbors neighbors = minority.nearest_to(x, batch, k, context);
    parallel_for(context, (batch.size() + kBatchRows - 1) / kBatchRows, [&](std::size_t task) {
      const std::size_t end = std::min(batch.size(), (task + 1) * kBatchRows);
      for (std::size_t q = task * kBatchRows; q < end; ++q) {
        for (std::size_t j = 0; j < k; ++j) sums[begin + q] += neighbors.distance(q, j);
      }
    });
  }
  return sums;
}

/// For each of `rows` the sum of its distances to the k farthest indexed rows, nearest first.
std::vector<double> farthest_sums(const NeighborIndex& minority, MatrixView<const double> x,
                                  std::span<const std::uint32_t> rows, std::size_t k,
                                  const Context& context) {
  std::vector<double> sums(rows.size());
  for (std::size_t begin = 0; begin < rows.size(); begin += kBatchRows) {
    const auto batch = rows.subspan(begin, std::min(kBatchRows, rows.size() - begin));
    const Matrix<double> queries = gather_rows(x, batch, context);
    const Neighbors neighbors = minority.farthest(queries.view(), k, context);
    for (std::size_t q = 0; q < batch.size(); ++q) {
      for (std::size_t j = k; j-- > 0;) sums[begin + q] += neighbors.distance(q, j);
    }
  }
  return sums;
}

/// The `count` rows that come first by `before(sum, sum)`; equal sums keep the order of the rows.
template <class Before>
std::vector<std::uint32_t> first_by_sum(std::span<const std::uint32_t> rows,
                                        const std::vector<double>& sums, std::uint64_t count,
                                        Before before) {
  std::vector<std::uint32_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto end =
      order.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(rows.size(), count));
  const auto first = [&](std::uint32_t a, std::uint32_t b) {
    return before(sums[a], sums[b]) || (a < b && !before(sums[b], sums[a]));
  };
  std::nth_element(order.begin(), end, order.end(), first);
  std::sort(order.begin(), end, first);
  order.erase(end, order.end());
  std::vector<std::uint32_t> chosen;
  chosen.reserve(order.size());
  for (const std::uint32_t i : order) chosen.push_back(rows[i]);
  return chosen;
}

/// Version 3's list: the rows of a class that are among the k nearest of any minority row.
std::vector<std::uint32_t> short_list(const SamplerData& data,
                                      std::span<const std::uint32_t> class_rows,
                                      std::span<const std::uint32_t> minority, std::size_t k,
                                      const Context& context) {
  const auto index = NeighborIndex::for_queries(data.x, class_rows, minority.size(), context);
  std::vector<bool> listed(class_rows.size());
  for_each_neighborhood(index, data.x, minority, k, false, context,
                        [&](std::size_t, const Neighbors& neighbors, std::size_t q) {
                          for (const std::uint32_t i : neighbors.rows.row(q)) listed[i] = true;
                        });
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < class_rows.size(); ++i) {
    if (listed[i]) rows.push_back(class_rows[i]);
  }
  return rows;
}

}  // namespace

std::vector<std::uint32_t> near_miss(const SamplerData& data,
                                     const std::map<int, std::uint64_t>& kept,
                                     const NearMissOptions& options, const Context& context) {
  const auto by_class = rows_by_class(data);
  const auto& minority = by_class[static_cast<std::size_t>(smallest_class(data))];
  if (options.version != 2) {
    require_rows(minority.size(), options.neighbors, "n_neighbors", "rows of the smallest class");
  }
  const Matrix<double> minority_points = gather_rows(data.x, minority, context);
  const NeighborIndex index(
      minority_points.view(), context,
      options.version == 2 ? NeighborIndex::Form::kTree : NeighborIndex::Form::kFastestForNearest);
  std::vector<std::uint32_t> result;
  for (int c = 0; c < data.classes; ++c) {
    const auto& rows = by_class[static_cast<std::size_t>(c)];
    std::vector<std::uint32_t> chosen = rows;
    if (const auto target = kept.find(c); target != kept.end()) {
      const std::uint64_t count = target->second;
      if (options.version == 1) {
        const auto sums = nearest_sums(index, data.x, rows, options.neighbors, context);
        chosen = first_by_sum(rows, sums, count, std::less<>());
      } else if (options.version == 2) {
        const std::size_t k = std::min(options.neighbors, minority.size());
        const auto sums = farthest_sums(index, data.x, rows, k, context);
        chosen = first_by_sum(rows, sums, count, std::less<>());
      } else {
        require_rows(rows.size(), options.neighbors_ver3, "n_neighbors_ver3",
                     fmt::format("rows of class {}", c));
        const auto list = short_list(data, rows, minority, options.neighbors_ver3, context);
        const auto sums = nearest_sums(index, data.x, list, options.neighbors, context);
        chosen = first_by_sum(list, sums, count, std::greater<>());
        if (chosen.size() < count && context.log) {
          context.log(fmt::format(
              "near-miss: class {} keeps {} rows instead of {}: no more are near a minority row; a "
              "larger n_neighbors_ver3 lists more",
              c, chosen.size(), count));
        }
      }
    }
    result.insert(result.end(), chosen.begin(), chosen.end());
  }
  return result;
}

SamplerEntry near_miss_entry() {
  return {
      {"near-miss",
       "NearMiss",
       SamplerKind::kUnder,
       {{.name = "version",
         .default_value = 1.0,
         .smallest = 1.0,
         .largest = 3.0,
         .whole = true,
         .choices = {},
         .help = "which of the three rules chooses the rows"},
        neighbors_parameter("n_neighbors", 3.0, "minority rows whose distances are summed"),
        neighbors_parameter("n_neighbors_ver3", 3.0,
                            "version 3: rows listed for each minority row")}},
      [](const SamplerParameters& parameters) {
        const NearMissOptions options{static_cast<int>(number_of(parameters, "version")),
                                      count_of(parameters, "n_neighbors"),
                                      count_of(parameters, "n_neighbors_ver3")};
        return make_row_sampler([options](const SamplerData& data, const SamplingStrategy& strategy,
                                          const Context& context) {
          return near_miss(data, rows_to_keep(data, strategy), options, context);
        });
      }};
}

}  // namespace autosmote
