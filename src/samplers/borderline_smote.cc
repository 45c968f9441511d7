#include "samplers/borderline_smote.h"

#include <fmt/format.h>

#include <numeric>

#include "samplers/neighborhood.h"
#include "samplers/over_sampling.h"
#include "samplers/smote_sampler.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "borderline-smote";

class BorderlineSmote : public NeighborhoodSampler {
 public:
  BorderlineSmote(std::size_t k, std::size_t m, bool towards_all)
      : NeighborhoodSampler(kName, m), k_(k), towards_all_(towards_all) {}

 private:
  std::vector<SyntheticOrigin> draw(const ClassInData& in,
                                    SamplerFindings& findings) const override {
    const std::vector<std::uint32_t> foreign = foreign_neighbors(in);
    std::vector<std::uint32_t> danger;  // positions in `members`
    for (std::uint32_t i = 0; i < in.members.size(); ++i) {
      if (in_danger(foreign[i], in.m)) danger.push_back(i);
    }
    if (danger.empty()) {
      if (in.context.log) {
        in.context.log(
            fmt::format("{}: class {} has no rows in danger and gets no rows", kName, in.c));
      }
      return {};
    }
    findings.in_danger[in.c] = rows_named(in.members, danger);
    return towards_all_ ? draw_towards_all(in, danger) : draw_within_class(in, danger);
  }

  std::vector<SyntheticOrigin> draw_within_class(const ClassInData& in,
                                                 std::span<const std::uint32_t> danger) const {
    const Matrix<std::uint32_t> graph = graph_within_class(in, danger, k_, kName);
    RandomStream random = class_stream(in.context, Purpose::kSmote, in.c);
    return origins_of(smote(graph, in.count, random), rows_named(in.members, danger), in.members);
  }

  std::vector<SyntheticOrigin> draw_towards_all(const ClassInData& in,
                                                std::span<const std::uint32_t> danger) const {
    const std::size_t k = neighbors_within_data(k_, in.data, kName, in.context);
    const std::vector<std::uint32_t> sources = rows_named(in.members, danger);
    const Matrix<double> queries = gather_rows(in.data.x, sources);
    const Matrix<std::uint32_t> graph =
        with_self(in.all_rows.nearest(queries.view(), k, sources, in.context).rows, sources);
    RandomStream random = class_stream(in.context, Purpose::kSmote, in.c);
    std::vector<std::uint32_t> every_row(in.data.x.rows);
    std::iota(every_row.begin(), every_row.end(), 0U);
    std::vector<SyntheticOrigin> origins =
        origins_of(smote(graph, in.count, random), sources, every_row);
    for (SyntheticOrigin& origin : origins) {
      if (in.data.labels[origin.neighbor] != in.c) origin.lambda *= 0.5;
    }
    return origins;
  }

  std::size_t k_;
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
