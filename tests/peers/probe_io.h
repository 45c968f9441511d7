#pragma once

#include <cstddef>
#include <cstdio>
#include <exception>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace autosmote {

/// All numbers of a file of little-endian float64, as numpy's tofile writes them.
inline std::vector<double> read_doubles(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<double> values(static_cast<std::size_t>(file.tellg()) / sizeof(double));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(values.data()),
            static_cast<std::streamsize>(values.size() * sizeof(double)));
  if (!file) throw std::runtime_error("cannot read " + path);
  return values;
}

/// Like read_doubles, for integers stored as float64.
template <class T>
std::vector<T> read_as(const std::string& path) {
  const std::vector<double> values = read_doubles(path);
  std::vector<T> integers(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) integers[i] = static_cast<T>(values[i]);
  return integers;
}

inline void write_doubles(const std::string& path, std::span<const double> values) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(double)));
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

/// A probe's main: run(arguments), the program's name first; 1 and the message where it throws.
inline int probe_main(int argc, char** argv, void (*run)(std::span<char*>)) {
  try {
    run({argv, static_cast<std::size_t>(argc)});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}

}  // namespace autosmote
