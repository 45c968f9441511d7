"""scripts/check_layers.py accepts what the rules allow and names each thing they forbid."""

import pathlib
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).parents[2] / "scripts/check_layers.py"
LAYERS = """
add_library(autosmote)
autosmote_layer(core LIBRARIES TBB::tbb)
autosmote_layer(table DEPENDS core LIBRARIES ZLIB::ZLIB
                fmt::fmt)
autosmote_layer(search DEPENDS core
                LIBRARIES fmt::fmt)
"""


def run(tmp_path, files):
    """Exit code and lines of the check on a tree with these files."""
    for name, text in {"src/CMakeLists.txt": LAYERS, **files}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines()[:-1]


def test_the_repository_itself_is_clean():
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "name, text",
    [
        ("src/core/a.cc", '#include "core/a.h"\n#include <tbb/parallel_for.h>\n#include <vector>\n'),
        ("src/table/a.cc", '#include "autosmote/error.h"\n#include "core/check.h"\n#include <zlib.h>\n'),
        ("src/core/b.cc", "#include <unistd.h>\n#include <sys/stat.h>\n"),
        ("apps/cli/main.cc", '#include "autosmote/fit.h"\n#include "options.h"\n#include <fmt/core.h>\n'),
        ("include/autosmote/a.h", '#include "autosmote/error.h"\n#include <span>\n'),
        ("src/core/c.cc", "// std::cout << 1; exit(1)\nconst char* kText = \"exit(1) 'x'\";\n"),
        ("src/core/d.cc", "  snprintf(buffer, 3, format);\n  static_assert(true);\n  on_exit_row(1);\n"),
        ("src/core/e.cc", "constexpr int kLimit = 3;\nint count(int a);\nint count(int a) {\n"
                          "  static const int kStep = 1;\n  static int make();\n  int i = 0;\n}\n"),
        ("src/core/f.h", "class A {\n  static A make(int x = 3);\n};\nenum class B { kOne };\n"
                         "using C = int;\nA A::make(int x) { return {}; }\n"),
        ("src/core/h.cc", "void f() {\n  static thread_local std::vector<int> scratch;\n}\n"),
        ("src/core/i.cc", "// Shared state: chosen once.\nstd::atomic<const int*> chosen;\n"),
        ("src/core/g.cc", "int n = 1'000'000;\n".replace("int", "const int") + "// 'quote\nvoid f();\n"),
    ],
)
def test_allowed(tmp_path, name, text):
    assert run(tmp_path, {name: text}) == (0, [])


@pytest.mark.parametrize(
    "name, text, message",
    [
        ("src/core/a.cc", '\n#include "table/csv.h"\n',
         'src/core/a.cc:2: src/core may not include "table/csv.h": its row in src/CMakeLists.txt '
         "allows no other folder"),
        ("src/search/a.cc", '#include "table/csv.h"\n',
         'src/search/a.cc:1: src/search may not include "table/csv.h": its row in '
         "src/CMakeLists.txt allows core"),
        ("src/search/a.cc", '#include "a.h"\n',
         'src/search/a.cc:1: src/search may not include "a.h": its row in src/CMakeLists.txt '
         "allows core"),
        ("src/search/a.cc", "#include <zlib.h>\n",
         "src/search/a.cc:1: src/search may not include <zlib.h>: no library of its row in "
         "src/CMakeLists.txt has it"),
        ("src/core/a.cc", "#include <gtest/gtest.h>\n",
         "src/core/a.cc:1: src/core may not include <gtest/gtest.h>: no library of its row in "
         "src/CMakeLists.txt has it"),
        ("src/other/a.cc", "", "src/other/a.cc:1: src/other has no row in src/CMakeLists.txt"),
        ("include/autosmote/a.h", '#include "core/check.h"\n',
         'include/autosmote/a.h:1: a public header may not include "core/check.h": only '
         '"autosmote/..."'),
        ("include/autosmote/a.h", "#include <Eigen/Dense>\n",
         "include/autosmote/a.h:1: a public header may not include <Eigen/Dense>: only the "
         "standard library"),
        ("apps/cli/main.cc", '#include "core/check.h"\n',
         'apps/cli/main.cc:1: an application may not include "core/check.h": only '
         '"autosmote/..."'),
    ],
)
def test_forbidden_include(tmp_path, name, text, message):
    assert run(tmp_path, {name: text}) == (1, [message])


@pytest.mark.parametrize(
    "call",
    ["std::cout <<", "std::cerr <<", "fmt::print", "printf(", "std::fprintf(", "puts(", "std::exit(",
     "std::abort(", "assert(", "std::terminate(", "_exit("],
)
def test_forbidden_call(tmp_path, call):
    code, lines = run(tmp_path, {"src/core/a.cc": f"void f() {{\n  {call} 1);\n}}\n"})
    assert code == 1 and len(lines) == 1
    assert lines[0].startswith("src/core/a.cc:2: the library never prints, exits or aborts: found ")


@pytest.mark.parametrize(
    "line",
    ["int counter = 0;", "std::atomic<bool> flag{false};", "static std::vector<int> cache;",
     "std::map<int, std::string> names = {", "thread_local int depth = 0;",
     "std::atomic<const int*> chosen{nullptr};", "  static int calls = 0;", "  static std::mutex mutex;", "double table[4];"],
)
def test_forbidden_state(tmp_path, line):
    code, lines = run(tmp_path, {"src/core/a.cc": line + "\n"})
    assert code == 1
    assert lines == [f"src/core/a.cc:1: no mutable state outside objects: found {line.strip()!r}"]
