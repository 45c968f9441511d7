#include "autosmote/compare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "api/compare_inputs.h"
#include "api/output_folder.h"
#include "api/run_store.h"
#include "core/parallel.h"
#include "evaluation/method.h"
#include "evaluation/run_method.h"
#include "evaluation/summary.h"
#include "report/compare_json.h"
#include "report/compare_page.h"

namespace autosmote {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// One comparison from its options to its results.
class Comparison {
 public:
  Comparison(std::vector<CompareSet> sets, const CompareOptions& options, const Context& context)
      : options_(options), context_(context), sets_(std::move(sets)) {
    ChosenMethods chosen = chosen_methods(options, sets_);
    methods_ = std::move(chosen.methods);
    notes_ = std::move(chosen.notes);
    for (const Method& method : methods_) method_names_.push_back(method.name);
    describe_sets();
    plan_runs();
  }

  RunOrigin origin() const;
  void run(RunStore& store);
  const std::vector<RunKey>& keys() const { return keys_; }
  const std::vector<std::string>& method_names() const { return method_names_; }
  /// What a user should know of the results.
  std::vector<std::string> notes(const CompareResult& result) const;
  std::uint64_t runs_new() const { return runs_new_; }
  bool interrupted() const { return interrupted_; }

 private:
  struct SplitPlan {
    std::size_t set = 0;
    double ratio = 0.0;
    int repeat = 0;
  };
  // A piece of work for one thread: a method on a split; a search for one classifier and metric, a
  // method without one for all of them.
  struct Item {
    std::size_t split = 0;  // of the batch
    const Method* method = nullptr;
    std::vector<ClassifierOptions> classifiers;
    std::vector<Metric> metrics;
  };

  void describe_sets() const;
  void plan_runs();
  RunKey key_of(const SplitPlan& split, const ClassifierOptions& classifier, const Metric& metric,
                const Method& method) const;
  bool pending(const RunStore& store, const RunKey& key) const {
    return !store.runs().contains(key);
  }
  std::vector<Item> items_of(const RunStore& store, std::size_t number,
                             const SplitPlan& split) const;
  void run_batch(std::span<const SplitPlan> splits, const std::vector<Item>& items,
                 RunStore& store);
  void run_item(const Item& item, const SplitPlan& plan, const SplitProblem& problem,
                RunStore& store);
  void keep(const SplitPlan& plan, const Item& item, const SplitProblem& problem,
            const std::vector<RunScore>& scores, RunStore& store);

