"""The verb resample: every method and a learned policy, from any input, to a whole file or none."""

import csv
import gzip
import io
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import time

import pytest

from program import command, error_of, run, write_table


def resample(tmp_path, *options, table=None, out="out.csv", method="smote"):
    table = table or write_table(tmp_path / "t.csv")
    named = ["--method", method] if method else []
    return run("resample", table, "--target", "class", *named, "-o", tmp_path / out, *options)


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def counts_of(path):
    counts = {}
    for row in rows_of(path):
        counts[row["class"]] = counts.get(row["class"], 0) + 1
    return counts


def methods():
    listed = run("resample", "--list").stdout
    return [line.split()[0] for line in listed.splitlines()
            if line.startswith("  ") and not line.startswith("   ")]


def test_list_and_help_show_every_method(tmp_path):
    listed = run("resample", "--list")
    assert listed.stderr == ""
    assert listed.stdout == run("resample", "--method", "help").stdout
    assert "k_neighbors=5  whole number from 1 to 1000000: neighbours" in listed.stdout
    assert "kind_sel=all  one of all, mode:" in listed.stdout
    assert "density_exponent=auto  auto or number from 0 to 1000: how" in listed.stdout
    assert listed.stdout.index("Over-sampling:") < listed.stdout.index("Under-sampling")
    assert {"smote", "tomek-links", "smote-enn"} <= set(methods())
    # So many rare rows that clustering methods find a cluster of them.
    table = write_table(tmp_path / "t.csv", majority=100, minority=80)
    for method in methods():
        kinds = ["--nominal", "x,y,count"] if method == "smoten" else []
        resample(tmp_path, "--quiet", "--force", *kinds, table=table, method=method)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_original_rows_byte_for_byte(tmp_path, ending):
    table = write_table(tmp_path / "t.csv", ending=ending)
    done = resample(tmp_path, table=table)
    original = table.read_bytes()
    resampled = (tmp_path / "out.csv").read_bytes()
    assert resampled.startswith(original)
    assert resampled.count(b"\n") == resampled.count(ending.encode())
    assert counts_of(tmp_path / "out.csv") == {"common": 160, "rare": 160}
    lines = done.stdout.splitlines()
    assert lines[0] == "smote:"
    assert lines[1].split() == ["class", "before", "removed", "copies", "synthetic", "after"]
    assert lines[2].split() == ["common", "160", "0", "0", "0", "160"]
    assert lines[3].split() == ["rare", "24", "0", "0", "136", "160"]
    assert "320 rows" in lines[-1]


def test_every_kind_of_input(tmp_path):
    table = write_table(tmp_path / "t.csv")
    text = table.read_text()
    resample(tmp_path, table=table)
    expected = (tmp_path / "out.csv").read_bytes()
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(text.encode()))
    resample(tmp_path, table=tmp_path / "t.csv.gz", out="gz.csv")
    run("resample", "-", "--target", "class", "--method", "smote", "-o", tmp_path / "stdin.csv",
        input=text)
    assert (tmp_path / "gz.csv").read_bytes() == expected
    assert (tmp_path / "stdin.csv").read_bytes() == expected
    (tmp_path / "t.tsv").write_text(text.replace(",", "\t"))
    resample(tmp_path, table=tmp_path / "t.tsv", out="tsv.tsv")
    assert (tmp_path / "tsv.tsv").read_text().replace("\t", ",").encode() == expected
    head = ("@relation t\n@attribute x numeric\n@attribute y numeric\n@attribute count numeric\n"
            "@attribute color {r,g,b}\n@attribute class {common,rare}\n@data\n")
    (tmp_path / "t.arff").write_text(head + text.split("\n", 1)[1])
    resample(tmp_path, table=tmp_path / "t.arff", out="arff.csv")
    assert (tmp_path / "arff.csv").read_bytes() == expected


def test_strategy_ratio_and_parameters(tmp_path):
    table = write_table(tmp_path / "t.csv")
    resample(tmp_path, "--strategy", "rare=100", "--set", "k_neighbors=3", table=table, out="a.csv")
    assert counts_of(tmp_path / "a.csv") == {"common": 160, "rare": 100}
    resample(tmp_path, "--ratio", "0.5", table=table, out="b.csv")
    assert counts_of(tmp_path / "b.csv") == {"common": 160, "rare": 80}
    resample(tmp_path, "--strategy", "0.5", table=table, out="c.csv")
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "c.csv").read_bytes()
    resample(tmp_path, "--strategy", "common", table=table, out="d.csv",
             method="edited-nearest-neighbours")
    assert counts_of(tmp_path / "d.csv")["rare"] == 24
    assert counts_of(tmp_path / "d.csv")["common"] < 160


