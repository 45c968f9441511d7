#pragma once

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "autosmote/matrix_view.h"
#include "classifiers/refit.h"
#include "core/random.h"

namespace autosmote {

/// A data set prepared as a search sees it: the paper's split, and a pool of candidates.
struct BenchData {
  Matrix<double> base;  ///< 60 % of the rows, minority undersampled, majority first
  std::vector<int> base_labels;
  Matrix<double> candidates;  ///< minority rows and points between each and its 29 nearest
  Matrix<double> evaluation;  ///< 20 % of the rows, undersampled alike
  std::vector<int> evaluation_labels;
  std::vector<WeightedRow> sample_set;  ///< half of the candidates, balancing the classes

  RefitData refit_data() const {
    return {base.view(), base_labels, candidates.view(), {}, evaluation.view()};
  }
};

namespace bench_detail {

/// The cells of a comma-separated gzip file without quotes, header left out.
inline std::vector<std::vector<std::string>> read_cells(const std::string& path) {
  const gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) throw std::runtime_error("cannot read " + path);
  std::string text;
  std::array<char, 1 << 16> buffer;
  for (int n = 0; (n = gzread(file, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  gzclose(file);
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}

/// Numbers as they are, or each column one-hot.
inline Matrix<double> encode(const std::vector<std::vector<std::string>>& rows, bool nominal) {
  const std::size_t columns = rows[0].size() - 1;
  std::map<std::pair<std::size_t, std::string>, std::size_t> places;
  if (nominal) {
    for (const auto& row : rows) {
      for (std::size_t j = 0; j < columns; ++j) places.insert({{j, row[j]}, 0});
    }
    std::size_t next = 0;
    for (auto& place : places) place.second = next++;
  }
  Matrix<double> x(rows.size(), nominal ? places.size() : columns);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      if (nominal) {
        x(i, places.at({j, rows[i][j]})) = 1.0;
      } else {
        x(i, j) = std::stod(rows[i][j]);
      }
    }
  }
  return x;
}

inline Matrix<double> take(const Matrix<double>& x, const std::vector<std::size_t>& rows) {
  Matrix<double> taken(rows.size(), x.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(x.row(rows[i]).data(), x.cols(), taken.row(i).data());
  }
  return taken;
}

inline void standardize(Matrix<double>& x, const std::vector<std::size_t>& training) {
  for (std::size_t j = 0; j < x.cols(); ++j) {
    double mean = 0.0;
    double square = 0.0;
    for (const std::size_t i : training) mean += x(i, j);
    mean /= static_cast<double>(training.size());
    for (const std::size_t i : training) square += (x(i, j) - mean) * (x(i, j) - mean);
    const double deviation = std::sqrt(square / static_cast<double>(training.size()));
    for (std::size_t i = 0; i < x.rows(); ++i) {
      x(i, j) = (x(i, j) - mean) / (deviation > 0.0 ? deviation : 1.0);
    }
  }
}

/// The distinct points of the pool of minority rows: lambda 0, .25, .5, .75, 1.
inline Matrix<double> make_pool(const Matrix<double>& minority) {
  const std::size_t m = minority.rows();
  std::set<std::tuple<std::size_t, std::size_t, int>> points;
  for (std::size_t i = 0; i < m; ++i) {
    points.insert({i, i, 0});
    std::vector<std::pair<double, std::size_t>> near;
    for (std::size_t j = 0; j < m; ++j) {
      double distance = 0.0;
      for (std::size_t k = 0; k < minority.cols(); ++k) {
        distance += (minority(i, k) - minority(j, k)) * (minority(i, k) - minority(j, k));
      }
      if (j != i) near.emplace_back(distance, j);
    }
    std::sort(near.begin(), near.end());
    for (std::size_t n = 0; n < std::min<std::size_t>(29, near.size()); ++n) {
      const std::size_t j = near[n].second;
      for (int quarter = 1; quarter <= 3; ++quarter) {
        points.insert({std::min(i, j), std::max(i, j), i < j ? quarter : 4 - quarter});
      }
    }
  }
  Matrix<double> pool(points.size(), minority.cols());
  std::size_t row = 0;
  for (const auto& [i, j, quarter] : points) {
    for (std::size_t k = 0; k < minority.cols(); ++k) {
      pool(row, k) = minority(i, k) + 0.25 * quarter * (minority(j, k) - minority(i, k));
    }
    ++row;
  }
  return pool;
}

}  // namespace bench_detail

/// The paper's protocol of rows x with labels 0 and 1 (the minority): 60/20/20, the minority
/// undersampled to 1/ratio, standardised; and a sample set that balances the classes.
inline BenchData prepare_bench_data(Matrix<double> x, const std::vector<int>& labels,
                                    double ratio) {
  RandomStream random(0, Purpose::kTest);
  std::array<std::vector<std::size_t>, 2> rows;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    rows[static_cast<std::size_t>(labels[i])].push_back(i);
  }
  BenchData data;
  std::vector<std::size_t> training;
  std::vector<std::size_t> evaluation;
  for (std::vector<std::size_t>& group : rows) {
    shuffle(std::span<std::size_t>(group), random);
    const bool small = &group == &rows[1];
    const auto count = [&](double share) {
      return static_cast<std::size_t>(share * static_cast<double>(rows[0].size()) /
                                      (small ? ratio : 1.0));
    };
    const std::size_t first = count(0.6);
    const std::size_t second = count(0.2);
    training.insert(training.end(), group.begin(), group.begin() + first);
    evaluation.insert(evaluation.end(), group.begin() + first, group.begin() + first + second);
    data.base_labels.insert(data.base_labels.end(), first, small ? 1 : 0);
    data.evaluation_labels.insert(data.evaluation_labels.end(), second, small ? 1 : 0);
  }
  bench_detail::standardize(x, training);
  data.base = bench_detail::take(x, training);
  data.evaluation = bench_detail::take(x, evaluation);
  std::vector<std::size_t> minority_rows;
  for (std::size_t i = 0; i < training.size(); ++i) {
    if (data.base_labels[i] == 1) minority_rows.push_back(training[i]);
  }
  data.candidates = bench_detail::make_pool(bench_detail::take(x, minority_rows));

