#include "autosmote/fit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/fit_calibration.h"
#include "api/fit_page_data.h"
#include "api/inputs.h"
#include "api/measure_closeness.h"
#include "api/outer_folds.h"
#include "api/output_folder.h"
#include "api/outputs.h"
#include "api/problem.h"
#include "api/row_plan.h"
#include "api/table_checksum.h"
#include "api/verdict.h"
#include "autosmote/error.h"
#include "core/abandon.h"
#include "core/names.h"
#include "core/parallel.h"
#include "report/fit_page.h"
#include "report/report_json.h"
#include "search/search.h"

namespace autosmote {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kCheckpoint = "checkpoint.bin";
constexpr int kFullRepeats = 5;  // of the outer folds
/// The share of rows that are there twice from which scores need a word on it.
constexpr double kSharedWorthANote = 0.05;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// What the searches and baselines have found.
struct Findings {
  SearchResult search;
  std::vector<MethodScore> baselines;
  std::vector<MethodScore> comparison;  // random search, where it ran
  std::uint64_t random_search_fits = 0;
  OuterScores outer;  // where the verdict stands on outer folds
  std::vector<std::string> notes;
  bool interrupted = false;
};

void log_inputs(const Inputs& inputs, const RowPlan& plan, const PreparedProblem& problem,
                const Context& context) {
  if (!context.log) return;
  const Table& table = inputs.train.table;
  const Target& target = inputs.train.target;
  std::string minorities;
  for (std::size_t c = 1; c < target.counts.size(); ++c) {
    minorities +=
        fmt::format("{}{} '{}'", c > 1 ? ", " : "", target.counts[c], target.class_names[c]);
  }
  context.log(fmt::format("{}: {} rows, {}; {} against {} '{}'", table.source(), table.rows(),
                          describe_columns(table, target.column), minorities, target.counts[0],
                          target.class_names[0]));
  const Fold& final = problem.search.final;
  context.log(fmt::format("training: {} rows, {} of the minority; validation: {}; test: {}",
                          final.train.rows(), final.minority.size(), plan.validation,
                          final.evaluation_labels.empty()
                              ? "none"
                              : fmt::format("{} rows", final.evaluation_labels.size())));
}

// Scores on rows that were learned from are no evidence, whatever the file is called.
std::vector<std::string> same_rows_notes(const Inputs& inputs, const FitOptions& options) {
  std::vector<std::string> notes;
  std::vector<std::uint64_t> train = row_checksums(inputs.train.table);
  std::ranges::sort(train);
  const Repeats repeats = count_repeats(train);
  const auto share_of = [](std::size_t part, std::size_t rows) {
    return static_cast<double>(part) / static_cast<double>(rows);
  };
  // So often a row of the training table has an equal one there; rows of the same source do, too.
  const double usual = share_of(repeats.with_twin, train.size());
  const auto check = [&](const std::optional<LabelledTable>& other, const char* role) {
    if (!other) return;
    const std::size_t rows = other->table.rows();
    const std::size_t shared = count_shared(row_checksums(other->table), train);
    const bool same = table_checksum(other->table) == table_checksum(inputs.train.table);
    if (!same && share_of(shared, rows) < usual + kSharedWorthANote) return;
    notes.push_back(fmt::format(
        "{}: {} of the {} {} rows {} in the training table, too, so scores on them are those of "
        "rows that were learned from and say nothing about others; give other rows, or leave it "
        "out",
        other->table.source(), shared == rows ? "all" : fmt::format("{}", shared), rows, role,
        shared == 1 ? "is" : "are"));
  };
  check(inputs.validation, "validation");
  check(inputs.test, "test");
  const double share = share_of(repeats.repeated, train.size());
  const bool held_out = !inputs.validation || !inputs.test;
  if (held_out && options.group.empty() && share >= kSharedWorthANote) {
    notes.push_back(fmt::format(
        "{} rows ({:.1f} %) repeat an earlier one; held-out rows whose copies are learned from "
        "make scores, the verdict's too, better than those of new rows: remove copies, or keep "
        "them together (--group), unless they are separate observations",
        repeats.repeated, 100.0 * share));
  }
  return notes;
}

// Scores say nothing of a class that they do not see.
std::vector<std::string> absent_class_notes(const Inputs& inputs) {
  std::vector<std::string> notes;
  const auto check = [&](const std::optional<LabelledTable>& other, const char* role) {
    if (!other || other->target.classes() == 2) return;
    std::vector<std::string> absent;
    for (std::size_t c = 0; c < other->target.counts.size(); ++c) {
      if (other->target.counts[c] == 0) absent.push_back(other->target.class_names[c]);
    }
    if (absent.empty()) return;
    notes.push_back(fmt::format("{}: the {} rows have none of {}, so its scores say nothing of {}",
                                other->table.source(), role, quote_names(absent),
                                absent.size() == 1 ? "that class" : "these classes"));
  };
  check(inputs.validation, "validation");
  check(inputs.test, "test");
  return notes;
}

// Not among the notes: what is written does not depend on whether the search was resumed.
void tell_of_no_checkpoint(const FitOptions& options, const Context& context) {
  if (!options.resume || !context.log) return;
  std::error_code unreadable;
  if (std::filesystem::exists(std::filesystem::path(options.output) / kCheckpoint, unreadable)) {
    return;
  }
  context.log(
      fmt::format("{}: has no checkpoint to resume from; the search starts from the beginning",
                  options.output));
}

// The paper's process knows only numbers between two rows; a table has categories, whole numbers
// and missing cells, too.
std::vector<std::string> profile_notes(const Inputs& inputs, const FitOptions& options) {
  const std::vector<Column>& columns = inputs.train.table.columns();
  const auto any_feature = [&](const auto& holds) {
    return std::ranges::any_of(columns, [&](const Column& column) {
      return !column.ignored && column.name != options.target && holds(column);
    });
  };
  std::vector<std::string> notes;
  if (options.search.profile != Profile::kPaper) return notes;
  if (any_feature([](const Column& column) { return column.kind == ColumnKind::kNominal; })) {
    notes.emplace_back(
        "the paper profile interpolates one-hot columns in its scores; balanced.csv holds the "
        "category of the nearer parent instead");
  }
  if (any_feature([](const Column& column) { return column.integer; })) {
    notes.emplace_back(
        "the paper profile scores fractions between whole numbers; balanced.csv holds them "
        "rounded");
  }
  return notes;
}

// A fit in memory has no folder, and so no checkpoints.
SearchResult run_with_checkpoint(const PreparedProblem& problem, const SearchOptions& options,
                                 const Context& context, OutputFolder* folder,
                                 const std::string& name, bool resume) {
  if (folder == nullptr) return run_search(problem.search, options, context, nullptr);
  const CheckpointStore store = folder->checkpoint(name, resume);
  return run_search(problem.search, options, context, &store);
}

// Random search in the same space with as many episodes, for the closing table.
void compare_with_random_search(const PreparedProblem& problem, const FitOptions& options,
                                const Context& context, OutputFolder* folder, Findings& findings) {
  // It would double the fits, which are the costly part of a search with a caller's classifier.
  if (options.search.kind == SearchKind::kRandom || options.custom != nullptr) return;
  if (context.cancelled() || findings.search.episodes == 0) {
    findings.notes.emplace_back(
        context.cancelled() ? "interrupted: not compared with random search"
                            : "the search had neither fits nor time for an episode, so nothing was "
                              "learned, and it is "
                              "not compared with random search; allow more (--fits, --time-limit)");
    return;
  }
  SearchOptions random = options.search;
  random.kind = SearchKind::kRandom;
  random.ablation = {};
  random.budget = SearchBudget::kFull;  // the small one has no random search
  random.episodes = findings.search.episodes;
  if (random.time_limit > 0.0) {
    random.time_limit -= findings.search.seconds;
    if (random.time_limit <= 0.0) {
      findings.notes.emplace_back("no time left for random search");
      return;
    }
  }
  Context quiet = context;
  quiet.log = {};  // what it would say was said of the search
  if (context.progress) {
    quiet.progress = [&context](const Progress& progress) {
      Progress own = progress;
      own.phase = "random search";
      context.progress(own);
    };
  }
  SearchResult result;
  try {
    result = run_with_checkpoint(problem, random, quiet, folder, "checkpoint-random.bin",
                                 options.resume);
  } catch (const ConfigError& error) {  // its memory: what was found stands
    findings.notes.push_back(fmt::format("no random search: {}", error.what()));
    return;
  }
  findings.random_search_fits = result.fits;
  result.score.method = "random search";
  if (result.interrupted) {
    findings.notes.push_back(fmt::format("interrupted: random search had {} of {} episodes",
                                         result.episodes, random.episodes));
  }
  findings.comparison.push_back(std::move(result.score));
}

// Whether the verdict is to stand on outer folds; says why not where a user may wonder.
bool wants_outer_folds(const PreparedProblem& problem, const FitOptions& options,
                       Findings& findings) {
  const Fold& final = problem.search.final;
  if (!final.evaluation_labels.empty() || options.verdict == VerdictEffort::kNone) return false;
  if (findings.search.episodes == 0 || options.verdict != VerdictEffort::kAuto) {
    return findings.search.episodes > 0;
  }
  if (options.validation.kind == ValidationOptions::Kind::kSplits ||
      options.metric.kind == MetricKind::kCustom) {
    return false;
  }
  if (options.search.time_limit > 0.0 || options.search.profile == Profile::kPaper ||
      !outer_folds_are_cheap(final.train.rows(), final.train.cols(), findings.search.episodes)) {
    findings.notes.emplace_back(
        "the verdict stands on validation scores alone; --verdict quick repeats the search in five "
        "outer folds for an unbiased one");
    return false;
  }
  return true;
}

void judge_on_outer_folds(const Inputs& inputs, const PreparedProblem& problem,
                          const FitOptions& options, const Context& context, Findings& findings) {
  if (context.cancelled() || !wants_outer_folds(problem, options, findings)) return;
  const int repeats = options.verdict == VerdictEffort::kFull ? kFullRepeats : 1;
  std::vector<std::size_t> rows(inputs.train.target.labels.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  try {
    findings.outer = score_on_outer_folds(inputs, options, rows, problem.search.growth, repeats,
                                          findings.search.episodes, context);
  } catch (const DataError& error) {
    findings.notes.push_back(fmt::format("no outer folds for the verdict: {}", error.what()));
  } catch (const ConfigError& error) {
    findings.notes.push_back(fmt::format("no outer folds for the verdict: {}", error.what()));
  }
  const bool complete = std::cmp_equal(findings.outer.repeats.size(), repeats);
  if (!context.cancelled() || complete) return;
  findings.notes.push_back(
      findings.outer.folds == 0
          ? "interrupted: no outer folds"
          : fmt::format("interrupted: the outer folds were run {} times, not {}",
                        findings.outer.repeats.size(), repeats));
}

Findings search(const Inputs& inputs, const PreparedProblem& problem, const FitOptions& options,
                const Context& context, OutputFolder* folder) {
  Findings findings;
  findings.search =
      run_with_checkpoint(problem, options.search, context, folder, kCheckpoint, options.resume);
  const bool random = options.search.kind == SearchKind::kRandom;
  findings.search.score.method = random ? "random search" : "AutoSMOTE";
  findings.notes = findings.search.notes;
  // The closing table is worth its seconds even where the search was interrupted.
  Context uncancelled = context;
  if (!context.abandon) uncancelled.cancellation = nullptr;
  findings.baselines = score_baselines(problem.search, options.search, uncancelled);
  compare_with_random_search(problem, options, context, folder, findings);
  judge_on_outer_folds(inputs, problem, options, context, findings);
  findings.interrupted = findings.search.interrupted || context.cancelled();
  return findings;
}

ReportPart part_of(const std::vector<int>& labels) {
  return {labels.size(), labels.size() - static_cast<std::size_t>(std::ranges::count(labels, 0))};
}

std::vector<FitClass> fit_classes(const Target& target, const PreparedProblem& problem,
                                  const SearchResult& found) {
  std::vector<FitClass> classes;
  for (const std::string& name : target.class_names) classes.push_back({name});
  const Fold& final = problem.search.final;
  for (const int label : final.train_labels) ++classes[static_cast<std::size_t>(label)].rows;
  for (const Sample& sample : found.samples) {
    ++classes[static_cast<std::size_t>(final.class_of(sample.source))].synthetic_rows;
  }
  return classes;
}

ReportPart validation_part(const Inputs& inputs, const RowPlan& plan) {
  if (inputs.validation) return part_of(inputs.validation->target.labels);
  const bool holdout = plan.folds.size() == 1;
  return part_of(
      labels_of(inputs.train.target, holdout ? plan.folds[0].held_out : plan.final_train));
}

std::vector<ReportColumn> report_columns(const Table& table, const Target& target) {
  std::vector<ReportColumn> columns;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const Column& column = table.column(i);
    ReportColumn entry;
    entry.name = column.name;
    entry.kind = kind_name(column.kind);
    entry.role = column_role(table, target.column, i);
    entry.categories = column.categories.size();
    for (std::size_t row = 0; !column.ignored && row < table.rows(); ++row) {
      entry.missing += column.missing(row) ? 1 : 0;
    }
    columns.push_back(std::move(entry));
  }
  return columns;
}

ReportData report_data(const Inputs& inputs, const RowPlan& plan, const PreparedProblem& problem,
                       const Findings& findings, const FitOptions& options,
                       const Context& context) {
  const Target& target = inputs.train.target;
  const Fold& final = problem.search.final;
  ReportData data;
  data.seed = context.seed;
  data.threads = resolve_threads(context);
  data.source = inputs.train.table.source();
  data.columns = report_columns(inputs.train.table, target);
  data.majority_name = target.class_names[0];
  data.minority_name =
      fmt::format("{}", fmt::join(target.class_names.begin() + 1, target.class_names.end(), ", "));
  data.all = part_of(target.labels);
  data.validation = plan.validation;
  data.training_part = part_of(final.train_labels);
  data.validation_part = validation_part(inputs, plan);
  data.test_part = part_of(final.evaluation_labels);
  const MethodScore& score = findings.search.score;
  data.verdict = findings.outer.folds > 0
                     ? judge(options.metric, score.method, findings.outer, context)
                     : judge(options.metric, score, findings.baselines, final.evaluation_labels,
                             data.validation_part.minority, context, final.classes);
  if (!data.verdict.optimism && score.validation && score.test) {
    data.verdict.optimism = *score.validation - *score.test;
  }
  data.outer_fits = findings.outer.fits;
  for (const MethodScore& baseline : findings.baselines) data.baseline_fits += baseline.fits;
  data.random_search_fits = findings.random_search_fits;
  return data;
}

FitMethod fit_method(const MethodScore& score, const FitOptions& options) {
  return {score.method,         score.validation,
          score.test,           reported_threshold(score.threshold, options),
          score.synthetic_rows, score.note};
}

FitEvidence fit_evidence(const Verdict& verdict) {
  return {outcome_name(verdict.outcome),
          verdict.evidence,
          verdict.against,
          verdict.difference,
          verdict.lower,
          verdict.upper,
          verdict.positives,
          verdict.optimism};
}

std::optional<MeasuredCalibration> add_calibration(const PreparedProblem& problem,
                                                   const FitOptions& options,
                                                   const Findings& findings, std::uint64_t seed,
                                                   FitResult& result) {
  if (problem.search.final.classes > 2) return std::nullopt;  // of two classes
  const ScoreScale scale = score_scale(options);
  const MethodScore& score = findings.search.score;
  result.prior_correction = prior_correction(problem.search.final, score.synthetic_rows);
  std::optional<MeasuredCalibration> measured;
  if (findings.outer.folds > 0) {
    measured = calibrate_on_outer_folds(scale, findings.outer);
  } else {
    measured = calibrate_on_test_rows(scale, problem.search.final, findings.baselines.front(),
                                      score, seed);
  }
  if (measured) result.calibration = measured->summary;
  return measured;
}

FitResult fit_result(const Inputs& inputs, const RowPlan& plan, const PreparedProblem& problem,
                     const Findings& findings, const ReportData& data, const FitOptions& options) {
  FitResult result;
  result.classes = fit_classes(inputs.train.target, problem, findings.search);
  const auto add = [&](const MethodScore& score) {
    result.methods.push_back(fit_method(score, options));
  };
  for (const MethodScore& score : findings.baselines) add(score);
  for (const MethodScore& score : findings.comparison) add(score);
  add(findings.search.score);
  result.verdict = data.verdict.sentence;
  result.evidence = fit_evidence(data.verdict);
  result.minority_rows = data.training_part.minority;
  result.majority_rows = data.training_part.rows - data.training_part.minority;
  result.synthetic_rows = findings.search.samples.size();
  result.test_minority_rows = data.test_part.minority;
  result.validation_minority_rows = data.validation_part.minority;
  result.episodes = findings.search.episodes;
  result.fits = findings.search.fits;
  result.search_seconds = findings.search.seconds;
  result.interrupted = findings.interrupted;
  result.notes = plan.notes;
  result.notes.insert(result.notes.end(), findings.notes.begin(), findings.notes.end());
  return result;
}

// What is known before the search.
struct Preparation {
  RowPlan plan;
  PreparedProblem problem;
};

Preparation prepare(const Inputs& inputs, const FitOptions& options, const Context& context) {
  Preparation prepared;
  prepared.plan = plan_rows(inputs, options, context.seed);
  std::vector<std::string>& notes = prepared.plan.notes;
  std::vector<std::string> suspects =
      suspect_features(inputs.train.table, inputs.train.target.column);
  std::ranges::move(same_rows_notes(inputs, options), std::back_inserter(suspects));
  std::ranges::move(absent_class_notes(inputs), std::back_inserter(suspects));
  notes.insert(notes.end(), suspects.begin(), suspects.end());
  std::ranges::move(profile_notes(inputs, options), std::back_inserter(notes));
  prepared.problem = prepare_problem(inputs, prepared.plan, options);
  log_inputs(inputs, prepared.plan, prepared.problem, context);
  // At once, too: what they warn of can make the search long or its answer worthless.
  if (context.log) {
    for (const std::string& note : suspects) context.log("Note: " + note);
  }
  return prepared;
}

std::vector<CellValue> cells_of(const Inputs& inputs, const PreparedProblem& problem,
                                const SearchResult& found) {
  const Table& table = inputs.train.table;
  const std::size_t columns = table.columns().size();
  std::vector<CellValue> cells(found.samples.size() * columns);
  for (std::size_t s = 0; s < found.samples.size(); ++s) {
    const Sample& sample = found.samples[s];
    problem.rows->make_row(sample.source, sample.neighbor, sample.lambda,
                           std::span(cells).subspan(s * columns, columns));
  }
  return cells;
}

// Worth its time even where the search was interrupted.
FitPage fit_page(const FitPageInputs& found, const FitOptions& options, const Context& context) {
  Context uncancelled = context;
  uncancelled.cancellation = nullptr;
  return make_fit_page(found, options, uncancelled);
}

}  // namespace

