#include "table/input.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <string_view>

#include "autosmote/error.h"
#include "core/utf8.h"

namespace autosmote {
namespace {

struct Inflater {
  z_stream stream{};
  Inflater() {
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

[[noreturn]] void fail_gzip(const std::string& source, const char* what, std::size_t offset) {
  throw DataError({source, 0, 0},
                  fmt::format("the gzip data is {} (near byte {} of the compressed file); "
                              "`gzip -t` shows the same: get the file again",
                              what, offset));
}

// The size that a gzip file states for its (last) member, a hint only; deflate cannot expand by
// more than 1032, so that a false hint does not make us reserve too much.
std::size_t expected_size(const std::string& content) {
  std::uint32_t stated = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    stated |=
        static_cast<std::uint32_t>(static_cast<unsigned char>(content[content.size() - 4 + i]))
        << (8 * i);
  }
  return std::min<std::size_t>(stated, content.size() * 1032);
}

// Offset of the first byte that is not UTF-8, or the size.
std::size_t first_non_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    std::uint64_t eight = 0;
    if (i + 8 <= text.size()) {
      std::memcpy(&eight, text.data() + i, 8);
      if ((eight & 0x8080808080808080U) == 0) {
        i += 8;
        continue;
      }
    }
    const std::size_t length = utf8_length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return i;
}

}  // namespace

std::string read_bytes(const std::string& path) {
  const bool standard_input = path == "-";
  std::error_code ignored;
  if (!standard_input && std::filesystem::is_directory(path, ignored)) {
    throw IoError(path + ": is a folder; give the path of a file");
  }
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      standard_input ? stdin : std::fopen(path.c_str(), "rb"),
      standard_input ? [](std::FILE*) { return 0; } : &std::fclose);
  if (!file) throw IoError(path + ": cannot be read: " + std::strerror(errno));
  std::string content;
  if (!standard_input) {
    const auto size = std::filesystem::file_size(path, ignored);
    if (!ignored) content.reserve(static_cast<std::size_t>(size) + 1);
  }
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  std::string piece(kPiece, '\0');
  while (const std::size_t got = std::fread(piece.data(), 1, kPiece, file.get())) {
    content.append(piece, 0, got);
  }
  if (std::ferror(file.get()) != 0) {
    throw IoError((standard_input ? "standard input" : path) +
                  ": reading failed: " + std::strerror(errno));
  }
  return content;
}

std::string unpack(std::string content, const std::string& source) {
  if (!content.starts_with("\x1f\x8b")) return content;
  if (content.size() < 18) fail_gzip(source, "cut off", content.size());
  std::string text(std::max<std::size_t>(expected_size(content), 1024), '\0');
  std::size_t used = 0;
  Inflater inflater;
  z_stream& stream = inflater.stream;
  std::size_t consumed = 0;
  while (true) {
    constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
    if (used == text.size()) text.resize(text.size() + text.size() / 2);
    stream.next_in = reinterpret_cast<Bytef*>(content.data() + consumed);
    stream.avail_in = static_cast<uInt>(std::min(content.size() - consumed, kMost));
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + used);
    stream.avail_out = static_cast<uInt>(std::min(text.size() - used, kMost));
    const int state = inflate(&stream, Z_NO_FLUSH);
    consumed = static_cast<std::size_t>(reinterpret_cast<char*>(stream.next_in) - content.data());
    used = static_cast<std::size_t>(reinterpret_cast<char*>(stream.next_out) - text.data());
    if (state == Z_MEM_ERROR) throw std::bad_alloc();
    if (state == Z_BUF_ERROR && used < text.size()) fail_gzip(source, "cut off", consumed);
    if (state == Z_STREAM_END) {
      // Another member may follow, or zeros that fill a tape block.
      consumed = std::min(content.find_first_not_of('\0', consumed), content.size());
      if (consumed == content.size()) break;
      if (inflateReset(&stream) != Z_OK) fail_gzip(source, "corrupt", consumed);
    } else if (state != Z_OK && state != Z_BUF_ERROR) {
      fail_gzip(source, "corrupt", consumed);
    }
  }
  text.resize(used);
  return text;
}

void check_text(const std::string& content, const std::string& source) {
  const auto line_of = [&content](std::size_t offset) {
    return 1 + static_cast<std::uint64_t>(
                   std::count(content.begin(), content.begin() + static_cast<long>(offset), '\n'));
  };
  if (content.starts_with("\xff\xfe") || content.starts_with("\xfe\xff")) {
    throw DataError({source, 0, 0}, "the file is UTF-16; save it as UTF-8");
  }
  const std::size_t zero = content.find('\0');
  if (zero != std::string::npos) {
    throw DataError({source, line_of(zero), 0},
                    fmt::format("a zero byte at offset {}: this is a binary file, not a text "
                                "table; give CSV, TSV or ARFF, plain or as gzip",
                                zero));
  }
  const std::size_t bad = first_non_utf8(content);
  if (bad < content.size()) {
    throw DataError({source, line_of(bad), 0},
                    fmt::format("byte 0x{:02X} at offset {} is not UTF-8; save the file as UTF-8 "
                                "(it is often Latin-1: `iconv -f latin1 -t utf-8`)",
                                static_cast<unsigned char>(content[bad]), bad));
  }
}

}  // namespace autosmote
