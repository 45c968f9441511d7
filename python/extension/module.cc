#include "module.h"

#include <nanobind/stl/string.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "autosmote/error.h"
#include "autosmote/version.h"

namespace autosmote::python {
namespace {

// What a user gave is a ValueError, as everywhere in scikit-learn; a file is an OSError.
void translate(const std::exception_ptr& thrown, void* /*payload*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const IoError& error) {
    PyErr_SetString(PyExc_OSError, error.what());
  } catch (const Error& error) {
    PyErr_SetString(PyExc_ValueError, error.what());
  }
}

}  // namespace

void run_interruptibly(CancellationToken& token, const std::function<void()>& work) {
  constexpr auto kBetweenLooks = std::chrono::milliseconds(50);
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  std::exception_ptr thrown;
  std::thread worker([&] {
    try {
      work();
    } catch (...) {
      thrown = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    done = true;
    changed.notify_one();
  });
  std::optional<nb::python_error> signal;
  while (true) {
    {
      const nb::gil_scoped_release others_run;
      std::unique_lock lock(mutex);
      if (changed.wait_for(lock, kBetweenLooks, [&] { return done; })) break;
    }
    if (!signal && PyErr_CheckSignals() != 0) {
      signal.emplace();
      token.cancel();
    }
  }
  worker.join();
  if (signal) throw nb::python_error(*signal);
  if (thrown) std::rethrow_exception(thrown);
}

std::function<void(const Progress&)> progress_to(const nb::object& function,
                                                 CancellationToken& token,
                                                 std::exception_ptr& thrown) {
  if (function.is_none()) return {};
  return [&function, &token, &thrown](const Progress& progress) {
    if (thrown) return;
    const nb::gil_scoped_acquire held;
    try {
      function(progress.phase, progress.episodes_done, progress.episodes_total, progress.seconds,
               progress.best_validation, progress.baseline_validation);
    } catch (...) {
      thrown = std::current_exception();
      token.cancel();
    }
  };
}

}  // namespace autosmote::python

NB_MODULE(_core, module) {
  module.attr("__version__") = AUTOSMOTE_VERSION;
  nanobind::register_exception_translator(autosmote::python::translate);
  autosmote::python::bind_samplers(module);
  autosmote::python::bind_fit(module);
  autosmote::python::bind_views(module);
}
