"""The verb inspect: what it prints, for any input, and what it refuses."""

import json

from program import error_of, run, write_table


def test_text_and_json_agree(tmp_path):
    table = write_table(tmp_path / "t.csv")
    text = run("inspect", table, "--target", "class")
    assert text.stderr == ""
    lines = text.stdout.splitlines()
    assert lines[0] == f"{table}: 184 rows, target 'class'"
    assert lines[2].split() == ["class", "rows", "ratio", "safe", "borderline", "rare", "outlier"]
    report = json.loads(run("inspect", table, "--target", "class", "--json").stdout)
    rare = report["classes"][1]
    assert lines[4].split() == ["rare", "24", "6.7", *(
        str(rare[kind]) for kind in ("safe", "borderline", "rare", "outliers"))]
    assert rare["safe"] + rare["borderline"] + rare["rare"] + rare["outliers"] == 24
    for sentence in report["advice"]:
        assert f"- {sentence}" in lines
    assert "class 'rare' has 24 rows" in report["advice"][0]
    assert [column["name"] for column in report["columns"]] == ["x", "y", "count", "color", "class"]
    assert report["columns"][3]["most_frequent"] in {"r", "g", "b"}


def test_from_standard_input_and_for_any_number_of_threads(tmp_path):
    table = write_table(tmp_path / "t.csv")
    reports = []
    for threads in (1, 2):
        report = json.loads(
            run("inspect", "-", "--target", "class", "--json", "--threads", threads,
                input=table.read_text()).stdout)
        del report["timing"]
        reports.append(report)
    assert reports[0] == reports[1]


def test_columns_can_be_declared(tmp_path):
    table = write_table(tmp_path / "t.csv")
    report = json.loads(run("inspect", table, "--target", "class", "--json", "--nominal", "count",
                            "--ignore", "x").stdout)
    kinds = {column["name"]: (column["kind"], column["role"]) for column in report["columns"]}
    assert kinds["count"] == ("nominal", "feature")
    assert kinds["x"][1] == "ignored"


def test_wide_tables_are_cut_in_text_only(tmp_path):
    names = [f"c{i}" for i in range(100)]
    rows = [",".join(str((i * 7 + j) % 11) for j in range(100)) for i in range(40)]
    table = tmp_path / "wide.csv"
    table.write_text("\n".join(
        [",".join([*names, "class"]), *(f"{row},{i % 4 == 0}" for i, row in enumerate(rows))]))
    text = run("inspect", table, "--target", "class").stdout
    assert "and 41 more columns; --json shows all" in text
    report = json.loads(run("inspect", table, "--target", "class", "--json").stdout)
    assert len(report["columns"]) == 101


def test_mistakes_are_named(tmp_path):
    table = write_table(tmp_path / "t.csv")
    assert "there is no column 'clas'; did you mean 'class'" in error_of(
        "inspect", table, "--target", "clas")
    assert "--target is required" in error_of("inspect", table)
    assert "none.csv" in error_of("inspect", tmp_path / "none.csv", "--target", "class", code=1)
    one = tmp_path / "one.csv"
    one.write_text("a,class\n1,x\n2,x\n")
    assert "has one class only" in error_of("inspect", one, "--target", "class")


def test_the_page_is_written_beside_the_text(tmp_path):
    table = write_table(tmp_path / "t.csv")
    plain = run("inspect", table, "--target", "class")
    page = tmp_path / "t.html"
    done = run("inspect", table, "--target", "class", "--html", page)
    assert done.stdout == plain.stdout
    html = page.read_text()
    assert html.startswith("<!doctype html>")
    assert "class &#39;rare&#39; has 24 rows" in html
    assert not (tmp_path / "t.html.part").exists()


def test_the_page_may_not_be_the_table(tmp_path):
    table = write_table(tmp_path / "t.csv")
    before = table.read_bytes()
    assert str(table) in error_of("inspect", table, "--target", "class", "--html", table)
    assert table.read_bytes() == before
    missing = tmp_path / "none" / "t.html"
    assert str(missing) in error_of("inspect", table, "--target", "class", "--html", missing, code=1)
