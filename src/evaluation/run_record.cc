#include "evaluation/run_record.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "autosmote/error.h"

namespace autosmote {
namespace {

constexpr std::size_t kColumns = 18;
constexpr std::size_t kTestAll = 8;  // the column that earlier versions do not have
// The first line before there was test_all.
constexpr std::string_view kOldHeader =
    "set,ratio,repeat,classifier,metric,method,validation,test,threshold,rows,fits,"
    "training_minority,validation_minority,test_minority,applied,note,seconds\n";

// Quoted where RFC 4180 asks for it. A line is a run, so line endings become blanks.
std::string cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c == '\n' || c == '\r' ? ' ' : c;
  }
  return quoted + '"';
}

std::string number_cell(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : std::string();
}

// The cells of one line; empty where a quote is not closed.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  if (quoted) cells.clear();
  return cells;
}

template <class T>
bool parse(const std::string& text, T& value) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end;
}

bool parse_optional(const std::string& text, std::optional<double>& value) {
  if (text.empty()) return true;
  return parse(text, value.emplace());
}

bool parse_cells(const std::vector<std::string>& c, RunRecord& r) {
  if (c.size() != kColumns || (c[15] != "yes" && c[15] != "no")) return false;
  r.key.set = c[0];
  r.key.classifier = c[3];
  r.key.metric = c[4];
  r.key.method = c[5];
  r.applied = c[15] == "yes";
  r.note = c[16];
  return parse(c[1], r.key.ratio) && parse(c[2], r.key.repeat) &&
         parse_optional(c[6], r.validation) && parse_optional(c[7], r.test) &&
         parse_optional(c[kTestAll], r.test_all) && parse(c[9], r.threshold) &&
         parse(c[10], r.rows) && parse(c[11], r.fits) && parse(c[12], r.training_minority) &&
         parse(c[13], r.validation_minority) && parse(c[14], r.test_minority) &&
         parse(c[17], r.seconds);
}

}  // namespace

std::string_view run_header() {
  return "set,ratio,repeat,classifier,metric,method,validation,test,test_all,threshold,rows,fits,"
         "training_minority,validation_minority,test_minority,applied,note,seconds\n";
}

std::string run_line(const RunRecord& r) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{:.6f}\n", cell(r.key.set),
                     r.key.ratio, r.key.repeat, cell(r.key.classifier), cell(r.key.metric),
                     cell(r.key.method), number_cell(r.validation), number_cell(r.test),
                     number_cell(r.test_all), r.threshold, r.rows, r.fits, r.training_minority,
                     r.validation_minority, r.test_minority, r.applied ? "yes" : "no", cell(r.note),
                     r.seconds);
}

std::vector<RunRecord> parse_runs(std::string_view text, const std::string& source) {
  std::vector<RunRecord> runs;
  text = text.substr(0, text.rfind('\n') + 1);  // npos + 1 is 0: nothing is complete
  if (text.empty()) return runs;
  const bool old = text.starts_with(kOldHeader);
  const std::string_view header = old ? kOldHeader : run_header();
  if (!text.starts_with(header)) {
    throw DataError({source, 1, 0},
                    "this is no results file of this version; choose another output folder");
  }
  text.remove_prefix(header.size());
  for (std::uint64_t line = 2; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    RunRecord record;
    std::vector<std::string> cells = cells_of(text.substr(0, end));
    if (old && cells.size() + 1 == kColumns) cells.emplace(cells.begin() + kTestAll);
    if (!parse_cells(cells, record)) {
      throw DataError({source, line, 0},
                      "this is no line of a results file; remove it to make the run again");
    }
    runs.push_back(std::move(record));
    text.remove_prefix(end + 1);
  }
  return runs;
}

}  // namespace autosmote
