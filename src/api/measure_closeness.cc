#include "api/measure_closeness.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "evaluation/closeness.h"
#include "preprocess/encoder.h"

namespace autosmote {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 14;  // rows that are encoded at a time

// Lasts about a tenth of a second, and a report without it would not be that of the run.
Context uncancelled(const Context& context) {
  Context own = context;
  own.cancellation = nullptr;
  return own;
}

ClosenessMeter::Rows made_rows(const Encoder& encoder, const Table& table, const AddedRows& added,
                               std::size_t most) {
  const std::vector<std::size_t> places = spread_places(added.origins.size(), most);
  ClosenessMeter::Rows rows{Matrix<double>(places.size(), encoder.width()), {}};
  std::vector<CellValue> cells(table.columns().size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    added.make_row(places[i], added.origins[places[i]], cells);
    encoder.transform(cells, rows.encoded.row(i));
    rows.labels.push_back(added.labels[places[i]]);
  }
  return rows;
}

// Rows of the table of the classes that have synthetic rows.
ClosenessMeter::Rows real_rows(const Encoder& encoder, const Table& table,
                               const ClassTarget& target, const AddedRows& added,
                               std::size_t most) {
  std::vector<bool> grown(target.class_names.size(), false);
  for (const int label : added.labels) grown[static_cast<std::size_t>(label)] = true;
  std::vector<std::size_t> candidates;
  for (std::size_t row = 0; row < target.labels.size(); ++row) {
    if (grown[static_cast<std::size_t>(target.labels[row])]) candidates.push_back(row);
  }
  ClosenessMeter::Rows rows;
  for (const std::size_t place : spread_places(candidates.size(), most)) {
    rows.numbers.push_back(candidates[place]);
    rows.labels.push_back(target.labels[candidates[place]]);
  }
  rows.encoded = encoder.transform(table, rows.numbers);
  return rows;
}

}  // namespace

std::optional<Closeness> closeness_of_samples(const PreparedProblem& problem,
                                              std::span<const Sample> samples,
                                              const Context& context) {
  if (samples.empty()) return std::nullopt;
  const Fold& fold = problem.search.final;
  const std::size_t most = measured_rows(fold.train.rows(), fold.train.cols());
  const std::vector<std::size_t> places = spread_places(samples.size(), most);
  ClosenessMeter::Rows made{Matrix<double>(places.size(), fold.train.cols()), {}};
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Sample& sample = samples[places[i]];
    problem.rows->generate(sample.source, sample.neighbor, sample.lambda, made.encoded.row(i));
    made.labels.push_back(fold.train_labels[fold.minority[sample.source]]);
  }
  const std::vector<std::size_t> instances = spread_places(fold.minority.size(), most);
  ClosenessMeter::Rows real{Matrix<double>(instances.size(), fold.train.cols()), {}};
  for (std::size_t i = 0; i < instances.size(); ++i) {
    const std::uint32_t row = fold.minority[instances[i]];
    real.numbers.push_back(row);
    real.labels.push_back(fold.train_labels[row]);
    std::ranges::copy(fold.train.row(row), real.encoded.row(i).begin());
  }
  ClosenessMeter meter(std::move(made), std::move(real));
  meter.add(fold.train.view(), fold.train_labels, uncancelled(context));
  return meter.result();
}

std::optional<Closeness> closeness_of_rows(const Table& table, const ClassTarget& target,
                                           const AddedRows& added, const Context& context) {
  if (added.origins.empty()) return std::nullopt;
  std::vector<std::size_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const Encoder encoder = Encoder::fit(table, rows, target.column);
  const std::size_t most = measured_rows(table.rows(), encoder.width());
  ClosenessMeter meter(made_rows(encoder, table, added, most),
                       real_rows(encoder, table, target, added, most));
  const Context own = uncancelled(context);
  for (std::size_t first = 0; first < rows.size(); first += kBlock) {
    const std::size_t count = std::min(kBlock, rows.size() - first);
    const Matrix<double> block = encoder.transform(table, std::span(rows).subspan(first, count));
    meter.add(block.view(), std::span(target.labels).subspan(first, count), own);
  }
  return meter.result();
}

}  // namespace autosmote
