#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "autosmote/error.h"

namespace autosmote {

/// Appends numbers and arrays of them to a string of bytes, in this machine's byte order.
class ByteWriter {
 public:
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void put(const T& value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void put_all(std::span<const T> values) {
    put(static_cast<std::uint64_t>(values.size()));
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads what a ByteWriter wrote. Throws DataError naming `what` where the bytes end too early.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, std::string what) : bytes_(bytes), what_(std::move(what)) {}

  template <class T>
    requires std::is_trivially_copyable_v<T>
  T get() {
    T value;
    std::memcpy(&value, take(sizeof(T)), sizeof(T));
    return value;
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  std::vector<T> get_all() {
    const auto n = get<std::uint64_t>();
    if (n > bytes_.size() / sizeof(T)) fail();
    std::vector<T> values(n);
    if (n > 0) std::memcpy(values.data(), take(n * sizeof(T)), n * sizeof(T));
    return values;
  }
  bool at_end() const { return bytes_.empty(); }
  [[noreturn]] void fail() const {
    throw DataError(what_ + " is damaged or not complete; delete it and start again");
  }

 private:
  const char* take(std::size_t n) {
    if (n > bytes_.size()) fail();
    const char* first = bytes_.data();
    bytes_.remove_prefix(n);
    return first;
  }

  std::string_view bytes_;
  std::string what_;
};

/// FNV-1a over bytes: tells whether two inputs are the same, not a defence against forgery.
class Fingerprint {
 public:
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void add(const T& value) {
    add_bytes({reinterpret_cast<const char*>(&value), sizeof(T)});
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void add_all(std::span<const T> values) {
    add(static_cast<std::uint64_t>(values.size()));
    add_bytes({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  }
  void add_bytes(std::string_view bytes) {
    for (const char c : bytes) {
      hash_ = (hash_ ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ULL;
    }
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325ULL;
};

}  // namespace autosmote
