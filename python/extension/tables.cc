#include "tables.h"

#include <utility>

namespace autosmote::python {

std::vector<Column> columns_of(const std::vector<GivenColumn>& given) {
  std::vector<Column> columns;
  for (const auto& [name, values, codes, categories] : given) {
    Column column;
    column.name = name;
    if (values) {
      column.values.assign(values->data(), values->data() + values->size());
    } else {
      column.kind = ColumnKind::kNominal;
      column.codes.assign(codes->data(), codes->data() + codes->size());
      column.categories = categories;
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace autosmote::python
