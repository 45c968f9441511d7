#include "search/policy_file.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "autosmote/error.h"

namespace autosmote {
namespace {

using Json = nlohmann::ordered_json;

// 1 did not say which table a policy is for, 2 knew two classes only.
constexpr int kFormat = 3;
constexpr const char* kFile = "policy.json";
constexpr const char* kWeightsFile = "policy.weights";
constexpr std::uint64_t kMostClasses = 1000;
constexpr double kMostGrowth = 4294967294.0;  // rows are numbered by 32 bits
constexpr std::size_t kLargestNetwork = std::size_t{1} << 28;

static_assert(std::endian::native == std::endian::little, "policy.weights is little-endian");

[[noreturn]] void fail(const std::string& what) {
  throw DataError({kFile, 0, 0}, what + "; use the file that autosmote fit wrote");
}

const Json& member(const Json& document, const char* name) {
  if (!document.is_object() || !document.contains(name)) {
    fail(fmt::format("\"{}\" is missing", name));
  }
  return document.at(name);
}

double number(const Json& document, const char* name) {
  const Json& value = member(document, name);
  if (!value.is_number() || !std::isfinite(value.get<double>())) {
    fail(fmt::format("\"{}\" is not a number", name));
  }
  return value.get<double>();
}

std::uint64_t count(const Json& document, const char* name, std::uint64_t largest) {
  const Json& value = member(document, name);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > largest) {
    fail(fmt::format("\"{}\" is not a whole number from 0 to {}", name, largest));
  }
  return value.get<std::uint64_t>();
}

std::uint32_t count32(const Json& document, const char* name) {
  return static_cast<std::uint32_t>(count(document, name, UINT32_MAX));
}

std::string text(const Json& document, const char* name) {
  const Json& value = member(document, name);
  if (!value.is_string()) fail(fmt::format("\"{}\" is not a text", name));
  return value.get<std::string>();
}

std::vector<std::string> texts(const Json& document, const char* name) {
  const Json& list = member(document, name);
  std::vector<std::string> read;
  if (!list.is_array()) fail(fmt::format("\"{}\" is not a list", name));
  for (const Json& item : list) {
    if (!item.is_string()) fail(fmt::format("\"{}\" is not a list of texts", name));
    read.push_back(item.get<std::string>());
  }
  return read;
}

PolicyTable parse_table_of(const Json& document) {
  PolicyTable table;
  table.classifier = text(document, "classifier");
  table.metric = text(document, "metric");
  table.target = text(document, "target");
  table.classes = texts(document, "classes");
  table.missing = texts(document, "missing");
  if (document.contains("distance")) table.distance = text(document, "distance");
  const Json& columns = member(document, "columns");
  if (!columns.is_array()) fail("\"columns\" is not a list");
  for (const Json& column : columns) {
    table.columns.push_back({text(column, "name"), text(column, "kind"), text(column, "role")});
  }
  table.features = texts(document, "features");
  return table;
}

Json table_json(const PolicyTable& table) {
  Json columns = Json::array();
  for (const PolicyTable::Column& column : table.columns) {
    columns.push_back({{"name", column.name}, {"kind", column.kind}, {"role", column.role}});
  }
  Json json{{"classifier", table.classifier}, {"metric", table.metric},
            {"target", table.target},         {"classes", table.classes},
            {"missing", table.missing},       {"columns", std::move(columns)},
            {"features", table.features}};
  if (!table.distance.empty()) json["distance"] = table.distance;
  return json;
}

std::vector<double> growth_of(const Json& list, const PolicyFile& policy) {
  if (!list.is_array() || list.size() != static_cast<std::size_t>(policy.classes)) {
    fail(fmt::format("\"growth\" is not a list of {} numbers", policy.classes));
  }
  std::vector<double> growth;
  for (const Json& item : list) {
    if (!item.is_number() || !(item.get<double>() >= 0.0 && item.get<double>() <= kMostGrowth)) {
      fail(fmt::format("\"growth\" has an item that is not a number from 0 to {}", kMostGrowth));
    }
    growth.push_back(item.get<double>());
  }
  return growth;
}

void parse_networks(const Json& document, std::string_view weights, PolicyFile& policy) {
  const Json& networks = member(document, "networks");
  if (!networks.is_array()) fail("\"networks\" is not a list");
  for (const Json& network : networks) {
    const std::uint64_t size = count(network, "parameters", kLargestNetwork);
    if (weights.size() / sizeof(float) < size) {
      throw DataError({kWeightsFile, 0, 0},
                      "it ends before the numbers that policy.json announces; copy both files of "
                      "one folder");
    }
    PolicyNetwork read{text(network, "level"), std::vector<float>(size)};
    if (size > 0) std::memcpy(read.parameters.data(), weights.data(), size * sizeof(float));
    weights.remove_prefix(size * sizeof(float));
    policy.networks.push_back(std::move(read));
  }
  if (!weights.empty()) {
    throw DataError({kWeightsFile, 0, 0},
                    fmt::format("{} bytes more than policy.json announces; copy both files of one "
                                "folder",
                                weights.size()));
  }
}

}  // namespace

