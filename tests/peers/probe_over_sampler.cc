// probe_over_sampler NAME X LABELS NOMINAL CLASS ROWS OUT [PARAMETER=VALUE...]: brings class CLASS
// to ROWS rows. X, LABELS, NOMINAL (column numbers) and OUT are files of float64; OUT gets for each
// synthetic row its source, its neighbour, its lambda and its columns.
#include <algorithm>
#include <span>
#include <string>

#include "autosmote/sampler.h"
#include "peers/probe_io.h"

namespace autosmote {
namespace {

void run(std::span<char*> arguments) {
  const std::vector<double> values = read_doubles(arguments[2]);
  const std::vector<int> labels = read_as<int>(arguments[3]);
  SamplerData data;
  data.x = {values.data(), labels.size(), values.size() / labels.size()};
  data.labels = labels;
  data.classes = 1 + *std::max_element(labels.begin(), labels.end());
  data.nominal = read_as<std::uint32_t>(arguments[4]);
  SamplingStrategy strategy;
  strategy.kind = SamplingStrategy::Kind::kCounts;
  strategy.counts[std::stoi(arguments[5])] = std::stoull(arguments[6]);
  SamplerParameters parameters;
  for (const std::string parameter : arguments.subspan(8)) {
    const std::size_t equal = parameter.find('=');
    parameters[parameter.substr(0, equal)] = parameter.substr(equal + 1);
  }
  const Resampled result = make_sampler(arguments[1], parameters)->resample(data, strategy, {});
  std::vector<double> out;
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
    const SyntheticOrigin& origin = result.origins[s];
    out.insert(out.end(), {static_cast<double>(origin.source), static_cast<double>(origin.neighbor),
                           origin.lambda});
    const std::span<const double> row = result.synthetic.row(s);
    out.insert(out.end(), row.begin(), row.end());
  }
  write_doubles(arguments[7], out);
}

}  // namespace
}  // namespace autosmote

int main(int argc, char** argv) { return autosmote::probe_main(argc, argv, autosmote::run); }
