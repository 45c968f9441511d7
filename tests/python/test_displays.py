"""Pictures and the notebook's view of what a sampler did."""

import subprocess
import sys

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import sklearn
from imblearn.under_sampling import RandomUnderSampler
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.naive_bayes import GaussianNB

import autosmote
from autosmote import AllocationDisplay, AutoSMOTE, HistoryDisplay, SamplesDisplay
from autosmote._columns import cells_of_lineage, read_data
from data import mixed

matplotlib.use("Agg")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture(scope="module")
def fitted():
    X, y = mixed()
    sampler = AutoSMOTE("svm", n_episodes=10, threshold="default", random_state=0)
    resampled = sampler.fit_resample(X, y)
    assert len(resampled[0]) > len(X)
    return sampler, X, y, resampled


@pytest.fixture(autouse=True)
def closes_figures():
    yield
    plt.close("all")


def test_history_shows_every_candidate(fitted):
    sampler = fitted[0]
    display = sampler.plot_history()
    points = display.ax_.collections[0].get_offsets()
    np.testing.assert_array_equal(points[:, 0], sampler.history_["episode"])
    np.testing.assert_array_equal(points[:, 1], sampler.history_["validation"])
    best, delivered, nothing = display.ax_.lines
    np.testing.assert_array_equal(best.get_ydata(), sampler.history_["best_validation"])
    scores = {line["method"]: line["validation"] for line in sampler.report_["methods"]}
    assert nothing.get_ydata()[0] == scores["nothing"]
    assert delivered.get_ydata()[0] == scores["AutoSMOTE"] != scores["random search"]
    labels = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert labels == [
        "candidate", "best so far", "delivered (cross-fitted)", "no resampling (cross-fitted)",
    ]  # fmt: skip
    assert display.ax_.get_ylabel() == "macro-f1 on validation rows"
    assert display.figure_ is display.ax_.figure


def f1(model, X, y):
    """A scorer that has the name of a metric of the library."""
    return f1_score(y, model.predict(X), pos_label="yes")


@pytest.mark.parametrize(
    "options",
    [
        {"metric": "roc_auc"}, {"validation": 0.3}, {"profile": "paper"},
        {"classifier": GaussianNB(), "metric": "f1_weighted"},
        {"classifier": GaussianNB(), "metric": f1},
        {"validation": StratifiedShuffleSplit(3, random_state=0)},
    ],
)  # fmt: skip
def test_history_claims_cross_fitting_only_where_there_is_such(options):
    X, y = mixed()
    given = {"classifier": "knn", "n_episodes": 6, "random_state": 0, **options}
    sampler = AutoSMOTE(**given)
    sampler.fit_resample(X[["n"]], y)
    display = sampler.plot_history()
    assert not display.cross_fitted
    labels = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert labels == ["candidate", "best so far", "delivered", "no resampling"]


@pytest.mark.parametrize("container", [pd.DataFrame, pl.DataFrame, pa.Table.from_pandas])
def test_samples_of_the_lineage_are_those_of_the_result(fitted, container):
    sampler, X, y, _ = fitted
    given = container(X)
    resampled = clone(sampler).fit_resample(given, y)
    by_lineage = sampler.plot_samples(given, y)
    by_rows = SamplesDisplay.from_resampled(given, y, *resampled)
    for kind in ("majority", "minority", "synthetic"):
        np.testing.assert_array_equal(getattr(by_lineage, kind), getattr(by_rows, kind))
    assert len(by_rows.synthetic) == len(resampled[0]) - len(X) > 0
    labels = [text.get_text() for text in by_rows.ax_.get_legend().get_texts()]
    assert labels[2] == f"minority ({(y == 'yes').sum()})"


def test_samples_of_the_lineage_half_way_and_of_gaps():
    """What a lineage of a small table seldom has: the middle, whole numbers below zero, gaps."""
    X = pd.DataFrame(
        {"n": [-3, 0, 4, 9], "f": [0.25, np.nan, 1.5, 2.0], "c": ["a", "b", None, "c"]}
    )
    lineage = {
        "source": np.array([0, 2, 1, 0, 2]),
        "neighbor": np.array([1, 1, 2, 2, 0]),
        "lambda": np.array([0.5, 0.5, 0.25, 0.0, 1.0]),
    }
    columns, _, _ = read_data(X, np.arange(4) > 2)
    n, f, c = cells_of_lineage(columns, lineage)
    assert n.tolist() == [-2, 2, 1, -3, -3]
    np.testing.assert_array_equal(f, [np.nan, np.nan, np.nan, 0.25, 0.25])
    assert [columns[2].texts[code] if code >= 0 else None for code in c] == list("bbbaa")


