"""The reports that the browser tests look at, each made once."""

import csv
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


@pytest.fixture(scope="session")
def example():
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(EXAMPLE)
    return table.drop(columns="rating"), table["rating"]


@pytest.fixture(scope="session")
def python_fit_report(tmp_path_factory, example):
    """As the Python package writes it, of an estimator."""
    autosmote = pytest.importorskip("autosmote")
    from sklearn.naive_bayes import GaussianNB

    page = tmp_path_factory.mktemp("python_fit") / "report.html"
    sampler = autosmote.AutoSMOTE(GaussianNB(), n_episodes=20, verdict="quick", random_state=0)
    sampler.fit_resample(*example)
    sampler.write_report(page)
    return page


@pytest.fixture(scope="session")
def python_compare_report(tmp_path_factory, example):
    autosmote = pytest.importorskip("autosmote")
    page = tmp_path_factory.mktemp("python_compare") / "report.html"
    found = autosmote.compare(*example, methods=["nothing", "smote", "threshold"], repeats=3,
                              random_state=0)
    found.write_report(page)
    return page


@pytest.fixture(scope="session")
def python_inspect_report(tmp_path_factory, example):
    autosmote = pytest.importorskip("autosmote")
    page = tmp_path_factory.mktemp("python_inspect") / "inspect.html"
    autosmote.inspect(*example).write_report(page)
    return page


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
