"""Over-sampling, then cleaning."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar, Literal

import imblearn.over_sampling
import imblearn.under_sampling
import numpy as np
from sklearn.base import clone
from sklearn.utils._param_validation import Interval, StrOptions

from ._base import CombinedSampler, Made
from ._cleaning import EditedNearestNeighbours, TomekLinks
from ._containers import Table, Target
from ._over_sampling import _COUNT, _SHARE, SMOTE
from ._typing import Array, RandomState, Strategy

_SMOTE = [SMOTE, imblearn.over_sampling.SMOTE, None]


def _compose(smote: Any, cleaning: Any, target: Target, numbers: Array) -> Made:
    """Two samplers, one after the other. The first leaves the rows as they are and adds to them."""
    grown, grown_y = smote.fit_resample(numbers, target.values)
    cleaning.fit_resample(grown, grown_y)
    stays = cleaning.sample_indices_
    rows = stays[stays < len(numbers)]
    added = stays[stays >= len(numbers)]
    labels = np.searchsorted(target.classes, grown_y[added]).astype(np.int32)
    return Made(rows, grown[added], labels, np.zeros(len(added), dtype=np.uint32), {})


class _CleanedSMOTE(CombinedSampler):
    """SMOTE, and the cleaning method that one parameter names."""

    _cleaning_parameter: ClassVar[str]
    _default_cleaning: ClassVar[Any]

    smote: Any
    random_state: RandomState

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        given = getattr(self, self._cleaning_parameter)
        self.smote_ = (
            SMOTE(
                sampling_strategy=self.sampling_strategy,
                random_state=self.random_state,
                n_jobs=self.n_jobs,
            )
            if self.smote is None
            else clone(self.smote)
        )
        cleaning = (
            self._default_cleaning(sampling_strategy="all", n_jobs=self.n_jobs)
            if given is None
            else clone(given)
        )
        setattr(self, self._cleaning_parameter + "_", cleaning)
        if self.smote is None and given is None:
            return super()._fit_resample(table, target, numbers)
        return _compose(self.smote_, cleaning, target, numbers)


class SMOTEENN(_CleanedSMOTE):
    """SMOTE, then edited nearest neighbours in all classes (Batista et al. 2004).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {over_strategy}
    {random_state}
    smote : SMOTE or None, default=None
        What over-samples, with its own strategy; None is SMOTE with this object's parameters.
    enn : EditedNearestNeighbours or None, default=None
        What cleans; None edits all classes.
    {n_jobs}

    Attributes
    ----------
    smote_ : SMOTE
        What over-samples.
    enn_ : EditedNearestNeighbours
        What cleans.
    {attributes}

    References
    ----------
    G. E. A. P. A. Batista, R. C. Prati, M. C. Monard, "A study of the behavior of several methods
    for balancing machine learning training data", ACM SIGKDD Explorations 6, 2004.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import SMOTEENN
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> X_res, y_res = SMOTEENN(random_state=0).fit_resample(X, y)
    >>> len(X_res) < 362
    True
    """

    _method = "smote-enn"
    _cleaning_parameter = "enn"
    _default_cleaning = EditedNearestNeighbours
    _python_parameters = frozenset({"smote", "enn"})
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **CombinedSampler._parameter_constraints,
        "smote": _SMOTE,
        "enn": [EditedNearestNeighbours, imblearn.under_sampling.EditedNearestNeighbours, None],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        smote: Any = None,
        enn: Any = None,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.smote = smote
        self.enn = enn
        self.n_jobs = n_jobs


class SMOTETomek(_CleanedSMOTE):
    """SMOTE, then without the Tomek links of all classes (Batista et al. 2003).

    The counterpart of imbalanced-learn's class of this name.

    Parameters
    ----------
    {over_strategy}
    {random_state}
    smote : SMOTE or None, default=None
        What over-samples, with its own strategy; None is SMOTE with this object's parameters.
    tomek : TomekLinks or None, default=None
        What cleans; None removes the links in all classes.
    {n_jobs}

    Attributes
    ----------
    smote_ : SMOTE
        What over-samples.
    tomek_ : TomekLinks
        What cleans.
    {attributes}

    References
    ----------
    G. E. A. P. A. Batista, A. L. C. Bazzan, M. C. Monard, "Balancing training data for automated
    annotation of keywords: a case study", WOB 2003.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import SMOTETomek
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> X_res, y_res = SMOTETomek(random_state=0).fit_resample(X, y)
    >>> len(X_res) <= 362
    True
    """

    _method = "smote-tomek"
    _cleaning_parameter = "tomek"
    _default_cleaning = TomekLinks
    _python_parameters = frozenset({"smote", "tomek"})
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **CombinedSampler._parameter_constraints,
        "smote": _SMOTE,
        "tomek": [TomekLinks, imblearn.under_sampling.TomekLinks, None],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        smote: Any = None,
        tomek: Any = None,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.smote = smote
        self.tomek = tomek
        self.n_jobs = n_jobs


class SMOTEIPF(CombinedSampler):
    """SMOTE, then without the rows that trees grown on parts of the data misjudge (Saez et al.
    2015).

    Parameters
    ----------
    {over_strategy}
    {random_state}
    k_neighbors : int, default=5
        Neighbours of the same class to draw from.
    n_folds : int, default=9
        Parts, each with a tree of its own.
    k : int, default=3
        Rounds in a row that remove little, at the end.
    p : float, default=0.01
        A round removes little below this share of all rows, 0 to 1.
    voting : {'majority', 'consensus'}, default='majority'
        Remove what more than half of the trees misjudge, or what all do.
    max_depth : int, default=0
        Depth of a tree; 0 is unlimited.
    {n_jobs}

    Attributes
    ----------
    {attributes}

    References
    ----------
    J. A. Saez, J. Luengo, J. Stefanowski, F. Herrera, "SMOTE-IPF: addressing the noisy and
    borderline examples problem in imbalanced classification by a re-sampling method with
    filtering", Information Sciences 291, 2015.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import SMOTEIPF
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> X_res, y_res = SMOTEIPF(random_state=0).fit_resample(X, y)
    >>> len(X_res) <= 362
    True
    """

    _method = "smote-ipf"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **CombinedSampler._parameter_constraints,
        "k_neighbors": [_COUNT],
        "n_folds": [_COUNT],
        "k": [_COUNT],
        "p": [_SHARE],
        "voting": [StrOptions({"majority", "consensus"})],
        "max_depth": [Interval(Integral, 0, None, closed="left")],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        k_neighbors: int = 5,
        n_folds: int = 9,
        k: int = 3,
        p: float = 0.01,
        voting: Literal["majority", "consensus"] = "majority",
        max_depth: int = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.n_folds = n_folds
        self.k = k
        self.p = p
        self.voting = voting
        self.max_depth = max_depth
        self.n_jobs = n_jobs
