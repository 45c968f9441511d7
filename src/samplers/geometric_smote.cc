#include "samplers/geometric_smote.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/parallel.h"
#include "core/portable_math.h"
#include "neighbors/neighbor_index.h"
#include "samplers/over_sampling.h"
#include "samplers/smote_sampler.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "geometric-smote";
constexpr std::uint32_t kPointPart = 1;
constexpr std::size_t kBlock = 256;

enum class Selection { kMinority, kMajority, kCombined };

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

/// A uniform point of the unit ball: a uniform direction at the distance u^(1/d).
void draw_in_unit_ball(RandomStream& random, std::span<double> out) {
  double length = 0.0;
  while (length == 0.0) {
    for (double& value : out) value = random.normal();
    length = std::sqrt(dot(out, out));
  }
  const double u = random.uniform();
  const double radius =
      u == 0.0 ? 0.0 : portable_exp(portable_log(u) / static_cast<double>(out.size()));
  for (double& value : out) value *= radius / length;
}

/// For each of `rows`, the rows of class `c`, the nearest row of another class and its distance.
Neighbors nearest_foreign(const SamplerData& data, MatrixView<const double> rows, int c,
                          const Context& context) {
  const std::vector<std::uint32_t> foreign = rows_of_other_classes(data, c);
  Neighbors nearest = k_neighbors(gather_rows(data.x, foreign).view(), rows, 1, context);
  for (std::size_t i = 0; i < rows.rows; ++i) nearest.rows(i, 0) = foreign[nearest.rows(i, 0)];
  return nearest;
}

class GeometricSmote : public Sampler {
 public:
  GeometricSmote(std::size_t k, const GeometricShape& shape, Selection selection)
      : k_(k), shape_(shape), selection_(selection) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    for (const auto& [c, added] : rows_to_add(data, strategy)) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      std::vector<SyntheticOrigin> origins = draw_origins(data, members, c, added, context);
      Matrix<double> points = draw_points(data, origins, c, context);
      append_synthetic(std::move(points), std::move(origins), c, result);
    }
    return result;
  }

 private:
  /// Centers and surface rows.
  std::vector<SyntheticOrigin> draw_origins(const SamplerData& data,
                                            std::span<const std::uint32_t> members, int c,
                                            std::size_t count, const Context& context) const {
    const Matrix<double> rows = gather_rows(data.x, members);
    std::optional<Neighbors> own, foreign;
    if (selection_ != Selection::kMajority) {
      const std::size_t k = neighbors_within_class(k_, members.size(), c, kName, context);
      own = k_neighbors_of_each(rows.view(), k, context);
    }
    if (selection_ != Selection::kMinority)
      foreign = nearest_foreign(data, rows.view(), c, context);
    RandomStream random = class_stream(context, Purpose::kSmote, c);
    std::vector<SyntheticOrigin> origins(count);
    for (SyntheticOrigin& origin : origins) {
      const std::uint32_t i = random.below(static_cast<std::uint32_t>(members.size()));
      origin.source = members[i];
      if (foreign) origin.neighbor = foreign->rows(i, 0);
      if (!own) continue;
      const std::size_t slot = random.below(static_cast<std::uint32_t>(own->rows.cols()));
      if (!foreign || own->squared_distances(i, slot) <= foreign->squared_distances(i, 0)) {
        origin.neighbor = members[own->rows(i, slot)];
      }
    }
    return origins;
  }

  Matrix<double> draw_points(const SamplerData& data, std::span<const SyntheticOrigin> origins,
                             int c, const Context& context) const {
    Matrix<double> rows(origins.size(), data.x.cols);
    parallel_for(context, (origins.size() + kBlock - 1) / kBlock, [&](std::size_t block) {
      const std::size_t end = std::min(origins.size(), (block + 1) * kBlock);
      RandomStream random =
          class_stream(context, Purpose::kSmote, c, kPointPart + static_cast<std::uint32_t>(block));
      for (std::size_t s = block * kBlock; s < end; ++s) {
        draw_geometric_point(data.x.row(origins[s].source), data.x.row(origins[s].neighbor), shape_,
                             random, rows.row(s));
      }
    });
    return rows;
  }

  std::size_t k_;
  GeometricShape shape_;
  Selection selection_;
};

Selection selection_of(std::string_view text) {
  if (text == "minority") return Selection::kMinority;
  return text == "majority" ? Selection::kMajority : Selection::kCombined;
}

}  // namespace

void draw_geometric_point(std::span<const double> center, std::span<const double> surface,
                          const GeometricShape& shape, RandomStream& random,
                          std::span<double> out) {
  draw_in_unit_ball(random, out);
  double squares = 0.0, along = 0.0;
  for (std::size_t j = 0; j < out.size(); ++j) {
    const double difference = surface[j] - center[j];
    squares += difference * difference;
    along += out[j] * difference;
  }
  if (squares == 0.0) {
    std::ranges::copy(center, out.begin());
    return;
  }
  // The point is out = along * unit + across; only the two factors change.
  const double radius = std::sqrt(squares);
  along /= radius;
  const bool mirrored = std::abs(shape.truncation - along) > 1.0;
  const double new_along = mirrored ? -along : along;
  for (std::size_t j = 0; j < out.size(); ++j) {
    const double unit = (surface[j] - center[j]) / radius;
    const double across = out[j] - along * unit;
    out[j] = center[j] + radius * (new_along * unit + (1.0 - shape.deformation) * across);
  }
}

SamplerEntry geometric_smote_entry() {
  return {{kName,
           "imbalanced-learn-extra's GeometricSMOTE; Douzas, Bacao 2019",
           SamplerKind::kOver,
           {k_neighbors_parameter(),
            {.name = "truncation_factor",
             .default_value = 1.0,
             .smallest = -1.0,
             .largest = 1.0,
             .help = "1: only the half ball towards the chosen neighbour, 0: all, -1: the other"},
            {.name = "deformation_factor",
             .default_value = 0.0,
             .smallest = 0.0,
             .largest = 1.0,
             .help = "0: a ball around the row, 1: the line through it and the chosen neighbour"},
            {.name = "selection_strategy",
             .default_value = std::string_view("combined"),
             .choices = {"combined", "majority", "minority"},
             .help = "which neighbour sets the radius: of the class, of others, or the nearer"}}},
          [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
            return std::make_unique<GeometricSmote>(
                count_of(parameters, "k_neighbors"),
                GeometricShape{number_of(parameters, "truncation_factor"),
                               number_of(parameters, "deformation_factor")},
                selection_of(text_of(parameters, "selection_strategy")));
          }};
}

}  // namespace autosmote
