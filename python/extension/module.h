#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"

namespace autosmote::python {

namespace nb = nanobind;

/// Rows of numbers that Python owns: n x d, row-major, without gaps.
using Numbers = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
/// One class number a row.
using Labels = nb::ndarray<const std::int32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

inline MatrixView<const double> view_of(const Numbers& numbers) {
  return {numbers.data(), numbers.shape(0), numbers.shape(1)};
}

/// A NumPy array that keeps `owner` alive and is not copied.
template <class T, class Owner>
nb::object array_of(Owner owner, T* (*data)(Owner&), std::vector<std::size_t> shape) {
  auto* kept = new Owner(std::move(owner));
  nb::capsule capsule(kept, [](void* p) noexcept { delete static_cast<Owner*>(p); });
  return nb::cast(
      nb::ndarray<nb::numpy, T>(data(*kept), shape.size(), shape.data(), std::move(capsule)));
}

template <class T>
nb::object array_of(std::vector<T> values) {
  const std::size_t size = values.size();
  return array_of<T, std::vector<T>>(std::move(values),
                                     [](std::vector<T>& kept) { return kept.data(); }, {size});
}

inline nb::object array_of(Matrix<double> values) {
  const std::size_t rows = values.rows();
  const std::size_t cols = values.cols();
  return array_of<double, Matrix<double>>(
      std::move(values), [](Matrix<double>& kept) { return kept.data(); }, {rows, cols});
}

/// The thread that called into the module, as the work sees it that run_interruptibly runs on
/// another one.
class CallingThread {
 public:
  /// Runs `function` on the calling thread, which holds the GIL meanwhile, and waits for its end:
  /// so what is set for that thread (joblib's and scikit-learn's configuration) holds, and Ctrl-C
  /// reaches it as any Python code. Throws Stopped where it threw, or must not run any more; then
  /// run_interruptibly throws what it threw.
  void call(const std::function<void()>& function);

  struct Stopped {};

 private:
  friend void run_interruptibly(CancellationToken& token,
                                const std::function<void(CallingThread&)>& work);
  void answer(bool refuse);

  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void()>* asked_ = nullptr;
  bool stopped_ = false;
  bool done_ = false;
  std::exception_ptr thrown_;  // by a function
};

/// Runs `work` on a thread of its own while this one, which holds the GIL, looks for signals: so
/// Ctrl-C cancels within a moment. Throws what `work` throws, and nb::python_error for a signal.
void run_interruptibly(CancellationToken& token, const std::function<void(CallingThread&)>& work);
void run_interruptibly(CancellationToken& token, const std::function<void()>& work);

/// Sends progress to a Python function (nothing for None), whose exception is kept in `thrown` and
/// cancels. It may be called from several threads, one at a time. The arguments must outlive it.
std::function<void(const Progress&)> progress_to(const nb::object& function,
                                                 CancellationToken& token,
                                                 std::exception_ptr& thrown);

/// Each part of the module adds its functions.
void bind_tables(nb::module_& module);
void bind_samplers(nb::module_& module);
void bind_fit(nb::module_& module);
void bind_views(nb::module_& module);

}  // namespace autosmote::python