def test_samples_are_principal_components():
    draw = np.random.default_rng(0)
    X = draw.normal(size=(120, 4)) * [5.0, 2.0, 1.0, 0.1]
    X[:, 1] += X[:, 0]
    y = np.arange(120) % 6 == 0
    display = SamplesDisplay.from_estimator(autosmote.SMOTE(random_state=0), X, y)
    assert len(display.synthetic) == 80
    scaled = (X - X.mean(axis=0)) / X.std(axis=0)
    _, values, axes = np.linalg.svd(scaled, full_matrices=False)
    expected = scaled @ axes[:2].T
    rows = np.vstack([display.majority, display.minority])
    expected = np.vstack([expected[~y], expected[y]])
    np.testing.assert_allclose(np.abs(rows), np.abs(expected), atol=1e-9)
    np.testing.assert_allclose(
        display.explained_variance_ratio, (values**2 / (values**2).sum())[:2]
    )


def test_samples_of_mixed_columns_and_one_column(fitted):
    sampler, X, y, resampled = fitted
    assert sampler.plot_samples(X, y).synthetic.shape == (len(sampler.lineage_["source"]), 2)
    assert np.isfinite(SamplesDisplay.from_resampled(X, y, *resampled).synthetic).all()
    one = SamplesDisplay.from_estimator(autosmote.SMOTE(random_state=0), X[["n"]], y)
    assert (one.majority[:, 1] == 0).all()


def test_allocation_counts_each_minority_row(fitted):
    sampler, X, y, _ = fitted
    display = sampler.plot_allocation(X, y)
    assert display.samples.sum() == len(sampler.lineage_["source"])
    assert len(display.samples) == len(display.row_types) == (y == "yes").sum()
    assert set(display.row_types) <= {"safe", "borderline", "rare", "outlier"}
    drawn = sum(len(points.get_offsets()) for points in display.ax_.collections[::2])
    assert drawn == (y == "yes").sum()
    ticks = [tick.get_text().partition("\n")[0] for tick in display.ax_.get_xticklabels()]
    assert ticks == ["safe", "borderline", "rare", "outlier"]


def test_draws_on_given_axes(fitted):
    sampler, X, y, _ = fitted
    figure, axes = plt.subplots(1, 3)
    assert sampler.plot_history(ax=axes[0]).ax_ is axes[0]
    assert sampler.plot_samples(X, y, ax=axes[1]).ax_ is axes[1]
    assert sampler.plot_allocation(X, y, ax=axes[2]).figure_ is figure


def test_says_what_it_cannot_draw(fitted):
    sampler, X, y, _ = fitted
    with pytest.raises(NotFittedError, match="AutoSMOTE instance has not resampled yet"):
        AutoSMOTE().plot_history()
    for kind, arguments in ((HistoryDisplay, ()), (AllocationDisplay, (X, y))):
        with pytest.raises(ValueError, match=f"{kind.__name__} needs a sampler that learns"):
            kind.from_estimator(autosmote.SMOTE(), *arguments)
    with pytest.raises(ValueError, match="int is no sampler"):
        SamplesDisplay.from_estimator(3, X, y)
    with pytest.raises(ValueError, match="does not begin with the rows of X"):
        SamplesDisplay.from_estimator(RandomUnderSampler(), X[["n"]], y)
    for wrong in (X.iloc[:, :2], X.iloc[:20]):
        with pytest.raises(ValueError, match="X is not the table that the sampler has resampled"):
            sampler.plot_samples(wrong, y.iloc[: len(wrong)])


def test_matplotlib_and_tqdm_are_optional(fitted, monkeypatch):
    sampler, X, y, _ = fitted
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ImportError, match=r"HistoryDisplay.plot needs matplotlib; install it"):
        sampler.plot_history()
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(ImportError, match=r"verbose='tqdm' needs tqdm; install it"):
        AutoSMOTE(n_episodes=2, verbose="tqdm").fit_resample(X, y)
    code = "import autosmote, sys; print({'matplotlib', 'tqdm'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_bars_of_tqdm_end_at_the_last_candidate(fitted, capsys):
    _, X, y, _ = fitted
    AutoSMOTE("svm", n_episodes=6, random_state=0, verbose="tqdm").fit_resample(X, y)
    printed = capsys.readouterr().err
    assert "search: 100%" in printed and "6/6" in printed
    assert "best=0." in printed


def test_notebook_shows_scores_and_verdict(fitted):
    sampler = fitted[0]
    html = sampler._repr_html_()
    assert html.count("<td>SMOTE</td>") == 1
    assert sampler.report_["verdict"]["sentence"].partition(" ")[0] in html
    bundle = sampler._repr_mimebundle_()
    assert "<td>SMOTE</td>" in bundle["text/html"]
    assert "<td>SMOTE</td>" not in AutoSMOTE()._repr_html_()
    with sklearn.config_context(display="text"):
        assert not hasattr(sampler, "_repr_html_")
        assert "text/html" not in sampler._repr_mimebundle_()


def test_pictures_of_a_frame_with_categories_of_pandas(fitted):
    _, X, y, _ = fitted
    frame = X.assign(color=pd.Categorical(X["color"]))
    assert len(SamplesDisplay.from_estimator(autosmote.RandomOverSampler(), frame, y).minority) > 0
