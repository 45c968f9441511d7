// probe_kernel_svm X LABELS OUT [THREADS]: fits the kernel SVM with gamma "scale" to two classes
// (class 0 first, positive, as LIBSVM orders them). X, LABELS and OUT are files of float64; OUT
// gets alpha of each row, then the dual objective. Prints seconds, steps and kernel rows.
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <span>
#include <string>

#include "classifiers/kernel_svm.h"
#include "peers/probe_io.h"

namespace autosmote {
namespace {

void run(std::span<char*> arguments) {
  const std::vector<double> values = read_doubles(arguments[1]);
  const std::vector<int> labels = read_as<int>(arguments[2]);
  const std::size_t d = values.size() / labels.size();
  Matrix<double> x(labels.size(), d);
  std::vector<int> signs;
  std::vector<std::size_t> order;
  for (const int label : {0, 1}) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] != label) continue;
      for (std::size_t j = 0; j < d; ++j) x(order.size(), j) = values[i * d + j];
      order.push_back(i);
      signs.push_back(label == 0 ? 1 : -1);
    }
  }
  Context context;
  if (arguments.size() > 4) context.threads = std::stoi(arguments[4]);
  KernelSvmOptions options;
  options.gamma = scale_gamma(x.view());
  const auto start = std::chrono::steady_clock::now();
  const KernelSvm svm = fit_kernel_svm(x.view(), signs, options, context);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::vector<double> out(labels.size() + 1);
  for (std::size_t k = 0; k < order.size(); ++k) out[order[k]] = svm.alpha[k];
  out.back() = svm.objective;
  write_doubles(arguments[3], out);
  fmt::print("{} {} {}\n", seconds.count(), svm.steps, svm.kernel_rows);
}

}  // namespace
}  // namespace autosmote

int main(int argc, char** argv) { return autosmote::probe_main(argc, argv, autosmote::run); }
