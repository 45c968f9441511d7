#include "classifiers/xgboost_adapter.h"

#include <memory>

#include "autosmote/error.h"

#if AUTOSMOTE_WITH_XGBOOST

#include <fmt/format.h>
#include <xgboost/c_api.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "classifiers/distinct_evaluation.h"
#include "core/check.h"

namespace autosmote {
namespace {

void require_success(int status) {
  if (status != 0) throw Error(fmt::format("XGBoost: {}", XGBGetLastError()));
}

struct FreeMatrix {
  void operator()(void* handle) const { XGDMatrixFree(handle); }
};
struct FreeBooster {
  void operator()(void* handle) const { XGBoosterFree(handle); }
};
using DMatrix = std::unique_ptr<void, FreeMatrix>;
using Booster = std::unique_ptr<void, FreeBooster>;

DMatrix make_matrix(const std::vector<float>& values, std::size_t rows, std::size_t cols) {
  DMatrixHandle handle = nullptr;
  require_success(XGDMatrixCreateFromMat_omp(values.data(), rows, cols,
                                             std::numeric_limits<float>::quiet_NaN(), &handle, 1));
  return DMatrix(handle);
}

// XGBoost itself would speak of infinities, which the caller's rows have not.
void check_rows(MatrixView<const double> rows) {
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (const double value : rows.row(i)) {
      if (std::abs(value) <= std::numeric_limits<float>::max()) continue;
      throw DataError(fmt::format(
          "xgboost computes in single precision, which ends at 3.4e38, but a feature is {}; ignore "
          "that column or divide it, or choose another classifier",
          value));
    }
  }
}

void append_row(std::span<const double> row, std::vector<float>& values) {
  for (const double value : row) values.push_back(static_cast<float>(value));
}

struct XgboostWorkspace : RefitClassifier::Workspace {
  std::vector<float> values;  // the training rows
  std::vector<float> labels;
  std::vector<float> weights;
  DMatrix evaluation;
  Predictions distinct;
};

Context one_thread() {
  Context context;
  context.threads = 1;
  return context;
}

class XgboostRefit final : public RefitClassifier {
 public:
  XgboostRefit(const ClassifierOptions& options, const RefitData& data)
      : data_(data), evaluation_(data.evaluation, one_thread()), rounds_(options.rounds) {
    check_rows(data.base);
    check_rows(data.evaluation);
    // XGBoost reads its seed as a signed number.
    constexpr std::uint64_t kMaxSeed = std::numeric_limits<std::int64_t>::max();
    parameters_ = {{"objective", "binary:logistic"},
                   {"tree_method", "hist"},
                   {"nthread", "1"},
                   {"verbosity", "0"},
                   {"seed", std::to_string(options.seed & kMaxSeed)}};
  }

  std::unique_ptr<Workspace> make_workspace() const override {
    auto ws = std::make_unique<XgboostWorkspace>();
    const Matrix<double>& rows = evaluation_.rows();
    if (rows.rows() == 0) return ws;
    std::vector<float> values;
    for (std::size_t row = 0; row < rows.rows(); ++row) append_row(rows.row(row), values);
    ws->evaluation = make_matrix(values, rows.rows(), rows.cols());
    return ws;
  }

  void fit_predict(const TrainingWeights& weights, Workspace& workspace,
                   Predictions& out) const override {
    auto& ws = static_cast<XgboostWorkspace&>(workspace);
    collect(weights, ws);
    const std::size_t rows = ws.labels.size();
    const DMatrix training = make_matrix(ws.values, rows, data_.base.cols);
    require_success(XGDMatrixSetFloatInfo(training.get(), "label", ws.labels.data(), rows));
    require_success(XGDMatrixSetFloatInfo(training.get(), "weight", ws.weights.data(), rows));

    const DMatrixHandle handles[1] = {training.get()};
    BoosterHandle handle = nullptr;
    require_success(XGBoosterCreate(handles, std::size(handles), &handle));
    const Booster booster(handle);
    for (const auto& [name, value] : parameters_) {
      require_success(XGBoosterSetParam(booster.get(), name.c_str(), value.c_str()));
    }
    for (int round = 0; round < rounds_; ++round) {
      require_success(XGBoosterUpdateOneIter(booster.get(), round, training.get()));
    }
    predict(booster, ws);
    evaluation_.expand(ws.distinct, out);
  }

 private:
  void collect(const TrainingWeights& weights, XgboostWorkspace& ws) const {
    ws.values.clear();
    ws.labels.clear();
    ws.weights.clear();
    const double class_weight[2] = {weights.majority_weight, weights.minority_weight};
    for (std::size_t row = 0; row < data_.base.rows; ++row) {
      const int label = data_.base_labels[row];
      if (class_weight[label] == 0.0) continue;
      append_row(data_.base.row(row), ws.values);
      ws.labels.push_back(static_cast<float>(label));
      ws.weights.push_back(static_cast<float>(class_weight[label] * data_.base_weight(row)));
    }
    for (const WeightedRow& candidate : weights.candidates) {
      AUTOSMOTE_CHECK(candidate.row < data_.candidates.rows && candidate.weight >= 1);
      append_row(data_.candidates.row(candidate.row), ws.values);
      ws.labels.push_back(static_cast<float>(data_.candidate_label(candidate.row)));
      ws.weights.push_back(static_cast<float>(candidate.weight));
    }
  }

  void predict(const Booster& booster, XgboostWorkspace& ws) const {
    Predictions& out = ws.distinct;
    const std::size_t rows = evaluation_.rows().rows();
    out.labels.resize(rows);
    out.scores.resize(rows);
    if (rows == 0) return;
    constexpr const char* kMargin =
        R"({"type": 1, "training": false, "iteration_begin": 0, "iteration_end": 0,)"
        R"( "strict_shape": false})";
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* margins = nullptr;
    require_success(XGBoosterPredictFromDMatrix(booster.get(), ws.evaluation.get(), kMargin, &shape,
                                                &dimensions, &margins));
    AUTOSMOTE_CHECK(dimensions == 1 && shape[0] == rows);
    for (std::size_t row = 0; row < rows; ++row) {
      out.scores[row] = margins[row];
      out.labels[row] = margins[row] > 0.0F ? 1 : 0;
    }
  }

  RefitData data_;
  DistinctEvaluation evaluation_;
  int rounds_;
  std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace

bool xgboost_is_available() { return true; }

std::unique_ptr<RefitClassifier> make_xgboost_refit(const ClassifierOptions& options,
                                                    const RefitData& data) {
  return std::make_unique<XgboostRefit>(options, data);
}

}  // namespace autosmote

#else

namespace autosmote {

bool xgboost_is_available() { return false; }

std::unique_ptr<RefitClassifier> make_xgboost_refit(const ClassifierOptions&, const RefitData&) {
  throw ConfigError(
      "this build has no XGBoost: install its C library (Debian: libxgboost-dev) and build again "
      "with -DAUTOSMOTE_XGBOOST=ON, or choose another classifier");
}

}  // namespace autosmote

#endif
