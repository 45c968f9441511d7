#include "autosmote/fit.h"

#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <exception>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "autosmote/custom_classifier.h"
#include "autosmote/resample.h"
#include "module.h"
#include "tables.h"

namespace autosmote::python {
namespace {

FitOptions options_of(const std::map<std::string, std::string>& names, std::uint64_t episodes,
                      double time_limit, std::uint64_t seed) {
  FitOptions options;
  options.target = names.at("target");
  options.group = names.at("group");
  options.call = names.at("call");
  options.classifier.kind = parse_classifier(names.at("classifier"));
  options.classifier.seed = seed;
  const std::string& metric = names.at("metric");
  options.metric =
      metric.empty() ? Metric{MetricKind::kCustom, 1.0, names.at("scorer")} : parse_metric(metric);
  options.validation = parse_validation(names.at("validation"));
  options.verdict = parse_verdict(names.at("verdict"));
  options.distance = parse_distance(names.at("distance"));
  options.strategy = names.at("strategy");
  options.search.profile = parse_profile(names.at("profile"));
  options.search.kind = parse_search(names.at("search"));
  options.search.budget = parse_budget(names.at("budget"));
  options.search.threshold = parse_threshold(names.at("threshold"));
  options.search.episodes = episodes;
  options.search.time_limit = time_limit;
  return options;
}

// Of FitSample or PolicySample.
template <class Sample>
nb::dict lineage_of(const std::vector<Sample>& samples) {
  nb::dict lineage;
  lineage["source"] = column_array<std::int64_t>(samples, [](const auto& s) { return s.source; });
  lineage["neighbor"] =
      column_array<std::int64_t>(samples, [](const auto& s) { return s.neighbor; });
  lineage["lambda"] = column_array<double>(samples, [](const auto& s) { return s.lambda; });
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

std::vector<ColumnKind> kinds_of(const std::vector<Column>& columns) {
  std::vector<ColumnKind> kinds;
  for (const Column& column : columns) kinds.push_back(column.kind);
  return kinds;
}

/// One array a column: numbers, or codes. `made`: samples x columns.
nb::list cells_of(std::span<const CellValue> made, const std::vector<ColumnKind>& kinds) {
  nb::list cells;
  const std::size_t samples = made.size() / kinds.size();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const bool numeric = kinds[i] == ColumnKind::kNumeric;
    std::vector<double> numbers;
    std::vector<std::int32_t> codes;
    numbers.reserve(numeric ? samples : 0);
    codes.reserve(numeric ? 0 : samples);
    for (std::size_t s = 0; s < samples; ++s) {
      const CellValue& cell = made[s * kinds.size() + i];
      if (numeric) {
        numbers.push_back(cell.number);
      } else {
        codes.push_back(cell.code);
      }
    }
    cells.append(numeric ? array_of(std::move(numbers)) : array_of(std::move(codes)));
  }
  return cells;
}

/// A fit as the Python function sees it. Valid during the call alone.
struct AskedFit {
  const CustomFit* fit;
  const std::vector<ColumnKind>* kinds;
};

nb::object rows_array(std::span<const std::size_t> rows) {
  return array_of(std::vector<std::int64_t>(rows.begin(), rows.end()));
}

nb::list cells_of_fit(const AskedFit& asked) {
  const std::size_t columns = asked.kinds->size();
  std::vector<CellValue> cells(asked.fit->samples.size() * columns);
  for (std::size_t s = 0; s < asked.fit->samples.size(); ++s) {
    asked.fit->make_row(s, std::span(cells).subspan(s * columns, columns));
  }
  return cells_of(cells, *asked.kinds);
}

/// An estimator of the caller's: a Python function that takes a list of fits and gives a list of
/// (labels, scores, value).
class PythonClassifier : public CustomClassifier {
 public:
  /// What the function is, in Python's words.
  struct Properties {
    std::string name;
    bool graded_scores = false;
    bool probability_scores = false;
    bool class_weights = false;
  };

