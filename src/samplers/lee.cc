#include "samplers/lee.h"

#include <fmt/format.h>

#include <algorithm>

#include "samplers/neighborhood.h"
#include "samplers/over_sampling.h"
#include "samplers/smote_sampler.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "lee";

/// Candidates for each row asked for, and in addition, before the best rejected ones are taken.
constexpr std::uint64_t kCandidatesPerRow = 20;
constexpr std::uint64_t kMoreCandidates = 1000;

/// Numbers in a batch of candidates at most: 32 MB.
constexpr std::size_t kBatchValues = 4U << 20;

struct Rejected {
  std::uint32_t foreign = 0;
  std::uint64_t number = 0;  ///< of the candidate: later is worse
  SyntheticOrigin origin;

  bool operator<(const Rejected& other) const {
    return foreign != other.foreign ? foreign < other.foreign : number < other.number;
  }
};

/// The `wanted` best of the rejected candidates so far, and not many more.
class BestRejected {
 public:
  explicit BestRejected(std::size_t wanted) : wanted_(wanted) {}

  void add(const Rejected& candidate) {
    best_.push_back(candidate);
    if (best_.size() < 2 * wanted_ + 1000) return;
    std::nth_element(best_.begin(), best_.begin() + static_cast<std::ptrdiff_t>(wanted_),
                     best_.end());
    best_.resize(wanted_);
  }

  /// The best `count`, best first; count <= wanted and the candidates added.
  std::span<const Rejected> take(std::size_t count) {
    std::sort(best_.begin(), best_.end());
    return std::span<const Rejected>(best_).first(count);
  }

 private:
  std::size_t wanted_;
  std::vector<Rejected> best_;
};

class Lee : public Sampler {
 public:
  Lee(std::size_t k, double rejection_level) : k_(k), rejection_level_(rejection_level) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    const std::map<int, std::uint64_t> added = rows_to_add(data, strategy);
    if (added.empty()) return result;
    const NeighborIndex all_rows(data.x);
    const std::size_t k_all = neighbors_within_data(k_, data, kName, context);
    for (const auto& [c, count] : added) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      const std::size_t k = neighbors_within_class(k_, members.size(), c, kName, context);
      const Matrix<double> rows = gather_rows(data.x, members);
      const Matrix<std::uint32_t> graph = minority_graph(rows.view(), k, context);
      RandomStream random = class_stream(context, Purpose::kSmote, c);
      const auto candidates = [&](std::size_t n) {
        return origins_of(smote(graph, n, random), members, members);
      };
      append_interpolations(data, accept(data, all_rows, k_all, candidates, c, count, context), c,
                            context, result);
    }
    return result;
  }

 private:
  template <class Candidates>
  std::vector<SyntheticOrigin> accept(const SamplerData& data, const NeighborIndex& all_rows,
                                      std::size_t k, const Candidates& candidates, int c,
                                      std::uint64_t count, const Context& context) const {
    const std::uint64_t budget = kCandidatesPerRow * count + kMoreCandidates;
    const std::uint64_t largest_batch =
        std::max<std::uint64_t>(256, kBatchValues / (data.x.cols + k));
    std::vector<SyntheticOrigin> accepted;
    accepted.reserve(count);
    BestRejected rejected(count);
    std::uint64_t tried = 0;
    while (accepted.size() < count && tried < budget) {
      const std::uint64_t missing = count - accepted.size();
      const std::vector<SyntheticOrigin> batch =
          candidates(std::min({missing + 64, largest_batch, budget - tried}));
      const std::vector<std::uint32_t> foreign = foreign_of(data, all_rows, k, batch, c, context);
      for (std::size_t s = 0; s < batch.size() && accepted.size() < count; ++s) {
        if (static_cast<double>(foreign[s]) < rejection_level_ * static_cast<double>(k)) {
          accepted.push_back(batch[s]);
        } else {
          rejected.add({foreign[s], tried + s, batch[s]});
        }
      }
      tried += batch.size();
    }
    if (accepted.size() < count) fill_up(rejected, c, count, tried, accepted, context);
    return accepted;
  }

  static std::vector<std::uint32_t> foreign_of(const SamplerData& data,
                                               const NeighborIndex& all_rows, std::size_t k,
                                               std::span<const SyntheticOrigin> batch, int c,
                                               const Context& context) {
    Resampled made;
    made.synthetic = Matrix<double>(0, data.x.cols);
    append_interpolations(data, batch, c, context, made);
    const Neighbors neighbors = all_rows.nearest(made.synthetic.view(), k, {}, context);
    std::vector<std::uint32_t> foreign(batch.size());
    for (std::size_t s = 0; s < batch.size(); ++s) {
      for (const std::uint32_t row : neighbors.rows.row(s)) foreign[s] += data.labels[row] != c;
    }
    return foreign;
  }

  static void fill_up(BestRejected& rejected, int c, std::uint64_t count, std::uint64_t tried,
                      std::vector<SyntheticOrigin>& accepted, const Context& context) {
    if (context.log) {
      context.log(
          fmt::format("{}: of {} candidates for class {} only {} are not rejected; the "
                      "other {} rows are the rejected ones with the fewest neighbours of "
                      "other classes",
                      kName, tried, c, accepted.size(), count - accepted.size()));
    }
    for (const Rejected& best : rejected.take(count - accepted.size())) {
      accepted.push_back(best.origin);
    }
  }

  std::size_t k_;
  double rejection_level_;
};

}  // namespace

SamplerEntry lee_entry() {
  SamplerParameter neighbors = k_neighbors_parameter();
  neighbors.help = "neighbours of the same class to draw from, and of any class to judge a new row";
  return {
      {kName,
       "Lee, Kim, Lee 2015",
       SamplerKind::kOver,
       {neighbors,
        {.name = "rejection_level",
         .default_value = 0.5,
         .smallest = 0.0,
         .largest = 1.0,
         .help = "a new row with this share of other classes around it, or more, is rejected"}}},
      [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
        return std::make_unique<Lee>(count_of(parameters, "k_neighbors"),
                                     number_of(parameters, "rejection_level"));
      }};
}

}  // namespace autosmote
