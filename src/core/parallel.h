#pragma once

#include <cstddef>
#include <functional>

#include "autosmote/context.h"

namespace autosmote {

/// The number of threads that `context` asks for, at least 1 and at most 256.
int resolve_threads(const Context& context);

/// Calls body(i) for every i in [0, n), on the context's threads, in no particular order. Each
/// call must write to places of its own (results by index), so that nothing depends on the order.
/// An exception of a body reaches the caller. Returns early, with some calls not made, only when
/// a body throws, or with Abandoned (core/abandon.h); a body that wants to react to cancellation
/// otherwise asks the context itself.
void parallel_for(const Context& context, std::size_t n,
                  const std::function<void(std::size_t)>& body);

/// Like parallel_for, and tells each body which worker slot it runs in, [0, resolve_threads): two
/// calls that run at the same time have different slots, so a slot can own scratch memory.
void parallel_for_slots(const Context& context, std::size_t n,
                        const std::function<void(std::size_t item, std::size_t slot)>& body);

}  // namespace autosmote
