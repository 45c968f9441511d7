"""The gallery's programs run, and say what their first lines promise."""

import pathlib
import subprocess
import sys

import pytest

GALLERY = pathlib.Path(__file__).parents[2] / "examples" / "python"
# Of each program: what it prints, and the files that it writes.
PRINTS = {
    "basic": (["before: {'ordinary': 3788, 'poor': 173}", "AutoSMOTE  ", "lies between"],
              ["basic.png"]),
    "does_it_help": (["To mind:", "smote-tuned  0.", " AutoSMOTE helps: macro-f1 on rows that no"],
                     []),
    "grid_search": (["passthrough", "BorderlineSMOTE", "chosen: "], []),
    "own_estimator": (["rows: {'ordinary': 1427, 'poor': 58}", "AutoSMOTE  ",
                       "\nresampled             0."], []),
    "mixed_columns": (["customers: 1500 rows, target 'outcome'", "'stays': 1410"], []),
}  # fmt: skip


def test_every_program_is_listed():
    assert {path.stem for path in GALLERY.glob("*.py")} == set(PRINTS)


@pytest.mark.parametrize("name", PRINTS)
def test_program(name, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", GALLERY / f"{name}.py"], cwd=tmp_path,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    printed, written = PRINTS[name]
    for text in printed:
        assert text in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == written
