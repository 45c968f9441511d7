#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "classifiers/refit.h"

namespace autosmote {

/// An over-sampler whose largest sample set would have more encoded numbers than this (128 MB)
/// draws fewer samples and repeats them.
inline constexpr std::size_t kMostSampleNumbers = std::size_t{1} << 24;

/// How many different samples are drawn for a set of `wanted` of `features` encoded numbers each,
/// made of `instances` rows: all, or where these are more than kMostSampleNumbers, 16,384 or
/// eight an instance, whichever is more.
std::size_t distinct_samples(std::size_t wanted, std::size_t instances, std::size_t features);

/// Appends `count` samples from candidates [first, first + distinct): the first ones where there
/// are enough, else all of them equally often, the first ones once more.
void append_repeated(std::uint32_t first, std::size_t distinct, std::size_t count,
                     std::vector<WeightedRow>& samples);

}  // namespace autosmote
