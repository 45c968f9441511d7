#include "report/command_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace autosmote {
namespace {

bool is_plain(char character) {
  constexpr std::string_view kPlain = "_-./:=+,@%";
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || kPlain.find(character) != std::string_view::npos;
}

// Builds the text word by word.
class CommandLine {
 public:
  explicit CommandLine(std::string_view verb) : text_(fmt::format("autosmote {}", verb)) {}

  void word(std::string_view text) { text_ += fmt::format(" {}", shell_word(text)); }
  void option(std::string_view name, std::string_view value) {
    text_ += fmt::format(" {} {}", name, shell_word(value));
  }
  void option_unless(std::string_view name, std::string_view value, std::string_view usual) {
    if (value != usual) option(name, value);
  }
  template <class Number>
  void number_unless(std::string_view name, Number value, Number usual) {
    if (value != usual) option(name, fmt::format("{}", value));
  }
  void list(std::string_view name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    std::string joined;
    for (const std::string& value : values) joined += (joined.empty() ? "" : ",") + value;
    option(name, joined);
  }
  void columns(const ReadOptions& read) {
    list("--nominal", read.nominal);
    list("--numeric", read.numeric);
    list("--ignore", read.ignore);
    list("--missing", read.missing);
    if (read.delimiter == '\t') {
      option("--delimiter", "tab");
    } else if (read.delimiter != '\0') {
      option("--delimiter", std::string_view(&read.delimiter, 1));
    }
  }
  std::string text() const { return text_; }

 private:
  std::string text_;
};

std::vector<std::string> ablated_levels(const Ablation& ablation) {
  std::vector<std::string> names;
  if (ablation.cross_instance) names.emplace_back("cross-instance");
  if (ablation.instance_specific) names.emplace_back("instance-specific");
  if (ablation.low_level) names.emplace_back("low-level");
  return names;
}

void add_search(const SearchOptions& search, CommandLine& line) {
  line.option_unless("--profile", profile_name(search.profile), "default");
  line.option_unless("--search", search_name(search.kind), "rl");
  line.list("--ablate", ablated_levels(search.ablation));
  line.option_unless("--budget", budget_name(search.budget), "full");
  line.number_unless("--episodes", search.episodes, std::uint64_t{0});
  line.number_unless("--fits", search.fit_limit, std::uint64_t{0});
  line.number_unless("--time-limit", search.time_limit, 0.0);
  line.option_unless("--threshold", threshold_text(search.threshold), "auto");
  line.number_unless("--neighbors", search.neighbors, SearchOptions().neighbors);
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string quoted = "'";
  for (const char character : text) {
    if (character == '\'') {
      quoted += "'\\''";
    } else {
      quoted += character;
    }
  }
  return quoted + "'";
}

std::string classifier_text(const FitOptions& options) {
  if (options.custom != nullptr) return options.custom->name();
  return std::string(classifier_name(options.classifier.kind));
}

std::string validation_text(const ValidationOptions& validation) {
  switch (validation.kind) {
    case ValidationOptions::Kind::kAuto:
      return "auto";
    case ValidationOptions::Kind::kFraction:
      return fmt::format("{}", validation.fraction);
    case ValidationOptions::Kind::kFolds: {
      const std::string folds = "cv:" + std::to_string(validation.folds);
      return validation.repeats == 1 ? folds : folds + "x" + std::to_string(validation.repeats);
    }
    case ValidationOptions::Kind::kSplits:
      return "splits";
    case ValidationOptions::Kind::kFile:
      break;
  }
  return validation.file;
}

std::string_view threshold_text(ThresholdMode mode) {
  switch (mode) {
    case ThresholdMode::kAuto:
      return "auto";
    case ThresholdMode::kDefault:
      return "default";
    case ThresholdMode::kTuned:
      break;
  }
  return "tuned";
}

std::string command_text(const FitOptions& options, std::uint64_t seed) {
  if (!options.call.empty()) return options.call;
  CommandLine line("fit");
  line.word(options.train);
  line.option("--target", options.target);
  if (!options.test.empty()) line.option("--test", options.test);
  line.option_unless("--validation", validation_text(options.validation), "auto");
  line.number_unless("--imbalance", options.imbalance, 0.0);
  line.columns(options.read);
  line.option_unless("--group", options.group, "");
  line.option_unless("--weight", options.weight, "");
  line.option_unless("--ignored", ignored_cells_name(options.ignored), "empty");
  line.option("--classifier", classifier_name(options.classifier.kind));
  line.option("--metric", options.metric.name());
  add_search(options.search, line);
  line.option_unless("--distance", distance_name(options.distance), "auto");
  line.option_unless("--strategy", options.strategy, "auto");
  line.option_unless("--verdict", verdict_effort_name(options.verdict), "auto");
  line.option("--seed", std::to_string(seed));
  line.option("-o", options.output);
  return line.text();
}

std::string command_text(const CompareOptions& options, std::uint64_t seed) {
  if (!options.call.empty()) return options.call;
  CommandLine line("compare");
  for (const std::string& name : options.data) line.word(name);
  line.option("--target", options.target);
  std::vector<std::string> ratios;
  for (const double ratio : options.imbalance) ratios.push_back(fmt::format("{}", ratio));
  line.list("--imbalance", ratios);
  if (!options.test_folds.empty()) line.option("--test-folds", options.test_folds);
  line.columns(options.read);
  line.option_unless("--group", options.group, "");
  line.list("--methods", options.methods);
  std::vector<std::string> classifiers;
  for (const ClassifierOptions& classifier : options.classifiers) {
    classifiers.emplace_back(classifier_name(classifier.kind));
  }
  line.list("--classifiers", classifiers);
  std::vector<std::string> metrics;
  for (const Metric& metric : options.metrics) metrics.push_back(metric.name());
  line.list("--metrics", metrics);
  line.option("--repeats", std::to_string(options.repeats));
  line.number_unless("--folds", options.folds, CompareOptions().folds);
  line.number_unless("--episodes", options.episodes, std::uint64_t{0});
  line.option("--seed", std::to_string(seed));
  line.option("-o", options.output);
  return line.text();
}

std::string command_text(const InspectOptions& options) {
  if (!options.call.empty()) return options.call;
  CommandLine line("inspect");
  line.word(options.data);
  line.option("--target", options.target);
  line.columns(options.read);
  line.option_unless("--html", options.page, "");
  return line.text();
}

}  // namespace autosmote
