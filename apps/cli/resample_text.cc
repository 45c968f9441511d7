#include "resample_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <string>
#include <utility>
#include <variant>

#include "autosmote/aligned_text.h"
#include "autosmote/closeness.h"

namespace autosmote::cli {
namespace {

std::string bounds_text(const SamplerParameter& parameter) {
  const std::string choices = fmt::format("{}", fmt::join(parameter.choices, ", "));
  if (parameter.or_number) {
    return fmt::format("{} or number from {} to {}", choices, parameter.smallest,
                       parameter.largest);
  }
  if (!parameter.choices.empty()) return "one of " + choices;
  const std::string kind = parameter.whole ? "whole number" : "number";
  if (std::isinf(parameter.largest)) return fmt::format("{} from {}", kind, parameter.smallest);
  return fmt::format("{} from {} to {}", kind, parameter.smallest, parameter.largest);
}

std::string default_text(const SamplerParameter& parameter) {
  return std::visit([](const auto& value) { return fmt::format("{}", value); },
                    parameter.default_value);
}

std::string method_text(const SamplerInfo& info) {
  std::string text = fmt::format("  {}  ({})\n", info.name, info.source);
  for (const SamplerParameter& parameter : info.parameters) {
    text += fmt::format("      {}={}  {}: {}\n", parameter.name, default_text(parameter),
                        bounds_text(parameter), parameter.help);
  }
  return text;
}

}  // namespace

std::string resample_text(const ResampleOptions& options, const ResampleResult& result) {
  std::vector<std::vector<std::string>> lines{
      {"class", "before", "removed", "copies", "synthetic", "after"}};
  for (const ResampleClass& entry : result.classes) {
    lines.push_back({entry.name, std::to_string(entry.before), std::to_string(entry.removed),
                     std::to_string(entry.copies), std::to_string(entry.synthetic),
                     std::to_string(entry.after())});
  }
  std::string text = fmt::format("{}:\n", options.policy.empty() ? options.method : options.policy);
  text += aligned_text(lines);
  if (const auto& policy = result.policy) {
    text += fmt::format("Policy of the {} profile", policy->profile);
    text += result.classes.size() > 2
                ? fmt::format(" for {}, by {}\n", policy->classifier, policy->metric)
                : fmt::format(". Its decision threshold on the scores of {}, by {}: {}\n",
                              policy->classifier, policy->metric, policy->threshold);
  }
  if (result.closeness) text += closeness_text(*result.closeness) + "\n";
  for (const std::string& note : result.notes) text += fmt::format("Note: {}\n", note);
  return text + fmt::format("{}: {} rows, {:.1f} s\n", fmt::join(result.files, ", "), result.rows(),
                            result.seconds);
}

std::string undo_text(const UndoOptions& options, const UndoResult& result) {
  return fmt::format("{}: {} rows, {} added ones taken out\n", options.output, result.rows,
                     result.removed);
}

std::string methods_text(const std::vector<SamplerInfo>& infos) {
  std::string text;
  for (const auto& [kind, title] : {std::pair(SamplerKind::kOver, "Over-sampling"),
                                    std::pair(SamplerKind::kUnder, "Under-sampling and cleaning"),
                                    std::pair(SamplerKind::kBoth, "Both")}) {
    text += fmt::format("{}{}:\n", text.empty() ? "" : "\n", title);
    for (const SamplerInfo& info : infos) {
      if (info.kind == kind) text += method_text(info);
    }
  }
  return text;
}

}  // namespace autosmote::cli
