#pragma once

#include <cstddef>
#include <span>

#include "autosmote/fit.h"
#include "autosmote/table.h"
#include "neighbors/mixed_rows.h"

namespace autosmote {

/// Whether a feature column is nominal: where kAuto is kHeom. O(columns).
bool has_categories(const Table& table, std::size_t target);

/// The features of `rows` (neither the target nor ignored columns), scaled for the distance that is
/// asked for. What scales need is taken from the rows `fitted` alone, whose classes, counted from
/// 0, are `labels`; `rows` are those of one class among them, the minority.
///
/// - kHeom: numbers divided by their range; other categories, and missing values, 1 apart
///   (Wilson and Martinez 1997, equations 12 to 14).
/// - kHvdm: numbers divided by four standard deviations; a category becomes the shares of the
///   classes among its rows, one column each; missing values 1 apart (the same, equations 17 to 20,
///   normalised VDM 2).
/// - kSmoteNc: numbers divided by their standard deviation; other categories, and missing values, M
///   apart, the median over numeric columns of the minority's standard deviations (Chawla et al.
///   2002, section 6.1), 1 without numeric columns.
///
/// A column of one number counts for nothing. Units do not matter: a numeric column times a power
/// of two gives the same bytes. O(rows * columns), kHvdm O(rows * columns * classes).
MixedRows mixed_rows(RowDistance distance, const Table& table, std::size_t target,
                     std::span<const std::size_t> fitted, std::span<const int> labels,
                     std::span<const std::size_t> rows);

}  // namespace autosmote
