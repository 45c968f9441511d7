#include "module.h"

#include <exception>

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
}  // namespace autosmote::python

NB_MODULE(_core, module) {
  module.attr("__version__") = AUTOSMOTE_VERSION;
  nanobind::register_exception_translator(autosmote::python::translate);
  autosmote::python::bind_samplers(module);
  autosmote::python::bind_fit(module);
}
