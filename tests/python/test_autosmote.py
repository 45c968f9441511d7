"""AutoSMOTE: what the command line makes, in the user's containers, at home in scikit-learn."""

import datetime
import json
import os
import pathlib
import pickle
import subprocess
import threading
import time

import imblearn.utils.estimator_checks
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse
import sklearn.utils.estimator_checks
from imblearn.pipeline import make_pipeline
from sklearn.base import clone
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB

from autosmote import AutoSMOTE, inspect
from data import mixed

# There are few rows in tests, and the search says so.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

CHECKED = AutoSMOTE(classifier="knn", n_episodes=4, random_state=0)


@imblearn.utils.estimator_checks.parametrize_with_checks([CHECKED])
def test_imbalanced_learn_checks(estimator, check):
    check(estimator)


@sklearn.utils.estimator_checks.parametrize_with_checks([CHECKED])
def test_scikit_learn_checks(estimator, check):
    check(estimator)


def test_parameter_validation():
    imblearn.utils.estimator_checks.check_param_validation("AutoSMOTE", CHECKED)


@pytest.fixture(scope="module")
def data():
    return make_classification(
        n_samples=240, n_features=4, weights=[0.85], flip_y=0, class_sep=0.6, random_state=2
    )


def made_by_the_command_line(folder, table, *options):
    """The output folder of `autosmote fit` on the table, whose labels are in `label`."""
    program = os.environ.get("AUTOSMOTE_BIN")
    if not program:
        pytest.skip("AUTOSMOTE_BIN does not name the folder with the program")
    table.to_csv(folder / "in.csv", index=False)
    command = [
        pathlib.Path(program) / "autosmote", "fit", folder / "in.csv", "--target", "label",
        "--metric", "mcc", "--episodes", "12", "--seed", "5", "--quiet", "-o", folder / "out",
    ]  # fmt: skip
    subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)
    return folder / "out"


def assert_same_as(folder, sampler, X_res, y_res):
    """Rows, lineage, history, policy, scores and verdict of a folder of `autosmote fit`."""
    made = pd.read_csv(folder / "balanced.csv", float_precision="round_trip")
    pd.testing.assert_series_equal(made.pop("label"), y_res, check_dtype=False)
    assert made["f"].equals(X_res["f"])
    assert made["n"].tolist() == X_res["n"].tolist()
    assert made["b"].tolist() == X_res["b"].tolist()
    assert made["color"].fillna("").tolist() == X_res["color"].fillna("").tolist()
    lineage = pd.read_csv(folder / "lineage.csv")
    for name in ("source", "neighbor"):
        assert (lineage[name] - 1).tolist() == sampler.lineage_[name].tolist()
    history = pd.read_csv(folder / "history.csv", float_precision="round_trip")
    assert history["validation"].tolist() == sampler.history_["validation"].tolist()
    assert json.loads((folder / "policy.json").read_text()) == sampler.policy_
    report = json.loads((folder / "report.json").read_text())
    for key in ("methods", "verdict", "calibration", "fits", "split"):
        assert report[key] == sampler.report_[key]
    assert report["data"]["columns"] == sampler.report_["data"]["columns"]
    assert report["options"]["group"] == sampler.report_["options"]["group"]


@pytest.mark.parametrize(
    ("classifier", "profile", "distance"),
    [("knn", "default", "auto"), ("knn", "paper", "auto"), ("tree", "default", "hvdm")],
)
def test_same_rows_as_the_command_line(tmp_path, classifier, profile, distance):
    X, y = mixed()
    folder = made_by_the_command_line(
        tmp_path, X.assign(label=y), "--classifier", classifier, "--profile", profile,
        "--distance", distance, "--verdict", "none",
    )  # fmt: skip
    sampler = AutoSMOTE(
        classifier, "mcc", n_episodes=12, profile=profile, distance=distance, random_state=5,
        n_jobs=2,
    )  # fmt: skip
    assert_same_as(folder, sampler, *sampler.fit_resample(X, y))


