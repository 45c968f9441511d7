"""Every bad input has its own message and exit code, and leaves nothing behind."""

import gzip
import os

import pytest

from program import error_of, run, write_table

HEAD = "x,y,class\n"
ROWS = "1,2,a\n2,1,a\n3,5,a\n4,4,a\n5,1,a\n6,2,b\n7,3,b\n8,1,b\n"

BAD_TABLES = {
    "one class": (HEAD + "1,2,a\n2,3,a\n", "class"),
    "three classes": (HEAD + ROWS + "1,1,c\n", "class"),
    "single row of a class": (HEAD + "1,2,a\n2,3,a\n3,4,b\n", "class"),
    "ragged row": (HEAD + "1,2,a\n2,3\n3,1,b\n", "line 3"),
    "not utf-8": (HEAD.encode() + b"1,2,a\n2,\xff\xfe,b\n", "UTF-8"),
    "empty": ("", "empty"),
    "binary": (bytes(range(256)) * 4, "binary"),
    "header only": (HEAD, "no row below"),
    "nan text": (HEAD + ROWS.replace("3,5", "3,NaN"), "NaN"),
    "inf text": (HEAD + ROWS.replace("3,5", "3,inf"), "inf"),
    "duplicate header": ("x,x,class\n" + ROWS, "'x'"),
    "target all missing": (HEAD + "1,2,\n2,3,\n3,1,\n", "class"),
    "corrupt gzip": (gzip.compress((HEAD + ROWS).encode())[:-20], "gzip"),
}


