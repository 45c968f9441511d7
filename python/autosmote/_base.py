"""What all samplers share: reading X and y, calling the library, building the result."""

from __future__ import annotations

import inspect
import re
import sys
import warnings
from numbers import Integral
from typing import Any, ClassVar, NamedTuple

import joblib
import numpy as np
from imblearn.base import BaseSampler
from imblearn.over_sampling.base import BaseOverSampler
from imblearn.under_sampling.base import BaseCleaningSampler, BaseUnderSampler
from imblearn.utils import check_sampling_strategy
from sklearn.base import _fit_context, clone
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval
from sklearn_compat.utils.validation import validate_data

from . import _core
from ._containers import (
    ArrayTable,
    PandasTable,
    Table,
    Target,
    check_lengths,
    read_table,
    refuse_dates,
)
from ._typing import Array, RandomState

RANDOM_STATE = ["random_state", np.random.Generator]
N_JOBS = [Integral, None]
NEIGHBORS = [Interval(Integral, 1, None, closed="left"), NearestNeighbors, KNeighborsClassifier]

#: Packages through which a call comes here.
_OWN = ("autosmote", "sklearn", "imblearn")

#: Paragraphs that docstrings of classes and methods share, put in place of {name}.
_DOCS = {
    "over_strategy": """sampling_strategy : float, str, dict or callable, default='auto'
        How many rows each class is to have. A float is the ratio of minority to majority rows
        afterwards (two classes only). 'minority', 'not minority', 'not majority' and 'all' name
        the classes that get as many rows as the largest has; 'auto' is 'not majority'. A dict
        gives the number of rows of each class afterwards. A callable takes y and gives such a
        dict.""",
    "under_strategy": """sampling_strategy : float, str, dict or callable, default='auto'
        How many rows each class is to keep. A float is the ratio of minority to majority rows
        afterwards (two classes only). 'majority', 'not minority', 'not majority' and 'all' name
        the classes that keep as many rows as the smallest has; 'auto' is 'not minority'. A dict
        gives the number of rows of each class afterwards. A callable takes y and gives such a
        dict.""",
    "condensing": """n_neighbors : int, KNeighborsClassifier or None, default=None
        Neighbours that vote; None is 1. An object must measure Euclidean distances.
    n_seeds_S : int, default=1
        Random rows of each cleaned class to start with.""",
    "clean_strategy": """sampling_strategy : str, list or callable, default='auto'
        The classes that may lose rows: 'majority', 'not minority', 'not majority', 'all', or a
        list of classes; 'auto' is 'not minority'. A callable takes y and gives a dict whose keys
        are the classes.""",
    "random_state": """random_state : int, RandomState, Generator or None, default=None
        What the draws depend on. The same int gives the same rows on any machine, for any number
        of threads. None draws from NumPy's global state.""",
    "n_jobs": """n_jobs : int or None, default=None
        Number of threads; None is 1 (or what joblib's parallel_config says), -1 all. The result
        does not depend on it.""",
    "k_neighbors": """k_neighbors : int or NearestNeighbors, default=5
        Neighbours of the same class to draw from. Of a NearestNeighbors object, which must
        measure Euclidean distances, n_neighbors - 1 is taken, as the row itself is the first.""",
    "nn": """nn_ : NearestNeighbors
        What `n_neighbors` stands for. It is not fitted: the library searches itself.""",
    "nn_k": """nn_k_ : NearestNeighbors
        What `k_neighbors` stands for, the row itself counted. It is not fitted: the library
        searches itself.""",
    "nn_m": """nn_m_ : NearestNeighbors
        What `m_neighbors` stands for, the row itself counted. It is not fitted.""",
    "attributes": """sampling_strategy_ : dict
        Classes and the number of rows that are made or kept of them.
    n_features_in_ : int
        Number of columns of X.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the columns, where X has such that are all text.""",
    "rows_and_labels": """X : {array-like, dataframe, sparse matrix} of shape (n_samples, \\
            n_features)
        Rows: NumPy, pandas, polars, Arrow, SciPy CSR or CSC, or lists.
    y : array-like of shape (n_samples,)
        Label of each row.""",
    "resampled": """X_resampled : {array-like, dataframe, sparse matrix} of shape (n_samples_new, \\
            n_features)
        Resampled rows, in the container, types and column names of X.
    y_resampled : array-like of shape (n_samples_new,)
        Label of each of them, in the container and type of y.""",
    "sample_indices": """sample_indices_ : ndarray of shape (n_samples_new,)
        Row of X behind each row of the result.""",
}


