"""scripts/check_tidy.py prints findings and fails on them, and ccache spares it clean files."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
CLEAN = "int twice(int number) { return 2 * number; }\n"
WRONG = "int Twice(int number) { return 2 * number; }\n"

pytestmark = pytest.mark.skipif(not shutil.which("clang-tidy-16"),
                                reason="clang-tidy-16 is not installed")


def run(tree, source, cache, header=""):
    """Exit code and output of the check on a tree with this one source."""
    for folder in ("scripts", "src/core", "build/dev"):
        (tree / folder).mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "scripts/check_tidy.py", tree / "scripts")
    shutil.copy(ROOT / ".clang-tidy", tree)
    file = tree / "src/core/a.cc"
    file.write_text(source)
    (tree / "src/core/a.h").write_text(header)
    entry = {"file": str(file), "directory": str(tree / "build/dev"),
             "command": f"c++ -I{tree}/src -Wall -o core/a.o -c {file}"}
    (tree / "build/dev/compile_commands.json").write_text(json.dumps([entry]))
    for arguments in (["init", "--quiet"], ["add", "src"]):
        subprocess.run(["git", *arguments], cwd=tree, check=True)
    environment = {**os.environ, "CCACHE_DIR": str(cache), "CCACHE_BASEDIR": str(tree)}
    done = subprocess.run([sys.executable, tree / "scripts/check_tidy.py"], env=environment,
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def cache_hits(cache):
    stats = subprocess.run(["ccache", "--print-stats"], env={**os.environ, "CCACHE_DIR": str(cache)},
                           check=True, text=True, stdout=subprocess.PIPE).stdout
    return dict(line.split("\t") for line in stats.splitlines())["direct_cache_hit"]


def test_a_source_that_is_not_configured_is_named(tmp_path):
    run(tmp_path, CLEAN, tmp_path / "cache")
    (tmp_path / "src/core/new.cc").write_text(CLEAN)
    subprocess.run(["git", "add", "src"], cwd=tmp_path, check=True)
    done = subprocess.run([sys.executable, tmp_path / "scripts/check_tidy.py"], text=True,
                          stderr=subprocess.PIPE)
    assert done.returncode != 0
    assert "src/core/new.cc: not in build/dev/compile_commands.json: run cmake" in done.stderr


def test_a_finding_is_printed_and_fails(tmp_path):
    for _ in range(2):
        code, output = run(tmp_path, WRONG, tmp_path / "cache")
        assert code == 1
        assert "invalid case style for function 'Twice'" in output
        assert "check_tidy: FAILED" in output


def test_an_unknown_option_is_told_how_to_call(tmp_path):
    run(tmp_path, CLEAN, tmp_path / "cache")
    done = subprocess.run([sys.executable, tmp_path / "scripts/check_tidy.py", "--changd"],
                          text=True, stderr=subprocess.PIPE)
    assert done.returncode != 0
    assert "usage:" in done.stderr


@pytest.mark.skipif(not shutil.which("ccache"), reason="ccache is not installed")
def test_a_clean_file_is_looked_at_once_in_any_checkout(tmp_path):
    cache = tmp_path / "cache"
    for tree, hits in ((tmp_path / "one", "0"), (tmp_path / "two", "1")):
        assert run(tree, CLEAN, cache) == (0, "check_tidy: 1 files are clean\n")
        assert cache_hits(cache) == hits


@pytest.mark.skipif(not shutil.which("ccache"), reason="ccache is not installed")
@pytest.mark.parametrize("clean, wrong", [
    ("", "#define x 1\n"),  # used nowhere
    ("inline int Twice();  // NOLINT\n", "inline int Twice();\n"),
    ("#include <cstring>\n", "#include <cstring>\n#include <string.h>\n"),
])
def test_what_the_preprocessor_drops_is_looked_at_anew(tmp_path, clean, wrong):
    assert run(tmp_path, clean, tmp_path / "cache")[0] == 0
    assert run(tmp_path, wrong, tmp_path / "cache")[0] == 1


@pytest.mark.skipif(not shutil.which("ccache"), reason="ccache is not installed")
def test_a_source_is_looked_at_anew_after_a_change_of_its_header(tmp_path):
    source, cache = '#include "core/a.h"\n', tmp_path / "cache"
    assert run(tmp_path, source, cache, header="inline int Twice();  // NOLINT\n")[0] == 0
    assert run(tmp_path, source, cache, header="inline int Twice();\n")[0] == 1
