#include "samplers/smote_cleaning.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <span>
#include <utility>

#include "core/parallel.h"
#include "samplers/class_rows.h"
#include "samplers/edited_nearest_neighbours.h"
#include "samplers/iterative_partitioning_filter.h"
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

Stacked stack(const SamplerData& data, const Resampled& over, const Context& context) {
  constexpr std::size_t kBlock = 4096;
  const std::size_t originals = over.rows.size();
  Stacked all{Matrix<double>(originals + over.origins.size(), data.x.cols), {}};
  parallel_for(context, (all.x.rows() + kBlock - 1) / kBlock, [&](std::size_t block) {
    const std::size_t end = std::min(all.x.rows(), (block + 1) * kBlock);
    for (std::size_t i = block * kBlock; i < end; ++i) {
      std::ranges::copy(
          i < originals ? data.x.row(over.rows[i]) : over.synthetic.row(i - originals),
          all.x.row(i).begin());
    }
  });
  for (const std::uint32_t row : over.rows) all.labels.push_back(data.labels[row]);
  all.labels.insert(all.labels.end(), over.synthetic_labels.begin(), over.synthetic_labels.end());
  return all;
}

class CleanedSmote : public Sampler {
 public:
  CleanedSmote(std::unique_ptr<Sampler> smote, Cleaning clean)
      : smote_(std::move(smote)), clean_(std::move(clean)) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled over = smote_->resample(data, strategy, context);
    const Stacked all = stack(data, over, context);
    over.synthetic = {};  // large, and in `all`, too
    std::vector<int> classes(static_cast<std::size_t>(data.classes));
    std::iota(classes.begin(), classes.end(), 0);
    const SamplerData stacked{all.x.view(), all.labels, data.classes, {}};
    Resampled result;
    std::vector<std::uint32_t> synthetic;
    for (const std::uint32_t row : clean_(stacked, classes, context)) {
      if (row < over.rows.size()) {
        result.rows.push_back(over.rows[row]);
      } else {
        synthetic.push_back(row);
      }
    }
    for (const std::uint32_t row : synthetic) {
      const std::size_t i = row - over.rows.size();
      result.synthetic_labels.push_back(over.synthetic_labels[i]);
      result.origins.push_back(over.origins[i]);
    }
    result.synthetic = gather_rows(all.x.view(), synthetic, context);
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

SamplerParameter whole_parameter(std::string_view name, double default_value, double smallest,
                                 double largest, std::string_view help) {
  return {.name = name,
          .default_value = default_value,
          .smallest = smallest,
          .largest = largest,
          .whole = true,
          .help = help};
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

SamplerEntry smote_ipf_entry() {
  return {{"smote-ipf",
           "Saez, Luengo, Stefanowski, Herrera 2015",
           SamplerKind::kBoth,
           {k_neighbors_parameter(),
            whole_parameter("n_folds", 9.0, 1.0, 1e6, "filter: parts, each with a tree of its own"),
            whole_parameter("k", 3.0, 1.0, 1e6,
                            "filter: rounds in a row that remove little, at the end"),
            {.name = "p",
             .default_value = 0.01,
             .smallest = 0.0,
             .largest = 1.0,
             .help = "filter: a round removes little below this share of all rows"},
            {.name = "voting",
             .default_value = std::string_view("majority"),
             .choices = {"majority", "consensus"},
             .help = "filter: remove what more than half of the trees misjudge, or all"},
            whole_parameter("max_depth", 0.0, 0.0, 1e6, "filter: depth of a tree; 0: unlimited")}},
          [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
            const PartitioningFilterOptions options{
                count_of(parameters, "n_folds"), count_of(parameters, "k"),
                number_of(parameters, "p"), text_of(parameters, "voting") == "consensus",
                static_cast<int>(number_of(parameters, "max_depth"))};
            return std::make_unique<CleanedSmote>(
                smote_of(parameters),
                [options](const SamplerData& data, std::span<const int>, const Context& context) {
                  return iterative_partitioning_filter(data, options, context);
                });
          }};
}

}  // namespace autosmote
