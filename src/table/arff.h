#pragma once

#include <string>
#include <string_view>

#include "autosmote/table.h"
#include "table/builder.h"

namespace autosmote {

/// An ARFF file as CSV text (header line, a line for each row, missing cells empty) and what its
/// header declares.
struct ArffContent {
  std::string csv;
  Declarations declarations;
};

/// Whether the text is ARFF: its first line that is neither blank nor a comment begins with
/// `@relation` or `@attribute`.
bool looks_like_arff(std::string_view text);

/// Reads attribute-relation file format as Weka 3 documents it: comments, quoting with ' and " and
/// backslashes, `?` for missing, sparse rows. Numeric, real and integer attributes are numeric;
/// string attributes are nominal with any value; date and relational ones and row weights are
/// refused. Throws DataError with line and column. O(bytes + cells).
ArffContent parse_arff(std::string_view text, const std::string& source,
                       const ReadOptions& options);

}  // namespace autosmote
