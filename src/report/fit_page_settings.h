#pragma once

#include <string>

#include "report/fit_page_samples.h"

namespace autosmote {

/// The section that says what a run was made with and how to repeat it.
std::string settings_section(const FitPageParts& parts);

}  // namespace autosmote
