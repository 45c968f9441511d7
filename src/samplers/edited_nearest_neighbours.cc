#include "samplers/edited_nearest_neighbours.h"

#include <algorithm>
#include <numeric>

#include "samplers/class_rows.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

/// Whether a row of class `label` agrees with its neighbours. `votes`: scratch, one a class.
bool agrees(std::span<const std::uint32_t> neighbors, std::span<const int> labels, int label,
            NeighborAgreement agreement, std::vector<std::uint32_t>& votes) {
  if (agreement == NeighborAgreement::kAll) {
    return std::ranges::all_of(neighbors, [&](std::uint32_t row) { return labels[row] == label; });
  }
  std::ranges::fill(votes, 0U);
  for (const std::uint32_t row : neighbors) ++votes[static_cast<std::size_t>(labels[row])];
  return std::ranges::max_element(votes) - votes.begin() == label;
}

/// Rows picked so far, and what the rounds of an edit have in common.
class EditRounds {
 public:
  EditRounds(const SamplerData& data, const SamplingStrategy& strategy, const Context& context)
      : data_(data),
        strategy_(strategy),
        context_(context),
        smallest_(smallest_class(data)),
        rows_(data.x.rows),
        counts_(count_classes(data)) {
    fewest_ = counts_[static_cast<std::size_t>(smallest_)];
    std::iota(rows_.begin(), rows_.end(), 0U);
  }

  /// One round; returns whether any row went.
  bool edit_once(const EditedOptions& options) {
    const RowSubset subset(data_, rows_);
    const SamplerData current = subset.data();
    const std::vector<std::uint32_t> kept =
        edit(current, classes_to_clean(current, strategy_), options, context_);
    std::vector<std::uint32_t> next;
    next.reserve(kept.size());
    for (const std::uint32_t row : kept) next.push_back(rows_[row]);
    const bool changed = next.size() < rows_.size();
    rows_ = std::move(next);
    std::ranges::fill(counts_, 0U);
    for (const std::uint32_t row : rows_) ++counts_[static_cast<std::size_t>(data_.labels[row])];
    return changed;
  }

  bool class_vanished() const { return std::ranges::count(counts_, 0U) > 0; }

  bool majority_became_minority() const {
    for (std::size_t c = 0; c < counts_.size(); ++c) {
      if (static_cast<int>(c) != smallest_ && counts_[c] < fewest_) return true;
    }
    return false;
  }

  std::vector<std::uint32_t> take_rows() { return std::move(rows_); }

 private:
  const SamplerData& data_;
  const SamplingStrategy& strategy_;
  const Context& context_;
  int smallest_;
  std::vector<std::uint32_t> rows_;
  std::vector<std::uint64_t> counts_;
  std::uint64_t fewest_ = 0;
};

EditedOptions options_of(const SamplerParameters& parameters) {
  return {count_of(parameters, "n_neighbors"), agreement_of(text_of(parameters, "kind_sel"))};
}

SamplerParameter edited_neighbors_parameter() {
  return neighbors_parameter("n_neighbors", 3.0, "nearest other rows that a row is compared with");
}

}  // namespace

NeighborAgreement agreement_of(std::string_view kind_sel) {
  return kind_sel == "all" ? NeighborAgreement::kAll : NeighborAgreement::kMode;
}

std::vector<std::uint32_t> edit(const SamplerData& data, std::span<const int> cleaned,
                                const EditedOptions& options, const Context& context) {
  require_rows(data.x.rows - 1, options.neighbors, "n_neighbors", "other rows");
  const NeighborIndex index(data.x, context);
  std::vector<std::uint32_t> kept;
  std::vector<std::uint32_t> votes(static_cast<std::size_t>(data.classes));
  const auto by_class = rows_by_class(data);
  for (int c = 0; c < data.classes; ++c) {
    const std::vector<std::uint32_t>& rows = by_class[static_cast<std::size_t>(c)];
    if (!std::ranges::binary_search(cleaned, c)) {
      kept.insert(kept.end(), rows.begin(), rows.end());
      continue;
    }
    for_each_neighborhood(
        index, data.x, rows, options.neighbors, true, context,
        [&](std::size_t i, const Neighbors& neighbors, std::size_t q) {
          if (agrees(neighbors.rows.row(q), data.labels, c, options.agreement, votes)) {
            kept.push_back(rows[i]);
          }
        });
  }
  return kept;
}

