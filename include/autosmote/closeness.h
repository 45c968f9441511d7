#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace autosmote {

/// How near synthetic rows lie to real ones: whether they are copies (and tell of real persons as
/// much as a copy does), and whether they lie among another class. Distances are Euclidean between
/// encoded rows: standardised numbers, 0/1 columns for categories and missing cells.
struct Closeness {
  std::uint64_t rows = 0;     ///< synthetic rows that were measured, evenly spread over all
  double copies = 0.0;        ///< share of them that equal a real row
  double nearer_other = 0.0;  ///< share whose nearest real row is of another class only
  double low_distance = 0.0;  ///< distance to the closest record: 5th percentile
  double median_distance = 0.0;
  /// The same median of real rows of the classes with synthetic rows, to the closest other row;
  /// empty where there are no two real rows.
  std::optional<double> real_median_distance;
};

/// The same as one sentence, as `fit` and `resample` print it.
std::string closeness_text(const Closeness& closeness);

}  // namespace autosmote
