#include "samplers/polynom_fit_smote.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/check.h"
#include "core/parallel.h"
#include "samplers/allocation.h"
#include "samplers/over_sampling.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "polynom-fit-smote";
constexpr std::size_t kBlock = 1024;

/// `added` rows on `lines` lines, as evenly as can be: calls add(line, step, steps) for the rows
/// step = 1 to steps of each line.
template <class Add>
void for_each_step(std::uint64_t lines, std::uint64_t added, RandomStream& random, Add add) {
  const std::uint64_t each = added / lines;
  const std::vector<std::uint64_t> longer = spread_out(lines, added % lines, random);
  if (each == 0) {
    for (const std::uint64_t line : longer) add(line, 1, 1);
    return;
  }
  std::size_t next = 0;
  for (std::uint64_t line = 0; line < lines; ++line) {
    const bool one_more = next < longer.size() && longer[next] == line;
    next += one_more ? 1 : 0;
    const std::uint64_t steps = each + (one_more ? 1 : 0);
    for (std::uint64_t step = 1; step <= steps; ++step) add(line, step, steps);
  }
}

double part_of_line(std::uint64_t step, std::uint64_t steps) {
  return static_cast<double>(step) / static_cast<double>(steps + 1);
}

std::vector<double> mean_of(MatrixView<const double> x, std::span<const std::uint32_t> rows) {
  std::vector<double> mean(x.cols);
  for (const std::uint32_t row : rows) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      mean[j] += x(row, j) / static_cast<double>(rows.size());
    }
  }
  return mean;
}

/// One class, its rows in the order of the data.
struct Class {
  const SamplerData& data;
  std::span<const std::uint32_t> members;
  int c;
  std::uint64_t added;
};

void add_star(const Class& of, const Context& context, Resampled& result) {
  RandomStream random = class_stream(context, Purpose::kSmote, of.c);
  const std::vector<double> mean = mean_of(of.data.x, of.members);
  Matrix<double> rows(of.added, of.data.x.cols);
  std::vector<SyntheticOrigin> origins;
  origins.reserve(of.added);
  const auto add = [&](std::uint64_t line, std::uint64_t step, std::uint64_t steps) {
    const std::uint32_t member = of.members[line];
    const double part = part_of_line(step, steps);
    const std::span<double> out = rows.row(origins.size());
    for (std::size_t j = 0; j < out.size(); ++j) {
      out[j] = of.data.x(member, j) + part * (mean[j] - of.data.x(member, j));
    }
    origins.push_back({member, member, 0.0});
  };
  for_each_step(of.members.size(), of.added, random, add);
  append_synthetic(std::move(rows), std::move(origins), of.c, result);
}

void add_bus(const Class& of, const Context& context, Resampled& result) {
  RandomStream random = class_stream(context, Purpose::kSmote, of.c);
  std::vector<SyntheticOrigin> origins;
  origins.reserve(of.added);
  const auto add = [&](std::uint64_t line, std::uint64_t step, std::uint64_t steps) {
    origins.push_back({of.members[line], of.members[line + 1], part_of_line(step, steps)});
  };
  for_each_step(of.members.size() - 1, of.added, random, add);
  append_interpolations(of.data, std::move(origins), of.c, context, result);
}

void add_mesh(const Class& of, const Context& context, Resampled& result) {
  RandomStream random = class_stream(context, Purpose::kSmote, of.c);
  const std::uint64_t m = of.members.size();
  std::vector<SyntheticOrigin> origins;
  origins.reserve(of.added);
  const auto add = [&](std::uint64_t line, std::uint64_t step, std::uint64_t steps) {
    const RowPair pair = pair_of(line);
    origins.push_back({of.members[pair.first], of.members[pair.second], part_of_line(step, steps)});
  };
  for_each_step(m * (m - 1) / 2, of.added, random, add);
  append_interpolations(of.data, std::move(origins), of.c, context, result);
}