  const auto pool = static_cast<std::uint32_t>(data.candidates.rows());
  std::vector<std::uint32_t> picked(pool);
  for (std::uint32_t i = 0; i < pool; ++i) picked[i] = i;
  shuffle(std::span<std::uint32_t>(picked), random);
  picked.resize(pool / 2);
  std::sort(picked.begin(), picked.end());
  for (const std::uint32_t row : picked) data.sample_set.push_back({row, 1});
  const std::size_t wanted = training.size() - 2 * minority_rows.size();
  for (std::size_t total = picked.size(); total < wanted; ++total) {
    ++data.sample_set[random.below(pool / 2)].weight;
  }
  return data;
}

/// Loads NAME.csv.gz of the folder "paper" under AUTOSMOTE_DATA and prepares it; nominal columns
/// one-hot. Throws where the variable or the file is missing.
inline BenchData load_bench_data(const std::string& name, double ratio, bool nominal) {
  const char* folder = std::getenv("AUTOSMOTE_DATA");
  if (folder == nullptr) throw std::runtime_error("set AUTOSMOTE_DATA to the folder of the data");
  const auto cells = bench_detail::read_cells(std::string(folder) + "/paper/" + name + ".csv.gz");
  std::map<std::string, std::size_t> counts;
  for (const auto& row : cells) ++counts[row.back()];
  const auto smaller = [](const auto& a, const auto& b) { return a.second < b.second; };
  const std::string minority = std::min_element(counts.begin(), counts.end(), smaller)->first;
  std::vector<int> labels;
  for (const auto& row : cells) labels.push_back(row.back() == minority ? 1 : 0);
  return prepare_bench_data(bench_detail::encode(cells, nominal), labels, ratio);
}

/// Two overlapping normal clouds in five dimensions, the same on every machine: what is measured
/// needs no data. A third of the rows is of the minority.
inline BenchData make_bench_data(std::size_t count, double ratio) {
  constexpr std::size_t kColumns = 5;
  RandomStream random(1, Purpose::kTest);
  Matrix<double> x(count, kColumns);
  std::vector<int> labels(count);
  for (std::size_t i = 0; i < count; ++i) {
    labels[i] = i % 3 == 0 ? 1 : 0;
    for (std::size_t j = 0; j < kColumns; ++j) x(i, j) = random.normal() + 0.7 * labels[i];
  }
  return prepare_bench_data(std::move(x), labels, ratio);
}

}  // namespace autosmote
