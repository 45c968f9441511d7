"""Tables with more than two classes, from the command line."""

import collections
import csv
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys

import pytest

from program import error_of, run

VALIDATOR = pathlib.Path(__file__).parents[2] / "bench" / "validate_output.py"


@pytest.fixture(scope="module")
def shuttle(tmp_path_factory):
    """Some 3,000 rows of shuttle: seven classes, the smallest with ten rows."""
    folder = os.environ.get("AUTOSMOTE_DATA")
    if not folder:
        pytest.skip("AUTOSMOTE_DATA does not name the folder with the measuring data")
    with gzip.open(pathlib.Path(folder) / "multiclass/shuttle.csv.gz", "rt") as file:
        header, *rows = file.read().splitlines()
    classes = collections.defaultdict(list)
    for row in rows:
        classes[row.rsplit(",", 1)[1]].append(row)
    draw = random.Random(4)
    kept = [row for own in classes.values() for row in own[:max(60, len(own) // 25)]]
    draw.shuffle(kept)
    path = tmp_path_factory.mktemp("shuttle") / "shuttle.csv"
    path.write_text("\n".join([header, *kept]) + "\n")
    schema = (pathlib.Path(folder) / "schema.tsv").read_text().splitlines()
    own = [line.replace("multiclass/shuttle.csv.gz", path.name) for line in schema
           if line.startswith(("file\t", "multiclass/shuttle.csv.gz\t"))]
    (path.parent / "schema.tsv").write_text("\n".join(own) + "\n")
    return path


def labels_of(path):
    with open(path, newline="") as file:
        return [row["class"] for row in csv.DictReader(file)]


def test_fit_gives_rows_to_all_classes_but_the_largest(shuttle, tmp_path):
    out = tmp_path / "out"
    done = run("fit", shuttle, "--target", "class", "--classifier", "knn", "--episodes", "40",
               "--verdict", "none", "--threads", "2", "--quiet", "-o", out)
    before = collections.Counter(labels_of(shuttle))
    after = collections.Counter(labels_of(out / "balanced.csv"))
    (largest, _), *others = before.most_common()
    assert after[largest] == before[largest]
    assert all(after[name] > rows for name, rows in others)
    report = json.loads((out / "report.json").read_text())
    assert [entry["name"] for entry in report["classes"]] == [largest, *(n for n, _ in others)]
    assert {e["name"]: e["rows"] + e["synthetic_rows"] for e in report["classes"]} == after
    scores = {entry["method"]: entry["validation"] for entry in report["methods"]}
    assert scores["AutoSMOTE"] > scores["nothing"]
    assert scores["class weight"] is None  # knn has none
    assert scores["tuned threshold"] >= 0.0
    notes = {entry["method"]: entry["note"] for entry in report["methods"]}
    assert notes["tuned threshold"].startswith("offsets 0, ")
    assert "; offsets 0, " in notes["SMOTE"]
    assert f"balanced.csv: {before[largest]} rows of '{largest}', " in done.stdout
    checked = subprocess.run([sys.executable, VALIDATOR, shuttle, out / "balanced.csv",
                              "--lineage", out / "lineage.csv", "--target", "class"],
                             capture_output=True, text=True)  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_policy_makes_the_rows_of_its_fit_again(shuttle, tmp_path):
    out = tmp_path / "out"
    run("fit", shuttle, "--target", "class", "--budget", "small", "--verdict", "none", "--quiet",
        "--seed", "5", "-o", out)
    run("resample", shuttle, "--target", "class", "--policy", out, "--seed", "5", "-o",
        tmp_path / "again.csv", "--quiet")
    assert (tmp_path / "again.csv").read_bytes() == (out / "balanced.csv").read_bytes()


@pytest.mark.parametrize("arguments, what", [
    (["--profile", "paper"], "the paper's profile"),
    (["--metric", "average-precision"], "the metric average-precision"),
    (["--threshold", "tuned"], "a tuned threshold"),
    (["--imbalance", "20"], "--imbalance"),
])  # fmt: skip
def test_what_takes_two_classes_says_so(shuttle, tmp_path, arguments, what):
    out = tmp_path / "out"
    message = error_of("fit", shuttle, "--target", "class", *arguments, "-o", out)
    assert "has 7 classes: " in message
    assert message.endswith(f"{what} takes two: join classes, or name another column")
    assert not out.exists()


def test_a_column_of_many_values_is_no_label(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "".join(f"{i},{i // 2}\n" for i in range(4000)))
    message = error_of("fit", path, "--target", "y", "-o", tmp_path / "out")
    assert "has 2000 classes, and at most 1000 are supported; name the column" in message
