// probe_k_means_smote X LABELS CLUSTERS CLASS ADDED NEIGHBORS THRESHOLD EXPONENT OUT: the clusters
// kept for CLASS when ADDED rows are wanted. X, LABELS, CLUSTERS (a number a row) and OUT are files
// of float64; EXPONENT may be "auto". OUT gets number, weight and rows to make of each cluster.
#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "peers/probe_io.h"
#include "samplers/k_means_smote.h"

namespace autosmote {
namespace {

void run(std::span<char*> arguments) {
  const std::vector<double> values = read_doubles(arguments[1]);
  const std::vector<int> labels = read_as<int>(arguments[2]);
  SamplerData data;
  data.x = {values.data(), labels.size(), values.size() / labels.size()};
  data.labels = labels;
  data.classes = 1 + *std::max_element(labels.begin(), labels.end());
  ClusterRules rules;
  rules.neighbors = std::stoull(arguments[6]);
  rules.balance_threshold = std::stod(arguments[7]);
  if (std::string_view(arguments[8]) != "auto") rules.density_exponent = std::stod(arguments[8]);
  std::vector<double> out;
  for (const ClusterShare& share :
       cluster_shares(data, read_as<std::uint32_t>(arguments[3]), std::stoi(arguments[4]),
                      std::stoull(arguments[5]), rules, {})) {
    out.insert(out.end(), {static_cast<double>(share.cluster), share.weight,
                           static_cast<double>(share.added)});
  }
  write_doubles(arguments[9], out);
}

}  // namespace
}  // namespace autosmote

int main(int argc, char** argv) { return autosmote::probe_main(argc, argv, autosmote::run); }
