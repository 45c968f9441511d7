#include "samplers/class_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "autosmote/error.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

/// Of for_each_neighborhood: what is in memory at a time.
constexpr std::size_t kMostMembers = std::size_t{1} << 19;
constexpr std::size_t kNeighborsAtOnce = std::size_t{1} << 21;

class RowSampler : public Sampler {
 public:
  explicit RowSampler(TellingRowSelection select) : select_(std::move(select)) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result;
    result.rows = select_(data, strategy, context, result.findings);
    return result;
  }

 private:
  TellingRowSelection select_;
};

}  // namespace

std::vector<std::vector<std::uint32_t>> rows_by_class(const SamplerData& data) {
  std::vector<std::vector<std::uint32_t>> rows(static_cast<std::size_t>(data.classes));
  for (std::size_t i = 0; i < data.labels.size(); ++i) {
    rows[static_cast<std::size_t>(data.labels[i])].push_back(static_cast<std::uint32_t>(i));
  }
  return rows;
}

int smallest_class(const SamplerData& data) {
  const std::vector<std::uint64_t> counts = count_classes(data);
  return static_cast<int>(std::min_element(counts.begin(), counts.end()) - counts.begin());
}

RowSubset::RowSubset(const SamplerData& data, std::span<const std::uint32_t> rows)
    : x_(gather_rows(data.x, rows)), classes_(data.classes) {
  labels_.reserve(rows.size());
  for (const std::uint32_t row : rows) labels_.push_back(data.labels[row]);
}

SamplerData RowSubset::data() const { return {x_.view(), labels_, classes_, {}}; }

void require_rows(std::size_t rows, std::size_t k, std::string_view parameter,
                  std::string_view whose) {
  if (rows >= k) return;
  throw DataError(
      fmt::format("{} asks for {} neighbours, but there {} {} {}; give a smaller {} or more rows",
                  parameter, k, rows == 1 ? "is" : "are", rows, whose, parameter));
}

void for_each_neighborhood(
    const NeighborIndex& index, MatrixView<const double> x, std::span<const std::uint32_t> queries,
    std::size_t k, bool excluding_self, const Context& context,
    const std::function<void(std::size_t i, const Neighbors& neighbors, std::size_t q)>& body) {
  const std::size_t rows = std::clamp<std::size_t>(kNeighborsAtOnce / k, 1, kMostMembers);
  for (std::size_t first = 0; first < queries.size(); first += rows) {
    const auto block = queries.subspan(first, std::min(rows, queries.size() - first));
    const Neighbors neighbors = excluding_self ? index.nearest_others(x, block, k, context)
                                               : index.nearest_to(x, block, k, context);
    for (std::size_t q = 0; q < block.size(); ++q) body(first + q, neighbors, q);
  }
}

std::unique_ptr<Sampler> make_row_sampler(RowSelection select) {
  return make_telling_row_sampler(
      [select = std::move(select)](const SamplerData& data, const SamplingStrategy& strategy,
                                   const Context& context,
                                   SamplerFindings&) { return select(data, strategy, context); });
}

std::unique_ptr<Sampler> make_telling_row_sampler(TellingRowSelection select) {
  return std::make_unique<RowSampler>(std::move(select));
}

std::vector<std::uint32_t> draw_distinct(std::span<const std::uint32_t> items, std::size_t count,
                                         RandomStream& random) {
  std::vector<std::uint32_t> drawn(items.begin(), items.end());
  count = std::min(count, drawn.size());
  // The beginning of a Fisher-Yates shuffle.
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(drawn[i], drawn[i + random.below(static_cast<std::uint32_t>(drawn.size() - i))]);
  }
  drawn.resize(count);
  return drawn;
}

SamplerParameter neighbors_parameter(std::string_view name, double default_value,
                                     std::string_view help) {
  return {.name = name,
          .default_value = default_value,
          .smallest = 1.0,
          .largest = 4294967295.0,
          .whole = true,
          .choices = {},
          .help = help};
}

}  // namespace autosmote
