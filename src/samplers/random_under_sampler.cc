#include "samplers/random_under_sampler.h"

#include "samplers/class_rows.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

std::vector<std::uint32_t> draw_rows(const SamplerData& data, const SamplingStrategy& strategy,
                                     bool replacement, const Context& context) {
  const auto kept = rows_to_keep(data, strategy);
  std::vector<std::uint32_t> result;
  int c = 0;
  for (const std::vector<std::uint32_t>& rows : rows_by_class(data)) {
    const auto target = kept.find(c);
    if (target == kept.end()) {
      result.insert(result.end(), rows.begin(), rows.end());
    } else {
      RandomStream random(context.seed, Purpose::kUnderSampler, static_cast<std::uint32_t>(c));
      if (replacement) {
        for (std::uint64_t i = 0; i < target->second; ++i) {
          result.push_back(rows[random.below(static_cast<std::uint32_t>(rows.size()))]);
        }
      } else {
        const auto drawn = draw_distinct(rows, target->second, random);
        result.insert(result.end(), drawn.begin(), drawn.end());
      }
    }
    ++c;
  }
  return result;
}

}  // namespace

SamplerEntry random_under_sampler_entry() {
  return {{"random-under-sampler",
           "RandomUnderSampler",
           SamplerKind::kUnder,
           {{.name = "replacement",
             .default_value = "false",
             .choices = {"false", "true"},
             .help = "whether a row may be drawn again"}}},
          [](const SamplerParameters& parameters) {
            return make_row_sampler([replacement = text_of(parameters, "replacement") == "true"](
                                        const SamplerData& data, const SamplingStrategy& strategy,
                                        const Context& context) {
              return draw_rows(data, strategy, replacement, context);
            });
          },
          [](const SamplerParameters&) { return false; }};
}

}  // namespace autosmote
