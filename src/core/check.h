#pragma once

#include <stdexcept>
#include <string>

namespace autosmote {

/// A mistake of ours, not of the user: a broken precondition inside the library.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void fail_check(const char* condition, const char* file, int line);

}  // namespace autosmote

/// States what must hold at this point whatever the input; throws InternalError where it does not.
#define AUTOSMOTE_CHECK(condition) \
  ((condition) ? void() : ::autosmote::fail_check(#condition, __FILE__, __LINE__))
