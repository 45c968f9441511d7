#include "api/run_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "autosmote/error.h"
#include "core/atomic_file.h"

namespace autosmote {
namespace {

namespace fs = std::filesystem;

using Json = nlohmann::ordered_json;

std::string json_line(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<std::string> read_file(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw IoError(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// comparison.json: the settings' object, and in it `tables`, a checksum for each data set,
/// `classifiers`, the options of each, and `methods`, the version of each.
struct OriginFile {
  std::string settings;  ///< or the whole text, where it is none that write_origin writes
  std::map<std::string, std::string> tables;
  std::map<std::string, std::string> classifiers;
  std::map<std::string, std::string> methods;
};

// The texts of the object `key` in the document.
std::map<std::string, std::string> texts_of(const Json& document, const char* key) {
  std::map<std::string, std::string> texts;
  const Json object = document.value(key, Json::object());
  for (const auto& [name, text] : object.items()) {
    if (text.is_string()) texts[name] = text.get<std::string>();
  }
  return texts;
}

OriginFile parse_origin(const std::string& text) {
  Json document = Json::parse(text, nullptr, false);
  if (!document.is_object()) return {text, {}, {}, {}};
  OriginFile origin;
  origin.tables = texts_of(document, "tables");
  origin.methods = texts_of(document, "methods");
  const Json classifiers = document.value("classifiers", Json::object());
  for (const auto& [name, options] : classifiers.items()) {
    origin.classifiers[name] = options.dump();
  }
  document.erase("tables");
  document.erase("classifiers");
  document.erase("methods");
  origin.settings = json_line(document);
  return origin;
}

std::string checksum_text(std::uint64_t checksum) { return fmt::format("{:016x}", checksum); }

void check_settings(const std::optional<std::string>& old, const std::string& settings,
                    const std::string& path) {
  if (old == settings) return;
  throw ConfigError(
      fmt::format("{}: was made with other settings than these, and runs of both cannot stand in "
                  "one table; choose another output folder.\nthere: {}\nhere: {}",
                  path, old.value_or("unknown"), settings));
}

}  // namespace

RunStore::RunStore(const fs::path& folder, const RunOrigin& origin, bool resume,
                   const Context& context)
    : path_(folder / "results.csv") {
  const fs::path origin_path = folder / "comparison.json";
  const std::optional<std::string> results = read_file(path_);
  if (results && !resume) {
    throw ConfigError(fmt::format(
        "{}: holds the runs of an earlier comparison; add --resume to go on with it, or choose "
        "another output folder",
        path_.string()));
  }
  std::map<std::string, std::string> checksums;
  std::map<std::string, std::string> classifiers;
  std::map<std::string, std::string> methods;
  std::string kept(run_header());
  if (results) {
    const std::optional<std::string> text = read_file(origin_path);
    const OriginFile old = text ? parse_origin(*text) : OriginFile{};
    check_settings(text ? std::optional(old.settings) : std::nullopt, origin.settings,
                   path_.string());
    for (RunRecord& run : parse_runs(*results, path_.string())) {
      kept += run_line(run);
      RunKey key = run.key;
      runs_.insert_or_assign(std::move(key), std::move(run));
    }
    checksums = old.tables;
    classifiers = old.classifiers;
    methods = old.methods;
    check_classifiers(origin, classifiers);
    check_methods(origin, methods);
    check_tables(origin, checksums, context);
  }
  Json document = Json::parse(origin.settings);
  for (const auto& [set, table] : origin.tables) checksums[set] = checksum_text(table.checksum);
  for (const auto& [name, options] : origin.classifiers) classifiers[name] = options;
  document["classifiers"] = Json::object();
  for (const auto& [name, options] : classifiers) {
    document["classifiers"][name] = Json::parse(options);
  }
  for (const auto& [name, version] : origin.methods) methods[name] = version;
  document["methods"] = methods;
  document["tables"] = checksums;
  write_file_atomically(origin_path, json_line(document));
  if (results != kept) write_file_atomically(path_, kept);
  open();
}

void RunStore::check_classifiers(const RunOrigin& origin,
                                 const std::map<std::string, std::string>& options) const {
  std::set<std::string> with_runs;
  for (const auto& [key, run] : runs_) with_runs.insert(key.classifier);
  for (const auto& [name, here] : origin.classifiers) {
    if (!with_runs.contains(name)) continue;
    const auto place = options.find(name);
    const std::string& there = place == options.end() ? origin.default_classifier : place->second;
    if (there == here) continue;
    throw ConfigError(fmt::format(
        "{}: its runs of {} were made with other options of the classifier than these, and runs of "
        "both cannot stand in one table; choose another output folder.\nthere: {}\nhere: {}",
        path_.string(), name, there, here));
  }
}

void RunStore::check_methods(const RunOrigin& origin,
                             const std::map<std::string, std::string>& versions) const {
  std::set<std::string> with_runs;
  for (const auto& [key, run] : runs_) with_runs.insert(key.method);
  for (const auto& [name, here] : origin.methods) {
    if (!with_runs.contains(name)) continue;
    const auto place = versions.find(name);
    const std::string there = place == versions.end() ? "1" : place->second;
    if (there == here) continue;
    throw ConfigError(fmt::format(
        "{}: its runs of {} were made by version {} of this method, which is {} now, and runs of "
        "both cannot stand in one table; take the lines of {} out of it to make them anew, or "
        "choose another output folder",
        path_.string(), name, there, here, name));
  }
}

void RunStore::check_tables(const RunOrigin& origin,
                            const std::map<std::string, std::string>& checksums,
                            const Context& context) const {
  std::set<std::string> with_runs;
  for (const auto& [key, run] : runs_) with_runs.insert(key.set);
  std::vector<std::string> unknown;
  for (const auto& [set, table] : origin.tables) {
    if (!with_runs.contains(set)) continue;
    const auto old = checksums.find(set);
    if (old == checksums.end()) {
      unknown.push_back(set);
    } else if (old->second != checksum_text(table.checksum)) {
      throw ConfigError(fmt::format(
          "{}: its runs of {} were made from another table than {} is now (checksum there {}, here "
          "{}), and runs of both cannot stand in one table; give the table they were made from, or "
          "choose another output folder",
          path_.string(), set, table.source, old->second, checksum_text(table.checksum)));
    }
  }
  if (unknown.empty() || !context.log) return;
  context.log(fmt::format(
      "{}: it could not be checked that its runs of {} were made from these tables, because the "
      "folder has no checksum of them; from now on it has",
      path_.string(), fmt::join(unknown, ", ")));
}

RunStore::~RunStore() {
  if (file_ >= 0) ::close(file_);
}

void RunStore::open() {
  file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file_ >= 0) return;
  throw IoError(fmt::format("{}: cannot be written: {}", path_.string(), std::strerror(errno)));
}

void RunStore::append(const RunRecord& record) {
  if (!path_.empty()) write_line(run_line(record));
  runs_.insert_or_assign(record.key, record);
}

void RunStore::write_line(const std::string& line) const {
  const ssize_t written = ::write(file_, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) {
    throw IoError(fmt::format("{}: cannot be written: {}; the runs before are kept for --resume",
                              path_.string(),
                              written < 0 ? std::strerror(errno) : "the disk is full"));
  }
}

void RunStore::put_in_order(std::span<const RunKey> keys) {
  std::string text(run_header());
  std::set<RunKey> written;
  for (const RunKey& key : keys) {
    const auto run = runs_.find(key);
    if (run != runs_.end() && written.insert(key).second) text += run_line(run->second);
  }
  for (const auto& [key, run] : runs_) {
    if (!written.contains(key)) text += run_line(run);
  }
  write_file_atomically(path_, text);
  ::close(std::exchange(file_, -1));
  open();
}

}  // namespace autosmote
