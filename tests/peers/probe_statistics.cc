// probe_statistics NAME IN OUT: one statistic of many cases, a case after the other.
//   wilcoxon  IN: n, a (n), b (n)             OUT: statistic, p
//   friedman  IN: blocks, methods, scores     OUT: statistic, p
//   range     IN: p, k                        OUT: quantile, and the distribution function there
//   interval  IN: n, values                   OUT: mean, lower, upper
//   ranks     IN: n, values                   OUT: ranks (n)

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "evaluation/distributions.h"
#include "evaluation/statistics.h"
#include "peers/probe_io.h"

int main(int argc, char** argv) try {
  using namespace autosmote;
  if (argc != 4) throw std::runtime_error("usage: probe_statistics NAME IN OUT");
  const std::string name = argv[1];
  const std::vector<double> in = read_doubles(argv[2]);
  std::vector<double> out;
  for (std::size_t at = 0; at < in.size();) {
    const auto n = static_cast<std::size_t>(in[at]);
    const double* values = in.data() + at + 1;
    if (name == "wilcoxon") {
      const TestResult test = wilcoxon_signed_rank({values, n}, {values + n, n});
      out.insert(out.end(), {test.statistic, test.p});
      at += 1 + 2 * n;
    } else if (name == "friedman") {
      const auto k = static_cast<std::size_t>(in[at + 1]);
      const TestResult test = friedman({values + 1, n, k});
      out.insert(out.end(), {test.statistic, test.p});
      at += 2 + n * k;
    } else if (name == "range") {
      const auto k = static_cast<int>(in[at + 1]);
      const double q = studentized_range_quantile(in[at], k);
      out.insert(out.end(), {q, studentized_range_cdf(q, k)});
      at += 2;
    } else if (name == "interval") {
      const MeanInterval mean = mean_interval({values, n});
      out.insert(out.end(), {mean.mean, mean.lower, mean.upper});
      at += 1 + n;
    } else {
      const std::vector<double> ranks = average_ranks({values, n});
      out.insert(out.end(), ranks.begin(), ranks.end());
      at += 1 + n;
    }
  }
  write_doubles(argv[3], out);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
