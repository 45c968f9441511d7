#include "table_fuzz_util.h"

// The first byte chooses the options, the rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  autosmote::ReadOptions options;
  if ((data[0] & 1) != 0) options.missing = {"NA", "?"};
  if ((data[0] & 2) != 0) options.target = "y";
  autosmote::check_table_of(std::string(reinterpret_cast<const char*>(data) + 1, size - 1),
                            "t.arff", options);
  return 0;
}
