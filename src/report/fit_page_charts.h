#pragma once

#include <string>

#include "report/fit_page.h"

namespace autosmote {

/// What fit.js draws, as one JSON document: arrays of numbers of five digits, and names.
std::string fit_chart_data(const FitOptions& options, const ReportData& data,
                           const FitResult& result, const FitPage& page);

}  // namespace autosmote
