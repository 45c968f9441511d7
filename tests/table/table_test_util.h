#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "autosmote/error.h"
#include "autosmote/table.h"

namespace autosmote {

/// The message of the Error that `call` throws, "" where it throws none.
template <class Exception = Error, class Call>
std::string error_of(Call call) {
  try {
    call();
  } catch (const Exception& error) {
    return error.what();
  }
  return "";
}

inline std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

/// Header and all rows as the writer gives them.
inline std::string rewrite(const Table& table) {
  std::string text;
  TableWriter writer(table, [&text](std::string_view piece) { text += piece; });
  writer.write_header();
  for (std::size_t row = 0; row < table.rows(); ++row) writer.write_row(row);
  writer.finish();
  return text;
}

/// The folder of the measuring data, or "" where there is none.
inline std::filesystem::path data_folder() {
  const char* folder = std::getenv("AUTOSMOTE_DATA");
  return folder == nullptr ? "" : folder;
}

}  // namespace autosmote