def _fill_docs(kind: type) -> None:
    """Puts the shared paragraphs into the docstrings of a class and of its own methods."""
    for described in (kind, *filter(inspect.isfunction, vars(kind).values())):
        if described.__doc__ is None:
            continue
        text = inspect.cleandoc(described.__doc__)
        for name, paragraph in _DOCS.items():
            text = text.replace("{" + name + "}", paragraph.replace("\n    ", "\n"))
        described.__doc__ = text


def warn_caller(message: str) -> None:
    """A warning that points at the first line outside this package and those that it builds on."""
    frame, level = sys._getframe(1), 2
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] in _OWN:
        frame, level = frame.f_back, level + 1
    warnings.warn(message, UserWarning, stacklevel=level)


def derive_seed(random_state: RandomState) -> int:
    """The library's seed of 64 bits: an int as it is, else drawn from the generator."""
    if isinstance(random_state, Integral):
        return int(random_state)
    if isinstance(random_state, np.random.Generator):
        return int(random_state.integers(0, 2**64, dtype=np.uint64))
    state = check_random_state(random_state)
    return int(state.randint(0, 2**64, dtype=np.uint64))


def count_threads(n_jobs: int | None) -> int:
    """The number of threads by joblib's rules."""
    return int(joblib.effective_n_jobs(n_jobs))


def count_neighbors(name: str, given: Any, itself: int) -> int:
    """The number k behind a parameter that is a number or a neighbours object. Of an object's
    neighbours `itself` (0 or 1) are the row itself."""
    if isinstance(given, Integral):
        return int(given)
    euclidean = given.metric in ("euclidean", "l2") or (
        given.metric == "minkowski" and given.p == 2
    )
    if not euclidean:
        raise ValueError(
            f"The object given as '{name}' must measure Euclidean distances, but its metric is "
            f"{given.metric!r} (p={given.p}). Give the number of neighbours instead."
        )
    return int(given.n_neighbors) - itself


def neighbors_object(given: Any, itself: int, n_jobs: int | None) -> Any:
    """The object behind a parameter that count_neighbors reads: a copy of the one that is given, or
    one for so many neighbours and `itself`."""
    if isinstance(given, Integral):
        return NearestNeighbors(n_neighbors=int(given) + itself, n_jobs=n_jobs)
    return clone(given)


class Made(NamedTuple):
    """Rows of X that stay or are repeated; synthetic rows with their class numbers and the row of X
    that each was made from; for columns of categories the row of X whose value it has."""

    rows: Array
    numbers: Array
    labels: Array
    sources: Array
    categories: dict[int, Array]


def only_rows(rows: Array, columns: int) -> Made:
    nothing = np.empty(0, dtype=np.uint32)
    return Made(rows, np.empty((0, columns)), np.empty(0, dtype=np.int32), nothing, {})


def made_of(result: _core.Resampled) -> Made:
    return Made(result["rows"], result["synthetic"], result["labels"], result["sources"], {})


