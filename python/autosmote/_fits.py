"""Fits of a scikit-learn-compatible estimator, as a search asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from sklearn import config_context
from sklearn.base import clone
from sklearn.utils._metadata_requests import _routing_enabled
from sklearn.utils.metadata_routing import get_routing_for_object
from sklearn.utils.parallel import Parallel, delayed
from sklearn.utils.validation import has_fit_parameter

from . import _core
from ._columns import Column
from ._containers import Table, Target
from ._typing import Array

#: A scorer as scikit-learn has them: of a fitted estimator, rows and their labels.
Scorer = Callable[..., float]

#: In place of infinite decision values, so that there is a threshold between any two.
_LARGEST_SCORE = 1e300

#: Parts of the names of estimators, and the built-in classifier whose learned start of the search
#: suits them; the first that matches counts.
_RELATIVES = (
    ("KNeighbors", "knn"),
    ("AdaBoost", "adaboost"),
    ("DecisionTree", "tree"),
    ("ExtraTreeClassifier", "tree"),
    ("Forest", "xgboost"),
    ("ExtraTrees", "xgboost"),
    ("Boost", "xgboost"),
    ("XGB", "xgboost"),
    ("LGBM", "xgboost"),
    ("SVC", "svm"),
    ("SGD", "svm"),
    ("Ridge", "svm"),
)


def made_of_cells(
    columns: Sequence[Column], cells: Sequence[Array]
) -> tuple[Array, dict[int, Array]]:
    """The numbers (s x d) of synthetic rows, and for nominal columns the row of X whose value each
    has. `cells`: one array a column, as the library gives them; those of the label may follow."""
    numbers = np.zeros((len(cells[0]), len(columns)))
    categories = {}
    for j, column in enumerate(columns):
        if column.rows is None:
            numbers[:, j] = cells[j]
        else:
            categories[j] = column.rows[cells[j]]
    return numbers, categories


def last_step(estimator: Any) -> tuple[str, Any]:
    """The name and the object of a pipeline's last step; for others no name and itself."""
    steps = getattr(estimator, "steps", None)
    if not isinstance(steps, list) or not steps:
        return "", estimator
    name, step = steps[-1]
    return str(name), step


def relative_of(estimator: Any) -> str:
    """The built-in classifier whose learned start of the search suits the estimator."""
    name = type(last_step(estimator)[1]).__name__
    return next((kind for part, kind in _RELATIVES if part in name), "logistic")


def response_of(estimator: Any) -> str:
    """Where the scores of an estimator come from: its first method of these, as in scikit-learn."""
    for method in ("predict_proba", "decision_function"):
        if hasattr(estimator, method):
            return method
    return "predict"


def _is_routed(parameters: Mapping[str, Any]) -> bool:
    """Whether scikit-learn is to route what `fit` gets: where the caller routes parameters. Weights
    that only this package gives are requested by nobody."""
    return bool(parameters) and _routing_enabled()


def weight_parameter(estimator: Any, parameters: Mapping[str, Any]) -> str | None:
    """The name under which `fit` takes weights of rows beside the `parameters`; None where it does
    not."""
    if has_fit_parameter(estimator, "sample_weight"):
        return "sample_weight"
    name, step = last_step(estimator)
    if not name or any(hasattr(part, "fit_resample") for _, part in estimator.steps):
        return None  # a step that changes the rows knows nothing of weights
    if _is_routed(parameters):
        asks = get_routing_for_object(estimator).consumes("fit", ["sample_weight"])
        return "sample_weight" if asks else None
    return f"{name}__sample_weight" if has_fit_parameter(step, "sample_weight") else None


def fit_clone(
    model: Any, X: Any, y: Array, parameters: Mapping[str, Any], weights: Array | None
) -> Any:
    """A clone that is fitted with weights of the rows, or None, beside the `parameters`."""
    given = dict(parameters)
    if weights is not None:
        given[str(weight_parameter(model, parameters))] = weights
    with config_context(enable_metadata_routing=_is_routed(parameters)):
        return clone(model).fit(X, y, **given)


