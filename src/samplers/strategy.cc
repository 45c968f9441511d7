#include "samplers/strategy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "autosmote/error.h"

namespace autosmote {
namespace {

using Kind = SamplingStrategy::Kind;
using Counts = std::vector<std::uint64_t>;

/// Rows are known by numbers of 32 bits, of which the last stands for none.
constexpr std::uint64_t kMostRows = 4294967294;

/// The first of the largest, and the first of the smallest classes.
int majority_of(const Counts& counts) {
  return static_cast<int>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

int minority_of(const Counts& counts) {
  return static_cast<int>(std::min_element(counts.begin(), counts.end()) - counts.begin());
}

/// The classes that a named strategy speaks of. `automatic`: what "auto" means here.
std::vector<int> named_classes(Kind kind, Kind automatic, const Counts& counts) {
  if (kind == Kind::kAuto) kind = automatic;
  std::vector<int> classes;
  for (int c = 0; c < static_cast<int>(counts.size()); ++c) {
    const bool named = kind == Kind::kAll ||
                       (kind == Kind::kMinority && c == minority_of(counts)) ||
                       (kind == Kind::kNotMinority && c != minority_of(counts)) ||
                       (kind == Kind::kMajority && c == majority_of(counts)) ||
                       (kind == Kind::kNotMajority && c != majority_of(counts));
    if (named) classes.push_back(c);
  }
  return classes;
}

void check_ratio(double ratio, const Counts& counts) {
  if (counts.size() != 2) {
    throw ConfigError(fmt::format(
        "a ratio as sampling strategy needs 2 classes, but there are {}; give the rows of each "
        "class instead",
        counts.size()));
  }
  if (!(ratio > 0.0 && ratio <= 1.0)) {
    throw ConfigError(fmt::format(
        "the ratio of a sampling strategy must be above 0 and at most 1, but is {}", ratio));
  }
}

void check_class(int c, const Counts& counts) {
  if (c < 0 || c >= static_cast<int>(counts.size())) {
    throw ConfigError(fmt::format(
        "the sampling strategy names class {}, but the classes are 0 to {}", c, counts.size() - 1));
  }
}

/// Refuses more rows than there are row numbers.
void check_rows(std::uint64_t present, const std::map<int, std::uint64_t>& added) {
  std::uint64_t possible = kMostRows - std::min(present, kMostRows);
  for (const auto& [c, count] : added) {
    if (count > possible) {
      throw ConfigError(fmt::format(
          "the sampling strategy adds {} rows to class {}, but there can be {} rows in all; ask "
          "for fewer",
          count, c, kMostRows));
    }
    possible -= count;
  }
}

[[noreturn]] void refuse_classes() {
  throw ConfigError(
      "a list of classes as sampling strategy is for cleaning methods only; give the rows of each "
      "class instead");
}

}  // namespace

// Labels are often equal for long, and a count that was just written is slow to read: every other
// label has a count of its own.
std::vector<std::uint64_t> count_classes(const SamplerData& data) {
  Counts even(static_cast<std::size_t>(data.classes));
  Counts odd(even.size());
  std::size_t i = 0;
  for (; i + 1 < data.labels.size(); i += 2) {
    ++even[static_cast<std::size_t>(data.labels[i])];
    ++odd[static_cast<std::size_t>(data.labels[i + 1])];
  }
  if (i < data.labels.size()) ++even[static_cast<std::size_t>(data.labels[i])];
  for (std::size_t c = 0; c < even.size(); ++c) even[c] += odd[c];
  return even;
}

std::map<int, std::uint64_t> rows_to_add(const SamplerData& data,
                                         const SamplingStrategy& strategy) {
  const Counts counts = count_classes(data);
  const int majority = majority_of(counts);
  const std::uint64_t most = counts[static_cast<std::size_t>(majority)];
  std::map<int, std::uint64_t> added;
  if (strategy.kind == Kind::kMajority) {
    throw ConfigError(
        "sampling strategy 'majority' adds no rows to any class; over-sampling needs 'auto', "
        "'minority', 'not minority', 'not majority', 'all', a ratio or the rows of each class");
  }
  if (strategy.kind == Kind::kClasses) refuse_classes();
  if (strategy.kind == Kind::kRatio) {
    check_ratio(strategy.ratio, counts);
    const int minority = 1 - majority;
    const std::uint64_t present = counts[static_cast<std::size_t>(minority)];
    const double wanted = static_cast<double>(most) * strategy.ratio - static_cast<double>(present);
    if (wanted < 1.0) {
      throw ConfigError(
          fmt::format("ratio {} asks for no more rows than there are: class {} has {} rows and "
                      "class {} has {}, "
                      "a ratio of {:.6g}; give a larger ratio",
                      strategy.ratio, minority, present, majority, most,
                      static_cast<double>(present) / static_cast<double>(most)));
    }
    added[minority] = static_cast<std::uint64_t>(wanted);
  } else if (strategy.kind == Kind::kCounts) {
    for (const auto& [c, wanted] : strategy.counts) {
      check_class(c, counts);
      const std::uint64_t present = counts[static_cast<std::size_t>(c)];
      if (wanted < present) {
        throw ConfigError(
            fmt::format("over-sampling takes no rows away: class {} has {} rows, but {} are asked "
                        "for; ask for {} "
                        "or more, or leave the class out",
                        c, present, wanted, present));
      }
      added[c] = wanted - present;
    }
  } else {
    for (const int c : named_classes(strategy.kind, Kind::kNotMajority, counts)) {
      added[c] = most - counts[static_cast<std::size_t>(c)];
    }
  }
  std::erase_if(added, [](const auto& entry) { return entry.second == 0; });
  check_rows(data.x.rows, added);
  return added;
}

std::map<int, std::uint64_t> rows_to_keep(const SamplerData& data,
                                          const SamplingStrategy& strategy) {
  const Counts counts = count_classes(data);
  const int minority = minority_of(counts);
  const std::uint64_t fewest = counts[static_cast<std::size_t>(minority)];
  std::map<int, std::uint64_t> kept;
  if (strategy.kind == Kind::kMinority) {
    throw ConfigError(
        "sampling strategy 'minority' removes no rows; under-sampling needs 'auto', 'majority', "
        "'not minority', 'not majority', 'all', a ratio or the rows of each class");
  }
  if (strategy.kind == Kind::kClasses) refuse_classes();
  if (strategy.kind == Kind::kRatio) {
    check_ratio(strategy.ratio, counts);
    const int majority = 1 - minority;
    const std::uint64_t present = counts[static_cast<std::size_t>(majority)];
    // Compared before the cast, which a tiny ratio would overflow.
    const double wanted = std::trunc(static_cast<double>(fewest) / strategy.ratio);
    if (wanted > static_cast<double>(present)) {
      throw ConfigError(fmt::format(
          "ratio {} asks for more rows than there are: class {} has {} rows and class {} has {}, "
          "a ratio of {:.6g}; give a larger ratio",
          strategy.ratio, minority, fewest, majority, present,
          static_cast<double>(fewest) / static_cast<double>(present)));
    }
    kept[majority] = static_cast<std::uint64_t>(wanted);
  } else if (strategy.kind == Kind::kCounts) {
    for (const auto& [c, wanted] : strategy.counts) {
      check_class(c, counts);
      const std::uint64_t present = counts[static_cast<std::size_t>(c)];
      if (wanted > present) {
        throw ConfigError(
            fmt::format("under-sampling adds no rows: class {} has {} rows, but {} are asked for; "
                        "ask for {} or fewer, or leave the class out",
                        c, present, wanted, present));
      }
      kept[c] = wanted;
    }
  } else {
    for (const int c : named_classes(strategy.kind, Kind::kNotMinority, counts)) kept[c] = fewest;
  }
  return kept;
}

std::vector<int> classes_to_clean(const SamplerData& data, const SamplingStrategy& strategy) {
  const Counts counts = count_classes(data);
  switch (strategy.kind) {
    case Kind::kMinority:
      throw ConfigError(
          "sampling strategy 'minority' would remove minority rows; cleaning needs 'auto', "
          "'majority', 'not minority', 'not majority', 'all' or a list of classes");
    case Kind::kRatio:
    case Kind::kCounts:
      throw ConfigError(
          "a cleaning method decides itself how many rows it removes; it takes no ratio or counts, "
          "but 'auto', 'majority', 'not minority', 'not majority', 'all' or a list of classes");
    case Kind::kClasses: {
      for (const int c : strategy.classes) check_class(c, counts);
      const std::set<int> classes(strategy.classes.begin(), strategy.classes.end());
      return {classes.begin(), classes.end()};
    }
    default:
      return named_classes(strategy.kind, Kind::kNotMinority, counts);
  }
}

}  // namespace autosmote