  const CompareOptions& options_;
  const Context& context_;
  std::vector<Method> methods_;
  std::vector<std::string> method_names_;
  std::vector<std::string> notes_;  // of the choice of methods
  std::vector<CompareSet> sets_;
  std::vector<SplitPlan> splits_;
  std::vector<RunKey> keys_;  // all runs, in the order of results.csv
  std::mutex mutex_;          // guards what follows, and the store while items run
  std::uint64_t runs_new_ = 0;
  std::uint64_t runs_done_ = 0;
  bool interrupted_ = false;
  Clock::time_point start_ = Clock::now();
};

// "40 'rare' against 200 'common'", "7 classes, from 10 rows of '6' to 1823 of '1'".
std::string describe_classes(const Target& target) {
  if (target.classes() == 2) {
    return fmt::format("{} '{}' against {} '{}'", target.counts[1], target.class_names[1],
                       target.counts[0], target.class_names[0]);
  }
  return fmt::format("{} classes, from {} rows of '{}' to {} of '{}'", target.classes(),
                     target.counts.back(), target.class_names.back(), target.counts.front(),
                     target.class_names.front());
}

void Comparison::describe_sets() const {
  if (!context_.log) return;
  for (const CompareSet& set : sets_) {
    const LabelledTable& train = set.inputs.train;
    context_.log(fmt::format("{}: {} rows, {}; {}{}", set.name, train.table.rows(),
                             describe_columns(train.table, train.target.column),
                             describe_classes(train.target),
                             set.folds ? ", test folds of " + set.folds->source : ""));
  }
  for (const std::string& note : notes_) context_.log(note);
}

RunOrigin Comparison::origin() const {
  RunOrigin origin;
  origin.settings = render_compare_settings(options_, context_.seed);
  origin.default_classifier = render_classifier_settings({});
  for (const ClassifierOptions& classifier : options_.classifiers) {
    origin.classifiers[std::string(classifier_name(classifier.kind))] =
        render_classifier_settings(classifier);
  }
  for (const std::string& name : method_names_) {
    origin.methods[name] = method_version(parse_method(name));
  }
  for (const CompareSet& set : sets_) {
    origin.tables[set.name] = {set.inputs.train.table.source(), set.checksum};
  }
  return origin;
}

RunKey Comparison::key_of(const SplitPlan& split, const ClassifierOptions& classifier,
                          const Metric& metric, const Method& method) const {
  return {sets_[split.set].name, split.ratio,
          split.repeat,          std::string(classifier_name(classifier.kind)),
          metric.name(),         method.name};
}

// Every split is drawn once, so that a table that is too small for a ratio is told before hours of
// work on others.
void Comparison::plan_runs() {
  const std::vector<double> as_it_is{0.0};
  for (std::size_t set = 0; set < sets_.size(); ++set) {
    for (const double ratio : options_.imbalance.empty() ? as_it_is : options_.imbalance) {
      for (int repeat = 0; repeat < options_.repeats; ++repeat) {
        check_split(sets_[set], ratio, repeat, options_.folds, context_.seed);
        splits_.push_back({set, ratio, repeat});
      }
    }
  }
  for (const SplitPlan& split : splits_) {
    for (const ClassifierOptions& classifier : options_.classifiers) {
      for (const Metric& metric : options_.metrics) {
        for (const Method& method : methods_) {
          keys_.push_back(key_of(split, classifier, metric, method));
        }
      }
    }
  }
}

std::vector<Comparison::Item> Comparison::items_of(const RunStore& store, std::size_t number,
                                                   const SplitPlan& split) const {
  std::vector<Item> items;
  for (const Method& method : methods_) {
    const bool tuned =
        method.kind == Method::Kind::kBaseline || method.kind == Method::Kind::kSearch;
    bool any = false;
    for (const ClassifierOptions& classifier : options_.classifiers) {
      for (const Metric& metric : options_.metrics) {
        if (!pending(store, key_of(split, classifier, metric, method))) continue;
        any = true;
        if (tuned) items.push_back({number, &method, {classifier}, {metric}});
      }
    }
    if (any && !tuned) items.push_back({number, &method, options_.classifiers, options_.metrics});
  }
  return items;
}

void Comparison::run(RunStore& store) {
  for (const RunKey& key : keys_) runs_done_ += pending(store, key) ? 0 : 1;
  // Enough splits at a time that no thread waits long for the last run of a batch.
  const std::size_t wanted = 8 * static_cast<std::size_t>(resolve_threads(context_));
  for (std::size_t begin = 0; begin < splits_.size() && !context_.cancelled();) {
    std::vector<SplitPlan> batch;
    std::vector<Item> items;
    while (begin < splits_.size() && items.size() < wanted) {
      std::vector<Item> more = items_of(store, batch.size(), splits_[begin]);
      if (!more.empty()) batch.push_back(splits_[begin]);
      std::ranges::move(more, std::back_inserter(items));
      ++begin;
    }
    run_batch(batch, items, store);
  }
  interrupted_ = interrupted_ || context_.cancelled();
}

void Comparison::run_batch(std::span<const SplitPlan> splits, const std::vector<Item>& items,
                           RunStore& store) {
  std::vector<SplitProblem> problems(splits.size());
  parallel_for(context_, splits.size(), [&](std::size_t s) {
    const SplitPlan& split = splits[s];
    const CompareSet& set = sets_[split.set];
    const SplitRows rows = rows_of_split(set, split.ratio, split.repeat, context_.seed);
    problems[s] = prepare_split(set.inputs, rows, options_.folds,
                                context_.seed + static_cast<std::uint64_t>(split.repeat));
  });
  // Methods stand in the order of their cost, and the longest go first.
  std::vector<const Item*> order;
  for (const Item& item : items) order.push_back(&item);
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [](const Item* item) { return item->method; });
  parallel_for(context_, order.size(), [&](std::size_t i) {
    if (context_.cancelled()) return;
    run_item(*order[i], splits[order[i]->split], problems[order[i]->split], store);
  });
}

