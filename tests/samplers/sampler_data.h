#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "autosmote/sampler.h"
#include "core/random.h"

namespace autosmote {

/// Rows with their labels, and the view of them that samplers take.
struct TestData {
  std::string name;
  Matrix<double> x;
  std::vector<int> labels;
  std::vector<std::uint32_t> nominal = {};

  SamplerData view() const {
    return {x.view(), labels, 1 + *std::max_element(labels.begin(), labels.end()), nominal};
  }
};

/// Normal clouds, class c around (c, c, ...): counts[c] rows each, in mixed order.
inline TestData clouds(const std::vector<int>& counts, std::size_t d, std::uint32_t number = 0) {
  TestData data{"clouds", {}, {}};
  for (std::size_t c = 0; c < counts.size(); ++c) {
    data.labels.insert(data.labels.end(), static_cast<std::size_t>(counts[c]), static_cast<int>(c));
  }
  RandomStream random(7, Purpose::kTest, number);
  shuffle(std::span<int>(data.labels), random);
  data.x = Matrix<double>(data.labels.size(), d);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    for (double& value : data.x.row(i)) value = data.labels[i] + random.normal();
  }
  return data;
}

/// What a sampler must survive: class 1 is the minority in all of them.
inline std::vector<TestData> degenerate_data() {
  std::vector<TestData> all;
  const auto add = [&all](std::string name, TestData data) {
    data.name = std::move(name);
    all.push_back(std::move(data));
  };
  add("1 minority row", clouds({30, 1}, 3));
  add("2 rows", clouds({1, 1}, 3));
  add("2 minority rows", clouds({30, 2}, 3));
  add("k larger than the class", clouds({30, 4}, 3));
  add("k larger than the data", clouds({3, 2}, 2));
  add("one feature", clouds({40, 10}, 1));
  add("1000 features", clouds({30, 8}, 1000));
  TestData data = clouds({40, 10}, 3);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    for (double& value : data.x.row(i)) value = 1.5;
  }
  add("all rows identical", std::move(data));
  data = clouds({40, 10}, 3);
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 1) = -2.0;
  add("a constant feature", std::move(data));
  data = clouds({40, 10}, 3);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    for (std::size_t j = 1; j < 3; ++j) data.x(i, j) = static_cast<double>(j + 1) * data.x(i, 0);
  }
  add("collinear", std::move(data));
  data = clouds({40, 10}, 3);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] == 1) std::ranges::copy(data.x.row(0), data.x.row(i).begin());
  }
  add("identical minority rows", std::move(data));
  data = clouds({40, 10}, 3);
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 0) += data.labels[i] == 1 ? 1e6 : 0.0;
  add("far apart", std::move(data));
  add("three classes", clouds({30, 6, 12}, 2));
  return all;
}

/// Rows of each class in a result.
inline std::vector<std::uint64_t> resampled_counts(const TestData& data, const Resampled& result) {
  std::vector<std::uint64_t> counts(static_cast<std::size_t>(data.view().classes));
  for (const std::uint32_t row : result.rows) ++counts[static_cast<std::size_t>(data.labels[row])];
  for (const int label : result.synthetic_labels) ++counts[static_cast<std::size_t>(label)];
  return counts;
}

/// "" or what is wrong with the form of a result: sizes, row numbers, numbers that are not finite.
inline std::string malformed(const TestData& data, const Resampled& result) {
  const std::size_t s = result.synthetic.rows();
  if (result.synthetic_labels.size() != s || result.origins.size() != s) return "sizes differ";
  if (s > 0 && result.synthetic.cols() != data.x.cols()) return "wrong number of columns";
  for (const std::uint32_t row : result.rows) {
    if (row >= data.x.rows()) return "row that does not exist";
  }
  for (std::size_t i = 0; i < s; ++i) {
    const SyntheticOrigin& origin = result.origins[i];
    if (origin.source >= data.x.rows() || origin.neighbor >= data.x.rows()) return "bad origin";
    if (!std::isfinite(origin.lambda)) return "lambda is not finite";
    for (const double value : result.synthetic.row(i)) {
      if (!std::isfinite(value)) return "a value is not finite";
    }
  }
  return {};
}

inline bool same(const Resampled& a, const Resampled& b) {
  const auto equal_origin = [](const SyntheticOrigin& p, const SyntheticOrigin& q) {
    return p.source == q.source && p.neighbor == q.neighbor && p.lambda == q.lambda;
  };
  const std::size_t values = a.synthetic.rows() * a.synthetic.cols();
  return a.rows == b.rows && a.synthetic_labels == b.synthetic_labels &&
         a.synthetic.rows() == b.synthetic.rows() &&
         std::equal(a.synthetic.data(), a.synthetic.data() + values, b.synthetic.data()) &&
         std::ranges::equal(a.origins, b.origins, equal_origin);
}

}  // namespace autosmote
