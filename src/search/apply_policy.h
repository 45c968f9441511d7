#pragma once

#include <string>
#include <vector>

#include "autosmote/context.h"
#include "search/fold.h"
#include "search/policy_file.h"
#include "search/pool.h"

namespace autosmote {

/// The samples that a stored policy makes for the training rows of `fold` (its evaluation rows are
/// not looked at). Default profile: as the search placed its final samples. Paper profile: the
/// episode `best_episode`, played by the networks as they were in it. So with the rows and the seed
/// of the search these are its samples; a reduced number of neighbours is told in `notes`.
///
/// Throws DataError for numbers that no policy has, networks of another size, or, in the paper
/// profile, another number of encoded features.
std::vector<Sample> apply_policy(const PolicyFile& policy, const Fold& fold, const Context& context,
                                 std::vector<std::string>& notes);

}  // namespace autosmote
