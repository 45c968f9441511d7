"""The examples of the docstrings run, and every parameter is described."""

import doctest
import importlib
import inspect
import pkgutil
import re

import pytest

import autosmote
from samplers import NAMES

MODULES = [module.name for module in pkgutil.iter_modules(autosmote.__path__)]
KINDS = [*NAMES, "AutoSMOTE", "AutoSMOTEClassifier"]
FUNCTIONS = [name for name in autosmote.__all__ if inspect.isfunction(getattr(autosmote, name))]


@pytest.mark.parametrize("name", [name for name in MODULES if name != "_core"])
def test_examples(name):
    module = importlib.import_module(f"autosmote.{name}")
    result = doctest.testmod(module)
    assert result.failed == 0
    # Each sampler has an example at least; a module without samplers may have none.
    samplers = [kind for kind in KINDS if getattr(autosmote, kind).__module__ == module.__name__]
    assert result.attempted >= len(samplers)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_examples_of_functions(name):
    """doctest takes a decorated function for one of the decorator's module."""
    function = inspect.unwrap(getattr(autosmote, name))
    runner = doctest.DocTestRunner()
    for example in doctest.DocTestFinder().find(function, name):
        runner.run(example)
    failed, attempted = runner.summarize()
    assert failed == 0 and attempted > 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_argument_and_section_is_there(name):
    function = getattr(autosmote, name)
    for section in ("Parameters", "Returns", "Raises", "Examples"):
        assert f"    {section}\n    ---" in function.__doc__
    for parameter in inspect.signature(function).parameters:
        assert re.search(rf"\n    {parameter} : ", function.__doc__)


@pytest.mark.parametrize("name", KINDS)
def test_every_parameter_and_section_is_there(name):
    kind = getattr(autosmote, name)
    text = inspect.cleandoc(kind.__doc__)
    for section in ("Parameters", "Attributes", "References", "Examples"):
        assert f"\n{section}\n---" in text
    for parameter in list(inspect.signature(kind.__init__).parameters)[1:]:
        assert f"\n{parameter} : " in text
    methods = filter(inspect.isfunction, vars(kind).values())
    for described in (kind.__doc__, *map(inspect.getdoc, methods)):
        assert not re.search(r"\{[a-z_]+\}", described or "")
