// Fits a linear classifier on weighted rows, fresh and as a refit, for test_linear.py.
//   probe_linear svm|logistic C FEATURES FOLDER
// FOLDER holds base, base_labels, candidates, multiplicities and evaluation; written are
// "model" (coefficients, intercept, objective, iterations of a fresh fit on base rows with weight
// 1 and candidates with their multiplicities) and "scores" and "labels" (of the refit).

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "autosmote/context.h"
#include "classifiers/logistic.h"
#include "classifiers/svm.h"
#include "peers/probe_io.h"

namespace autosmote {
namespace {

void run(const std::string& kind, double c, std::size_t features, const std::string& folder) {
  const auto base = read_doubles(folder + "/base");
  const auto base_labels = read_as<int>(folder + "/base_labels");
  const auto candidates = read_doubles(folder + "/candidates");
  const auto multiplicities = read_as<std::uint32_t>(folder + "/multiplicities");
  const auto evaluation = read_doubles(folder + "/evaluation");

  std::vector<double> rows = base;
  rows.insert(rows.end(), candidates.begin(), candidates.end());
  std::vector<int> labels = base_labels;
  labels.resize(base_labels.size() + multiplicities.size(), 1);
  std::vector<double> weights(base_labels.size(), 1.0);
  weights.insert(weights.end(), multiplicities.begin(), multiplicities.end());
  const MatrixView<const double> all(rows.data(), labels.size(), features);
  const bool svm = kind == "svm";
  const LinearModel model = svm ? fit_linear_svm(all, labels, weights, c)
                                : fit_logistic_regression(all, labels, weights, c);
  std::vector<double> numbers = model.coefficients;
  numbers.insert(numbers.end(), {model.intercept, model.objective, double(model.iterations)});
  write_doubles(folder + "/model", numbers);

  const RefitData data{{base.data(), base_labels.size(), features},
                       base_labels,
                       {candidates.data(), multiplicities.size(), features},
                       {},
                       {evaluation.data(), evaluation.size() / features, features}};
  ClassifierOptions options;
  options.c = c;
  const auto refit =
      svm ? make_svm_refit(options, data, {}) : make_logistic_refit(options, data, {});
  std::vector<WeightedRow> sample_set;
  for (std::uint32_t i = 0; i < multiplicities.size(); ++i) {
    if (multiplicities[i] > 0) sample_set.push_back({i, multiplicities[i]});
  }
  const auto workspace = refit->make_workspace();
  Predictions out;
  refit->fit_predict({1.0, 1.0, sample_set}, *workspace, out);
  write_doubles(folder + "/scores", out.scores);
  write_doubles(folder + "/labels", std::vector<double>(out.labels.begin(), out.labels.end()));
}

}  // namespace
}  // namespace autosmote

int main(int argc, char** argv) {
  try {
    if (argc != 5) throw std::runtime_error("usage: probe_linear KIND C FEATURES FOLDER");
    autosmote::run(argv[1], std::stod(argv[2]), std::stoul(argv[3]), argv[4]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
