#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <exception>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "autosmote/compare.h"
#include "autosmote/inspect.h"
#include "module.h"
#include "tables.h"

namespace autosmote::python {
namespace {

nb::dict inspect_columns(GivenColumns& given, const std::string& name, const std::string& target,
                         const std::string& call, int threads) {
  InspectOptions options;
  options.data = name;
  options.target = target;
  options.call = call;
  CancellationToken token;
  Context context;
  context.threads = threads;
  context.cancellation = &token;
  InspectResult found;
  std::vector<Column> columns = given.take();
  run_interruptibly(token, [&] {
    found = inspect_table(take_table(std::move(columns), name), options, context);
  });
  nb::dict result;
  result["report"] = found.report;
  result["text"] = inspect_text(options, found);
  result["page"] = inspect_page(options, found, context);
  result["row_types"] =
      column_array<std::uint8_t>(found.row_types, [](RowType type) { return type; });
  return result;
}

/// Names to values: lists of what CompareOptions lists.
struct CompareLists {
  std::vector<std::string> methods;
  std::vector<std::string> classifiers;
  std::vector<std::string> metrics;
  std::vector<double> imbalance;
};

CompareOptions options_of(const std::string& target, const CompareLists& lists, int repeats,
                          int folds, std::uint64_t episodes) {
  CompareOptions options;
  options.target = target;
  options.methods = lists.methods;
  for (const std::string& name : lists.classifiers) {
    ClassifierOptions classifier;
    classifier.kind = parse_classifier(name);
    options.classifiers.push_back(classifier);
  }
  for (const std::string& name : lists.metrics) options.metrics.push_back(parse_metric(name));
  options.imbalance = lists.imbalance;
  options.repeats = repeats;
  options.folds = folds;
  options.episodes = episodes;
  return options;
}

template <class Get>
nb::list texts(const std::vector<CompareRun>& runs, Get get) {
  nb::list values;
  for (const CompareRun& run : runs) values.append(nb::cast(get(run)));
  return values;
}

double or_nan(const std::optional<double>& value) {
  return value.value_or(std::numeric_limits<double>::quiet_NaN());
}

/// One list or array a column of results.csv.
nb::dict columns_of_runs(const std::vector<CompareRun>& runs) {
  nb::dict table;
  table["set"] = texts(runs, [](const auto& r) { return r.set; });
  table["ratio"] = column_array<double>(runs, [](const auto& r) { return r.ratio; });
  table["repeat"] = column_array<std::int64_t>(runs, [](const auto& r) { return r.repeat; });
  table["classifier"] = texts(runs, [](const auto& r) { return r.classifier; });
  table["metric"] = texts(runs, [](const auto& r) { return r.metric; });
  table["method"] = texts(runs, [](const auto& r) { return r.method; });
  table["validation"] =
      column_array<double>(runs, [](const auto& r) { return or_nan(r.validation); });
  table["test"] = column_array<double>(runs, [](const auto& r) { return or_nan(r.test); });
  table["test_all"] = column_array<double>(runs, [](const auto& r) { return or_nan(r.test_all); });
  table["threshold"] = column_array<double>(runs, [](const auto& r) { return r.threshold; });
  table["rows"] = column_array<std::int64_t>(runs, [](const auto& r) { return r.rows; });
  table["fits"] = column_array<std::int64_t>(runs, [](const auto& r) { return r.fits; });
  table["training_minority"] =
      column_array<std::int64_t>(runs, [](const auto& r) { return r.training_minority; });
  table["validation_minority"] =
      column_array<std::int64_t>(runs, [](const auto& r) { return r.validation_minority; });
  table["test_minority"] =
      column_array<std::int64_t>(runs, [](const auto& r) { return r.test_minority; });
  table["applied"] = texts(runs, [](const auto& r) { return r.applied; });
  table["note"] = texts(runs, [](const auto& r) { return r.note; });
  table["seconds"] = column_array<double>(runs, [](const auto& r) { return r.seconds; });
  return table;
}

nb::dict compare_columns(const std::vector<std::pair<std::string, GivenColumns*>>& given,
                         const std::string& target,
                         const std::map<std::string, std::vector<std::string>>& names,
                         const std::string& call, const std::vector<double>& imbalance, int repeats,
                         int folds, std::uint64_t episodes, std::uint64_t seed, int threads,
                         const nb::object& progress) {
  std::vector<std::pair<std::string, std::vector<Column>>> sets;
  for (const auto& [name, columns] : given) sets.emplace_back(name, columns->take());
  CompareOptions options = options_of(
      target, {names.at("methods"), names.at("classifiers"), names.at("metrics"), imbalance},
      repeats, folds, episodes);
  options.call = call;
  CancellationToken token;
  std::exception_ptr thrown;
  Context context;
  context.seed = seed;
  context.threads = threads;
  context.cancellation = &token;
  context.progress = progress_to(progress, token, thrown);
  CompareOutput output;
  run_interruptibly(token, [&] {
    std::vector<CompareTable> tables;
    for (auto& [name, columns] : sets)
      tables.push_back({name, take_table(std::move(columns), name)});
    output = compare_tables(std::move(tables), options, context);
  });
  if (thrown) std::rethrow_exception(thrown);
  nb::dict result;
  result["runs"] = columns_of_runs(output.runs);
  result["summary"] = output.result.summary;
  result["page"] = output.page;
  return result;
}

}  // namespace

void bind_views(nb::module_& module) {
  module.def("inspect", &inspect_columns, nb::arg("columns"), nb::arg("name"), nb::arg("target"),
             nb::arg("call"), nb::arg("threads"),
             "What there is to know about columns in memory: a JSON document, a text, a page, and "
             "how each "
             "row lies among the others (0: not looked at, 1 safe, 2 borderline, 3 rare, 4 "
             "outlier).");
  module.def("compare", &compare_columns, nb::arg("tables"), nb::arg("target"), nb::arg("names"),
             nb::arg("call"), nb::arg("imbalance"), nb::arg("repeats"), nb::arg("folds"),
             nb::arg("episodes"), nb::arg("seed"), nb::arg("threads"), nb::arg("progress").none(),
             "Compares methods on the same splits of tables in memory: the columns of the runs, a "
             "JSON document that sums them up, a page.");
  module.def("compare_methods", &compare_methods, "The methods that can be compared.");
}

}  // namespace autosmote::python
