#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "autosmote/context.h"
#include "neighbors/coded_rows.h"

namespace autosmote {

/// Near rows together: block b has the rows order[ends[b - 1]] to order[ends[b] - 1].
struct CodedBlocks {
  std::vector<std::uint32_t> order;  ///< n; ascending within a block
  std::vector<std::size_t> ends;
};

/// Blocks of at most `block_rows` coded rows. The order settles no result, only how much a search
/// can leave out. O(n log n) for each numeric column and group, on the context's threads.
CodedBlocks blocks_of_near_rows(const CodedRows& rows, std::size_t block_rows,
                                const Context& context);

}  // namespace autosmote
