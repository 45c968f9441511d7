#pragma once

#include <string>

#include "report/fit_page.h"

namespace autosmote {

/// What the sections of report.html are made of.
struct FitPageParts {
  const FitOptions& options;
  const ReportData& data;
  const FitResult& result;
  const FitPage& page;
};

/// "Where the samples went": the map, which minority rows they are built on, and what the policy
/// prefers.
std::string samples_section(const FitPageParts& parts);

/// "Columns before and after"; empty where there is no feature.
std::string columns_section(const FitPageParts& parts);

}  // namespace autosmote
