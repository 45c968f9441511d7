"""What holds for every table: legal cells, and no dependence on the order of rows and columns."""

import csv
import pathlib
import random
import subprocess
import sys

import pytest

from program import error_of, run

VALIDATOR = pathlib.Path(__file__).parents[2] / "bench" / "validate_output.py"
FIT = ["--verdict", "none", "--episodes", "20", "--quiet", "--threads", "2"]


def mixed_rows(rows=200, seed=3):
    """A number, a whole number with gaps, categories with gaps, a group; a sixth is rare."""
    draw = random.Random(seed)
    table = []
    for i in range(rows):
        rare = i % 6 == 0
        center = 1.3 if rare else 0.0
        count = "" if draw.random() < 0.15 else str(round(10 + 3 * (center + draw.gauss(0, 1))))
        color = "" if draw.random() < 0.1 else draw.choice("rg" if rare else "rgb")
        table.append({"x": repr(center + draw.gauss(0, 1)), "count": count, "color": color,
                      "site": f"s{i // 10}", "class": "rare" if rare else "common"})
    return table


def write(path, rows, columns=("x", "count", "color", "site", "class")):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def measured(tmp_path):
    """A table in a folder with the schema that the validator reads."""
    (tmp_path / "schema.tsv").write_text(
        "file\tcolumn\ttype\tvalues\nt.csv\tx\tnumeric\t\nt.csv\tcount\tnumeric\t\n"
        "t.csv\tcolor\tnominal\tr|g|b\nt.csv\tsite\tnominal\t\nt.csv\tclass\tlabel\tcommon|rare\n")
    return write(tmp_path / "t.csv", mixed_rows())


