#include <algorithm>
#include <string>

#include "autosmote/error.h"
#include "autosmote/table.h"
#include "table/arff.h"
#include "table/builder.h"
#include "table/csv.h"
#include "table/input.h"

namespace autosmote {
namespace {

// The extension in lower case, below ".gz".
std::string extension_of(std::string path) {
  std::transform(path.begin(), path.end(), path.begin(),
                 [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  if (path.ends_with(".gz")) path.resize(path.size() - 3);
  const std::size_t dot = path.find_last_of("./\\");
  return dot != std::string::npos && path[dot] == '.' ? path.substr(dot) : "";
}

char choose_delimiter(const std::string& text, const std::string& source,
                      const ReadOptions& options) {
  if (options.delimiter != '\0') {
    if (options.delimiter == '"' || options.delimiter == '\n' || options.delimiter == '\r') {
      throw ConfigError("a quote or line ending cannot be the delimiter; choose for instance ','");
    }
    return options.delimiter;
  }
  const std::size_t begin = std::min(text.find_first_not_of("\r\n"), text.size());
  const std::string_view header =
      std::string_view(text).substr(begin, text.find('\n', begin) - begin);
  const std::string extension = extension_of(source);
  const bool tabs = extension == ".tsv" || extension == ".tab";
  return tabs && header.find('\t') != std::string_view::npos ? '\t' : sniff_delimiter(header);
}

}  // namespace

Table parse_table(std::string content, const std::string& source, const ReadOptions& options) {
  content = unpack(std::move(content), source);
  check_text(content, source);
  if (extension_of(source) == ".arff" || looks_like_arff(content)) {
    ArffContent arff = parse_arff(content, source, options);
    content = std::string();
    return TableBuilder(std::move(arff.csv), source, ',', options, std::move(arff.declarations))
        .build();
  }
  const char delimiter = choose_delimiter(content, source, options);
  return TableBuilder(std::move(content), source, delimiter, options, {}).build();
}

Table read_table(const std::string& path, const ReadOptions& options) {
  return parse_table(read_bytes(path), path == "-" ? "standard input" : path, options);
}

}  // namespace autosmote
