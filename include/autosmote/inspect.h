#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/table.h"

namespace autosmote {

/// Everything `autosmote inspect` can be told.
struct InspectOptions {
  std::string data;    ///< file name, "-" for standard input
  std::string target;  ///< name of the label column
  ReadOptions read;
  std::string page;  ///< HTML file to write, replaced where it exists; empty: none
  /// In memory only: how the caller repeats it, which the page shows in place of a command line.
  /// Empty: the name of the C++ function.
  std::string call;
};

/// How a row lies among the others.
enum class RowType : std::uint8_t { kNotLookedAt, kSafe, kBorderline, kRare, kOutlier };

/// One class, and how its rows lie among the others: each by the share of its own class among its
/// five nearest rows, as in Napierala and Stefanowski 2016 ("Types of minority class examples and
/// their influence on learning classifiers from imbalanced data"): safe from 70 % on, borderline
/// from 30 %, rare from 10 %, below that an outlier. Distances are Euclidean over features of
/// deviation 1 and one 0/1 column a category.
struct InspectClass {
  std::string name;
  std::uint64_t rows = 0;
  double ratio = 1.0;  ///< rows of the largest class over rows of this one
  // Their sum is `rows`, or 5000 where there are more: so many, at equal distances in the table's
  // order, are looked at then. All 0 for the largest class, which nothing would be added to.
  std::uint64_t safe = 0;
  std::uint64_t borderline = 0;
  std::uint64_t rare = 0;
  std::uint64_t outliers = 0;
};

/// One column of the table.
struct InspectColumn {
  std::string name;
  std::string kind;  ///< "numeric" or "nominal"
  std::string role;  ///< "feature", "target" or "ignored"
  std::uint64_t missing = 0;
  std::uint64_t distinct = 0;      ///< values present; 0 for an ignored column
  std::optional<double> smallest;  ///< numeric features
  std::optional<double> largest;
  std::optional<double> mean;
  std::string most_frequent;  ///< nominal features: the category with the most rows
  /// How well the feature alone tells one class from all others: the largest area under the ROC
  /// curve over the classes with five rows or more, of a number in either direction, of a category
  /// by the share of the class among the rows of the other parity that have it. 0.5: not at all,
  /// 1: entirely. Empty where no class can be told.
  std::optional<double> separation;
  std::string separated_class;          ///< the class that `separation` is of
  std::optional<double> missing_tells;  ///< the same for whether the cell is missing
  bool constant = false;                ///< one value or none in all rows
  bool leaking = false;                 ///< separation or missing_tells of 0.995 or more
};

/// What there is to know about a table before anything is learned from it.
struct InspectResult {
  std::uint64_t rows = 0;
  std::vector<InspectClass> classes;  ///< ascending, as select_classes
  std::vector<InspectColumn> columns;
  std::uint64_t missing_cells = 0;      ///< in feature columns
  std::uint64_t rows_with_missing = 0;  ///< with a missing feature cell
  std::uint64_t duplicates = 0;         ///< rows that equal an earlier one, label included
  std::uint64_t rows_with_twin = 0;     ///< rows that have an equal one, label included
  std::uint64_t conflicting = 0;        ///< rows whose features stand with another label, too
  std::uint64_t neighbors = 0;          ///< how many were looked at: 5, or fewer in a tiny table
  std::vector<RowType> row_types;       ///< one a row; not in the report
  std::vector<std::string> advice;      ///< sentences, the weightiest first
  bool interrupted = false;  ///< cancelled: columns, types of rows and advice are missing
  double seconds = 0.0;
  std::string report;  ///< JSON document
};

/// Looks at a table: its classes, columns, missing cells and repeated rows, how the rows of smaller
/// classes lie among others, and what to mind. Writes `options.page` where it is named, else
/// nothing. Throws as read_table and select_classes, and IoError where the page cannot be written.
/// O(cells) for columns and rows, one exact nearest-neighbour search for at most 5000 rows of each
/// class but the largest, and O(rows) for each class and feature.
InspectResult inspect(const InspectOptions& options, const Context& context);

/// Like inspect, on a table in memory: `options.data` only stands in report and text, no
/// page is written, and of `options.read` nothing counts, as the table's columns are what they are.
InspectResult inspect_table(const Table& table, const InspectOptions& options,
                            const Context& context);

/// The page of a look at a table in memory. O(classes + columns).
std::string inspect_page(const InspectOptions& options, const InspectResult& result,
                         const Context& context);

/// What the command line prints of it: classes, columns, rows, and advice, in aligned columns.
std::string inspect_text(const InspectOptions& options, const InspectResult& result);

}  // namespace autosmote