std::string render_policy(const PolicyFile& policy) {
  Json document;
  document["format"] = kFormat;
  document["profile"] = profile_name(policy.profile);
  document["search"] = search_name(policy.search);
  document["neighbors"] = policy.neighbors;
  document["threshold"] = policy.threshold;
  if (policy.table) document["table"] = table_json(*policy.table);
  if (policy.profile == Profile::kDefault) {
    document["stream"] = policy.stream;
    document["classes"] = policy.classes;
    if (!policy.growth.empty()) document["growth"] = policy.growth;
    for (std::size_t p = 0; p < PlacementPolicy::parameters(policy.classes); ++p) {
      const std::string name(PlacementPolicy::kNames[p]);
      document["parameters"][name] = policy.placement.values[p];
    }
    return document.dump(2) + "\n";
  }
  document["features"] = policy.features;
  document["scales"] = policy.scales;
  document["multipliers"] = policy.multipliers;
  document["count_bins"] = policy.count_bins;
  document["uses_per_bin"] = policy.uses_per_bin;
  document["best_episode"] = policy.best_episode;
  document["networks"] = Json::array();
  for (const PolicyNetwork& network : policy.networks) {
    document["networks"].push_back(
        {{"level", network.level}, {"parameters", network.parameters.size()}});
  }
  return document.dump(2) + "\n";
}

std::string render_policy_weights(const PolicyFile& policy) {
  std::string bytes;
  for (const PolicyNetwork& network : policy.networks) {
    bytes.append(reinterpret_cast<const char*>(network.parameters.data()),
                 network.parameters.size() * sizeof(float));
  }
  return bytes;
}

PolicyFile parse_policy(std::string_view json, std::string_view weights) {
  const Json document = Json::parse(json, nullptr, false);
  if (document.is_discarded()) fail("it is not a JSON document");
  if (count(document, "format", 1000) != kFormat) {
    const auto found = member(document, "format").get<std::uint64_t>();
    if (found < kFormat) {
      fail(fmt::format("format {} is of an earlier version, expected {}; fit again", found,
                       kFormat));
    }
    fail(fmt::format("format {} is of a later version, expected {}", found, kFormat));
  }
  PolicyFile policy;
  try {
    policy.profile = parse_profile(text(document, "profile"));
    policy.search = parse_search(text(document, "search"));
  } catch (const ConfigError& error) {
    fail(error.what());
  }
  policy.neighbors = count32(document, "neighbors");
  policy.threshold = number(document, "threshold");
  if (document.contains("table")) policy.table = parse_table_of(document.at("table"));
  if (policy.profile == Profile::kDefault) {
    policy.stream = count32(document, "stream");
    policy.classes = static_cast<int>(count(document, "classes", kMostClasses));
    if (policy.classes < 2)
      fail(fmt::format("\"classes\" is {}, expected 2 or more", policy.classes));
    if (policy.table && policy.table->classes.size() != static_cast<std::size_t>(policy.classes)) {
      fail(fmt::format("\"classes\" is {}, but the table has {}", policy.classes,
                       policy.table->classes.size()));
    }
    if (document.contains("growth")) policy.growth = growth_of(document.at("growth"), policy);
    const Json& parameters = member(document, "parameters");
    for (std::size_t p = 0; p < PlacementPolicy::parameters(policy.classes); ++p) {
      const std::string name(PlacementPolicy::kNames[p]);
      policy.placement.values[p] = number(parameters, name.c_str());
    }
    return policy;
  }
  policy.features = count32(document, "features");
  policy.scales = count32(document, "scales");
  policy.multipliers = count32(document, "multipliers");
  policy.count_bins = count32(document, "count_bins");
  policy.uses_per_bin = count32(document, "uses_per_bin");
  policy.best_episode = count(document, "best_episode", UINT64_MAX);
  parse_networks(document, weights, policy);
  return policy;
}

}  // namespace autosmote
