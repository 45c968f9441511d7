// One classifier step on the sample set of an episode, for classifier_vs_sklearn.py.
//   classifier_step SET FOLDER CLASSIFIER...
// Prepares SET of the measuring data by the paper's protocol at ratio 100, plays 15 episodes with
// the agent's initial weights and keeps the one with the median number of samples. Written to
// FOLDER: base, base_labels, candidates, multiplicities, evaluation, and labels-CLASSIFIER, each as
// raw little-endian float64. Prints "ready"; then, for each line "CLASSIFIER FITS" on standard
// input, the median milliseconds of that many refits.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "autosmote/classifier.h"
#include "bench_agent.h"
#include "peers/probe_io.h"

namespace autosmote {
namespace {

constexpr std::uint64_t kEpisodes = 15;

struct Step {
  std::unique_ptr<RefitClassifier> refit;
  std::unique_ptr<RefitClassifier::Workspace> workspace;
  Predictions out;
};

void write_numbers(const std::string& path, const Matrix<double>& values) {
  write_doubles(path, std::span(values.data(), values.rows() * values.cols()));
}

void write_integers(const std::string& path, const std::vector<int>& values) {
  write_doubles(path, std::vector<double>(values.begin(), values.end()));
}

std::vector<WeightedRow> median_sample_set(BenchAgent& agent) {
  Context context;
  context.threads = 1;
  agent.hierarchy->prepare_to_act(context);
  std::vector<Episode> episodes;
  for (std::uint64_t e = 0; e < kEpisodes; ++e) episodes.push_back(agent.walk->play(0, e));
  const auto middle = episodes.begin() + kEpisodes / 2;
  std::nth_element(episodes.begin(), middle, episodes.end(),
                   [](const Episode& a, const Episode& b) { return a.samples < b.samples; });
  return middle->candidates;
}

double median_milliseconds(Step& step, const TrainingWeights& weights, std::size_t fits) {
  std::vector<double> milliseconds;
  for (std::size_t fit = 0; fit < fits; ++fit) {
    const auto start = std::chrono::steady_clock::now();
    step.refit->fit_predict(weights, *step.workspace, step.out);
    const std::chrono::duration<double, std::milli> passed =
        std::chrono::steady_clock::now() - start;
    milliseconds.push_back(passed.count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  return milliseconds.at(fits / 2);
}

void run(const std::string& set, const std::string& folder, std::span<char*> classifiers) {
  const BenchData data = load_bench_data(set, 100.0, set == "phishing_websites");
  BenchAgent agent(data);
  const std::vector<WeightedRow> sample_set = median_sample_set(agent);
  const TrainingWeights weights{1.0, 1.0, sample_set};
  const Matrix<double>& candidates = agent.pool->rows();
  std::vector<int> multiplicities(candidates.rows());
  for (const WeightedRow& row : sample_set) multiplicities[row.row] = static_cast<int>(row.weight);
  write_numbers(folder + "/base", data.base);
  write_integers(folder + "/base_labels", data.base_labels);
  write_numbers(folder + "/candidates", candidates);
  write_integers(folder + "/multiplicities", multiplicities);
  write_numbers(folder + "/evaluation", data.evaluation);

  Context context;
  context.threads = 1;
  std::map<std::string, Step> steps;
  for (const std::string name : classifiers) {
    ClassifierOptions options;
    options.kind = parse_classifier(name);
    Step& step = steps[name];
    step.refit = make_refit_classifier(
        options,
        {data.base.view(), data.base_labels, candidates.view(), {}, data.evaluation.view()},
        context);
    step.workspace = step.refit->make_workspace();
    step.refit->fit_predict(weights, *step.workspace, step.out);
    write_integers(folder + "/labels-" + name, step.out.labels);
  }
  std::printf("ready\n");
  std::fflush(stdout);
  std::string name;
  std::size_t fits = 0;
  while (std::cin >> name >> fits) {
    std::printf("%.6f\n", median_milliseconds(steps.at(name), weights, fits));
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace autosmote

int main(int argc, char** argv) {
  try {
    if (argc < 4) throw std::runtime_error("usage: classifier_step SET FOLDER CLASSIFIER...");
    autosmote::run(argv[1], argv[2], std::span(argv + 3, argv + argc));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "classifier_step: %s\n", error.what());
    return 1;
  }
  return 0;
}
