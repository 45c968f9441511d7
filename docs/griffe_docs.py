"""Griffe extension: the paragraphs that docstrings share stand in place of their {names}."""

import ast

import griffe


class SharedParagraphs(griffe.Extension):
    """Does for docstrings read from the source what `_base.py` does when the package is loaded."""

    def __init__(self) -> None:
        self.paragraphs: dict[str, str] = {}

    def on_module_members(self, *, mod: griffe.Module, **_: object) -> None:
        if mod.path == "autosmote._base":
            self.paragraphs = ast.literal_eval(str(mod["_DOCS"].value))

    def on_package(self, *, pkg: griffe.Module, **_: object) -> None:
        for module in pkg.modules.values():
            for kind in module.classes.values():
                for described in (kind, *kind.functions.values()):
                    if described.docstring is None:
                        continue
                    for name, text in self.paragraphs.items():
                        described.docstring.value = described.docstring.value.replace(
                            "{" + name + "}", text.replace("\n    ", "\n")
                        )
