#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "search/cross_fit.h"
#include "search/search.h"

namespace autosmote {

/// A number that two searches share only if they would do the same: data, options and seed, but
/// not budgets and threads, so that a search can be continued with a larger budget.
std::uint64_t search_fingerprint(const SearchProblem& problem, const SearchOptions& options,
                                 std::uint64_t seed);

/// A checkpoint: a header with version and fingerprint, the search's state, a checksum.
std::string seal_checkpoint(std::uint64_t fingerprint, const std::string& state);

/// The state inside a checkpoint. Throws DataError where it is damaged or of another search.
std::string open_checkpoint(std::uint64_t fingerprint, const std::string& checkpoint);

/// What all searches keep of the episodes so far.
void put_history(ByteWriter& writer, const std::vector<EpisodeRecord>& history);
std::vector<EpisodeRecord> get_history(ByteReader& reader);

/// How folds did with one way to make the training set; reading needs to know how many of what.
void put_outcomes(ByteWriter& writer, std::span<const FoldOutcome> outcomes);
std::vector<FoldOutcome> get_outcomes(ByteReader& reader, std::size_t folds, std::size_t classes);

}  // namespace autosmote
