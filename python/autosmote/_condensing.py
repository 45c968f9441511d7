"""Cleaning methods that keep the rows that a nearest-neighbour rule needs."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from sklearn.base import clone
from sklearn.neighbors import KNeighborsClassifier
from sklearn.utils._param_validation import Interval

from . import _core
from ._base import NEIGHBORS, RANDOM_STATE, CleaningSampler, Made, count_neighbors, made_of
from ._containers import Table, Target
from ._typing import Array, CleaningStrategy, RandomState

_COUNT = Interval(Integral, 1, None, closed="left")


class _Condensing(CleaningSampler):
    """Starts with some rows of each class, and asks which others they and the smallest class tell
    apart."""

    _neighbor_objects = {"n_neighbors": 0}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **CleaningSampler._parameter_constraints,
        "random_state": RANDOM_STATE,
        "n_neighbors": [*NEIGHBORS, None],
        "n_seeds_S": [_COUNT],
    }

    def __init__(
        self,
        *,
        sampling_strategy: CleaningStrategy = "auto",
        random_state: RandomState = None,
        n_neighbors: Any = None,
        n_seeds_S: int = 1,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.n_neighbors = n_neighbors
        self.n_seeds_S = n_seeds_S
        self.n_jobs = n_jobs

    def _store(self, result: _core.Resampled, target: Target, code: int) -> Array:
        """The rows of a class that vote in the end."""
        raise NotImplementedError

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        result = self._call(numbers, target)
        given = self.n_neighbors
        if not isinstance(given, KNeighborsClassifier):
            count = 1 if given is None else count_neighbors("n_neighbors", given, 0)
            given = KNeighborsClassifier(count, n_jobs=self.n_jobs)
        minority = np.flatnonzero(target.codes == np.bincount(target.codes).argmin())
        self.estimators_ = []
        for code in result["findings"]["seeds"]:
            rows = np.concatenate([minority, self._store(result, target, code)])
            labels = target.classes[target.codes[rows]]
            self.estimators_.append(clone(given).fit(numbers[rows], labels))
        return made_of(result)


class CondensedNearestNeighbour(_Condensing):
    """Keep the rows that a nearest-neighbour rule needs to tell the classes apart (Hart 1968).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {clean_strategy}
    {random_state}
    {condensing}
    {n_jobs}

    Attributes
    ----------
    estimators_ : list of KNeighborsClassifier
        For each cleaned class what tells its rows from those of the smallest, fitted to these and
        the rows that it keeps.
    {attributes}
    {sample_indices}

    References
    ----------
    P. Hart, "The condensed nearest neighbor rule", IEEE Transactions on Information Theory 14,
    1968.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import CondensedNearestNeighbour
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> sampler = CondensedNearestNeighbour(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) < len(X), bool((X_res == X[sampler.sample_indices_]).all())
    (True, True)
    """

    _method = "condensed-nearest-neighbour"

    def _store(self, result: _core.Resampled, target: Target, code: int) -> Array:
        kept: Array = result["rows"]
        own: Array = kept[target.codes[kept] == code]
        return own


class OneSidedSelection(_Condensing):
    """A condensing step, then Tomek links (Kubat, Matwin 1997).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {clean_strategy}
    {random_state}
    {condensing}
    {n_jobs}

    Attributes
    ----------
    estimators_ : list of KNeighborsClassifier
        For each cleaned class what tells its rows from those of the smallest, fitted to these and
        the random rows that it starts with.
    {attributes}
    {sample_indices}

    References
    ----------
    M. Kubat, S. Matwin, "Addressing the curse of imbalanced training sets: one-sided selection",
    ICML 1997.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import OneSidedSelection
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> sampler = OneSidedSelection(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) < len(X), bool((X_res == X[sampler.sample_indices_]).all())
    (True, True)
    """

    _method = "one-sided-selection"

    def _store(self, result: _core.Resampled, target: Target, code: int) -> Array:
        return result["findings"]["seeds"][code]
