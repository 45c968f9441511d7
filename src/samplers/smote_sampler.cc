#include "samplers/smote_sampler.h"

#include "samplers/over_sampling.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

class Smote : public Sampler {
 public:
  explicit Smote(std::size_t k) : k_(k) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    for (const auto& [c, added] : rows_to_add(data, strategy)) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      const std::size_t k = neighbors_within_class(k_, members.size(), c, "smote", context);
      const Matrix<double> rows = gather_rows(data.x, members, context);
      const Matrix<std::uint32_t> graph = minority_graph(rows.view(), k, context);
      RandomStream random = class_stream(context, Purpose::kSmote, c);
      append_interpolations(data, origins_of(smote(graph, added, random), members, members), c,
                            context, result);
    }
    return result;
  }

 private:
  std::size_t k_;
};

}  // namespace

SamplerParameter k_neighbors_parameter() {
  return {.name = "k_neighbors",
          .default_value = 5.0,
          .smallest = 1.0,
          .largest = 1e6,
          .whole = true,
          .help = "neighbours of the same class to draw from"};
}

SamplerEntry smote_entry() {
  return {{"smote",
           "imbalanced-learn's SMOTE; Chawla et al. 2002",
           SamplerKind::kOver,
           {k_neighbors_parameter()}},
          [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
            return std::make_unique<Smote>(count_of(parameters, "k_neighbors"));
          }};
}

}  // namespace autosmote
