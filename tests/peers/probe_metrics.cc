// probe_metrics IN OUT CLASSES NAME...: the metrics of many cases. IN: for each case n, then n
// times each of truth, predicted label, score. OUT: one value a case and name, case by case.
// With CLASSES above 2 only metrics of labels.

#include <cstdio>
#include <exception>

#include "autosmote/metric.h"
#include "metrics/confusion.h"
#include "peers/probe_io.h"

int main(int argc, char** argv) try {
  using namespace autosmote;
  const std::vector<double> in = read_doubles(argv[1]);
  const auto classes = static_cast<std::size_t>(std::stoi(argv[3]));
  std::vector<double> out;
  for (std::size_t at = 0; at < in.size();) {
    const auto n = static_cast<std::size_t>(in[at++]);
    std::vector<int> truth(n), labels(n);
    for (std::size_t i = 0; i < n; ++i) {
      truth[i] = static_cast<int>(in[at + i]);
      labels[i] = static_cast<int>(in[at + n + i]);
    }
    const std::span<const double> scores(in.data() + at + 2 * n, n);
    at += 3 * n;
    for (int a = 4; a < argc; ++a) {
      const Metric metric = parse_metric(argv[a]);
      out.push_back(classes == 2 ? evaluate_metric(metric, truth, labels, scores)
                                 : label_metric(metric, count_confusion(truth, labels, classes)));
    }
  }
  write_doubles(argv[2], out);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