void add_curve(const Class& of, std::size_t degree, const Context& context, Resampled& result) {
  const std::size_t last = of.members.size() - 1;
  if (degree > last && context.log) {
    context.log(fmt::format("{}: class {} has {} rows, so the degree is {} instead of {}", kName,
                            of.c, last + 1, last, degree));
  }
  const Matrix<double> values = gather_rows(of.data.x, of.members);
  const PolynomialCurve curve(values.view(), std::min(degree, last));
  RandomStream random = class_stream(context, Purpose::kSmote, of.c);
  std::vector<double> place(of.added);
  std::vector<SyntheticOrigin> origins(of.added);
  for (std::uint64_t s = 0; s < of.added; ++s) {
    place[s] = random.uniform() * static_cast<double>(last);
    const std::uint32_t nearest = of.members[static_cast<std::size_t>(std::lround(place[s]))];
    origins[s] = {nearest, nearest, 0.0};
  }
  Matrix<double> rows(of.added, of.data.x.cols);
  parallel_for(context, (of.added + kBlock - 1) / kBlock, [&](std::size_t block) {
    const std::size_t end = std::min<std::size_t>(of.added, (block + 1) * kBlock);
    for (std::size_t s = block * kBlock; s < end; ++s) curve.evaluate(place[s], rows.row(s));
  });
  append_synthetic(std::move(rows), std::move(origins), of.c, result);
}

class PolynomFitSmote : public Sampler {
 public:
  PolynomFitSmote(std::string_view topology, std::size_t degree)
      : topology_(topology), degree_(degree) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    for (const auto& [c, added] : rows_to_add(data, strategy)) {
      const std::vector<std::uint32_t> members = rows_of_class(data, c);
      neighbors_within_class(1, members.size(), c, kName, context);
      const Class of{data, members, c, added};
      if (topology_ == "star") {
        add_star(of, context, result);
      } else if (topology_ == "bus") {
        add_bus(of, context, result);
      } else if (topology_ == "mesh") {
        add_mesh(of, context, result);
      } else {
        add_curve(of, degree_, context, result);
      }
    }
    return result;
  }

 private:
  std::string topology_;
  std::size_t degree_;
};

}  // namespace

// second is the largest j with j (j - 1) / 2 <= number; the square root is off by one at most.
RowPair pair_of(std::uint64_t number) {
  const auto triangle = [](std::uint64_t j) { return j * (j - 1) / 2; };
  auto second =
      static_cast<std::uint64_t>((1.0 + std::sqrt(1.0 + 8.0 * static_cast<double>(number))) / 2.0);
  while (triangle(second) > number) --second;
  while (triangle(second + 1) <= number) ++second;
  return {number - triangle(second), second};
}

// The nodes lie symmetrically about 0, so the recurrence has no term in p_k itself.
PolynomialCurve::PolynomialCurve(MatrixView<const double> values, std::size_t degree)
    : half_range_(static_cast<double>(values.rows - 1) / 2.0),
      recurrence_(degree + 1),
      coefficients_(degree + 1, values.cols) {
  AUTOSMOTE_CHECK(degree < values.rows);
  const std::size_t m = values.rows;
  std::vector<double> before(m), now(m, 1.0);
  double norm_before = 1.0;
  for (std::size_t k = 0; k <= degree; ++k) {
    double norm = 0.0;
    const std::span<double> coefficient = coefficients_.row(k);
    for (std::size_t i = 0; i < m; ++i) {
      norm += now[i] * now[i];
      for (std::size_t j = 0; j < values.cols; ++j) coefficient[j] += now[i] * values(i, j);
    }
    for (double& value : coefficient) value /= norm;
    recurrence_[k] = k == 0 ? 0.0 : norm / norm_before;
    norm_before = norm;
    for (std::size_t i = 0; i < m; ++i) {
      const double next = scaled(static_cast<double>(i)) * now[i] - recurrence_[k] * before[i];
      before[i] = now[i];
      now[i] = next;
    }
  }
}

void PolynomialCurve::evaluate(double t, std::span<double> out) const {
  const double s = scaled(t);
  double before = 0.0;
  double now = 1.0;
  std::ranges::fill(out, 0.0);
  for (std::size_t k = 0; k < coefficients_.rows(); ++k) {
    const std::span<const double> coefficient = coefficients_.row(k);
    for (std::size_t j = 0; j < out.size(); ++j) out[j] += now * coefficient[j];
    const double next = s * now - recurrence_[k] * before;
    before = now;
    now = next;
  }
}

SamplerEntry polynom_fit_smote_entry() {
  return {
      {kName,
       "Gazzah, Essoukri Ben Amara 2008",
       SamplerKind::kOver,
       {{.name = "topology",
         .default_value = std::string_view("star"),
         .choices = {"star", "bus", "mesh", "curve"},
         .help = "towards the mean, from row to row, between every two rows, or on a polynomial"},
        {.name = "degree",
         .default_value = 3.0,
         .smallest = 1.0,
         .largest = 20.0,
         .whole = true,
         .help = "degree of the polynomial of topology curve"}}},
      [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
        return std::make_unique<PolynomFitSmote>(text_of(parameters, "topology"),
                                                 count_of(parameters, "degree"));
      }};
}

}  // namespace autosmote
