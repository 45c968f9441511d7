"""Reports from Python: the pages of the command line, without its files."""

import os
import pathlib
import pickle
import re
import subprocess

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_classification
from sklearn.exceptions import NotFittedError
from sklearn.metrics import make_scorer, recall_score
from sklearn.naive_bayes import GaussianNB

from autosmote import AutoSMOTE, AutoSMOTEClassifier, compare, inspect

# There are few rows in tests, and the search says so.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

COMMAND = re.compile(r'<pre class="command".*?</pre>', re.DOTALL)
TIMING = re.compile(r'<p id="timing">.*?</p>')
FILES = re.compile(r"<tr><t[dh][^>]*>files</t[dh]>.*?</tr>\n")


@pytest.fixture(scope="module")
def table():
    X, y = make_classification(
        n_samples=240, n_features=3, n_informative=3, n_redundant=0, weights=[0.85], flip_y=0,
        class_sep=0.6, random_state=2,
    )  # fmt: skip
    return pd.DataFrame(X, columns=list("abc")).assign(label=np.where(y == 1, "yes", "no"))


def page_of(found, folder):
    path = folder / "page.html"
    assert found.write_report(path) is None
    assert [file.name for file in folder.iterdir() if "page" in file.name] == ["page.html"]
    return path.read_text(encoding="utf-8")


def page_of_command(folder, name, command, table, *options):
    """What the program writes for the table, in the words of a page without files."""
    program = os.environ.get("AUTOSMOTE_BIN")
    if not program:
        pytest.skip("AUTOSMOTE_BIN does not name the folder with the program")
    table.to_csv(folder / f"{name}.csv", index=False)
    started = [pathlib.Path(program) / "autosmote", command, folder / f"{name}.csv"]
    subprocess.run([*started, "--target", "label", *options], check=True, capture_output=True)
    return (folder / "out" / "report.html").read_text(encoding="utf-8").replace(
        str(folder / f"{name}.csv"), name
    )  # fmt: skip


def without_what_differs(page):
    return FILES.sub("", TIMING.sub("", COMMAND.sub("", page)))


@pytest.mark.parametrize("verdict", ["none", "quick"])
def test_fit_is_the_page_of_the_command_line(table, tmp_path, verdict):
    expected = page_of_command(
        tmp_path, "X", "fit", table, "--classifier", "knn", "--episodes", "8", "--seed", "3",
        "--verdict", verdict, "-o", tmp_path / "out",
    )  # fmt: skip
    for here, there in (
        ("balanced.csv", "the resampled rows"),
        ("lineage.csv", "the lineage"),
        ("--verdict full", "the verdict 'full'".replace("'", "&#39;")),
        ("--verdict quick, or give rows that were set aside by --test,",
         "the verdict &#39;quick&#39;"),
    ):  # fmt: skip
        expected = expected.replace(here, there)
    sampler = AutoSMOTE("knn", n_episodes=8, verdict=verdict, random_state=3, n_jobs=2)
    with pytest.raises(NotFittedError, match="Call 'fit_resample' first"):
        sampler.write_report(tmp_path / "page.html")
    sampler.fit_resample(table.drop(columns="label"), table["label"])
    page = page_of(sampler, tmp_path)
    assert without_what_differs(page) == without_what_differs(expected)
    call = COMMAND.search(page)[0]
    assert "AutoSMOTE(classifier=&#39;knn&#39;, n_episodes=8, random_state=3" in call
    assert call.endswith(".fit_resample(X, y)</code></pre>")
    assert "n_jobs" not in call
    (tmp_path / "page.html").unlink()
    assert page_of(pickle.loads(pickle.dumps(sampler)), tmp_path) == page


def test_compare_is_the_page_of_the_command_line(table, tmp_path):
    expected = page_of_command(
        tmp_path, "data", "compare", table, "--methods", "nothing,smote", "--classifiers", "tree",
        "--metrics", "mcc", "--repeats", "2", "--seed", "3", "-o", tmp_path / "out",
    )  # fmt: skip
    found = compare(
        table.drop(columns="label"), table["label"], methods=["nothing", "smote"],
        classifiers="tree", metrics="mcc", repeats=2, random_state=3, verbose=0,
    )  # fmt: skip
    page = page_of(found, tmp_path)
    assert without_what_differs(page) == without_what_differs(expected)
    assert (
        "compare(X, y, methods=(&#39;nothing&#39;, &#39;smote&#39;), classifiers=&#39;tree&#39;, "
        "metrics=&#39;mcc&#39;, repeats=2, random_state=3)"
    ) in page


def test_inspect_is_the_page_of_the_command_line(table, tmp_path):
    (tmp_path / "out").mkdir()
    expected = page_of_command(
        tmp_path, "X", "inspect", table, "--html", tmp_path / "out" / "report.html"
    )
    page = page_of(inspect(table.drop(columns="label"), table["label"]), tmp_path)
    assert without_what_differs(page) == without_what_differs(expected)
    assert "<code>inspect(X, y)</code>" in page


def test_an_estimator_is_named_and_its_threshold_is_a_probability(table, tmp_path):
    X, y = table.drop(columns="label"), table["label"]
    weights, groups = np.ones(len(y)), np.arange(len(y)) // 2
    sampler = AutoSMOTE(GaussianNB(), n_episodes=4, random_state=np.random.default_rng(0))
    sampler.fit_resample(X, y, sample_weight=weights, groups=groups)
    page = page_of(sampler, tmp_path)
    assert "<td>GaussianNB</td>" in page
    assert f"random_state={sampler._seed}" in page
    assert ".fit_resample(X, y, groups=groups, sample_weight=sample_weight)</code>" in page
    assert f"<b>{sampler.threshold_:.4g}</b> decision threshold on the score" in page
    (tmp_path / "page.html").unlink()
    model = AutoSMOTEClassifier(GaussianNB(), n_episodes=4, random_state=0).fit(X, y)
    assert "GaussianNB" in page_of(model, tmp_path)


@pytest.mark.parametrize(
    ("metric", "name"),
    [("recall", "recall"), (make_scorer(recall_score, pos_label="yes"), "recall_score")],
)
def test_a_scorer_has_its_name(table, tmp_path, metric, name):
    X, y = table.drop(columns="label"), table["label"]
    if isinstance(metric, str):
        y = (y == "yes").astype(int)  # the label that scikit-learn takes for the positive one
    sampler = AutoSMOTE(GaussianNB(), metric, n_episodes=4, random_state=0)
    sampler.fit_resample(X, y)
    page = page_of(sampler, tmp_path)
    assert f"<td>{name}</td>" in page
    assert f"GaussianNB by {name}</p>" in page
    assert f"{name} of every method" in page
    assert f'"metric":"{name}"' in page
    assert sampler.report_["options"]["metric"] == name
    assert f"has {name} 0." in sampler.report_["verdict"]["sentence"]


def test_a_report_that_cannot_be_written(table, tmp_path):
    found = inspect(table.drop(columns="label"), table["label"])
    with pytest.raises(FileNotFoundError):
        found.write_report(tmp_path / "no" / "page.html")
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        found.write_report(str(tmp_path / "folder"))
    assert [file.name for file in tmp_path.iterdir()] == ["folder"]
