"""What a run writes and prints: every output against its description in docs/reference/fit.md."""

import csv
import io
import json
import os
import pathlib

import pytest

from program import OUTPUTS, contents, run, write_table

EXAMPLE = pathlib.Path(__file__).parents[2] / "examples" / "data" / "wine_quality.csv"


def read_rows(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def fit(tmp_path, *options, table=None, **arguments):
    table = table or write_table(tmp_path / "t.csv", **arguments)
    done = run("fit", table, "--target", "class", "--episodes", "20", "-o", tmp_path / "out",
               *options)
    return table, tmp_path / "out", done


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_original_rows_byte_for_byte(tmp_path, ending):
    table, out, _ = fit(tmp_path, ending=ending)
    original = table.read_bytes()
    balanced = (out / "balanced.csv").read_bytes()
    assert balanced.startswith(original)
    assert balanced[len(original):].count(ending.encode()) == balanced[len(original):].count(b"\n")


@pytest.mark.parametrize("profile", ["default", "paper"])
def test_synthetic_rows_follow_their_lineage(tmp_path, profile):
    # K-NN by F1 wants samples, so that there is something to follow.
    table, out, _ = fit(tmp_path, "--profile", profile, "--classifier", "knn", "--metric",
                        "balanced-accuracy")
    original = read_rows(table.read_text())[1:]
    balanced = read_rows((out / "balanced.csv").read_text())[1:]
    lineage = read_rows((out / "lineage.csv").read_text())
    assert lineage[0] == ["row", "source", "neighbor", "lambda", "class", "episode"]
    report = json.loads((out / "report.json").read_text())
    kept = report["split"]["training"]["rows"]
    assert len(lineage) > 1
    assert len(balanced) == kept + len(lineage) - 1
    assert [row for row in original if row in balanced[:kept]][: kept] == balanced[:kept]
    for number, (row, source, neighbor, share, label, episode) in enumerate(lineage[1:]):
        assert int(row) == kept + number + 1
        made = balanced[int(row) - 1]
        a, b, share = original[int(source) - 1], original[int(neighbor) - 1], float(share)
        assert a[4] == b[4] == made[4] == label == "rare"
        assert 0 <= share <= 1 and int(episode) >= 0
        for column in (0, 1):
            expected = float(a[column]) + share * (float(b[column]) - float(a[column]))
            assert float(made[column]) == pytest.approx(expected, abs=1e-9)
        count = int(a[2]) + share * (int(b[2]) - int(a[2]))
        assert made[2].lstrip("-").isdigit() and abs(int(made[2]) - count) <= 0.5
        assert made[3] == (a[3] if share < 0.5 else b[3])


def test_report_schema(tmp_path):
    test = write_table(tmp_path / "test.csv", seed=7)
    _, out, _ = fit(tmp_path, "--test", test, "--seed", "3")
    report = json.loads((out / "report.json").read_text())
    assert list(report) == [
        "autosmote", "schema", "command", "options", "seed", "data", "split", "methods",
        "synthetic_rows", "classes", "closeness", "verdict", "search_optimism", "calibration",
        "prior_correction", "episodes", "fits", "interrupted", "notes", "files", "timing"]
    assert report["schema"] == 1 and report["command"] == "fit" and report["seed"] == 3
    assert report["options"]["classifier"] == "svm" and report["options"]["episodes"] == 20
    data = report["data"]
    assert [c["name"] for c in data["columns"]] == ["x", "y", "count", "color", "class"]
    assert [c["role"] for c in data["columns"]] == ["feature"] * 4 + ["target"]
    assert data["columns"][3]["kind"] == "nominal" and data["columns"][3]["categories"] == 3
    assert data["minority"] == {"name": "rare", "rows": 24}
    assert data["majority"] == {"name": "common", "rows": 160}
    assert data["imbalance_ratio"] == pytest.approx(160 / 24)
    assert report["split"]["test"] == {"rows": 184, "majority": 160, "minority": 24}
    names = [m["method"] for m in report["methods"]]
    assert names == ["nothing", "class weight", "tuned threshold", "random over-sampling", "SMOTE",
                     "random search", "AutoSMOTE"]
    for method in report["methods"]:
        assert 0 <= method["validation"] <= 1 and 0 <= method["test"] <= 1
    best = report["methods"][-1]
    assert report["search_optimism"] == pytest.approx(best["validation"] - best["test"])
    assert best["synthetic_rows"] == report["synthetic_rows"]
    verdict = report["verdict"]
    assert verdict["lower"] <= verdict["difference"] <= verdict["upper"]
    assert verdict["positives"] == 24
    assert verdict["outcome"] in ("helps", "no evidence", "hurts")
    calibration = report["calibration"]
    assert calibration["probabilities"].startswith("decision values mapped by a logistic curve")
    for key in ("before", "after"):
        assert 0 < calibration[key]["brier"] < 0.25 and calibration[key]["slope"] > 0
    assert calibration["corrected"] is None
    correction = report["prior_correction"]
    added = report["synthetic_rows"]
    assert correction["minority"] == pytest.approx(24 / 184 / ((24 + added) / (184 + added)))
    assert correction["majority"] == pytest.approx(160 / 184 / (160 / (184 + added)))
    assert report["interrupted"] is False
    assert report["files"] == OUTPUTS
    assert set(report["timing"]) == {"threads", "search_seconds", "seconds"}


def test_the_prior_correction_helps_where_probabilities_are_the_classifiers_own(tmp_path):
    # With the threshold tuned, this table needs no samples.
    _, out, done = fit(tmp_path, "--classifier", "logistic", "--verdict", "full", "--threshold",
                       "default")
    report = json.loads((out / "report.json").read_text())
    assert report["verdict"]["evidence"] == "outer folds"
    assert "(5 outer folds, 5 times)" in done.stdout
    calibration = report["calibration"]
    assert report["synthetic_rows"] > 24
    assert calibration["corrected"]["brier"] < calibration["after"]["brier"]
    assert abs(calibration["corrected"]["intercept"]) < abs(calibration["after"]["intercept"])
    assert f"Brier score {calibration['before']['brier']:.4f} without over-sampling" in done.stdout


def test_history_counts_the_episodes(tmp_path):
    _, out, _ = fit(tmp_path)
    history = read_rows((out / "history.csv").read_text())
    assert history[0] == ["episode", "round", "samples", "validation", "best_validation", "entropy"]
    assert [int(row[0]) for row in history[1:]] == list(range(20))
    best = 0.0
    for row in history[1:]:
        assert 0 <= float(row[3]) <= 1
        assert float(row[4]) >= best
        best = float(row[4])


def test_text_on_standard_output(tmp_path):
    _, out, done = fit(tmp_path)
    lines = done.stdout.splitlines()
    assert lines[0] == "macro-f1 of svm:"
    assert lines[1].split() == ["method", "validation", "test", "threshold", "synthetic", "note"]
    # Aligned: the last digit of every validation score stands below the last letter of its title.
    end = lines[1].index("validation") + len("validation")
    for line in lines[2:9]:
        assert line[end - 6 : end].strip().replace(".", "").isdigit() and line[end:end + 1] == " "
    assert lines[8].startswith("AutoSMOTE ")
    assert "on rows that no search saw (5 outer folds)" in done.stdout
    assert str(out) in done.stdout
    assert "24 'rare' against 160 'common'" in done.stderr
    assert "nominal features ('color')" in done.stderr


def test_json_on_standard_output(tmp_path):
    _, out, done = fit(tmp_path, "--json")
    assert done.stdout == (out / "report.json").read_text()
    assert json.loads(done.stdout)["command"] == "fit"


def test_quiet(tmp_path):
    _, _, done = fit(tmp_path, "--quiet")
    assert done.stderr == "" and "AutoSMOTE" in done.stdout


def test_no_escape_sequences_away_from_a_terminal(tmp_path):
    _, _, done = fit(tmp_path)
    assert "\033" not in done.stderr + done.stdout and "\r" not in done.stderr


def test_validation_file_keeps_all_rows(tmp_path):
    validation = write_table(tmp_path / "v.csv", seed=5)
    table, out, _ = fit(tmp_path, "--validation", validation)
    report = json.loads((out / "report.json").read_text())
    assert report["split"]["validation_by"] == "file"
    assert report["split"]["training"]["rows"] == 184
    assert (out / "balanced.csv").read_bytes().startswith(table.read_bytes())


def test_holdout_says_which_rows_are_missing(tmp_path):
    _, out, done = fit(tmp_path, "--validation", "0.25")
    report = json.loads((out / "report.json").read_text())
    assert report["split"]["training"] == {"rows": 138, "majority": 120, "minority": 18}
    assert report["split"]["validation"] == {"rows": 46, "majority": 40, "minority": 6}
    assert "46 rows are held out for validation and are not in balanced.csv" in done.stdout


@pytest.mark.parametrize("profile, by", [("default", "5-fold cross-validation"), ("paper", "hold-out")])
def test_imbalance_makes_the_protocol(tmp_path, profile, by):
    _, out, _ = fit(tmp_path, "--imbalance", "8", "--profile", profile, majority=300, minority=90)
    split = json.loads((out / "report.json").read_text())["split"]
    assert split["validation_by"] == by
    assert split["test"]["minority"] == split["test"]["majority"] // 8
    if profile == "paper":
        assert split["training"]["minority"] == split["training"]["majority"] // 8
        assert split["validation"]["minority"] == split["validation"]["majority"] // 8
    else:
        assert split["training"] == split["validation"]


def test_standard_input(tmp_path):
    table = write_table(tmp_path / "t.csv")
    out = tmp_path / "out"
    run("fit", "-", "--target", "class", "--episodes", "5", "-o", out, input=table.read_text())
    assert (out / "balanced.csv").read_bytes().startswith(table.read_bytes())


def test_ablations_random_and_flat(tmp_path):
    table = write_table(tmp_path / "t.csv")
    seen = {}
    for name, options in {
        "rl": [],
        "cross": ["--ablate", "cross-instance"],
        "two": ["--ablate", "instance-specific,low-level"],
        "random": ["--search", "random"],
        "flat": ["--search", "flat"],
    }.items():
        out = tmp_path / name
        done = run("fit", table, "--target", "class", "--profile", "paper", "--episodes", "12", "-o",
                   out, *options)
        assert ("AutoSMOTE" in done.stdout) == (name != "random")
        assert "random search" in done.stdout
        seen[name] = (out / "history.csv").read_bytes()
    assert len(set(seen.values())) >= 3


def test_version_and_help():
    assert run("--version").stdout.startswith("autosmote 0.")
    text = run("fit", "--help").stdout
    for expected in ["--neighbors INT=30", "--metric TEXT=macro-f1", "Example:", "--ablate"]:
        assert expected in text
    assert "Example:" in run("--help").stdout


def test_column_options_do_not_swallow_the_table(tmp_path):
    table = write_table(tmp_path / "t.csv")
    out = tmp_path / "out"
    run("fit", "--nominal", "count", "--ignore", "y,x", "--missing", "r", table, "--target",
        "class", "--episodes", "5", "-o", out)
    columns = json.loads((out / "report.json").read_text())["data"]["columns"]
    assert [c["role"] for c in columns] == ["ignored", "ignored", "feature", "feature", "target"]
    assert columns[2]["kind"] == "nominal"
    assert columns[3]["missing"] > 0


def test_example_data(tmp_path):
    out = tmp_path / "out"
    run("fit", EXAMPLE, "--target", "rating", "--episodes", "20", "-o", out)
    assert (out / "balanced.csv").read_bytes().startswith(EXAMPLE.read_bytes())


@pytest.mark.parametrize("name", ["keel/yeast4", "keel/abalone19", "mixed/credit_g"])
def test_natural_sets(tmp_path, name):
    folder = os.environ.get("AUTOSMOTE_DATA")
    if not folder:
        pytest.skip("AUTOSMOTE_DATA does not name the folder with the measuring data")
    out = tmp_path / "out"
    run("fit", pathlib.Path(folder) / f"{name}.csv.gz", "--target", "class", "--episodes", "20",
        "-o", out)
    assert sorted(contents(out, OUTPUTS)) == sorted(OUTPUTS)


def test_warns_of_columns_that_are_no_features(tmp_path):
    """A row number, identifiers and decimal commas are legal; they are pointed out, at once too."""
    table = write_table(tmp_path / "t.csv", majority=60, minority=12)
    head, *rows = table.read_text().splitlines()
    table.write_text(
        f"no,name,{head}\n" + "".join(f"{7 + i},n{i},{row}\n" for i, row in enumerate(rows))
    )
    fit = ["fit", table, "--target", "class", "--episodes", "1", "--verdict", "none"]
    done = run(*fit, "-o", tmp_path / "out", "--json")
    notes = json.loads(done.stdout)["notes"]
    assert any(note.startswith("column 'no' counts the rows") for note in notes)
    assert any(note.startswith("column 'name' has 72 different texts in 72 rows") for note in notes)
    assert "Note: column 'no' counts the rows" in done.stderr
    ignored = run(*fit, "--ignore", "no,name", "-o", tmp_path / "out", "--json")
    notes = json.loads(ignored.stdout)["notes"]
    assert not any(note.startswith("column ") for note in notes)
    assert "Note:" not in ignored.stderr


def test_warns_of_rows_that_were_learned_from(tmp_path):
    table = write_table(tmp_path / "t.csv", majority=60, minority=12)
    copy = tmp_path / "copy.csv"
    copy.write_bytes(table.read_bytes())
    fit = ["fit", table, "--target", "class", "--episodes", "1"]
    for option, role in (("--test", "test"), ("--validation", "validation")):
        done = run(*fit, option, copy, "--verdict", "none", "-o", tmp_path / role, "--json")
        note = next(n for n in json.loads(done.stdout)["notes"] if n.startswith(str(copy)))
        assert note == (f"{copy}: all of the 72 {role} rows are in the training table, too, so "
                        "scores on them are those of rows that were learned from and say nothing "
                        "about others; give other rows, or leave it out")
        assert f"Note: {note}" in done.stderr
    other = write_table(tmp_path / "other.csv", majority=60, minority=12, seed=7)
    done = run(*fit, "--test", other, "-o", tmp_path / "fresh", "--json")
    assert not [note for note in json.loads(done.stdout)["notes"] if "in the training" in note]
    header, *rows = table.read_text().splitlines()
    some = tmp_path / "some.csv"  # in another order, beside rows that are new
    some.write_text("\n".join([header, *rows[::-3], *other.read_text().splitlines()[1:]]) + "\n")
    done = run(*fit, "--test", some, "-o", tmp_path / "some", "--json")
    assert f"{some}: 24 of the 96 test rows are in the training table" in str(done.stdout)


def test_warns_of_rows_that_repeat(tmp_path):
    table = write_table(tmp_path / "t.csv", majority=60, minority=12)
    lines = table.read_text().splitlines()
    table.write_text("\n".join([*lines, *lines[1:9]]) + "\n")
    fit = ["fit", table, "--target", "class", "--episodes", "1", "--verdict", "none", "--json"]
    done = run(*fit, "-o", tmp_path / "out")
    assert any(note.startswith("8 rows (10.0 %) repeat an earlier one; held-out rows whose copies")
               for note in json.loads(done.stdout)["notes"])


def test_notes_no_copies_where_the_values_are_few(tmp_path):
    """Rows of a few categories are often equal; a test table of the same source shares them."""
    def write(path, seed):
        rows = [f"{(i * seed) % 3},{(i * seed) % 2},{'a' if i % 6 == 0 else 'b'}" for i in range(90)]
        path.write_text("\n".join(["x,y,class", *rows]) + "\n")
        return path
    table, test = write(tmp_path / "t.csv", 5), write(tmp_path / "test.csv", 7)
    done = run("fit", table, "--target", "class", "--test", test, "--episodes", "1", "-o",
               tmp_path / "out", "--json")
    assert not [note for note in json.loads(done.stdout)["notes"] if "in the training" in note]


def test_says_where_fits_did_not_suffice_for_an_episode(tmp_path):
    table = write_table(tmp_path / "t.csv", majority=60, minority=12)
    done = run("fit", table, "--target", "class", "--fits", "1", "-o", tmp_path / "out", "--json")
    report = json.loads(done.stdout)
    assert report["episodes"] == 0 and report["interrupted"] is False
    assert any(note.startswith("the search had neither fits nor time for an episode")
               for note in report["notes"])
    assert not any("interrupted" in note for note in report["notes"])


def test_keeps_inputs_that_lie_in_the_output_folder(tmp_path):
    """A table named like a result is not replaced by it."""
    for name, option in (("balanced.csv", None), ("history.csv", "--test"),
                         ("report.json", "--validation")):
        folder = tmp_path / name.replace(".", "-")
        folder.mkdir()
        inner = write_table(folder / name, majority=60, minority=12)
        table = write_table(tmp_path / "t.csv", majority=60, minority=12, seed=3)
        before = inner.read_bytes()
        tables = [inner] if option is None else [table, option, inner]
        done = run("fit", *tables, "--target", "class", "--episodes", "1", "-o", folder, code=2)
        assert f"{inner}: that is an input" in done.stderr
        assert inner.read_bytes() == before and list(folder.iterdir()) == [inner]
    folder = tmp_path / "compared"
    folder.mkdir()
    inner = write_table(folder / "summary.json", majority=60, minority=12)
    done = run("compare", inner, "--target", "class", "--methods", "nothing", "-o", folder, code=2)
    assert f"{inner}: that is an input" in done.stderr


def test_a_column_may_be_in_one_table_alone(tmp_path):
    """An identifier that only one table has is ignored there; a name that none has is a slip."""
    table = write_table(tmp_path / "t.csv", majority=60, minority=12)
    test = write_table(tmp_path / "test.csv", majority=60, minority=12, seed=7)
    fit = ["fit", table, "--target", "class", "--test", test, "--episodes", "1", "--json"]
    expected = json.loads(run(*fit, "-o", tmp_path / "plain").stdout)
    for file in (test, table):
        head, *rows = file.read_text().splitlines()
        file.write_text(f"id,{head}\n" + "".join(f"x{i},{row}\n" for i, row in enumerate(rows)))
        report = json.loads(run(*fit, "--ignore", "id", "-o", tmp_path / "out").stdout)
        assert report["methods"] == expected["methods"]
    done = run(*fit, "--ignore", "idd", "-o", tmp_path / "out", code=2)
    assert "t.csv: " in done.stderr and "'idd'" in done.stderr and "'id'" in done.stderr
