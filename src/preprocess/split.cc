#include "preprocess/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "autosmote/error.h"
#include "core/check.h"
#include "core/random.h"

namespace autosmote {
namespace {

// The second part of a stream's key: each kind of split draws its own numbers.
enum SplitKind : std::uint32_t {
  kHoldout = 0,
  kFolds = 1,
  kProtocol = 2,
  kGroupHoldout = 3,
  kGroupFolds = 4
};

// Two, or one more than the highest label.
std::size_t class_count(std::span<const int> labels) {
  int highest = 1;
  for (const int label : labels) highest = std::max(highest, label);
  return static_cast<std::size_t>(highest) + 1;
}

std::vector<std::vector<std::size_t>> rows_by_class(std::span<const int> labels) {
  std::vector<std::vector<std::size_t>> rows(class_count(labels));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    rows[static_cast<std::size_t>(labels[i])].push_back(i);
  }
  return rows;
}

void shuffle_rows(std::vector<std::size_t>& rows, RandomStream& random) {
  shuffle(std::span<std::size_t>(rows), random);
}

// Part 0 is held out, or each part is a fold.
void check_parts(std::span<const int> labels, std::span<const std::uint32_t> parts,
                 std::size_t count) {
  const std::size_t classes = class_count(labels);
  std::vector<std::vector<std::size_t>> rows(count, std::vector<std::size_t>(classes));
  for (std::size_t row = 0; row < labels.size(); ++row) {
    ++rows[parts[row]][static_cast<std::size_t>(labels[row])];
  }
  for (std::size_t part = 0; part < count; ++part) {
    for (std::size_t label = 0; label < classes; ++label) {
      if (rows[part][label] > 0) continue;
      throw DataError(fmt::format(
          "the groups cannot be dealt to {} parts so that each has rows of {} classes: one has "
          "none of {}; use fewer folds, or a group column with smaller groups",
          count, classes == 2 ? "both" : "all", class_words(label, classes)));
    }
  }
}

Split holdout_of_groups(std::span<const int> labels, double fraction, std::uint64_t seed,
                        RowGroups groups) {
  RandomStream random(seed, Purpose::kSplit, kGroupHoldout);
  const std::array<double, 2> shares{fraction, 1.0 - fraction};
  const std::vector<std::uint32_t> parts = deal_groups(labels, groups, shares, random);
  check_parts(labels, parts, shares.size());
  Split split;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    (parts[row] == 0 ? split.held_out : split.train).push_back(row);
  }
  return split;
}

std::vector<std::uint32_t> folds_of_groups(std::span<const int> labels, RowGroups groups,
                                           std::size_t folds, RandomStream& random) {
  const std::vector<double> shares(folds, 1.0 / static_cast<double>(folds));
  std::vector<std::uint32_t> parts = deal_groups(labels, groups, shares, random);
  check_parts(labels, parts, folds);
  return parts;
}

// Dealing goes on where the first class ended, so that folds are equally large in all.
std::vector<std::uint32_t> folds_of_rows(std::span<const int> labels, std::size_t folds,
                                         RandomStream& random) {
  std::vector<std::uint32_t> fold_of_row(labels.size());
  std::size_t next = 0;
  for (std::vector<std::size_t> rows : rows_by_class(labels)) {
    shuffle_rows(rows, random);
    for (const std::size_t row : rows) {
      fold_of_row[row] = static_cast<std::uint32_t>(next++ % folds);
    }
  }
  return fold_of_row;
}

}  // namespace

// Labels are numbers here; of several classes the user knows their order by size.
std::string class_words(std::size_t label, std::size_t classes) {
  if (classes == 2) return label == 1 ? "the minority class" : "the majority class";
  return label == 0 ? "the largest class"
                    : fmt::format("class {} of {} by descending size", label + 1, classes);
}