def several(classes=("big", "some", "few")):
    """The mixed table with a third class: every other row of the minority, and a few more."""
    X, y = mixed()
    codes = (y == y.value_counts().idxmin()).to_numpy().astype(int)
    rows = np.flatnonzero(codes)
    codes[rows[::3]] = 2
    return X, pd.Series(np.array(classes)[codes], name="label")


def test_same_rows_of_several_classes_as_the_command_line(tmp_path):
    X, y = several()
    folder = made_by_the_command_line(
        tmp_path, X.assign(label=y), "--classifier", "knn", "--verdict", "none"
    )
    sampler = AutoSMOTE("knn", "mcc", n_episodes=12, random_state=5, n_jobs=2)
    X_res, y_res = sampler.fit_resample(X, y)
    assert_same_as(folder, sampler, X_res, y_res)
    added = y_res.value_counts() - y.value_counts()
    assert added["big"] == 0 and added.sum() == len(sampler.lineage_["source"]) > 0
    assert sampler.sampling_strategy_ == {name: n for name, n in added.items() if n > 0}
    again = sampler.resample(X, y)
    pd.testing.assert_frame_equal(again[0], X_res)
    pd.testing.assert_series_equal(again[1], y_res)
    assert len(sampler.plot_samples(X, y).minority) == (y != "big").sum()
    plt.close("all")


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("minority", {"few": "big"}),
        ("not majority", {"few": "big", "so, me": "big"}),
        ({"so, me": 90, "few": 33}, {"so, me": 90, "few": 33}),
        (lambda y: {"few": 41}, {"few": 41}),
    ],
)
def test_the_classes_have_the_rows_that_the_strategy_asks_for(strategy, expected):
    X, y = several(("big", "so, me", "few"))
    sampler = AutoSMOTE("knn", n_episodes=4, sampling_strategy=strategy, random_state=0)
    _, y_res = sampler.fit_resample(X, y)
    before, after = y.value_counts(), y_res.value_counts()
    wanted = {name: before.get(rows, rows) for name, rows in expected.items()}
    assert after.to_dict() == {**before.to_dict(), **wanted}
    assert sampler.sampling_strategy_ == {n: rows - before[n] for n, rows in wanted.items()}


def test_a_dict_of_all_classes_goes_with_held_out_rows():
    X, y = mixed()
    rows = y.value_counts()
    strategy = {rows.idxmax(): rows.max(), rows.idxmin(): rows.min() + 30}
    sampler = AutoSMOTE(
        n_episodes=4, sampling_strategy=strategy, validation=0.25, random_state=0
    )
    _, y_res = sampler.fit_resample(X, y)
    assert (y_res == rows.idxmin()).sum() == rows.min() + 30


def test_a_ratio_as_strategy_gives_the_bytes_of_the_command_line(tmp_path):
    X, y = mixed()
    folder = made_by_the_command_line(
        tmp_path, X.assign(label=y), "--verdict", "none", "--strategy", "0.6"
    )
    sampler = AutoSMOTE(metric="mcc", n_episodes=12, sampling_strategy=0.6, random_state=5)
    X_res, y_res = sampler.fit_resample(X, y)
    assert_same_as(folder, sampler, X_res, y_res)
    counts = y_res.value_counts()
    assert counts.min() == int(counts.max() * 0.6)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"profile": "paper"}, "the paper's profile takes two"),
        ({"metric": "roc_auc"}, "the metric roc-auc takes two"),
        ({"threshold": "tuned"}, "a tuned threshold takes two"),
        ({"sampling_strategy": 0.5}, "can be a float only when the type of target is binary"),
        ({"classifier": GaussianNB()}, "Only binary classification is supported with an estimat"),
    ],
)
def test_what_takes_two_classes_says_so(parameters, message):
    sampler = AutoSMOTE("knn", n_episodes=4, random_state=0).set_params(**parameters)
    with pytest.raises(ValueError, match=message):
        sampler.fit_resample(*several())


