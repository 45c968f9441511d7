"""The verb compare on tables of more than two classes."""

import collections
import csv
import json
import shutil

import pytest

from program import error_of, run, write_classes, write_table

QUICK = ["--classifiers", "svm,tree", "--repeats", "2", "--episodes", "12", "--quiet"]


@pytest.fixture
def table(tmp_path):
    return write_classes(tmp_path / "three.csv")


def rows_of(out):
    with open(out / "results.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        del row["seconds"]
    return rows


def test_the_usual_methods(table, tmp_path):
    out = tmp_path / "out"
    done = run("compare", table, "--target", "class", "--metrics", "macro-f1,mcc,fbeta:2", *QUICK,
               "-o", out)  # fmt: skip
    rows = rows_of(out)
    assert len(rows) == 2 * 2 * 3 * 7
    for row in rows:
        assert -1.0 <= float(row["test"]) <= 1.0 and row["test_all"] == row["test"]
        # Of the smallest class, as stratified splits have them.
        assert (row["training_minority"], row["validation_minority"], row["test_minority"]) == (
            "10", "3", "3")  # fmt: skip
    by_method = {(r["classifier"], r["method"]): r for r in rows if r["metric"] == "macro-f1"}
    assert by_method["svm", "class-weight"]["applied"] == "yes"
    assert by_method["svm", "threshold"]["note"].startswith("offsets 0, ")
    assert by_method["svm", "threshold"]["threshold"] == "0"
    assert by_method["tree", "threshold"]["applied"] == "no"
    assert "; offsets 0, " in by_method["svm", "smote-tuned"]["note"]
    assert by_method["svm", "class-weight"]["test"] != by_method["svm", "nothing"]["test"]
    assert int(by_method["svm", "smote"]["rows"]) == 3 * 72  # the largest class has 72 of 120
    assert "Note: some test parts have 52 rows of the smallest class or fewer" in done.stdout
    summary = json.loads((out / "summary.json").read_text())
    assert {cell["test_minority"] for cell in summary["cells"]} == {3.0}
    assert "autosmote-random" in (out / "report.html").read_text()


def test_the_table_is_described(table, tmp_path):
    done = run("compare", table, "--target", "class", "--methods", "nothing", "--repeats", "1",
               "-o", tmp_path / "out")  # fmt: skip
    assert "three: 176 rows, 2 numeric and 1 nominal features ('color'); 3 classes, from 16 rows " \
           "of 'c' to 120 of 'a'" in done.stderr


def test_all_leaves_out_what_takes_two_classes(table, tmp_path):
    out = tmp_path / "out"
    done = run("compare", table, "--target", "class", "--methods", "all", "--classifiers", "tree",
               "--repeats", "1", "--episodes", "8", "-o", out)  # fmt: skip
    note = ("left out, because they take two classes and three has 3: random-search, "
            "autosmote-paper")  # fmt: skip
    assert f"Note: {note}" in done.stdout and note in done.stderr
    assert note in json.loads((out / "summary.json").read_text())["notes"]
    methods = {row["method"] for row in rows_of(out)}
    assert len(methods) > 40 and "autosmote-paper" not in methods
    for row in rows_of(out):
        assert row["applied"] == "yes" or row["note"]
    applied = {row["method"] for row in rows_of(out) if row["applied"] == "yes"}
    assert {"smote", "near-miss", "smote-tomek", "kmeans-smote", "class-weight"} <= applied


def test_same_bytes_for_any_number_of_threads_and_when_resumed(table, tmp_path):
    call = ["compare", table, "--target", "class", *QUICK]
    for threads in (1, 4):
        run(*call, "--threads", threads, "-o", tmp_path / str(threads))
    assert rows_of(tmp_path / "1") == rows_of(tmp_path / "4")
    cut = tmp_path / "cut"
    shutil.copytree(tmp_path / "1", cut)
    lines = (cut / "results.csv").read_text().splitlines(keepends=True)
    (cut / "results.csv").write_text("".join(lines[:9]))
    run(*call, "--resume", "-o", cut)
    assert rows_of(cut) == rows_of(tmp_path / "1")


def test_beside_a_table_of_two_classes(table, tmp_path):
    two = write_table(tmp_path / "two.csv")
    call = ["--target", "class", "--methods", "nothing,smote,autosmote", *QUICK]
    run("compare", two, *call, "-o", tmp_path / "alone")
    run("compare", table, two, *call, "-o", tmp_path / "both")
    both = rows_of(tmp_path / "both")
    assert [row for row in both if row["set"] == "two"] == rows_of(tmp_path / "alone")
    assert {row["set"] for row in both} == {"three", "two"}


def test_groups_stay_whole(tmp_path):
    table = write_classes(tmp_path / "t.csv", rows=(120, 60, 40))
    header, *rows = table.read_text().splitlines()
    count = collections.Counter()
    grouped = [header + ",who"]
    for row in rows:
        label = row.rpartition(",")[2]
        grouped.append(f"{row},{label}{count[label] // 10}")
        count[label] += 1
    table.write_text("\n".join(grouped) + "\n")
    run("compare", table, "--target", "class", "--group", "who", "--methods", "nothing,threshold",
        *QUICK, "-o", tmp_path / "out")  # fmt: skip
    # Of the 40 rows of the smallest class a fifth would be 8; its groups have 10.
    assert all(int(row["test_minority"]) in (10, 20, 30) for row in rows_of(tmp_path / "out"))


def test_test_folds_have_all_classes(table, tmp_path):
    labels = [line.rsplit(",", 1)[1] for line in table.read_text().splitlines()[1:]]
    folds = tmp_path / "three.folds.csv"
    folds.write_text("fold\n" + "".join(f"{i % 4}\n" for i in range(len(labels))))
    call = ["compare", table, "--target", "class", "--methods", "nothing", "--test-folds", tmp_path,
            *QUICK]  # fmt: skip
    run(*call, "-o", tmp_path / "out")
    for row in rows_of(tmp_path / "out"):
        own = labels[int(row["repeat"]) :: 4]  # row i is in fold i % 4
        assert row["test"] and int(row["test_minority"]) == own.count("c")
    folds.write_text("fold\n" + "".join("1\n" if label == "c" else f"{i % 2}\n"
                                        for i, label in enumerate(labels)))  # fmt: skip
    message = error_of(*call, "-o", tmp_path / "other")
    assert message.endswith("fold 0 has no row of class 'c', so no score on it says much; give "
                            "folds that have all")  # fmt: skip


@pytest.mark.parametrize("arguments, what", [
    (["--methods", "nothing,autosmote-paper"],
     "the method autosmote-paper takes two; methods for several classes are nothing, class-weight"),
    (["--methods", "random-search"], "the method random-search takes two; methods for several"),
    (["--metrics", "macro-f1,roc-auc"],
     "the metric roc-auc takes two; metrics for several classes are macro-f1, mcc, f1, "
     "balanced-accuracy, g-mean, fbeta:B"),
    (["--imbalance", "5"], "a drawn imbalance ratio takes two; leave it out, and splits are "
     "stratified by all classes"),
])  # fmt: skip
def test_what_takes_two_classes_says_so(table, tmp_path, arguments, what):
    out = tmp_path / "out"
    message = error_of("compare", table, "--target", "class", *arguments, "-o", out)
    assert f"three: the target column 'class' has 3 classes, and {what}" in message
    assert not out.exists()


def test_a_class_that_is_too_small(tmp_path):
    table = write_classes(tmp_path / "t.csv", rows=(60, 20, 2))
    message = error_of("compare", table, "--target", "class", "-o", tmp_path / "out")
    assert "t: class 3 of 3 by descending size has 1 rows; at least 2 are needed" in message
