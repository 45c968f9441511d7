"""How many rows the classes get: fit --strategy."""

import collections
import csv
import json
import random

import pytest

from program import error_of, run


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """120 rows of 'big', 40 of 'some' and 12 of 'a, b', apart by a deviation and a half."""
    draw = random.Random(8)
    rows = []
    for name, count, shift in [("big", 120, 0.0), ("some", 40, 1.5), ("a, b", 12, -1.5)]:
        rows += [(draw.gauss(shift, 1), draw.gauss(0, 1), name) for _ in range(count)]
    draw.shuffle(rows)
    path = tmp_path_factory.mktemp("strategy") / "table.csv"
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([("x", "z", "class"), *rows])
    return path


def classes_of(path):
    with open(path, newline="") as file:
        return collections.Counter(row["class"] for row in csv.DictReader(file))


def fit(table, out, *options):
    return run("fit", table, "--target", "class", "--classifier", "knn", "--episodes", "20",
               "--verdict", "none", "--threads", "1", "--quiet", "-o", out, *options)  # fmt: skip


@pytest.mark.parametrize("strategy, expected", [
    ("not majority", {"big": 120, "some": 120, "a, b": 120}),
    ("minority", {"big": 120, "some": 40, "a, b": 120}),
    ('"a, b=30",some=41', {"big": 120, "some": 41, "a, b": 30}),
    ('"a, b=500"', {"big": 120, "some": 40, "a, b": 500}),
])  # fmt: skip
def test_fit_gives_the_classes_the_rows_asked_for(table, tmp_path, strategy, expected):
    done = fit(table, tmp_path / "out", "--strategy", strategy)
    assert classes_of(tmp_path / "out" / "balanced.csv") == expected
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["options"]["strategy"] == strategy
    assert "--strategy" in (tmp_path / "out" / "report.html").read_text()
    notes = {entry["method"]: entry["note"] for entry in report["methods"]}
    assert notes["SMOTE"].startswith("the given amount; offsets 0, ")
    assert "the given amount" in done.stdout


def test_the_search_places_them_otherwise_than_chance(table, tmp_path):
    sources = {}
    for kind in ("rl", "random"):
        fit(table, tmp_path / kind, "--strategy", "not majority", "--search", kind)
        sources[kind] = (tmp_path / kind / "lineage.csv").read_text()
    assert sources["rl"] != sources["random"]
    assert sources["rl"].count("\n") == sources["random"].count("\n") == 80 + 108 + 1


def test_the_policy_makes_the_same_rows_again_and_as_many_per_row_of_another_table(table, tmp_path):
    out = tmp_path / "out"
    fit(table, out, "--strategy", '"a, b=30"')
    again = tmp_path / "again.csv"
    run("resample", table, "--target", "class", "--policy", out, "-o", again)
    assert again.read_bytes() == (out / "balanced.csv").read_bytes()
    header, *rows = table.read_text().splitlines()
    small = tmp_path / "small.csv"
    few = [row for row in rows if "a, b" in row][:4]
    small.write_text("\n".join([header, *(row for row in rows if "a, b" not in row), *few]) + "\n")
    run("resample", small, "--target", "class", "--policy", out, "-o", tmp_path / "other.csv")
    assert classes_of(tmp_path / "other.csv") == {"big": 120, "some": 40, "a, b": 10}


def test_two_classes_take_a_ratio_and_the_verdict_keeps_it(tmp_path):
    draw = random.Random(9)
    rows = [f"{draw.gauss(2 * (i % 6 == 0), 1)},{'yes' if i % 6 == 0 else 'no'}" for i in range(240)]
    path = tmp_path / "two.csv"
    path.write_text("\n".join(["x,class", *rows]) + "\n")
    done = run("fit", path, "--target", "class", "--strategy", "0.5", "--episodes", "20",
               "--verdict", "quick", "--quiet", "-o", tmp_path / "out")  # fmt: skip
    assert classes_of(tmp_path / "out" / "balanced.csv") == {"no": 200, "yes": 100}
    assert "outer folds" in done.stdout
    small = tmp_path / "small"
    run("fit", path, "--target", "class", "--strategy", "0.5", "--budget", "small", "--verdict",
        "none", "--quiet", "-o", small)  # fmt: skip
    assert json.loads((small / "report.json").read_text())["episodes"] == 1


@pytest.mark.parametrize("how", [["--validation", "0.25"], ["--validation", "cv:3x2"],
                                 ["--imbalance", "4"], ["--group", "site"]])  # fmt: skip
def test_the_rows_asked_for_are_those_of_balanced_csv(tmp_path, how):
    draw = random.Random(10)
    rows = [f"{draw.gauss(2 * (i % 5 == 0), 1)},s{i // 4},{'yes' if i % 5 == 0 else 'no'}"
            for i in range(400)]  # fmt: skip
    path = tmp_path / "two.csv"
    path.write_text("\n".join(["x,site,class", *rows]) + "\n")
    run("fit", path, "--target", "class", "--strategy", "yes=150", "--episodes", "20",
        "--verdict", "none", "--quiet", "-o", tmp_path / "out", *how)  # fmt: skip
    assert classes_of(tmp_path / "out" / "balanced.csv")["yes"] == 150


def test_the_page_says_that_amounts_were_given(table, tmp_path):
    fit(table, tmp_path / "out", "--strategy", "not majority")
    page = (tmp_path / "out" / "report.html").read_text()
    assert "given: not majority" in page
    assert "samples as a share of what balances the classes" not in page


def test_a_policy_with_an_amount_that_cannot_be_is_refused(table, tmp_path):
    fit(table, tmp_path / "out", "--strategy", "minority")
    policy = tmp_path / "out" / "policy.json"
    document = json.loads(policy.read_text())
    document["growth"] = [0, 4e9, 4e9]
    policy.write_text(json.dumps(document))
    message = error_of("resample", table, "--target", "class", "--policy", tmp_path / "out",
                       "-o", tmp_path / "no.csv")  # fmt: skip
    assert "the amounts given add 208000000000 rows to 172" in message
    assert not (tmp_path / "no.csv").exists()


@pytest.mark.parametrize("options, words", [
    (["--strategy", "some=4294967290"], ["adds 4294967250 rows to class 'some'", "ask for fewer"]),
    (["--strategy", "big=200"], ["adds rows to the largest class, 'big'"]),
    (["--strategy", "some=30"], ["class 'some' has 40 rows, but 30 are asked for"]),
    (["--strategy", "some=40"], ["asks for no more rows than there are"]),
    (["--strategy", "some"], ["is for cleaning methods only"]),
    (["--strategy", "same=50"], ["did you mean 'some'"]),
    (["--strategy", "0.5"], ["needs 2 classes, but there are 3"]),
    (["--strategy", "half"], ["sampling strategy 'half' is not known"]),
])  # fmt: skip
def test_says_what_is_wrong_and_writes_nothing(table, tmp_path, options, words):
    message = error_of("fit", table, "--target", "class", "-o", tmp_path / "out", *options)
    for word in words:
        assert word in message
    assert not (tmp_path / "out").exists()
