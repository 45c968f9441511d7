#include <fmt/format.h>

#include "autosmote/closeness.h"

namespace autosmote {

std::string closeness_text(const Closeness& closeness) {
  std::string text = fmt::format(
      "Synthetic rows: {:.1f} % equal a real row, {:.1f} % lie nearest to another class; median "
      "distance to the closest real row {:.3g}",
      100.0 * closeness.copies, 100.0 * closeness.nearer_other, closeness.median_distance);
  if (closeness.real_median_distance) {
    text += fmt::format(" (of real rows {:.3g})", *closeness.real_median_distance);
  }
  return text + ".";
}

}  // namespace autosmote
