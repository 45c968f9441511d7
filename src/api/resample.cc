#include "autosmote/resample.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "api/added_rows.h"
#include "api/carried_columns.h"
#include "api/inputs.h"
#include "api/measure_closeness.h"
#include "api/output_file.h"
#include "api/resample_policy.h"
#include "autosmote/error.h"
#include "autosmote/target.h"
#include "core/abandon.h"
#include "core/names.h"
#include "core/parallel.h"
#include "report/resample_json.h"
#include "table/csv.h"

namespace autosmote {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kPiece = std::size_t{1} << 16;
constexpr std::size_t kRowsBetweenChecks = 4096;  // of the cancellation

void check_options(const ResampleOptions& options) {
  if (options.data.empty()) throw ConfigError("no table; name a file, or - for standard input");
  if (options.target.empty()) throw ConfigError("no target; name the label column");
  if (options.output.empty()) throw ConfigError("no output; name a file");
  if (options.method.empty() == options.policy.empty()) {
    throw ConfigError(options.method.empty()
                          ? "neither a method nor a policy is given; name one"
                          : "both a method and a policy are given; leave one out");
  }
  if (!options.lineage.empty() && mean_one_file(options.output, options.lineage)) {
    throw ConfigError(
        fmt::format("{}: output and lineage must be different files", options.output));
  }
  check_carried_column(options.weight, options.target, "--weight");
  if (options.policy.empty()) {
    make_sampler(options.method, options.parameters);
    return;
  }
  if (!options.parameters.empty() || options.strategy != "auto") {
    throw ConfigError(
        "a policy has decided how many rows to add; parameters and a sampling strategy or ratio "
        "belong to a method");
  }
}

void check_mark(const ResampleOptions& options, const Table& table) {
  if (options.mark.empty() || !table.find_column(options.mark)) return;
  throw ConfigError(fmt::format("{}: there is a column '{}' already; name the mark otherwise",
                                table.source(), options.mark));
}

// Files that are read, so not to be written.
std::vector<std::string> inputs_of(const ResampleOptions& options) {
  std::vector<std::string> inputs{options.data};
  if (options.policy.empty()) return inputs;
  for (const char* name : {"policy.json", "policy.weights"}) {
    inputs.push_back((std::filesystem::path(options.policy) / name).string());
  }
  return inputs;
}

/// The files of a run, and the one pass that writes them.
class Writing {
 public:
  Writing(const ResampleOptions& options, const Table& table, const ClassTarget& target)
      : table_(table),
        target_(target),
        output_(open_output(options.output, inputs_of(options), options.overwrite)),
        writer_(table, [this](std::string_view piece) { output_.write(piece); }),
        carried_(table, options.ignored, options.weight) {
    if (!options.mark.empty()) writer_.mark_rows(options.mark);
    if (options.lineage.empty()) return;
    lineage_.emplace(open_output(options.lineage, inputs_of(options), options.overwrite));
    pending_ = "row,source,neighbor,lambda,class\n";
    for (const std::string& name : target.class_names) {
      append_csv_cell(class_cells_.emplace_back(), name, ',');
    }
  }

  /// False where it was cancelled.
  bool write(const AddedRows& rows, const Context& context) {
    writer_.write_header();
    for (const std::uint32_t row : rows.kept) {
      writer_.write_row(row);
      if (!go_on(context)) return false;
    }
    for (const std::uint32_t row : rows.copies) {
      writer_.write_copy(row);
      add_lineage({row, row, 0.0}, true, target_.labels[row]);
      if (!go_on(context)) return false;
    }
    std::vector<CellValue> cells(table_.columns().size());
    for (std::size_t s = 0; s < rows.origins.size(); ++s) {
      const SyntheticOrigin& origin = rows.origins[s];
      const bool interpolated = rows.make_row(s, origin, cells);
      cells[target_.column].code = label_code(rows.labels[s]);
      carried_.set_weight(origin.source, origin.neighbor, interpolated ? origin.lambda : 0.0,
                          cells);
      writer_.write_row(cells, carried_.copied(origin.source));
      add_lineage(origin, interpolated, rows.labels[s]);
      if (!go_on(context)) return false;
    }
    writer_.finish();
    flush_lineage(0);
    return true;
  }

  /// Both are complete before either gets its name.
  std::vector<std::string> commit() {
    output_.close();
    if (lineage_) lineage_->close();
    output_.commit();
    std::vector<std::string> files{output_.path().string()};
    if (lineage_) {
      lineage_->commit();
      files.push_back(lineage_->path().string());
    }
    return files;
  }

 private:
  std::int32_t label_code(int label) const {
    const std::size_t row = target_.first_rows[static_cast<std::size_t>(label)];
    return table_.column(target_.column).codes[row];
  }

  bool go_on(const Context& context) {
    return ++written_ % kRowsBetweenChecks != 0 || !context.cancelled();
  }

  void add_lineage(const SyntheticOrigin& origin, bool interpolated, int label) {
    if (!lineage_) return;
    fmt::format_to(std::back_inserter(pending_), "{},{},{},", written_ + 1, origin.source + 1,
                   origin.neighbor + 1);
    if (interpolated) fmt::format_to(std::back_inserter(pending_), "{}", origin.lambda);
    pending_ += ',';
    pending_ += class_cells_[static_cast<std::size_t>(label)];
    pending_ += '\n';
    flush_lineage(kPiece);
  }

