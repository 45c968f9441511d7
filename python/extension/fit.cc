#include "autosmote/fit.h"

#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <exception>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "module.h"
#include "tables.h"

namespace autosmote::python {
namespace {

FitOptions options_of(const std::map<std::string, std::string>& names, std::uint64_t episodes,
                      double time_limit, std::uint64_t seed) {
  FitOptions options;
  options.target = names.at("target");
  options.classifier.kind = parse_classifier(names.at("classifier"));
  options.classifier.seed = seed;
  options.metric = parse_metric(names.at("metric"));
  options.validation = parse_validation(names.at("validation"));
  options.verdict = parse_verdict(names.at("verdict"));
  options.search.profile = parse_profile(names.at("profile"));
  options.search.kind = parse_search(names.at("search"));
  options.search.budget = parse_budget(names.at("budget"));
  options.search.threshold = parse_threshold(names.at("threshold"));
  options.search.episodes = episodes;
  options.search.time_limit = time_limit;
  return options;
}

nb::dict lineage_of(const FitOutput& output) {
  nb::dict lineage;
  const auto& samples = output.samples;
  lineage["source"] = column_array<std::int64_t>(samples, [](const auto& s) { return s.source; });
  lineage["neighbor"] =
      column_array<std::int64_t>(samples, [](const auto& s) { return s.neighbor; });
  lineage["lambda"] = column_array<double>(samples, [](const auto& s) { return s.lambda; });
  lineage["episode"] = column_array<std::int64_t>(samples, [](const auto& s) { return s.episode; });
  return lineage;
}

nb::dict history_of(const FitOutput& output) {
  nb::dict history;
  const auto& episodes = output.history;
  history["episode"] =
      column_array<std::int64_t>(episodes, [](const auto& e) { return e.episode; });
  history["round"] = column_array<std::int64_t>(episodes, [](const auto& e) { return e.round; });
  history["samples"] =
      column_array<std::int64_t>(episodes, [](const auto& e) { return e.samples; });
  history["validation"] =
      column_array<double>(episodes, [](const auto& e) { return e.validation; });
  history["best_validation"] =
      column_array<double>(episodes, [](const auto& e) { return e.best_validation; });
  history["entropy"] = column_array<double>(episodes, [](const auto& e) { return e.entropy; });
  return history;
}

/// One array a column: numbers, or codes.
nb::list cells_of(const FitOutput& output, const std::vector<Column>& columns) {
  nb::list cells;
  const std::size_t samples = output.samples.size();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::vector<double> numbers;
    std::vector<std::int32_t> codes;
    for (std::size_t s = 0; s < samples; ++s) {
      const CellValue& cell = output.cells[s * columns.size() + i];
      if (columns[i].kind == ColumnKind::kNumeric) {
        numbers.push_back(cell.number);
      } else {
        codes.push_back(cell.code);
      }
    }
    cells.append(columns[i].kind == ColumnKind::kNumeric ? array_of(std::move(numbers))
                                                         : array_of(std::move(codes)));
  }
  return cells;
}

nb::dict fit_columns(const std::vector<GivenColumn>& given,
                     const std::map<std::string, std::string>& names, std::uint64_t episodes,
                     double time_limit, std::uint64_t seed, int threads,
                     const nb::object& progress) {
  const std::vector<Column> columns = columns_of(given);
  const FitOptions options = options_of(names, episodes, time_limit, seed);
  CancellationToken token;
  std::exception_ptr thrown;
  Context context;
  context.seed = seed;
  context.threads = threads;
  context.cancellation = &token;
  context.progress = progress_to(progress, token, thrown);
  FitOutput output;
  run_interruptibly(token, [&] {
    FitTables tables;
    tables.train = make_table(columns, "X");
    output = fit_tables(std::move(tables), options, context);
  });
  if (thrown) std::rethrow_exception(thrown);
  nb::dict result;
  result["cells"] = cells_of(output, columns);
  result["lineage"] = lineage_of(output);
  result["history"] = history_of(output);
  result["policy"] = output.policy;
  result["weights"] = nb::bytes(output.policy_weights.data(), output.policy_weights.size());
  result["report"] = output.result.report;
  result["threshold"] = output.result.methods.back().threshold;
  result["notes"] = output.result.notes;
  result["rows"] = array_of(std::move(output.rows));
  return result;
}

}  // namespace

void bind_fit(nb::module_& module) {
  module.def("fit", &fit_columns, nb::arg("columns"), nb::arg("names"), nb::arg("episodes"),
             nb::arg("time_limit"), nb::arg("seed"), nb::arg("threads"), nb::arg("progress").none(),
             "Learns an over-sampling strategy for columns in memory: the cells and lineage of the "
             "synthetic rows, the rows they stand beside, history, policy and report.");
  module.def("classifiers", &available_classifiers, "The base classifiers of this build.");
  module.def("metrics", &metric_names, "The metrics.");
}

}  // namespace autosmote::python
