"""The reports that the browser tests look at, each made once."""

import collections
import csv
import functools
import gzip
import os
import pathlib
import random
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "cli"))

from pages import started_browser  # noqa: E402
from program import run  # noqa: E402

EXAMPLE = pathlib.Path(__file__).parents[2] / "examples" / "data" / "wine_quality.csv"


def measuring_data(*names):
    """Tables of the measuring data, or a skipped test."""
    folder = os.environ.get("AUTOSMOTE_DATA")
    if not folder:
        pytest.skip("AUTOSMOTE_DATA does not name the folder with the measuring data")
    found = [next(pathlib.Path(folder).rglob(f"{name}.csv*"), None) for name in names]
    assert all(found), f"{folder} lacks one of {names}"
    return found


def target_of(table):
    opener = gzip.open if table.suffix == ".gz" else open
    with opener(table, "rt", newline="") as file:
        return next(csv.reader(file))[-1]


@pytest.fixture(scope="session")
def browser():
    with started_browser() as started:
        yield started


@pytest.fixture(scope="session")
def fit_report(tmp_path_factory):
    """Of phoneme by a classifier whose probabilities are its own."""
    table, = measuring_data("phoneme")
    out = tmp_path_factory.mktemp("fit")
    run("fit", table, "--target", target_of(table), "--classifier", "knn", "--metric",
        "average-precision", "--imbalance", "20", "--episodes", "60", "-o", out, "--quiet")
    return out / "report.html"


@pytest.fixture(scope="session")
def compare_report(tmp_path_factory):
    tables = measuring_data("glass1", "ecoli2", "haberman")
    out = tmp_path_factory.mktemp("compare")
    run("compare", *tables, "--target", target_of(tables[0]), "--methods",
        "nothing,class-weight,smote,threshold,autosmote", "--classifiers", "svm,knn", "--metrics",
        "macro-f1,mcc", "--repeats", "3", "--episodes", "20", "-o", out, "--quiet")
    return out / "report.html"


@pytest.fixture(scope="session")
def inspect_report(tmp_path_factory):
    page = tmp_path_factory.mktemp("inspect") / "inspect.html"
    run("inspect", EXAMPLE, "--target", "rating", "--html", page)
    return page


def thinned_shuttle(folder, most):
    """A table of seven classes: at most so many rows of each, and fifteen times that of the
    largest."""
    table, = measuring_data("shuttle")
    with gzip.open(table, "rt") as file:
        header, *rows = file.read().splitlines()
    kept = []
    count = collections.Counter()
    for row in rows:
        name = row.rpartition(",")[2]
        count[name] += 1
        if count[name] <= (15 * most if name == "1" else most):
            kept.append(row)
    thinned = folder / "shuttle.csv"
    thinned.write_text("\n".join([header, *kept]) + "\n")
    return thinned


@pytest.fixture(scope="session")
def classes_report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("classes")
    table = thinned_shuttle(folder, 20)
    run("fit", table, "--target", target_of(table), "--classifier", "knn", "--episodes", "4",
        "--verdict", "quick", "-o", folder / "out", "--quiet")
    return folder / "out" / "report.html"


def fitted(autosmote, X, y):
    """An estimator's, with a verdict."""
    from sklearn.naive_bayes import GaussianNB

    sampler = autosmote.AutoSMOTE(GaussianNB(), n_episodes=20, verdict="quick", random_state=0)
    sampler.fit_resample(X, y)
    return sampler


def compared(autosmote, X, y):
    return autosmote.compare(X, y, methods=["nothing", "smote", "threshold"], repeats=3,
                             random_state=0)


def inspected(autosmote, X, y):
    return autosmote.inspect(X, y)


@pytest.fixture(scope="session")
def python_report(tmp_path_factory):
    """A function that gives the page of what one of the functions above makes of the example."""
    autosmote = pytest.importorskip("autosmote")
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(EXAMPLE)

    @functools.cache
    def page_of(make):
        page = tmp_path_factory.mktemp(make.__name__) / "report.html"
        make(autosmote, table.drop(columns="rating"), table["rating"]).write_report(page)
        return page

    return page_of


@pytest.fixture(scope="session")
def large_report(tmp_path_factory):
    """Of 100,000 rows, with names that are markup."""
    folder = tmp_path_factory.mktemp("large")
    draw = random.Random(3)
    lines = ["a,b,c,</script><img src=x>,class"]
    for i in range(100_000):
        rare = i % 12 == 0
        shift = 1.0 if rare else 0.0
        kind = draw.choice(["</script>", "<b>", "&amp;"])
        lines.append(f"{draw.gauss(shift, 1):.4f},{draw.gauss(-shift, 2):.4f},"
                     f"{draw.gauss(0, 1):.4f},{kind},{'<i>rare' if rare else 'common'}")
    table = folder / "large.csv"
    table.write_text("\n".join(lines) + "\n")
    run("fit", table, "--target", "class", "--budget", "small", "--validation", "0.25",
        "--verdict", "none", "-o", folder / "out", "--quiet")
    return folder / "out" / "report.html"
