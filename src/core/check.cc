#include "core/check.h"

namespace autosmote {

void fail_check(const char* condition, const char* file, int line) {
  throw InternalError(std::string("autosmote: internal error: ") + condition + " does not hold (" +
                      file + ":" + std::to_string(line) + "); please report this");
}

}  // namespace autosmote
