#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "samplers/registry.h"

namespace autosmote {

/// k-NN between one class and the minority, where the minority's rows never change but the store of
/// the class's rows grows. A row is taken for the class exactly if at least `votes` of the store
/// lie within a radius that depends on the minority alone: its votes-th nearest of the store has to
/// be nearer than the minority row that it competes with for the last vote. Of rows at one distance
/// the minority is nearer; equal votes go to the lower class number.
struct StoreVote {
  std::vector<double> squared_radii;  ///< for each row of the class; infinite: no competitor
  std::size_t votes = 1;
};

/// `rows`: rows of class `c`; `minority`: rows of the smallest class, another one. O(n d log n)
/// where few features matter.
StoreVote make_store_vote(const SamplerData& data, int c, std::span<const std::uint32_t> rows,
                          std::span<const std::uint32_t> minority, std::size_t neighbors,
                          const Context& context);

/// For each of `rows` whether k-NN among the minority and `store` takes it for the minority.
/// O(rows * store * d).
std::vector<bool> taken_for_minority(const SamplerData& data, std::span<const std::uint32_t> rows,
                                     std::span<const std::uint32_t> store, const StoreVote& vote,
                                     const Context& context);

/// Condensing (Hart 1968, "The condensed nearest neighbor rule"), one pass as in imbalanced-learn:
/// the store starts with `seeds`; each further row of the class, in order, that k-NN takes for the
/// minority joins it. Gives the store in the order of joining. O(rows * store * d), threaded.
std::vector<std::uint32_t> condense(const SamplerData& data, std::span<const std::uint32_t> rows,
                                    std::span<const std::uint32_t> seeds, const StoreVote& vote,
                                    const Context& context);

/// The seeds of class `c`: `count` different rows of it at random.
std::vector<std::uint32_t> draw_seeds(std::span<const std::uint32_t> rows, int c, std::size_t count,
                                      const Context& context);

/// The rows that stay of a class, chosen with its seeds and the vote among them and the minority.
using StoreSelection = std::function<std::vector<std::uint32_t>(
    std::span<const std::uint32_t> rows, std::span<const std::uint32_t> seeds,
    const StoreVote& vote)>;
using SeedsOfClass =
    std::function<std::vector<std::uint32_t>(int c, std::span<const std::uint32_t> rows)>;

/// Class by class, what `select` chooses of each of the `cleaned` classes, and all rows of the
/// others and of the minority, which is the smallest class. Throws DataError where minority and
/// seeds have fewer than `neighbors` rows.
std::vector<std::uint32_t> select_by_store(const SamplerData& data, std::span<const int> cleaned,
                                           std::size_t neighbors, const SeedsOfClass& seeds_of,
                                           const StoreSelection& select, const Context& context);

/// "condensed-nearest-neighbour": imbalanced-learn's CondensedNearestNeighbour, without its mix-up
/// of row numbers with places inside the class, by which it skips some rows unseen. Seeds are
/// different rows (there drawn with replacement), and the minority keeps all its rows even where
/// the strategy names it (there it keeps the seeds alone). Throws DataError where minority and
/// seeds have fewer than k rows.
SamplerEntry condensed_nearest_neighbour_entry();

/// The parameter n_seeds_S.
SamplerParameter seeds_parameter();

}  // namespace autosmote
