#include "search/search.h"

#include "search/paper_search.h"
#include "search/placement_search.h"

namespace autosmote {

SearchResult run_search(const SearchProblem& problem, const SearchOptions& options,
                        const Context& context, const CheckpointStore* store) {
  if (options.profile == Profile::kPaper) return PaperSearch(problem, options, context).run(store);
  return PlacementSearch(problem, options, context).run(store);
}

}  // namespace autosmote
