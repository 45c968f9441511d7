#include "samplers/smote_cleaning.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <span>
#include <utility>

#include "samplers/class_rows.h"
#include "samplers/edited_nearest_neighbours.h"
#include "samplers/smote_sampler.h"
#include "samplers/tomek_links.h"

namespace autosmote {
namespace {

using Cleaning = std::function<std::vector<std::uint32_t>(
    const SamplerData& data, std::span<const int> cleaned, const Context& context)>;

/// Original and synthetic rows one below the other.
struct Stacked {
  Matrix<double> x;
  std::vector<int> labels;
};

Stacked stack(const SamplerData& data, const Resampled& over) {
  Stacked all{Matrix<double>(over.rows.size() + over.origins.size(), data.x.cols), {}};
  for (std::size_t i = 0; i < over.rows.size(); ++i) {
    std::ranges::copy(data.x.row(over.rows[i]), all.x.row(i).begin());
    all.labels.push_back(data.labels[over.rows[i]]);
  }
  std::copy_n(over.synthetic.data(), over.synthetic.rows() * data.x.cols,
              all.x.data() + over.rows.size() * data.x.cols);
  all.labels.insert(all.labels.end(), over.synthetic_labels.begin(), over.synthetic_labels.end());
  return all;
}

class CleanedSmote : public Sampler {
 public:
  CleanedSmote(std::unique_ptr<Sampler> smote, Cleaning clean)
      : smote_(std::move(smote)), clean_(std::move(clean)) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    const Resampled over = smote_->resample(data, strategy, context);
    const Stacked all = stack(data, over);
    std::vector<int> classes(static_cast<std::size_t>(data.classes));
    std::iota(classes.begin(), classes.end(), 0);
    const SamplerData stacked{all.x.view(), all.labels, data.classes, {}};
    Resampled result;
    std::vector<std::uint32_t> synthetic;
    for (const std::uint32_t row : clean_(stacked, classes, context)) {
      if (row < over.rows.size()) {
        result.rows.push_back(over.rows[row]);
      } else {
        synthetic.push_back(row - static_cast<std::uint32_t>(over.rows.size()));
      }
    }
    result.synthetic = gather_rows(over.synthetic.view(), synthetic);
    for (const std::uint32_t i : synthetic) {
      result.synthetic_labels.push_back(over.synthetic_labels[i]);
      result.origins.push_back(over.origins[i]);
    }
    return result;
  }

 private:
  std::unique_ptr<Sampler> smote_;
  Cleaning clean_;
};

std::unique_ptr<Sampler> smote_of(const SamplerParameters& parameters) {
  return smote_entry().make(
      {{"k_neighbors", static_cast<double>(count_of(parameters, "k_neighbors"))}});
}

}  // namespace

SamplerEntry smote_enn_entry() {
  return {
      {"smote-enn",
       "SMOTEENN",
       SamplerKind::kBoth,
       {k_neighbors_parameter(),
        neighbors_parameter("n_neighbors", 3.0, "editing: nearest other rows to compare with"),
        kind_sel_parameter()}},
      [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
        const EditedOptions options{count_of(parameters, "n_neighbors"),
                                    agreement_of(text_of(parameters, "kind_sel"))};
        return std::make_unique<CleanedSmote>(
            smote_of(parameters),
            [options](const SamplerData& data, std::span<const int> cleaned,
                      const Context& context) { return edit(data, cleaned, options, context); });
      }};
}

SamplerEntry smote_tomek_entry() {
  return {{"smote-tomek", "SMOTETomek", SamplerKind::kBoth, {k_neighbors_parameter()}},
          [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
            return std::make_unique<CleanedSmote>(smote_of(parameters), remove_tomek_links);
          }};
}

}  // namespace autosmote