void Comparison::run_item(const Item& item, const SplitPlan& plan, const SplitProblem& problem,
                          RunStore& store) {
  // One thread a run: runs are what is parallel. A search reports no progress of its own.
  Context context;
  context.seed = seed_of_runs(sets_[plan.set], plan.ratio, plan.repeat, context_.seed);
  context.threads = 1;
  context.cancellation = context_.cancellation;
  std::vector<ClassifierOptions> classifiers = item.classifiers;
  for (ClassifierOptions& classifier : classifiers) classifier.seed = context.seed;
  std::vector<RunScore> scores;
  if (item.method->kind == Method::Kind::kWeights ||
      item.method->kind == Method::Kind::kResampler) {
    scores = run_plain_method(*item.method, problem, classifiers, item.metrics, context);
  } else {
    scores.push_back(run_tuned_method(*item.method, problem, classifiers[0], item.metrics[0],
                                      options_.episodes, context));
  }
  // What was made while the run was cancelled may be incomplete.
  if (!context_.cancelled()) keep(plan, item, problem, scores, store);
}

void Comparison::keep(const SplitPlan& plan, const Item& item, const SplitProblem& problem,
                      const std::vector<RunScore>& scores, RunStore& store) {
  const int smallest = problem.holdout.final.classes - 1;
  const auto minority = [smallest](std::span<const int> labels) {
    return static_cast<std::uint64_t>(std::ranges::count(labels, smallest));
  };
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const RunScore& score = scores[i];
    RunRecord record;
    record.key = key_of(plan, item.classifiers[i / item.metrics.size()],
                        item.metrics[i % item.metrics.size()], *item.method);
    interrupted_ = interrupted_ || score.interrupted;
    if (score.interrupted || !pending(store, record.key)) continue;
    record.validation = score.validation;
    record.test = score.test;
    record.test_all = score.test_all;
    record.threshold = score.threshold;
    record.rows = score.rows;
    record.fits = score.fits;
    record.training_minority = minority(problem.holdout.final.train_labels);
    record.validation_minority = minority(problem.holdout.folds.front().evaluation_labels);
    record.test_minority =
        minority(std::span(problem.holdout.final.evaluation_labels).first(problem.test_rows));
    record.applied = score.applied;
    record.note = score.note;
    record.seconds = score.seconds;
    store.append(record);
    ++runs_new_;
    ++runs_done_;
  }
  if (!context_.progress) return;
  Progress progress;
  progress.phase = "runs";
  progress.episodes_done = runs_done_;
  progress.episodes_total = keys_.size();
  progress.seconds = seconds_since(start_);
  context_.progress(progress);
}

std::vector<std::string> Comparison::notes(const CompareResult& result) const {
  std::vector<std::string> notes = notes_;
  const bool several = std::ranges::any_of(
      sets_, [](const CompareSet& set) { return set.inputs.train.target.classes() > 2; });
  std::uint64_t not_applied = 0;
  bool few = false;
  for (const CompareCell& cell : result.cells) {
    not_applied += cell.not_applied;
    few = few || cell.test_minority < 53.0;
  }
  if (not_applied > 0) {
    notes.push_back(fmt::format(
        "{} runs left the data as they are, because the method does not apply to them; their "
        "column 'note' says why",
        not_applied));
  }
  if (few) {
    notes.push_back(fmt::format(
        "some test parts have 52 {} or fewer: one score there says little, only means over repeats "
        "and settings do",
        several ? "rows of the smallest class" : "minority rows"));
  }
  notes.emplace_back(
      "settings of one data set are related, so the p-values over settings are too small");
  return notes;
}

