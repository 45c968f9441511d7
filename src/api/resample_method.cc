#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "api/added_rows.h"
#include "api/class_strategy.h"
#include "autosmote/error.h"
#include "core/names.h"
#include "preprocess/encoder.h"
#include "preprocess/row_decoder.h"

namespace autosmote {
namespace {

const SamplerInfo& info_of(const std::string& method) {
  return *std::ranges::find(sampler_infos(), method, &SamplerInfo::name);
}

// What turns the sampler's numbers back into cells; kept alive by the function that uses it.
struct Decoding {
  Decoding(const Table& table, Encoder fitted, Matrix<double> rows)
      : encoder(std::move(fitted)),
        encoded(std::move(rows)),
        decoder(table, encoder, std::as_const(encoded).view()) {}
  Encoder encoder;
  Matrix<double> encoded;
  RowDecoder decoder;
  Matrix<double> synthetic;
};

// Which features a method for categories cannot take; the sampler itself knows only numbers of
// encoded columns.
void check_kinds(const std::string& method, const Table& table, const ClassTarget& target) {
  if (method != "smoten") return;
  std::vector<std::string> numeric;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const Column& column = table.column(i);
    if (i == target.column || column.ignored || column.kind == ColumnKind::kNominal) continue;
    numeric.push_back(column.name);
  }
  if (numeric.empty()) return;
  throw DataError(
      {table.source(), 0, 0},
      fmt::format("smoten is for nominal features only, but {} {} numeric; take them as nominal "
                  "(option 'nominal'), ignore them, or use smotenc",
                  quote_names(numeric), numeric.size() == 1 ? "is" : "are"));
}

// The sampler speaks of class numbers; a user has names.
Resampled run_sampler(const Sampler& sampler, const SamplerData& data,
                      const SamplingStrategy& strategy, const Table& table,
                      const ClassTarget& target, Context context, std::vector<std::string>& notes) {
  const std::vector<std::string>& names = target.class_names;
  context.log = [&](std::string_view text) { notes.push_back(with_class_names(text, names)); };
  try {
    return sampler.resample(data, strategy, context);
  } catch (const DataError& error) {
    throw DataError({table.source(), 0, 0}, with_class_names(error.what(), names));
  } catch (const ConfigError& error) {
    throw ConfigError(table.source() + ": " + with_class_names(error.what(), names));
  }
}

// Splits the rows that the sampler gives into those that stay, in the table's order, and repeats.
void sort_rows(std::span<const std::uint32_t> rows, std::size_t table_rows, AddedRows& result) {
  std::vector<bool> seen(table_rows, false);
  for (const std::uint32_t row : rows) {
    if (seen[row]) result.copies.push_back(row);
    seen[row] = true;
  }
  for (std::uint32_t row = 0; row < table_rows; ++row) {
    if (seen[row]) result.kept.push_back(row);
  }
}

}  // namespace

AddedRows rows_of_method(const ResampleOptions& options, const Table& table,
                         const ClassTarget& target, const Context& context) {
  const std::unique_ptr<Sampler> sampler = make_sampler(options.method, options.parameters);
  const SamplingStrategy strategy = parse_class_strategy(options.strategy, target.class_names);
  check_kinds(options.method, table, target);
  const bool nominal = info_of(options.method).nominal;
  std::vector<std::size_t> all(table.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  Encoder encoder =
      Encoder::fit(table, all, target.column, {options.scale == FeatureScale::kStandard, !nominal});
  Matrix<double> encoded = encoder.transform(table, all);
  all = {};
  const auto decoding = std::make_shared<Decoding>(table, std::move(encoder), std::move(encoded));

  SamplerData data;
  data.x = std::as_const(decoding->encoded).view();
  data.labels = target.labels;
  data.classes = static_cast<int>(target.class_names.size());
  if (nominal) data.nominal = decoding->encoder.category_features();
  AddedRows result;
  Resampled made = run_sampler(*sampler, data, strategy, table, target, context, result.notes);

  sort_rows(made.rows, table.rows(), result);
  result.origins = std::move(made.origins);
  result.labels = std::move(made.synthetic_labels);
  decoding->synthetic = std::move(made.synthetic);
  result.make_row = [decoding](std::size_t s, const SyntheticOrigin& origin,
                               std::span<CellValue> cells) {
    return decoding->decoder.decode(std::as_const(decoding->synthetic).row(s), origin.source,
                                    origin.neighbor, origin.lambda, cells);
  };
  return result;
}

}  // namespace autosmote
