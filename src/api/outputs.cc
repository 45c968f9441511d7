#include "api/outputs.h"

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "api/carried_columns.h"
#include "report/command_text.h"
#include "search/policy_file.h"
#include "table/csv.h"

namespace autosmote {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16;

void write_if_large(AtomicFile& file, std::string& pending, std::size_t limit = kPiece) {
  if (pending.size() < limit) return;
  file.write(pending);
  pending.clear();
}

PolicyTable policy_table(const LabelledTable& train, const FitOptions& options) {
  PolicyTable described;
  described.classifier = classifier_text(options);
  described.metric = options.metric.name();
  described.target = train.table.column(train.target.column).name;
  described.classes = train.target.class_names;
  described.missing = options.read.missing;
  for (std::size_t i = 0; i < train.table.columns().size(); ++i) {
    const Column& column = train.table.column(i);
    described.columns.push_back({column.name, std::string(kind_name(column.kind)),
                                 std::string(column_role(train.table, train.target.column, i))});
  }
  return described;
}

}  // namespace

double reported_threshold(double threshold, const FitOptions& options) {
  const bool of_probabilities = options.custom != nullptr && options.custom->probability_scores();
  return of_probabilities ? probability_of_score(threshold) : threshold;
}

void add_balanced_table(OutputFolder& folder, const Inputs& inputs, const RowPlan& plan,
                        const PreparedProblem& problem, const SearchResult& found) {
  AtomicFile& file = folder.add("balanced.csv");
  const Table& table = inputs.train.table;
  TableWriter writer(table, [&file](std::string_view piece) { file.write(piece); });
  writer.write_header();
  for (const std::size_t row : plan.final_train) writer.write_row(row);
  std::vector<CellValue> cells(table.columns().size());
  for (const Sample& sample : found.samples) {
    problem.rows->make_row(sample.source, sample.neighbor, sample.lambda, cells);
    const std::size_t source = problem.minority_rows[sample.source];
    inputs.carried->set_weight(source, problem.minority_rows[sample.neighbor], sample.lambda,
                               cells);
    writer.write_row(cells, inputs.carried->copied(source));
  }
  writer.finish();
}

void add_lineage(OutputFolder& folder, const Inputs& inputs, const RowPlan& plan,
                 const PreparedProblem& problem, const SearchResult& found) {
  AtomicFile& file = folder.add("lineage.csv");
  std::string pending = "row,source,neighbor,lambda,class,episode\n";
  const Target& target = inputs.train.target;
  std::vector<std::string> classes(target.class_names.size());
  for (std::size_t c = 0; c < classes.size(); ++c) {
    append_csv_cell(classes[c], target.class_names[c], ',');
  }
  std::size_t row = plan.final_train.size();
  for (const Sample& sample : found.samples) {
    const std::size_t source = problem.minority_rows[sample.source];
    fmt::format_to(std::back_inserter(pending), "{},{},{},{},{},{}\n", ++row, source + 1,
                   problem.minority_rows[sample.neighbor] + 1, sample.lambda,
                   classes[static_cast<std::size_t>(target.labels[source])], sample.episode);
    write_if_large(file, pending);
  }
  write_if_large(file, pending, 0);
}

void add_history(OutputFolder& folder, const SearchResult& found) {
  AtomicFile& file = folder.add("history.csv");
  std::string pending = "episode,round,samples,validation,best_validation,entropy\n";
  for (const EpisodeRecord& record : found.history) {
    fmt::format_to(std::back_inserter(pending), "{},{},{},{},{},{}\n", record.episode, record.round,
                   record.samples, record.validation, record.best_validation, record.entropy);
    write_if_large(file, pending);
  }
  write_if_large(file, pending, 0);
}

std::string policy_document(const Inputs& inputs, const PreparedProblem& problem,
                            const FitOptions& options, const SearchResult& found) {
  PolicyFile policy = parse_policy(found.policy, found.policy_weights);
  policy.table = policy_table(inputs.train, options);
  policy.table->distance = problem.search.distance;
  policy.threshold = reported_threshold(policy.threshold, options);
  if (policy.profile == Profile::kPaper) policy.table->features = problem.features;
  return render_policy(policy);
}

void add_policy(OutputFolder& folder, const Inputs& inputs, const PreparedProblem& problem,
                const FitOptions& options, const SearchResult& found) {
  folder.add("policy.json").write(policy_document(inputs, problem, options, found));
  if (found.policy_weights.empty()) {
    folder.leave_out("policy.weights");
  } else {
    folder.add("policy.weights").write(found.policy_weights);
  }
}

}  // namespace autosmote
