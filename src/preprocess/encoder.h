#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "autosmote/matrix_view.h"
#include "autosmote/table.h"

namespace autosmote {

/// How an Encoder writes numbers and categories.
struct EncoderOptions {
  bool standardise = true;  ///< numbers lose their mean and deviation; false: they stay as they are
  bool one_hot = true;      ///< false: a nominal column becomes its category number
};

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
/// Without `standardise`, numbers stay and missing cells get the mean. Without `one_hot`, a nominal
/// column is one encoded column with the category's place in the order of bytes, counted from 0,
/// and for a missing cell the number behind the last; only rows it was fitted on can be encoded.
///
/// Encoded columns stand in the order of the table's columns. Immutable after fit; thread-safe.
class Encoder {
 public:
  /// Fits on `rows` (at least one, indices into the table) and all columns but `target` and
  /// ignored ones. Throws DataError where no feature column is left. O(rows * columns).
  static Encoder fit(const Table& table, std::span<const std::size_t> rows, std::size_t target,
                     const EncoderOptions& options = {});

  /// Number of encoded features.
  std::size_t width() const { return width_; }
  /// "age", "age (missing)", "sex=F", "sex (missing)": one for each encoded feature.
  std::vector<std::string> feature_names() const;

  /// The encoded rows of the table it was fitted on or of another with the same features, found by
  /// name (check_same_features): rows.size() x width(). O(rows * width).
  Matrix<double> transform(const Table& table, std::span<const std::size_t> rows) const;

  /// Encodes a row given as cells of the fitted table's columns. `encoded` has width() elements.
  void transform(std::span<const CellValue> cells, std::span<double> encoded) const;

  /// The encoded columns that a table's column became.
  struct Block {
    std::size_t table_column = 0;
    std::size_t first = 0;
    std::size_t width = 1;
  };
  std::vector<Block> blocks() const;

  /// The encoded columns that hold category numbers (without `one_hot`): of nominal columns, and of
  /// "missing".
  std::vector<std::uint32_t> category_features() const;

  /// The way back, for any finite numbers: the cells of the fitted table's columns; those of target
  /// and ignored columns are left alone. A number is unscaled, rounded where the fitted rows hold
  /// whole numbers, and kept within their bounds, or missing where "missing" is nearer to 1 than to
  /// 0; a category is the one whose column is largest, of equal ones the first, or the nearest
  /// category number. Thread-safe. O(width).
  void decode(std::span<const double> encoded, std::span<CellValue> cells) const;

 private:
  /// How one column of the table becomes encoded features [first, first + width).
  struct Feature {
    std::string name;
    std::size_t table_column = 0;
    ColumnKind kind = ColumnKind::kNumeric;
    std::size_t first = 0;
    std::size_t width = 1;
    bool one_hot = true;
    bool missing_feature = false;  ///< the last of its features says "missing"
    // Numeric. Values are multiplied by `unit`, a power of two, before anything else, so that
    // squares of very large ones stay finite.
    double unit = 1.0;
    double mean = 0.0;   ///< of value * unit
    double scale = 1.0;  ///< of value * unit
    double fill = 0.0;   ///< encoded, for a missing value
    double least = 0.0;  ///< of the values present; above `most` where there is none
    double most = 0.0;
    bool integer = false;
    // Nominal.
    std::vector<std::string> categories;  ///< sorted
    std::vector<std::int32_t> place;      ///< of the fitted table's codes, -1 where not seen
    std::vector<std::int32_t> codes;      ///< of the fitted table, by place
  };

  static void fit_numeric(const Column& column, std::span<const std::size_t> rows,
                          Feature& feature);
  static void fit_nominal(const Column& column, std::span<const std::size_t> rows,
                          Feature& feature);
  static void keep_numbers(Feature& feature);
  static CellValue decode_number(const Feature& feature, std::span<const double> encoded);
  static CellValue decode_place(const Feature& feature, std::span<const double> encoded);
  static std::vector<std::int32_t> places_of(const Feature& feature, const Column& column);
  static void encode_number(const Feature& feature, double value, std::span<double> encoded);
  static void encode_place(const Feature& feature, std::int32_t place, bool missing,
                           std::span<double> encoded);

  std::vector<Feature> features_;
  std::size_t width_ = 0;
};

}  // namespace autosmote