FitResult fit(const FitOptions& options, const Context& context) {
  const Clock::time_point start = Clock::now();
  check_fit_files(options);
  check_fit_options(options);
  const Inputs inputs = read_inputs(options);
  const auto [plan, problem] = prepare(inputs, options, context);

  OutputFolder folder(options.output);
  tell_of_no_checkpoint(options, context);
  const Findings findings = search(inputs, problem, options, context, &folder);
  const ReportData data = report_data(inputs, plan, problem, findings, options, context);
  FitResult result = fit_result(inputs, plan, problem, findings, data, options);
  const std::optional<MeasuredCalibration> calibration =
      add_calibration(problem, options, findings, context.seed, result);
  result.closeness = closeness_of_samples(problem, findings.search.samples, context);

  add_balanced_table(folder, inputs, plan, problem, findings.search);
  add_lineage(folder, inputs, plan, problem, findings.search);
  add_history(folder, findings.search);
  add_policy(folder, inputs, problem, options, findings.search);
  const FitPage page = fit_page({inputs, plan, problem, findings.search, findings.baselines,
                                 findings.comparison, findings.outer, calibration},
                                options, context);
  result.files = folder.names();
  result.files.insert(result.files.end(), {"report.json", "report.html"});
  result.seconds = seconds_since(start);
  result.report = render_report(options, data, result);
  folder.add("report.json").write(result.report);
  folder.add("report.html").write(render_fit_page(options, data, result, page));
  folder.commit(findings.interrupted);
  return result;
}

