#pragma once

#include <exception>

#include "autosmote/context.h"

namespace autosmote {

/// Thrown where a call stops whose context is abandoned; never reaches a caller of the library.
class Abandoned : public std::exception {
 public:
  const char* what() const noexcept override { return "abandoned"; }
};

/// For long loops: throws Abandoned where the call is cancelled and nobody wants what it returns.
inline void stop_if_abandoned(const Context& context) {
  if (context.abandon && context.cancelled()) throw Abandoned();
}

}  // namespace autosmote
