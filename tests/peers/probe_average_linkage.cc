// probe_average_linkage X COLUMNS DISTANCE CLUSTERS OUT: clusters the rows of X (float64, COLUMNS a
// row) by average linkage up to DISTANCE (may be inf) and to at least CLUSTERS; OUT gets the
// cluster number of each row as float64.
#include <fmt/format.h>

#include <exception>
#include <string>

#include "peers/probe_io.h"
#include "samplers/average_linkage.h"

int main(int, char** argv) {
  try {
    const std::vector<double> values = autosmote::read_doubles(argv[1]);
    const std::size_t columns = std::stoul(argv[2]);
    autosmote::LinkageCut cut;
    cut.largest_distance = std::stod(argv[3]);
    cut.clusters = std::stoul(argv[4]);
    const std::vector<std::uint32_t> clusters =
        autosmote::average_linkage({values.data(), values.size() / columns, columns}, cut, {});
    autosmote::write_doubles(argv[5], std::vector<double>(clusters.begin(), clusters.end()));
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