namespace {

FitOutput fit_in_memory(FitTables tables, const FitOptions& options, const Context& context) {
  const Clock::time_point start = Clock::now();
  FitOptions own = options;
  own.test.clear();
  if (own.validation.kind == ValidationOptions::Kind::kFile && !tables.validation) {
    throw ConfigError(
        "the validation is a file, but this fit is in memory; give the table instead");
  }
  if (tables.validation) own.validation.kind = ValidationOptions::Kind::kFile;
  if (own.call.empty()) own.call = "autosmote::fit_tables(tables, options, context)";
  check_fit_options(own);
  const Inputs inputs = take_inputs(std::move(tables), own);
  const auto [plan, problem] = prepare(inputs, own, context);
  const Findings findings = search(inputs, problem, own, context, nullptr);
  const ReportData data = report_data(inputs, plan, problem, findings, own, context);

  FitOutput output;
  output.result = fit_result(inputs, plan, problem, findings, data, own);
  const std::optional<MeasuredCalibration> calibration =
      add_calibration(problem, own, findings, context.seed, output.result);
  output.result.closeness = closeness_of_samples(problem, findings.search.samples, context);
  output.rows.assign(plan.final_train.begin(), plan.final_train.end());
  for (const Sample& sample : findings.search.samples) {
    output.samples.push_back({problem.minority_rows[sample.source],
                              problem.minority_rows[sample.neighbor], sample.lambda,
                              sample.episode});
  }
  output.cells = cells_of(inputs, problem, findings.search);
  for (const EpisodeRecord& record : findings.search.history) {
    output.history.push_back({record.episode, record.round, record.samples, record.validation,
                              record.best_validation, record.entropy});
  }
  output.policy = policy_document(inputs, problem, own, findings.search);
  output.policy_weights = findings.search.policy_weights;
  const FitPage page = fit_page({inputs, plan, problem, findings.search, findings.baselines,
                                 findings.comparison, findings.outer, calibration},
                                own, context);
  output.result.seconds = seconds_since(start);
  output.result.report = render_report(own, data, output.result);
  output.page = render_fit_page(own, data, output.result, page);
  return output;
}

}  // namespace

FitOutput fit_tables(FitTables tables, const FitOptions& options, const Context& context) {
  try {
    return fit_in_memory(std::move(tables), options, context);
  } catch (const Abandoned&) {
    FitOutput nothing;
    nothing.result.interrupted = true;
    return nothing;
  }
}

}  // namespace autosmote
