#include "autosmote/inspect.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "api/inputs.h"
#include "api/inspect_columns.h"
#include "api/inspect_rows.h"
#include "api/output_file.h"
#include "autosmote/error.h"
#include "autosmote/target.h"
#include "core/names.h"
#include "core/parallel.h"
#include "report/inspect_json.h"
#include "report/inspect_page.h"

namespace autosmote {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kNoConclusion = 10;  // rows of a class; fit gives no verdict below it
constexpr std::uint64_t kWideInterval = 100;

double percent(std::uint64_t part, std::uint64_t whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string rows_text(std::uint64_t count) {
  return fmt::format("{} row{}", count, count == 1 ? "" : "s");
}

std::vector<InspectClass> inspect_classes(const ClassTarget& target) {
  const auto largest = static_cast<double>(std::ranges::max(target.counts));
  std::vector<InspectClass> classes;
  for (std::size_t c = 0; c < target.counts.size(); ++c) {
    InspectClass entry;
    entry.name = target.class_names[c];
    entry.rows = target.counts[c];
    entry.ratio = largest / static_cast<double>(entry.rows);
    classes.push_back(std::move(entry));
  }
  return classes;
}

void count_types(const ClassTarget& target, std::span<const RowType> types,
                 std::vector<InspectClass>& classes) {
  for (std::size_t row = 0; row < types.size(); ++row) {
    InspectClass& entry = classes[static_cast<std::size_t>(target.labels[row])];
    switch (types[row]) {
      case RowType::kSafe:
        ++entry.safe;
        break;
      case RowType::kBorderline:
        ++entry.borderline;
        break;
      case RowType::kRare:
        ++entry.rare;
        break;
      case RowType::kOutlier:
        ++entry.outliers;
        break;
      case RowType::kNotLookedAt:
        break;
    }
  }
}

void count_missing(const Table& table, std::size_t target, InspectResult& result) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::uint64_t missing = 0;
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
      const Column& column = table.column(i);
      missing += i != target && !column.ignored && column.missing(row) ? 1 : 0;
    }
    result.missing_cells += missing;
    result.rows_with_missing += missing > 0 ? 1 : 0;
  }
}

// "class 'a' has 7 rows", "the classes 'a' (7 rows) and 'b' (9 rows) are small"
std::string small_classes(const std::vector<const InspectClass*>& classes) {
  if (classes.size() == 1) {
    return fmt::format("class '{}' has {}", classes[0]->name, rows_text(classes[0]->rows));
  }
  constexpr std::size_t kShown = 10;
  std::string text = "the classes ";
  for (std::size_t c = 0; c < std::min(kShown, classes.size()); ++c) {
    text += fmt::format("{}'{}' ({})", c > 0 ? ", " : "", classes[c]->name,
                        rows_text(classes[c]->rows));
  }
  if (classes.size() > kShown) text += fmt::format(" and {} more", classes.size() - kShown);
  return text + " are small";
}

void advise_on_size(const InspectResult& result, std::vector<std::string>& advice) {
  std::vector<const InspectClass*> tiny;
  std::vector<const InspectClass*> small;
  for (const InspectClass& entry : result.classes) {
    if (entry.rows < kWideInterval) (entry.rows < kNoConclusion ? tiny : small).push_back(&entry);
  }
  if (!tiny.empty()) {
    advice.push_back(fmt::format(
        "{}: too few rows to tell whether any method helps (fit draws no conclusion below {}); "
        "join with another class, or collect more",
        small_classes(tiny), kNoConclusion));
  }
  if (small.empty()) return;
  const InspectClass& least =
      **std::ranges::min_element(small, {}, [](const InspectClass* entry) { return entry->rows; });
  // The half width of a 95 % interval of a share of 1/2, the widest there is.
  advice.push_back(fmt::format(
      "{}: even with all rows tested, a recall would be known to about +-{:.2f} only{}; use "
      "cross-validation (fit's default), and judge methods by fit's interval instead of by one "
      "split",
      small_classes(small), 0.98 / std::sqrt(static_cast<double>(least.rows)),
      small.size() == 1 ? "" : " in the smallest"));
}

std::string leak_text(const InspectColumn& column) {
  if (column.separation.value_or(0.0) >= column.missing_tells.value_or(0.0)) {
    return fmt::format("column '{}' alone tells class '{}' from the others (area {:.4f} of 1)",
                       column.name, column.separated_class, *column.separation);
  }
  return fmt::format("whether column '{}' is missing tells the class (area {:.4f} of 1)",
                     column.name, *column.missing_tells);
}