// The runs that there are, in the order of results.csv.
std::vector<RunRecord> ordered_runs(const Comparison& comparison, const RunStore& store) {
  std::vector<RunRecord> runs;
  for (const RunKey& key : comparison.keys()) {
    const auto run = store.runs().find(key);
    if (run != store.runs().end()) runs.push_back(run->second);
  }
  return runs;
}

CompareResult summarize(const Comparison& comparison, std::span<const RunRecord> runs) {
  CompareResult result;
  result.cells = summarize_cells(runs, comparison.method_names());
  result.metrics = summarize_metrics(result.cells, comparison.method_names());
  result.low_noise = summarize_low_noise(result.cells, comparison.method_names());
  result.runs = runs.size();
  result.runs_new = comparison.runs_new();
  result.interrupted = comparison.interrupted();
  result.notes = comparison.notes(result);
  return result;
}

CompareRun public_run(const RunRecord& run) {
  return {.set = run.key.set,
          .ratio = run.key.ratio,
          .repeat = run.key.repeat,
          .classifier = run.key.classifier,
          .metric = run.key.metric,
          .method = run.key.method,
          .validation = run.validation,
          .test = run.test,
          .test_all = run.test_all,
          .threshold = run.threshold,
          .rows = run.rows,
          .fits = run.fits,
          .training_minority = run.training_minority,
          .validation_minority = run.validation_minority,
          .test_minority = run.test_minority,
          .applied = run.applied,
          .note = run.note,
          .seconds = run.seconds};
}

}  // namespace

std::vector<std::string> compare_methods() {
  std::vector<std::string> names;
  for (Method& method : all_methods()) names.push_back(std::move(method.name));
  return names;
}

CompareResult compare(const CompareOptions& options, const Context& context) {
  const Clock::time_point start = Clock::now();
  check_compare_files(options);
  check_compare_options(options);
  Comparison comparison(read_compare_sets(options), options, context);
  OutputFolder folder(options.output);
  RunStore store(options.output, comparison.origin(), options.resume, context);
  comparison.run(store);
  store.put_in_order(comparison.keys());

  const std::vector<RunRecord> runs = ordered_runs(comparison, store);
  CompareResult result = summarize(comparison, runs);
  result.files = {"results.csv", "comparison.json", "summary.json", "report.html"};
  result.seconds = seconds_since(start);
  result.summary = render_comparison(options, result, context.seed, resolve_threads(context));
  folder.add("summary.json").write(result.summary);
  folder.add("report.html")
      .write(render_compare_page(options, result, runs, context.seed, resolve_threads(context)));
  folder.commit(true);
  return result;
}

CompareOutput compare_tables(std::vector<CompareTable> tables, const CompareOptions& options,
                             const Context& context) {
  const Clock::time_point start = Clock::now();
  CompareOptions own = options;
  own.data.clear();
  for (const CompareTable& table : tables) own.data.push_back(table.name);
  if (own.call.empty()) own.call = "autosmote::compare_tables(tables, options, context)";
  check_compare_options(own);
  Comparison comparison(take_compare_sets(std::move(tables), own), own, context);
  RunStore store;
  comparison.run(store);
  const std::vector<RunRecord> runs = ordered_runs(comparison, store);
  CompareOutput output;
  output.result = summarize(comparison, runs);
  output.result.seconds = seconds_since(start);
  output.result.summary =
      render_comparison(own, output.result, context.seed, resolve_threads(context));
  output.page =
      render_compare_page(own, output.result, runs, context.seed, resolve_threads(context));
  for (const RunRecord& run : runs) output.runs.push_back(public_run(run));
  return output;
}

}  // namespace autosmote
