#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "autosmote/custom_classifier.h"
#include "preprocess/split.h"
#include "preprocess/table_row_generator.h"
#include "search/external_classifier.h"

namespace autosmote {

/// One fold in rows of the training table.
struct CustomFold {
  Split rows;
  std::vector<std::size_t> minority_rows;  ///< behind each minority instance
  std::shared_ptr<const TableRowGenerator> generator;
};

/// The classifier of a caller as the search takes it. `custom` must outlive it.
class CustomAdapter : public ExternalClassifier {
 public:
  CustomAdapter(const CustomClassifier& custom, std::vector<CustomFold> folds)
      : custom_(custom), folds_(std::move(folds)) {}

  bool graded_scores() const override { return custom_.graded_scores(); }
  bool class_weights() const override { return custom_.class_weights(); }
  /// Throws ConfigError where the caller's predictions are not one a row, or no finite numbers.
  std::vector<ExternalPredictions> fit_predict(std::span<const ExternalFit> fits) const override;

 private:
  const CustomClassifier& custom_;
  std::vector<CustomFold> folds_;
};

}  // namespace autosmote
