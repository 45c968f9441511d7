#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "autosmote/sampler.h"

namespace autosmote {

/// Rows of each class, by class number.
std::vector<std::uint64_t> count_classes(const SamplerData& data);

/// For over-sampling: how many rows each class gets in addition (classes that get none left out),
/// as imbalanced-learn's check_sampling_strategy(..., "over-sampling"). Throws ConfigError where a
/// ratio or count would take rows away or add more than can be numbered, or a ratio is given for
/// more than two classes.
std::map<int, std::uint64_t> rows_to_add(const SamplerData& data, const SamplingStrategy& strategy);

/// For under-sampling to a number: how many rows each named class keeps, as imbalanced-learn's
/// check_sampling_strategy(..., "under-sampling").
std::map<int, std::uint64_t> rows_to_keep(const SamplerData& data,
                                          const SamplingStrategy& strategy);

/// For cleaning: the classes from which rows may be removed, as imbalanced-learn's
/// check_sampling_strategy(..., "clean-sampling").
std::vector<int> classes_to_clean(const SamplerData& data, const SamplingStrategy& strategy);

}  // namespace autosmote
