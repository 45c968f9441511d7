#!/usr/bin/env python3
"""Checks who includes whom, and that the library neither prints, exits, aborts nor keeps state.

    scripts/check_layers.py [ROOT]      (default: the repository that holds this script)

The rules are read from the tree itself: a row `autosmote_layer(NAME DEPENDS ... LIBRARIES ...)` of
src/CMakeLists.txt says what the files of src/NAME may include. Prints one line a violation and
ends with 1 where there is any.
"""

import pathlib
import re
import sys
from dataclasses import dataclass

# Which library of a LIBRARIES row an include in angle brackets belongs to, by its beginning.
# <rapidcheck...>, <gtest/...> and others are in no row, so src/ can never include them.
LIBRARY_OF_INCLUDE = {
    "Eigen/": "Eigen3::Eigen",
    "tbb/": "TBB::tbb",
    "oneapi/tbb/": "TBB::tbb",
    "fmt/": "fmt::fmt",
    "nlohmann/": "nlohmann_json::nlohmann_json",
    "zlib.h": "ZLIB::ZLIB",
    "csv.h": "Csv::Csv",
    "xgboost/": "autosmote_xgboost",
}
# Headers of the C library and the compiler that are not standard C++.
SYSTEM_INCLUDE = re.compile(r"(unistd|fcntl|pthread|signal|immintrin|cpuid)\.h|(sys|sanitizer)/\w+\.h")
STANDARD_INCLUDE = re.compile(r"[a-z_0-9]+")

FORBIDDEN_CALLS = re.compile(
    r"\b(std\s*::\s*(?:cout|cerr|clog)\b|fmt\s*::\s*print\b"
    r"|(?:v?f?printf|f?puts|f?putc|putchar|perror)\s*\("
    r"|(?<![.>\w])(?:_?exit|_Exit|quick_exit|abort|terminate|assert)\s*\()")

# A line without indentation declares something at namespace scope (clang-format keeps namespaces
# unindented). These beginnings are no variables, or constant ones.
NO_VARIABLE = re.compile(
    r"(?:using|namespace|template|class|struct|enum|union|typedef|friend|extern|concept|requires"
    r"|static_assert|public|private|protected|return|else|case|default|inline\s+namespace)\b|[#}{:\[)]")
CONSTANT = re.compile(r"\b(?:const|constexpr)\b")
# Up to the name and its initialiser: what has a parenthesis before is a function.
VARIABLE = re.compile(r"[A-Za-z_][\w:<>,*&\s\[\]]*[\s*&>]\w+(?:\[\w*\])*\s*(?:=(?!=)|\{|;)")
# Inside a function or class. Scratch memory of a thread is no state: nothing is read from it that
# the same call did not write.
LOCAL_STATE = re.compile(r"\s+(?:inline\s+)?static\b(?!\s+thread_local)(?![^(=;{]*\()")
TEMPLATE_ARGUMENTS = re.compile(r"<[^<>]*>")
# What must be shared all the same says why, on the line above.
JUSTIFIED_STATE = re.compile(r"\s*// Shared state: \w")


@dataclass(frozen=True)
class Layer:
    depends: frozenset[str]
    libraries: frozenset[str]


def read_layers(cmake: str) -> dict[str, Layer]:
    """The table of src/CMakeLists.txt by folder."""
    layers = {}
    for name, row in re.findall(r"^autosmote_layer\(\s*(\w+)([^)]*)\)", cmake, re.MULTILINE):
        depends, _, libraries = row.replace("DEPENDS", " ").partition("LIBRARIES")
        layers[name] = Layer(frozenset(depends.split()), frozenset(libraries.split()))
    return layers


