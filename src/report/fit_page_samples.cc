#include "report/fit_page_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "autosmote/closeness.h"
#include "report/cell_text.h"
#include "report/html_page.h"
#include "report/html_text.h"
#include "report/svg.h"

namespace autosmote {
namespace {

std::string map_words(const SampleMap& map) {
  const auto part = [](std::size_t shown, std::uint64_t all, const char* what) {
    return shown == all ? fmt::format("all {} {} rows", count_text(all), what)
                        : fmt::format("{} of {} {} rows", count_text(shown), count_text(all), what);
  };
  const bool all = map.majority.size() == map.majority_rows &&
                   map.minority.size() == map.minority_rows &&
                   map.synthetic.size() == map.synthetic_rows;
  return fmt::format(
      "Shown are {}, {} and {}{}. The axes are the two principal components of the original rows "
      "shown, and hold {:.0f} % and {:.0f} % of their variance: what lies apart in other "
      "directions "
      "may overlap here.",
      part(map.majority.size(), map.majority_rows, "majority"),
      part(map.minority.size(), map.minority_rows, "minority"),
      part(map.synthetic.size(), map.synthetic_rows, "synthetic"),
      all ? "" : ", thinned at equal distances in their order", 100.0 * map.explained[0],
      100.0 * map.explained[1]);
}

std::string lineage_table(const FitPageParts& parts) {
  const SampleMap& map = parts.page.map;
  HtmlTable table("Some synthetic rows and their parents",
                  {{"row of " + delivered_rows(parts.options), true},
                   {"source row", true},
                   {"neighbour row", true},
                   {"lambda", true},
                   {"episode", true}});
  constexpr std::size_t kShown = 20;
  const std::size_t step = std::max<std::size_t>(1, map.synthetic.size() / kShown);
  for (std::size_t i = 0; i < map.synthetic.size() && i / step < kShown; i += step) {
    const SampleMap::Synthetic& sample = map.synthetic[i];
    table.add_row({std::to_string(sample.place.row),
                   std::to_string(map.minority[sample.source].row),
                   std::to_string(map.minority[sample.neighbor].row), number_text(sample.lambda, 3),
                   std::to_string(sample.episode)});
  }
  return html_details(fmt::format("Some of them in numbers ({} has all)",
                                  in_memory(parts.options) ? "the lineage" : "lineage.csv"),
                      table.html());
}

std::string map_part(const FitPageParts& parts) {
  const SampleMap& map = parts.page.map;
  std::string html =
      chart_place("map", "Majority, minority and synthetic rows",
                  "Projection of majority, minority and synthetic rows onto two principal "
                  "components",
                  "tall");
  if (has_chart_library()) {
    html +=
        "<p class=\"script-only small\">Point at a synthetic row to see its parents. Zoom with the "
        "buttons, the wheel, or + and - on the focused chart; move by dragging or with the arrow "
        "keys; 0 shows all.</p>\n";
  }
  html += html_paragraph(map_words(map));
  if (!map.synthetic.empty()) html += lineage_table(parts);
  return html;
}

std::string types_part(const FitPageParts& parts) {
  struct Sum {
    std::uint64_t rows = 0;
    std::uint64_t with = 0;
    std::uint64_t samples = 0;
    std::uint64_t most = 0;
  };
  std::array<Sum, kInstanceTypes.size()> sums{};
  std::uint64_t all_samples = 0;
  for (const InstanceSamples& instance : parts.page.instances) {
    Sum& sum = sums[instance.type];
    ++sum.rows;
    sum.with += instance.samples > 0 ? 1 : 0;
    sum.samples += instance.samples;
    sum.most = std::max(sum.most, instance.samples);
    all_samples += instance.samples;
  }
  HtmlTable table("Synthetic rows by how hard their source is", {{"minority rows"},
                                                                 {"rows", true},
                                                                 {"that are a source", true},
                                                                 {"samples", true},
                                                                 {"share of samples", true},
                                                                 {"samples a row", true},
                                                                 {"most", true}});
  for (std::size_t type = 0; type < sums.size(); ++type) {
    const Sum& sum = sums[type];
    const auto share = [](std::uint64_t part, std::uint64_t whole) {
      return whole == 0 ? std::optional<double>()
                        : static_cast<double>(part) / static_cast<double>(whole);
    };
    const auto percent = share(sum.samples, all_samples);
    table.add_row({kInstanceTypes[type], count_text(sum.rows), count_text(sum.with),
                   count_text(sum.samples),
                   percent ? fmt::format("{:.1f} %", 100.0 * *percent) : "-",
                   number_text(share(sum.samples, sum.rows), 3), count_text(sum.most)});
  }
  std::string html = "<h3>Which minority rows it builds on</h3>\n";
  html +=
      chart_place("difficulty", "Samples of each minority row, by difficulty",
                  "Samples of each minority row by its difficulty; the table below sums them up");
  html += table.html();
  html += html_paragraph(fmt::format(
      "A minority row is safe, borderline, rare or an outlier by how many of its {} nearest "
      "training rows are of its class: from 70 % on, from 30 %, from 10 %, or fewer.{}",
      parts.page.type_neighbors,
      parts.page.instances.size() == parts.page.instances_all
          ? ""
          : fmt::format(" {} of {} minority rows are counted, at equal distances in their order.",
                        count_text(parts.page.instances.size()),
                        count_text(parts.page.instances_all))));
  return html;
}

// What a parameter of the default profile's policy does where it is above 0.
std::string_view parameter_words(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kWords = {{
      {"amount", "samples as a share of what balances the classes: 2^amount - 1/64"},
      {"duplication", "more exact copies of minority rows; 0 is one half"},
      {"lambda_skew", "samples nearer to the neighbour than to the source"},
      {"instance_majority_share", "more samples where majority rows are near"},
      {"instance_border", "more samples for rows far from the majority"},
      {"instance_sparsity", "more samples where minority rows are far apart"},
      {"instance_margin", "more samples for rows that a linear model gets right"},
      {"pair_rank", "farther neighbours"},
      {"pair_majority", "segments whose middle is far from the majority"},
      {"pair_hardness", "neighbours with majority rows around them"},
      {"class_size", "more samples, as a share of what a class lacks, for larger classes"},
  }};
  for (const auto& [known, words] : kWords) {
    if (known == name) return words;
  }
  return {};
}

std::string share_text(std::uint64_t count, std::uint64_t all) {
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(count) / static_cast<double>(all));
}

std::string habit_tables(const FitPageParts& parts) {
  const PolicyHabits& habits = parts.page.habits;
  const std::uint64_t samples = parts.result.synthetic_rows;
  HtmlTable ranks("Samples by rank of the neighbour (0: the row itself)",
                  {{"rank", true}, {"samples", true}, {"share", true}});
  for (std::size_t rank = 0; rank < habits.ranks.size(); ++rank) {
    ranks.add_row({std::to_string(rank), count_text(habits.ranks[rank]),
                   share_text(habits.ranks[rank], samples)});
  }
  HtmlTable lambdas("Samples by lambda (0: the source, 1: the neighbour)",
                    {{"lambda", true}, {"samples", true}, {"share", true}});
  for (std::size_t quarter = 0; quarter < habits.lambdas.size(); ++quarter) {
    lambdas.add_row({number_text(0.25 * static_cast<double>(quarter), 3),
                     count_text(habits.lambdas[quarter]),
                     share_text(habits.lambdas[quarter], samples)});
  }
  return html_details("The numbers", ranks.html() + lambdas.html());
}

std::string habits_part(const FitPageParts& parts) {
  const PolicyHabits& habits = parts.page.habits;
  std::string html = "<h3>What the policy prefers</h3>\n";
  if (parts.result.synthetic_rows > 0) {
    html += "<div class=\"triple\">\n";
    html += chart_place(
        "ranks", "Rank of the neighbour",
        "Samples by the neighbour's rank, 0 is the row itself; the numbers are in a table "
        "below",
        "low");
    html += chart_place(
        "lambdas", "Lambda",
        "Samples by lambda, 0 is a copy of the source; the numbers are in a table below", "low");
    html += chart_place("scale", "Samples a minority row",
                        "Minority rows by how many samples they are the source of", "low");
    html += "</div>\n" + habit_tables(parts);
  }
  if (habits.parameters.empty()) {
    return html + html_paragraph(
                      "The paper's profile decides by networks, whose weights tell a reader "
                      "nothing.");
  }
  HtmlTable table("Parameters of the policy",
                  {{"parameter"}, {"value", true}, {"above 0 it means"}});
  for (const auto& [name, value] : habits.parameters) {
    table.add_row({name, number_text(value, 3), std::string(parameter_words(name))});
  }
  return html + table.html() +
         html_paragraph(
             "Features of rows and pairs have mean 0 and deviation 1 over the minority rows of a "
             "class, "
             "so weights can be compared.");
}

std::string class_table(const std::vector<FitClass>& classes) {
  HtmlTable table("Classes", {{"class"}, {"rows", true}, {"synthetic rows", true}});
  for (const FitClass& one : classes) {
    table.add_row({one.name, count_text(one.rows), count_text(one.synthetic_rows)});
  }
  return table.html();
}

std::string legend() {
  return "<p class=\"legend\"><span class=\"key minority\"></span>minority rows (above) "
         "<span class=\"key synthetic\"></span>synthetic rows (below) "
         "<span class=\"key majority\"></span>majority rows (line)</p>\n";
}

}  // namespace

