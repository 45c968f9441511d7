// probe_optics X COLUMNS MIN_SAMPLES MAX_EPS OUT: X and OUT are files of float64; OUT gets the
// order, then all core distances, then all reachabilities. MAX_EPS may be inf.
#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <string>

#include "peers/probe_io.h"
#include "samplers/optics.h"

int main(int, char** argv) {
  try {
    const std::vector<double> values = autosmote::read_doubles(argv[1]);
    const std::size_t columns = std::stoul(argv[2]);
    const autosmote::Optics structure =
        autosmote::optics({values.data(), values.size() / columns, columns}, std::stoul(argv[3]),
                          std::strtod(argv[4], nullptr), {});
    std::vector<double> out(structure.order.begin(), structure.order.end());
    out.insert(out.end(), structure.core_distance.begin(), structure.core_distance.end());
    out.insert(out.end(), structure.reachability.begin(), structure.reachability.end());
    autosmote::write_doubles(argv[5], out);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
