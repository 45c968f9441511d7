"""The examples of the docstrings run, and every parameter is described."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import autosmote
from samplers import NAMES

MODULES = [module.name for module in pkgutil.iter_modules(autosmote.__path__)]


@pytest.mark.parametrize("name", [name for name in MODULES if name != "_core"])
def test_examples(name):
    module = importlib.import_module(f"autosmote.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", [*NAMES, "AutoSMOTE"])
def test_every_parameter_and_section_is_there(name):
    kind = getattr(autosmote, name)
    text = kind.__doc__
    for section in ("Parameters", "Attributes", "References", "Examples"):
        assert f"    {section}\n    ---" in text
    for parameter in list(inspect.signature(kind.__init__).parameters)[1:]:
        assert f"    {parameter} : " in text
    assert "{" + "n_jobs}" not in text
