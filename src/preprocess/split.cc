#include "preprocess/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "autosmote/error.h"
#include "core/random.h"

namespace autosmote {
namespace {

// The second part of a stream's key: each kind of split draws its own numbers.
enum SplitKind : std::uint32_t { kHoldout = 0, kFolds = 1, kProtocol = 2 };

std::array<std::vector<std::size_t>, 2> rows_by_class(std::span<const int> labels) {
  std::array<std::vector<std::size_t>, 2> rows;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    rows[labels[i] == 1 ? 1 : 0].push_back(i);
  }
  return rows;
}

const char* class_word(std::size_t label) { return label == 1 ? "minority" : "majority"; }

void shuffle_rows(std::vector<std::size_t>& rows, RandomStream& random) {
  shuffle(std::span<std::size_t>(rows), random);
}

}  // namespace

Split stratified_holdout(std::span<const int> labels, double fraction, std::uint64_t seed) {
  if (!(fraction > 0.0 && fraction < 1.0)) {
    throw ConfigError(fmt::format(
        "the fraction of rows to hold out is {}; it must lie between 0 and 1", fraction));
  }
  Split split;
  auto classes = rows_by_class(labels);
  for (std::uint32_t label = 0; label < 2; ++label) {
    std::vector<std::size_t>& rows = classes[label];
    if (rows.size() < 2) {
      throw DataError(
          fmt::format("the {} class has {} rows; at least 2 are needed, one to learn "
                      "from and one to hold out",
                      class_word(label), rows.size()));
    }
    RandomStream random(seed, Purpose::kSplit, kHoldout, label);
    shuffle_rows(rows, random);
    const double wanted = std::round(fraction * static_cast<double>(rows.size()));
    const auto held_out =
        std::clamp(static_cast<std::size_t>(wanted), std::size_t{1}, rows.size() - 1);
    const auto border = rows.begin() + static_cast<std::ptrdiff_t>(held_out);
    split.held_out.insert(split.held_out.end(), rows.begin(), border);
    split.train.insert(split.train.end(), border, rows.end());
  }
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.held_out.begin(), split.held_out.end());
  return split;
}

std::vector<Split> stratified_folds(std::span<const int> labels, int folds, int repeats,
                                    std::uint64_t seed) {
  if (folds < 2 || repeats < 1) {
    throw ConfigError(
        fmt::format("cross-validation with {} folds and {} repeats; at least 2 folds "
                    "and 1 repeat are needed",
                    folds, repeats));
  }
  const auto fold_count = static_cast<std::size_t>(folds);
  const auto classes = rows_by_class(labels);
  for (std::size_t label = 0; label < 2; ++label) {
    if (classes[label].size() >= fold_count) continue;
    throw DataError(
        fmt::format("the {} class has {} rows, fewer than the {} folds; use at most {} "
                    "folds, or a fraction for validation",
                    class_word(label), classes[label].size(), folds, classes[label].size()));
  }
  std::vector<Split> splits;
  std::vector<std::size_t> fold_of_row(labels.size());
  for (int repeat = 0; repeat < repeats; ++repeat) {
    RandomStream random(seed, Purpose::kSplit, kFolds, static_cast<std::uint32_t>(repeat));
    // Dealing goes on where the first class ended, so that folds are equally large in all.
    std::size_t next = 0;
    for (std::vector<std::size_t> rows : classes) {
      shuffle_rows(rows, random);
      for (const std::size_t row : rows) fold_of_row[row] = next++ % fold_count;
    }
    for (std::size_t fold = 0; fold < fold_count; ++fold) {
      Split split;
      for (std::size_t row = 0; row < labels.size(); ++row) {
        (fold_of_row[row] == fold ? split.held_out : split.train).push_back(row);
      }
      splits.push_back(std::move(split));
    }
  }
  return splits;
}

ProtocolSplit paper_protocol_split(std::span<const int> labels, double ratio, std::uint64_t seed) {
  if (!(ratio >= 1.0)) {
    throw ConfigError(fmt::format("the imbalance ratio is {}; it must be at least 1", ratio));
  }
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  RandomStream random(seed, Purpose::kSplit, kProtocol);
  shuffle_rows(order, random);
  const std::size_t held_out = labels.size() / 5;
  const std::array<std::size_t, 4> borders{0, labels.size() - 2 * held_out,
                                           labels.size() - held_out, labels.size()};
  constexpr std::array<const char*, 3> kPartNames{"training", "validation", "test"};
  std::array<std::vector<std::size_t>, 3> parts;
  std::vector<std::size_t> unused;  // of the last part in the end
  for (std::size_t part = 0; part < parts.size(); ++part) {
    std::vector<std::size_t>& rows = parts[part];
    std::vector<std::size_t> minority;
    for (std::size_t i = borders[part]; i < borders[part + 1]; ++i) {
      (labels[order[i]] == 1 ? minority : rows).push_back(order[i]);
    }
    // The order is random already, so the first rows are a random sample.
    const auto wanted =
        static_cast<std::size_t>(std::floor(static_cast<double>(rows.size()) / ratio));
    const std::size_t kept = std::min(wanted, minority.size());
    if (kept < 2) {
      throw DataError(
          fmt::format("at an imbalance ratio of {} the {} part keeps {} of its {} "
                      "minority rows beside {} majority rows; at least 2 are needed: "
                      "choose a smaller ratio",
                      ratio, kPartNames[part], kept, minority.size(), rows.size()));
    }
    const auto border = minority.begin() + static_cast<std::ptrdiff_t>(kept);
    rows.insert(rows.end(), minority.begin(), border);
    unused.assign(border, minority.end());
    std::sort(rows.begin(), rows.end());
  }
  std::sort(unused.begin(), unused.end());
  return {std::move(parts[0]), std::move(parts[1]), std::move(parts[2]), std::move(unused)};
}

}  // namespace autosmote
