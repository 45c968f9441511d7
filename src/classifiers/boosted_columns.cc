#include "classifiers/boosted_columns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/simd.h"
#include "core/vector_kernel.h"

namespace autosmote {
namespace {

// Values of split features are kept for a whole fit up to this many of them (16 MB); with more
// features and rows they are looked up anew in every round.
constexpr std::size_t kMaxKeptValues = std::size_t{1} << 22;

struct StumpPass {
  float low;
  std::int64_t flip;  ///< -1 where rows left of the split are told to be class 0, else 0
  double right;       ///< the factor of rows told right
  double wrong;
};

/// Which rows are told wrong: exactly if (is left) xor (is class 1) xor flip.
template <std::size_t W>
[[gnu::always_inline]] inline void find_wrong(const float* values, const StumpPass& pass,
                                              const typename Vectors<W>::Masks& is_class1,
                                              typename Vectors<W>::Masks& is_wrong) {
  find_at_most<W>(values, pass.low, is_wrong);
  is_wrong = is_wrong ^ is_class1 ^ pass.flip;
}

/// Multiplies each weight by the factor of its row and writes the running sums of each lane.
/// Padding has weight 0 and keeps it.
struct MultiplyAndSum {
  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(double* weights, const float* values,
                                                std::size_t length, const StumpPass& pass,
                                                double* running_l, double* running_m,
                                                double* last) {
    using V = Vectors<W>;
    using Doubles = typename V::Doubles;
    using Masks = typename V::Masks;
    constexpr std::size_t kParts = kLanes / W;
    const Doubles zero{};
    const Doubles right_factor = zero + pass.right;
    const Doubles wrong_factor = zero + pass.wrong;
    Doubles sum_l[kParts] = {};
    Doubles sum_m[kParts] = {};
    for (std::size_t i = 0; i < length * kLanes; i += kLanes) {
      for (std::size_t part = 0; part < kParts; ++part) {
        const std::size_t at = i + part * W;
        Doubles weight = *V::stored(weights + at);
        const Masks is_class1 = weight > zero;
        Masks is_wrong;
        find_wrong<W>(values + at, pass, is_class1, is_wrong);
        weight *= is_wrong ? wrong_factor : right_factor;
        *V::stored(weights + at) = weight;
        sum_l[part] += is_class1 ? weight : -weight;
        sum_m[part] += weight;
        *V::stored(running_l + at) = sum_l[part];
        *V::stored(running_m + at) = sum_m[part];
      }
    }
    for (std::size_t part = 0; part < kParts; ++part) {
      *V::stored(last + part * W) = sum_l[part];
      *V::stored(last + kLanes + part * W) = sum_m[part];
    }
  }
};

struct SumOfWrong {
  template <std::size_t W>
  [[gnu::always_inline]] static inline double run(const double* weights, const float* values,
                                                  std::size_t length, const StumpPass& pass) {
    using V = Vectors<W>;
    using Doubles = typename V::Doubles;
    using Masks = typename V::Masks;
    constexpr std::size_t kParts = kLanes / W;
    const Doubles zero{};
    Doubles sums[kParts] = {};
    for (std::size_t i = 0; i < length * kLanes; i += kLanes) {
      for (std::size_t part = 0; part < kParts; ++part) {
        const std::size_t at = i + part * W;
        const Doubles weight = *V::stored(weights + at);
        const Masks is_class1 = weight > zero;
        Masks is_wrong;
        find_wrong<W>(values + at, pass, is_class1, is_wrong);
        const Doubles size = is_class1 ? weight : -weight;
        sums[part] += is_wrong ? size : zero;
      }
    }
    double total = 0.0;
    for (const Doubles& sum : sums) {
      for (std::size_t lane = 0; lane < W; ++lane) total += sum[lane];
    }
    return total;
  }
};

AUTOSMOTE_SIMD_CLONES
void look_up(const float* table, const std::uint32_t* ids, std::size_t count, float* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = table[ids[i]];
}

std::int64_t flip_of(const StumpRule& rule) { return rule.left_label == 0 ? -1 : 0; }

}  // namespace

void BoostedColumns::assign(const SortedColumns& columns, const FrequentValues& frequent,
                            const TrainingRows& rows) {
  columns_ = &columns;
  frequent_ = &frequent;
  rows_ = &rows;
  const std::size_t features = columns.cols();
  entries_.resize(rows.size());
  value_of_id_.resize(rows.size());
  value_of_id_feature_ = features;
  double total = 0.0;
  for (const double weight : rows.signed_weights()) total += std::fabs(weight);
  set_smallest_weight(total);
  if (frequent.any()) boosted_rows_.assign(columns, frequent, rows, 1.0 / total);

  features_.clear();
  ids_.clear();
  weights_.clear();
  layouts_.resize(features);
  std::size_t longest = 0;
  std::size_t most_boundaries = 0;
  for (std::uint32_t feature = 0; feature < features; ++feature) {
    const std::size_t count =
        rows.in_order(frequent.rest(feature), columns.values(feature), entries_.data());
    const auto entries = std::span<const SortedEntry>(entries_).first(count);
    find_boundaries(feature, entries);
    Layout& layout = layouts_[feature];
    if (layout.boundaries.empty()) continue;
    features_.push_back(feature);
    lay_out(entries, 1.0 / total, layout);
    longest = std::max(longest, layout.padded());
    most_boundaries = std::max(most_boundaries, layout.boundaries.size());
  }
  running_l_.resize(longest);
  running_m_.resize(longest);
  l_.resize(most_boundaries + kLanes);
  m_.resize(most_boundaries + kLanes);
  keeps_values_ = features * ids_.size() <= kMaxKeptValues;
  values_.resize(keeps_values_ ? features * ids_.size() : longest);
  has_values_.assign(features * features, 0);
}

void BoostedColumns::set_smallest_weight(double total) {
  smallest_weight_ = 1.0;
  for (std::size_t id = 0; id < rows_->size(); ++id) {
    smallest_weight_ = std::min(smallest_weight_, std::fabs(rows_->signed_weights()[id]) /
                                                      (rows_->multiplicities()[id] * total));
  }
}

/// The rows of a feature in ascending order, value by value: of its column, and of its frequent
/// values those that occur.
class BoostedColumns::Walk {
 public:
  static constexpr unsigned kClass0 = 1;
  static constexpr unsigned kClass1 = 2;