bool in_memory(const FitOptions& options) { return !options.call.empty(); }

std::string delivered_rows(const FitOptions& options) {
  return in_memory(options) ? "the resampled rows" : "balanced.csv";
}

std::string samples_section(const FitPageParts& parts) {
  const std::vector<FitClass>& classes = parts.result.classes;
  std::uint64_t missing = 0;
  for (const FitClass& one : classes) {
    missing += classes.front().rows - std::min(classes.front().rows, one.rows);
  }
  std::string html;
  if (parts.result.synthetic_rows == 0) {
    html += html_paragraph("No synthetic rows were made: the advice is not to resample.");
  } else if (missing > 0) {
    html += html_paragraph(fmt::format(
        "{} synthetic rows, {:.2f} of what would balance the classes.",
        count_text(parts.result.synthetic_rows),
        static_cast<double>(parts.result.synthetic_rows) / static_cast<double>(missing)));
  }
  if (classes.size() > 2) html += class_table(classes);
  if (parts.result.closeness) html += html_paragraph(closeness_text(*parts.result.closeness));
  html += map_part(parts) + types_part(parts) + habits_part(parts);
  return html_section("samples", "Where the samples went", html);
}

// What the drawings of nominal features show, which have room for two names only.
std::string category_table(const FitPageParts& parts) {
  HtmlTable table("Categories in majority, minority and synthetic rows",
                  {{"feature"},
                   {"category"},
                   {"share of majority", true},
                   {"share of minority", true},
                   {"share of synthetic", true}});
  table.allow_sorting();
  table.allow_filtering();
  const auto share = [](const ColumnShape::Group& group, std::size_t bin) {
    return fmt::format("{:.1f} %", 100.0 * group.shares[bin]);
  };
  const bool any = parts.result.synthetic_rows > 0;
  for (const ColumnShape& column : parts.page.columns) {
    for (std::size_t bin = 0; bin < column.bins.size(); ++bin) {
      table.add_row({column.name, column.bins[bin], share(column.majority, bin),
                     share(column.minority, bin), any ? share(column.synthetic, bin) : "-"});
    }
  }
  return table.empty() ? std::string() : table.html();
}

