"""Over-samplers."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any, ClassVar, Literal

import numpy as np
from sklearn.base import clone
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import SVC
from sklearn.utils._param_validation import Interval, StrOptions

from . import _core
from ._base import NEIGHBORS, AnyContent, Made, OverSampler, derive_seed, made_of, plain
from ._containers import Table, Target
from ._typing import Array, RandomState, Strategy

_COUNT = Interval(Integral, 1, None, closed="left")
_SHARE = Interval(Real, 0, 1, closed="both")


class RandomOverSampler(AnyContent, OverSampler):
    """Repeat rows at random, with or without noise.

    The counterpart of imbalanced-learn's class of this name. Without `shrinkage` the columns may
    hold anything: text, dates, missing values.

    Parameters
    ----------
    {over_strategy}
    {random_state}
    shrinkage : float, dict or None, default=None
        Width of the normal noise on each repeated row (ROSE, Menardi and Torelli 2014): 0 or None
        repeats rows as they are, 1 is Silverman's rule. A dict gives the width for each class that
        gets rows. Needs numbers in all columns.
    {n_jobs}

    Attributes
    ----------
    shrinkage_ : dict or None
        Width of the noise for each class that gets rows.
    {attributes}
    {sample_indices}

    References
    ----------
    G. Menardi, N. Torelli, "Training and assessing classification rules with imbalanced data",
    Data Mining and Knowledge Discovery 28, 2014.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import RandomOverSampler
    >>> X, y = make_classification(n_samples=200, weights=[0.9], flip_y=0, random_state=0)
    >>> X_res, y_res = RandomOverSampler(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 181), (1, 181)]
    """

    _method = "random-over-sampler"
    _selects_rows = True
    _python_parameters = frozenset({"shrinkage"})
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **OverSampler._parameter_constraints,
        "shrinkage": [Interval(Real, 0, None, closed="left"), Mapping, None],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        shrinkage: float | Mapping[Any, float] | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.shrinkage = shrinkage
        self.n_jobs = n_jobs

    def _numbers(self, X: Any, table: Table) -> Array:
        if self.shrinkage is None:
            return super()._numbers(X, table)
        self._refuse_text(table)
        return OverSampler._numbers(self, X, table)

    def _refuse_text(self, table: Table) -> None:
        for j in range(table.width()):
            if _holds_text(table.values(j)):
                name = j if table.names is None else repr(table.names[j])
                raise ValueError(
                    "When shrinkage is not None, X needs to contain only numerical columns, as "
                    f"noise is added to them; column {name} holds others. Leave shrinkage out, or "
                    "encode the column."
                )

    def __sklearn_tags__(self) -> Any:
        if self.shrinkage is None:
            return super().__sklearn_tags__()
        return OverSampler.__sklearn_tags__(self)

    def _widths(self) -> dict[Any, float]:
        """The width of the noise for each class that gets rows."""
        if not isinstance(self.shrinkage, Mapping):
            return dict.fromkeys(self.sampling_strategy_, float(self.shrinkage or 0.0))
        missing = [k for k in map(plain, self.sampling_strategy_) if k not in self.shrinkage]
        if missing:
            raise ValueError(
                "`shrinkage` should contain a shrinkage factor for each class that will be "
                f"resampled. The missing classes are: {missing}"
            )
        widths = {label: float(self.shrinkage[label]) for label in self.sampling_strategy_}
        for label, width in widths.items():
            if not 0.0 <= width < np.inf:
                raise ValueError(
                    f"The shrinkage factor needs to be >= 0. Got {width} for class {label!r}."
                )
        return widths

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        widths = self._widths()
        self.shrinkage_ = None if self.shrinkage is None else widths
        wanted = self._strategy(target)
        assert isinstance(wanted, dict)
        # The same seed in each call: the draws of a class depend on seed and class alone.
        seed = derive_seed(self.random_state)
        code_of = dict(zip(self.sampling_strategy_, wanted, strict=True))
        results = []
        for width in sorted(set(widths.values())) or [0.0]:
            counts = {code_of[k]: wanted[code_of[k]] for k, w in widths.items() if w == width}
            results.append(
                self._call(
                    numbers, target, parameters={"shrinkage": width}, strategy=counts, seed=seed
                )
            )
        repeated = [result["rows"][len(numbers) :] for result in results]
        return Made(
            np.concatenate([np.arange(len(numbers), dtype=np.uint32), *repeated]),
            # Without noise the library sees no columns (AnyContent), so it makes no numbers.
            np.concatenate([result["synthetic"] for result in results])
            if self.shrinkage is not None
            else np.empty((0, table.width())),
            np.concatenate([result["labels"] for result in results]),
            np.concatenate([result["sources"] for result in results]),
            {},
        )


def _holds_text(values: Array) -> bool:
    """Whether some value is a text that is no number."""
    if values.dtype.kind not in "OUS":
        return False
    for value in values.tolist():
        if isinstance(value, (str, bytes)):
            try:
                float(value)
            except ValueError:
                return True
    return False


class SMOTE(OverSampler):
    """Synthetic rows between rows of a class and their nearest neighbours (Chawla et al. 2002).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {over_strategy}
    {random_state}
    {k_neighbors}
    {n_jobs}

    Attributes
    ----------
    {nn_k}
    {attributes}

    References
    ----------
    N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer, "SMOTE: synthetic minority
    over-sampling technique", Journal of Artificial Intelligence Research 16, 2002.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import SMOTE
    >>> X, y = make_classification(n_samples=200, weights=[0.9], flip_y=0, random_state=0)
    >>> X_res, y_res = SMOTE(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 181), (1, 181)]
    """

    _method = "smote"
    _neighbor_objects = {"k_neighbors": 1}
    _neighbor_attributes = {"k_neighbors": "nn_k_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **OverSampler._parameter_constraints,
        "k_neighbors": NEIGHBORS,
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        k_neighbors: Any = 5,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.n_jobs = n_jobs


class BorderlineSMOTE(SMOTE):
    """SMOTE from rows in danger: those with many, but not only, other classes around (Han et al.
    2005).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {over_strategy}
    {random_state}
    {k_neighbors}
    m_neighbors : int or NearestNeighbors, default=10
        Neighbours of any class that tell whether a row is in danger.
    kind : {'borderline-1', 'borderline-2'}, default='borderline-1'
        Draw towards the same class, or towards all rows.
    {n_jobs}

    Attributes
    ----------
    in_danger_indices : dict
        For each class that gets rows and has rows in danger, their numbers, ascending.
    {nn_k}
    {nn_m}
    {attributes}

    References
    ----------
    H. Han, W.-Y. Wang, B.-H. Mao, "Borderline-SMOTE: a new over-sampling method in imbalanced data
    sets learning", ICIC 2005.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import BorderlineSMOTE
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> X_res, y_res = BorderlineSMOTE(random_state=0).fit_resample(X, y)
    >>> Counter(y_res.tolist())[0] == Counter(y_res.tolist())[1]
    True
    """

    _method = "borderline-smote"
    _neighbor_objects = {"k_neighbors": 1, "m_neighbors": 1}
    _neighbor_attributes = {"k_neighbors": "nn_k_", "m_neighbors": "nn_m_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **SMOTE._parameter_constraints,
        "m_neighbors": NEIGHBORS,
        "kind": [StrOptions({"borderline-1", "borderline-2"})],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        k_neighbors: Any = 5,
        m_neighbors: Any = 10,
        kind: Literal["borderline-1", "borderline-2"] = "borderline-1",
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            k_neighbors=k_neighbors,
            n_jobs=n_jobs,
        )
        self.m_neighbors = m_neighbors
        self.kind = kind

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        result = self._call(numbers, target)
        self.in_danger_indices = {
            target.classes[c]: rows.astype(np.intp)
            for c, rows in result["findings"]["in_danger"].items()
        }
        return made_of(result)


class SVMSMOTE(SMOTE):
    """SMOTE from the support vectors of a support vector machine (Nguyen et al. 2011).

    The counterpart of imbalanced-learn's class of this name, with a support vector machine of its
    own that finds the same support vectors as `SVC()`.

    Parameters
    ----------
    {over_strategy}
    {random_state}
    {k_neighbors}
    m_neighbors : int or NearestNeighbors, default=10
        Neighbours of any class that tell whether a support vector is noise, in danger or safe.
    svm_estimator : SVC or None, default=None
        Here for code written for imbalanced-learn: None, or an SVC with the default kernel, C and
        gamma, which is the machine that is always used.
    out_step : float, default=0.5
        How far from a safe support vector rows may lie, of the way to a neighbour, 0 to 1.
    {n_jobs}

    Attributes
    ----------
    svm_estimator_ : SVC
        The machine that `svm_estimator` stands for. It is not fitted: the library has its own.
    {nn_k}
    {nn_m}
    {attributes}

    References
    ----------
    H. M. Nguyen, E. W. Cooper, K. Kamei, "Borderline over-sampling for imbalanced data
    classification", International Journal of Knowledge Engineering and Soft Data Paradigms 3, 2011.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import SVMSMOTE
    >>> X, y = make_classification(n_samples=200, weights=[0.9], flip_y=0, random_state=0)
    >>> X_res, y_res = SVMSMOTE(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 181), (1, 181)]
    """

    _method = "svm-smote"
    _neighbor_objects = {"k_neighbors": 1, "m_neighbors": 1}
    _neighbor_attributes = {"k_neighbors": "nn_k_", "m_neighbors": "nn_m_"}
    _python_parameters = frozenset({"svm_estimator"})
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **SMOTE._parameter_constraints,
        "m_neighbors": NEIGHBORS,
        "svm_estimator": [SVC, None],
        "out_step": [_SHARE],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        k_neighbors: Any = 5,
        m_neighbors: Any = 10,
        svm_estimator: Any = None,
        out_step: float = 0.5,
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            k_neighbors=k_neighbors,
            n_jobs=n_jobs,
        )
        self.m_neighbors = m_neighbors
        self.svm_estimator = svm_estimator
        self.out_step = out_step

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        svm = self.svm_estimator
        if svm is not None and (svm.kernel, svm.C, svm.gamma) != ("rbf", 1.0, "scale"):
            raise ValueError(
                "The 'svm_estimator' parameter of SVMSMOTE must be None or an SVC with "
                f"kernel='rbf', C=1.0 and gamma='scale'. Got {svm!r} instead."
            )
        self.svm_estimator_ = SVC() if svm is None else clone(svm)
        return super()._fit_resample(table, target, numbers)


class KMeansSMOTE(SMOTE):
    """SMOTE within clusters that hold enough of a class, more where its rows are sparse (Douzas et
    al. 2018).

    The counterpart of imbalanced-learn's class of this name, with a k-means of its own.

    Parameters
    ----------
    {over_strategy}
    {random_state}
    k_neighbors : int or NearestNeighbors, default=2
        Neighbours of the same class and cluster to draw from.
    {n_jobs}
    kmeans_estimator : int, KMeans, MiniBatchKMeans or None, default=None
        Number of clusters, None for 8. Of an estimator n_clusters is taken: the clusters are found
        by the library's own k-means.
    cluster_balance_threshold : 'auto' or float, default='auto'
        Smallest share of the class in a cluster that is used, 0 to 1; 'auto' is half of the class's
        share of the rows to add.
    density_exponent : 'auto' or float, default='auto'
        How much a cluster's mean distance counts; 'auto' grows with its rows.

    Attributes
    ----------
    kmeans_estimator_ : KMeans
        The clusters that were found: `cluster_centers_`, `labels_`, `predict`.
    cluster_balance_threshold_ : 'auto' or float
        The threshold; minus infinity where there is one cluster, which is always used.
    {nn_k}
    {attributes}

    References
    ----------
    G. Douzas, F. Bacao, F. Last, "Improving imbalanced learning through a heuristic oversampling
    method based on k-means and SMOTE", Information Sciences 465, 2018.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_blobs
    >>> from autosmote import KMeansSMOTE
    >>> X, y = make_blobs([100, 40, 160], centers=[[-9, 0], [0, 9], [9, 0]], random_state=0)
    >>> X_res, y_res = KMeansSMOTE(random_state=0).fit_resample(X, y)
    >>> Counter(y_res.tolist())[1] >= 160
    True
    """

    _method = "kmeans-smote"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **SMOTE._parameter_constraints,
        "kmeans_estimator": [_COUNT, KMeans, MiniBatchKMeans, None],
        "cluster_balance_threshold": [StrOptions({"auto"}), _SHARE],
        "density_exponent": [StrOptions({"auto"}), Interval(Real, 0, 1000, closed="both")],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        k_neighbors: Any = 2,
        n_jobs: int | None = None,
        kmeans_estimator: Any = None,
        cluster_balance_threshold: float | Literal["auto"] = "auto",
        density_exponent: float | Literal["auto"] = "auto",
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            k_neighbors=k_neighbors,
            n_jobs=n_jobs,
        )
        self.kmeans_estimator = kmeans_estimator
        self.cluster_balance_threshold = cluster_balance_threshold
        self.density_exponent = density_exponent

    _python_parameters = frozenset({"kmeans_estimator"})

    def _parameters(self) -> dict[str, float | str]:
        parameters = super()._parameters()
        clusters = self.kmeans_estimator
        if clusters is not None:
            parameters["kmeans_estimator"] = float(getattr(clusters, "n_clusters", clusters))
        return parameters

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        result = self._call(numbers, target)
        wanted = int(self._parameters().get("kmeans_estimator", 8))
        self.kmeans_estimator_ = _clusters(wanted, result["findings"])
        one = self.kmeans_estimator_.n_clusters == 1
        self.cluster_balance_threshold_ = -np.inf if one else self.cluster_balance_threshold
        return made_of(result)


def _clusters(wanted: int, findings: _core.Findings) -> KMeans:
    """scikit-learn's object for the clusters that the library has found; not fitted where it had
    none to find, as no rows were to be added."""
    centroids = findings["centroids"]
    if len(centroids) == 0:
        return KMeans(wanted)
    found = KMeans(len(centroids), init=centroids, n_init=1, max_iter=1)
    # Of the centroids themselves each is its own cluster, where it already stands.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        found.fit(centroids)
    found.set_params(init="k-means++", n_init="auto", max_iter=300)
    found.labels_ = findings["clusters"].astype(np.int32)
    found.inertia_, found.n_iter_ = findings["inertia"], findings["rounds"]
    return found


class ADASYN(OverSampler):
    """Synthetic rows, more from rows with other classes around (He et al. 2008).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {over_strategy}
    {random_state}
    n_neighbors : int or NearestNeighbors, default=5
        Neighbours of any class that are counted, and of the same class to draw from.
    {n_jobs}

    Attributes
    ----------
    {nn}
    {attributes}

    References
    ----------
    H. He, Y. Bai, E. A. Garcia, S. Li, "ADASYN: adaptive synthetic sampling approach for imbalanced
    learning", IJCNN 2008.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import ADASYN
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> X_res, y_res = ADASYN(random_state=0).fit_resample(X, y)
    >>> len(X_res) > len(X)
    True
    """

    _method = "adasyn"
    _neighbor_objects = {"n_neighbors": 1}
    _neighbor_attributes = {"n_neighbors": "nn_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **OverSampler._parameter_constraints,
        "n_neighbors": NEIGHBORS,
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        n_neighbors: Any = 5,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.n_neighbors = n_neighbors
        self.n_jobs = n_jobs
