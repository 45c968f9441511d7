#include "api/output_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "autosmote/error.h"

namespace autosmote {
namespace {

namespace fs = std::filesystem;

bool is_same_file(const std::string& path, const std::string& other) {
  std::error_code none;  // one of them does not exist
  return fs::equivalent(path, other, none);
}

/// Whether writing `path` touches the file `input`.
bool would_replace(const std::string& path, const std::string& input) {
  if (input.empty() || input == "-") return false;
  return is_same_file(path, input) || is_same_file(path + ".part", input);
}

}  // namespace

AtomicFile open_output(const std::string& path, std::span<const std::string> inputs,
                       bool overwrite) {
  if (path == "-") throw ConfigError("the output cannot be standard output; name a file");
  if (path.ends_with(".gz")) {
    throw ConfigError(fmt::format(
        "{}: compressed output is not supported; name a file without .gz and compress it", path));
  }
  for (const std::string& input : inputs) {
    if (!would_replace(path, input)) continue;
    throw ConfigError(fmt::format("{}: that is the input; name another output file", path));
  }
  std::error_code none;
  if (fs::is_directory(path, none)) {
    throw ConfigError(fmt::format("{}: that is a folder; name a file in it", path));
  }
  check_replaceable(path);
  if (!overwrite && fs::exists(path, none)) {
    throw ConfigError(fmt::format(
        "{}: the file exists; name another one, or allow to overwrite it (--force)", path));
  }
  return AtomicFile(path);
}

void check_results(std::span<const std::string> inputs, const std::string& folder,
                   std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    const fs::path path = fs::path(folder) / name;
    for (const std::string& input : inputs) {
      if (!would_replace(path.string(), input)) continue;
      throw ConfigError(
          fmt::format("{}: that is an input, and the results in {} would replace it; name another "
                      "output folder",
                      input, folder));
    }
    check_replaceable(path);
  }
}

bool mean_one_file(const std::string& path, const std::string& other) {
  std::error_code none;  // a folder of one of them cannot be looked into
  const auto full = [&](const std::string& name) {
    return fs::weakly_canonical(fs::absolute(name, none), none);
  };
  return path == other || (full(path) == full(other) && !full(path).empty());
}

}  // namespace autosmote
