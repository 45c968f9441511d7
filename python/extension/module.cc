#include "module.h"

#include <nanobind/stl/string.h>

#include <chrono>
#include <exception>
#include <functional>
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

void CallingThread::call(const std::function<void()>& function) {
  std::unique_lock lock(mutex_);
  if (stopped_) throw Stopped();
  asked_ = &function;
  changed_.notify_all();
  // Not wait(), which since GCC 12 is a function of libstdc++ that RHEL 9 does not have: it alone
  // would keep the wheel from systems with glibc 2.34.
  while (!changed_.wait_for(lock, std::chrono::hours(1), [this] { return asked_ == nullptr; })) {
  }
  if (stopped_) throw Stopped();
}

// On the calling thread. The work waits, so that nothing else touches the members meanwhile.
void CallingThread::answer(bool refuse) {
  std::exception_ptr thrown;
  if (!refuse) {
    try {
      (*asked_)();
    } catch (...) {
      thrown = std::current_exception();
    }
  }
  const std::lock_guard lock(mutex_);
  thrown_ = thrown;
  stopped_ = refuse || thrown != nullptr;
  asked_ = nullptr;
  changed_.notify_all();
}

void run_interruptibly(CancellationToken& token, const std::function<void(CallingThread&)>& work) {
  constexpr auto kBetweenLooks = std::chrono::milliseconds(50);
  CallingThread caller;
  std::exception_ptr thrown;
  std::thread worker([&] {
    try {
      work(caller);
    } catch (...) {
      thrown = std::current_exception();
    }
    const std::lock_guard lock(caller.mutex_);
    caller.done_ = true;
    caller.changed_.notify_all();
  });
  std::optional<nb::python_error> signal;
  while (true) {
    bool asked = false;
    {
      const nb::gil_scoped_release others_run;
      std::unique_lock lock(caller.mutex_);
      caller.changed_.wait_for(lock, kBetweenLooks,
                               [&] { return caller.done_ || caller.asked_ != nullptr; });
      if (caller.done_) break;
      asked = caller.asked_ != nullptr;
    }
    if (!signal && PyErr_CheckSignals() != 0) {
      signal.emplace();
      token.cancel();
    }
    if (asked) caller.answer(signal.has_value());
    if (caller.thrown_) token.cancel();
  }
  worker.join();
  if (signal) throw nb::python_error(*signal);
  if (caller.thrown_) std::rethrow_exception(caller.thrown_);
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

void run_interruptibly(CancellationToken& token, const std::function<void()>& work) {
  run_interruptibly(token, [&work](CallingThread&) { work(); });
}

}  // namespace autosmote::python

NB_MODULE(_core, module) {
  module.attr("__version__") = AUTOSMOTE_VERSION;
  nanobind::register_exception_translator(autosmote::python::translate);
  autosmote::python::bind_tables(module);
  autosmote::python::bind_samplers(module);
  autosmote::python::bind_fit(module);
  autosmote::python::bind_views(module);
}
