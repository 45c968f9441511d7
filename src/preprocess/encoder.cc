#include "preprocess/encoder.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "autosmote/error.h"
#include "core/check.h"

namespace autosmote {

Encoder Encoder::fit(const Table& table, std::span<const std::size_t> rows, std::size_t target,
                     const EncoderOptions& options) {
  AUTOSMOTE_CHECK(!rows.empty() && target < table.columns().size());
  Encoder encoder;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const Column& column = table.column(i);
    if (i == target || column.ignored) continue;
    Feature feature;
    feature.name = column.name;
    feature.table_column = i;
    feature.kind = column.kind;
    feature.one_hot = options.one_hot;
    if (column.kind == ColumnKind::kNumeric) {
      fit_numeric(column, rows, feature);
      if (!options.standardise) keep_numbers(feature);
    } else {
      fit_nominal(column, rows, feature);
    }
    feature.first = encoder.width_;
    encoder.width_ += feature.width;
    encoder.features_.push_back(std::move(feature));
  }
  if (encoder.width_ == 0) {
    throw DataError({table.source(), 0, 0},
                    "there is no feature column besides the target and ignored columns");
  }
  return encoder;
}

// Two passes, as the sum of squares in one would cancel. A column counts as constant as in
// scikit-learn: also where the deviation is within the rounding of its own computation.
void Encoder::fit_numeric(const Column& column, std::span<const std::size_t> rows,
                          Feature& feature) {
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  std::size_t present = 0;
  for (const std::size_t row : rows) {
    if (column.missing(row)) continue;
    ++present;
    least = std::min(least, column.values[row]);
    most = std::max(most, column.values[row]);
  }
  feature.missing_feature = present < rows.size();
  feature.width = feature.missing_feature ? 2 : 1;
  feature.least = least;
  feature.most = most;
  feature.integer = column.integer;
  if (present == 0) return;
  if (std::max(std::abs(least), std::abs(most)) > 0x1p450) feature.unit = 0x1p-600;
  if (least == most) {
    feature.mean = least * feature.unit;
    return;
  }
  double sum = 0.0;
  for (const std::size_t row : rows) {
    if (!column.missing(row)) sum += column.values[row] * feature.unit;
  }
  feature.mean = sum / static_cast<double>(present);
  double squares = 0.0;
  for (const std::size_t row : rows) {
    if (column.missing(row)) continue;
    const double deviation = column.values[row] * feature.unit - feature.mean;
    squares += deviation * deviation;
  }
  const auto n = static_cast<double>(rows.size());
  const double variance = squares / n;
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  const double rounding = n * feature.mean * kEpsilon;
  if (variance > n * kEpsilon * variance + rounding * rounding) feature.scale = std::sqrt(variance);
}

void Encoder::keep_numbers(Feature& feature) {
  feature.fill = feature.mean / feature.unit;
  feature.unit = feature.scale = 1.0;
  feature.mean = 0.0;
}

void Encoder::fit_nominal(const Column& column, std::span<const std::size_t> rows,
                          Feature& feature) {
  std::vector<bool> seen(column.categories.size(), false);
  for (const std::size_t row : rows) {
    if (column.missing(row)) {
      feature.missing_feature = true;
    } else {
      seen[static_cast<std::size_t>(column.codes[row])] = true;
    }
  }
  for (std::size_t code = 0; code < seen.size(); ++code) {
    if (seen[code]) feature.categories.push_back(column.categories[code]);
  }
  std::sort(feature.categories.begin(), feature.categories.end());
  feature.width = feature.categories.size() + (feature.missing_feature ? 1 : 0);
  if (!feature.one_hot) feature.width = 1;
  feature.place = places_of(feature, column);
  feature.codes.resize(feature.categories.size());
  for (std::size_t code = 0; code < feature.place.size(); ++code) {
    if (feature.place[code] < 0) continue;
    feature.codes[static_cast<std::size_t>(feature.place[code])] = static_cast<std::int32_t>(code);
  }
}

std::vector<std::int32_t> Encoder::places_of(const Feature& feature, const Column& column) {
  std::vector<std::int32_t> places;
  for (const std::string& category : column.categories) {
    const auto found =
        std::lower_bound(feature.categories.begin(), feature.categories.end(), category);
    const bool known = found != feature.categories.end() && *found == category;
    places.push_back(known ? static_cast<std::int32_t>(found - feature.categories.begin()) : -1);
  }
  return places;
}

std::vector<std::string> Encoder::feature_names() const {
  std::vector<std::string> names;
  for (const Feature& feature : features_) {
    if (feature.kind == ColumnKind::kNumeric || !feature.one_hot) names.push_back(feature.name);
    if (feature.kind == ColumnKind::kNominal && !feature.one_hot) continue;
    for (const std::string& category : feature.categories) {
      names.push_back(feature.name + "=" + category);
    }
    if (feature.missing_feature) names.push_back(feature.name + " (missing)");
  }
  return names;
}

