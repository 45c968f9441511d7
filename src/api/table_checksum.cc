#include "api/table_checksum.h"

#include <span>

#include "core/bytes.h"

namespace autosmote {

std::uint64_t table_checksum(const Table& table) {
  Fingerprint fingerprint;
  const auto add_text = [&](const std::string& text) {
    fingerprint.add(static_cast<std::uint64_t>(text.size()));
    fingerprint.add_bytes(text);
  };
  fingerprint.add(static_cast<std::uint64_t>(table.rows()));
  for (const Column& column : table.columns()) {
    if (column.ignored) continue;
    add_text(column.name);
    add_text(std::string(kind_name(column.kind)));
    fingerprint.add_all(std::span(column.values));
    fingerprint.add_all(std::span(column.codes));
    fingerprint.add(static_cast<std::uint64_t>(column.categories.size()));
    for (const std::string& category : column.categories) add_text(category);
  }
  return fingerprint.value();
}

}  // namespace autosmote
