#include "samplers/condensed_nearest_neighbour.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/check.h"
#include "core/parallel.h"
#include "core/simd.h"
#include "samplers/class_rows.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::size_t kLanes = 16;

/// How many of 16 rows, whose values lie feature by feature, are nearer to `row` than `radius`.
AUTOSMOTE_SIMD_CLONES
std::size_t count_within(const double* row, const double* values, std::size_t d, double radius) {
  std::array<double, kLanes> distances{};
  for (std::size_t j = 0; j < d; ++j) {
    const double value = row[j];
    for (std::size_t i = 0; i < kLanes; ++i) {
      const double difference = value - values[j * kLanes + i];
      distances[i] += difference * difference;
    }
  }
  std::size_t count = 0;
  for (const double distance : distances) count += distance < radius ? 1 : 0;
  return count;
}

/// The growing store, in blocks of 16 rows; places not yet taken are infinitely far.
class Store {
 public:
  explicit Store(MatrixView<const double> x) : x_(x) {}

  std::size_t size() const { return size_; }

  void add(std::uint32_t row) {
    if (size_ % kLanes == 0) {
      values_.resize(values_.size() + kLanes * x_.cols, std::numeric_limits<double>::infinity());
    }
    double* block = values_.data() + (size_ / kLanes) * kLanes * x_.cols;
    for (std::size_t j = 0; j < x_.cols; ++j) block[j * kLanes + size_ % kLanes] = x_(row, j);
    ++size_;
  }

  /// Whether at least `votes` rows from the block of store row `first` on are within the radius.
  bool has_votes(std::uint32_t row, double radius, std::size_t votes, std::size_t first) const {
    std::size_t found = 0;
    for (std::size_t block = first / kLanes; block * kLanes < size_ && found < votes; ++block) {
      found += count_within(x_.row(row).data(), values_.data() + block * kLanes * x_.cols, x_.cols,
                            radius);
    }
    return found >= votes;
  }

 private:
  MatrixView<const double> x_;
  std::vector<double> values_;
  std::size_t size_ = 0;
};

constexpr std::size_t kBlock = 1024;

}  // namespace

StoreVote make_store_vote(const SamplerData& data, int c, std::span<const std::uint32_t> rows,
                          std::span<const std::uint32_t> minority, std::size_t neighbors,
                          const Context& context) {
  AUTOSMOTE_CHECK(!minority.empty() && neighbors >= 1);
  StoreVote vote;
  const bool wins_ties = c < data.labels[minority.front()];
  vote.votes = wins_ties ? (neighbors + 1) / 2 : neighbors / 2 + 1;
  const std::size_t competitor = neighbors - vote.votes + 1;
  vote.squared_radii.assign(rows.size(), std::numeric_limits<double>::infinity());
  if (competitor > minority.size()) return vote;
  const Matrix<double> points = gather_rows(data.x, minority);
  const NeighborIndex index(points.view(), context);
  for_each_neighborhood(index, data.x, rows, competitor, false, context,
                        [&](std::size_t i, const Neighbors& nearest, std::size_t q) {
                          vote.squared_radii[i] = nearest.squared_distances(q, competitor - 1);
                        });
  return vote;
}

std::vector<bool> taken_for_minority(const SamplerData& data, std::span<const std::uint32_t> rows,
                                     std::span<const std::uint32_t> store, const StoreVote& vote,
                                     const Context& context) {
  Store fixed(data.x);
  for (const std::uint32_t row : store) fixed.add(row);
  std::vector<unsigned char> taken(rows.size());
  parallel_for(context, (rows.size() + kBlock - 1) / kBlock, [&](std::size_t block) {
    const std::size_t end = std::min(rows.size(), (block + 1) * kBlock);
    for (std::size_t i = block * kBlock; i < end; ++i) {
      taken[i] = fixed.has_votes(rows[i], vote.squared_radii[i], vote.votes, 0) ? 0 : 1;
    }
  });
  return {taken.begin(), taken.end()};
}