void advise_on_columns(const InspectResult& result, std::vector<std::string>& advice) {
  std::vector<std::string> constant;
  for (const InspectColumn& column : result.columns) {
    if (column.constant) constant.push_back(column.name);
    if (!column.leaking) continue;
    advice.push_back(leak_text(column) +
                     "; if it is not known when the class is to be predicted, ignore it (option "
                     "'ignore')");
  }
  if (constant.empty()) return;
  advice.push_back(fmt::format(
      "column{} {} {} one value in all rows and say{} nothing; ignore {} (option 'ignore')",
      constant.size() == 1 ? "" : "s", quote_names(constant), constant.size() == 1 ? "has" : "have",
      constant.size() == 1 ? "s" : "", constant.size() == 1 ? "it" : "them"));
}

void advise_on_rows(const InspectResult& result, std::vector<std::string>& advice) {
  if (result.conflicting > 0) {
    advice.push_back(fmt::format(
        "rows with equal features but different classes: {} ({:.1f} %); no classifier can tell "
        "them apart: look for a column that is missing",
        result.conflicting, percent(result.conflicting, result.rows)));
  }
  if (result.duplicates > 0) {
    advice.push_back(fmt::format(
        "rows that repeat an earlier one: {} ({:.1f} %); equal rows in the training and the test "
        "part make scores look better than they are: remove them unless they are separate "
        "observations",
        result.duplicates, percent(result.duplicates, result.rows)));
  }
  for (const InspectClass& entry : result.classes) {
    const std::uint64_t hard = entry.rare + entry.outliers;
    const std::uint64_t all = entry.safe + entry.borderline + hard;
    if (all == 0 || 2 * hard < all) continue;
    advice.push_back(fmt::format(
        "{:.0f} % of class '{}' ({} of {} rows) have at most one row of their class among the {} "
        "nearest: rows made between such rows tend to lie among other classes; wrong labels are "
        "worth a look first",
        percent(hard, all), entry.name, hard, all, result.neighbors));
  }
}

std::vector<std::string> advice_on(const Table& table, const ClassTarget& target,
                                   const InspectResult& result) {
  std::vector<std::string> advice;
  advise_on_size(result, advice);
  advise_on_columns(result, advice);
  std::ranges::move(suspect_features(table, target.column), std::back_inserter(advice));
  advise_on_rows(result, advice);
  const auto ratio = [](const InspectClass& entry) { return entry.ratio; };
  const double largest_ratio = std::ranges::max(result.classes, {}, ratio).ratio;
  if (largest_ratio < 1.5) {
    advice.push_back(
        fmt::format("the classes are nearly of one size (ratio {:.2f}): there is little to balance",
                    largest_ratio));
  }
  return advice;
}

InspectResult inspect_since(Clock::time_point start, const Table& table,
                            const InspectOptions& options, const Context& context) {
  const ClassTarget target = select_classes(table, options.target);
  InspectResult result;
  result.rows = table.rows();
  result.classes = inspect_classes(target);
  result.columns = inspect_columns(table, target, context);
  count_missing(table, target.column, result);
  const RepeatedRows repeated = find_repeated_rows(table, target);
  result.duplicates = repeated.duplicates;
  result.rows_with_twin = repeated.rows_with_twin;
  result.conflicting = repeated.conflicting;
  RowTypes types = find_row_types(table, target, context);
  result.neighbors = types.neighbors;
  result.row_types = std::move(types.of_rows);
  count_types(target, result.row_types, result.classes);
  result.interrupted = context.cancelled();
  if (result.interrupted) {
    result.columns.clear();
  } else {
    result.advice = advice_on(table, target, result);
  }
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  result.report = render_inspect(options, result, resolve_threads(context));
  return result;
}

}  // namespace

InspectResult inspect(const InspectOptions& options, const Context& context) {
  const Clock::time_point start = Clock::now();
  if (options.data.empty()) throw ConfigError("no table; name a file, or - for standard input");
  if (options.target.empty()) throw ConfigError("no target; name the label column");
  std::optional<AtomicFile> page;  // opened before what may take long
  if (!options.page.empty()) page.emplace(open_output(options.page, {&options.data, 1}, true));
  ReadOptions read = options.read;
  read.target = options.target;
  InspectResult result = inspect_since(start, read_table(options.data, read), options, context);
  if (page) {
    page->write(render_inspect_page(options, result, resolve_threads(context)));
    page->commit();
  }
  return result;
}

InspectResult inspect_table(const Table& table, const InspectOptions& options,
                            const Context& context) {
  if (options.target.empty()) throw ConfigError("no target; name the label column");
  return inspect_since(Clock::now(), table, options, context);
}

std::string inspect_page(const InspectOptions& options, const InspectResult& result,
                         const Context& context) {
  InspectOptions own = options;
  if (own.call.empty()) own.call = "autosmote::inspect_table(table, options, context)";
  return render_inspect_page(own, result, resolve_threads(context));
}

}  // namespace autosmote