  PythonClassifier(nb::object function, Properties properties, const std::vector<ColumnKind>& kinds,
                   CallingThread& caller)
      : function_(std::move(function)),
        properties_(std::move(properties)),
        kinds_(kinds),
        caller_(caller) {}

  std::string name() const override { return properties_.name; }
  bool graded_scores() const override { return properties_.graded_scores; }
  bool probability_scores() const override { return properties_.probability_scores; }
  bool class_weights() const override { return properties_.class_weights; }

  std::vector<CustomPredictions> fit_predict(std::span<const CustomFit> fits) const override {
    std::vector<CustomPredictions> given;
    caller_.call([&] {
      nb::list asked;
      for (const CustomFit& fit : fits) asked.append(nb::cast(AskedFit{&fit, &kinds_}));
      const nb::object answers = function_(asked);
      for (const nb::handle answer : answers) {
        const auto [labels, scores, value] = nb::cast<std::tuple<Labels, Values, double>>(answer);
        given.push_back({{labels.data(), labels.data() + labels.size()},
                         {scores.data(), scores.data() + scores.size()},
                         value});
      }
    });
    return given;
  }

 private:
  nb::object function_;
  Properties properties_;
  const std::vector<ColumnKind>& kinds_;
  CallingThread& caller_;
};

PythonClassifier::Properties properties_of(const nb::dict& given) {
  return {nb::cast<std::string>(given["name"]), nb::cast<bool>(given["graded_scores"]),
          nb::cast<bool>(given["probability_scores"]), nb::cast<bool>(given["class_weights"])};
}

using GivenSplits = std::vector<std::pair<std::vector<std::size_t>, std::vector<std::size_t>>>;

void take_splits(GivenSplits given, FitOptions& options) {
  if (given.empty()) return;
  options.validation.kind = ValidationOptions::Kind::kSplits;
  for (auto& [train, held_out] : given) {
    options.validation.splits.push_back({std::move(train), std::move(held_out)});
  }
}

nb::object scores_of_probabilities(const Values& probabilities) {
  std::vector<double> scores(probabilities.size());
  std::transform(probabilities.data(), probabilities.data() + probabilities.size(), scores.begin(),
                 score_of_probability);
  return array_of(std::move(scores));
}

nb::dict resample_columns(GivenColumns& given, const std::string& policy, const nb::bytes& weights,
                          std::uint64_t seed, int threads) {
  std::vector<Column> columns = given.take();
  const std::vector<ColumnKind> kinds = kinds_of(columns);
  const std::string target = columns.back().name;
  const std::string bytes(weights.c_str(), weights.size());
  CancellationToken token;
  Context context;
  context.seed = seed;
  context.threads = threads;
  context.cancellation = &token;
  PolicyOutput output;
  run_interruptibly(token, [&] {
    output = resample_table(take_table(std::move(columns), "X"), target, policy, bytes, context);
  });
  nb::dict result;
  result["cells"] = cells_of(output.cells, kinds);
  result["lineage"] = lineage_of(output.samples);
  result["notes"] = output.notes;
  return result;
}

nb::dict fit_columns(GivenColumns& given, const std::map<std::string, std::string>& names,
                     std::uint64_t episodes, double time_limit, std::uint64_t seed, int threads,
                     const nb::object& progress, GivenSplits splits, const nb::object& estimator,
                     const nb::dict& properties) {
  std::vector<Column> columns = given.take();
  const std::vector<ColumnKind> kinds = kinds_of(columns);
  FitOptions options = options_of(names, episodes, time_limit, seed);
  for (Column& column : columns) {
    column.ignored = !options.group.empty() && column.name == options.group;
  }
  take_splits(std::move(splits), options);
  CancellationToken token;
  std::exception_ptr thrown;
  Context context;
  context.seed = seed;
  context.threads = threads;
  context.cancellation = &token;
  context.progress = progress_to(progress, token, thrown);
  FitOutput output;
  context.abandon = true;  // an exception drops the result
  PythonClassifier::Properties described;
  if (!estimator.is_none()) described = properties_of(properties);
  std::optional<PythonClassifier> custom;  // destroyed here, with the GIL
  run_interruptibly(token, [&](CallingThread& caller) {
    if (!estimator.is_none()) {
      caller.call([&] { custom.emplace(estimator, described, kinds, caller); });
      options.custom = &*custom;
    }
    FitTables tables;
    tables.train = take_table(std::move(columns), "X");
    output = fit_tables(std::move(tables), options, context);
  });
  if (thrown) std::rethrow_exception(thrown);
  nb::dict result;
  result["cells"] = cells_of(output.cells, kinds);
  nb::dict lineage = lineage_of(output.samples);
  lineage["episode"] =
      column_array<std::int64_t>(output.samples, [](const auto& s) { return s.episode; });
  result["lineage"] = lineage;
  result["history"] = history_of(output);
  result["policy"] = output.policy;
  result["weights"] = nb::bytes(output.policy_weights.data(), output.policy_weights.size());
  result["report"] = output.result.report;
  result["page"] = output.page;
  const PriorCorrection& prior = output.result.prior_correction;
  result["prior_correction"] = nb::make_tuple(prior.minority, prior.majority);
  result["threshold"] = output.result.methods.back().threshold;
  result["notes"] = output.result.notes;
  result["rows"] = array_of(std::move(output.rows));
  return result;
}

}  // namespace

void bind_fit(nb::module_& module) {
  module.def("fit", &fit_columns, nb::arg("columns"), nb::arg("names"), nb::arg("episodes"),
             nb::arg("time_limit"), nb::arg("seed"), nb::arg("threads"), nb::arg("progress").none(),
             nb::arg("splits"), nb::arg("estimator").none(), nb::arg("properties"),
             "Learns an over-sampling strategy for columns in memory: the cells and lineage of the "
             "synthetic rows, the rows they stand beside, history, policy and report.");
  nb::class_<AskedFit>(module, "Fit", "A fit that a search asks for.")
      .def_prop_ro("train", [](const AskedFit& a) { return rows_array(a.fit->train); })
      .def_prop_ro("held_out", [](const AskedFit& a) { return rows_array(a.fit->held_out); })
      .def_prop_ro("majority_weight", [](const AskedFit& a) { return a.fit->majority_weight; })
      .def_prop_ro("minority_weight", [](const AskedFit& a) { return a.fit->minority_weight; })
      .def_prop_ro("sources",
                   [](const AskedFit& a) {
                     return column_array<std::int64_t>(a.fit->samples,
                                                       [](const auto& s) { return s.source; });
                   })
      .def_prop_ro("neighbors",
                   [](const AskedFit& a) {
                     return column_array<std::int64_t>(a.fit->samples,
                                                       [](const auto& s) { return s.neighbor; });
                   })
      .def_prop_ro("weights",
                   [](const AskedFit& a) {
                     return column_array<std::int64_t>(a.fit->samples,
                                                       [](const auto& s) { return s.weight; });
                   })
      .def("cells", &cells_of_fit, "The cells of the samples, one array a column.");
  module.def("apply_policy", &resample_columns, nb::arg("columns"), nb::arg("policy"),
             nb::arg("weights"), nb::arg("seed"), nb::arg("threads"),
             "Applies a learned policy to columns in memory: the cells and lineage of the "
             "synthetic rows.");
  module.def("scores_of_probabilities", &scores_of_probabilities, nb::arg("probabilities"),
             "The scores of probabilities of the smaller class, as a fit gives them back.");
  module.def("classifiers", &available_classifiers, "The base classifiers of this build.");
  module.def("metrics", &metric_names, "The metrics.");
}

}  // namespace autosmote::python
