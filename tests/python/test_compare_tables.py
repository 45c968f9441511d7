"""compare: the runs of the command line, of tables in memory."""

import builtins
import signal
import threading
import time

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_classification
from sklearn.utils._param_validation import InvalidParameterError

import autosmote
from data import mixed, run_program

QUICK = {"methods": ["nothing", "class-weight", "smote", "autosmote"], "n_episodes": 12}


def test_the_same_numbers_as_the_command_line(tmp_path):
    tables = {name: mixed(300, seed) for name, seed in (("a", 1), ("b", 2))}
    paths = []
    for name, (X, y) in tables.items():
        paths.append(tmp_path / f"{name}.csv")
        columns = ["y", *X.columns] if name == "a" else [*X.columns, "y"]
        X.assign(y=y)[columns].to_csv(paths[-1], index=False)
    out = tmp_path / "out"
    run_program(
        "compare", *paths, "--target", "y", "--methods", ",".join(QUICK["methods"]),
        "--classifiers", "svm,knn", "--metrics", "macro-f1,mcc", "--imbalance", "8",
        "--repeats", "2", "--episodes", "12", "--seed", "4", "--quiet", "-o", out,
    )  # fmt: skip
    found = autosmote.compare(
        tables, classifiers=["svm", "knn"], metrics=["f1_macro", "mcc"], imbalance=8, repeats=2,
        random_state=4, n_jobs=2, **QUICK,
    )  # fmt: skip
    expected = pd.read_csv(out / "results.csv", keep_default_na=False, float_precision="round_trip")
    runs = found.runs.assign(applied=np.where(found.runs["applied"], "yes", "no"))
    assert list(runs.columns) == list(expected.columns)
    pd.testing.assert_frame_equal(
        runs.drop(columns="seconds"), expected.drop(columns="seconds"), check_dtype=False,
        check_exact=True,
    )  # fmt: skip
    assert len(runs) == 2 * 2 * 2 * 2 * 4
    means = runs.groupby(["set", "classifier", "metric", "method"])["test"].mean()
    for line in found.summary.itertuples():
        place = (line.set, line.classifier, line.metric, line.method)
        assert line.test == pytest.approx(means[place], abs=1e-9)
        assert line.lower <= line.test <= line.upper
    assert set(found.ranks["metric"]) == {"macro-f1", "mcc"}


def test_one_table_or_a_list():
    X, y = mixed()
    one = autosmote.compare(X, y, methods="nothing", repeats=2, random_state=0)
    two = autosmote.compare([(X, y), (X, y)], methods="nothing", repeats=2, random_state=0)
    assert list(one.runs["set"]) == ["data"] * 2
    assert list(two.runs["set"]) == ["data1"] * 2 + ["data2"] * 2
    assert list(two.runs["test"]) == list(one.runs["test"]) * 2
    assert repr(one) == "<Comparison of nothing: 2 runs>"
    assert "<td>nothing</td>" in one._repr_html_()


def test_without_pandas_there_are_lists(monkeypatch):
    X, y = mixed()
    expected = autosmote.compare(X, y, methods="nothing", repeats=2, random_state=0)
    numbers, labels = X[["n"]].to_numpy(), y.to_numpy()
    importing = builtins.__import__

    def without_pandas(name, *arguments, **named):
        if name == "pandas":
            raise ImportError("No module named 'pandas'")
        return importing(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without_pandas)
    found = autosmote.compare(numbers, labels, methods="nothing", repeats=2, random_state=0)
    assert type(found.runs) is dict
    assert list(found.runs) == list(expected.runs.columns)
    assert found.summary["repeats"] == [2]
    assert repr(found) == repr(expected)


def test_does_not_depend_on_threads():
    X, y = mixed()
    one, two = (
        autosmote.compare(X, y, repeats=3, random_state=7, n_jobs=n, **QUICK).runs for n in (1, 2)
    )
    pd.testing.assert_frame_equal(one.drop(columns="seconds"), two.drop(columns="seconds"))


def test_ctrl_c_ends_it_within_a_second():
    # A shell starts background jobs with SIGINT ignored; Python then raises nothing by itself.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    draw = np.random.default_rng(0)
    X, y = draw.normal(size=(2000, 6)), np.arange(2000) % 20 == 0
    sent = []

    def interrupt():
        sent.append(time.perf_counter())
        signal.raise_signal(signal.SIGINT)

    timer = threading.Timer(1.5, interrupt)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            autosmote.compare(X, y, methods="autosmote-paper", classifiers="knn", repeats=50)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.perf_counter() - sent[0] < 20.0  # a second, and a machine that does other things


