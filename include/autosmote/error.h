#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace autosmote {

/// A place in the user's input. Lines and columns count from 1; 0 means "not known".
struct InputPlace {
  std::string file;
  std::uint64_t line = 0;
  std::uint64_t column = 0;

  /// "FILE, line 3, column 7", leaving out what is not known; "" when nothing is.
  std::string to_string() const;
};

/// What a user did or gave that cannot be used. The message says what was found, where, and what
/// to do. A mistake of ours is never an Error: it is an InternalError (core/check.h).
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The content of a table, policy file or array cannot be used (exit code 2).
class DataError : public Error {
 public:
  explicit DataError(const std::string& message);
  DataError(InputPlace place, const std::string& message);
  const InputPlace& place() const { return place_; }

 private:
  InputPlace place_;
};

/// An option has a value that does not exist or does not fit the data (exit code 2).
class ConfigError : public Error {
 public:
  using Error::Error;
};

/// A file or folder cannot be read or written (exit code 1).
class IoError : public Error {
 public:
  using Error::Error;
};

}  // namespace autosmote
