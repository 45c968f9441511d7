#pragma once

#include <string>

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

/// Whether this build has Chart.js, so that pages with charts have them.
bool has_chart_library();

}  // namespace autosmote