def with_seeds(estimator: Any, seed: int) -> Any:
    """A clone whose parameters `random_state` that are None are a number that depends on the seed
    and the place of the parameter: so that the same fit gives the same predictions."""
    result = clone(estimator)
    names = sorted(
        name
        for name, value in result.get_params(deep=True).items()
        if value is None and (name == "random_state" or name.endswith("__random_state"))
    )
    draws = np.random.default_rng(seed).integers(0, 2**31, size=len(names))
    return result.set_params(**dict(zip(names, draws.tolist(), strict=True)))


def response_for(model: Any, X: Any, method: str, label: Any) -> Array:
    """The score that a fitted estimator gives class `label`, one of two, row by row. Raises
    ValueError where it says of no class, or of one class only, what its scores are."""
    name = type(model).__name__
    if method == "predict":
        return np.asarray(np.ravel(model.predict(X)) == label, dtype=np.float64)
    if not hasattr(model, "classes_"):
        raise ValueError(f"{name} is fitted but has no classes_, so its scores have no meaning.")
    position = int(np.flatnonzero(np.asarray(model.classes_) == label)[0])
    scores = np.asarray(getattr(model, method)(X), dtype=np.float64)
    if scores.ndim == 2 and scores.shape[1] == 1 and method == "decision_function":
        scores = scores.ravel()
    if scores.ndim == 1 and method == "decision_function":
        return scores if position == 1 else -scores
    if scores.ndim != 2 or scores.shape[1] != 2:
        raise ValueError(
            f"{name}.{method} gave an array of shape {scores.shape} for two classes; it must have "
            "a column for each class."
        )
    return np.ascontiguousarray(scores[:, position])


def minority_of(target: Target) -> int:
    """The code of the smaller of two classes; as in the library, where they are of one size, that
    of the class which does not come first."""
    counts = np.bincount(target.codes, minlength=2)
    return int(np.argmin(counts)) if counts[0] != counts[1] else 1 - int(target.codes[0])


class Training(NamedTuple):
    """The rows of one fit: rows of X, then synthetic ones (see Table.build). `origins` has the row
    of X behind each, for whatever else is known of rows."""

    rows: Array
    numbers: Array
    categories: dict[int, Array]
    origins: Array
    labels: Array
    weights: Array | None
    held_out: Array


class Estimator(NamedTuple):
    """What all fits share."""

    model: Any
    table: Table
    labels: Array
    minority: Any
    response: str
    class_weights: bool
    scorer: Scorer | None
    fit_parameters: Mapping[str, Any]
    score_parameters: Mapping[str, Any]


def take_rows(parameters: Mapping[str, Any], rows: Array, count: int) -> dict[str, Any]:
    """Of what has an entry for each of the `count` rows of X those of `rows`; the rest as it is."""
    taken = {}
    for name, value in parameters.items():
        if hasattr(value, "iloc"):
            taken[name] = value.iloc[rows]
        elif hasattr(value, "__len__") and not isinstance(value, str) and len(value) == count:
            taken[name] = np.asarray(value)[rows]
        else:
            taken[name] = value
    return taken


def fit_and_predict(shared: Estimator, training: Training) -> tuple[Array, Array, float]:
    """Labels (1: minority), scores above or below 0 that are finite, and the scorer's value of one
    fit."""
    count = len(shared.labels)
    parameters = take_rows(shared.fit_parameters, training.origins, count)
    X = shared.table.build(training.rows, training.numbers, training.categories)
    model = fit_clone(shared.model, X, training.labels, parameters, training.weights)
    nothing = np.empty((0, shared.table.width()))
    X = shared.table.build(training.held_out, nothing, {})
    if shared.scorer is not None:
        extra = take_rows(shared.score_parameters, training.held_out, count)
        value = float(shared.scorer(model, X, shared.labels[training.held_out], **extra))
        zeros = np.zeros(len(training.held_out))
        return zeros.astype(np.int32), zeros, value
    labels = (np.ravel(model.predict(X)) == shared.minority).astype(np.int32)
    if shared.response == "predict":
        return labels, labels - 0.5, 0.0
    scores = response_for(model, X, shared.response, shared.minority)
    if shared.response == "predict_proba":
        return labels, _core.scores_of_probabilities(scores), 0.0
    return labels, np.clip(scores, -_LARGEST_SCORE, _LARGEST_SCORE), 0.0


