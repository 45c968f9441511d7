#pragma once

#include <string_view>

namespace autosmote {

// The files of src/report/html, which the build embeds (cmake/ReportParts.cmake).

std::string_view page_template();  ///< page.html, with @PLACES@ for what html_page.h fills in
std::string_view report_style();   ///< report.css
std::string_view page_script();    ///< page.js: colours, printing
std::string_view tables_script();  ///< tables.js: sorting and filtering
std::string_view fit_script();     ///< fit.js: the charts of a fit
std::string_view chart_library();  ///< Chart.js; empty in a build without it

}  // namespace autosmote
