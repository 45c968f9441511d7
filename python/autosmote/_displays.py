"""Pictures of what a sampler did, as Displays in scikit-learn's manner, on matplotlib."""

from __future__ import annotations

from typing import Any

import numpy as np
from imblearn.base import SamplerMixin
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from ._columns import Column, cells_of_lineage, read_data
from ._containers import read_table
from ._fits import made_of_cells
from ._html import Reporting, paragraph, table
from ._inspect import ROW_TYPES, inspect
from ._typing import Array

_MAJORITY = "0.72"
_MINORITY = "#0072b2"
_SYNTHETIC = "#e69f00"
_METRICS_OF_LABELS = ("macro-f1", "mcc", "f1", "fbeta", "balanced-accuracy", "g-mean")


def _axes(ax: Any, kind: type) -> tuple[Any, Any]:
    """The figure and axes to draw on. Raises ImportError where matplotlib is not installed."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            f"{kind.__name__}.plot needs matplotlib; install it (pip install 'autosmote[plot]')."
        ) from error
    if ax is None:
        _, ax = plt.subplots()
    return ax.figure, ax


def _fitted(sampler: Any, attribute: str, kind: str) -> Any:
    """An attribute of a fitted sampler that keeps its search."""
    if hasattr(sampler, attribute):
        return getattr(sampler, attribute)
    name = type(sampler).__name__
    if hasattr(type(sampler), "plot_history"):
        raise NotFittedError(
            f"This {name} instance has not resampled yet. Call fit_resample before drawing a "
            f"{kind}."
        )
    raise ValueError(f"{kind} needs a sampler that learns, such as AutoSMOTE; {name} does not.")


def _in_minority(codes: Array) -> Array:
    """Whether each row is of another class than the largest, of equally large ones the first."""
    return np.asarray(codes != np.argmax(np.bincount(codes)))


class _Encoding:
    """Rows as numbers: columns of numbers with mean 0 and deviation 1, categories as columns of 0
    and 1, missing values in the middle."""

    def __init__(self, columns: list[Column]) -> None:
        self._columns = columns
        self._mean = [0.0 if c.numbers is None else _mean(c.numbers) for c in columns]

    def transform(self, columns: list[Column]) -> Array:
        parts = []
        for fitted, mean, column in zip(self._columns, self._mean, columns, strict=True):
            if fitted.numbers is None:
                codes = np.array([fitted.texts.index(text) for text in column.texts] + [-1])
                assert column.codes is not None
                place = codes[column.codes]
                parts.append((place[:, None] == np.arange(len(fitted.texts))).astype(float))
            else:
                assert column.numbers is not None
                deviation = np.sqrt(_mean((fitted.numbers - mean) ** 2)) or 1.0
                parts.append(np.nan_to_num((column.numbers - mean) / deviation)[:, None])
        return np.hstack(parts)


def _mean(numbers: Array) -> float:
    present = numbers[~np.isnan(numbers)]
    return float(present.mean()) if len(present) else 0.0


def _is_cross_fitted(report: dict[str, Any]) -> bool:
    """Whether the closing table judges each fold by what the other folds chose: with folds that the
    library drew, for metrics of labels, in the default profile."""
    options = report["options"]
    return (
        options["profile"] == "default"
        and "cross-validation" in report["split"]["validation_by"]
        and options["metric"].partition(":")[0] in _METRICS_OF_LABELS
    )


class HistoryDisplay:
    """Scores of a search, candidate by candidate.

    It is recommended to use `from_estimator`.

    The scores of the candidates are too good to be compared with those of the lines `baseline` and
    `delivered`: each is that of the threshold which is best for the very rows it is scored on
    (where the search tunes thresholds), and the best so far is the luckiest of them. With folds and
    a metric of labels the two lines are cross-fitted: each fold is judged by the threshold and the
    candidates that the other folds chose. So the line of what was delivered often lies below the
    candidates, and it is the one to set against the baseline.

    Parameters
    ----------
    episode : ndarray of shape (n_episodes,)
        Numbers of the candidates.
    validation : ndarray of shape (n_episodes,)
        Their scores on the validation rows.
    best_validation : ndarray of shape (n_episodes,)
        The best so far.
    samples : ndarray of shape (n_episodes,)
        How many synthetic rows each made.
    metric : str
        What the scores are.
    baseline : float or None, default=None
        Score without resampling, as the closing table has it.
    delivered : float or None, default=None
        Score of what the search delivered, as the closing table has it.
    cross_fitted : bool, default=False
        Whether these two are cross-fitted; their labels say so.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Where it is drawn.
    figure_ : matplotlib Figure
        The figure of them.
    """

    def __init__(
        self,
        *,
        episode: Array,
        validation: Array,
        best_validation: Array,
        samples: Array,
        metric: str,
        baseline: float | None = None,
        delivered: float | None = None,
        cross_fitted: bool = False,
    ) -> None:
        self.episode = episode
        self.validation = validation
        self.best_validation = best_validation
        self.samples = samples
        self.metric = metric
        self.baseline = baseline
        self.delivered = delivered
        self.cross_fitted = cross_fitted

    @classmethod
    def from_estimator(cls, sampler: Any, *, ax: Any = None) -> HistoryDisplay:
        """Draw the search of a fitted sampler.

        Parameters
        ----------
        sampler : AutoSMOTE
            A sampler after `fit_resample`.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : HistoryDisplay
            The display, drawn.
        """
        history = _fitted(sampler, "history_", cls.__name__)
        report = sampler.report_
        scores = {method["method"]: method["validation"] for method in report["methods"]}
        return cls(
            episode=history["episode"],
            validation=history["validation"],
            best_validation=history["best_validation"],
            samples=history["samples"],
            metric=report["options"]["metric"],
            baseline=scores.get("nothing"),
            delivered=scores.get(report["verdict"]["method"]),
            cross_fitted=sampler._scorer() is None and _is_cross_fitted(report),
        ).plot(ax=ax)

    def plot(self, ax: Any = None) -> HistoryDisplay:
        """Draw.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : HistoryDisplay
            The display itself.
        """
        self.figure_, self.ax_ = _axes(ax, type(self))
        points = self.ax_.scatter(
            self.episode, self.validation, s=14, c=self.samples, cmap="viridis", alpha=0.8,
            linewidths=0, label="candidate",
        )  # fmt: skip
        self.figure_.colorbar(points, ax=self.ax_, label="synthetic rows")
        self.ax_.plot(self.episode, self.best_validation, color=_MINORITY, label="best so far")
        how = " (cross-fitted)" if self.cross_fitted else ""
        for score, color, name in (
            (self.delivered, _SYNTHETIC, "delivered"), (self.baseline, "0.4", "no resampling"),
        ):  # fmt: skip
            if score is not None:
                self.ax_.axhline(score, color=color, linestyle="--", label=name + how)
        self.ax_.set(xlabel="candidate", ylabel=f"{self.metric} on validation rows")
        self.ax_.legend()
        return self


class SamplesDisplay:
    """Where synthetic rows lie: majority, minority and synthetic rows on the two main axes
    (principal components) of the table.

    It is recommended to use `from_estimator` or `from_resampled`.

    Parameters
    ----------
    majority, minority, synthetic : ndarray of shape (n, 2)
        Rows of each kind on the two axes.
    explained_variance_ratio : ndarray of shape (2,)
        Share of the table's variance on each axis.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Where it is drawn.
    figure_ : matplotlib Figure
        The figure of them.
    """

    def __init__(
        self,
        *,
        majority: Array,
        minority: Array,
        synthetic: Array,
        explained_variance_ratio: Array,
    ) -> None:
        self.majority = majority
        self.minority = minority
        self.synthetic = synthetic
        self.explained_variance_ratio = explained_variance_ratio

    @classmethod
    def from_estimator(cls, sampler: Any, X: Any, y: Any, *, ax: Any = None) -> SamplesDisplay:
        """Draw what a sampler makes of a table.

        Parameters
        ----------
        sampler : over-sampler
            A fitted AutoSMOTE, whose `lineage_` is drawn, or any other over-sampler, a clone of
            which resamples the table.
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows that the sampler has resampled, or is to resample.
        y : array-like of shape (n_samples,)
            Their labels.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : SamplesDisplay
            The display, drawn.
        """
        if not hasattr(type(sampler), "plot_history"):
            if not isinstance(sampler, SamplerMixin):
                raise ValueError(f"{type(sampler).__name__} is no sampler.")
            return cls.from_resampled(X, y, *clone(sampler).fit_resample(X, y), ax=ax)
        lineage = _fitted(sampler, "lineage_", cls.__name__)
        columns, target, _ = read_data(X, y)
        _check_same_table(sampler, lineage, len(target.codes), len(columns))
        rows = np.arange(len(target.codes))
        made = made_of_cells(columns, cells_of_lineage(columns, lineage))
        return cls.from_resampled(
            X, y, read_table(X).build(rows, *made),
            target.build(np.concatenate([rows, lineage["source"]])), ax=ax,
        )  # fmt: skip

    @classmethod
    def from_resampled(
        cls, X: Any, y: Any, X_resampled: Any, y_resampled: Any, *, ax: Any = None
    ) -> SamplesDisplay:
        """Draw a table and what an over-sampler has made of it.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows before.
        y : array-like of shape (n_samples,)
            Their labels.
        X_resampled : {array-like, dataframe, sparse matrix} of shape (n_samples_new, n_features)
            The same rows, then the synthetic ones.
        y_resampled : array-like of shape (n_samples_new,)
            Their labels.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : SamplesDisplay
            The display, drawn.

        Raises
        ------
        ValueError
            Where X_resampled does not begin with the rows of X.
        """
        columns, target, _ = read_data(X, y)
        after, _, _ = read_data(X_resampled, y_resampled)
        encoding = _Encoding(columns)
        rows = encoding.transform(columns)
        all_rows = encoding.transform(after)
        count = len(rows)
        if len(all_rows) < count or not np.array_equal(all_rows[:count], rows):
            raise ValueError(
                f"{cls.__name__} shows rows that over-sampling adds, but the resampled table does "
                "not begin with the rows of X."
            )
        return cls._from_rows(rows, target.codes, all_rows[count:]).plot(ax=ax)

    @classmethod
    def _from_rows(cls, rows: Array, codes: Array, made: Array) -> SamplesDisplay:
        center = rows.mean(axis=0)
        _, values, axes = np.linalg.svd(rows - center, full_matrices=False)
        # A direction and its opposite are as good; the larger part of the first points up.
        signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])
        shares = np.zeros(2)
        shown = np.zeros((rows.shape[1], 2))
        kept = min(2, len(axes))
        shown[:, :kept] = (axes * signs[:, None])[:kept].T
        shares[:kept] = (values**2 / max((values**2).sum(), np.finfo(float).tiny))[:kept]
        is_minority = _in_minority(codes)
        return cls(
            majority=(rows[~is_minority] - center) @ shown,
            minority=(rows[is_minority] - center) @ shown,
            synthetic=(made - center) @ shown,
            explained_variance_ratio=shares,
        )

    def plot(self, ax: Any = None) -> SamplesDisplay:
        """Draw.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : SamplesDisplay
            The display itself.
        """
        self.figure_, self.ax_ = _axes(ax, type(self))
        for name, rows, style in (
            ("majority", self.majority, {"s": 8, "color": _MAJORITY, "linewidths": 0}),
            ("synthetic", self.synthetic, {"s": 14, "color": _SYNTHETIC, "linewidths": 0,
                                           "alpha": 0.5, "marker": "D"}),
            ("minority", self.minority, {"s": 22, "color": _MINORITY, "edgecolors": "white",
                                         "linewidths": 0.4}),
        ):  # fmt: skip
            self.ax_.scatter(rows[:, 0], rows[:, 1], label=f"{name} ({len(rows)})", **style)
        first, second = 100 * self.explained_variance_ratio
        self.ax_.set(
            xlabel=f"first axis ({first:.0f} % of the variance)",
            ylabel=f"second axis ({second:.0f} %)",
        )
        self.ax_.legend()
        return self


def _check_same_table(sampler: Any, lineage: dict[str, Array], rows: int, columns: int) -> None:
    last = max(int(lineage[name].max(initial=-1)) for name in ("source", "neighbor"))
    if columns != sampler.n_features_in_ or last >= rows:
        raise ValueError(
            "X is not the table that the sampler has resampled: it has "
            f"{rows} rows and {columns} columns, the sampler has seen {sampler.n_features_in_} "
            f"columns and at least {last + 1} rows."
        )


class AllocationDisplay:
    """How many synthetic rows each minority row got, against how hard it is: safe, borderline, rare
    or outlier by the share of its class among the nearest rows, as in `inspect`.

    It is recommended to use `from_estimator`.

    Parameters
    ----------
    samples : ndarray of shape (n_minority,)
        Synthetic rows that were made from each minority row.
    row_types : ndarray of shape (n_minority,)
        'safe', 'borderline', 'rare' or 'outlier'.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Where it is drawn.
    figure_ : matplotlib Figure
        The figure of them.
    """

    def __init__(self, *, samples: Array, row_types: Array) -> None:
        self.samples = samples
        self.row_types = row_types

    @classmethod
    def from_estimator(cls, sampler: Any, X: Any, y: Any, *, ax: Any = None) -> AllocationDisplay:
        """Draw what a fitted sampler has given to each minority row. Of a minority of more than
        5000 rows, 5000 are shown.

        Parameters
        ----------
        sampler : AutoSMOTE
            A sampler after `fit_resample`.
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows that it has resampled.
        y : array-like of shape (n_samples,)
            Their labels.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : AllocationDisplay
            The display, drawn.
        """
        lineage = _fitted(sampler, "lineage_", cls.__name__)
        columns, target, _ = read_data(X, y)
        rows = len(target.codes)
        _check_same_table(sampler, lineage, rows, len(columns))
        types = inspect(X, y, n_jobs=sampler.n_jobs).row_types
        shown = _in_minority(target.codes) & (types != ROW_TYPES[0])
        samples = np.bincount(lineage["source"], minlength=rows)
        return cls(samples=samples[shown], row_types=types[shown]).plot(ax=ax)

    def plot(self, ax: Any = None) -> AllocationDisplay:
        """Draw.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : AllocationDisplay
            The display itself.
        """
        self.figure_, self.ax_ = _axes(ax, type(self))
        labels = []
        for place, name in enumerate(ROW_TYPES[1:]):
            samples = np.sort(self.samples[self.row_types == name])
            labels.append(f"{name}\n({len(samples)})")
            # Rows with equally many samples stand side by side.
            spread = np.modf(np.arange(len(samples)) * 0.6180339887)[0] - 0.5
            self.ax_.scatter(
                place + 0.5 * spread, samples, s=14, color=_MINORITY, alpha=0.5, linewidths=0
            )
            if len(samples) > 0:
                mean = samples.mean()
                self.ax_.hlines(mean, place - 0.35, place + 0.35, color=_SYNTHETIC, linewidth=2.5)
                self.ax_.annotate(f"{mean:.1f}", (place + 0.37, mean), va="center", color="#a06a00")
        self.ax_.set_xticks(range(len(labels)), labels)
        self.ax_.set(
            xlabel="minority rows by difficulty (number of them)",
            ylabel="synthetic rows per minority row (bar: mean)",
            xlim=(-0.6, len(labels) - 0.2),
        )
        return self


class Views(Reporting):
    """Pictures and the notebook's view of a sampler that learns."""

    def plot_history(self, *, ax: Any = None) -> HistoryDisplay:
        """Draw the scores of the search: `HistoryDisplay.from_estimator`.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : HistoryDisplay
            The display, drawn.
        """
        return HistoryDisplay.from_estimator(self, ax=ax)

    def plot_samples(self, X: Any, y: Any, *, ax: Any = None) -> SamplesDisplay:
        """Draw where the synthetic rows lie: `SamplesDisplay.from_estimator`.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows that were resampled.
        y : array-like of shape (n_samples,)
            Their labels.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : SamplesDisplay
            The display, drawn.
        """
        return SamplesDisplay.from_estimator(self, X, y, ax=ax)

    def plot_allocation(self, X: Any, y: Any, *, ax: Any = None) -> AllocationDisplay:
        """Draw how many synthetic rows each minority row got: `AllocationDisplay.from_estimator`.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows that were resampled.
        y : array-like of shape (n_samples,)
            Their labels.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : AllocationDisplay
            The display, drawn.
        """
        return AllocationDisplay.from_estimator(self, X, y, ax=ax)

    def _report_html(self) -> str:
        """The closing table and the verdict; nothing before the search."""
        report = getattr(self, "report_", None)
        if report is None:
            return ""
        lines = [
            [method["method"], method["validation"], method["synthetic_rows"], method["threshold"]]
            for method in report["methods"]
        ]
        head = ["method", f"{report['options']['metric']} on validation rows", "synthetic rows",
                "threshold"]  # fmt: skip
        return table(head, lines) + paragraph(report["verdict"]["sentence"])

    # scikit-learn's two ways to show an estimator in a notebook.
    def _repr_html_inner(self) -> str:
        return str(super()._repr_html_inner()) + self._report_html()  # type: ignore[misc]

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        bundle: dict[str, str] = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        if "text/html" in bundle:
            bundle["text/html"] += self._report_html()
        return bundle
