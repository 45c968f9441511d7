#include "api/resample_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <numeric>
#include <span>
#include <utility>

#include "api/problem.h"
#include "api/row_plan.h"
#include "autosmote/error.h"
#include "core/names.h"
#include "search/apply_policy.h"
#include "table/csv.h"

namespace autosmote {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw IoError(
        fmt::format("{}: cannot be read: {}; name a folder that autosmote fit has written", path,
                    std::strerror(errno)));
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

// A table of one row with the columns that the policy was learned on.
Table columns_of(const PolicyFile& policy, const std::string& source) {
  ReadOptions options;
  std::string header;
  std::string row;
  for (const PolicyTable::Column& column : policy.table->columns) {
    if (!header.empty()) {
      header += ',';
      row += ',';
    }
    append_csv_cell(header, column.name, ',');
    row += '0';
    if (column.role == "ignored") {
      options.ignore.push_back(column.name);
    } else if (column.role == "target") {
      options.target = column.name;
    } else {
      (column.kind == "nominal" ? options.nominal : options.numeric).push_back(column.name);
    }
  }
  return parse_table(header + '\n' + row + '\n', source, options);
}

void check_target(const PolicyFile& policy, const std::string& target) {
  if (target == policy.table->target) return;
  throw ConfigError(fmt::format("the policy is for the target column '{}', not '{}'",
                                policy.table->target, target));
}

void check_classes(const PolicyFile& policy, const LabelledTable& train) {
  const std::vector<std::string>& here = train.target.class_names;
  const std::vector<std::string>& learned = policy.table->classes;
  const InputPlace place{train.table.source(), 0, train.target.column + 1};
  if (!std::ranges::is_permutation(here, learned)) {
    throw DataError(place, fmt::format("the classes {} are not those of the policy, {}",
                                       quote_names(here), quote_names(learned)));
  }
  if (here.front() != learned.front()) {
    throw DataError(place,
                    fmt::format("'{}' is the largest class here, but the policy adds rows to it, "
                                "and none to '{}'; learn one for this table",
                                here.front(), learned.front()));
  }
}

void check_features(const PolicyFile& policy, const std::vector<std::string>& features,
                    const Table& table) {
  const std::vector<std::string>& learned = policy.table->features;
  if (policy.profile != Profile::kPaper || features == learned) return;
  std::vector<std::string> differing;
  for (const auto& [these, those] :
       {std::pair(&features, &learned), std::pair(&learned, &features)}) {
    for (const std::string& name : *these) {
      if (std::ranges::find(*those, name) == those->end()) differing.push_back(name);
    }
  }
  throw DataError(
      {table.source(), 0, 0},
      fmt::format("the encoded features are not those of the policy, whose networks take {}: {} "
                  "stand in one of them only; the paper profile needs a table with the same "
                  "categories, and missing cells in the same columns",
                  learned.size(), quote_names(differing, 10)));
}

// The policy's growth in the order of classes here.
std::vector<double> growth_here(const PolicyFile& policy, const Target& target) {
  if (policy.growth.empty()) return {};
  const std::vector<std::string>& learned = policy.table->classes;
  std::vector<double> growth;
  for (const std::string& name : target.class_names) {
    const auto place = std::ranges::find(learned, name) - learned.begin();
    growth.push_back(policy.growth[static_cast<std::size_t>(place)]);
  }
  return growth;
}

}  // namespace

PolicyFile read_policy(const std::string& folder) {
  const std::string path = folder + "/policy.json";
  const std::string json = read_file(path);
  const std::string weights_path = folder + "/policy.weights";
  std::string weights;
  if (std::ifstream(weights_path)) weights = read_file(weights_path);
  try {
    PolicyFile policy = parse_policy(json, weights);
    if (!policy.table) {
      throw DataError({"policy.json", 0, 0},
                      "\"table\" is missing; use the file that autosmote fit wrote");
    }
    return policy;
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}/{}", folder, error.what()));
  }
}

Inputs read_policy_table(const PolicyFile& policy, const ResampleOptions& options) {
  check_target(policy, options.target);
  const Table learned = columns_of(policy, options.policy + "/policy.json");
  ReadOptions read = options.read;
  read.target = options.target;
  read.like = &learned;
  if (!options.weight.empty()) read.carried.push_back(options.weight);
  read.missing.insert(read.missing.end(), policy.table->missing.begin(),
                      policy.table->missing.end());
  Inputs inputs;
  inputs.train.table = read_table(options.data, read);
  check_same_features(learned, inputs.train.table, options.target);
  inputs.train.target = select_target(inputs.train.table, options.target);
  check_classes(policy, inputs.train);
  return inputs;
}

Inputs take_policy_table(const PolicyFile& policy, Table table, const std::string& target) {
  check_target(policy, target);
  Inputs inputs;
  inputs.train.table = std::move(table);
  check_same_features(columns_of(policy, "policy.json"), inputs.train.table, target);
  inputs.train.target = select_target(inputs.train.table, target);
  check_classes(policy, inputs.train);
  return inputs;
}

AddedRows rows_of_policy(const PolicyFile& policy, const Inputs& inputs,
                         std::span<const int> labels, const Context& context) {
  const Table& table = inputs.train.table;
  RowPlan plan;
  plan.final_train.resize(table.rows());
  std::iota(plan.final_train.begin(), plan.final_train.end(), std::size_t{0});
  plan.growth = growth_here(policy, inputs.train.target);
  FitOptions options;
  options.search.profile = policy.profile;
  const std::string& distance = policy.table->distance;
  options.distance = distance.empty() ? RowDistance::kEuclidean : parse_distance(distance);
  const PreparedProblem problem = prepare_problem(inputs, plan, options);
  check_features(policy, problem.features, table);

  AddedRows result;
  const auto samples = std::make_shared<const std::vector<Sample>>(
      apply_policy(policy, problem.search.final, context, result.notes));
  result.kept.resize(table.rows());
  std::iota(result.kept.begin(), result.kept.end(), 0U);
  for (const Sample& sample : *samples) {
    result.origins.push_back({static_cast<std::uint32_t>(problem.minority_rows[sample.source]),
                              static_cast<std::uint32_t>(problem.minority_rows[sample.neighbor]),
                              sample.lambda});
    result.labels.push_back(labels[problem.minority_rows[sample.source]]);
  }
  result.make_row = [samples, rows = problem.rows](std::size_t s, const SyntheticOrigin&,
                                                   std::span<CellValue> cells) {
    const Sample& sample = (*samples)[s];
    rows->make_row(sample.source, sample.neighbor, sample.lambda, cells);
    return true;
  };
  result.policy = ResamplePolicy{std::string(profile_name(policy.profile)),
                                 policy.table->classifier, policy.table->metric, policy.threshold};
  return result;
}

}  // namespace autosmote
