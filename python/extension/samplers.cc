#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "autosmote/sampler.h"
#include "module.h"

namespace autosmote::python {
namespace {

using Parameters = std::map<std::string, std::variant<double, std::string>>;
/// Rows of each class afterwards, the classes that may lose rows, or a text for
/// parse_sampling_strategy: methods with several rounds ask it anew in each.
using Strategy = std::variant<std::map<int, std::uint64_t>, std::vector<int>, std::string>;

SamplingStrategy strategy_of(const Strategy& given) {
  if (const auto* text = std::get_if<2>(&given)) return parse_sampling_strategy(*text);
  SamplingStrategy strategy;
  if (const auto* counts = std::get_if<0>(&given)) {
    strategy.kind = SamplingStrategy::Kind::kCounts;
    strategy.counts = *counts;
  } else {
    strategy.kind = SamplingStrategy::Kind::kClasses;
    strategy.classes = std::get<1>(given);
  }
  return strategy;
}

nb::dict arrays_of(std::map<int, std::vector<std::uint32_t>>&& rows) {
  nb::dict by_class;
  for (auto& [c, members] : rows) by_class[nb::cast(c)] = array_of(std::move(members));
  return by_class;
}

nb::dict dict_of(SamplerFindings&& findings) {
  nb::dict result;
  result["in_danger"] = arrays_of(std::move(findings.in_danger));
  result["seeds"] = arrays_of(std::move(findings.seeds));
  result["rounds"] = findings.rounds;
  result["centroids"] = array_of(std::move(findings.centroids));
  result["inertia"] = findings.inertia;
  result["clusters"] = array_of(std::move(findings.clusters));
  return result;
}

nb::dict resample(std::string_view method, const Parameters& parameters, const Numbers& x,
                  const Labels& labels, int classes, const std::vector<std::uint32_t>& nominal,
                  const Strategy& strategy, std::uint64_t seed, int threads) {
  const SamplerData data{view_of(x), std::span(labels.data(), labels.size()), classes, nominal};
  std::vector<std::string> notes;
  Context context;
  context.seed = seed;
  context.threads = threads;
  context.log = [&notes](std::string_view text) { notes.emplace_back(text); };
  CancellationToken token;
  context.cancellation = &token;
  Resampled made;
  run_interruptibly(token, [&] {
    const SamplerParameters given(parameters.begin(), parameters.end());
    made = make_sampler(method, given)->resample(data, strategy_of(strategy), context);
  });
  std::vector<std::uint32_t> sources;
  sources.reserve(made.origins.size());
  for (const SyntheticOrigin& origin : made.origins) sources.push_back(origin.source);
  nb::dict result;
  result["rows"] = array_of(std::move(made.rows));
  result["synthetic"] = array_of(std::move(made.synthetic));
  result["labels"] = array_of(std::move(made.synthetic_labels));
  result["sources"] = array_of(std::move(sources));
  result["notes"] = nb::cast(notes);
  result["findings"] = dict_of(std::move(made.findings));
  return result;
}

nb::object default_of(const SamplerParameter& parameter) {
  return std::visit([](const auto& value) { return nb::cast(value); }, parameter.default_value);
}

nb::dict describe_samplers() {
  nb::dict all;
  for (const SamplerInfo& info : sampler_infos()) {
    nb::dict parameters;
    for (const SamplerParameter& parameter : info.parameters) {
      parameters[nb::cast(parameter.name)] = default_of(parameter);
    }
    all[nb::cast(info.name)] = parameters;
  }
  return all;
}

}  // namespace

void bind_samplers(nb::module_& module) {
  module.def("samplers", &describe_samplers,
             "The parameters of each sampler of the library, with their defaults.");
  module.def("resample", &resample, nb::arg("method"), nb::arg("parameters"), nb::arg("x"),
             nb::arg("labels"), nb::arg("classes"), nb::arg("nominal"), nb::arg("strategy"),
             nb::arg("seed"), nb::arg("threads"),
             "Rows of x that stay or are repeated ('rows'), new rows ('synthetic') with their "
             "class numbers ('labels') and the row of x each was made from ('sources'), what there "
             "is to say ('notes'), what the method has found besides, by the names of "
             "SamplerFindings ('findings').");
}

}  // namespace autosmote::python
