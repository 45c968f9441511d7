#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "autosmote/matrix_view.h"
#include "autosmote/table.h"

namespace autosmote {

/// Turns the feature columns of a table into numbers. Everything it knows comes from the rows it
/// is fitted on (the training part alone), so that nothing leaks from validation or test rows.
///
/// - numeric: missing cells get the mean of those present (0 where none is), then mean and standard
///   deviation are taken out as by scikit-learn's SimpleImputer followed by StandardScaler
///   (population deviation over all rows, imputed ones included; a constant column is only
///   centred). Where a fitted row misses the value, a 0/1 column "missing" follows.
/// - nominal: one 0/1 column for each category of the fitted rows, in the order of their bytes, and
///   one for "missing" where it occurs; a category not seen is 0 in all of them.
///
/// Encoded columns stand in the order of the table's columns. Immutable after fit; thread-safe.
class Encoder {
 public:
  /// Fits on `rows` (at least one, indices into the table) and all columns but `target` and
  /// ignored ones. Throws DataError where no feature column is left. O(rows * columns).
  static Encoder fit(const Table& table, std::span<const std::size_t> rows, std::size_t target);

  /// Number of encoded features.
  std::size_t width() const { return width_; }
  /// "age", "age (missing)", "sex=F", "sex (missing)": one for each encoded feature.
  std::vector<std::string> feature_names() const;

  /// The encoded rows of the table it was fitted on or of another with the same features, found by
  /// name (check_same_features): rows.size() x width(). O(rows * width).
  Matrix<double> transform(const Table& table, std::span<const std::size_t> rows) const;

  /// Encodes a row given as cells of the fitted table's columns. `encoded` has width() elements.
  void transform(std::span<const CellValue> cells, std::span<double> encoded) const;

 private:
  /// How one column of the table becomes encoded features [first, first + width).
  struct Feature {
    std::string name;
    std::size_t table_column = 0;
    ColumnKind kind = ColumnKind::kNumeric;
    std::size_t first = 0;
    std::size_t width = 1;
    bool missing_feature = false;  ///< the last of its features says "missing"
    // Numeric. Values are multiplied by `unit`, a power of two, before anything else, so that
    // squares of very large ones stay finite.
    double unit = 1.0;
    double mean = 0.0;   ///< of value * unit
    double scale = 1.0;  ///< of value * unit
    // Nominal.
    std::vector<std::string> categories;  ///< sorted
    std::vector<std::int32_t> place;      ///< of the fitted table's codes, -1 where not seen
  };

  static void fit_numeric(const Column& column, std::span<const std::size_t> rows,
                          Feature& feature);
  static void fit_nominal(const Column& column, std::span<const std::size_t> rows,
                          Feature& feature);
  static std::vector<std::int32_t> places_of(const Feature& feature, const Column& column);
  static void encode_number(const Feature& feature, double value, std::span<double> encoded);
  static void encode_place(const Feature& feature, std::int32_t place, bool missing,
                           std::span<double> encoded);

  std::vector<Feature> features_;
  std::size_t width_ = 0;
};

}  // namespace autosmote
