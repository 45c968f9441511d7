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

/// Whether the page is of a fit in memory, which has no files.
bool in_memory(const FitOptions& options);

/// What the final classifier is to be trained on: the name of the file, or in words.
std::string delivered_rows(const FitOptions& options);

/// "Where the samples went": the map, which minority rows they are built on, and what the policy
/// prefers.
std::string samples_section(const FitPageParts& parts);

/// "Columns before and after"; empty where there is no feature.
std::string columns_section(const FitPageParts& parts);

}  // namespace autosmote