class Resampling:
    """The machinery, mixed into imbalanced-learn's base classes. A class names its method in the
    library; parameters of __init__ go to the method under their own names."""

    _method: ClassVar[str]
    #: Parameters that may be a neighbours object, and how many of its neighbours are the row.
    _neighbor_objects: ClassVar[dict[str, int]] = {}
    #: The attributes of a fitted sampler that show what such parameters stand for.
    _neighbor_attributes: ClassVar[dict[str, str]] = {}
    #: Parameters that only Python knows.
    _python_parameters: ClassVar[frozenset[str]] = frozenset()
    #: Whether the result consists of rows of X.
    _selects_rows: ClassVar[bool] = False

    sampling_strategy: Any
    sampling_strategy_: dict[Any, int]
    n_jobs: int | None

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        _fill_docs(cls)

    @_fit_context(prefer_skip_nested_validation=True)  # type: ignore[untyped-decorator]
    def fit(self, X: Any, y: Any) -> Any:
        """Check X and y and say in `sampling_strategy_` how many rows there would be.

        Use `fit_resample` to resample.

        Parameters
        ----------
        {rows_and_labels}

        Returns
        -------
        self : object
            The sampler.
        """
        self._read(X, y)
        return self

    @_fit_context(prefer_skip_nested_validation=True)  # type: ignore[untyped-decorator]
    def fit_resample(self, X: Any, y: Any) -> tuple[Any, Any]:
        """Resample the rows.

        Parameters
        ----------
        {rows_and_labels}

        Returns
        -------
        {resampled}
        """
        table, target, numbers = self._read(X, y)
        made = self._fit_resample(table, target, numbers)
        for name, attribute in self._neighbor_attributes.items():
            itself = self._neighbor_objects[name]
            given = getattr(self, name)
            setattr(self, attribute, neighbors_object(given, itself, self.n_jobs))
        return self._build(table, target, made)

    def _build(self, table: Table, target: Target, made: Made) -> tuple[Any, Any]:
        """X and y of the result, in their containers."""
        if self._selects_rows:
            self.sample_indices_ = np.concatenate([made.rows, made.sources]).astype(np.intp)
        first = np.zeros(len(target.classes), dtype=np.intp)
        first[target.codes[::-1]] = np.arange(len(target.codes))[::-1]
        all_rows = np.concatenate([made.rows.astype(np.intp), first[made.labels]])
        return (
            table.build(made.rows.astype(np.intp), made.numbers, made.categories),
            target.build(all_rows),
        )

    def _read(self, X: Any, y: Any) -> tuple[Table, Target, Array]:
        if y is None:
            raise ValueError(
                f"This {type(self).__name__} estimator requires y to be passed, but the target y "
                "is None."
            )
        table = read_table(X, self)
        numbers = self._numbers(X, table)
        target = Target(y)
        check_lengths(numbers, target)
        self.sampling_strategy_ = check_sampling_strategy(
            self.sampling_strategy, target.values, self._sampling_type
        )
        return table, target, numbers

    def _numbers(self, X: Any, table: Table) -> Array:
        """The rows as the library takes them: finite float64, row-major."""
        self._refuse_columns(table)
        checked = validate_data(
            self, X if table.native_names else table.select(), reset=True,
            accept_sparse=["csr", "csc"],
        )  # fmt: skip
        self._remember_names(table)
        if isinstance(table, ArrayTable):
            table.x = checked
        if not isinstance(checked, np.ndarray):
            checked = checked.toarray()
        return np.ascontiguousarray(checked, dtype=np.float64)

    def _refuse_columns(self, table: Table) -> None:
        refuse_dates(table)
        categorical = [j for j in range(table.width()) if table.is_categorical(j)]
        if categorical and not self._selects_rows and table.names is not None:
            raise ValueError(
                f"{type(self).__name__} works on numbers, but the columns "
                f"{[table.names[j] for j in categorical]} hold categories. Encode them, or use "
                "SMOTENC."
            )

    def _remember_names(self, table: Table) -> None:
        """scikit-learn finds the names of pandas columns itself."""
        if table.native_names or table.names is None:
            return
        self.feature_names_in_ = np.asarray(table.names, dtype=object)

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        result = self._call(numbers, target)
        return made_of(result)

    def _call(self, numbers: Array, target: Target, **arguments: Any) -> _core.Resampled:
        """The library's method on these rows. `arguments` stand in place of those that the
        parameters of the sampler give."""
        given: dict[str, Any] = {
            "method": self._method,
            "parameters": self._parameters(),
            "nominal": [],
            "strategy": self._strategy(target),
            "seed": derive_seed(getattr(self, "random_state", 0)),
            "threads": count_threads(self.n_jobs),
        }
        given.update(arguments)
        try:
            result = _core.resample(
                x=numbers, labels=target.codes, classes=len(target.classes), **given
            )
        except ValueError as error:
            raise ValueError(with_class_names(str(error), target.classes)) from None
        for note in result["notes"]:
            warn_caller(with_class_names(note, target.classes))
        return result

    def _parameters(self) -> dict[str, float | str]:
        parameters: dict[str, float | str] = {}
        for name, value in self.get_params(deep=False).items():  # type: ignore[attr-defined]
            if name in _SHARED or name in self._python_parameters or value is None:
                continue
            if name in self._neighbor_objects:
                value = count_neighbors(name, value, self._neighbor_objects[name])
            if isinstance(value, (bool, np.bool_)):
                value = "true" if value else "false"
            parameters[name] = value if isinstance(value, str) else float(value)
        return parameters

    def _strategy(self, target: Target) -> dict[int, int] | list[int] | str:
        """`sampling_strategy_` in class numbers; of a cleaning method as it is where it is a text,
        which each of several rounds reads anew."""
        if self._sampling_type == "clean-sampling" and isinstance(self.sampling_strategy, str):
            return self.sampling_strategy
        code_of = {label: code for code, label in enumerate(target.classes.tolist())}
        chosen = {code_of[plain(label)]: int(n) for label, n in self.sampling_strategy_.items()}
        if self._sampling_type == "clean-sampling":
            return list(chosen)
        if self._sampling_type == "under-sampling":
            return chosen
        present = np.bincount(target.codes)
        return {code: int(present[code]) + n for code, n in chosen.items()}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.sampler_tags.sample_indices = self._selects_rows
        return tags

    _sampling_type: ClassVar[str]


