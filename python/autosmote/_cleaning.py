"""Cleaning methods: under-samplers that decide themselves how many rows go."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar, Literal

import numpy as np
from imblearn.under_sampling import (
    EditedNearestNeighbours as _ImblearnEditedNearestNeighbours,
)
from sklearn.base import clone
from sklearn.neighbors import KNeighborsClassifier
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions

from ._base import (
    NEIGHBORS,
    CleaningSampler,
    Made,
    count_neighbors,
    made_of,
    plain,
)
from ._containers import Table, Target
from ._typing import Array, CleaningStrategy

_COUNT = Interval(Integral, 1, None, closed="left")
_KIND_SEL = [StrOptions({"all", "mode"})]


class TomekLinks(CleaningSampler):
    """Remove rows whose nearest neighbour is of another class, and mutually so (Tomek 1976).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {clean_strategy}
    {n_jobs}

    Attributes
    ----------
    {attributes}
    {sample_indices}

    References
    ----------
    I. Tomek, "Two modifications of CNN", IEEE Transactions on Systems, Man, and Cybernetics
    6, 1976.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import TomekLinks
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> sampler = TomekLinks()
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) < len(X), bool((X_res == X[sampler.sample_indices_]).all())
    (True, True)
    """

    _method = "tomek-links"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **CleaningSampler._parameter_constraints,
    }

    def __init__(
        self,
        *,
        sampling_strategy: CleaningStrategy = "auto",
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.n_jobs = n_jobs


class EditedNearestNeighbours(CleaningSampler):
    """Remove rows that do not agree with their nearest neighbours (Wilson 1972).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {clean_strategy}
    n_neighbors : int or NearestNeighbors, default=3
        Nearest other rows that a row is compared with. Of a NearestNeighbors object, which must
        measure Euclidean distances, n_neighbors - 1 is taken, as the row itself is the first.
    kind_sel : {'all', 'mode'}, default='all'
        A row stays where all its neighbours are of its class, or most of them.
    {n_jobs}

    Attributes
    ----------
    {nn}
    {attributes}
    {sample_indices}

    References
    ----------
    D. L. Wilson, "Asymptotic properties of nearest neighbor rules using edited data", IEEE
    Transactions on Systems, Man, and Cybernetics 2, 1972.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import EditedNearestNeighbours
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> sampler = EditedNearestNeighbours()
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) < len(X), bool((X_res == X[sampler.sample_indices_]).all())
    (True, True)
    """

    _method = "edited-nearest-neighbours"
    _neighbor_objects = {"n_neighbors": 1}
    _neighbor_attributes = {"n_neighbors": "nn_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **CleaningSampler._parameter_constraints,
        "n_neighbors": NEIGHBORS,
        "kind_sel": _KIND_SEL,
    }

    def __init__(
        self,
        *,
        sampling_strategy: CleaningStrategy = "auto",
        n_neighbors: Any = 3,
        kind_sel: Literal["all", "mode"] = "all",
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.n_neighbors = n_neighbors
        self.kind_sel = kind_sel
        self.n_jobs = n_jobs


def _editing(sampler: Any, kind_sel: Literal["all", "mode"]) -> EditedNearestNeighbours:
    """What edits on behalf of another sampler."""
    return EditedNearestNeighbours(
        sampling_strategy=sampler.sampling_strategy,
        n_neighbors=sampler.n_neighbors,
        kind_sel=kind_sel,
        n_jobs=sampler.n_jobs,
    )


class RepeatedEditedNearestNeighbours(CleaningSampler):
    """Edited nearest neighbours again and again, until nothing changes (Tomek 1976).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {clean_strategy}
    n_neighbors : int or NearestNeighbors, default=3
        Nearest other rows that a row is compared with. Of a NearestNeighbors object, which must
        measure Euclidean distances, n_neighbors - 1 is taken, as the row itself is the first.
    max_iter : int, default=100
        Rounds of editing at most.
    kind_sel : {'all', 'mode'}, default='all'
        A row stays where all its neighbours are of its class, or most of them.
    {n_jobs}

    Attributes
    ----------
    n_iter_ : int
        Rounds of editing, the last one too, in which nothing went.
    enn_ : EditedNearestNeighbours
        What edits in a round. It is not fitted.
    {nn}
    {attributes}
    {sample_indices}

    References
    ----------
    I. Tomek, "An experiment with the edited nearest-neighbor rule", IEEE Transactions on Systems,
    Man, and Cybernetics 6, 1976.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import RepeatedEditedNearestNeighbours
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> sampler = RepeatedEditedNearestNeighbours()
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) < len(X), bool((X_res == X[sampler.sample_indices_]).all())
    (True, True)
    """

    _method = "repeated-edited-nearest-neighbours"
    _neighbor_objects = {"n_neighbors": 1}
    _neighbor_attributes = {"n_neighbors": "nn_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **CleaningSampler._parameter_constraints,
        "n_neighbors": NEIGHBORS,
        "max_iter": [_COUNT],
        "kind_sel": _KIND_SEL,
    }

    def __init__(
        self,
        *,
        sampling_strategy: CleaningStrategy = "auto",
        n_neighbors: Any = 3,
        max_iter: int = 100,
        kind_sel: Literal["all", "mode"] = "all",
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.n_neighbors = n_neighbors
        self.max_iter = max_iter
        self.kind_sel = kind_sel
        self.n_jobs = n_jobs

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        result = self._call(numbers, target)
        self.n_iter_ = result["findings"]["rounds"]
        self.enn_ = _editing(self, self.kind_sel)
        return made_of(result)


class AllKNN(CleaningSampler):
    """Edited nearest neighbours with 1, 2, ... n_neighbors neighbours in turn (Tomek 1976).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {clean_strategy}
    n_neighbors : int or NearestNeighbors, default=3
        Nearest other rows that a row is compared with. Of a NearestNeighbors object, which must
        measure Euclidean distances, n_neighbors - 1 is taken, as the row itself is the first.
    kind_sel : {'all', 'mode'}, default='all'
        A row stays where all its neighbours are of its class, or most of them.
    allow_minority : bool, default=False
        Whether another class may end up smaller than the smallest.
    {n_jobs}

    Attributes
    ----------
    enn_ : EditedNearestNeighbours
        What edits at last, with all `n_neighbors`. It is not fitted.
    {nn}
    {attributes}
    {sample_indices}

    References
    ----------
    I. Tomek, "An experiment with the edited nearest-neighbor rule", IEEE Transactions on Systems,
    Man, and Cybernetics 6, 1976.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import AllKNN
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> sampler = AllKNN()
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) < len(X), bool((X_res == X[sampler.sample_indices_]).all())
    (True, True)
    """

    _method = "all-knn"
    _neighbor_objects = {"n_neighbors": 1}
    _neighbor_attributes = {"n_neighbors": "nn_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **CleaningSampler._parameter_constraints,
        "n_neighbors": NEIGHBORS,
        "kind_sel": _KIND_SEL,
        "allow_minority": ["boolean"],
    }

    def __init__(
        self,
        *,
        sampling_strategy: CleaningStrategy = "auto",
        n_neighbors: Any = 3,
        kind_sel: Literal["all", "mode"] = "all",
        allow_minority: bool = False,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.n_neighbors = n_neighbors
        self.kind_sel = kind_sel
        self.allow_minority = allow_minority
        self.n_jobs = n_jobs

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        self.enn_ = _editing(self, self.kind_sel)
        return super()._fit_resample(table, target, numbers)


class NeighbourhoodCleaningRule(CleaningSampler):
    """Edit, and remove what misleads the smallest class (Laurikkala 2001).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {clean_strategy}
    edited_nearest_neighbours : EditedNearestNeighbours or None, default=None
        Here for code written for imbalanced-learn: None, or one with the same n_neighbors and
        kind_sel='mode', which is the editing that is always used.
    n_neighbors : int or NearestNeighbors, default=3
        Nearest rows that are asked. An object must measure Euclidean distances; n_neighbors - 1 of
        it is taken.
    threshold_cleaning : float, default=0.5
        Around minority rows only classes are cleaned that have more than this times the rows of
        the smallest.
    {n_jobs}

    Attributes
    ----------
    edited_nearest_neighbours_ : EditedNearestNeighbours
        What edits first. It is not fitted.
    nn_ : KNeighborsClassifier
        What `n_neighbors` stands for. It is not fitted.
    classes_to_clean_ : list
        The classes that may lose rows around those of the smallest.
    {attributes}
    {sample_indices}

    References
    ----------
    J. Laurikkala, "Improving identification of difficult small classes by balancing class
    distribution", AIME 2001.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import NeighbourhoodCleaningRule
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> sampler = NeighbourhoodCleaningRule()
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) < len(X), bool((X_res == X[sampler.sample_indices_]).all())
    (True, True)
    """

    _method = "neighbourhood-cleaning-rule"
    _neighbor_objects = {"n_neighbors": 1}
    _python_parameters = frozenset({"edited_nearest_neighbours"})
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **CleaningSampler._parameter_constraints,
        "edited_nearest_neighbours": [HasMethods(["fit_resample"]), None],
        "n_neighbors": NEIGHBORS,
        "threshold_cleaning": [Interval(Real, 0, None, closed="neither")],
    }

    def __init__(
        self,
        *,
        sampling_strategy: CleaningStrategy = "auto",
        edited_nearest_neighbours: Any = None,
        n_neighbors: Any = 3,
        threshold_cleaning: float = 0.5,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.edited_nearest_neighbours = edited_nearest_neighbours
        self.n_neighbors = n_neighbors
        self.threshold_cleaning = threshold_cleaning
        self.n_jobs = n_jobs

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        editing = self.edited_nearest_neighbours
        if editing is not None:
            known = isinstance(editing, (EditedNearestNeighbours, _ImblearnEditedNearestNeighbours))
            own = count_neighbors("n_neighbors", self.n_neighbors, 1)
            same = known and editing.kind_sel == "mode"
            if not same or count_neighbors("n_neighbors", editing.n_neighbors, 1) != own:
                raise ValueError(
                    "The 'edited_nearest_neighbours' parameter of NeighbourhoodCleaningRule must "
                    "be None or an EditedNearestNeighbours with kind_sel='mode' and "
                    f"n_neighbors={own}. Got {editing!r} instead."
                )
        given = self.n_neighbors
        self.edited_nearest_neighbours_ = (
            _editing(self, "mode") if editing is None else clone(editing)
        )
        self.nn_ = (
            clone(given)
            if isinstance(given, KNeighborsClassifier)
            else KNeighborsClassifier(count_neighbors("n_neighbors", given, 1), n_jobs=self.n_jobs)
        )
        present = np.bincount(target.codes)
        least = self.threshold_cleaning * present.min()
        counts = dict(zip(target.classes.tolist(), present, strict=True))
        self.classes_to_clean_ = [k for k in self.sampling_strategy_ if counts[plain(k)] > least]
        return super()._fit_resample(table, target, numbers)
