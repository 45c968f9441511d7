#include "samplers/smoten.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "autosmote/error.h"
#include "core/parallel.h"
#include "samplers/over_sampling.h"
#include "samplers/smote_sampler.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "smoten";

/// One column: its categories in ascending order, the place of each row's among them, and what
/// tells the squared value difference of each two.
struct NominalColumn {
  std::vector<double> categories;
  std::vector<std::uint32_t> place;  ///< n
  Matrix<double> share;              ///< of each class in the rows of a category
  Matrix<double> table;              ///< of all differences, where it is no larger than n

  double difference(std::uint32_t a, std::uint32_t b) const {
    return table.rows() > 0 ? table(a, b) : computed(a, b);
  }
  double computed(std::size_t a, std::size_t b) const {
    double sum = 0.0;
    for (std::size_t c = 0; c < share.cols(); ++c) sum += std::abs(share(a, c) - share(b, c));
    return sum * sum;
  }
};

NominalColumn read_column(const SamplerData& data, std::size_t j) {
  NominalColumn column;
  for (std::size_t i = 0; i < data.x.rows; ++i) column.categories.push_back(data.x(i, j));
  std::ranges::sort(column.categories);
  const auto repeated = std::ranges::unique(column.categories);
  column.categories.erase(repeated.begin(), repeated.end());
  const std::size_t size = column.categories.size();
  Matrix<double>& share = column.share;
  share = Matrix<double>(size, static_cast<std::size_t>(data.classes));
  for (std::size_t i = 0; i < data.x.rows; ++i) {
    const auto place = std::ranges::lower_bound(column.categories, data.x(i, j));
    column.place.push_back(static_cast<std::uint32_t>(place - column.categories.begin()));
    share(column.place[i], static_cast<std::size_t>(data.labels[i])) += 1.0;
  }
  for (std::size_t v = 0; v < size; ++v) {
    double rows = 0.0;
    for (const double count : share.row(v)) rows += count;
    for (double& count : share.row(v)) count /= rows;
  }
  if (size > data.x.rows / size) return column;
  Matrix<double> table(size, size);
  for (std::size_t a = 0; a < size; ++a) {
    for (std::size_t b = 0; b < size; ++b) table(a, b) = column.computed(a, b);
  }
  column.table = std::move(table);
  return column;
}

/// For each member itself, then its k nearest other members; ties by row number.
Matrix<std::uint32_t> nearest_members(const std::vector<NominalColumn>& columns,
                                      std::span<const std::uint32_t> members, std::size_t k,
                                      const Context& context) {
  Matrix<std::uint32_t> graph(members.size(), k + 1);
  parallel_for(context, members.size(), [&](std::size_t i) {
    using Found = std::pair<double, std::uint32_t>;
    std::vector<Found> nearest;  // a heap, the farthest first
    for (std::uint32_t other = 0; other < members.size(); ++other) {
      if (other == i) continue;
      double distance = 0.0;
      for (const NominalColumn& column : columns) {
        distance += column.difference(column.place[members[i]], column.place[members[other]]);
      }
      const Found found{distance, other};
      if (nearest.size() == k) {
        if (!(found < nearest.front())) continue;
        std::ranges::pop_heap(nearest);
        nearest.pop_back();
      }
      nearest.push_back(found);
      std::ranges::push_heap(nearest);
    }
    std::ranges::sort_heap(nearest);
    graph(i, 0) = static_cast<std::uint32_t>(i);
    for (std::size_t n = 0; n < k; ++n) graph(i, n + 1) = nearest[n].second;
  });
  return graph;
}

/// The lowest of the most frequent places.
std::uint32_t mode_of(std::span<std::uint32_t> places) {
  std::ranges::sort(places);
  std::size_t most = 0;
  std::uint32_t mode = 0;
  for (std::size_t begin = 0; begin < places.size();) {
    std::size_t end = begin;
    while (end < places.size() && places[end] == places[begin]) ++end;
    if (end - begin > most) {
      most = end - begin;
      mode = places[begin];
    }
    begin = end;
  }
  return mode;
}

void check_all_nominal(const SamplerData& data) {
  std::vector<bool> is_nominal(data.x.cols);
  for (const std::uint32_t j : data.nominal) is_nominal[j] = true;
  for (std::size_t j = 0; j < data.x.cols; ++j) {
    if (is_nominal[j]) continue;
    throw DataError(
        fmt::format("smoten needs nominal columns only, but column {} is numeric; use smotenc", j));
  }
}

class Smoten : public Sampler {
 public:
  explicit Smoten(std::size_t k) : k_(k) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    check_all_nominal(data);
    Resampled result = keep_all_rows(data);
    std::vector<NominalColumn> columns(data.x.cols);
    parallel_for(context, columns.size(),
                 [&](std::size_t j) { columns[j] = read_column(data, j); });
    for (const auto& [c, added] : rows_to_add(data, strategy)) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      const std::size_t k = neighbors_within_class(k_, members.size(), c, kName, context);
      const Matrix<std::uint32_t> graph = nearest_members(columns, members, k, context);
      Matrix<double> rows(added, data.x.cols);
      std::vector<SyntheticOrigin> origins(added);
      RandomStream random = class_stream(context, Purpose::kSmote, c);
      std::vector<std::uint32_t> places(k + 1);
      for (std::size_t s = 0; s < added; ++s) {
        const std::uint32_t source = random.below(static_cast<std::uint32_t>(members.size()));
        origins[s] = {members[source], members[source], 0.0};
        for (std::size_t j = 0; j < columns.size(); ++j) {
          for (std::size_t n = 0; n <= k; ++n) {
            places[n] = columns[j].place[members[graph(source, n)]];
          }
          rows(s, j) = columns[j].categories[mode_of(places)];
        }
      }
      append_synthetic(std::move(rows), std::move(origins), c, result);
    }
    return result;
  }

 private:
  std::size_t k_;
};

}  // namespace

SamplerEntry smoten_entry() {
  return {{kName,
           "imbalanced-learn's SMOTEN; Chawla et al. 2002",
           SamplerKind::kOver,
           {k_neighbors_parameter()},
           true},
          [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
            return std::make_unique<Smoten>(count_of(parameters, "k_neighbors"));
          }};
}

}  // namespace autosmote
