#include "samplers/registry.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "autosmote/error.h"
#include "core/abandon.h"
#include "core/check.h"
#include "core/memory.h"
#include "core/names.h"
#include "core/parallel.h"
#include "core/simd.h"
#include "samplers/adasyn.h"
#include "samplers/borderline_smote.h"
#include "samplers/cluster_centroids.h"
#include "samplers/condensed_nearest_neighbour.h"
#include "samplers/edited_nearest_neighbours.h"
#include "samplers/geometric_smote.h"
#include "samplers/instance_hardness_threshold.h"
#include "samplers/k_means_smote.h"
#include "samplers/lee.h"
#include "samplers/mwmote.h"
#include "samplers/near_miss.h"
#include "samplers/neighbourhood_cleaning_rule.h"
#include "samplers/one_sided_selection.h"
#include "samplers/polynom_fit_smote.h"
#include "samplers/prowsyn.h"
#include "samplers/random_over_sampler.h"
#include "samplers/random_under_sampler.h"
#include "samplers/safe_level_smote.h"
#include "samplers/smobd.h"
#include "samplers/smote_cleaning.h"
#include "samplers/smote_sampler.h"
#include "samplers/smoten.h"
#include "samplers/smotenc.h"
#include "samplers/strategy.h"
#include "samplers/svm_smote.h"
#include "samplers/tomek_links.h"