  Walk(std::span<const SortedEntry> entries, std::span<const double> signed_weights,
       std::span<const float> frequent, std::span<const std::uint8_t, 2> present)
      : entries_(entries),
        signed_weights_(signed_weights),
        frequent_values_(frequent),
        present_(present) {
    skip_absent();
  }

  bool done() const { return rest_ == entries_.size() && frequent_ == frequent_values_.size(); }
  float value() const {
    return next_is_frequent() ? frequent_values_[frequent_] : entries_[rest_].value;
  }
  /// The classes of the next row, or of all rows with the next value if that is a frequent one.
  unsigned classes() const {
    if (!next_is_frequent()) {
      return signed_weights_[entries_[rest_].id] > 0.0 ? kClass1 : kClass0;
    }
    return (occurs_in(0) ? kClass0 : 0U) | (occurs_in(1) ? kClass1 : 0U);
  }
  void advance() {
    if (next_is_frequent()) {
      ++frequent_;
      skip_absent();
    } else {
      ++rest_;
    }
  }
  /// How many rows of the column and how many frequent values have been passed.
  std::uint32_t rest() const { return static_cast<std::uint32_t>(rest_); }
  std::uint32_t frequent() const { return static_cast<std::uint32_t>(frequent_); }

 private:
  bool occurs_in(std::size_t label) const { return (present_[label] >> frequent_ & 1U) != 0; }
  void skip_absent() {
    while (frequent_ < frequent_values_.size() && !occurs_in(0) && !occurs_in(1)) ++frequent_;
  }
  bool next_is_frequent() const {
    return frequent_ < frequent_values_.size() &&
           (rest_ == entries_.size() || frequent_values_[frequent_] < entries_[rest_].value);
  }

