#pragma once

#include <gtest/gtest.h>

#include <cstddef>

#include "core/vector_kernel.h"

namespace autosmote {

/// Runs `body(width)` with every width of vectors that the processor has; wider ones than it has
/// repeat the widest.
template <class Body>
void for_each_vector_width(const Body& body) {
  struct Restore {
    ~Restore() { most_vector_doubles() = 8; }
  } const restore;
  for (const std::size_t width : {2U, 4U, 8U}) {
    SCOPED_TRACE(testing::Message() << width << " doubles");
    most_vector_doubles() = width;
    body(width);
  }
}

}  // namespace autosmote
