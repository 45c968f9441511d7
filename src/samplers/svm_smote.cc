#include "samplers/svm_smote.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "autosmote/error.h"
#include "classifiers/kernel_svm.h"
#include "samplers/borderline_smote.h"
#include "samplers/neighborhood.h"
#include "samplers/over_sampling.h"
#include "samplers/smote_sampler.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "svm-smote";

// Parts of a class's stream.
constexpr std::uint32_t kDangerDraws = 0;
constexpr std::uint32_t kSafeDraws = 1;
constexpr std::uint32_t kShareDraw = 2;

/// Support vectors, as row numbers, of the machines asked for so far.
class PairMachines {
 public:
  PairMachines(const SamplerData& data, const Context& context)
      : data_(data), context_(context), gamma_(scale_gamma(data.x)) {
    if (!std::isfinite(gamma_)) {
      throw DataError(fmt::format(
          "{}: the variance of all values is too small to be computed with; scale the columns",
          kName));
    }
  }

  /// Of class `c`, ascending.
  std::vector<std::uint32_t> support_of(int c) {
    std::vector<std::uint32_t> support;
    for (int other = 0; other < data_.classes; ++other) {
      if (other == c) continue;
      for (const std::uint32_t row : support_of_pair(std::min(c, other), std::max(c, other))) {
        if (data_.labels[row] == c) support.push_back(row);
      }
    }
    std::ranges::sort(support);
    support.erase(std::unique(support.begin(), support.end()), support.end());
    return support;
  }

 private:
  /// The order of the rows (first class, then second; the first positive) is scikit-learn's, since
  /// among equal candidates the minimisation goes by it.
  const std::vector<std::uint32_t>& support_of_pair(int first, int second) {
    const auto [found, missing] = fitted_.try_emplace({first, second});
    if (!missing) return found->second;
    std::vector<std::uint32_t> rows = rows_of_class(data_, first);
    std::vector<int> signs(rows.size(), 1);
    const std::vector<std::uint32_t> more = rows_of_class(data_, second);
    rows.insert(rows.end(), more.begin(), more.end());
    signs.resize(rows.size(), -1);
    KernelSvmOptions options;
    options.gamma = gamma_;
    const KernelSvm machine =
        fit_kernel_svm(gather_rows(data_.x, rows).view(), signs, options, context_);
    for (std::size_t k = 0; k < rows.size(); ++k) {
      if (machine.alpha[k] > 0.0) found->second.push_back(rows[k]);
    }
    return found->second;
  }

  const SamplerData& data_;
  const Context& context_;
  double gamma_;
  std::map<std::pair<int, int>, std::vector<std::uint32_t>> fitted_;
};

SupportGroups group(const NeighborIndex& all_rows, const SamplerData& data,
                    std::span<const std::uint32_t> support, int c, std::size_t m,
                    const Context& context) {
  SupportGroups groups;
  const std::vector<std::uint32_t> foreign =
      foreign_neighbors(all_rows, data, support, c, m, context);
  for (std::size_t i = 0; i < support.size(); ++i) {
    if (is_noise(foreign[i], m)) {
      groups.noise.push_back(support[i]);
    } else if (in_danger(foreign[i], m)) {
      groups.danger.push_back(support[i]);
    } else {
      groups.safe.push_back(support[i]);
    }
  }
  return groups;
}

/// Beta(10, 10): the 10th smallest of 19 uniform draws.
double draw_share(RandomStream& random) {
  std::array<double, 19> draws;
  for (double& draw : draws) draw = random.uniform();
  std::ranges::nth_element(draws, draws.begin() + 9);
  return draws[9];
}