std::string columns_section(const FitPageParts& parts) {
  const std::vector<ColumnShape>& columns = parts.page.columns;
  if (columns.empty()) return {};
  std::string html;
  if (columns.size() < parts.page.columns_all) {
    html += html_paragraph(
        fmt::format("Shown are the {} of {} features in which {} and minority rows differ most.",
                    columns.size(), parts.page.columns_all,
                    parts.result.synthetic_rows == 0 ? "majority" : "synthetic"));
  }
  html += legend() + "<div class=\"shapes\">\n";
  for (const ColumnShape& column : columns) {
    html += html_drawing(shortened(column.name, 40), shape_drawing(column));
  }
  html += "</div>\n";
  HtmlTable table("Features in majority, minority and synthetic rows",
                  {{"feature"},
                   {"majority mean", true},
                   {"minority mean", true},
                   {"synthetic mean", true},
                   {"minority deviation", true},
                   {"synthetic deviation", true},
                   {"missing, minority", true},
                   {"missing, synthetic", true},
                   {"difference", true}});
  table.allow_sorting();
  table.allow_filtering();
  for (const ColumnShape& column : columns) {
    table.add_row({column.name, number_text(column.majority.mean),
                   number_text(column.minority.mean), number_text(column.synthetic.mean),
                   number_text(column.minority.deviation), number_text(column.synthetic.deviation),
                   fmt::format("{:.1f} %", 100.0 * column.minority.missing),
                   fmt::format("{:.1f} %", 100.0 * column.synthetic.missing),
                   parts.result.synthetic_rows == 0 ? "-" : fixed_text(column.shift, 3)});
  }
  html += html_details("The numbers", table.html() + category_table(parts));
  html += html_paragraph(
      "Difference is the total variation between the bars of minority and synthetic rows: 0 where "
      "they are alike, 1 where they have nothing in common. Of a group of more than 5,000 rows, "
      "5,000 at equal distances are counted.");
  return html_section("columns", "Columns before and after", html);
}

}  // namespace autosmote