def test_lineage_and_mark(tmp_path):
    table = write_table(tmp_path / "t.csv")
    resample(tmp_path, "--lineage", tmp_path / "l.csv", "--mark", "synthetic", table=table)
    before, after = rows_of(table), rows_of(tmp_path / "out.csv")
    lineage = rows_of(tmp_path / "l.csv")
    assert list(after[0]) == ["x", "y", "count", "color", "class", "synthetic"]
    assert [row["synthetic"] for row in after] == ["0"] * 184 + ["1"] * 136
    assert len(lineage) == 136
    for entry in lineage:
        made = after[int(entry["row"]) - 1]
        a, b = before[int(entry["source"]) - 1], before[int(entry["neighbor"]) - 1]
        share = float(entry["lambda"])
        for column in ("x", "y"):
            expected = float(a[column]) + share * (float(b[column]) - float(a[column]))
            assert float(made[column]) == pytest.approx(expected, abs=1e-9)
        assert made["count"].lstrip("-").isdigit()
        assert made["color"] == (a if share < 0.5 else b)["color"]
        assert entry["class"] == made["class"] == "rare"


@pytest.mark.parametrize("kind", ["lineage", "mark"])
def test_undo_gives_the_table_back(tmp_path, kind):
    table = write_table(tmp_path / "t.csv", ending="\r\n")
    option = [f"--{kind}", tmp_path / "l.csv" if kind == "lineage" else "made"]
    resample(tmp_path, *option, table=table)
    done = run("resample", tmp_path / "out.csv", "--undo", *option, "-o", tmp_path / "back.csv")
    assert (tmp_path / "back.csv").read_bytes() == table.read_bytes()
    assert done.stdout == f"{tmp_path / 'back.csv'}: 184 rows, 136 added ones taken out\n"


def test_undo_takes_no_other_work(tmp_path):
    table = write_table(tmp_path / "t.csv")
    error = error_of("resample", table, "--undo", "--mark", "m", "--target", "class", "--method",
                     "smote", "-o", tmp_path / "out.csv")
    assert error == (
        "--undo only takes added rows out; leave out --target, --method, --policy and --json")
    assert "--ratio excludes --undo" in error_of(
        "resample", table, "--undo", "--mark", "m", "--ratio", "0.5", "-o", tmp_path / "out.csv")


def test_ignored_and_weight_columns(tmp_path):
    lines = write_table(tmp_path / "t.csv").read_text().splitlines()
    table = tmp_path / "w.csv"
    table.write_text("id,w," + lines[0] + "\n" + "".join(
        f'"no, {i}",{1 + i % 3},{line}\n' for i, line in enumerate(lines[1:])))
    options = ["--ignore", "id", "--weight", "w", "--lineage", tmp_path / "l.csv", "--force"]
    for rule in ("empty", "copy"):
        resample(tmp_path, *options, "--ignored", rule, table=table)
        before, after = rows_of(table), rows_of(tmp_path / "out.csv")
        lineage = rows_of(tmp_path / "l.csv")
        assert after[:184] == before and len(lineage) == 136
        for entry in lineage:
            made = after[int(entry["row"]) - 1]
            a, b = before[int(entry["source"]) - 1], before[int(entry["neighbor"]) - 1]
            assert made["id"] == (a["id"] if rule == "copy" else "")
            weight = int(a["w"]) + float(entry["lambda"]) * (int(b["w"]) - int(a["w"]))
            assert made["w"].isdigit() and abs(int(made["w"]) - weight) <= 0.5
    error = error_of("resample", table, "--target", "class", "--method", "smote", "--weight", "w",
                     "--ignored", "half", "-o", tmp_path / "x.csv")
    assert error == "no rule 'half' for ignored columns; choose one of empty, copy"
    assert "option 'weight': there is no column 'wt'; did you mean 'w'?" in error_of(
        "resample", table, "--target", "class", "--method", "smote", "--weight", "wt", "-o",
        tmp_path / "x.csv")


