"""What the tests of the program share: running it, and small tables."""

import os
import pathlib
import random
import subprocess

import pytest

OUTPUTS = ["balanced.csv", "lineage.csv", "history.csv", "policy.json", "report.json",
           "report.html"]
# What must be the same bytes for the same input, options and seed. Reports hold timings.
REPRODUCIBLE = ["balanced.csv", "lineage.csv", "history.csv", "policy.json", "policy.weights"]


def command(*arguments):
    """The command line of the program, found in the folder AUTOSMOTE_BIN."""
    folder = os.environ.get("AUTOSMOTE_BIN")
    if not folder:
        pytest.skip("AUTOSMOTE_BIN does not name the folder with the program autosmote")
    return [str(pathlib.Path(folder) / "autosmote"), *map(str, arguments)]


def run(*arguments, code=0, **options):
    """Run the program, which must end with `code`; give the finished process."""
    done = subprocess.run(command(*arguments), capture_output=True, text=True, **options)
    assert done.returncode == code, f"exit code {done.returncode}: {done.stderr}"
    return done


def error_of(*arguments, code=2, **options):
    """The one-line error of a run that must fail with `code`."""
    done = run(*arguments, code=code, **options)
    lines = [line for line in done.stderr.splitlines() if line.startswith("autosmote: ")]
    assert len(lines) == 1 and lines[0].startswith("autosmote: error: "), done.stderr
    assert done.stdout == ""
    return lines[0].removeprefix("autosmote: error: ")


def write_table(path, majority=160, minority=24, seed=1, ending="\n"):
    """A table with three numeric columns, one of them whole numbers, and a nominal one."""
    draw = random.Random(seed)
    lines = ["x,y,count,color,class"]
    for i in range(majority + minority):
        rare = i < minority
        center = 1.2 if rare else 0.0
        color = draw.choice("rrg" if rare else "rgb")
        lines.append(
            f"{draw.gauss(center, 1):.3f},{draw.gauss(center, 1.5):.2f},"
            f"{round(draw.gauss(20 + 4 * center, 5))},{color},{'rare' if rare else 'common'}"
        )
    head, body = lines[0], lines[1:]
    draw.shuffle(body)
    path.write_text(ending.join([head, *body]) + ending, newline="")
    return path


def write_classes(path, rows=(120, 40, 16), seed=1):
    """A table of several classes, "a" the largest, with two numeric columns and a nominal one."""
    draw = random.Random(seed)
    body = []
    for label, count in enumerate(rows):
        name = "abcdefgh"[label]
        for _ in range(count):
            color = draw.choice("rgb" + "rgb"[label % 3])
            body.append(f"{draw.gauss(1.2 * label, 1):.3f},{draw.gauss(-0.8 * label, 1.2):.2f},"
                        f"{color},{name}")  # fmt: skip
    draw.shuffle(body)
    path.write_text("\n".join(["x,y,color,class", *body]) + "\n")
    return path


def contents(folder, names=REPRODUCIBLE):
    """The bytes of each of the files that exists in the folder."""
    folder = pathlib.Path(folder)
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}
