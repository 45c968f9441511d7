// probe_strategy FILE: each line of FILE is "MODE KIND VALUE COUNT,COUNT,...": over, under or
// clean; named, ratio, counts (CLASS:ROWS,...) or classes (CLASS,...); the rows of each class.
// Prints for each line "CLASS:ROWS ..." (cleaning: "CLASS ...") or "error".
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "autosmote/error.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

SamplingStrategy strategy_of(const std::string& kind, std::string value) {
  SamplingStrategy strategy;
  if (kind == "named") {
    std::replace(value.begin(), value.end(), '_', ' ');
    return parse_sampling_strategy(value);
  }
  if (kind == "ratio") {
    strategy.kind = SamplingStrategy::Kind::kRatio;
    strategy.ratio = std::stod(value);
  } else if (kind == "counts") {
    strategy.kind = SamplingStrategy::Kind::kCounts;
    for (const std::string& part : split(value)) {
      const std::size_t colon = part.find(':');
      strategy.counts[std::stoi(part.substr(0, colon))] = std::stoull(part.substr(colon + 1));
    }
  } else {
    strategy.kind = SamplingStrategy::Kind::kClasses;
    for (const std::string& part : split(value)) strategy.classes.push_back(std::stoi(part));
  }
  return strategy;
}

std::string answer(const std::string& mode, const SamplingStrategy& strategy,
                   const SamplerData& data) {
  std::string text;
  if (mode == "clean") {
    for (const int c : classes_to_clean(data, strategy)) text += fmt::format("{} ", c);
    return text;
  }
  const auto rows = mode == "over" ? rows_to_add(data, strategy) : rows_to_keep(data, strategy);
  for (const auto& [c, count] : rows) text += fmt::format("{}:{} ", c, count);
  return text;
}

void run(const char* path) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::stringstream stream(line);
    std::string mode, kind, value, counts;
    stream >> mode >> kind >> value >> counts;
    std::vector<int> labels;
    for (const std::string& count : split(counts)) {
      const int c = labels.empty() ? 0 : labels.back() + 1;
      labels.insert(labels.end(), std::stoul(count), c);
    }
    SamplerData data;
    data.labels = labels;
    data.classes = labels.back() + 1;
    try {
      fmt::print("{}\n", answer(mode, strategy_of(kind, value), data));
    } catch (const ConfigError&) {
      fmt::print("error\n");
    }
  }
}

}  // namespace
}  // namespace autosmote

int main(int argc, char** argv) {
  try {
    autosmote::run(argv[argc - 1]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
