#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "autosmote/table.h"

namespace autosmote {

/// Which rows of a table were added, and where the table without them goes. Either a lineage or a
/// mark.
struct UndoOptions {
  std::string data;  ///< table with added rows: file name, "-" for standard input
  ReadOptions read;
  std::string lineage;     ///< file that came with it; its column `row` names the added rows
  std::string mark;        ///< last column, 1 in added rows and 0 in the others; it is taken out
  std::string output;      ///< file name
  bool overwrite = false;  ///< a file that exists may be replaced, but for the input
};

struct UndoResult {
  std::uint64_t rows = 0;          ///< that stay
  std::uint64_t removed = 0;       ///< that had been added
  std::vector<std::string> files;  ///< written
};

/// Takes the added rows out again: the header and the other rows, byte for byte and in their order.
/// That is the table that was resampled, but for rows that the method removed, a line ending that
/// was missing behind its last line, and its compression. O(bytes).
///
/// Throws ConfigError, DataError or IoError, and has then written nothing: for a lineage or mark
/// that is not of this table (its rows are not the last ones), a file that exists or is the input.
UndoResult undo(const UndoOptions& options);

}  // namespace autosmote
