#include "autosmote/error.h"

#include <utility>

namespace autosmote {

std::string InputPlace::to_string() const {
  std::string text = file;
  const auto append = [&text](const char* what, std::uint64_t number) {
    if (number == 0) return;
    if (!text.empty()) text += ", ";
    text += what + std::to_string(number);
  };
  append("line ", line);
  append("column ", column);
  return text;
}

DataError::DataError(const std::string& message) : Error(message) {}

DataError::DataError(InputPlace place, const std::string& message)
    : Error(place.to_string().empty() ? message : place.to_string() + ": " + message),
      place_(std::move(place)) {}

}  // namespace autosmote
