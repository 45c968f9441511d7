#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/carried_columns.h"
#include "autosmote/fit.h"
#include "autosmote/table.h"
#include "autosmote/target.h"

namespace autosmote {

/// A table with its labels.
struct LabelledTable {
  Table table;
  Target target;
  std::vector<std::uint32_t> groups = {};  ///< of each row; empty: there are none
};

/// The user's tables, read and checked against each other.
struct Inputs {
  LabelledTable train;
  std::optional<LabelledTable> validation;     ///< where --validation names a file
  std::optional<LabelledTable> test;           ///< where --test names a file
  std::optional<CarriedColumns> carried = {};  ///< what synthetic rows have in columns of `train`
};

/// Throws ConfigError for options that contradict each other or are out of range, before anything
/// is read.
void check_fit_options(const FitOptions& options);

/// The same for the names of files, which a fit in memory does not have.
void check_fit_files(const FitOptions& options);

/// Reads all tables of a fit. Throws as read_table, select_target and check_same_features, and
/// DataError where the metric is not defined on the rows it would be computed from.
Inputs read_inputs(const FitOptions& options);

/// The same from tables in memory.
Inputs take_inputs(FitTables tables, const FitOptions& options);

/// The labels of some rows, in their order.
std::vector<int> labels_of(const Target& target, std::span<const std::size_t> rows);

/// The groups of some rows, in their order; empty where there are none.
std::vector<std::uint32_t> groups_of(const LabelledTable& table, std::span<const std::size_t> rows);

/// Throws ConfigError where a carried column (the group, the weight) is the target.
void check_carried_column(const std::string& name, const std::string& target, const char* option);

/// "target", "ignored" or "feature": what column `index` is.
std::string_view column_role(const Table& table, std::size_t target, std::size_t index);

/// "3 numeric and 1 nominal features ('sex'), 1 ignored": what the columns were taken as.
std::string describe_columns(const Table& table, std::size_t target);

/// A sentence for each class or feature that looks like a mistake: classes that are spelled nearly
/// alike, a nominal feature with very many texts (an identifier, or numbers with a decimal comma)
/// or of numbers but for one or two texts, and a number that counts the rows. O(rows x columns).
std::vector<std::string> suspect_features(const Table& table, std::size_t target);

}  // namespace autosmote