def validate(original, output, lineage, *options, code=0):
    named = [] if lineage is None else ["--lineage", lineage]
    done = subprocess.run([sys.executable, VALIDATOR, original, output, *named, *options],
                          capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("distance", ["auto", "euclidean", "heom", "hvdm", "smotenc"])
def test_fit_makes_legal_rows_by_every_distance(tmp_path, measured, distance):
    out = tmp_path / "fit"
    run("fit", measured, "--target", "class", "--group", "site", "--distance", distance, *FIT,
        "-o", out)
    said = validate(measured, out / "balanced.csv", out / "lineage.csv", "--ignore", "site")
    assert "200 original and " in said and " 0 added" not in said
    assert {row["site"] for row in read(out / "balanced.csv")[200:]} == {""}


def test_weights_of_synthetic_rows_lie_between_those_of_their_parents(tmp_path):
    rows = [{"w": str(1 + i % 7), **row} for i, row in enumerate(mixed_rows())]
    columns = ("w", "x", "count", "color", "site", "class")
    table, test = write(tmp_path / "t.csv", rows, columns), tmp_path / "test.csv"
    write(test, mixed_rows(60, seed=4))  # weights are not asked of rows to score on
    out = tmp_path / "out"
    fit = ["fit", table, "--target", "class", "--ignore", "site", "--strategy", "1", *FIT, "-o"]
    run(*fit, out, "--weight", "w", "--test", test)
    run(*fit, tmp_path / "ignored", "--ignore", "w", "--test", test)
    made = read(out / "balanced.csv")
    assert made[:200] == rows
    lineage = read(out / "lineage.csv")
    assert len(lineage) == len(made) - 200 > 0
    for entry in lineage:
        source, neighbor = (int(rows[int(entry[key]) - 1]["w"]) for key in ("source", "neighbor"))
        expected = source + float(entry["lambda"]) * (neighbor - source)
        weight = made[int(entry["row"]) - 1]["w"]
        assert weight.isdigit() and abs(int(weight) - expected) <= 0.5
    # Nothing else depends on them.
    ignored = read(tmp_path / "ignored" / "balanced.csv")
    assert [{**row, "w": ""} for row in made] == [{**row, "w": ""} for row in ignored]
    assert {row["w"] for row in ignored[200:]} == {""}


def test_the_policy_knows_its_distance(tmp_path, measured):
    for distance in ("heom", "euclidean"):
        out = tmp_path / distance
        run("fit", measured, "--target", "class", "--distance", distance, *FIT, "-o", out)
        run("resample", measured, "--target", "class", "--policy", out, "--quiet", "-o",
            tmp_path / f"{distance}.csv")
        assert (tmp_path / f"{distance}.csv").read_bytes() == (out / "balanced.csv").read_bytes()
    assert (tmp_path / "heom.csv").read_bytes() != (tmp_path / "euclidean.csv").read_bytes()


def test_the_validator_finds_faults(tmp_path, measured):
    run("resample", measured, "--target", "class", "--method", "smote", "--lineage",
        tmp_path / "l.csv", "-o", tmp_path / "out.csv", "--quiet")
    validate(measured, tmp_path / "out.csv", tmp_path / "l.csv")
    header, *rows = (tmp_path / "out.csv").read_text().splitlines()
    for column, cell, fault in [
            (0, "99", "99 is outside"), (1, "10.5", "10.5 is not whole"),
            (2, "z", "'z' is no category"), (0, "", "misses a value, but the column never does"),
            (4, "common", "class 'common' is not its parents'")]:
        cells = rows[-1].split(",")
        cells[column] = cell
        (tmp_path / "bad.csv").write_text("\n".join([header, *rows[:-1], ",".join(cells)]) + "\n")
        assert fault in validate(measured, tmp_path / "bad.csv", tmp_path / "l.csv", code=1)
    (tmp_path / "bad.csv").write_text("\n".join([header, rows[1], rows[0], *rows[2:]]) + "\n")
    assert "not original rows in their order" in validate(
        measured, tmp_path / "bad.csv", tmp_path / "l.csv", code=1)


def test_without_a_lineage_all_original_rows_stand_first(tmp_path, measured):
    run("resample", measured, "--target", "class", "--method", "smote", "-o", tmp_path / "out.csv",
        "--quiet")
    said = validate(measured, tmp_path / "out.csv", None)
    assert "200 original and " in said and " 0 added" not in said
    header, *rows = (tmp_path / "out.csv").read_text().splitlines()
    for changed, fault in [
            ([rows[1], rows[0], *rows[2:]], "the first 200 rows are not original rows"),
            (rows[1:], "the first 200 rows are not original rows"),
            ([rows[0].replace(rows[0].split(",")[0], "0.5"), *rows[1:]],
             "the first 200 rows are not original rows"),
            (rows[:199], "199 rows, but the original has 200")]:
        (tmp_path / "bad.csv").write_text("\n".join([header, *changed]) + "\n")
        assert fault in validate(measured, tmp_path / "bad.csv", None, code=1)


def test_the_validator_reads_cells_of_several_lines_and_any_target(tmp_path):
    (tmp_path / "schema.tsv").write_text(
        "file\tcolumn\ttype\tvalues\nt.csv\tx\tnumeric\t\nt.csv\tsaid\tnominal\t\n"
        "t.csv\tlabel\tlabel\tcommon|rare\n")
    rows = [{"x": i, "said": "one\ntwo" if i % 2 else "one\u2028two, \"three\"",
             "label": "rare" if i % 5 == 0 else "common"} for i in range(60)]
    table = write(tmp_path / "t.csv", rows, ["x", "said", "label"])
    out, lineage = tmp_path / "out.csv", tmp_path / "l.csv"
    run("resample", table, "--target", "label", "--method", "smote", "--lineage", lineage, "-o",
        out, "--quiet")
    for given in (lineage, None):
        assert "60 original and 36 added rows, 0 faults" in validate(table, out, given, "--target",
                                                                    "label")
    assert "there is no column 'class'; name the label's by --target" in validate(table, out,
                                                                                  lineage, code=1)
    out.write_bytes(out.read_bytes().replace(b"one\ntwo", b"two\none", 1))
    assert "the first 60 rows are not original rows" in validate(table, out, lineage, "--target",
                                                                 "label", code=1)


def synthetic_rows(tmp_path, rows, columns, *options):
    table = write(tmp_path / "p.csv", rows, columns)
    run("resample", table, "--target", "class", "--method", "smote", "--set", "k_neighbors=3",
        "--ignore", "site", "--lineage", tmp_path / "p.lineage", "-o", tmp_path / "p.out",
        "--force", "--quiet", *options)
    return read(tmp_path / "p.out")[len(rows):], read(tmp_path / "p.lineage")


def test_order_of_columns_changes_nothing_but_order(tmp_path):
    rows = mixed_rows()
    made, lineage = synthetic_rows(tmp_path, rows, ["x", "count", "color", "site", "class"])
    other, other_lineage = synthetic_rows(tmp_path, rows, ["class", "color", "site", "count", "x"])
    # Distances are sums over columns, so their last bits follow the order; ties aside, the
    # neighbours are the same.
    assert other == made and other_lineage == lineage


def test_order_of_rows_changes_no_parents_rules(tmp_path):
    rows = mixed_rows()
    draw = random.Random(1)
    shuffled = draw.sample(rows, len(rows))
    made, lineage = synthetic_rows(tmp_path, shuffled, ["x", "count", "color", "site", "class"])
    ordered = {row["x"]: row for row in rows}  # x tells rows apart
    for row, entry in zip(made, lineage):
        a, b = (ordered[shuffled[int(entry[name]) - 1]["x"]] for name in ("source", "neighbor"))
        share = float(entry["lambda"])
        expected = float(a["x"]) + share * (float(b["x"]) - float(a["x"]))
        assert float(row["x"]) == pytest.approx(expected, abs=1e-9)
        assert row["color"] == (a if share < 0.5 else b)["color"]


def test_the_unit_of_a_number_changes_no_neighbours(tmp_path):
    rows = mixed_rows()
    columns = ["x", "count", "color", "site", "class"]
    _, lineage = synthetic_rows(tmp_path, rows, columns)
    scaled = [{**row, "x": repr(1024.0 * float(row["x"]))} for row in rows]
    _, other = synthetic_rows(tmp_path, scaled, columns)
    assert other == lineage


def test_missing_cells_follow_the_nearer_parent(tmp_path):
    rows = mixed_rows()
    made, lineage = synthetic_rows(tmp_path, rows, ["x", "count", "color", "site", "class"])
    gaps = 0
    for row, entry in zip(made, lineage):
        a, b = rows[int(entry["source"]) - 1], rows[int(entry["neighbor"]) - 1]
        nearer = a if float(entry["lambda"]) < 0.5 else b
        assert row["color"] == nearer["color"]
        if "" in (a["count"], b["count"]):
            assert row["count"] == nearer["count"]
            gaps += 1
        else:
            assert row["count"] != ""
    assert gaps > 10


def test_errors_say_what_to_do(tmp_path, measured):
    fit = ["fit", measured, "--target", "class", "-o", tmp_path / "out"]
    assert error_of(*fit, "--distance", "l1") == (
        "no distance 'l1'; choose one of auto, euclidean, heom, hvdm, smotenc")
    assert error_of(*fit, "--distance", "heom", "--profile", "paper") == (
        "the paper profile measures Euclidean distances; leave out the distance 'heom', or use the "
        "default profile")
    assert error_of(*fit, "--group", "class") == (
        "--group names the target column 'class'; name another one, or leave it out")
    assert error_of(*fit, "--weight", "class") == (
        "--weight names the target column 'class'; name another one, or leave it out")
    assert "option 'weight': there is no column 'sit'" in error_of(*fit, "--weight", "sit")
    assert "the weight column 'site' has " in error_of(*fit, "--weight", "site")
    assert "--imbalance splits rows at random" in error_of(*fit, "--group", "site", "--imbalance",
                                                           "3")
    unknown = "option 'group': there is no column 'sit'; did you mean 'site'?"
    assert unknown in error_of(*fit, "--group", "sit")
    assert unknown in error_of("compare", measured, "--target", "class", "--group", "sit", "-o",
                               tmp_path / "compared")
