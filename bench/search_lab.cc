// Runs variants of the search on the same splits of many tables, and writes what each predicted on
// rows that it had not seen. bench/lab_table.py makes the table of differences of it, and
// bench/learn_prior.py the shipped prior.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "core/parallel.h"
#include "lab_bagging.h"
#include "lab_problem.h"
#include "search/placement_search.h"

namespace autosmote::lab {
namespace {

constexpr int kBagged = 10;  // classifiers

struct Arguments {
  std::vector<std::string> tables;
  std::vector<double> ratios{0.0};
  std::vector<std::string> classifiers{"svm"};
  std::vector<std::string> metrics{"macro-f1"};
  std::vector<std::string> variants{"full"};
  std::uint64_t splits = 1;
  std::uint64_t episodes = 0;
  std::uint64_t first_split = 0;
  std::size_t most_rows = 8000;
  std::string priors;
  std::string output;
  int threads = 1;
};

struct Job {
  std::size_t table = 0;
  double ratio = 0.0;
  std::uint64_t split = 0;
};

// Lines "table,classifier,ranking,10 means,10 deviations" of bench/learn_prior.py: the prior to be
// used on a table, learned without its family.
using Priors = std::map<std::string, PlacementPrior>;

// All tables have two classes here.
const auto kParameterNames =
    std::span(PlacementPolicy::kNames).first(PlacementPolicy::parameters(2));

std::string prior_key(const std::string& table, ClassifierKind classifier, bool ranking) {
  return fmt::format("{},{},{}", table, classifier_name(classifier), ranking ? 1 : 0);
}

Priors read_priors(const std::string& file) {
  Priors priors;
  if (file.empty()) return priors;
  std::ifstream in(file);
  if (!in) throw IoError("cannot read " + file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream cells(line);
    std::string table, classifier, ranking, cell;
    std::getline(cells, table, ',');
    std::getline(cells, classifier, ',');
    std::getline(cells, ranking, ',');
    PlacementPrior prior;
    for (double& x : prior.mean) x = std::getline(cells, cell, ',') ? std::stod(cell) : 0.0;
    for (double& x : prior.deviation) x = std::getline(cells, cell, ',') ? std::stod(cell) : 0.0;
    priors[fmt::format("{},{},{}", table, classifier, ranking)] = prior;
  }
  return priors;
}

std::string table_name(const std::string& file) {
  const std::string name = std::filesystem::path(file).filename().string();
  return name.substr(0, name.find(".csv"));
}

const std::map<std::string, Baseline> kBaselines{{"nothing", Baseline::kNothing},
                                                 {"class-weight", Baseline::kClassWeight},
                                                 {"threshold", Baseline::kThreshold},
                                                 {"random-over", Baseline::kRandomOver},
                                                 {"smote", Baseline::kSmote}};

bool is_variant(const std::string& name) {
  if (name == "bagging" || kBaselines.contains(name)) return true;
  for (const char* kind : {"full", "random", "small"}) {
    for (const char* start : {"", "-neutral", "-shipped", "-file"}) {
      if (name == std::string(kind) + start) return true;
    }
  }
  return false;
}

struct Outcome {
  MethodScore score;
  std::string parameters;  // of the policy, with commas; empty for baselines
};

Outcome run_variant(const std::string& variant, const std::string& table,
                    const SearchProblem& problem, const Arguments& arguments, const Priors& priors,
                    const Context& context) {
  SearchOptions options;
  if (const auto found = kBaselines.find(variant); found != kBaselines.end()) {
    return {score_baseline(found->second, problem, options, context), ""};
  }
  if (variant == "bagging") return {score_bagging(problem, kBagged, context), ""};
  // full, random, small; with "-neutral" or "-file" another start than the shipped one.
  const std::string kind = variant.substr(0, variant.find('-'));
  if (kind == "random") options.kind = SearchKind::kRandom;
  if (kind == "small") options.budget = SearchBudget::kSmall;
  if (kind != "small") options.episodes = arguments.episodes;
  std::optional<PlacementPrior> start;
  if (variant.ends_with("-neutral")) start = neutral_prior();
  if (variant.ends_with("-shipped")) {
    start = learned_prior(problem.classifier.kind, problem.metric);
  }
  if (variant.ends_with("-file")) {
    start = priors.at(prior_key(table, problem.classifier.kind, problem.metric.uses_scores()));
  }
  SearchResult result = PlacementSearch(problem, options, context, start).run(nullptr);
  const auto policy = nlohmann::json::parse(result.policy);
  std::vector<double> values;
  for (const std::string_view name : kParameterNames) {
    values.push_back(policy.at("parameters").at(std::string(name)).get<double>());
  }
  return {std::move(result.score), fmt::format("{:.4f}", fmt::join(values, ","))};
}

void run_job(const Job& job, const Arguments& arguments, const Inputs& inputs, const Priors& priors,
             std::ostream& out, std::mutex& mutex) {
  const PartOptions part_options{job.ratio, job.split, arguments.most_rows};
  const Part part = make_part(inputs.train.target.labels, part_options);
  SearchProblem problem = make_problem(inputs, part, 5, job.split);
  Context context;
  context.seed = job.split;
  context.threads = 1;
  const std::string table = table_name(arguments.tables[job.table]);
  for (const std::string& classifier : arguments.classifiers) {
    problem.classifier.kind = parse_classifier(classifier);
    for (const std::string& metric : arguments.metrics) {
      problem.metric = parse_metric(metric);
      for (const std::string& variant : arguments.variants) {
        const auto start = std::chrono::steady_clock::now();
        Outcome outcome = run_variant(variant, table, problem, arguments, priors, context);
        if (!outcome.score.validation) continue;  // does not apply
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        const TestCounts test =
            count_test(problem.final.evaluation_labels, outcome.score, part.minority_weight);
        const std::lock_guard lock(mutex);
        out << fmt::format(
                   "{},{:g},{},{},{},{},{:.6f},{:.2f},{:.2f},{:.2f},{:.2f},{:.6f},{},{:.3f}", table,
                   job.ratio, job.split, classifier, metric, variant, *outcome.score.validation,
                   test.tp, test.fp, test.fn, test.tn, test.average_precision,
                   outcome.score.synthetic_rows, seconds.count())
            << (outcome.parameters.empty() ? "" : ",") << outcome.parameters << '\n'
            << std::flush;
      }
    }
  }
}

int run(const Arguments& arguments) {
  std::vector<Inputs> inputs;
  for (const std::string& table : arguments.tables) inputs.push_back(read_lab_table(table));
  const bool needs_priors = std::ranges::any_of(
      arguments.variants, [](const std::string& name) { return name.ends_with("-file"); });
  if (needs_priors && arguments.priors.empty()) {
    throw ConfigError("variants with -file start from the priors of a file; name it with --priors");
  }
  const Priors priors = read_priors(arguments.priors);
  std::vector<Job> jobs;
  for (std::uint64_t s = 0; s < arguments.splits; ++s) {
    for (const double ratio : arguments.ratios) {
      for (std::size_t t = 0; t < inputs.size(); ++t) {
        jobs.push_back({t, ratio, arguments.first_split + s});
      }
    }
  }
  std::ofstream out(arguments.output);
  if (!out) throw IoError("cannot write " + arguments.output);
  out << "set,ratio,split,classifier,metric,variant,validation,tp,fp,fn,tn,ap,samples,seconds,"
      << fmt::format("{}", fmt::join(kParameterNames, ",")) << '\n';
  std::mutex mutex;
  Context context;
  context.threads = arguments.threads;
  parallel_for(context, jobs.size(), [&](std::size_t j) {
    try {
      run_job(jobs[j], arguments, inputs[jobs[j].table], priors, out, mutex);
    } catch (const Error& error) {
      const std::lock_guard lock(mutex);
      fmt::print(stderr, "{} at ratio {}: {}\n", table_name(arguments.tables[jobs[j].table]),
                 jobs[j].ratio, error.what());
    }
  });
  return 0;
}

}  // namespace
}  // namespace autosmote::lab

