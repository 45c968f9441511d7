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
#include "samplers/registry.h"

namespace autosmote {
namespace {

// Memory of which the user is told before the work starts.
constexpr std::uint64_t kNotableBytes = 500'000'000;

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

// The column of the table that an encoded one comes from.
const std::string& column_name(const Table& table, const Encoder& encoder, std::size_t encoded) {
  const std::vector<Encoder::Block> blocks = encoder.blocks();
  const auto block = std::ranges::find_if(blocks, [&](const Encoder::Block& candidate) {
    return encoded < candidate.first + candidate.width;
  });
  return table.column(block->table_column).name;
}

// What `run` returns. A sampler speaks of class numbers, and of rows and columns of numbers; a user
// has names and lines.
template <class Run>
Resampled in_users_terms(const Table& table, const ClassTarget& target, const Encoder& encoder,
                         const Run& run) {
  const std::vector<std::string>& names = target.class_names;
  try {
    return run();
  } catch (const SamplerValueError& error) {
    throw DataError({table.source(), table.line(error.row()), 0},
                    fmt::format("column '{}': {}", column_name(table, encoder, error.column()),
                                error.problem()));
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
  Context noting = context;
  noting.log = [&](std::string_view text) {
    result.notes.push_back(with_class_names(text, target.class_names));
  };
  Resampled made = in_users_terms(table, target, decoding->encoder, [&] {
    const SamplerMemory needed = sampler_memory(options.method, options.parameters, data, strategy);
    if (needed.bytes > kNotableBytes && context.log) context.log(needed.text);
    return sampler->resample(data, strategy, noting);
  });

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
