// probe_encoder TABLE TARGET FITTED OUT [NOMINAL...]: encodes all rows of a table with an Encoder
// fitted on its first FITTED rows. Prints the names of the encoded features, one a line; OUT: the
// encoded rows as float64.

#include <cstdio>
#include <exception>
#include <numeric>

#include "autosmote/table.h"
#include "peers/probe_io.h"
#include "preprocess/encoder.h"

int main(int argc, char** argv) try {
  using namespace autosmote;
  ReadOptions options;
  options.target = argv[2];
  options.nominal.assign(argv + 5, argv + argc);
  const Table table = read_table(argv[1], options);
  std::vector<std::size_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const auto fitted = std::span<const std::size_t>(rows).first(std::stoul(argv[3]));
  const Encoder encoder = Encoder::fit(table, fitted, table.column_index(options.target));
  const Matrix<double> encoded = encoder.transform(table, rows);
  write_doubles(argv[4], {encoded.data(), encoded.rows() * encoded.cols()});
  for (const std::string& name : encoder.feature_names()) std::printf("%s\n", name.c_str());
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
