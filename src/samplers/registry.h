#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "autosmote/sampler.h"

namespace autosmote {

/// A line of the table of samplers in registry.cc. Each sampler's header declares a function that
/// gives its own.
struct SamplerEntry {
  SamplerInfo info;
  /// `parameters` holds every parameter of `info`, each within its bounds.
  std::unique_ptr<Sampler> (*make)(const SamplerParameters& parameters);
  /// Whether the sampler computes with the rows' numbers, so that they must not be too large for
  /// it; none: always.
  bool (*computes)(const SamplerParameters& parameters) = nullptr;
};

/// The value of a number or text among complete, checked parameters.
double number_of(const SamplerParameters& parameters, std::string_view name);
std::size_t count_of(const SamplerParameters& parameters, std::string_view name);
std::string_view text_of(const SamplerParameters& parameters, std::string_view name);
/// Of a parameter that is "auto" or a number.
std::optional<double> number_or_auto(const SamplerParameters& parameters, std::string_view name);

/// All of `info`'s parameters: those given, checked, and the defaults of the others. Throws
/// ConfigError for a name that does not exist or a value outside the bounds.
SamplerParameters complete_parameters(const SamplerInfo& info, const SamplerParameters& given);

/// Throws DataError where `data` break what SamplerData promises: one label a row, labels in range,
/// a row of every class, finite numbers, nominal columns that exist and hold category numbers; and
/// where the sampler `computes` with the numbers, none too large for it. O(n d).
void check_sampler_data(const SamplerData& data, bool computes, const Context& context);

}  // namespace autosmote