def test_json(tmp_path):
    done = resample(tmp_path, "--json", "--quiet", "--seed", "3", method="tomek-links")
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert list(report) == ["autosmote", "schema", "command", "options", "seed", "classes", "rows",
                            "policy", "closeness", "interrupted", "notes", "files", "timing"]
    assert report["schema"] == 1 and report["command"] == "resample" and report["seed"] == 3
    assert report["options"]["method"] == "tomek-links"
    assert report["options"]["strategy"] == "auto" and report["options"]["scale"] == "standard"
    common, rare = report["classes"]
    assert common["name"] == "common" and common["before"] == 160 and common["removed"] > 0
    assert rare == {"name": "rare", "before": 24, "removed": 0, "copies": 0, "synthetic": 0,
                    "after": 24}
    assert report["rows"] == common["after"] + 24 == len(rows_of(tmp_path / "out.csv"))
    assert report["files"] == [str(tmp_path / "out.csv")]


@pytest.mark.parametrize("profile", ["default", "paper"])
def test_policy_gives_the_balanced_table_again(tmp_path, profile):
    table = write_table(tmp_path / "t.csv")
    validation = ["--validation", table] if profile == "paper" else []
    run("fit", table, "--target", "class", "--classifier", "knn", "--profile", profile, *validation,
        "--metric", "balanced-accuracy", "--episodes", "40", "--verdict", "none", "--seed", "6",
        "--quiet", "-o", tmp_path / "fit")
    done = resample(tmp_path, "--policy", tmp_path / "fit", "--seed", "6", table=table, method=None)
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "fit" / "balanced.csv").read_bytes()
    assert counts_of(tmp_path / "out.csv")["rare"] > 24
    report = json.loads((tmp_path / "fit" / "report.json").read_text())
    threshold = report["methods"][-1]["threshold"]
    told = done.stdout.split("on the scores of knn, by balanced-accuracy: ")[1].split()[0]
    assert float(told) == pytest.approx(threshold, abs=1e-9)
    assert f"Policy of the {profile} profile" in done.stdout


def test_same_bytes_for_any_number_of_threads(tmp_path):
    table = write_table(tmp_path / "t.csv")
    written = set()
    for threads in (1, 2, 8):
        resample(tmp_path, "--threads", threads, "--force", table=table, method="smote-enn")
        written.add((tmp_path / "out.csv").read_bytes())
    assert len(written) == 1


@pytest.mark.parametrize(
    "options, expected",
    [
        (["--method", "smot"], "no sampler 'smot'; did you mean 'smote'"),
        (["--method", "smote", "--set", "k=3"], "smote has no parameter 'k'"),
        (["--method", "smote", "--set", "k_neighbors"], "write NAME=VALUE"),
        (["--method", "smote", "--set", "k_neighbors=0"], "whole number from 1 to 1000000"),
        (["--method", "smote", "--set", "k_neighbors=3", "--set", "k_neighbors=4"], "given twice"),
        (["--method", "smote", "--strategy", "rear=30"], "did you mean 'rare'"),
        (["--method", "smote", "--strategy", "rare=3"], "class 'rare' has 24 rows, but 3"),
        (["--method", "smote", "--strategy", "some"], "'some' is not known"),
        (["--method", "smote", "--ratio", "0.5", "--strategy", "all"], "excludes"),
        (["--method", "smote", "--ratio", "2"], "'2' is not known"),
        (["--method", "smote", "--scale", "minmax"], "choose one of standard, none"),
        (["--method", "smote", "--mark", "color"], "a column 'color' already"),
        (["--method", "smote", "--policy", "fit"], "excludes"),
        (["--method", "smotenc", "--ignore", "color"], "use smote"),
        ([], "neither a method nor a policy is given"),
    ],
)
def test_bad_usage(tmp_path, options, expected):
    table = write_table(tmp_path / "t.csv")
    message = error_of("resample", table, "--target", "class", "-o", tmp_path / "out.csv", *options)
    assert expected in message
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]


def test_a_wrong_option_points_to_the_verbs_help(tmp_path):
    message = error_of("resample", tmp_path / "t.csv", "--target", "class", "-o",
                       tmp_path / "out.csv", "--speed", "9")
    assert "--speed" in message and message.endswith("see autosmote resample --help")


