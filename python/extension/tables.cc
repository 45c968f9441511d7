#include "tables.h"

#include <utility>

namespace autosmote::python {

void GivenColumns::add(std::string name, const std::optional<Values>& values,
                       const std::optional<Labels>& codes, std::vector<std::string> categories) {
  Column column;
  column.name = std::move(name);
  if (values) {
    column.values.assign(values->data(), values->data() + values->size());
  } else {
    column.kind = ColumnKind::kNominal;
    column.codes.assign(codes->data(), codes->data() + codes->size());
    column.categories = std::move(categories);
  }
  columns_.push_back(std::move(column));
}

std::vector<Column> GivenColumns::take() { return std::exchange(columns_, {}); }

Table take_table(std::vector<Column> columns, const std::string& source) {
  return make_table(columns, source);
}

void bind_tables(nb::module_& module) {
  nb::class_<GivenColumns>(module, "Columns",
                           "Columns in memory of the library's own, which the function that they "
                           "are given to takes out.")
      .def(nb::init<>())
      .def("add", &GivenColumns::add, nb::arg("name"), nb::arg("numbers").none(),
           nb::arg("codes").none(), nb::arg("texts"),
           "Copies a column: its name and its numbers, or its codes (-1: missing) and the texts "
           "that they stand for.");
}

}  // namespace autosmote::python
