// Refits a classifier on weighted rows, for test_tree.py.
//   probe_refit KIND FEATURES SEEDS FITS FOLDER
// FOLDER holds base, base_labels, candidates, multiplicities and evaluation; written are "scores"
// and "labels", a row for each seed 0 to SEEDS - 1. With FITS > 0 the median milliseconds of that
// many further fits with the last seed are printed.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/context.h"
#include "classifiers/refit.h"
#include "peers/probe_io.h"

namespace autosmote {
namespace {

double median_milliseconds(const RefitClassifier& refit, const TrainingWeights& weights,
                           std::size_t fits) {
  const auto workspace = refit.make_workspace();
  Predictions out;
  std::vector<double> milliseconds;
  for (std::size_t fit = 0; fit < fits; ++fit) {
    const auto start = std::chrono::steady_clock::now();
    refit.fit_predict(weights, *workspace, out);
    const std::chrono::duration<double, std::milli> passed =
        std::chrono::steady_clock::now() - start;
    milliseconds.push_back(passed.count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  return milliseconds[fits / 2];
}

void run(const std::string& kind, std::size_t features, std::uint64_t seeds, std::size_t fits,
         const std::string& folder) {
  const auto base = read_doubles(folder + "/base");
  const auto base_labels = read_as<int>(folder + "/base_labels");
  const auto candidates = read_doubles(folder + "/candidates");
  const auto multiplicities = read_as<std::uint32_t>(folder + "/multiplicities");
  const auto evaluation = read_doubles(folder + "/evaluation");
  const RefitData data{{base.data(), base_labels.size(), features},
                       base_labels,
                       {candidates.data(), multiplicities.size(), features},
                       {},
                       {evaluation.data(), evaluation.size() / features, features}};
  std::vector<WeightedRow> sample_set;
  for (std::uint32_t row = 0; row < multiplicities.size(); ++row) {
    if (multiplicities[row] > 0) sample_set.push_back({row, multiplicities[row]});
  }
  const TrainingWeights weights{1.0, 1.0, sample_set};

  std::vector<double> scores;
  std::vector<double> labels;
  ClassifierOptions options;
  options.kind = parse_classifier(kind);
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    options.seed = seed;
    const auto refit = make_refit_classifier(options, data, {});
    const auto workspace = refit->make_workspace();
    Predictions out;
    refit->fit_predict(weights, *workspace, out);
    scores.insert(scores.end(), out.scores.begin(), out.scores.end());
    labels.insert(labels.end(), out.labels.begin(), out.labels.end());
    if (fits > 0 && seed + 1 == seeds) {
      std::printf("%.6f\n", median_milliseconds(*refit, weights, fits));
    }
  }
  write_doubles(folder + "/scores", scores);
  write_doubles(folder + "/labels", labels);
}

}  // namespace
}  // namespace autosmote

int main(int argc, char** argv) {
  try {
    if (argc != 6) throw std::runtime_error("usage: probe_refit KIND FEATURES SEEDS FITS FOLDER");
    autosmote::run(argv[1], std::stoul(argv[2]), std::stoull(argv[3]), std::stoul(argv[4]),
                   argv[5]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
