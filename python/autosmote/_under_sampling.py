"""Under-samplers to a number of rows."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar, Literal

import numpy as np
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances_argmin
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions

from ._base import (
    NEIGHBORS,
    RANDOM_STATE,
    AnyContent,
    Made,
    UnderSampler,
    derive_seed,
    only_rows,
)
from ._containers import Table, Target
from ._typing import Array, RandomState, Strategy

_COUNT = Interval(Integral, 1, None, closed="left")
_KIND_SEL = [StrOptions({"all", "mode"})]
_ESTIMATORS = {"logistic", "knn", "tree", "adaboost", "svm", "xgboost"}


def _random_state(seed: int) -> np.random.RandomState:
    return np.random.RandomState(np.random.MT19937(np.random.SeedSequence(seed)))


def _seeded_clone(estimator: Any, random: np.random.RandomState) -> Any:
    """A clone, with every random_state in it set."""
    copied = clone(estimator)
    names = [name for name in sorted(copied.get_params()) if name.endswith("random_state")]
    copied.set_params(**{name: random.randint(np.iinfo(np.int32).max) for name in names})
    return copied


class RandomUnderSampler(AnyContent, UnderSampler):
    """Leave out rows at random. The columns may hold anything.

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {under_strategy}
    {random_state}
    replacement : bool, default=False
        Whether a row may be drawn again.
    {n_jobs}

    Attributes
    ----------
    {attributes}
    {sample_indices}

    References
    ----------
    C. Drummond, R. C. Holte, "C4.5, class imbalance, and cost sensitivity: why under-sampling beats
    over-sampling", Workshop on Learning from Imbalanced Datasets II, 2003.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import RandomUnderSampler
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> sampler = RandomUnderSampler(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) < len(X), bool((X_res == X[sampler.sample_indices_]).all())
    (True, True)
    """

    _method = "random-under-sampler"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **UnderSampler._parameter_constraints,
        "random_state": RANDOM_STATE,
        "replacement": ["boolean"],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        replacement: bool = False,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.replacement = replacement
        self.n_jobs = n_jobs


class NearMiss(UnderSampler):
    """Keep the rows whose distances to the smallest class are small (Mani, Zhang 2003).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {under_strategy}
    version : {1, 2, 3}, default=1
        Which of the three rules chooses the rows.
    n_neighbors : int or NearestNeighbors, default=3
        Minority rows whose distances are averaged. An object must measure Euclidean distances.
    n_neighbors_ver3 : int or NearestNeighbors, default=3
        Version 3: rows listed for each minority row.
    {n_jobs}

    Attributes
    ----------
    {nn}
    nn_ver3_ : NearestNeighbors
        Version 3: what `n_neighbors_ver3` stands for. It is not fitted.
    {attributes}
    {sample_indices}

    References
    ----------
    I. Mani, J. Zhang, "kNN approach to unbalanced data distributions: a case study involving
    information extraction", Workshop on Learning from Imbalanced Datasets, 2003.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import NearMiss
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> sampler = NearMiss()
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) < len(X), bool((X_res == X[sampler.sample_indices_]).all())
    (True, True)
    """

    _method = "near-miss"
    _neighbor_objects = {"n_neighbors": 0, "n_neighbors_ver3": 0}
    _neighbor_attributes = {"n_neighbors": "nn_", "n_neighbors_ver3": "nn_ver3_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **UnderSampler._parameter_constraints,
        "version": [Interval(Integral, 1, 3, closed="both")],
        "n_neighbors": NEIGHBORS,
        "n_neighbors_ver3": NEIGHBORS,
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        version: int = 1,
        n_neighbors: Any = 3,
        n_neighbors_ver3: Any = 3,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.version = version
        self.n_neighbors = n_neighbors
        self.n_neighbors_ver3 = n_neighbors_ver3
        self.n_jobs = n_jobs


class InstanceHardnessThreshold(UnderSampler):
    """Keep the rows that a classifier finds easy (Smith et al. 2014).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    estimator : str, classifier or None, default=None
        What tells hard rows from easy ones: one of the library's classifiers, 'logistic' (None),
        'knn', 'tree', 'adaboost', 'svm' or 'xgboost', or any scikit-learn classifier with
        predict_proba. imbalanced-learn's default is a random forest.
    {under_strategy}
    {random_state}
    cv : int, cross-validator or iterable, default=5
        Parts that are held out in turn. Anything but a number needs a scikit-learn classifier.
    {n_jobs}

    Attributes
    ----------
    estimator_ : str or classifier
        What told hard rows from easy ones: the name of the library's classifier, or the copy of
        `estimator` whose clones were fitted.
    {attributes}
    {sample_indices}

    References
    ----------
    M. R. Smith, T. Martinez, C. Giraud-Carrier, "An instance level analysis of data complexity",
    Machine Learning 95, 2014.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import InstanceHardnessThreshold
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> sampler = InstanceHardnessThreshold(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) < len(X), bool((X_res == X[sampler.sample_indices_]).all())
    (True, True)
    """

    _method = "instance-hardness-threshold"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **UnderSampler._parameter_constraints,
        "estimator": [StrOptions(_ESTIMATORS), HasMethods(["fit", "predict_proba"]), None],
        "random_state": RANDOM_STATE,
        "cv": ["cv_object"],
    }

    def __init__(
        self,
        *,
        estimator: Any = None,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        cv: Any = 5,
        n_jobs: int | None = None,
    ) -> None:
        self.estimator = estimator
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.cv = cv
        self.n_jobs = n_jobs

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        if self.estimator is None or isinstance(self.estimator, str):
            if not isinstance(self.cv, Integral):
                raise ValueError(
                    "The 'cv' parameter of InstanceHardnessThreshold must be an int where "
                    f"'estimator' is one of the library's. Got {self.cv!r} instead."
                )
            self.estimator_ = self.estimator or "logistic"
            return super()._fit_resample(table, target, numbers)
        random = _random_state(derive_seed(self.random_state))
        cv = self.cv
        if isinstance(cv, Integral):
            cv = StratifiedKFold(n_splits=int(cv), shuffle=True, random_state=random)
        self.estimator_ = _seeded_clone(self.estimator, random)
        scores = cross_val_predict(
            self.estimator_,
            numbers,
            target.codes,
            cv=cv,
            n_jobs=self.n_jobs,
            method="predict_proba",
        )[np.arange(len(numbers)), target.codes]
        kept = self._strategy(target)
        assert isinstance(kept, dict)
        rows = []
        for code in range(len(target.classes)):
            members = np.flatnonzero(target.codes == code)
            if code in kept:
                share = 1.0 - kept[code] / len(members)
                members = members[scores[members] >= np.percentile(scores[members], share * 100.0)]
            rows.append(members)
        return only_rows(np.concatenate(rows), table.width())


class ClusterCentroids(UnderSampler):
    """Replace the rows of a class by the centroids of clusters.

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {under_strategy}
    {random_state}
    estimator : clusterer or None, default=None
        None is the library's own k-means. Otherwise any clusterer with n_clusters and
        cluster_centers_, such as KMeans.
    voting : {'auto', 'hard', 'soft'}, default='auto'
        'soft' (and 'auto') gives the centroids, 'hard' the row nearest to each.
    {n_jobs}

    Attributes
    ----------
    estimator_ : clusterer
        The copy of `estimator`, fitted to the rows of the last class that lost some; where that is
        None, a KMeans that is not fitted.
    voting_ : {'hard', 'soft'}
        Whether rows of X are kept or centroids given; 'soft' for 'auto'.
    {attributes}

    References
    ----------
    S.-J. Yen, Y.-S. Lee, "Cluster-based under-sampling approaches for imbalanced data
    distributions", Expert Systems with Applications 36, 2009.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import ClusterCentroids
    >>> X, y = make_classification(n_samples=200, weights=[0.9], flip_y=0, random_state=0)
    >>> X_res, y_res = ClusterCentroids(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 19), (1, 19)]
    """

    _method = "cluster-centroids"
    _selects_rows = False
    _python_parameters = frozenset({"estimator"})
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **UnderSampler._parameter_constraints,
        "random_state": RANDOM_STATE,
        "estimator": [HasMethods(["fit", "set_params"]), None],
        "voting": [StrOptions({"auto", "hard", "soft"})],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        estimator: Any = None,
        voting: Literal["auto", "hard", "soft"] = "auto",
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.estimator = estimator
        self.voting = voting
        self.n_jobs = n_jobs

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        self.voting_ = "hard" if self.voting == "hard" else "soft"
        self.estimator_ = KMeans() if self.estimator is None else clone(self.estimator)
        if self.estimator is None:
            return super()._fit_resample(table, target, numbers)
        random = _random_state(derive_seed(self.random_state))
        kept = self._strategy(target)
        assert isinstance(kept, dict)
        rows, centers, labels, sources = [], [], [], []
        for code in range(len(target.classes)):
            members = np.flatnonzero(target.codes == code)
            if code not in kept:
                rows.append(members)
                continue
            clusterer = _seeded_clone(self.estimator, random).set_params(n_clusters=kept[code])
            self.estimator_ = clusterer.fit(numbers[members])
            found = clusterer.cluster_centers_
            nearest = members[pairwise_distances_argmin(found, numbers[members])]
            if self.voting_ == "hard":
                rows.append(nearest)
                continue
            centers.append(found)
            labels.append(np.full(len(found), code, dtype=np.int32))
            sources.append(nearest)
        made = only_rows(np.concatenate(rows) if rows else np.empty(0, int), table.width())
        if not centers:
            return made
        return made._replace(
            numbers=np.concatenate(centers),
            labels=np.concatenate(labels),
            sources=np.concatenate(sources),
        )
