"""Learned over-sampling for imbalanced classification, and the classical samplers, in C++."""

from ._autosmote import AutoSMOTE
from ._categorical import SMOTEN, SMOTENC
from ._classifier import AutoSMOTEClassifier
from ._cleaning import (
    AllKNN,
    EditedNearestNeighbours,
    NeighbourhoodCleaningRule,
    RepeatedEditedNearestNeighbours,
    TomekLinks,
)
from ._combine import SMOTEENN, SMOTEIPF, SMOTETomek
from ._compare import Comparison, compare
from ._condensing import CondensedNearestNeighbour, OneSidedSelection
from ._core import __version__
from ._displays import AllocationDisplay, HistoryDisplay, SamplesDisplay
from ._inspect import Inspection, inspect
from ._over_sampling import (
    ADASYN,
    SMOTE,
    SVMSMOTE,
    BorderlineSMOTE,
    KMeansSMOTE,
    RandomOverSampler,
)
from ._under_sampling import (
    ClusterCentroids,
    InstanceHardnessThreshold,
    NearMiss,
    RandomUnderSampler,
)
from ._variants import (
    MWMOTE,
    SMOBD,
    GeometricSMOTE,
    LeeSMOTE,
    PolynomFitSMOTE,
    ProWSyn,
    SafeLevelSMOTE,
)

__all__ = [
    "ADASYN",
    "AllKNN",
    "AllocationDisplay",
    "AutoSMOTE",
    "AutoSMOTEClassifier",
    "BorderlineSMOTE",
    "ClusterCentroids",
    "Comparison",
    "CondensedNearestNeighbour",
    "EditedNearestNeighbours",
    "GeometricSMOTE",
    "HistoryDisplay",
    "Inspection",
    "InstanceHardnessThreshold",
    "KMeansSMOTE",
    "LeeSMOTE",
    "MWMOTE",
    "NearMiss",
    "NeighbourhoodCleaningRule",
    "OneSidedSelection",
    "PolynomFitSMOTE",
    "ProWSyn",
    "RandomOverSampler",
    "RandomUnderSampler",
    "RepeatedEditedNearestNeighbours",
    "SMOBD",
    "SMOTE",
    "SMOTEENN",
    "SMOTEIPF",
    "SMOTEN",
    "SMOTENC",
    "SMOTETomek",
    "SVMSMOTE",
    "SafeLevelSMOTE",
    "SamplesDisplay",
    "TomekLinks",
    "__version__",
    "compare",
    "inspect",
]
