#include "samplers/lee.h"

#include <fmt/format.h>

#include <algorithm>

#include "samplers/neighborhood.h"
#include "samplers/over_sampling.h"
#include "samplers/smote_sampler.h"

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

class Lee : public NeighborhoodSampler {
 public:
  Lee(std::size_t k, double rejection_level)
      : NeighborhoodSampler(kName, k), k_(k), rejection_level_(rejection_level) {}

 private:
  std::vector<SyntheticOrigin> draw(const ClassInData& in, SamplerFindings&) const override {
    const Matrix<std::uint32_t> graph = graph_within_class(in, k_, kName);
    RandomStream random = class_stream(in.context, Purpose::kSmote, in.c);
    return accept(in, [&](std::size_t n) {
      return origins_of(smote(graph, n, random), in.members, in.members);
    });
  }

  template <class Candidates>
  std::vector<SyntheticOrigin> accept(const ClassInData& in, const Candidates& candidates) const {
    const std::uint64_t count = in.count;
    const std::size_t k = in.m;
    const std::uint64_t budget = kCandidatesPerRow * count + kMoreCandidates;
    const std::uint64_t largest_batch =
        std::max<std::uint64_t>(32, kBatchValues / (in.data.x.cols + k));
    std::vector<SyntheticOrigin> accepted;
    accepted.reserve(count);
    BestRejected rejected(count);
    std::uint64_t tried = 0;
    while (accepted.size() < count && tried < budget) {
      const std::uint64_t missing = count - accepted.size();
      const std::vector<SyntheticOrigin> batch =
          candidates(std::min({missing + 64, largest_batch, budget - tried}));
      const std::vector<std::uint32_t> foreign = foreign_of(in, batch);
      for (std::size_t s = 0; s < batch.size() && accepted.size() < count; ++s) {
        if (static_cast<double>(foreign[s]) < rejection_level_ * static_cast<double>(k)) {
          accepted.push_back(batch[s]);
        } else {
          rejected.add({foreign[s], tried + s, batch[s]});
        }
      }
      tried += batch.size();
    }
    if (accepted.size() < count) fill_up(rejected, in, tried, accepted);
    return accepted;
  }

  static std::vector<std::uint32_t> foreign_of(const ClassInData& in,
                                               std::span<const SyntheticOrigin> batch) {
    Resampled made;
    made.synthetic = Matrix<double>(0, in.data.x.cols);
    append_interpolations(in.data, {batch.begin(), batch.end()}, in.c, in.context, made);
    const Neighbors neighbors = in.all_rows.nearest(made.synthetic.view(), in.m, {}, in.context);
    std::vector<std::uint32_t> foreign(batch.size());
    for (std::size_t s = 0; s < batch.size(); ++s) {
      for (const std::uint32_t row : neighbors.rows.row(s))
        foreign[s] += in.data.labels[row] != in.c;
    }
    return foreign;
  }

  static void fill_up(BestRejected& rejected, const ClassInData& in, std::uint64_t tried,
                      std::vector<SyntheticOrigin>& accepted) {
    const std::uint64_t missing = in.count - accepted.size();
    if (in.context.log) {
      in.context.log(
          fmt::format("{}: of {} candidates for class {} only {} are not rejected; the "
                      "other {} rows are the rejected ones with the fewest neighbours of "
                      "other classes",
                      kName, tried, in.c, accepted.size(), missing));
    }
    for (const Rejected& best : rejected.take(missing)) {
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
