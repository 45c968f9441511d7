#pragma once

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string>
#include <vector>

#include "autosmote/table.h"
#include "module.h"

namespace autosmote::python {

using Values = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

/// Columns in memory of the library's own. They are copied one by one, so that Python need hold the
/// numbers of one column at a time and nothing while the library works.
class GivenColumns {
 public:
  /// A column: its name and its numbers, or its codes (-1: missing) and categories.
  void add(std::string name, const std::optional<Values>& values,
           const std::optional<Labels>& codes, std::vector<std::string> categories);
  /// The columns, of which none are left here.
  std::vector<Column> take();

 private:
  std::vector<Column> columns_;
};

/// make_table, after which the columns are gone.
Table take_table(std::vector<Column> columns, const std::string& source);

/// One array of `get(item)` for each item.
template <class T, class Items, class Get>
nb::object column_array(const Items& items, Get get) {
  std::vector<T> values;
  values.reserve(items.size());
  for (const auto& item : items) values.push_back(static_cast<T>(get(item)));
  return array_of(std::move(values));
}

}  // namespace autosmote::python