def strip_comments(text: str) -> str:
    """The code alone: comments gone, string and character literals emptied, lines kept."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^()\s]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"'
        r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'", re.DOTALL)

    def blank(match: re.Match) -> str:
        found = match.group(0)
        lines = "\n" * found.count("\n")
        return ('""' if '"' in found[:2] else "") + lines

    return pattern.sub(blank, text)


def includes(text: str):
    """(line number, '"' or '<', what) of each include."""
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if match:
            yield number, match.group(1), match.group(2)


def is_standard(what: str) -> bool:
    return STANDARD_INCLUDE.fullmatch(what) is not None


def check_public_header(text: str):
    for number, kind, what in includes(text):
        if kind == '"' and not what.startswith("autosmote/"):
            yield number, f'a public header may not include "{what}": only "autosmote/..."'
        if kind == "<" and not is_standard(what):
            yield number, f"a public header may not include <{what}>: only the standard library"


def check_source(text: str, folder: str, layers: dict[str, Layer]):
    layer = layers[folder]
    for number, kind, what in includes(text):
        if kind == '"':
            target = what.partition("/")[0]
            if target not in {"autosmote", folder, *layer.depends}:
                yield number, (f'src/{folder} may not include "{what}": its row in '
                               f"src/CMakeLists.txt allows {', '.join(sorted(layer.depends)) or 'no other folder'}")
        elif not is_standard(what) and not SYSTEM_INCLUDE.fullmatch(what):
            library = next((name for start, name in LIBRARY_OF_INCLUDE.items()
                            if what.startswith(start)), None)
            if library not in layer.libraries:
                yield number, (f"src/{folder} may not include <{what}>: "
                               "no library of its row in src/CMakeLists.txt has it")


def check_application(text: str, layers: dict[str, Layer]):
    for number, kind, what in includes(text):
        if kind == '"' and what.partition("/")[0] in layers:
            yield number, f'an application may not include "{what}": only "autosmote/..."'


def check_behaviour(text: str):
    """What the library may never do, whatever its layer."""
    original = ["", *text.splitlines()]
    for number, line in enumerate(strip_comments(text).splitlines(), 1):
        match = FORBIDDEN_CALLS.search(line)
        if match:
            yield number, f"the library never prints, exits or aborts: found {match.group(0)!r}"
        declaration = line
        while TEMPLATE_ARGUMENTS.search(declaration):
            declaration = TEMPLATE_ARGUMENTS.sub("", declaration)
        if CONSTANT.search(declaration) or JUSTIFIED_STATE.match(original[number - 1]):
            continue
        at_namespace_scope = line[:1].strip() and not NO_VARIABLE.match(line)
        if (at_namespace_scope and VARIABLE.match(declaration)) or LOCAL_STATE.match(declaration):
            yield number, f"no mutable state outside objects: found {line.strip()!r}"


def check_tree(root: pathlib.Path) -> list[str]:
    """All violations below `root`, as FILE:LINE: text."""
    layers = read_layers((root / "src/CMakeLists.txt").read_text(encoding="utf-8"))
    violations = []

    def report(path: pathlib.Path, found) -> None:
        name = path.relative_to(root)
        violations.extend(f"{name}:{number}: {text}" for number, text in found)

    def files(folder: str):
        return sorted(path for path in (root / folder).rglob("*") if path.suffix in {".h", ".cc"})

    for path in files("include"):
        text = path.read_text(encoding="utf-8")
        report(path, check_public_header(text))
        report(path, check_behaviour(text))
    for path in files("src"):
        text = path.read_text(encoding="utf-8")
        folder = path.relative_to(root / "src").parts[0]
        if folder not in layers:
            report(path, [(1, f"src/{folder} has no row in src/CMakeLists.txt")])
            continue
        report(path, check_source(text, folder, layers))
        report(path, check_behaviour(text))
    for path in [*files("apps"), *files("python")]:
        report(path, check_application(path.read_text(encoding="utf-8"), layers))
    return violations


def main() -> int:
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    violations = check_tree(root.resolve())
    for violation in violations:
        print(violation)
    print(f"check_layers: {len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
