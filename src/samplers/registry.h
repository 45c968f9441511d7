#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "autosmote/error.h"
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

/// A value that a sampler cannot take. what() numbers rows and columns of SamplerData from 0; a
/// caller with names for them takes the parts.
class SamplerValueError : public DataError {
 public:
  SamplerValueError(std::size_t row, std::size_t column, const std::string& problem);
  std::size_t row() const { return row_; }
  std::size_t column() const { return column_; }
  const std::string& problem() const { return problem_; }  ///< without the place

 private:
  std::size_t row_;
  std::size_t column_;
  std::string problem_;
};

/// What an over-sampler is about to add, and the memory that takes.
struct SamplerMemory {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::string text;  ///< "smote adds 900 rows of 3 features, which takes about 1 MB of memory"
};

/// Nothing for an under-sampler. `parameters` as for make_sampler(). Throws as the sampler does
/// where the strategy does not fit.
SamplerMemory sampler_memory(std::string_view name, const SamplerParameters& parameters,
                             const SamplerData& data, const SamplingStrategy& strategy);

/// Throws ConfigError, with what to do, where that is more than `available` bytes.
void check_sampler_memory(const SamplerMemory& needed, std::uint64_t available);

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