def test_a_class_of_one_row(tmp_path):
    table = write_table(tmp_path / "t.csv", minority=1)
    message = error_of("resample", table, "--target", "class", "--method", "smote", "-o",
                       tmp_path / "out.csv")
    assert "t.csv: smote draws between neighbours, but class 'rare' has 1 row" in message
    resample(tmp_path, table=table, method="random-over-sampler")
    assert counts_of(tmp_path / "out.csv") == {"common": 160, "rare": 160}


def test_no_policy_there(tmp_path):
    table = write_table(tmp_path / "t.csv")
    message = error_of("resample", table, "--target", "class", "--policy", tmp_path / "none", "-o",
                       tmp_path / "out.csv", code=1)
    assert "policy.json: cannot be read: No such file" in message


def test_never_over_the_input_nor_over_a_file_unasked(tmp_path):
    table = write_table(tmp_path / "t.csv")
    before = table.read_bytes()
    options = ["resample", table, "--target", "class", "--method", "smote"]
    link = tmp_path / "link.csv"
    os.link(table, link)
    for out in (table, link):
        assert "that is the input" in error_of(*options, "-o", out, "--force")
    out = tmp_path / "out.csv"
    out.write_text("precious")
    assert "the file exists" in error_of(*options, "-o", out)
    assert out.read_text() == "precious" and table.read_bytes() == before
    run(*options, "-o", out, "--force")
    assert out.read_bytes().startswith(before)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.csv", "out.csv", "t.csv"]


def test_interrupted_leaves_nothing(tmp_path):
    table = write_table(tmp_path / "t.csv", majority=60000, minority=30000)
    process = subprocess.Popen(
        command("resample", table, "--target", "class", "--method",
                "repeated-edited-nearest-neighbours", "--threads", "1", "-o", tmp_path / "out.csv"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    part = tmp_path / "out.csv.part"
    while not part.exists() and process.poll() is None:
        time.sleep(0.01)
    assert process.poll() is None, "it was too fast for this test"
    process.send_signal(signal.SIGINT)
    _, messages = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "autosmote: interrupted; nothing has been written" in messages
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]


def test_a_reader_finds_the_same_columns(tmp_path):
    """A quoted header, a quoted class and blanks survive, and the added rows parse."""
    table = tmp_path / "t.csv"
    rows = "".join(f'{i % 7},"a, {i % 3}",{"yes" if i % 5 else "no, never"!r}\n'.replace("'", '"')
                   for i in range(60))
    table.write_text('"x, y",b,class\n' + rows)
    resample(tmp_path, table=table)
    text = (tmp_path / "out.csv").read_text()
    assert text.startswith(table.read_text())
    read = list(csv.DictReader(io.StringIO(text)))
    assert {row["class"] for row in read} == {"yes", "no, never"}
    assert all(row["b"] in {"a, 0", "a, 1", "a, 2"} for row in read)


EXAMPLE = pathlib.Path(__file__).parents[2] / "examples" / "data" / "wine_quality.csv"


def test_the_example_of_the_readme(tmp_path):
    done = run("resample", EXAMPLE, "--target", "rating", "--method", "borderline-smote", "--set",
               "k_neighbors=3", "--ratio", "0.5", "-o", tmp_path / "out.csv")
    readme = (EXAMPLE.parents[2] / "README.md").read_text()
    for line in done.stdout.splitlines()[:-1]:
        assert line.strip() in readme


def test_rows_that_do_not_fit_the_memory_are_refused_with_both_numbers(tmp_path):
    def little_memory():
        resource.setrlimit(resource.RLIMIT_AS, (900 << 20, 900 << 20))

    table = write_table(tmp_path / "t.csv")
    message = error_of("resample", table, "--target", "class", "--method", "smote", "--strategy",
                       "rare=40000000", "-o", tmp_path / "out.csv", preexec_fn=little_memory)
    # Five or six encoded features, an origin and a label a row.
    assert re.search(r"smote adds 39999976 rows of \d features, which takes about \d\.\d GB of "
                     r"memory, but \d+ MB are available; ask for fewer rows", message), message
    assert os.listdir(tmp_path) == ["t.csv"]
