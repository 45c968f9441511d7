"""scripts/build_wheel.sh asks for wheels with a Python that has no pip of its own."""

import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).parents[2]
# What the script calls, each with the least that it must do; `build` goes to a log.
PYTHON = """
case "$1 $2" in
"-m venv") mkdir -p "$3/bin" && cp "$STUBS/pip" "$3/bin/pip" && cp "$STUBS/inner" "$3/bin/python" ;;
*) echo "No module named ${2:-nothing}" >&2; exit 1 ;;
esac
"""
PIP = """
case "$1" in
download) ls build/wheels/*.whl >"$STUBS/downloads" ;;
esac
"""
INNER = """
case "$1 $2" in
"-m build") echo built >>"$STUBS/log" && mkdir -p "$5" && touch "$5/autosmote-cp312-abi3.whl" ;;
esac
"""
AUDITWHEEL = """mkdir -p "$3" && cp "$4" "$3" """
WHEEL = """
case "$1" in
unpack) mkdir -p "$3/a/a.dist-info" "$3/a/autosmote.libs" && touch "$3/a/autosmote.libs/liba.so.1" ;;
pack) touch "$3/autosmote-cp312-abi3.whl" ;;
esac
"""
DPKG_QUERY = "echo base-files: /lib/liba.so.1"


def test_a_wheel_on_the_stable_abi_is_built_once(tmp_path):
    (tmp_path / "scripts").mkdir()
    for name in ("build_wheel.sh", "common.sh"):
        shutil.copy(ROOT / "scripts" / name, tmp_path / "scripts")
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    for path, text in {
        tmp_path / "scripts/install_dependencies.sh": "", stubs / "newer-python": PYTHON,
        stubs / "pip": PIP, stubs / "inner": INNER, stubs / "auditwheel": AUDITWHEEL,
        stubs / "wheel": WHEEL, stubs / "dpkg-query": DPKG_QUERY,
    }.items():
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
    done = subprocess.run(
        [tmp_path / "scripts/build_wheel.sh", "newer-python", "newer-python"],
        env={**os.environ, "STUBS": str(stubs), "PATH": f"{stubs}:{os.environ['PATH']}"},
        capture_output=True, text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (stubs / "log").read_text() == "built\n"
    assert [path.name for path in (tmp_path / "build/wheels").iterdir()] == [
        "autosmote-cp312-abi3.whl"
    ]
