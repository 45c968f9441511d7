#include "samplers/cluster_centroids.h"

#include <algorithm>

#include "samplers/class_rows.h"
#include "samplers/k_means.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

class ClusterCentroids : public Sampler {
 public:
  explicit ClusterCentroids(bool hard) : hard_(hard) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    const auto kept = rows_to_keep(data, strategy);
    Resampled result;
    std::vector<double> centroids;
    int c = -1;
    for (const std::vector<std::uint32_t>& rows : rows_by_class(data)) {
      ++c;
      const auto target = kept.find(c);
      if (target == kept.end()) {
        result.rows.insert(result.rows.end(), rows.begin(), rows.end());
        continue;
      }
      if (target->second == 0) continue;
      const Matrix<double> points = gather_rows(data.x, rows);
      RandomStream random(context.seed, Purpose::kUnderSampler, static_cast<std::uint32_t>(c));
      const Matrix<double> centers =
          k_means(points.view(), target->second, random, context).centroids;
      const Neighbors nearest = k_neighbors(points.view(), centers.view(), 1, context);
      for (std::size_t i = 0; i < centers.rows(); ++i) {
        const std::uint32_t row = rows[nearest.rows(i, 0)];
        if (hard_) {
          result.rows.push_back(row);
          continue;
        }
        centroids.insert(centroids.end(), centers.row(i).begin(), centers.row(i).end());
        result.synthetic_labels.push_back(c);
        result.origins.push_back({row, row, 0.0});
      }
    }
    result.synthetic = Matrix<double>(result.origins.size(), data.x.cols);
    std::ranges::copy(centroids, result.synthetic.data());
    return result;
  }

 private:
  bool hard_;
};

}  // namespace

SamplerEntry cluster_centroids_entry() {
  return {{"cluster-centroids",
           "ClusterCentroids",
           SamplerKind::kUnder,
           {{.name = "voting",
             .default_value = "auto",
             .choices = {"auto", "hard", "soft"},
             .help = "hard keeps the row nearest to each centroid, soft (auto) the centroid"}}},
          [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
            return std::make_unique<ClusterCentroids>(text_of(parameters, "voting") == "hard");
          }};
}

}  // namespace autosmote
