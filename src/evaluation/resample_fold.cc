#include "evaluation/resample_fold.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "autosmote/error.h"
#include "autosmote/sampler.h"
#include "preprocess/split.h"

namespace autosmote {
namespace {

// Numbers a column's distinct values, for samplers that take every value as a category.
Matrix<double> to_categories(const Matrix<double>& x, std::vector<std::vector<double>>& values) {
  Matrix<double> codes(x.rows(), x.cols());
  values.assign(x.cols(), {});
  for (std::size_t j = 0; j < x.cols(); ++j) {
    std::vector<double>& distinct = values[j];
    for (std::size_t i = 0; i < x.rows(); ++i) distinct.push_back(x(i, j));
    std::ranges::sort(distinct);
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (std::size_t i = 0; i < x.rows(); ++i) {
      codes(i, j) =
          static_cast<double>(std::ranges::lower_bound(distinct, x(i, j)) - distinct.begin());
    }
  }
  return codes;
}

bool is_indicator(const Matrix<double>& x, std::size_t column) {
  for (std::size_t i = 0; i < x.rows(); ++i) {
    if (x(i, column) != 0.0 && x(i, column) != 1.0) return false;
  }
  return true;
}

std::vector<std::uint32_t> nominal_columns(const Matrix<double>& x, bool all) {
  std::vector<std::uint32_t> columns;
  for (std::uint32_t j = 0; j < x.cols(); ++j) {
    if (all || is_indicator(x, j)) columns.push_back(j);
  }
  return columns;
}

void check_classes(std::string_view name, const std::vector<int>& labels, int classes) {
  for (int label = 0; label < classes; ++label) {
    if (std::ranges::find(labels, label) != labels.end()) continue;
    throw DataError(fmt::format(
        "{} leaves no row of {}", name,
        class_words(static_cast<std::size_t>(label), static_cast<std::size_t>(classes))));
  }
}

}  // namespace

std::vector<std::string> resampler_names() {
  std::vector<std::string> names;
  for (const SamplerInfo& info : sampler_infos()) names.emplace_back(info.name);
  return names;
}

ResampledRows resample_fold(std::string_view name, const Fold& fold, const Context& context) {
  const bool categories = name == "smoten";
  std::vector<std::vector<double>> values;
  const Matrix<double> codes = categories ? to_categories(fold.train, values) : Matrix<double>();
  SamplerData data;
  data.x = categories ? codes.view() : fold.train.view();
  data.labels = fold.train_labels;
  data.classes = fold.classes;
  if (categories || name == "smotenc") data.nominal = nominal_columns(fold.train, categories);
  const Resampled made = make_sampler(name, {})->resample(data, SamplingStrategy{}, context);

  ResampledRows result{Matrix<double>(made.rows.size() + made.synthetic.rows(), fold.train.cols()),
                       {}};
  for (std::size_t i = 0; i < made.rows.size(); ++i) {
    std::ranges::copy(fold.train.row(made.rows[i]), result.x.row(i).begin());
    result.labels.push_back(fold.train_labels[made.rows[i]]);
  }
  for (std::size_t s = 0; s < made.synthetic.rows(); ++s) {
    const auto row = result.x.row(made.rows.size() + s);
    for (std::size_t j = 0; j < row.size(); ++j) {
      const double value = made.synthetic(s, j);
      row[j] = categories ? values[j][static_cast<std::size_t>(value)] : value;
    }
    result.labels.push_back(made.synthetic_labels[s]);
  }
  check_classes(name, result.labels, fold.classes);
  return result;
}

}  // namespace autosmote
