#include "roofline.h"

#include <algorithm>
#include <cstddef>
#include <map>

#include "fma_peak.h"
#include "read_bandwidth.h"

namespace autosmote {
namespace {

double read_bandwidth(std::size_t working_set) {
  static std::map<std::size_t, double> measured;
  const auto known = measured.find(working_set);
  if (known != measured.end()) return known->second;
  return measured[working_set] = measure_read_bandwidth(working_set);
}

}  // namespace

double fma_peak() {
  static const double peak = measure_fma_peak();
  return peak;
}

void report_roofline(benchmark::State& state, const PhaseWork& work, int threads) {
  const double peak = fma_peak() * threads;
  const double bandwidth = read_bandwidth(static_cast<std::size_t>(work.working_set));
  const double arithmetic =
      peak > 0.0 ? (work.float_operations + 2.0 * work.double_operations) / peak : 0.0;
  const double transfer = work.bytes / bandwidth;
  const double limit = std::max(arithmetic, transfer);
  state.counters["peak_GFLOP/s"] = fma_peak() * 1e-9;
  state.counters["bandwidth_GB/s"] = bandwidth * 1e-9;
  state.counters["operations"] = work.float_operations + work.double_operations;
  state.counters["bytes"] = work.bytes;
  state.counters["working_set"] = work.working_set;
  state.counters["arithmetic_ms"] = 1e3 * arithmetic;
  state.counters["transfer_ms"] = 1e3 * transfer;
  state.counters["limit_ms"] = 1e3 * limit;
  state.counters["share_of_limit"] = benchmark::Counter(
      limit * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

}  // namespace autosmote