@pytest.mark.parametrize(
    ("profile", "validation", "verdict"),
    [
        ("default", "auto", "none"),
        ("default", "auto", "quick"),
        ("default", "cv:3x2", "none"),
        ("default", "0.3", "none"),
        ("paper", "auto", "none"),
    ],
)
def test_same_groups_as_the_command_line(tmp_path, profile, validation, verdict):
    X, y = mixed()
    groups = pd.Series(np.arange(len(y)) // 4 % 50, name="patient")
    folder = made_by_the_command_line(
        tmp_path, X.assign(label=y, patient=groups), "--group", "patient", "--classifier", "tree",
        "--profile", profile, "--validation", validation, "--verdict", verdict,
    )  # fmt: skip
    sampler = AutoSMOTE(
        "tree", "mcc", n_episodes=12, random_state=5, profile=profile, validation=validation,
        verdict=verdict, n_jobs=2,
    )  # fmt: skip
    X_res, y_res = sampler.fit_resample(X, y, groups=groups)
    assert_same_as(folder, sampler, X_res, y_res)
    assert sampler.report_["options"]["group"] == "patient"
    # Without them the splits are others.
    other = clone(sampler)
    other.fit_resample(X, y)
    assert other.history_["validation"].tolist() != sampler.history_["validation"].tolist()
    if validation == "auto" and profile == "default":
        again, labels = sampler.resample(X, y)
        pd.testing.assert_frame_equal(again, X_res)
        pd.testing.assert_series_equal(labels, y_res)


def test_groups_of_any_kind(data):
    X, y = data
    groups = np.arange(len(y)) // 6
    sampler = AutoSMOTE("tree", n_episodes=4, threshold="default", random_state=0)
    expected = sampler.fit_resample(X, y, groups=groups)[0]
    for given in (
        groups.tolist(), groups.astype(str), pd.Series(groups), pd.Categorical(groups),
        pl.Series("x0", groups), pa.array(groups), groups.reshape(-1, 1), -1.0 * groups,
    ):  # fmt: skip
        np.testing.assert_array_equal(sampler.fit_resample(X, y, groups=given)[0], expected)
        assert sampler.report_["options"]["group"].strip("_") in ("group", "x0")


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.DataConversionWarning")
@pytest.mark.parametrize(
    ("validation", "groups", "message"),
    [
        (5, np.arange(239), "inconsistent numbers of samples"),
        (5, [None, *range(239)], "Input groups contains missing values"),
        (5, np.zeros(240), "has one group only"),
        (5, np.zeros((240, 2)), "1d array"),
        ([([0], [1])], np.arange(240), "such a list asks for no groups"),
    ],
)
def test_wrong_groups(data, validation, groups, message):
    with pytest.raises(ValueError, match=message):
        AutoSMOTE("tree", n_episodes=2, validation=validation).fit_resample(*data, groups=groups)


def test_distance_decides_who_is_near():
    X, y = mixed()
    scores = {}
    for distance in ("auto", "heom", "euclidean", "hvdm", "smotenc"):
        sampler = AutoSMOTE("knn", n_episodes=12, distance=distance, random_state=0)
        X_res, _ = sampler.fit_resample(X, y)
        scores[distance] = sampler.history_["validation"].tolist()
        closeness = sampler.report_["closeness"]
        assert (closeness["rows"] if closeness else 0) == len(X_res) - len(X)
    assert scores["auto"] == scores["heom"]
    for distance in ("euclidean", "hvdm", "smotenc"):
        assert scores[distance] != scores["heom"]


def test_containers(data):
    X, y = data
    sampler = AutoSMOTE("svm", n_episodes=6, threshold="default", random_state=0)
    expected, labels = sampler.fit_resample(X, y)
    names = list("abcd")
    assert len(expected) > len(X)
    for given, read in (
        (pd.DataFrame(X, columns=names), lambda t: t.to_numpy()),
        (pl.DataFrame(X, schema=names), lambda t: t.to_numpy()),
        (pa.table(list(X.T), names=names), lambda t: np.column_stack(t.columns)),
        (scipy.sparse.csr_array(X), lambda t: t.toarray()),
        (X.tolist(), np.asarray),
        (np.asfortranarray(X), np.asarray),
        (X.astype(object), lambda t: t.astype(float)),
    ):
        X_res, y_res = clone(sampler).fit_resample(given, y)
        assert type(X_res) is type(given)
        np.testing.assert_array_equal(read(X_res), expected)
        np.testing.assert_array_equal(y_res, labels)


def test_mixed_columns_keep_their_types():
    X, y = mixed()
    X = X.astype({"color": "category", "n": "Int16"})
    X.loc[::13, "n"] = pd.NA
    X_res, y_res = AutoSMOTE("logistic", n_episodes=10, random_state=1).fit_resample(X, y)
    assert list(X_res.dtypes) == list(X.dtypes)
    pd.testing.assert_frame_equal(X_res.iloc[: len(X)], X)
    assert y_res.name == "label"
    assert set(y_res[len(X) :]) == {"yes"}
    polars = pl.from_pandas(X)
    same, _ = AutoSMOTE("logistic", n_episodes=10, random_state=1).fit_resample(polars, y.to_list())
    assert same.schema == polars.schema
    assert same["color"].to_list() == [None if v != v else v for v in X_res["color"]]
    assert same["n"].to_list() == [None if v is pd.NA else v for v in X_res["n"]]


def test_does_not_depend_on_threads_and_copies(data):
    X, y = data
    sampler = AutoSMOTE("svm", n_episodes=8, random_state=3, n_jobs=1)
    expected = sampler.fit_resample(X, y)[0]
    for other in (clone(sampler).set_params(n_jobs=2), pickle.loads(pickle.dumps(sampler))):
        np.testing.assert_array_equal(other.fit_resample(X, y)[0], expected)


def test_says_what_it_found(data, capsys):
    X, y = data
    sampler = AutoSMOTE(
        "svm", "f1_macro", n_episodes=8, threshold="default", random_state=0, verbose=1
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert sampler.policy_["format"] >= 1
    assert len(sampler.history_["validation"]) == 8
    assert sampler.lineage_["source"].shape == (len(X_res) - len(X),)
    assert (y[sampler.lineage_["source"]] == 1).all()
    assert sampler.report_["options"]["metric"] == "macro-f1"
    assert 0 < len(X_res) - len(X)
    assert sampler.sampling_strategy_ == {1: len(X_res) - len(X)}
    printed = capsys.readouterr().err
    assert "search: 8 of 8" in printed
    assert printed.endswith("\n" + sampler.report_["verdict"]["sentence"] + "\n")


def test_all_verdicts_can_be_asked_for(data):
    for verdict in ("none", "quick", "full", "auto"):
        sampler = AutoSMOTE("tree", n_episodes=2, verdict=verdict, random_state=0)
        sampler.fit_resample(*data)
        assert sampler.report_["options"]["verdict"] == verdict


@pytest.mark.parametrize(
    "names",
    [
        ["x", " x", "", "x (column 1)"],
        [" y", "y_", "y", "\t"],
        ["a", " a", "a ", "b"],
        [" a ", "b", "c", "d"],
    ],
)
def test_any_column_names(data, names):
    X, y = data
    sampler = AutoSMOTE("svm", n_episodes=6, threshold="default", random_state=0)
    expected, labels = sampler.fit_resample(X, y)
    assert len(expected) > len(X)
    X_res, y_res = sampler.fit_resample(pd.DataFrame(X, columns=names), y)
    np.testing.assert_array_equal(X_res.to_numpy(), expected)
    np.testing.assert_array_equal(y_res, labels)
    assert list(X_res.columns) == names
    for described in (sampler.policy_["table"], sampler.report_["data"]):
        assert [column["name"] for column in described["columns"][:-1]] == names
        assert described["columns"][-1]["role"] == "target"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"metric": "accuracy"}, "accuracy"),
        ({"validation": "cv:1"}, "cv:1"),
        ({"validation": "other.csv"}, "the validation is a file, but this fit is in memory"),
        ({"distance": "l1"}, "The 'distance' parameter of AutoSMOTE must be a str among"),
        ({"distance": "heom", "profile": "paper"}, "paper profile measures Euclidean distances"),
        ({"classifier": "forest"}, "The 'classifier' parameter of AutoSMOTE must be a str among"),
    ],
)
def test_wrong_parameters(data, parameters, message):
    with pytest.raises(ValueError, match=message):
        AutoSMOTE(n_episodes=2, **parameters).fit_resample(*data)


