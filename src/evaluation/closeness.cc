#include "evaluation/closeness.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/check.h"
#include "neighbors/neighbor_index.h"

namespace autosmote {
namespace {

constexpr double kWork = 2e8;  // rows * measured rows * features
constexpr std::size_t kLeastMeasured = 100;
constexpr double kLow = 0.05;

// The value below which `share` of the values lie: the nearest rank.
double quantile(std::vector<double> values, double share) {
  const auto rank =
      static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)));
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(rank));
  return values[rank];
}

}  // namespace

std::vector<std::size_t> spread_places(std::size_t count, std::size_t most) {
  std::vector<std::size_t> places(std::min(count, most));
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i * count / places.size();
  return places;
}

std::size_t measured_rows(std::size_t rows, std::size_t width) {
  const double one = static_cast<double>(std::max<std::size_t>(rows, 1)) *
                     static_cast<double>(std::max<std::size_t>(width, 1));
  return std::max(kLeastMeasured, static_cast<std::size_t>(kWork / one));
}

ClosenessMeter::ClosenessMeter(Rows synthetic, Rows real)
    : synthetic_(std::move(synthetic)),
      real_(std::move(real)),
      of_synthetic_(synthetic_.labels.size()),
      of_real_(real_.labels.size()) {
  AUTOSMOTE_CHECK(synthetic_.encoded.rows() == synthetic_.labels.size() &&
                  real_.encoded.rows() == real_.labels.size() &&
                  real_.numbers.size() == real_.labels.size());
}

void ClosenessMeter::add(MatrixView<const double> rows, std::span<const int> labels,
                         const Context& context) {
  AUTOSMOTE_CHECK(rows.rows == labels.size());
  std::map<int, std::vector<std::uint32_t>> classes;
  for (std::uint32_t row = 0; row < rows.rows; ++row) classes[labels[row]].push_back(row);
  // Class by class: of many rows at one distance, those of the own class must not be missed.
  for (const auto& [label, members] : classes) {
    add_to(synthetic_, of_synthetic_, {rows, label, members}, context);
    add_to(real_, of_real_, {rows, label, members}, context);
  }
  rows_ += rows.rows;
}

void ClosenessMeter::add_to(const Rows& queries, std::vector<Nearest>& nearest, const Block& block,
                            const Context& context) const {
  if (queries.labels.empty()) return;
  // A real row is its own nearest, or one of the rows that equal it.
  const std::size_t k = std::min<std::size_t>(2, block.members.size());
  const Neighbors found =
      NeighborIndex::for_queries(block.rows, block.members, queries.labels.size(), context)
          .nearest(std::as_const(queries.encoded).view(), k, {}, context);
  for (std::size_t q = 0; q < queries.labels.size(); ++q) {
    for (std::size_t i = 0; i < k; ++i) {
      const std::size_t number = rows_ + block.members[found.rows(q, i)];
      if (!queries.numbers.empty() && number == queries.numbers[q]) continue;
      const double distance = found.squared_distances(q, i);
      nearest[q].any = std::min(nearest[q].any, distance);
      if (block.label == queries.labels[q]) nearest[q].own = std::min(nearest[q].own, distance);
    }
  }
}

std::optional<Closeness> ClosenessMeter::result() const {
  if (of_synthetic_.empty() || rows_ == 0) return std::nullopt;
  Closeness result;
  result.rows = of_synthetic_.size();
  const auto count = static_cast<double>(result.rows);
  double copies = 0.0;
  double nearer_other = 0.0;
  std::vector<double> distances;
  for (const Nearest& nearest : of_synthetic_) {
    distances.push_back(std::sqrt(nearest.any));
    copies += nearest.any == 0.0 ? 1.0 : 0.0;
    nearer_other += nearest.own > nearest.any ? 1.0 : 0.0;
  }
  result.copies = copies / count;
  result.nearer_other = nearer_other / count;
  result.low_distance = quantile(distances, kLow);
  result.median_distance = quantile(std::move(distances), 0.5);
  std::vector<double> real;
  for (const Nearest& nearest : of_real_) {
    if (std::isfinite(nearest.any)) real.push_back(std::sqrt(nearest.any));
  }
  if (!real.empty()) result.real_median_distance = quantile(std::move(real), 0.5);
  return result;
}

}  // namespace autosmote
