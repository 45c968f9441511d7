#include "classifiers/knn.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "autosmote/error.h"
#include "core/check.h"
#include "core/parallel.h"
#include "neighbors/neighbor_index.h"

namespace autosmote {
namespace {

/// Evaluation rows whose near candidates are looked up at once: bounds what is held beside the
/// compact lists.
constexpr std::size_t kRowsPerBatch = 4096;

/// Near candidates of one evaluation row that have equally many base rows before them.
struct Group {
  std::uint32_t places;  ///< k minus the number of base rows before: 1 to k
  std::uint32_t size;    ///< candidates in the group
};

/// An evaluation row that has near candidates, and where its part of the lists begins.
struct AffectedRow {
  std::uint32_t row;
  std::uint32_t groups;
  std::size_t first_group;
  std::size_t first_candidate;
};

class KnnWorkspace : public RefitClassifier::Workspace {
 public:
  explicit KnnWorkspace(std::size_t candidates) : weights(candidates) {}
  std::vector<std::uint32_t> weights;  ///< of every candidate; all 0 between fits
};

class KnnRefit : public RefitClassifier {
 public:
  KnnRefit(std::size_t k, const RefitData& data, const Context& context)
      : k_(k),
        candidate_labels_(data.candidate_labels.begin(), data.candidate_labels.end()),
        candidates_(data.candidates.rows) {
    if (data.evaluation.rows == 0) return;
    const Neighbors base = k_neighbors(data.base, data.evaluation, k_, context);
    count_votes(base, data.base_labels);
    find_near_candidates(base, data, context);
  }

  std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<KnnWorkspace>(candidates_);
  }

  void fit_predict(const TrainingWeights& weights, Workspace& workspace,
                   Predictions& out) const override {
    AUTOSMOTE_CHECK(weights.majority_weight == 1.0 && weights.minority_weight == 1.0);
    auto& dense = dynamic_cast<KnnWorkspace&>(workspace).weights;
    AUTOSMOTE_CHECK(dense.size() == candidates_);
    AUTOSMOTE_CHECK(weights.candidates.empty() || weights.candidates.back().row < candidates_);
    out.labels = default_.labels;
    out.scores = default_.scores;
    // More copies than places count like as many as places, and sums cannot overflow.
    const auto most = static_cast<std::uint32_t>(k_);
    for (const WeightedRow& entry : weights.candidates) {
      dense[entry.row] = std::min(entry.weight, most);
    }
    for (const AffectedRow& affected : affected_) {
      if (candidate_labels_.empty()) {
        const std::uint32_t taken = places_taken(affected, dense);
        if (taken > 0) set_prediction(affected.row, taken, taken, out);
      } else {
        const auto [taken, votes] = votes_taken(affected, dense);
        if (taken > 0) set_prediction(affected.row, taken, votes, out);
      }
    }
    for (const WeightedRow& entry : weights.candidates) dense[entry.row] = 0;
  }

 private:
  /// votes_[v * (k + 1) + b]: how many of the b nearest base rows are of class 1.
  void count_votes(const Neighbors& base, std::span<const int> labels) {
    const std::size_t rows = base.rows.rows();
    votes_.resize(rows * (k_ + 1));
    default_.labels.resize(rows);
    default_.scores.resize(rows);
    for (std::size_t v = 0; v < rows; ++v) {
      for (std::size_t i = 0; i < k_; ++i) {
        const std::uint32_t vote = labels[base.rows(v, i)] == 1 ? 1 : 0;
        votes_[v * (k_ + 1) + i + 1] = votes_[v * (k_ + 1) + i] + vote;
      }
      set_prediction(v, 0, 0, default_);
    }
  }

  void find_near_candidates(const Neighbors& base, const RefitData& data, const Context& context) {
    if (candidates_ == 0) return;
    const NeighborIndex index(data.candidates, context);
    std::vector<std::uint32_t> ranks;
    for (std::size_t first = 0; first < data.evaluation.rows; first += kRowsPerBatch) {
      const std::size_t rows = std::min(kRowsPerBatch, data.evaluation.rows - first);
      std::vector<double> radii(rows);
      for (std::size_t i = 0; i < rows; ++i) radii[i] = base.squared_distances(first + i, k_ - 1);
      const MatrixView<const double> batch(data.evaluation.data + first * data.evaluation.stride,
                                           rows, data.evaluation.cols, data.evaluation.stride);
      const NeighborLists near = index.within(batch, radii, context);
      for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t begin = near.offsets[i];
        const std::size_t size = near.offsets[i + 1] - begin;
        if (size == 0) continue;
        append_groups(first + i, base.squared_distances.row(first + i),
                      {near.rows.data() + begin, size},
                      {near.squared_distances.data() + begin, size}, ranks);
      }
    }
  }