  std::span<const SortedEntry> entries_;
  std::span<const double> signed_weights_;
  std::span<const float> frequent_values_;
  std::span<const std::uint8_t, 2> present_;
  std::size_t rest_ = 0;
  std::size_t frequent_ = 0;
};

/// Notes the places between distinct values where a best split can be: all but those between two
/// values whose rows are all of one and the same class.
void BoostedColumns::find_boundaries(std::size_t feature, std::span<const SortedEntry> entries) {
  Layout& layout = layouts_[feature];
  layout.length = (entries.size() + kLanes - 1) / kLanes;
  layout.boundaries.clear();
  layout.without_rows = 0;
  constexpr std::array<std::uint8_t, 2> kNone{};
  Walk walk(entries, rows_->signed_weights(), frequent_->values(feature),
            frequent_->has(feature) ? boosted_rows_.present(feature)
                                    : std::span<const std::uint8_t, 2>(kNone));
  unsigned before = 0;  // the classes of the value before, as bits
  float low = 0.0F;     // that value
  while (!walk.done()) {
    const std::size_t rest = walk.rest();
    const std::uint32_t frequent = walk.frequent();
    const float high = walk.value();
    unsigned classes = 0;
    float last = high;
    for (; !walk.done() && !separable(last, walk.value()); walk.advance()) {
      last = walk.value();
      classes |= walk.classes();
    }
    if (before != 0 && (before | classes) == (Walk::kClass0 | Walk::kClass1)) {
      if (rest == 0) ++layout.without_rows;
      const std::size_t place = rest == 0 ? 0 : layout.place(rest - 1);
      layout.boundaries.push_back({static_cast<std::uint32_t>(place), frequent, low, high});
    }
    before = classes;
    low = last;
  }
}

/// Appends a column.
void BoostedColumns::lay_out(std::span<const SortedEntry> entries, double scale, Layout& layout) {
  layout.begin = ids_.size();
  ids_.resize(layout.begin + layout.padded());
  weights_.resize(layout.begin + layout.padded());
  std::uint32_t* const ids = ids_.data() + layout.begin;
  double* const weights = weights_.data() + layout.begin;
  for (std::size_t position = 0; position < layout.padded(); ++position) {
    const std::size_t place = layout.place(position);
    const bool padding = position >= entries.size();
    ids[place] = padding ? 0 : entries[position].id;
    weights[place] = padding ? 0.0 : rows_->signed_weights()[entries[position].id] * scale;
  }
}

/// The value of `split_feature` of the row at each place of `feature`'s column.
const float* BoostedColumns::values_in_order_of(std::size_t feature, std::size_t split_feature) {
  const Layout& layout = layouts_[feature];
  float* const values =
      values_.data() + (keeps_values_ ? split_feature * ids_.size() + layout.begin : 0);
  std::uint8_t& known = has_values_[split_feature * layouts_.size() + feature];
  if (known != 0) return values;
  if (value_of_id_feature_ != split_feature) {
    value_of_id_feature_ = split_feature;
    look_up(columns_->values(split_feature).data(), rows_->rows().data(), value_of_id_.size(),
            value_of_id_.data());
  }
  look_up(value_of_id_.data(), ids_.data() + layout.begin, layout.padded(), values);
  known = keeps_values_ ? 1 : 0;
  return values;
}

void BoostedColumns::raise_to_floor(const Layout& layout) {
  for (std::size_t i = layout.begin; i < layout.begin + layout.padded(); ++i) {
    if (weights_[i] == 0.0) continue;
    const double least = floor_ * rows_->multiplicities()[ids_[i]];
    weights_[i] = std::copysign(std::max(std::fabs(weights_[i]), least), weights_[i]);
  }
}

void BoostedColumns::begin_round(const StumpRule& rule, const StumpFactors& factors, double floor) {
  rule_ = rule;
  factors_ = factors;
  floor_ = floor;
  if (frequent_->any()) boosted_rows_.multiply(rule, factors, floor);
}

ColumnSplits BoostedColumns::advance(std::size_t feature) {
  const std::vector<Boundary>& boundaries = layouts_[feature].boundaries;
  ColumnSplits splits{0.0, 0.0, std::span<double>(l_).first(boundaries.size()),
                      std::span<double>(m_).first(boundaries.size())};
  if (layouts_[feature].length > 0) sum_column(feature, splits);
  for (std::size_t i = 0; i < layouts_[feature].without_rows; ++i) {
    splits.l[i] = 0.0;
    splits.m[i] = 0.0;
  }
  if (frequent_->has(feature)) add_frequent(feature, splits);
  if (frequent_->any()) {
    const BoostedRows::Sums total = boosted_rows_.total();
    splits.total_l = total.class0 + total.class1;
    splits.total_m = total.class1 - total.class0;
  }
  return splits;
}

/// The sums over the rows of the feature's column.
void BoostedColumns::sum_column(std::size_t feature, ColumnSplits& splits) {
  const Layout& layout = layouts_[feature];
  // With equal factors the sides do not matter, and any numbers will do.
  const float* const values = factors_.right == factors_.wrong
                                  ? values_.data()
                                  : values_in_order_of(feature, rule_.feature);
  double last[2 * kLanes];
  const auto pass = [&](double right, double wrong) {
    run_vector_kernel<MultiplyAndSum>(weights_.data() + layout.begin, values, layout.length,
                                      StumpPass{rule_.low, flip_of(rule_), right, wrong},
                                      running_l_.data(), running_m_.data(), last);
  };
  pass(factors_.right, factors_.wrong);
  if (floor_ > 0.0) {
    raise_to_floor(layout);
    pass(1.0, 1.0);
  }
  // What lies in the lanes before each lane.
  double before_l[kLanes];
  double before_m[kLanes];
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    before_l[lane] = splits.total_l;
    before_m[lane] = splits.total_m;
    splits.total_l += last[lane];
    splits.total_m += last[kLanes + lane];
  }
  for (std::size_t i = layout.without_rows; i < splits.l.size(); ++i) {
    const std::uint32_t place = layout.boundaries[i].place;
    splits.l[i] = before_l[place % kLanes] + running_l_[place];
    splits.m[i] = before_m[place % kLanes] + running_m_[place];
  }
}

/// Adds the rows with frequent values.
void BoostedColumns::add_frequent(std::size_t feature, ColumnSplits& splits) const {
  const std::vector<Boundary>& boundaries = layouts_[feature].boundaries;
  std::uint32_t count = 0;
  BoostedRows::Sums sums;
  for (std::size_t i = 0; i < boundaries.size(); ++i) {
    if (boundaries[i].frequent != count) {
      count = boundaries[i].frequent;
      sums = boosted_rows_.up_to(feature, count);
    }
    splits.l[i] += sums.class0 + sums.class1;
    splits.m[i] += sums.class1 - sums.class0;
  }
}

double BoostedColumns::wrong_weight(const StumpRule& rule) {
  if (frequent_->any()) return boosted_rows_.wrong_weight(rule);
  const Layout& layout = layouts_[rule.feature];
  return run_vector_kernel<SumOfWrong>(weights_.data() + layout.begin,
                                       values_in_order_of(rule.feature, rule.feature),
                                       layout.length, StumpPass{rule.low, flip_of(rule), 1.0, 1.0});
}

}  // namespace autosmote
