#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "autosmote/sampler.h"
#include "core/random.h"
#include "neighbors/neighbor_index.h"
#include "samplers/over_sampling.h"

namespace autosmote {

/// Row numbers of each class, ascending, by class number. O(n).
std::vector<std::vector<std::uint32_t>> rows_by_class(const SamplerData& data);

/// The class with the fewest rows; among equals the lowest class number, as for the sampling
/// strategy (imbalanced-learn's neighbour methods take the one that comes first in the data).
int smallest_class(const SamplerData& data);

/// Some rows of `data` as data of their own.
class RowSubset {
 public:
  RowSubset(const SamplerData& data, std::span<const std::uint32_t> rows);
  /// Valid as long as the subset.
  SamplerData data() const;

 private:
  Matrix<double> x_;
  std::vector<int> labels_;
  int classes_;
};

/// Throws DataError where the k nearest among `rows` rows are asked for and there are fewer.
/// `whose` completes "there are n ...".
void require_rows(std::size_t rows, std::size_t k, std::string_view parameter,
                  std::string_view whose);

/// Calls body(i, neighbors, q) for every i in [0, queries.size()): the k nearest rows of
/// data row queries[i] are row q of `neighbors`. With `excluding_self` the row itself, which the
/// index must then hold under the same number, is not among them. Asks in blocks, so that memory
/// stays small whatever the number of queries and k; calls come in order, from the calling thread.
void for_each_neighborhood(
    const NeighborIndex& index, MatrixView<const double> x, std::span<const std::uint32_t> queries,
    std::size_t k, bool excluding_self, const Context& context,
    const std::function<void(std::size_t i, const Neighbors& neighbors, std::size_t q)>& body);

/// A sampler that only picks rows, made from the function that picks them, and may tell what it has
/// found.
using RowSelection = std::function<std::vector<std::uint32_t>(
    const SamplerData& data, const SamplingStrategy& strategy, const Context& context)>;
std::unique_ptr<Sampler> make_row_sampler(RowSelection select);
using TellingRowSelection = std::function<std::vector<std::uint32_t>(
    const SamplerData& data, const SamplingStrategy& strategy, const Context& context,
    SamplerFindings& findings)>;
std::unique_ptr<Sampler> make_telling_row_sampler(TellingRowSelection select);

/// `count` different ones of `items` (all, if there are fewer) in random order.
std::vector<std::uint32_t> draw_distinct(std::span<const std::uint32_t> items, std::size_t count,
                                         RandomStream& random);

/// Bounds and text of a parameter that counts neighbours.
SamplerParameter neighbors_parameter(std::string_view name, double default_value,
                                     std::string_view help);

}  // namespace autosmote
