"""The verb compare: outputs, same splits, same bytes, kills and bad input."""

import csv
import gzip
import json
import signal
import subprocess
import time

import pytest

from program import command, error_of, run, write_table

QUICK = {"--methods": "nothing,class-weight,smote,threshold,autosmote-random,autosmote",
         "--episodes": "20", "--repeats": "2", "--classifiers": "svm,knn"}


def arguments(tmp_path, out, *options):
    tables = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for seed, table in enumerate(tables):
        if not table.exists():
            write_table(table, majority=200, minority=40, seed=seed)
    quick = [part for name, value in QUICK.items() if name not in options for part in (name, value)]
    return ["compare", *tables, "--target", "class", "-o", out, "--quiet", *quick, *options]


def rows_of(out, seconds=False):
    with open(out / "results.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if not seconds:
            del row["seconds"]
    return rows


def summary_of(out):
    summary = json.loads((out / "summary.json").read_text())
    del summary["timing"]
    return summary


def test_outputs(tmp_path):
    out = tmp_path / "out"
    done = run(*arguments(tmp_path, out, "--metrics", "macro-f1,mcc"))
    rows = rows_of(out)
    assert len(rows) == 2 * 2 * 2 * 2 * 6
    assert len({tuple(list(row.values())[:6]) for row in rows}) == len(rows)
    for row in rows:
        assert -1.0 <= float(row["test"]) <= 1.0 and -1.0 <= float(row["validation"]) <= 1.0
        assert row["training_minority"] == "24" and row["test_minority"] == "8"
        assert row["applied"] == ("no" if (row["method"], row["classifier"]) ==
                                  ("class-weight", "knn") else "yes")
    summary = json.loads((out / "summary.json").read_text())
    assert [metric["metric"] for metric in summary["metrics"]] == ["macro-f1", "mcc"]
    for metric in summary["metrics"]:
        assert metric["settings"] == 4 and metric["reference"] == "autosmote"
        # Ranks of one set sum to 1 + ... + 6 whatever the ties.
        for name in ("a", "b"):
            assert sum(m["ranks"][name] for m in metric["methods"]) == pytest.approx(21)
    assert "average ranks over 4 settings" in done.stdout and "Friedman" in done.stdout
    assert sorted(p.name for p in out.iterdir()) == ["comparison.json", "report.html",
                                                      "results.csv", "summary.json"]


def test_json_is_the_summary(tmp_path):
    out = tmp_path / "out"
    done = run(*arguments(tmp_path, out, "--methods", "nothing,smote,threshold", "--json"))
    assert json.loads(done.stdout) == json.loads((out / "summary.json").read_text())


def test_one_method_alone_has_the_same_runs(tmp_path):
    """Identical splits: what a method scores does not depend on who else is compared."""
    run(*arguments(tmp_path, tmp_path / "all"))
    for method in ("smote", "autosmote"):
        run(*arguments(tmp_path, tmp_path / method, "--methods", method))
        expected = [row for row in rows_of(tmp_path / "all") if row["method"] == method]
        assert rows_of(tmp_path / method) == expected


def test_same_bytes_for_any_number_of_threads(tmp_path):
    for threads in (1, 4):
        run(*arguments(tmp_path, tmp_path / str(threads), "--threads", threads))
    assert rows_of(tmp_path / "1") == rows_of(tmp_path / "4")
    assert summary_of(tmp_path / "1") == summary_of(tmp_path / "4")


def test_killed_and_resumed(tmp_path):
    run(*arguments(tmp_path, tmp_path / "whole"))
    out = tmp_path / "killed"
    kills = 0
    for lines in (2, 9, 17):
        process = subprocess.Popen(command(*arguments(tmp_path, out, "--threads", "1", "--resume")),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 120
        results = out / "results.csv"
        while process.poll() is None and time.monotonic() < end:
            if results.exists() and results.read_bytes().count(b"\n") >= lines:
                process.send_signal(signal.SIGKILL)
                kills += 1
                break
            time.sleep(0.002)
        process.wait()
        assert results.read_bytes().endswith(b"\n")
    assert kills >= 2
    with open(out / "results.csv", "ab") as file:  # what a power cut may leave of a line
        file.write(b"b,0,1,svm,macro-f1,smo")
    before = rows_of(out, seconds=True)[:2]
    run(*arguments(tmp_path, out, "--resume"))
    assert rows_of(out) == rows_of(tmp_path / "whole")
    assert summary_of(out) == summary_of(tmp_path / "whole")
    assert all(row in rows_of(out, seconds=True) for row in before)  # not made again


def test_resume_adds_methods_and_repeats(tmp_path):
    out = tmp_path / "out"
    run(*arguments(tmp_path, out, "--methods", "nothing", "--repeats", "1"))
    run(*arguments(tmp_path, out, "--resume"))
    run(*arguments(tmp_path, tmp_path / "whole"))
    assert rows_of(out) == rows_of(tmp_path / "whole")


def test_ctrl_c_keeps_complete_runs(tmp_path):
    out = tmp_path / "out"
    process = subprocess.Popen(
        command(*arguments(tmp_path, out, "--episodes", "100000", "--threads", "1")),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 60
    while not (out / "results.csv").exists() and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, messages = process.communicate(timeout=60)
    assert process.returncode == 130, messages
    assert "autosmote: interrupted; the runs so far are in" in messages
    assert not [row for row in rows_of(out) if row["method"].startswith("autosmote")]
    assert json.loads((out / "summary.json").read_text())["interrupted"] is True


def test_imbalance_is_the_papers_protocol(tmp_path):
    """Repeat r of a comparison with seed s is the split of `fit --imbalance` with seed s + r."""
    table = write_table(tmp_path / "t.csv", majority=400, minority=200)
    out = tmp_path / "out"
    run("compare", table, "--target", "class", "--imbalance", "10,20", "--methods", "nothing",
        "--repeats", "2", "--seed", "3", "-o", out)
    rows = {(row["ratio"], row["repeat"]): row for row in rows_of(out)}
    assert sorted(rows) == [("10", "0"), ("10", "1"), ("20", "0"), ("20", "1")]
    done = run("fit", table, "--target", "class", "--imbalance", "10", "--seed", "4", "--profile",
               "paper", "--episodes", "16", "--json", "-o", tmp_path / "fit")
    report = json.loads(done.stdout)
    nothing = next(m for m in report["methods"] if m["method"] == "nothing")
    row = rows["10", "1"]
    assert int(row["training_minority"]) == report["split"]["training"]["minority"]
    assert float(row["test"]) == pytest.approx(nothing["test"], abs=1e-15)
    assert float(row["validation"]) == pytest.approx(nothing["validation"], abs=1e-15)


def test_all_minority_rows_of_the_test_part_are_scored_too(tmp_path):
    table = write_table(tmp_path / "t.csv", majority=400, minority=200)
    out = tmp_path / "out"
    options = ["compare", table, "--target", "class", "--methods", "nothing,threshold",
               "--repeats", "2", "-o", out]
    done = run(*options, "--imbalance", "20")
    assert "all minority rows of the test parts" in done.stdout
    rows = rows_of(out)
    assert all(row["test"] != row["test_all"] != "" for row in rows)
    summary = summary_of(out)
    cells = {cell["method"]: cell for cell in summary["cells"]}
    for method in summary["low_noise"][0]["methods"]:
        scores = [float(r["test_all"]) for r in rows if r["method"] == method["method"]]
        assert method["test"] == pytest.approx(sum(scores) / 2, abs=1e-9)
        assert cells[method["method"]]["test_all"] == method["test"]

    # Lines without the column are kept as they are, but for the empty column.
    results = out / "results.csv"
    with open(results, newline="") as file:
        old = list(csv.DictReader(file))
    for row in old:
        del row["test_all"]
    with open(results, "w", newline="") as file:
        writer = csv.DictWriter(file, list(old[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(old[:-1])
    run(*options, "--imbalance", "20", "--resume")
    resumed = rows_of(out)
    assert [row.pop("test_all") for row in rows][-1] == [row.pop("test_all") for row in resumed][-1]
    assert resumed == rows
    assert summary_of(out)["low_noise"] == []

    natural = tmp_path / "natural"
    run(*options[:-1], natural)
    assert all(row["test"] == row["test_all"] for row in rows_of(natural))
    assert summary_of(natural)["low_noise"] == []


def test_the_tables_own_folds_are_tested(tmp_path):
    table = write_table(tmp_path / "t.csv", majority=100, minority=30)
    folds = tmp_path / "folds"
    folds.mkdir()
    with gzip.open(folds / "t.folds.csv.gz", "wt") as file:
        file.write("fold\n" + "".join(f"{1 + row % 3}\n" for row in range(130)))
    out = tmp_path / "out"
    base = ["compare", table, "--target", "class", "--methods", "nothing", "--test-folds", folds]
    done = run(*base, "--repeats", "3", "-o", out)
    assert f"test folds of {folds / 't.folds.csv.gz'}" in done.stderr
    assert sum(int(row["test_minority"]) for row in rows_of(out)) == 30
    assert error_of(*base, "-o", tmp_path / "x") == (
        f"{folds / 't.folds.csv.gz'}: has 3 folds, and each repeat tests another one, so 10 "
        "repeats are too many; give at most 3")
    assert error_of(*base, "--imbalance", "5", "-o", tmp_path / "x") == (
        "the protocol of --imbalance draws its own test rows, so it cannot be combined with test "
        "folds; leave one out")
    other = write_table(tmp_path / "u.csv")
    assert error_of(*base, other, "--repeats", "3", "-o", tmp_path / "x", code=1).startswith(
        "u: no test folds: there is neither ")
    assert not (tmp_path / "x").exists()
    # Runs of other splits cannot stand beside these.
    done = run(*base[:-2], "--repeats", "3", "--resume", "-o", out, code=2)
    assert "was made with other settings than these" in done.stderr


def test_bad_input(tmp_path):
    table = write_table(tmp_path / "t.csv")
    base = ["compare", table, "--target", "class", "-o", tmp_path / "out"]
    assert error_of(*base, "--methods", "nothing,magic").startswith(
        "no method 'magic'; choose from nothing, class-weight, ")
    assert error_of(*base, "--methods", "smote,smote") == "method smote is named twice; once is enough"
    assert error_of(*base, "--imbalance", "0.5") == (
        "imbalance 0.5 is no ratio of majority to minority; give at least 1")
    assert error_of(*base, "--repeats", "0") == "0 repeats are too few; give at least 1"
    assert error_of(*base, "--folds", "1") == "1 folds are too few; give at least 2"
    assert error_of(*base, table) == "data set t is named twice; once is enough"
    assert error_of(*base, "--imbalance", "100").startswith("t: ")
    assert error_of(*base, "--nominal", "color,hue") == (
        "no table has a column 'hue'; check its spelling")
    assert error_of("compare", "-", "--target", "class", "-o", tmp_path / "out") == (
        "compare reads files alone, so that it can be resumed")
    assert "no metric 'x'" in error_of(*base, "--metrics", "x")
    assert "cannot be read" in error_of("compare", tmp_path / "none.csv", "--target", "class", "-o",
                                        tmp_path / "out", code=1)
    assert not (tmp_path / "out").exists()


def test_refuses_to_mix_or_overwrite(tmp_path):
    table = write_table(tmp_path / "t.csv")
    out = tmp_path / "out"
    base = ["compare", table, "--target", "class", "--methods", "nothing", "--repeats", "1", "-o", out]
    run(*base)
    before = (out / "results.csv").read_bytes()
    assert error_of(*base).endswith(
        "holds the runs of an earlier comparison; add --resume to go on with it, or choose another "
        "output folder")
    done = run(*base, "--resume", "--seed", "5", code=2)
    assert "was made with other settings than these" in done.stderr
    (out / "results.csv").write_bytes(before + b"rubbish\n")
    assert "line 3: this is no line of a results file" in error_of(*base, "--resume")
    (out / "results.csv").write_bytes(before)
    run(*base, "--resume")
    assert (out / "results.csv").read_bytes() == before