def test_wrong_data(data):
    X, y = data
    with pytest.raises(ValueError, match="Input X contains infinity"):
        AutoSMOTE().fit_resample(np.where(X > 2, np.inf, X), y)
    with pytest.raises(ValueError, match="Column 'when' holds dates or times"):
        dates = pd.DataFrame({"when": pd.date_range("2026-01-01", periods=len(X))})
        AutoSMOTE().fit_resample(dates, y)


def test_a_strategy_that_names_no_class(data):
    with pytest.raises(ValueError, match="'sampling_strategy' names no class"):
        AutoSMOTE(sampling_strategy={}, n_episodes=2).fit_resample(*data)


@pytest.mark.parametrize(
    ("cells", "error", "message"),
    [
        (pl.Series([{"k": 1}] * 120), TypeError, "not a structure. Column 'b' holds such"),
        (pl.Series([1] * 120, dtype=pl.Int128), ValueError, "column 'b' holds Int128"),
    ],
)
def test_polars_columns_that_are_no_cells(cells, error, message):
    X = pl.DataFrame({"a": np.arange(120.0), "b": cells})
    y = np.r_[np.zeros(90, int), np.ones(30, int)]
    with pytest.raises(error, match=message):
        AutoSMOTE("tree", n_episodes=2).fit_resample(X, y)
    with pytest.raises(error, match=message):
        inspect(X, y)