_fill_docs(Resampling)

_SHARED = frozenset({"sampling_strategy", "random_state", "n_jobs"})


def plain(label: Any) -> Any:
    """A label as Python's own type, for messages and as a key."""
    return label.item() if isinstance(label, np.generic) else label


def with_class_names(message: str, classes: Array) -> str:
    """A message of the library, which numbers classes, with their labels instead."""

    def name(match: re.Match[str]) -> str:
        return f"class {plain(classes[int(match[1])])!r}"

    return re.sub(r"class (\d+)", name, message)


class OverSampler(Resampling, BaseOverSampler):  # type: ignore[misc]
    """Base of the over-samplers."""

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "sampling_strategy": BaseOverSampler._parameter_constraints["sampling_strategy"],
        "random_state": RANDOM_STATE,
        "n_jobs": N_JOBS,
    }


class CombinedSampler(Resampling, BaseSampler):  # type: ignore[misc]
    """Base of the samplers that over-sample and then clean."""

    _sampling_type = "over-sampling"
    _parameter_constraints: ClassVar[dict[str, Any]] = OverSampler._parameter_constraints


class UnderSampler(Resampling, BaseUnderSampler):  # type: ignore[misc]
    """Base of the under-samplers to a number of rows."""

    _selects_rows = True
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "sampling_strategy": BaseUnderSampler._parameter_constraints["sampling_strategy"],
        "n_jobs": N_JOBS,
    }


class CleaningSampler(Resampling, BaseCleaningSampler):  # type: ignore[misc]
    """Base of the under-samplers that decide themselves how many rows go."""

    _selects_rows = True
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "sampling_strategy": BaseCleaningSampler._parameter_constraints["sampling_strategy"],
        "n_jobs": N_JOBS,
    }


def count_rows(table: Table, estimator: Any = None) -> int:
    """The number of rows. Raises scikit-learn's ValueErrors, which name the estimator, where there
    are no rows or columns."""
    by = "" if estimator is None else f" by {type(estimator).__name__}"
    rows = table.rows()
    for count, shape, what in (
        (rows, (rows, table.width()), "sample(s)"),
        (table.width(), (rows, table.width()), "feature(s)"),
    ):
        if count == 0:
            raise ValueError(
                f"Found array with 0 {what} (shape={shape}) while a minimum of 1 is required{by}."
            )
    return rows


class AnyContent:
    """Of samplers that only repeat or leave out rows: whatever the columns hold."""

    def _numbers(self, X: Any, table: Table) -> Array:
        seen = X if isinstance(table, PandasTable) else np.empty((1, table.width()))
        validate_data(self, seen, reset=True, skip_check_array=True)
        self._remember_names(table)  # type: ignore[attr-defined]
        return np.zeros((count_rows(table), 1))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        return tags
