#include <autosmote/error.h>
#include <autosmote/version.h>

#include <cstring>
#include <iostream>

// Throws and catches one of the library's own errors, which needs headers and archive to fit.
int main() {
  try {
    throw autosmote::DataError({"table.csv", 3, 0}, "found 2 fields, expected 3");
  } catch (const autosmote::Error& error) {
    if (std::strcmp(error.what(), "table.csv, line 3: found 2 fields, expected 3") != 0) return 1;
  }
  std::cout << "autosmote " << autosmote::kVersion << " found, linked and run\n";
  return 0;
}
