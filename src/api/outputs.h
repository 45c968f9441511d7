#pragma once

#include <string>

#include "api/inputs.h"
#include "api/output_folder.h"
#include "api/problem.h"
#include "api/row_plan.h"
#include "search/search.h"

namespace autosmote {

/// The threshold as users have it: where a classifier of the caller's gives probabilities less 1/2,
/// on the probability itself.
double reported_threshold(double threshold, const FitOptions& options);

/// balanced.csv: the header, the rows of the final training set byte for byte and in their order,
/// then one row a sample, in the format of the training table.
void add_balanced_table(OutputFolder& folder, const Inputs& inputs, const RowPlan& plan,
                        const PreparedProblem& problem, const SearchResult& found);

/// lineage.csv: where each synthetic row comes from. `row` counts the data rows of balanced.csv,
/// `source` and `neighbor` those of the training table, all from 1; `episode` made the row.
void add_lineage(OutputFolder& folder, const Inputs& inputs, const RowPlan& plan,
                 const PreparedProblem& problem, const SearchResult& found);

/// history.csv: one line an episode.
void add_history(OutputFolder& folder, const SearchResult& found);

/// The document of policy.json: the policy, and what tells which tables it fits.
std::string policy_document(const Inputs& inputs, const PreparedProblem& problem,
                            const FitOptions& options, const SearchResult& found);

/// policy.json, with what tells which tables it fits, and, where there are networks,
/// policy.weights.
void add_policy(OutputFolder& folder, const Inputs& inputs, const PreparedProblem& problem,
                const FitOptions& options, const SearchResult& found);

}  // namespace autosmote
