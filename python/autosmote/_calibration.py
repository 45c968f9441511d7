"""Probabilities of a classifier that learned from resampled rows, put right on rows that it did not
learn from."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.utils.parallel import Parallel, delayed

from ._autosmote import AutoSMOTE, Parameters
from ._containers import Table, Target
from ._fits import fit_clone, minority_of, response_for, take_rows
from ._typing import Array

_FOLDS = 5


class Scores(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Scores of the second of two classes as if a classifier gave them, for scikit-learn's
    calibrators: X is one column of them."""

    def fit(self, X: Array, y: Array, sample_weight: Array | None = None) -> Scores:
        self.classes_ = np.unique(y)
        return self

    def decision_function(self, X: Array) -> Array:
        return np.asarray(X[:, 0])

    def predict(self, X: Array) -> Array:
        return np.asarray(self.classes_[(X[:, 0] > 0.0).astype(np.intp)])


def fit_calibrator(
    method: str, scores: Array, positive: Array, weights: Array | None
) -> CalibratedClassifierCV:
    """scikit-learn's sigmoid or isotonic map from scores (n) to the probability of the rows that
    are `positive`. Its predict_proba takes scores as one column."""
    X, rows = scores.reshape(-1, 1), np.arange(len(scores))
    calibrator = CalibratedClassifierCV(Scores(), method=method, cv=[(rows, rows)], ensemble=False)
    with config_context(enable_metadata_routing=False):
        return calibrator.fit(X, positive.astype(np.int64), sample_weight=weights)


def calibrated(calibrator: CalibratedClassifierCV, scores: Array) -> Array:
    """The probabilities (n) that belong to scores (n)."""
    return np.asarray(calibrator.predict_proba(scores.reshape(-1, 1))[:, 1])


def score_method(estimator: Any) -> str:
    """The method whose scores are calibrated, as in scikit-learn."""
    for method in ("decision_function", "predict_proba"):
        if hasattr(estimator, method):
            return method
    return "predict"


def out_of_fold_scores(
    model: Any,
    sampler: AutoSMOTE,
    table: Table,
    target: Target,
    minority: int,
    parameters: Parameters,
    splits: list[tuple[Array, Array]],
) -> tuple[Array, Array]:
    """Rows of X, and the minority's score of each by a clone of `model` that was fitted without
    them: to the other rows of its fold, resampled by the policy that `sampler` has learned.

    The folds are `splits`, those of a splitter, or where there are none five (fewer where a class has
    fewer rows, or rows in fewer groups), stratified, by groups where such are given. Raises
    ValueError where there are not two.
    """
    if not splits:
        splits = _stratified_splits(target, parameters.split.get("groups"), sampler._seed)
    labels = target.classes[target.codes]
    tasks = []
    for train, held_out in splits:
        X, y, origins = _resampled(sampler, table, labels, target.classes[minority], train)
        extra, weights = parameters_of_rows(parameters.fit, origins, len(labels))
        asked = table.build(held_out, np.empty((0, table.width())), {})
        task = delayed(_fit_and_score)
        tasks.append(task(model, X, y, extra, weights, asked, target.classes[minority]))
    scores = Parallel(n_jobs=sampler.n_jobs)(tasks)
    return np.concatenate([held_out for _, held_out in splits]), np.concatenate(scores)


def _stratified_splits(target: Target, groups: Any, seed: int) -> list[tuple[Array, Array]]:
    if groups is None:
        most = int(np.bincount(target.codes).min())
        splitter: Any = StratifiedKFold
    else:
        groups = np.asarray(groups).ravel()
        most = min(len(np.unique(groups[target.codes == code].astype(str))) for code in (0, 1))
        splitter = StratifiedGroupKFold
    if most < 2:
        raise ValueError(
            "Calibration needs out-of-fold scores, but a class has "
            f"{'one row' if groups is None else 'rows in one group'} only. Use "
            "calibration='prior' or None."
        )
    folds = splitter(min(_FOLDS, most), shuffle=True, random_state=seed % 2**32)
    return list(folds.split(np.zeros(len(target.codes)), target.codes, groups))


def _resampled(
    sampler: AutoSMOTE, table: Table, labels: Array, minority: Any, train: Array
) -> tuple[Any, Array, Array]:
    """Rows of `train` and their synthetic ones, their labels, and the row of X behind each. Where
    classes of like size change places in a fold, it has nothing to add to."""
    X = table.build(train, np.empty((0, table.width())), {})
    part = Target(labels[train])
    if part.classes[minority_of(part)] != minority:
        return X, labels[train], train
    with warnings.catch_warnings():  # the fit has told of what there is to mind
        warnings.simplefilter("ignore", UserWarning)
        rows, part, made = sampler._apply(X, labels[train])
    origins = train[np.concatenate([made.rows, made.sources]).astype(np.intp)]
    return sampler._build(rows, part, made)[0], labels[origins], origins


def parameters_of_rows(
    parameters: Mapping[str, Any], origins: Array, count: int
) -> tuple[dict[str, Any], Array | None]:
    """What `fit` takes for rows that stem from these rows of X, and their weights."""
    extra = take_rows(parameters, origins, count)
    weights = extra.pop("sample_weight", None)
    return extra, weights


def _fit_and_score(
    model: Any,
    X: Any,
    y: Array,
    extra: dict[str, Any],
    weights: Array | None,
    asked: Any,
    minority: Any,
) -> Array:
    fitted = fit_clone(model, X, y, extra, weights)
    return response_for(fitted, asked, score_method(fitted), minority)
