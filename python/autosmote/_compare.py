"""Methods, classifiers and metrics on the same splits of tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from numbers import Integral, Real
from typing import Any

import numpy as np
from sklearn.utils._param_validation import Interval, validate_params

from . import _core
from ._autosmote import metric_name
from ._base import N_JOBS, RANDOM_STATE, count_threads, derive_seed
from ._columns import Column, hand_over, label_column, read_data, unused_name
from ._containers import Target
from ._html import Reporting, bullets, table
from ._progress import VERBOSE, Verbose, show_progress
from ._typing import Array, RandomState

_METHODS = ("nothing", "class-weight", "threshold", "smote", "smote-tuned", "autosmote-random",
            "autosmote")  # fmt: skip


@dataclass(repr=False)
class Comparison(Reporting):
    """What `compare` found. Tables are pandas DataFrames, or dicts of one list a column where
    pandas is not installed.

    Attributes
    ----------
    runs : DataFrame
        One line a run: `set`, `ratio` (0: the table's own), `repeat`, `classifier`, `metric`,
        `method`; scores in `validation`, `test` and `test_all` (with all minority rows that the
        protocol left out), NaN where not defined; `threshold`; `rows` of the final training set;
        classifier `fits`; minority rows of the parts, of several classes those of the smallest;
        whether the method `applied`, a `note` where not; and `seconds`, all that differs between
        equal calls.
    summary : DataFrame
        One line a setting (set, ratio, classifier, metric) and method, under the names and with the
        values that `runs` has: mean scores over the repeats, `lower` and `upper` end of the 95 % t
        interval of the mean test score.
    ranks : DataFrame
        One line a metric and method, over all settings: `overall_rank` (1 is best), mean `test`
        score, `optimism` (validation minus test), and the reference (`autosmote` where it ran, else
        the first method) against it: `wins`, `ties`, `losses`, `mean_difference`, Wilcoxon's `p`.
    report : dict
        The document that `autosmote compare --json` prints, with Friedman's and Nemenyi's tests
        and, in 'notes', what to mind. A ratio that is the table's own is None there.
    """

    runs: Any
    summary: Any
    ranks: Any
    report: dict[str, Any]

    def __repr__(self) -> str:
        methods = ", ".join(dict.fromkeys(_column(self.ranks, "method")))
        return f"<Comparison of {methods}: {self.report['runs']} runs>"

    def _repr_html_(self) -> str:
        shown = ["metric", "method", "overall_rank", "test", "wins", "ties", "losses", "p"]
        lines = zip(*(_column(self.ranks, name) for name in shown), strict=True)
        return table(shown, lines) + bullets(self.report["notes"])


def _column(frame: Any, name: str) -> list[Any]:
    return list(frame[name])


def _frame(columns: dict[str, Any]) -> Any:
    try:
        import pandas
    except ImportError:
        return {name: list(values) for name, values in columns.items()}
    return pandas.DataFrame(columns)


def _by_column(lines: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [line[name] for line in lines] for name in (lines[0] if lines else ())}


def _summary_lines(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**cell, "ratio": cell["ratio"] or 0.0} for cell in report["cells"]]


def _rank_lines(report: dict[str, Any]) -> list[dict[str, Any]]:
    lines = []
    for metric in report["metrics"]:
        for method in metric["methods"]:
            own = {name: method[name] for name in ("method", "overall_rank", "test", "optimism")}
            lines.append({"metric": metric["metric"], **own, **method["against"]})
    return lines


def _tables(X: Any, y: Any) -> dict[str, tuple[Any, Any]]:
    if y is not None:
        return {"data": (X, y)}
    if isinstance(X, Mapping):
        given = {str(name): pair for name, pair in X.items()}
    else:
        given = {f"data{number}": pair for number, pair in enumerate(X, start=1)}
    for name, pair in given.items():
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ValueError(
                f"{name} is no pair (X, y). Give compare(X, y), compare([(X, y), ...]) or "
                "compare({name: (X, y), ...})."
            )
    return {name: (pair[0], pair[1]) for name, pair in given.items()}


def _call_text(data: str, settings: Mapping[str, Any]) -> str:
    """What repeats a comparison: the settings that are not `compare`'s defaults."""
    usual = signature(compare).parameters
    words = [data]
    for name, value in settings.items():
        if value != usual[name].default:
            words.append(f"{name}={value!r}")
    return f"compare({', '.join(words)})"


def _list(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else [str(name) for name in given]


_NAMES = [str, "array-like"]


def _hand_over(
    tables: dict[str, tuple[list[Column], Target]], label: str
) -> list[tuple[str, _core.Columns]]:
    """The columns and labels of each table in the library's memory; `tables` is empty then."""
    given = []
    for name in list(tables):
        columns, target = tables.pop(name)
        held = _core.Columns()
        hand_over([*columns, label_column(target, label)], held)
        given.append((name, held))
    return given


@validate_params(
    {
        "X": "no_validation",
        "y": "no_validation",
        "methods": _NAMES,
        "classifiers": _NAMES,
        "metrics": _NAMES,
        "imbalance": [Real, "array-like"],
        "repeats": [Interval(Integral, 1, None, closed="left")],
        "folds": [Interval(Integral, 2, None, closed="left")],
        "n_episodes": [Interval(Integral, 1, None, closed="left"), None],
        "random_state": RANDOM_STATE,
        "n_jobs": N_JOBS,
        "verbose": VERBOSE,
    },
    prefer_skip_nested_validation=True,
)  # type: ignore[untyped-decorator]
def compare(
    X: Any,
    y: Any = None,
    *,
    methods: str | Sequence[str] = _METHODS,
    classifiers: str | Sequence[str] = "svm",
    metrics: str | Sequence[str] = "macro_f1",
    imbalance: float | Sequence[float] | Array = (),
    repeats: int = 10,
    folds: int = 5,
    n_episodes: int | None = None,
    random_state: RandomState = None,
    n_jobs: int | None = None,
    verbose: Verbose = 0,
) -> Comparison:
    """Compare methods of resampling by the scores of classifiers on the same splits of tables.

    Every method gets the same rows of a split into training, validation and test part (60/20/20);
    the test part is looked at once a run. A method that does not apply to a split leaves it as it
    is, and the run says so.

    Parameters
    ----------
    X : {array-like, dataframe, sparse matrix}, list of (X, y) or dict of name to (X, y)
        One table, with its labels in `y`, or several.
    y : array-like of shape (n_samples,), default=None
        Label of each row of one table; two classes or more.
    methods : str or list of str, default=('nothing', 'class-weight', 'threshold', 'smote', \
'smote-tuned', 'autosmote-random', 'autosmote')
        Names as in `autosmote compare --help`, or 'all', which leaves out what takes two classes
        where there are more. The first of them is the reference of the tests where 'autosmote' is
        not among them.
    classifiers : str or list of str, default='svm'
        'svm', 'knn', 'tree', 'adaboost', 'logistic', 'xgboost'.
    metrics : str or list of str, default='macro_f1'
        Metrics as AutoSMOTE takes them.
    imbalance : float or list of float, default=()
        Ratios R of the paper's protocol: a random split whose parts' minority is undersampled to
        1/R of the majority; two classes only. Without, splits of all rows, stratified.
    repeats : int, default=10
        Splits of each table and ratio.
    folds : int, default=5
        Folds of training and validation rows by which methods tune.
    n_episodes : int or None, default=None
        Candidates that each search tries, at least 1; None is 200, in the paper's method 1000.
    random_state : int, RandomState, Generator or None, default=None
        What splits and searches depend on. The same int gives the same scores on any machine, for
        any number of threads, and those of `autosmote compare` with it as `--seed`.
    n_jobs : int or None, default=None
        Number of threads; None is 1 (or what joblib's parallel_config says), -1 all. The result
        does not depend on it.
    verbose : int or 'tqdm', default=0
        1 prints how many runs are done, 'tqdm' shows a bar.

    Returns
    -------
    comparison : Comparison
        The `runs`, their `summary` with intervals, `ranks` with tests, and all of it as `report`.

    Raises
    ------
    ValueError
        For parameters of another type or range (scikit-learn's InvalidParameterError), names that
        do not exist, tables that cannot be split as asked, and what AutoSMOTE refuses.

    See Also
    --------
    AutoSMOTE : Learn the rows for one classifier and metric.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import compare
    >>> X, y = make_classification(n_samples=300, weights=[0.9], random_state=0)
    >>> found = compare(X, y, methods=["nothing", "smote"], repeats=3, random_state=0)
    >>> len(found.runs["test"])
    6
    >>> list(found.ranks["method"])
    ['nothing', 'smote']
    """
    tables: dict[str, tuple[list[Column], Target]] = {}
    taken: list[str] = []
    names: set[str] = set()
    for name, (rows, labels) in _tables(X, y).items():
        columns, target, _ = read_data(rows, labels)
        tables[name] = columns, target
        taken += [column.name for column in columns]
        names.add((target.name or "y").strip())
    label = unused_name(names.pop() if len(names) == 1 else "y", taken)
    given = _hand_over(tables, label)
    seed = derive_seed(random_state)
    ratios = np.asarray(imbalance, dtype=np.float64).ravel().tolist()
    settings = {
        "methods": methods if isinstance(methods, str) else tuple(_list(methods)),
        "classifiers": classifiers if isinstance(classifiers, str) else _list(classifiers),
        "metrics": metrics if isinstance(metrics, str) else _list(metrics),
        "imbalance": ratios or (),
        "repeats": int(repeats),
        "folds": int(folds),
        "n_episodes": n_episodes,
        "random_state": seed,
    }
    with show_progress(verbose) as progress:
        found = _core.compare(
            tables=given,
            target=label,
            names={
                "methods": _list(methods),
                "classifiers": _list(classifiers),
                "metrics": [metric_name(name) for name in _list(metrics)],
            },
            call=_call_text("tables" if y is None else "X, y", settings),
            imbalance=ratios,
            repeats=int(repeats),
            folds=int(folds),
            episodes=0 if n_episodes is None else int(n_episodes),
            seed=seed,
            threads=count_threads(n_jobs),
            progress=progress,
        )
    report = json.loads(found["summary"])
    comparison = Comparison(
        _frame(found["runs"]),
        _frame(_by_column(_summary_lines(report))),
        _frame(_by_column(_rank_lines(report))),
        report,
    )
    comparison._keep_page(found["page"])
    return comparison
