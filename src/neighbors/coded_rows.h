#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"

namespace autosmote {

/// Rows with many columns that hold their least or largest value nearly everywhere, stored briefly
/// without loss.
///
/// Consecutive such columns of which no row has two at their largest value (the one-hot columns of
/// a nominal column, or a constant one) make a group: a row's part of it is one byte, 0 where all
/// columns have their least value, else 1 + the position of the one with the largest. Parts with
/// other values, as interpolated rows have, are irregular and kept as they are. All other columns
/// are numeric. Equal codes add nothing to a squared distance and different ones at most two terms,
/// so the sum over all features in their order, bit for bit, takes O(numeric columns + groups).
class CodedRows {
 public:
  /// Columns [first, first + columns): a numeric column, or a group.
  struct Segment {
    std::size_t first = 0;
    std::size_t columns = 1;
    bool coded = false;
    std::size_t place = 0;  ///< among the numeric columns, or among the groups
  };

  /// A query in the terms of the rows.
  struct Query {
    std::span<const double> values;  ///< d
    std::vector<int> codes;          ///< a group
  };
  static constexpr int kIrregular = 255;  ///< in place of a code

  /// `rows`: n x d, finite. Nothing where there would be more than half as many numeric columns and
  /// groups as columns. O(n d).
  static std::optional<CodedRows> of(MatrixView<const double> rows, const Context& context);

  /// The same rows in another order. O(n (numeric columns + groups)).
  CodedRows in_order(std::span<const std::uint32_t> order) const;

  std::span<const Segment> segments() const { return segments_; }
  std::size_t rows() const { return rows_; }
  std::size_t numeric_columns() const { return numeric_columns_; }
  std::size_t groups() const { return irregular_.size(); }
  /// By the numeric column's place.
  double numeric(std::size_t i, std::size_t place) const {
    return numeric_[i * numeric_columns_ + place];
  }
  std::uint8_t code(std::size_t i, std::size_t group) const { return codes_[i * groups() + group]; }
  /// What a regular part adds to the squared distance from one with another code: the squared
  /// difference between the two values of its column, 0 for code 0.
  double square(const Segment& segment, int code) const {
    return squares_of_codes_[segment.first + segment.place + static_cast<std::size_t>(code)];
  }

  /// The squared distances of a part of `values` (d numbers) from that of each code; `out` gets
  /// 1 + the group's columns.
  void distances_to_codes(const Segment& segment, std::span<const double> values,
                          std::vector<double>& out) const;

  void encode(std::span<const double> values, Query& query) const;

  /// The sum of squared differences in the order of the features.
  double squared_distance(const Query& query, std::size_t i) const;

 private:
  /// The irregular parts of a group.
  struct Irregular {
    std::vector<std::uint32_t> rows;  ///< ascending
    std::vector<double> values;       ///< rows x columns of the group
  };

  CodedRows() = default;
  bool find_segments(MatrixView<const double> rows, const Context& context);
  void store(MatrixView<const double> rows);
  int code_of(const Segment& segment, std::span<const double> values) const;
  double full_part(double sum, const Segment& segment, const Query& query, std::size_t i) const;

  std::size_t rows_ = 0;
  std::size_t numeric_columns_ = 0;
  std::vector<Segment> segments_;
  std::vector<double> lower_, upper_;     ///< by column
  std::vector<double> squares_of_codes_;  ///< a group, by code; 0 where no column is up
  std::vector<double> numeric_;           ///< n x numeric columns
  std::vector<std::uint8_t> codes_;       ///< n x groups
  std::vector<Irregular> irregular_;      ///< a group
};

}  // namespace autosmote