  void flush_lineage(std::size_t limit) {
    if (!lineage_ || pending_.size() < limit) return;
    lineage_->write(pending_);
    pending_.clear();
  }

  const Table& table_;
  const ClassTarget& target_;
  AtomicFile output_;
  TableWriter writer_;
  CarriedColumns carried_;
  std::vector<std::string> class_cells_;  ///< of the lineage, by label
  std::optional<AtomicFile> lineage_;
  std::string pending_;
  std::size_t written_ = 0;  ///< rows
};

std::vector<ResampleClass> count_rows(const ClassTarget& target, const AddedRows& rows) {
  std::vector<ResampleClass> classes;
  for (std::size_t c = 0; c < target.class_names.size(); ++c) {
    classes.push_back({target.class_names[c], target.counts[c], target.counts[c], 0, 0});
  }
  const auto class_of = [&](int label) -> ResampleClass& {
    return classes[static_cast<std::size_t>(label)];
  };
  for (const std::uint32_t row : rows.kept) --class_of(target.labels[row]).removed;
  for (const std::uint32_t row : rows.copies) ++class_of(target.labels[row]).copies;
  for (const int label : rows.labels) ++class_of(label).synthetic;
  return classes;
}

void add_notes(ResampleResult& result) {
  std::vector<std::string> empty;
  for (const ResampleClass& entry : result.classes) {
    if (entry.after() == 0) empty.push_back(entry.name);
  }
  if (!empty.empty()) {
    result.notes.push_back(fmt::format("no row is left of class {}; a classifier cannot learn {}",
                                       quote_names(empty), empty.size() == 1 ? "it" : "them"));
  }
  const bool changed = std::ranges::any_of(result.classes, [](const ResampleClass& entry) {
    return entry.removed + entry.copies + entry.synthetic > 0;
  });
  if (!changed) result.notes.emplace_back("no row was added or removed");
}

void log_table(const Table& table, const ClassTarget& target, const Context& context) {
  if (!context.log) return;
  context.log(fmt::format("{}: {} rows, {}; {} classes", table.source(), table.rows(),
                          describe_columns(table, target.column), target.class_names.size()));
}

}  // namespace

std::uint64_t ResampleResult::rows() const {
  std::uint64_t sum = 0;
  for (const ResampleClass& entry : classes) sum += entry.after();
  return sum;
}

ResampleResult resample(const ResampleOptions& options, const Context& context) {
  const Clock::time_point start = Clock::now();
  check_options(options);
  std::optional<PolicyFile> policy;
  if (!options.policy.empty()) policy = read_policy(options.policy);
  Inputs inputs;
  if (policy) {
    inputs = read_policy_table(*policy, options);
  } else {
    ReadOptions read = options.read;
    read.target = options.target;
    if (!options.weight.empty()) read.carried.push_back(options.weight);
    inputs.train.table = read_table(options.data, read);
  }
  const Table& table = inputs.train.table;
  check_mark(options, table);
  const ClassTarget target = select_classes(table, options.target);
  log_table(table, target, context);

  ResampleResult result;
  result.notes = suspect_features(table, target.column);
  Writing writing(options, table, target);
  AddedRows rows;
  if (policy) {
    rows = rows_of_policy(*policy, inputs, target.labels, context);
  } else {
    rows = rows_of_method(options, table, target, context);
  }
  result.classes = count_rows(target, rows);
  std::ranges::move(rows.notes, std::back_inserter(result.notes));
  result.policy = rows.policy;
  add_notes(result);
  result.interrupted = context.cancelled() || !writing.write(rows, context);
  if (!result.interrupted) {
    result.closeness = closeness_of_rows(table, target, rows, context);
    result.files = writing.commit();
  }
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  result.report = render_resample(options, result, context.seed, resolve_threads(context));
  return result;
}

PolicyOutput resample_table(const Table& table, const std::string& target,
                            const std::string& policy, const std::string& weights,
                            const Context& context) {
  const PolicyFile learned = parse_policy(policy, weights);
  if (!learned.table) {
    throw DataError({"policy.json", 0, 0},
                    "\"table\" is missing; use the document that a fit gave");
  }
  Context inner = context;
  inner.abandon = true;
  PolicyOutput output;
  try {
    const Inputs inputs = take_policy_table(learned, table, target);
    const AddedRows rows = rows_of_policy(learned, inputs, inputs.train.target.labels, inner);
    const std::size_t columns = table.columns().size();
    output.cells.resize(rows.origins.size() * columns);
    for (std::size_t s = 0; s < rows.origins.size(); ++s) {
      stop_if_abandoned(inner);
      const SyntheticOrigin& origin = rows.origins[s];
      output.samples.push_back({origin.source, origin.neighbor, origin.lambda});
      rows.make_row(s, origin, std::span(output.cells).subspan(s * columns, columns));
    }
    output.notes = rows.notes;
  } catch (const Abandoned&) {
    return {};
  }
  return output;
}

}  // namespace autosmote