@pytest.mark.parametrize(
    ("cell", "error", "message"),
    [
        (1j, TypeError, "float\\(\\) argument must be a string or a real number, not 'complex'"),
        ([1], ValueError, "setting an array element with a sequence"),
        ({"a": 1}, TypeError, "argument must be a string or a number, not 'dict'"),
        (np.zeros(2), ValueError, "setting an array element with a sequence"),
        (datetime.date(2026, 1, 1), ValueError, "Column 'b' holds dates or times"),
        (pd.Period("2026-01"), ValueError, "Column 'b' holds dates or times"),
        ("a", TypeError, r"uniformly strings or numbers. Got \['float', 'str'\]"),
    ],
)
def test_cells_that_are_no_categories(data, cell, error, message):
    X = pd.DataFrame({"a": data[0][:, 0], "b": data[0][:, 1].astype(object)})
    X.iloc[5:7, 1] = pd.Series([cell, cell], index=[5, 6], dtype=object)
    with pytest.raises(error, match=message):
        AutoSMOTE("tree", n_episodes=2).fit_resample(X, data[1])
    with pytest.raises(error, match=message):
        inspect(X, data[1])


def test_complex_columns(data):
    with pytest.raises(ValueError, match="Complex data not supported"):
        AutoSMOTE().fit_resample(pd.DataFrame(data[0] + 1j), data[1])
    with pytest.raises(ValueError, match="the target y is None"):
        inspect(data[0], None)


def test_pipeline_and_grid_search(data):
    pipeline = make_pipeline(AutoSMOTE("logistic", n_episodes=4, random_state=0),
                             LogisticRegression())  # fmt: skip
    grid = {"autosmote__metric": ["macro_f1", "mcc"]}
    search = GridSearchCV(pipeline, grid, cv=2, scoring="f1_macro").fit(*data)
    assert search.best_score_ > 0.5


def test_other_threads_run_meanwhile(data):
    X, y = data
    ticks = []
    done = threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    other = threading.Thread(target=tick)
    other.start()
    start = time.perf_counter()
    AutoSMOTE("adaboost", n_episodes=60, random_state=0).fit_resample(X, y)
    end = time.perf_counter()
    done.set()
    other.join()
    during = [t for t in ticks if start < t < end]
    assert len(during) > 5