def test_progress(capsys):
    X, y = mixed()
    autosmote.compare(X, y, methods="nothing", repeats=3, random_state=0, verbose=1)
    assert "runs: 3 of 3" in capsys.readouterr().err
    autosmote.compare(X, y, methods="nothing", repeats=3, random_state=0, verbose="tqdm")
    assert "runs: 100%" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"methods": "smoke"}, "smoke"),
        ({"methods": []}, "no methods; name some of nothing"),
        ({"classifiers": "forest"}, "forest"),
        ({"metrics": ["mcc", "mcc"]}, "metric mcc is named twice"),
        ({"imbalance": 0.5}, "imbalance 0.5 is no ratio"),
        ({"imbalance": [8, None]}, "imbalance nan is no ratio"),
    ],
)
def test_bad_options(given, message):
    X, y = mixed(60)
    with pytest.raises(ValueError, match=message):
        autosmote.compare(X, y, **given)


@pytest.mark.parametrize(
    "given",
    [
        {"methods": 3}, {"classifiers": None}, {"metrics": 1.0}, {"imbalance": "20"},
        {"imbalance": None}, {"repeats": 2.5}, {"repeats": 0}, {"folds": 1}, {"folds": "5"},
        {"n_episodes": 0}, {"n_episodes": 4.0}, {"random_state": "0"}, {"n_jobs": 1.5},
        {"verbose": "bar"},
    ],
)  # fmt: skip
def test_parameters_of_another_type_or_range(given):
    X, y = mixed(60)
    (name,) = given
    with pytest.raises(InvalidParameterError, match=f"The '{name}' parameter of compare must be"):
        autosmote.compare(X, y, **given)


def test_numbers_of_numpy():
    X, y = mixed()
    plain = {"imbalance": 8, "repeats": 2, "folds": 3, "n_episodes": 4, "random_state": 1}
    given = {name: np.int64(value) for name, value in plain.items()}
    several = {**given, "imbalance": np.array([8.0])}
    options = {"methods": ["nothing", "autosmote"]}
    expected = autosmote.compare(X, y, **options, **plain).runs.drop(columns="seconds")
    for numbers in (given, several):
        found = autosmote.compare(X, y, **options, **numbers).runs.drop(columns="seconds")
        pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize(("imbalance", "ratios"), [((), {0.0}), ([6, 8], {6.0, 8.0})])
def test_runs_and_summary_can_be_joined(imbalance, ratios):
    X, y = mixed()
    found = autosmote.compare(
        X, y, methods=["nothing", "smote"], imbalance=imbalance, repeats=2, random_state=0
    )
    assert set(found.runs["ratio"]) == set(found.summary["ratio"]) == ratios
    keys = ["set", "ratio", "classifier", "metric", "method"]
    joined = found.runs.merge(found.summary, on=keys, how="outer", indicator=True)
    assert (joined["_merge"] == "both").all() and len(joined) == len(found.runs)
    own = {cell["ratio"] for cell in found.report["cells"]}
    assert own == ({None} if ratios == {0.0} else ratios)


def test_bad_tables():
    X, y = mixed(60)
    with pytest.raises(ValueError, match="data1 is no pair"):
        autosmote.compare([X, y])
    with pytest.raises(ValueError, match="no data; give at least one table"):
        autosmote.compare({})
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        autosmote.compare(X, y[:-1])


def test_several_classes():
    X, y = make_classification(
        n_samples=300, n_features=4, n_informative=4, n_redundant=0, n_classes=3,
        weights=[0.7, 0.2], random_state=3,
    )  # fmt: skip
    methods = ["nothing", "class-weight", "smote", "autosmote"]
    found = autosmote.compare(X, y, methods=methods, repeats=2, n_episodes=8, random_state=0)
    assert list(found.runs["method"]) == methods * 2
    assert found.runs["test"].between(0, 1).all()
    smallest = int(np.bincount(y).min())
    parts = found.runs[["training_minority", "validation_minority", "test_minority"]].sum(axis=1)
    assert set(parts) == {smallest}
    with pytest.raises(ValueError, match="data: .* has 3 classes, and the method autosmote-paper"):
        autosmote.compare(X, y, methods="autosmote-paper", repeats=1)
    with pytest.raises(ValueError, match="the metric roc-auc takes two; metrics for several"):
        autosmote.compare(X, y, metrics="roc_auc", repeats=1)
