#include "samplers/borderline_smote.h"

#include <fmt/format.h>

#include <numeric>

#include "samplers/neighborhood.h"
#include "samplers/over_sampling.h"
#include "samplers/smote_sampler.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "borderline-smote";

class BorderlineSmote : public Sampler {
 public:
  BorderlineSmote(std::size_t k, std::size_t m, bool towards_all)
      : k_(k), m_(m), towards_all_(towards_all) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    const std::map<int, std::uint64_t> added = rows_to_add(data, strategy);
    if (added.empty()) return result;
    const NeighborIndex all_rows(data.x);
    const std::size_t m = neighbors_within_data(m_, data, kName, context);
    for (const auto& [c, count] : added) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      const std::vector<std::uint32_t> foreign =
          foreign_neighbors(all_rows, data, members, c, m, context);
      std::vector<std::uint32_t> danger;  // positions in `members`
      for (std::uint32_t i = 0; i < members.size(); ++i) {
        if (in_danger(foreign[i], m)) danger.push_back(i);
      }
      if (danger.empty()) {
        if (context.log) {
          context.log(fmt::format("{}: class {} has no rows in danger and gets no rows", kName, c));
        }
        continue;
      }
      const std::vector<SyntheticOrigin> origins =
          towards_all_ ? draw_towards_all(all_rows, data, members, danger, c, count, context)
                       : draw_within_class(data, members, danger, c, count, context);
      append_interpolations(data, origins, c, context, result);
    }
    return result;
  }

 private:
  std::vector<SyntheticOrigin> draw_within_class(const SamplerData& data,
                                                 std::span<const std::uint32_t> members,
                                                 std::span<const std::uint32_t> danger, int c,
                                                 std::size_t count, const Context& context) const {
    const std::size_t k = neighbors_within_class(k_, members.size(), c, kName, context);
    const Matrix<double> rows = gather_rows(data.x, members);
    const Matrix<std::uint32_t> graph = minority_graph(rows.view(), k, context);
    RandomStream random = class_stream(context, Purpose::kSmote, c);
    return origins_of(smote(rows_of_graph(graph, danger), count, random),
                      rows_named(members, danger), members);
  }

  std::vector<SyntheticOrigin> draw_towards_all(const NeighborIndex& all_rows,
                                                const SamplerData& data,
                                                std::span<const std::uint32_t> members,
                                                std::span<const std::uint32_t> danger, int c,
                                                std::size_t count, const Context& context) const {
    const std::size_t k = neighbors_within_data(k_, data, kName, context);
    const std::vector<std::uint32_t> sources = rows_named(members, danger);
    const Matrix<double> queries = gather_rows(data.x, sources);
    const Matrix<std::uint32_t> graph =
        with_self(all_rows.nearest(queries.view(), k, sources, context).rows, sources);
    RandomStream random = class_stream(context, Purpose::kSmote, c);
    std::vector<std::uint32_t> every_row(data.x.rows);
    std::iota(every_row.begin(), every_row.end(), 0U);
    std::vector<SyntheticOrigin> origins =
        origins_of(smote(graph, count, random), sources, every_row);
    for (SyntheticOrigin& origin : origins) {
      if (data.labels[origin.neighbor] != c) origin.lambda *= 0.5;
    }
    return origins;
  }

  std::size_t k_;
  std::size_t m_;
  bool towards_all_;
};

}  // namespace

SamplerParameter m_neighbors_parameter() {
  return {.name = "m_neighbors",
          .default_value = 10.0,
          .smallest = 1.0,
          .largest = 1e6,
          .whole = true,
          .help = "neighbours of any class that tell whether a row is in danger"};
}

SamplerEntry borderline_smote_entry() {
  return {{kName,
           "imbalanced-learn's BorderlineSMOTE; Han, Wang, Mao 2005",
           SamplerKind::kOver,
           {k_neighbors_parameter(),
            m_neighbors_parameter(),
            {.name = "kind",
             .default_value = std::string_view("borderline-1"),
             .choices = {"borderline-1", "borderline-2"},
             .help = "draw towards the same class, or towards all rows"}}},
          [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
            return std::make_unique<BorderlineSmote>(count_of(parameters, "k_neighbors"),
                                                     count_of(parameters, "m_neighbors"),
                                                     text_of(parameters, "kind") == "borderline-2");
          }};
}

}  // namespace autosmote