std::vector<std::uint32_t> deal_groups(std::span<const int> labels, RowGroups groups,
                                       std::span<const double> shares, RandomStream& random) {
  AUTOSMOTE_CHECK(groups.size() == labels.size());
  const std::size_t classes = class_count(labels);
  struct Group {
    std::uint32_t number = 0;
    std::vector<double> rows;  // of each class
    double size = 0.0;
  };
  std::vector<double> all(classes);
  std::vector<Group> order(groups.empty() ? 0 : std::ranges::max(groups) + std::size_t{1});
  for (std::uint32_t g = 0; g < order.size(); ++g) order[g] = {g, std::vector<double>(classes)};
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto label = static_cast<std::size_t>(labels[row]);
    order[groups[row]].rows[label] += 1.0;
    order[groups[row]].size += 1.0;
    all[label] += 1.0;
  }
  shuffle(std::span<Group>(order), random);
  std::ranges::stable_sort(order, std::greater(), &Group::size);

  std::vector<std::vector<double>> dealt(shares.size(), std::vector<double>(classes));
  // What adding the group to the part changes in the sum of squared distances from the shares.
  const auto change = [&](const Group& group, std::size_t part) {
    double sum = 0.0;
    for (std::size_t label = 0; label < classes; ++label) {
      if (all[label] == 0.0) continue;
      const double before = dealt[part][label] / all[label] - shares[part];
      const double after = before + group.rows[label] / all[label];
      sum += after * after - before * before;
    }
    return sum;
  };
  // Where a class has no more groups left than there are parts without it, these parts are due.
  std::vector<std::size_t> left(classes);
  std::vector<std::size_t> parts_without(classes, shares.size());
  for (const Group& group : order) {
    for (std::size_t label = 0; label < classes; ++label) {
      left[label] += group.rows[label] > 0.0 ? 1 : 0;
    }
  }
  const auto due = [&](const Group& group, std::size_t part) {
    int due_classes = 0;
    for (std::size_t label = 0; label < classes; ++label) {
      const bool wanted = group.rows[label] > 0.0 && dealt[part][label] == 0.0;
      due_classes += wanted && left[label] <= parts_without[label] ? 1 : 0;
    }
    return due_classes;
  };
  std::vector<std::uint32_t> part_of_group(order.size());
  for (const Group& group : order) {
    std::size_t best = 0;
    for (std::size_t part = 1; part < shares.size(); ++part) {
      const int more = due(group, part) - due(group, best);
      if (more > 0 || (more == 0 && change(group, part) < change(group, best))) best = part;
    }
    part_of_group[group.number] = static_cast<std::uint32_t>(best);
    for (std::size_t label = 0; label < classes; ++label) {
      if (group.rows[label] == 0.0) continue;
      --left[label];
      parts_without[label] -= dealt[best][label] == 0.0 ? 1 : 0;
      dealt[best][label] += group.rows[label];
    }
  }
  std::vector<std::uint32_t> parts(labels.size());
  for (std::size_t row = 0; row < labels.size(); ++row) parts[row] = part_of_group[groups[row]];
  return parts;
}

int most_folds(std::span<const int> labels, RowGroups groups) {
  std::vector<std::size_t> found(class_count(labels));
  std::vector<std::set<std::uint32_t>> seen(found.size());
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto label = static_cast<std::size_t>(labels[row]);
    if (groups.empty() || seen[label].insert(groups[row]).second) ++found[label];
  }
  return static_cast<int>(std::ranges::min(found));
}

Split stratified_holdout(std::span<const int> labels, double fraction, std::uint64_t seed,
                         RowGroups groups) {
  if (!(fraction > 0.0 && fraction < 1.0)) {
    throw ConfigError(fmt::format(
        "the fraction of rows to hold out is {}; it must lie between 0 and 1", fraction));
  }
  if (!groups.empty()) return holdout_of_groups(labels, fraction, seed, groups);
  Split split;
  auto classes = rows_by_class(labels);
  for (std::uint32_t label = 0; label < classes.size(); ++label) {
    std::vector<std::size_t>& rows = classes[label];
    if (rows.size() < 2) {
      throw DataError(
          fmt::format("{} has {} rows; at least 2 are needed, one to learn "
                      "from and one to hold out",
                      class_words(label, classes.size()), rows.size()));
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
                                    std::uint64_t seed, RowGroups groups) {
  if (folds < 2 || repeats < 1) {
    throw ConfigError(
        fmt::format("cross-validation with {} folds and {} repeats; at least 2 folds "
                    "and 1 repeat are needed",
                    folds, repeats));
  }
  const auto fold_count = static_cast<std::size_t>(folds);
  const auto classes = rows_by_class(labels);
  for (std::size_t label = 0; label < classes.size(); ++label) {
    if (classes[label].size() >= fold_count) continue;
    const std::size_t rows = classes[label].size();
    throw DataError(fmt::format(
        "{} has {} row{}, fewer than the {} folds; {}", class_words(label, classes.size()), rows,
        rows == 1 ? "" : "s", folds,
        rows < 2 ? "at least two are needed, here and wherever these rows are split again"
                 : fmt::format("use at most {} folds, or a fraction for validation", rows)));
  }
  std::vector<Split> splits;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    RandomStream random(seed, Purpose::kSplit, groups.empty() ? kFolds : kGroupFolds,
                        static_cast<std::uint32_t>(repeat));
    const std::vector<std::uint32_t> fold_of_row =
        groups.empty() ? folds_of_rows(labels, fold_count, random)
                       : folds_of_groups(labels, groups, fold_count, random);
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
                      "minority rows beside {} majority rows; at least 2 are needed: {}",
                      ratio, kPartNames[part], kept, minority.size(), rows.size(),
                      wanted < 2 ? "choose a smaller ratio"
                                 : "the table has too few, but another seed may share them out "
                                   "otherwise"));
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