std::vector<std::uint32_t> condense(const SamplerData& data, std::span<const std::uint32_t> rows,
                                    std::span<const std::uint32_t> seeds, const StoreVote& vote,
                                    const Context& context) {
  Store store(data.x);
  std::vector<std::uint32_t> joined(seeds.begin(), seeds.end());
  std::vector<bool> is_seed(data.x.rows);
  for (const std::uint32_t row : seeds) {
    store.add(row);
    is_seed[row] = true;
  }
  // A block of rows is first asked in parallel with the store as it is: what has its votes keeps
  // them, as the store only grows. The others are asked again in order.
  std::vector<unsigned char> doubtful(kBlock);
  constexpr std::size_t kPart = 32;
  for (std::size_t first = 0; first < rows.size(); first += kBlock) {
    const std::size_t size = std::min(kBlock, rows.size() - first);
    parallel_for(context, (size + kPart - 1) / kPart, [&](std::size_t part) {
      for (std::size_t i = part * kPart; i < std::min(size, (part + 1) * kPart); ++i) {
        const std::uint32_t row = rows[first + i];
        doubtful[i] =
            is_seed[row] || store.has_votes(row, vote.squared_radii[first + i], vote.votes, 0) ? 0
                                                                                               : 1;
      }
    });
    const std::size_t asked = store.size();
    for (std::size_t i = 0; i < size; ++i) {
      const std::uint32_t row = rows[first + i];
      // With one vote only what joined since can have changed the answer.
      const std::size_t since = vote.votes == 1 ? asked : 0;
      if (doubtful[i] == 0 ||
          (store.size() > asked &&
           store.has_votes(row, vote.squared_radii[first + i], vote.votes, since))) {
        continue;
      }
      store.add(row);
      joined.push_back(row);
    }
  }
  return joined;
}

std::vector<std::uint32_t> draw_seeds(std::span<const std::uint32_t> rows, int c, std::size_t count,
                                      const Context& context) {
  RandomStream random(context.seed, Purpose::kUnderSampler, static_cast<std::uint32_t>(c));
  return draw_distinct(rows, count, random);
}

std::vector<std::uint32_t> select_by_store(const SamplerData& data, std::span<const int> cleaned,
                                           std::size_t neighbors, const SeedsOfClass& seeds_of,
                                           const StoreSelection& select, const Context& context) {
  const auto by_class = rows_by_class(data);
  const int smallest = smallest_class(data);
  const auto& minority = by_class[static_cast<std::size_t>(smallest)];
  std::vector<std::uint32_t> result;
  for (int c = 0; c < data.classes; ++c) {
    const auto& rows = by_class[static_cast<std::size_t>(c)];
    if (c == smallest || !std::ranges::binary_search(cleaned, c)) {
      result.insert(result.end(), rows.begin(), rows.end());
      continue;
    }
    const std::vector<std::uint32_t> seeds = seeds_of(c, rows);
    require_rows(minority.size() + seeds.size(), neighbors, "n_neighbors",
                 "minority rows and seeds");
    const StoreVote vote = make_store_vote(data, c, rows, minority, neighbors, context);
    const std::vector<std::uint32_t> chosen = select(rows, seeds, vote);
    result.insert(result.end(), chosen.begin(), chosen.end());
  }
  return result;
}

SamplerParameter seeds_parameter() {
  return {.name = "n_seeds_S",
          .default_value = 1.0,
          .smallest = 1.0,
          .largest = 4294967295.0,
          .whole = true,
          .choices = {},
          .help = "random rows of each cleaned class to start with"};
}

SamplerEntry condensed_nearest_neighbour_entry() {
  return {{"condensed-nearest-neighbour",
           "CondensedNearestNeighbour",
           SamplerKind::kUnder,
           {neighbors_parameter("n_neighbors", 1.0, "neighbours that vote"), seeds_parameter()}},
          [](const SamplerParameters& parameters) {
            return make_telling_row_sampler([neighbors = count_of(parameters, "n_neighbors"),
                                             seeds = count_of(parameters, "n_seeds_S")](
                                                const SamplerData& data,
                                                const SamplingStrategy& strategy,
                                                const Context& context, SamplerFindings& findings) {
              return select_by_store(
                  data, classes_to_clean(data, strategy), neighbors,
                  [&](int c, std::span<const std::uint32_t> rows) {
                    return findings.seeds[c] = draw_seeds(rows, c, seeds, context);
                  },
                  [&](std::span<const std::uint32_t> rows, std::span<const std::uint32_t> drawn,
                      const StoreVote& vote) { return condense(data, rows, drawn, vote, context); },
                  context);
            });
          }};
}

}  // namespace autosmote
