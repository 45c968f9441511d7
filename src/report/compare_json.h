#pragma once

#include <cstdint>
#include <string>

#include "autosmote/compare.h"

namespace autosmote {

/// The settings that runs must agree in to stand in one results.csv: everything but the lists
/// (data, methods, classifiers, metrics, ratios, repeats), which may grow. One line of JSON.
std::string render_compare_settings(const CompareOptions& options, std::uint64_t seed);

/// The options of a base classifier, without its seed, as one line of JSON: runs by one name must
/// agree in them.
std::string render_classifier_settings(const ClassifierOptions& options);

/// summary.json. Everything but its object `timing` is a function of data, options and seed;
/// statistics are rounded to ten digits so that this holds on every machine.
std::string render_comparison(const CompareOptions& options, const CompareResult& result,
                              std::uint64_t seed, int threads);

}  // namespace autosmote
