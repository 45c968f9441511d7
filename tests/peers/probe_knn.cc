// probe_knn DIR FEATURES K: reads base, labels, candidates, evaluation and weights (for each fit
// the multiplicity of every candidate) from DIR; writes predictions and scores, fit by fit.

#include <cstdio>
#include <exception>

#include "classifiers/knn.h"
#include "peers/probe_io.h"

int main(int, char** argv) try {
  using namespace autosmote;
  const std::string folder = std::string(argv[1]) + "/";
  const std::size_t d = std::stoul(argv[2]);
  const auto view = [d](const std::vector<double>& values) {
    return MatrixView<const double>(values.data(), values.size() / d, d);
  };
  const auto base = read_doubles(folder + "base");
  const auto candidates = read_doubles(folder + "candidates");
  const auto evaluation = read_doubles(folder + "evaluation");
  const auto labels = read_as<int>(folder + "labels");
  const auto weights = read_as<std::uint32_t>(folder + "weights");
  ClassifierOptions options;
  options.neighbors = std::stoi(argv[3]);
  const auto classifier =
      make_knn_refit(options, {view(base), labels, view(candidates), {}, view(evaluation)}, {});
  const auto workspace = classifier->make_workspace();
  Predictions predictions;
  std::vector<double> all_labels, all_scores;
  const std::size_t p = candidates.size() / d;
  for (std::size_t fit = 0; fit < weights.size() / p; ++fit) {
    std::vector<WeightedRow> rows;
    for (std::uint32_t i = 0; i < p; ++i) {
      if (weights[fit * p + i] > 0) rows.push_back({i, weights[fit * p + i]});
    }
    classifier->fit_predict({1.0, 1.0, rows}, *workspace, predictions);
    all_labels.insert(all_labels.end(), predictions.labels.begin(), predictions.labels.end());
    all_scores.insert(all_scores.end(), predictions.scores.begin(), predictions.scores.end());
  }
  write_doubles(folder + "predictions", all_labels);
  write_doubles(folder + "scores", all_scores);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
