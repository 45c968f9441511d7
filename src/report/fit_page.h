#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "autosmote/fit.h"
#include "evaluation/calibration.h"
#include "evaluation/score_curves.h"
#include "report/report_json.h"
#include "search/search.h"

namespace autosmote {

/// A score on rows that no search saw, with its 95 % interval.
struct UnseenScore {
  std::string method;
  double value = 0.0;
  double lower = 0.0;
  double upper = 0.0;
};

/// What a method predicts for unseen rows, over all thresholds and at its own.
struct MethodCurves {
  std::string method;
  ScoreCurves curves;
  double roc_auc = 0.0;
  double average_precision = 0.0;
  double recall = 0.0;               ///< at the chosen threshold
  double false_positive_rate = 0.0;  ///< at the chosen threshold
  std::optional<double> precision;   ///< at the chosen threshold; empty where nothing is predicted
};

/// What a method finds of each class among unseen rows; classes as in FitResult::classes.
struct ClassScores {
  std::string method;
  std::vector<std::optional<double>> recall;     ///< empty where there is no row of the class
  std::vector<std::optional<double>> precision;  ///< empty where no row is called so
};

/// Rows of the final training set and their synthetic rows in the plane of two principal axes.
/// Rows count from 1: originals as in the training table, synthetic ones as in balanced.csv.
struct SampleMap {
  struct Point {
    double x = 0.0;
    double y = 0.0;
    std::uint64_t row = 0;
  };
  struct Synthetic {
    Point place;
    std::uint64_t source = 0;    ///< index into `minority`
    std::uint64_t neighbor = 0;  ///< index into `minority`
    double lambda = 0.0;
    std::uint64_t episode = 0;
  };
  std::vector<Point> majority;
  std::vector<Point> minority;  ///< those kept, and the parents of `synthetic`
  std::vector<Synthetic> synthetic;
  std::uint64_t majority_rows = 0;  ///< before thinning
  std::uint64_t minority_rows = 0;
  std::uint64_t synthetic_rows = 0;
  std::array<double, 2> explained{};  ///< share of the variance of the rows shown along each axis
};

/// The types of minority instances, as `inspect` has them.
inline constexpr std::array<const char*, 4> kInstanceTypes = {"safe", "borderline", "rare",
                                                              "outlier"};

/// How many samples a minority instance is source of.
struct InstanceSamples {
  std::uint64_t row = 0;       ///< of the training table, from 1
  std::size_t type = 0;        ///< of kInstanceTypes
  std::size_t neighbors = 0;   ///< minority rows among its nearest
  std::uint64_t samples = 0;   ///< it is the source of
  std::uint64_t involved = 0;  ///< it is source or neighbour of
};

/// What the policy prefers, counted over the delivered samples.
struct PolicyHabits {
  std::vector<std::uint64_t> ranks;         ///< samples by rank of the neighbour; 0 is the instance
  std::array<std::uint64_t, 5> lambdas{};   ///< samples by lambda, in quarters
  std::vector<std::uint64_t> per_instance;  ///< instances by how many samples they are source of
  std::vector<std::pair<std::string, double>> parameters;  ///< default profile: name and value
};

/// One feature before and after.
struct ColumnShape {
  /// Of one group of rows: shares of the bins, and numbers that say the same.
  struct Group {
    std::vector<double> shares;  ///< of the rows that have a value
    double missing = 0.0;        ///< share of rows
    std::optional<double> mean;  ///< numeric
    std::optional<double> deviation;
  };
  std::string name;
  bool numeric = true;
  double first = 0.0;  ///< numeric: where bins start and end, equally wide
  double last = 0.0;
  std::vector<std::string> bins;  ///< nominal: categories, the last one may be "(others)"
  Group majority;
  Group minority;
  Group synthetic;
  double shift = 0.0;  ///< total variation between minority and synthetic, in [0, 1]
};

/// What report.html shows besides report.json.
struct FitPage {
  std::vector<UnseenScore> unseen;     ///< empty where no rows are unseen
  std::vector<EpisodeRecord> history;  ///< thinned
  std::vector<MethodCurves> curves;    ///< two classes: without over-sampling, and as delivered
  std::vector<ClassScores> classes;    ///< several classes: the same
  std::vector<ReliabilityBin> before;  ///< reliability diagrams
  std::vector<ReliabilityBin> after;
  std::vector<ReliabilityBin> corrected;
  SampleMap map;
  std::vector<InstanceSamples> instances;  ///< thinned
  std::uint64_t instances_all = 0;
  std::size_t type_neighbors = 0;  ///< nearest rows that a type stands on; 0: not known
  PolicyHabits habits;
  std::vector<ColumnShape> columns;  ///< those that differ most, in the order of the table
  std::uint64_t columns_all = 0;
};

/// report.html, as docs/reference/fit.md describes it. All but the element with the id "timing" is
/// a function of input, options and seed.
std::string render_fit_page(const FitOptions& options, const ReportData& data,
                            const FitResult& result, const FitPage& page);

}  // namespace autosmote