def written(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


@pytest.mark.parametrize("name", BAD_TABLES)
def test_bad_table(tmp_path, name):
    content, expected = BAD_TABLES[name]
    table = tmp_path / "t.csv"
    table.write_bytes(content if isinstance(content, bytes) else content.encode())
    message = error_of("fit", table, "--target", "class", "-o", tmp_path / "out")
    assert "t.csv" in message or name == "empty"
    assert expected in message
    assert written(tmp_path) == ["t.csv"]


def test_bad_tables_have_messages_of_their_own(tmp_path):
    messages = set()
    for content, _ in BAD_TABLES.values():
        table = tmp_path / "t.csv"
        table.write_bytes(content if isinstance(content, bytes) else content.encode())
        messages.add(error_of("fit", table, "--target", "class", "-o", tmp_path / "out"))
    assert len(messages) == len(BAD_TABLES)


def test_missing_target_column_names_similar_ones(tmp_path):
    table = write_table(tmp_path / "t.csv")
    message = error_of("fit", table, "--target", "clas", "-o", tmp_path / "out")
    assert "no column 'clas'" in message and "'class'" in message
    assert written(tmp_path) == ["t.csv"]


def test_ten_thousand_columns_and_a_typo(tmp_path):
    """A wide header is no error by itself, and its message stays readable."""
    table = tmp_path / "t.csv"
    names = [f"c{i}" for i in range(9999)]
    row = ",".join(["1"] * 9999)
    table.write_text(",".join(names) + ",class\n" + "".join(f"{row},{c}\n" for c in "aaabb"))
    message = error_of("fit", table, "--target", "label", "-o", tmp_path / "out")
    assert "no column 'label'" in message and len(message) < 1000
    assert written(tmp_path) == ["t.csv"]
    table.write_text(",".join(names) + ",class\n1,2,a\n")
    message = error_of("fit", table, "--target", "class", "-o", tmp_path / "out")
    assert "line 2" in message and "10000" in message and len(message) < 1000


@pytest.mark.parametrize(
    "option, value, expected",
    [
        ("--classifier", "forest", "svm"),
        ("--metric", "accuracy", "macro-f1"),
        ("--profile", "fast", "default, paper"),
        ("--search", "grid", "rl, random, flat"),
        ("--threshold", "best", "auto, default, tuned"),
        ("--validation", "1.5", "between 0 and 1"),
        ("--validation", "cv:1", "at least 2 folds"),
        ("--ablate", "high", "cross-instance, instance-specific, low-level"),
        ("--imbalance", "0.5", "at least 1"),
        ("--neighbors", "0", "too few; give 1 to 1000"),
        ("--neighbors", "1001", "too many; give 1 to 1000"),
        ("--time-limit", "-1", "number of seconds"),
        ("--delimiter", "ab", "one character"),
        ("--nominal", "shape", "shape"),
        ("--numeric", "color", "color"),
        ("--ignore", "class", "class"),
        ("--metric", "fbeta:-1", "fbeta"),
        ("--episodes", "many", "'many' is no whole number"),
        ("--episodes", "1e3", "'1e3' is no whole number"),
        ("--episodes", "99999999999999999999", "no whole number from 0 to 18446744073709551615"),
        ("--neighbors", "2.5", "'2.5' is no whole number"),
        ("--time-limit", "5min", "'5min' is no number"),
        ("--imbalance", "20:1", "'20:1' is no number"),
        ("--seed", "-1", "-1"),
        ("--threads", "-2", "threads"),
    ],
)
def test_bad_option(tmp_path, option, value, expected):
    table = write_table(tmp_path / "t.csv")
    message = error_of("fit", table, "--target", "class", option, value, "-o", tmp_path / "out")
    assert expected in message
    assert written(tmp_path) == ["t.csv"]


def test_bad_usage(tmp_path):
    table = write_table(tmp_path / "t.csv")
    assert "--target is required" in error_of("fit", table)
    assert "TRAIN is required" in error_of("fit", "--target", "class")
    assert "--speed" in error_of("fit", table, "--target", "class", "--speed", "9")
    assert "A verb (fit, resample, compare or inspect) is required" in error_of()
    assert "no verb 'tune'" in error_of("tune")
    assert "no verb 'train'" in error_of("train", table, "--target", "class")
    assert written(tmp_path) == ["t.csv"]


@pytest.mark.parametrize(
    "options, expected",
    [
        (["--imbalance", "3", "--test", "t.csv"], "--imbalance makes its own test rows"),
        (["--imbalance", "3", "--validation", "0.2"], "--imbalance makes its own validation rows"),
        (["--imbalance", "3", "--validation", "t.csv"], "--imbalance makes its own validation"),
        (["--search", "flat"], "paper"),
        (["--imbalance", "100"], "minority"),
        (["--validation", "cv:50"], "fold"),
    ],
)
def test_options_that_do_not_go_together(tmp_path, options, expected):
    write_table(tmp_path / "t.csv")
    message = error_of("fit", "t.csv", "--target", "class", "-o", "out", *options, cwd=tmp_path)
    assert expected in message
    assert written(tmp_path) == ["t.csv"]


@pytest.mark.parametrize("role", ["--validation", "--test"])
def test_other_columns_in_a_second_table(tmp_path, role):
    table = write_table(tmp_path / "t.csv")
    other = tmp_path / "other.csv"
    other.write_text("x,size,count,color,class\n1,2,3,r,common\n1,2,3,r,rare\n")
    message = error_of("fit", table, "--target", "class", role, other, "-o", tmp_path / "out")
    assert "other.csv" in message and "'y'" in message and "'size'" in message
    other.write_text("x,y,count,color,class\n1,2,3,r,common\n1,2,3,r,odd\n")
    message = error_of("fit", table, "--target", "class", role, other, "-o", tmp_path / "out")
    assert "other.csv" in message and "'odd'" in message
    message = error_of("fit", table, "--target", "class", role, tmp_path / "none.csv", code=1)
    assert "none.csv" in message
    assert written(tmp_path) == ["other.csv", "t.csv"]


def test_one_class_in_the_test_table_and_roc_auc(tmp_path):
    table = write_table(tmp_path / "t.csv")
    other = tmp_path / "other.csv"
    other.write_text("x,y,count,color,class\n1,2,3,r,common\n1,2,4,r,common\n")
    message = error_of("fit", table, "--target", "class", "--test", other, "--metric", "roc-auc",
                       "-o", tmp_path / "out")
    assert "one class only, so roc-auc says nothing there" in message
    assert written(tmp_path) == ["other.csv", "t.csv"]


def test_output_folder_that_cannot_be_used(tmp_path):
    table = write_table(tmp_path / "t.csv")
    message = error_of("fit", table, "--target", "class", "-o", table / "out", code=1)
    assert "t.csv/out: cannot be used as the output folder" in message
    message = error_of("fit", table, "--target", "class", "-o", table, code=1)
    assert "it is a file" in message
    assert written(tmp_path) == ["t.csv"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_output_folder_without_permission(tmp_path):
    table = write_table(tmp_path / "t.csv")
    (tmp_path / "out").mkdir(mode=0o500)
    message = error_of("fit", table, "--target", "class", "-o", tmp_path / "out", code=1)
    assert "cannot be written: Permission denied" in message


def test_table_that_does_not_exist(tmp_path):
    message = error_of("fit", tmp_path / "none.csv", "--target", "class", code=1)
    assert "none.csv" in message
    assert written(tmp_path) == []


@pytest.mark.parametrize("profile", ["default", "paper"])
def test_fewer_minority_rows_than_neighbors(tmp_path, profile):
    table = write_table(tmp_path / "t.csv", majority=40, minority=4)
    done = run("fit", table, "--target", "class", "--profile", profile, "--episodes", "5",
               "-o", tmp_path / "out")
    assert "neighbours instead of 30" in done.stdout
    assert (tmp_path / "out" / "balanced.csv").exists()


@pytest.mark.parametrize("profile", ["default", "paper"])
def test_two_minority_rows(tmp_path, profile):
    table = write_table(tmp_path / "t.csv", majority=30, minority=2)
    run("fit", table, "--target", "class", "--profile", profile, "--episodes", "5",
        "-o", tmp_path / "out")
    assert (tmp_path / "out" / "balanced.csv").exists()
