#pragma once

#include <string>
#include <string_view>

namespace autosmote {

/// What a self-contained page is made of.
struct HtmlPage {
  std::string title;    ///< as text
  std::string kind;     ///< "fit", "compare" or "inspect"
  std::string content;  ///< HTML of <main>
  std::string data;     ///< JSON for the charts; empty where there are none
  bool charts = false;  ///< whether fit.js and Chart.js are needed
};

/// The whole document: style, scripts and data inside, nothing loaded from anywhere; a content
/// security policy in it forbids that. The content can be read without scripts.
std::string assemble_page(const HtmlPage& page);

/// A place that a script draws the chart `id` into, and its words for a screen reader; empty in a
/// build without Chart.js. Without scripts it is not shown: tables must say the same. `kind`: of
/// the style, such as "tall".
std::string chart_place(std::string_view id, std::string_view title, std::string_view description,
                        std::string_view kind = "");

/// Whether this build has Chart.js, so that pages with charts have them.
bool has_chart_library();

}  // namespace autosmote