  /// Sorts an evaluation row's near candidates by the number of base rows before them; where they
  /// are of two classes, those of one such number by their distance.
  void append_groups(std::size_t row, std::span<const double> base_distances,
                     std::span<const std::uint32_t> candidates, std::span<const double> distances,
                     std::vector<std::uint32_t>& ranks) {
    AffectedRow affected{static_cast<std::uint32_t>(row), 0, groups_.size(), near_.size()};
    ranks.resize(candidates.size());
    std::vector<std::uint32_t> sizes(k_);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const auto before =
          std::upper_bound(base_distances.begin(), base_distances.end(), distances[i]);
      ranks[i] = static_cast<std::uint32_t>(before - base_distances.begin());
      ++sizes[ranks[i]];
    }
    std::vector<std::size_t> ends(k_);
    std::size_t end = near_.size();
    for (std::size_t rank = 0; rank < k_; ++rank) {
      ends[rank] = end;
      end += sizes[rank];
      if (sizes[rank] == 0) continue;
      groups_.push_back({static_cast<std::uint32_t>(k_ - rank), sizes[rank]});
      ++affected.groups;
    }
    near_.resize(end);
    std::vector<std::size_t> order(candidates.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (!candidate_labels_.empty()) {
      std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return std::pair(distances[a], candidates[a]) < std::pair(distances[b], candidates[b]);
      });
    }
    for (const std::size_t i : order) near_[ends[ranks[i]]++] = candidates[i];
    affected_.push_back(affected);
  }

  /// How many of the k places of an evaluation row go to candidates. With r base rows before it,
  /// the m-th nearest candidate copy has a place where r + m <= k.
  std::uint32_t places_taken(const AffectedRow& affected,
                             const std::vector<std::uint32_t>& weights) const {
    std::uint32_t taken = 0;
    const std::uint32_t* candidate = near_.data() + affected.first_candidate;
    for (std::size_t g = 0; g < affected.groups; ++g) {
      const Group group = groups_[affected.first_group + g];
      if (taken >= group.places) return taken;
      const std::uint32_t* end = candidate + group.size;
      for (; candidate != end && taken < group.places; ++candidate) taken += weights[*candidate];
      if (taken >= group.places) return group.places;
    }
    return taken;
  }

  /// The same where candidates are of both classes, and how many of the places go to class 1. Of
  /// candidates with equally many base rows before them the nearest come first, at one distance
  /// those with lower numbers.
  std::pair<std::uint32_t, std::uint32_t> votes_taken(
      const AffectedRow& affected, const std::vector<std::uint32_t>& weights) const {
    std::uint32_t taken = 0;
    std::uint32_t votes = 0;
    const std::uint32_t* candidate = near_.data() + affected.first_candidate;
    for (std::size_t g = 0; g < affected.groups; ++g) {
      const Group group = groups_[affected.first_group + g];
      if (taken >= group.places) break;
      const std::uint32_t* end = candidate + group.size;
      for (; candidate != end; ++candidate) {
        const std::uint32_t copies = std::min(weights[*candidate], group.places - taken);
        taken += copies;
        votes += candidate_labels_[*candidate] == 1 ? copies : 0;
      }
    }
    return {taken, votes};
  }

  /// `taken` of the k places go to candidates, of which `votes` are of class 1.
  void set_prediction(std::size_t row, std::uint32_t taken, std::uint32_t votes,
                      Predictions& out) const {
    votes += votes_[row * (k_ + 1) + k_ - taken];
    out.labels[row] = 2 * std::size_t{votes} > k_ ? 1 : 0;
    out.scores[row] = static_cast<double>(votes) / static_cast<double>(k_) - 0.5;
  }

  std::size_t k_;
  std::vector<int> candidate_labels_;  ///< empty: all are of class 1
  std::size_t candidates_;
  std::vector<std::uint32_t> votes_;
  Predictions default_;                ///< without candidates
  std::vector<AffectedRow> affected_;  ///< evaluation rows with near candidates
  std::vector<Group> groups_;          ///< of each affected row, fewest base rows before first
  std::vector<std::uint32_t> near_;    ///< candidate numbers, group by group
};

}  // namespace

std::unique_ptr<RefitClassifier> make_knn_refit(const ClassifierOptions& options,
                                                const RefitData& data, const Context& context) {
  AUTOSMOTE_CHECK(data.base.rows == data.base_labels.size());
  AUTOSMOTE_CHECK(data.candidate_labels.empty() ||
                  data.candidate_labels.size() == data.candidates.rows);
  AUTOSMOTE_CHECK(data.candidates.rows == 0 || data.candidates.cols == data.base.cols);
  if (options.neighbors < 1) {
    throw ConfigError(fmt::format("knn: the number of neighbors is {}; it must be at least 1",
                                  options.neighbors));
  }
  const auto k = static_cast<std::size_t>(options.neighbors);
  if (k > data.base.rows) {
    throw ConfigError(fmt::format(
        "knn: the number of neighbors is {}, but there are only {} training rows; choose at most "
        "that many",
        options.neighbors, data.base.rows));
  }
  return std::make_unique<KnnRefit>(k, data, context);
}

}  // namespace autosmote