int main(int argc, char** argv) {
  autosmote::lab::Arguments arguments;
  CLI::App app("Variants of the search on the same splits");
  app.add_option("TABLES", arguments.tables, "CSV files, the label in the last column")->required();
  app.add_option("--ratios", arguments.ratios, "0: the table's own")->delimiter(',');
  app.add_option("--classifiers", arguments.classifiers)->delimiter(',');
  app.add_option("--metrics", arguments.metrics)->delimiter(',');
  app.add_option("--variants", arguments.variants,
                 "nothing, class-weight, threshold, random-over, smote, bagging, full, random, "
                 "small; the last three also with -neutral, -shipped or -file, for the start")
      ->delimiter(',')
      ->check([](const std::string& name) {
        return autosmote::lab::is_variant(name) ? "" : "no variant is called '" + name + "'";
      });
  app.add_option("--splits", arguments.splits);
  app.add_option("--first-split", arguments.first_split);
  app.add_option("--episodes", arguments.episodes, "0: the profile's own");
  app.add_option("--most-rows", arguments.most_rows, "Of the majority, in either part");
  app.add_option("--priors", arguments.priors, "File of bench/learn_prior.py, for -file");
  app.add_option("--threads", arguments.threads);
  app.add_option("-o", arguments.output)->required();
  CLI11_PARSE(app, argc, argv);
  try {
    return autosmote::lab::run(arguments);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
