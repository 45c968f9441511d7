"""Over-samplers that imbalanced-learn does not have."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar, Literal

from sklearn.utils._param_validation import Interval, StrOptions

from ._base import OverSampler
from ._over_sampling import _COUNT, _SHARE, SMOTE
from ._typing import RandomState, Strategy

_POSITIVE = Interval(Real, 1e-6, 1e6, closed="both")
_FROM_ZERO = Interval(Real, 0, 1e6, closed="both")
_COUNT_OR_ZERO = Interval(Integral, 0, None, closed="left")


class SafeLevelSMOTE(SMOTE):
    """SMOTE that places rows nearer to the parent with more of its class around
    (Bunkhumpornpat et al. 2009).

    Parameters
    ----------
    {over_strategy}
    {random_state}
    k_neighbors : int or NearestNeighbors, default=5
        Neighbours of the same class to draw from, and of any class that are counted.
    {n_jobs}

    Attributes
    ----------
    {nn_k}
    {attributes}

    References
    ----------
    C. Bunkhumpornpat, K. Sinapiromsaran, C. Lursinsap, "Safe-Level-SMOTE", PAKDD 2009.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import SafeLevelSMOTE
    >>> X, y = make_classification(n_samples=200, weights=[0.9], flip_y=0, random_state=0)
    >>> X_res, y_res = SafeLevelSMOTE(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 181), (1, 181)]
    """

    _method = "safe-level-smote"


class GeometricSMOTE(SMOTE):
    """Synthetic rows within a ball around a row, cut and flattened towards a neighbour (Douzas,
    Bacao 2019).

    Parameters
    ----------
    {over_strategy}
    {random_state}
    {k_neighbors}
    truncation_factor : float, default=1.0
        1 takes only the half ball towards the chosen neighbour, 0 all, -1 the other half.
    deformation_factor : float, default=0.0
        0 is a ball around the row, 1 the line through it and the chosen neighbour.
    selection_strategy : {'combined', 'majority', 'minority'}, default='combined'
        Which neighbour sets the radius: the nearer of both, one of another class, or of the same.
    {n_jobs}

    Attributes
    ----------
    {nn_k}
    {attributes}

    References
    ----------
    G. Douzas, F. Bacao, "Geometric SMOTE: a geometrically enhanced drop-in replacement for SMOTE",
    Information Sciences 501, 2019.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import GeometricSMOTE
    >>> X, y = make_classification(n_samples=200, weights=[0.9], flip_y=0, random_state=0)
    >>> X_res, y_res = GeometricSMOTE(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 181), (1, 181)]
    """

    _method = "geometric-smote"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **SMOTE._parameter_constraints,
        "truncation_factor": [Interval(Real, -1, 1, closed="both")],
        "deformation_factor": [_SHARE],
        "selection_strategy": [StrOptions({"combined", "majority", "minority"})],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        k_neighbors: Any = 5,
        truncation_factor: float = 1.0,
        deformation_factor: float = 0.0,
        selection_strategy: Literal["combined", "majority", "minority"] = "combined",
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            k_neighbors=k_neighbors,
            n_jobs=n_jobs,
        )
        self.truncation_factor = truncation_factor
        self.deformation_factor = deformation_factor
        self.selection_strategy = selection_strategy


class PolynomFitSMOTE(OverSampler):
    """Synthetic rows on lines or polynomials through a class (Gazzah, Essoukri Ben Amara 2008).

    Parameters
    ----------
    {over_strategy}
    {random_state}
    topology : {'star', 'bus', 'mesh', 'curve'}, default='star'
        Towards the mean, from row to row, between every two rows, or on a polynomial.
    degree : int, default=3
        Degree of the polynomial of topology 'curve', 1 to 20.
    {n_jobs}

    Attributes
    ----------
    {attributes}

    References
    ----------
    S. Gazzah, N. Essoukri Ben Amara, "New oversampling approaches based on polynomial fitting for
    imbalanced data sets", DAS 2008.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import PolynomFitSMOTE
    >>> X, y = make_classification(n_samples=200, weights=[0.9], flip_y=0, random_state=0)
    >>> X_res, y_res = PolynomFitSMOTE(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 181), (1, 181)]
    """

    _method = "polynom-fit-smote"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **OverSampler._parameter_constraints,
        "topology": [StrOptions({"star", "bus", "mesh", "curve"})],
        "degree": [Interval(Integral, 1, 20, closed="both")],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        topology: Literal["star", "bus", "mesh", "curve"] = "star",
        degree: int = 3,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.topology = topology
        self.degree = degree
        self.n_jobs = n_jobs


class ProWSyn(OverSampler):
    """Synthetic rows by levels of proximity to the other classes (Barua et al. 2013).

    Parameters
    ----------
    {over_strategy}
    {random_state}
    k_neighbors : int or NearestNeighbors, default=5
        Rows of the class that a row of another class brings to a level.
    levels : int, default=5
        Levels of proximity, 1 to 1000.
    theta : float, default=1.0
        How fast weight falls from level to level; 0 treats all rows alike.
    {n_jobs}

    Attributes
    ----------
    {attributes}

    References
    ----------
    S. Barua, M. M. Islam, K. Murase, "ProWSyn: proximity weighted synthetic oversampling technique
    for imbalanced data set learning", PAKDD 2013.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import ProWSyn
    >>> X, y = make_classification(n_samples=200, weights=[0.9], flip_y=0, random_state=0)
    >>> X_res, y_res = ProWSyn(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 181), (1, 181)]
    """

    _method = "prowsyn"
    _neighbor_objects = {"k_neighbors": 1}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **SMOTE._parameter_constraints,
        "levels": [Interval(Integral, 1, 1000, closed="both")],
        "theta": [_FROM_ZERO],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        k_neighbors: Any = 5,
        levels: int = 5,
        theta: float = 1.0,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.levels = levels
        self.theta = theta
        self.n_jobs = n_jobs


class LeeSMOTE(SMOTE):
    """SMOTE that rejects new rows with other classes around (Lee et al. 2015).

    Parameters
    ----------
    {over_strategy}
    {random_state}
    k_neighbors : int or NearestNeighbors, default=5
        Neighbours of the same class to draw from, and of any class to judge a new row.
    rejection_level : float, default=0.5
        A new row with this share of other classes around it, or more, is rejected, 0 to 1.
    {n_jobs}

    Attributes
    ----------
    {nn_k}
    {attributes}

    References
    ----------
    J. Lee, N. Kim, J.-H. Lee, "An over-sampling technique with rejection for imbalanced class
    learning", IMCOM 2015.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import LeeSMOTE
    >>> X, y = make_classification(n_samples=200, weights=[0.9], flip_y=0, random_state=0)
    >>> X_res, y_res = LeeSMOTE(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 181), (1, 181)]
    """

    _method = "lee"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **SMOTE._parameter_constraints,
        "rejection_level": [_SHARE],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        k_neighbors: Any = 5,
        rejection_level: float = 0.5,
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            k_neighbors=k_neighbors,
            n_jobs=n_jobs,
        )
        self.rejection_level = rejection_level


class SMOBD(OverSampler):
    """SMOTE by density, with noise left out (Cao, Wang 2011).

    Parameters
    ----------
    {over_strategy}
    {random_state}
    eta1 : float, default=0.5
        Weight of the core distance, 0 to 1; the rest is that of the rows within max_eps.
    t : float, default=1.8
        A row is noise if both its distances are above this many times their average.
    min_samples : int, default=5
        Rows within max_eps that make a row a core; neighbours to draw from.
    max_eps : float, default=1.0
        Largest distance between neighbours; 0 is no limit.
    {n_jobs}

    Attributes
    ----------
    {attributes}

    References
    ----------
    Q. Cao, S. Wang, "Applying over-sampling technique based on data density and cost-sensitive SVM
    to imbalanced learning", ICIII 2011.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import SMOBD
    >>> X, y = make_classification(n_samples=200, weights=[0.9], flip_y=0, random_state=0)
    >>> X_res, y_res = SMOBD(max_eps=0.0, random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 181), (1, 181)]
    """

    _method = "smobd"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **OverSampler._parameter_constraints,
        "eta1": [_SHARE],
        "t": [_FROM_ZERO],
        "min_samples": [_COUNT],
        "max_eps": [Interval(Real, 0, None, closed="left")],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        eta1: float = 0.5,
        t: float = 1.8,
        min_samples: int = 5,
        max_eps: float = 1.0,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.eta1 = eta1
        self.t = t
        self.min_samples = min_samples
        self.max_eps = max_eps
        self.n_jobs = n_jobs


class MWMOTE(OverSampler):
    """Synthetic rows within clusters of a class, more near the border (Barua et al. 2014).

    Parameters
    ----------
    {over_strategy}
    {random_state}
    k1 : int, default=5
        Neighbours of any class that tell whether a row is noise.
    k2 : int, default=3
        Neighbours of other classes that make up the border.
    k3 : int, default=0
        Neighbours of the class that a border row gives weight to; 0 is half the class.
    M : int, default=0
        Clusters of the class; 0 is as many as cp leaves.
    cp : float, default=3.0
        Clusters are joined up to this times the mean distance of nearest neighbours.
    cf_th : float, default=5.0
        Closeness to the border above which rows are equal.
    cmax : float, default=2.0
        Largest closeness; scales all weights alike.
    {n_jobs}

    Attributes
    ----------
    {attributes}

    References
    ----------
    S. Barua, M. M. Islam, X. Yao, K. Murase, "MWMOTE: majority weighted minority oversampling
    technique for imbalanced data set learning", IEEE Transactions on Knowledge and Data Engineering
    26, 2014.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import MWMOTE
    >>> X, y = make_classification(n_samples=200, weights=[0.9], flip_y=0, random_state=0)
    >>> X_res, y_res = MWMOTE(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 181), (1, 181)]
    """

    _method = "mwmote"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **OverSampler._parameter_constraints,
        "k1": [_COUNT],
        "k2": [_COUNT],
        "k3": [_COUNT_OR_ZERO],
        "M": [_COUNT_OR_ZERO],
        "cp": [_POSITIVE],
        "cf_th": [_POSITIVE],
        "cmax": [_POSITIVE],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        k1: int = 5,
        k2: int = 3,
        k3: int = 0,
        M: int = 0,
        cp: float = 3.0,
        cf_th: float = 5.0,
        cmax: float = 2.0,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k1 = k1
        self.k2 = k2
        self.k3 = k3
        self.M = M
        self.cp = cp
        self.cf_th = cf_th
        self.cmax = cmax
        self.n_jobs = n_jobs