namespace autosmote {
namespace {

/// Values above it have differences whose squares, or sums of them, could overflow.
constexpr double kLargestValue = 1e140;

/// Rows that one task checks.
constexpr std::size_t kRowsPerTask = 4096;

/// Every sampler there is, in the order of the docs. One explicit table rather than registration
/// at load time, which a static library would drop.
const std::vector<SamplerEntry>& sampler_table() {
  static const std::vector<SamplerEntry> kTable{
      random_over_sampler_entry(),
      smote_entry(),
      borderline_smote_entry(),
      svm_smote_entry(),
      adasyn_entry(),
      k_means_smote_entry(),
      smotenc_entry(),
      smoten_entry(),
      safe_level_smote_entry(),
      geometric_smote_entry(),
      polynom_fit_smote_entry(),
      prowsyn_entry(),
      lee_entry(),
      smobd_entry(),
      mwmote_entry(),
      random_under_sampler_entry(),
      near_miss_entry(),
      tomek_links_entry(),
      edited_nearest_neighbours_entry(),
      repeated_edited_nearest_neighbours_entry(),
      all_knn_entry(),
      neighbourhood_cleaning_rule_entry(),
      condensed_nearest_neighbour_entry(),
      one_sided_selection_entry(),
      instance_hardness_threshold_entry(),
      cluster_centroids_entry(),
      smote_enn_entry(),
      smote_tomek_entry(),
      smote_ipf_entry(),
  };
  return kTable;
}

/// "; did you mean 'a', 'b'?", or `otherwise` where no candidate is near.
std::string suggestion(std::string_view name, std::span<const std::string> candidates,
                       std::string_view otherwise) {
  const std::vector<std::string> matches = near_matches(name, candidates);
  return matches.empty() ? std::string(otherwise) : "; did you mean " + quote_names(matches) + "?";
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string bounds_of(const SamplerParameter& parameter) {
  const std::string kind = parameter.whole ? "a whole number" : "a number";
  if (std::isinf(parameter.largest)) return fmt::format("{} from {}", kind, parameter.smallest);
  return fmt::format("{} from {} to {}", kind, parameter.smallest, parameter.largest);
}

double checked_number(const SamplerInfo& info, const SamplerParameter& parameter,
                      const std::variant<double, std::string>& given) {
  const std::optional<double> value = std::holds_alternative<double>(given)
                                          ? std::get<double>(given)
                                          : parse_number(std::get<std::string>(given));
  const bool fits = value && *value >= parameter.smallest && *value <= parameter.largest &&
                    std::isfinite(*value) && (!parameter.whole || *value == std::floor(*value));
  if (!fits) {
    const std::string found =
        value ? fmt::format("{}", *value) : fmt::format("'{}'", std::get<std::string>(given));
    throw ConfigError(fmt::format("{}: {} must be {}, but is {}", info.name, parameter.name,
                                  bounds_of(parameter), found));
  }
  return *value;
}

/// For a parameter that is a text or a number: whether a number is given.
bool is_number(const std::variant<double, std::string>& given) {
  return std::holds_alternative<double>(given) ||
         parse_number(std::get<std::string>(given)).has_value();
}

std::string checked_text(const SamplerInfo& info, const SamplerParameter& parameter,
                         const std::variant<double, std::string>& given) {
  std::string found = std::holds_alternative<double>(given)
                          ? fmt::format("{}", std::get<double>(given))
                          : std::get<std::string>(given);
  const std::vector<std::string> choices(parameter.choices.begin(), parameter.choices.end());
  for (const std::string& choice : choices) {
    if (choice == found) return found;
  }
  throw ConfigError(fmt::format("{}: {} must be {}{}, but is '{}'{}", info.name, parameter.name,
                                parameter.or_number ? bounds_of(parameter) + " or " : "one of ",
                                fmt::join(choices, ", "), found, suggestion(found, choices, "")));
}

void check_parameter_names(const SamplerInfo& info, const SamplerParameters& given) {
  std::vector<std::string> names;
  for (const SamplerParameter& parameter : info.parameters) names.emplace_back(parameter.name);
  for (const auto& [name, value] : given) {
    bool known = false;
    for (const std::string& candidate : names) known |= candidate == name;
    if (known) continue;
    throw ConfigError(fmt::format(
        "{} has no parameter '{}'{} {}", info.name, name, suggestion(name, names, "."),
        names.empty() ? "It has none" : fmt::format("It has {}", fmt::join(names, ", "))));
  }
}

const SamplerEntry& entry_of(std::string_view name) {
  std::vector<std::string> names;
  for (const SamplerEntry& entry : sampler_table()) {
    if (entry.info.name == name) return entry;
    names.emplace_back(entry.info.name);
  }
  throw ConfigError(fmt::format("no sampler '{}'{} The samplers are {}", name,
                                suggestion(name, names, "."), fmt::join(names, ", ")));
}

/// Checks the data before the sampler sees them, so that no sampler has to, and ends it where it is
/// cancelled.
class CheckedSampler : public Sampler {
 public:
  CheckedSampler(const SamplerEntry& entry, const SamplerParameters& complete)
      : name_(entry.info.name),
        parameters_(complete),
        sampler_(entry.make(complete)),
        computes_(entry.computes == nullptr || entry.computes(complete)) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    check_sampler_data(data, computes_, context);
    check_sampler_memory(sampler_memory(name_, parameters_, data, strategy), available_memory());
    Context inner = context;
    inner.abandon = true;
    try {
      Resampled result = sampler_->resample(data, strategy, inner);
      if (!context.cancelled()) return result;
    } catch (const Abandoned&) {
    }
    return {};
  }

 private:
  std::string_view name_;
  SamplerParameters parameters_;
  std::unique_ptr<Sampler> sampler_;
  bool computes_;
};

/// Throws for the first value that is not finite or larger than `largest`.
void check_row(MatrixView<const double> x, std::size_t i, double largest) {
  for (std::size_t j = 0; j < x.cols; ++j) {
    if (!std::isfinite(x(i, j))) {
      throw SamplerValueError(
          i, j,
          fmt::format("{} is not a finite number; encode or impute it before resampling", x(i, j)));
    }
    if (std::abs(x(i, j)) > largest) {
      throw SamplerValueError(
          i, j,
          fmt::format(
              "{} is too large for distances, which need values up to {}; scale the columns",
              x(i, j), largest));
    }
  }
}

/// How many of the values are not a number or farther than `largest` from 0. Counts instead of
/// stopping at the first, so that the loop is nearly as fast as memory can be read.
AUTOSMOTE_SIMD_CLONES
std::uint64_t count_beyond(const double* values, std::size_t count, double largest) {
  std::uint64_t beyond = 0;
  for (std::size_t i = 0; i < count; ++i) {
    beyond += static_cast<std::uint64_t>(!(std::abs(values[i]) <= largest));
  }
  return beyond;
}

void check_values(MatrixView<const double> x, double largest, const Context& context) {
  std::vector<std::size_t> wrong((x.rows + kRowsPerTask - 1) / kRowsPerTask, x.rows);
  parallel_for(context, wrong.size(), [&](std::size_t task) {
    const std::size_t begin = task * kRowsPerTask;
    const std::size_t end = std::min(x.rows, begin + kRowsPerTask);
    const bool gapless = x.stride == x.cols;
    if (gapless && count_beyond(x.row(begin).data(), (end - begin) * x.cols, largest) == 0) return;
    for (std::size_t i = begin; i < end && wrong[task] == x.rows; ++i) {
      if (count_beyond(x.row(i).data(), x.cols, largest) > 0) wrong[task] = i;
    }
  });
  const std::size_t first = *std::ranges::min_element(wrong);
  if (first < x.rows) check_row(x, first, largest);
}

void check_nominal_columns(const SamplerData& data) {
  for (const std::uint32_t column : data.nominal) {
    if (column >= data.x.cols) {
      throw DataError(fmt::format("nominal column {} does not exist: there are {} columns, 0 to {}",
                                  column, data.x.cols, data.x.cols - 1));
    }
    for (std::size_t i = 0; i < data.x.rows; ++i) {
      const double value = data.x(i, column);
      if (value < 0.0 || value != std::floor(value) || value > 4294967295.0) {
        throw SamplerValueError(
            i, column,
            fmt::format("{} is no category number; number the categories from 0", value));
      }
    }
  }
}

}  // namespace

SamplerValueError::SamplerValueError(std::size_t row, std::size_t column,
                                     const std::string& problem)
    : DataError(fmt::format("row {}, column {}: {}", row, column, problem)),
      row_(row),
      column_(column),
      problem_(problem) {}

SamplerMemory sampler_memory(std::string_view name, const SamplerParameters& parameters,
                             const SamplerData& data, const SamplingStrategy& strategy) {
  const SamplerEntry& entry = entry_of(name);
  if (entry.info.kind == SamplerKind::kUnder) return {};
  SamplerMemory needed;
  for (const auto& [c, count] : rows_to_add(data, strategy)) needed.rows += count;
  const bool computes =
      entry.computes == nullptr || entry.computes(complete_parameters(entry.info, parameters));
  const std::uint64_t row = data.x.cols * sizeof(double);
  if (!computes) {
    needed.bytes = needed.rows * sizeof(std::uint32_t);
  } else {
    needed.bytes = needed.rows * (row + sizeof(SyntheticOrigin) + sizeof(int));
    // Cleaning wants them together with the others.
    if (entry.info.kind == SamplerKind::kBoth) needed.bytes += (data.x.rows + needed.rows) * row;
  }
  needed.text = fmt::format("{} adds {} rows of {} features, which takes about {} of memory",
                            entry.info.name, needed.rows, data.x.cols, memory_text(needed.bytes));
  return needed;
}

void check_sampler_memory(const SamplerMemory& needed, std::uint64_t available) {
  if (needed.bytes <= available) return;
  throw ConfigError(
      fmt::format("{}, but {} are available; ask for fewer rows (a ratio or the rows of each class "
                  "as sampling strategy), or leave out columns",
                  needed.text, memory_text(available)));
}

double number_of(const SamplerParameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  AUTOSMOTE_CHECK(found != parameters.end());
  return std::get<double>(found->second);
}

std::size_t count_of(const SamplerParameters& parameters, std::string_view name) {
  return static_cast<std::size_t>(number_of(parameters, name));
}

std::string_view text_of(const SamplerParameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  AUTOSMOTE_CHECK(found != parameters.end());
  return std::get<std::string>(found->second);
}

std::optional<double> number_or_auto(const SamplerParameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  AUTOSMOTE_CHECK(found != parameters.end());
  const double* number = std::get_if<double>(&found->second);
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

SamplerParameters complete_parameters(const SamplerInfo& info, const SamplerParameters& given) {
  check_parameter_names(info, given);
  SamplerParameters complete;
  for (const SamplerParameter& parameter : info.parameters) {
    const auto found = given.find(parameter.name);
    const std::string name(parameter.name);
    if (std::holds_alternative<double>(parameter.default_value)) {
      complete[name] = found == given.end() ? std::get<double>(parameter.default_value)
                                            : checked_number(info, parameter, found->second);
    } else if (parameter.or_number && found != given.end() && is_number(found->second)) {
      complete[name] = checked_number(info, parameter, found->second);
    } else {
      complete[name] = found == given.end()
                           ? std::string(std::get<std::string_view>(parameter.default_value))
                           : checked_text(info, parameter, found->second);
    }
  }
  return complete;
}

void check_sampler_data(const SamplerData& data, bool computes, const Context& context) {
  const std::size_t n = data.x.rows;
  if (data.classes < 2) {
    throw DataError(
        fmt::format("resampling needs at least 2 classes, but there are {}", data.classes));
  }
  if (n == 0 || data.x.cols == 0) {
    throw DataError(fmt::format("resampling needs rows and columns, but there are {} rows of {}", n,
                                data.x.cols));
  }
  if (data.labels.size() != n) {
    throw DataError(fmt::format("there are {} rows, but {} labels", n, data.labels.size()));
  }
  std::vector<bool> present(static_cast<std::size_t>(data.classes));
  for (std::size_t i = 0; i < n; ++i) {
    if (data.labels[i] < 0 || data.labels[i] >= data.classes) {
      throw DataError(fmt::format("row {}: label {} is not one of the class numbers 0 to {}", i,
                                  data.labels[i], data.classes - 1));
    }
    present[static_cast<std::size_t>(data.labels[i])] = true;
  }
  check_values(data.x, computes ? kLargestValue : std::numeric_limits<double>::max(), context);
  for (std::size_t c = 0; c < present.size(); ++c) {
    if (!present[c]) throw DataError(fmt::format("class {} has no rows; leave it out", c));
  }
  check_nominal_columns(data);
}

const std::vector<SamplerInfo>& sampler_infos() {
  static const std::vector<SamplerInfo> kInfos = [] {
    std::vector<SamplerInfo> all;
    for (const SamplerEntry& entry : sampler_table()) all.push_back(entry.info);
    return all;
  }();
  return kInfos;
}

std::unique_ptr<Sampler> make_sampler(std::string_view name, const SamplerParameters& parameters) {
  const SamplerEntry& entry = entry_of(name);
  return std::make_unique<CheckedSampler>(entry, complete_parameters(entry.info, parameters));
}

SamplingStrategy parse_sampling_strategy(std::string_view text) {
  using Kind = SamplingStrategy::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 6> kNames{
      {{"auto", Kind::kAuto},
       {"minority", Kind::kMinority},
       {"not minority", Kind::kNotMinority},
       {"not majority", Kind::kNotMajority},
       {"majority", Kind::kMajority},
       {"all", Kind::kAll}}};
  SamplingStrategy strategy;
  for (const auto& [name, kind] : kNames) {
    if (name == text) {
      strategy.kind = kind;
      return strategy;
    }
  }
  const std::optional<double> ratio = parse_number(text);
  if (!ratio || !(*ratio > 0.0 && *ratio <= 1.0)) {
    throw ConfigError(
        fmt::format("sampling strategy '{}' is not known; choose auto, minority, not minority, not "
                    "majority, majority, all, or a ratio above 0 and at most 1",
                    text));
  }
  strategy.kind = Kind::kRatio;
  strategy.ratio = *ratio;
  return strategy;
}

}  // namespace autosmote