void Encoder::encode_number(const Feature& feature, double value, std::span<double> encoded) {
  const bool missing = std::isnan(value);
  encoded[feature.first] =
      missing ? feature.fill : (value * feature.unit - feature.mean) / feature.scale;
  if (feature.missing_feature) encoded[feature.first + 1] = missing ? 1.0 : 0.0;
}

void Encoder::encode_place(const Feature& feature, std::int32_t place, bool missing,
                           std::span<double> encoded) {
  if (!feature.one_hot) {
    AUTOSMOTE_CHECK(missing ? feature.missing_feature : place >= 0);
    encoded[feature.first] =
        static_cast<double>(missing ? feature.categories.size() : static_cast<std::size_t>(place));
    return;
  }
  std::fill_n(encoded.begin() + static_cast<std::ptrdiff_t>(feature.first), feature.width, 0.0);
  if (missing) {
    if (feature.missing_feature) encoded[feature.first + feature.width - 1] = 1.0;
  } else if (place >= 0) {
    encoded[feature.first + static_cast<std::size_t>(place)] = 1.0;
  }
}

Matrix<double> Encoder::transform(const Table& table, std::span<const std::size_t> rows) const {
  Matrix<double> encoded(rows.size(), width_);
  for (const Feature& feature : features_) {
    const Column& column = table.column(table.column_index(feature.name));
    AUTOSMOTE_CHECK(column.kind == feature.kind && !column.ignored);
    const bool numeric = feature.kind == ColumnKind::kNumeric;
    const std::vector<std::int32_t> places =
        numeric ? std::vector<std::int32_t>() : places_of(feature, column);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool missing = column.missing(rows[i]);
      if (numeric) {
        encode_number(feature, column.values[rows[i]], encoded.row(i));
      } else {
        const std::int32_t place =
            missing ? -1 : places[static_cast<std::size_t>(column.codes[rows[i]])];
        encode_place(feature, place, missing, encoded.row(i));
      }
    }
  }
  return encoded;
}

void Encoder::transform(std::span<const CellValue> cells, std::span<double> encoded) const {
  AUTOSMOTE_CHECK(encoded.size() == width_);
  for (const Feature& feature : features_) {
    const CellValue& cell = cells[feature.table_column];
    if (feature.kind == ColumnKind::kNumeric) {
      encode_number(feature, cell.number, encoded);
    } else {
      const bool missing = cell.code < 0;
      const std::int32_t place = missing ? -1 : feature.place[static_cast<std::size_t>(cell.code)];
      encode_place(feature, place, missing, encoded);
    }
  }
}

std::vector<Encoder::Block> Encoder::blocks() const {
  std::vector<Block> blocks;
  for (const Feature& feature : features_) {
    blocks.push_back({feature.table_column, feature.first, feature.width});
  }
  return blocks;
}

std::vector<std::uint32_t> Encoder::category_features() const {
  std::vector<std::uint32_t> columns;
  for (const Feature& feature : features_) {
    const auto first = static_cast<std::uint32_t>(feature.first);
    if (feature.one_hot) continue;
    if (feature.kind == ColumnKind::kNominal) columns.push_back(first);
    if (feature.kind == ColumnKind::kNumeric && feature.missing_feature) {
      columns.push_back(first + 1);
    }
  }
  return columns;
}

CellValue Encoder::decode_number(const Feature& feature, std::span<const double> encoded) {
  CellValue cell;
  if (feature.least > feature.most) return cell;
  if (feature.missing_feature && encoded[feature.first + 1] >= 0.5) return cell;
  double value = (encoded[feature.first] * feature.scale + feature.mean) / feature.unit;
  if (feature.integer) value = std::round(value);
  cell.number = std::clamp(value, feature.least, feature.most);
  return cell;
}

CellValue Encoder::decode_place(const Feature& feature, std::span<const double> encoded) {
  CellValue cell;
  const auto block = encoded.subspan(feature.first, feature.width);
  auto place = static_cast<std::size_t>(std::ranges::max_element(block) - block.begin());
  if (!feature.one_hot) {
    const auto last = static_cast<double>(feature.missing_feature ? feature.categories.size()
                                                                  : feature.categories.size() - 1);
    place = static_cast<std::size_t>(std::clamp(std::round(block[0]), 0.0, last));
  }
  if (place < feature.categories.size()) cell.code = feature.codes[place];
  return cell;
}

void Encoder::decode(std::span<const double> encoded, std::span<CellValue> cells) const {
  AUTOSMOTE_CHECK(encoded.size() == width_);
  for (const Feature& feature : features_) {
    cells[feature.table_column] = feature.kind == ColumnKind::kNumeric
                                      ? decode_number(feature, encoded)
                                      : decode_place(feature, encoded);
  }
}

}  // namespace autosmote