class EstimatorFits:
    """The fits of an estimator, many at a time, through joblib.

    Parameters
    ----------
    estimator : the estimator, not fitted
    table, target : X and y
    columns : the columns of X
    minority : code of the smaller class
    response : see response_of
    scorer : a scorer in place of the metrics of the library, or None
    seed : for the random states of the estimator that are None
    n_jobs : by joblib's rules
    weights : of each row of X, or None
    fit_parameters, score_parameters : for `fit` and the scorer
    """

    def __init__(
        self,
        estimator: Any,
        table: Table,
        target: Target,
        columns: Sequence[Column],
        minority: int,
        response: str,
        scorer: Scorer | None,
        seed: int,
        n_jobs: int | None,
        weights: Array | None,
        fit_parameters: Mapping[str, Any],
        score_parameters: Mapping[str, Any],
    ) -> None:
        self._shared = Estimator(
            with_seeds(estimator, seed),
            table,
            target.classes[target.codes],
            target.classes[minority],
            response,
            weight_parameter(estimator, fit_parameters) is not None,
            scorer,
            fit_parameters,
            score_parameters,
        )
        self._columns = columns
        self._minority = minority
        self._codes = target.codes
        self._n_jobs = n_jobs
        self._row_weights = weights
        # In a pipeline only the last step would see the weights, not those that prepare the rows.
        self._multiplicities = has_fit_parameter(estimator, "sample_weight")

    def properties(self) -> dict[str, Any]:
        """What the library needs to know of the estimator."""
        return {
            "name": type(last_step(self._shared.model)[1]).__name__,
            "graded_scores": self._shared.response != "predict",
            "probability_scores": self._shared.response == "predict_proba",
            "class_weights": self._shared.class_weights,
        }

    def __call__(self, fits: Sequence[_core.Fit]) -> list[tuple[Array, Array, float]]:
        tasks = (delayed(fit_and_predict)(self._shared, self._training(fit)) for fit in fits)
        return list(Parallel(n_jobs=self._n_jobs)(tasks))

    def _training(self, fit: _core.Fit) -> Training:
        train = fit.train
        times, sources = fit.weights, fit.sources
        copies = sources == fit.neighbors
        numbers, categories = made_of_cells(self._columns, fit.cells())
        numbers = numbers[~copies]
        categories = {j: rows[~copies] for j, rows in categories.items()}
        made, made_times = sources[~copies], times[~copies]
        weights = np.where(
            self._codes[train] == self._minority, fit.minority_weight, fit.majority_weight
        )
        if self._row_weights is not None:
            weights = weights * self._row_weights[train]
        made_weights = np.ones(len(made))
        if self._row_weights is not None:
            made_weights = self._row_weights[made].astype(np.float64)
        if self._multiplicities:
            own = 1.0 if self._row_weights is None else self._row_weights[sources[copies]]
            np.add.at(weights, np.searchsorted(train, sources[copies]), times[copies] * own)
            made_weights = made_weights * made_times
            rows = train
        else:
            again = np.repeat(sources[copies], times[copies])
            rows = np.concatenate([train, again])
            own = np.ones(len(again)) if self._row_weights is None else self._row_weights[again]
            weights = np.concatenate([weights, own])
            numbers = np.repeat(numbers, made_times, axis=0)
            categories = {j: np.repeat(source, made_times) for j, source in categories.items()}
            made_weights = np.repeat(made_weights, made_times)
            made = np.repeat(made, made_times)
        weights = np.concatenate([weights, made_weights])
        origins = np.concatenate([rows, made])
        return Training(
            rows,
            numbers,
            categories,
            origins,
            self._shared.labels[origins],
            None if (weights == 1.0).all() else weights,
            fit.held_out,
        )
