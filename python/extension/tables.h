#pragma once

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "autosmote/table.h"
#include "module.h"

namespace autosmote::python {

using Values = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
/// A column: its name and its numbers, or its codes (-1: missing) and categories.
using GivenColumn =
    std::tuple<std::string, std::optional<Values>, std::optional<Labels>, std::vector<std::string>>;

std::vector<Column> columns_of(const std::vector<GivenColumn>& given);

/// One array of `get(item)` for each item.
template <class T, class Items, class Get>
nb::object column_array(const Items& items, Get get) {
  std::vector<T> values;
  values.reserve(items.size());
  for (const auto& item : items) values.push_back(static_cast<T>(get(item)));
  return array_of(std::move(values));
}

}  // namespace autosmote::python
