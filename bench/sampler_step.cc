// One sampler on one table, for samplers_vs_imblearn.py.
//   sampler_step NAME X LABELS THREADS RUNS OUT [PARAMETER=VALUE...]
// X and LABELS (0: majority, 1: minority) are files of little-endian float64. Resamples RUNS times
// with strategy 'auto' and seeds 0, 1, ...; prints for each run the elapsed seconds and those of
// the processor, then the peak of the resident set in bytes after reading and at the end. OUT gets
// the numbers of the input rows that the first run keeps, then its count of synthetic rows. With
// `copy` for NAME the rows are copied into fresh memory instead: no method that reads its rows and
// makes as many can take less.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "autosmote/sampler.h"
#include "core/parallel.h"
#include "peers/probe_io.h"

namespace autosmote {
namespace {

// Since the program began; the figure of getrusage starts at the caller's.
long long peak_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    long long kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return 1024 * kilobytes;
  }
  throw std::runtime_error("/proc/self/status has no VmHWM");
}

Resampled copy_of(MatrixView<const double> rows, const Context& context) {
  constexpr std::size_t kRows = 4096;  // a task
  Resampled result;
  result.synthetic = Matrix<double>(rows.rows, rows.cols);
  parallel_for(context, (rows.rows + kRows - 1) / kRows, [&](std::size_t task) {
    const std::size_t first = task * kRows * rows.cols;
    const std::size_t last = std::min(rows.rows, (task + 1) * kRows) * rows.cols;
    std::copy(rows.data + first, rows.data + last, result.synthetic.data() + first);
  });
  return result;
}

void run(std::span<char*> arguments) {
  const std::vector<double> values = read_doubles(arguments[1]);
  const std::vector<int> labels = read_as<int>(arguments[2]);
  Context context;
  context.threads = std::stoi(arguments[3]);
  const int runs = std::stoi(arguments[4]);
  SamplerParameters parameters;
  for (const std::string text : arguments.subspan(6)) {
    const std::size_t equal = text.find('=');
    parameters[text.substr(0, equal)] = text.substr(equal + 1);
  }
  const bool copies = std::string_view(arguments[0]) == "copy";
  const auto sampler = copies ? nullptr : make_sampler(arguments[0], parameters);
  const SamplerData data{
      {values.data(), labels.size(), values.size() / labels.size()}, labels, 2, {}};
  const long long before = peak_bytes();
  for (int i = 0; i < runs; ++i) {
    context.seed = static_cast<std::uint64_t>(i);
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t used = std::clock();
    const Resampled result =
        copies ? copy_of(data.x, context) : sampler->resample(data, {}, context);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    std::printf("%.6f %.6f\n", passed.count(),
                static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC);
    std::fflush(stdout);
    if (i > 0) continue;
    std::vector<double> out(result.rows.begin(), result.rows.end());
    out.push_back(static_cast<double>(result.synthetic.rows()));
    write_doubles(arguments[5], out);
  }
  std::printf("%lld %lld\n", before, peak_bytes());
}

}  // namespace
}  // namespace autosmote

int main(int argc, char** argv) {
  try {
    if (argc < 7) {
      throw std::runtime_error(
          "usage: sampler_step NAME X LABELS THREADS RUNS OUT [PARAMETER=VALUE...]");
    }
    autosmote::run(std::span(argv + 1, argv + argc));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sampler_step: %s\n", error.what());
    return 1;
  }
  return 0;
}