EditedRows edit_repeatedly(const SamplerData& data, const SamplingStrategy& strategy,
                           const EditedOptions& options, std::size_t rounds,
                           const Context& context) {
  EditRounds state(data, strategy, context);
  std::size_t done = 0;
  while (done < rounds) {
    ++done;
    if (!state.edit_once(options)) break;
    if (state.majority_became_minority() || state.class_vanished()) break;
  }
  return {state.take_rows(), done};
}

std::vector<std::uint32_t> edit_with_growing_k(const SamplerData& data,
                                               const SamplingStrategy& strategy,
                                               const EditedOptions& options, bool allow_minority,
                                               const Context& context) {
  EditRounds state(data, strategy, context);
  for (std::size_t k = 1; k <= options.neighbors; ++k) {
    state.edit_once({k, options.agreement});
    if (state.class_vanished() || (!allow_minority && state.majority_became_minority())) break;
  }
  return state.take_rows();
}

SamplerParameter kind_sel_parameter() {
  return {.name = "kind_sel",
          .default_value = "all",
          .choices = {"all", "mode"},
          .help = "a row stays where all its neighbours are of its class, or most of them"};
}

SamplerEntry edited_nearest_neighbours_entry() {
  return {{"edited-nearest-neighbours",
           "EditedNearestNeighbours",
           SamplerKind::kUnder,
           {edited_neighbors_parameter(), kind_sel_parameter()}},
          [](const SamplerParameters& parameters) {
            return make_row_sampler([options = options_of(parameters)](
                                        const SamplerData& data, const SamplingStrategy& strategy,
                                        const Context& context) {
              return edit(data, classes_to_clean(data, strategy), options, context);
            });
          }};
}

SamplerEntry repeated_edited_nearest_neighbours_entry() {
  return {{"repeated-edited-nearest-neighbours",
           "RepeatedEditedNearestNeighbours",
           SamplerKind::kUnder,
           {edited_neighbors_parameter(),
            {.name = "max_iter",
             .default_value = 100.0,
             .smallest = 1.0,
             .largest = 1e9,
             .whole = true,
             .choices = {},
             .help = "rounds of editing at most"},
            kind_sel_parameter()}},
          [](const SamplerParameters& parameters) {
            return make_telling_row_sampler(
                [options = options_of(parameters), rounds = count_of(parameters, "max_iter")](
                    const SamplerData& data, const SamplingStrategy& strategy,
                    const Context& context, SamplerFindings& findings) {
                  EditedRows edited = edit_repeatedly(data, strategy, options, rounds, context);
                  findings.rounds = edited.rounds;
                  return std::move(edited.rows);
                });
          }};
}

SamplerEntry all_knn_entry() {
  return {
      {"all-knn",
       "AllKNN",
       SamplerKind::kUnder,
       {edited_neighbors_parameter(),
        kind_sel_parameter(),
        {.name = "allow_minority",
         .default_value = "false",
         .choices = {"false", "true"},
         .help = "whether another class may end up smaller than the smallest"}}},
      [](const SamplerParameters& parameters) {
        return make_row_sampler(
            [options = options_of(parameters),
             allow_minority = text_of(parameters, "allow_minority") == "true"](
                const SamplerData& data, const SamplingStrategy& strategy, const Context& context) {
              return edit_with_growing_k(data, strategy, options, allow_minority, context);
            });
      }};
}

}  // namespace autosmote