class SvmSmote : public Sampler {
 public:
  SvmSmote(std::size_t k, std::size_t m, double out_step) : k_(k), m_(m), out_step_(out_step) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    const std::map<int, std::uint64_t> wanted = rows_to_add(data, strategy);
    if (wanted.empty()) return result;
    PairMachines machines(data, context);
    const NeighborIndex all_rows(data.x, context);
    const std::size_t m = neighbors_within_data(m_, data, kName, context);
    for (const auto& [c, count] : wanted) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      const std::size_t k = neighbors_within_class(k_, members.size(), c, kName, context);
      const std::vector<std::uint32_t> support = machines.support_of(c);
      const SupportGroups groups = group(all_rows, data, support, c, m, context);
      if (groups.danger.empty() && groups.safe.empty()) {
        throw DataError(fmt::format(
            "{}: all {} support vectors of class {} are noise: each has no row of its class among "
            "its {} nearest rows; raise m_neighbors, or use another sampler such as smote",
            kName, support.size(), c, m));
      }
      RandomStream random = class_stream(context, Purpose::kSmote, c, kShareDraw);
      auto in_danger =
          static_cast<std::uint64_t>(draw_share(random) * (static_cast<double>(count) + 1.0));
      if (groups.safe.empty()) in_danger = count;
      if (groups.danger.empty()) in_danger = 0;
      const Matrix<double> points = gather_rows(data.x, members);
      const NeighborIndex class_rows(points.view(), context);
      const auto add = [&](const std::vector<std::uint32_t>& sources, std::size_t rows, double step,
                           std::uint32_t part) {
        if (rows == 0) return;
        RandomStream draws = class_stream(context, Purpose::kSmote, c, part);
        append_interpolations(
            data, draw(data, class_rows, members, sources, k, rows, step, draws, context), c,
            context, result);
      };
      add(groups.danger, in_danger, 1.0, kDangerDraws);
      add(groups.safe, count - in_danger, -out_step_, kSafeDraws);
    }
    return result;
  }

 private:
  /// `rows` draws from `sources` (row numbers, some of `members`) to rows of the class, lambda
  /// times `step`.
  static std::vector<SyntheticOrigin> draw(const SamplerData& data, const NeighborIndex& class_rows,
                                           std::span<const std::uint32_t> members,
                                           std::span<const std::uint32_t> sources, std::size_t k,
                                           std::size_t rows, double step, RandomStream& random,
                                           const Context& context) {
    std::vector<std::uint32_t> self(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
      self[i] = static_cast<std::uint32_t>(std::ranges::lower_bound(members, sources[i]) -
                                           members.begin());
    }
    const Matrix<double> queries = gather_rows(data.x, sources);
    const Matrix<std::uint32_t> graph =
        with_self(class_rows.nearest(queries.view(), k, self, context).rows, self);
    std::vector<SyntheticOrigin> origins = origins_of(smote(graph, rows, random), sources, members);
    for (SyntheticOrigin& origin : origins) origin.lambda *= step;
    return origins;
  }

  std::size_t k_;
  std::size_t m_;
  double out_step_;
};

}  // namespace

std::vector<std::uint32_t> class_support_vectors(const SamplerData& data, int c,
                                                 const Context& context) {
  return PairMachines(data, context).support_of(c);
}

SupportGroups group_support_vectors(const SamplerData& data, std::span<const std::uint32_t> support,
                                    int c, std::size_t m, const Context& context) {
  return group(NeighborIndex::for_queries(data.x, support.size(), context), data, support, c, m,
               context);
}

SamplerEntry svm_smote_entry() {
  return {
      {kName,
       "imbalanced-learn's SVMSMOTE; Nguyen, Cooper, Kamei 2011",
       SamplerKind::kOver,
       {k_neighbors_parameter(),
        m_neighbors_parameter(),
        {.name = "out_step",
         .default_value = 0.5,
         .smallest = 0.0,
         .largest = 1.0,
         .help = "how far from a safe support vector rows may lie, of the way to a neighbour"}}},
      [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
        return std::make_unique<SvmSmote>(count_of(parameters, "k_neighbors"),
                                          count_of(parameters, "m_neighbors"),
                                          number_of(parameters, "out_step"));
      }};
}

}  // namespace autosmote
