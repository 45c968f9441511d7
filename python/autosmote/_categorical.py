"""Over-samplers for columns that hold categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import numpy as np
from sklearn.utils import check_array
from sklearn.utils._param_validation import StrOptions
from sklearn_compat.utils.validation import validate_data

from ._base import Made, count_rows, made_of
from ._containers import Table, Target, refuse_dates
from ._over_sampling import SMOTE
from ._typing import Array, RandomState, Strategy


def encode(values: Array) -> Array:
    """Category numbers in order of appearance. Missing values (NaN, None, NA) are a category."""
    try:
        _, first, codes = np.unique(values, return_index=True, return_inverse=True)
        number = np.empty(len(first), dtype=np.intp)
        number[np.argsort(first)] = np.arange(len(first))
        return number[codes.ravel()]
    except TypeError:  # values of mixed types have no order
        numbers: dict[Any, int] = {}
        return np.fromiter(
            (numbers.setdefault(_key(value), len(numbers)) for value in values.tolist()),
            dtype=np.intp,
            count=len(values),
        )


def _key(value: Any) -> Any:
    missing = value is None or type(value).__name__ in ("NAType", "NaTType") or value != value
    return (None,) if missing else value


class CategoricalSampler(SMOTE):
    """Encodes the columns of categories, and gives each synthetic row values that exist."""

    def _categorical_columns(self, table: Table) -> list[int]:
        raise NotImplementedError

    def _numbers(self, X: Any, table: Table) -> Array:
        seen = X if table.native_names else np.empty((1, table.width()))
        validate_data(self, seen, reset=True, skip_check_array=True)
        self._remember_names(table)
        rows = count_rows(table)
        chosen = self._categorical_columns(table)
        rest = [j for j in range(table.width()) if j not in set(chosen)]
        numbers = np.empty((rows, table.width()))
        if rest:
            self._refuse_numeric(table, rest)
            checked = check_array(
                table.select(rest), accept_sparse=["csr", "csc"], estimator=self, input_name="X"
            )
            numbers[:, rest] = checked if isinstance(checked, np.ndarray) else checked.toarray()
        for j in chosen:
            numbers[:, j] = encode(table.values(j))
        self.categorical_features_ = np.asarray(chosen, dtype=np.intp)
        return numbers

    def _refuse_numeric(self, table: Table, columns: Sequence[int]) -> None:
        refuse_dates(table, columns)
        categorical = [j for j in columns if table.is_categorical(j)]
        if categorical and table.names is not None:
            raise ValueError(
                f"The columns {[table.names[j] for j in categorical]} hold categories, but "
                "'categorical_features' does not name them."
            )

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        chosen = self.categorical_features_.tolist()
        made = made_of(self._call(numbers, target, nominal=chosen))
        categories = {}
        for j in chosen:
            _, first = np.unique(numbers[:, j], return_index=True)
            categories[j] = first[made.numbers[:, j].astype(np.intp)]
        return made._replace(categories=categories)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        return tags


class SMOTENC(CategoricalSampler):
    """SMOTE for rows of numbers and categories (Chawla et al. 2002, section 6.1).

    The counterpart of imbalanced-learn's class of this name. A new row has numbers between those of
    a row and of one of its neighbours, and in each column of categories the most frequent one
    among all neighbours.

    Parameters
    ----------
    categorical_features : 'auto' or array-like
        The columns that hold categories: names, positions, or a mask of all columns. 'auto' are
        those whose type says so: pandas' category, polars' Categorical and Enum, Arrow's
        dictionary. Values may be of any kind; a missing one is a category.
    {over_strategy}
    {random_state}
    {k_neighbors}
    {n_jobs}

    Attributes
    ----------
    {nn_k}
    categorical_features_ : ndarray of shape (n_categorical_features,)
        Positions of the columns of categories.
    continuous_features_ : ndarray of shape (n_continuous_features,)
        Positions of all others.
    median_std_ : dict
        For each class that gets rows the median over the other columns of their standard deviation
        in the class: what a different category adds to the distance of two rows.
    {attributes}

    References
    ----------
    N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer, "SMOTE: synthetic minority
    over-sampling technique", Journal of Artificial Intelligence Research 16, 2002.

    Examples
    --------
    >>> import numpy as np
    >>> from autosmote import SMOTENC
    >>> X = np.array([[i / 10, "red" if i % 3 else "blue"] for i in range(40)], dtype=object)
    >>> y = [1] * 8 + [0] * 32
    >>> X_res, y_res = SMOTENC([1], random_state=0).fit_resample(X, y)
    >>> sorted(set(X_res[:, 1])), y_res.count(1)
    (['blue', 'red'], 32)
    """

    _method = "smotenc"
    _python_parameters = frozenset({"categorical_features"})
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **SMOTE._parameter_constraints,
        "categorical_features": ["array-like", StrOptions({"auto"})],
    }

    def __init__(
        self,
        categorical_features: Sequence[Any] | Array | Literal["auto"],
        *,
        sampling_strategy: Strategy = "auto",
        random_state: RandomState = None,
        k_neighbors: Any = 5,
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            k_neighbors=k_neighbors,
            n_jobs=n_jobs,
        )
        self.categorical_features = categorical_features

    def _numbers(self, X: Any, table: Table) -> Array:
        numbers = super()._numbers(X, table)
        self.continuous_features_ = np.setdiff1d(
            np.arange(table.width()), self.categorical_features_
        )
        return numbers

    def _categorical_columns(self, table: Table) -> list[int]:
        width = table.width()
        given = self.categorical_features
        if isinstance(given, str):
            if table.names is None:
                raise ValueError(
                    "When `categorical_features='auto'`, the input data should be a dataframe "
                    "whose column types say what holds categories. Got "
                    f"{type(table.select())} instead."
                )
            return [j for j in range(width) if table.is_categorical(j)]
        chosen = list(given)
        if all(isinstance(item, (bool, np.bool_)) for item in chosen) and chosen:
            if len(chosen) != width:
                raise ValueError(
                    f"The mask 'categorical_features' has {len(chosen)} entries, but X has {width} "
                    "columns."
                )
            return np.flatnonzero(chosen).tolist()
        return sorted({self._position(item, table) for item in chosen})

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        made = super()._fit_resample(table, target, numbers)
        self.median_std_ = {}
        for label, count in self.sampling_strategy_.items():
            if count > 0:
                rows = numbers[target.values == label]
                deviations = rows[:, self.continuous_features_].std(axis=0)
                self.median_std_[label] = float(np.median(deviations))
        return made

    def _position(self, item: Any, table: Table) -> int:
        if isinstance(item, str):
            if table.names is None or item not in table.names:
                raise ValueError(
                    f"'categorical_features' names the column {item!r}, which X does not have."
                )
            return table.names.index(item)
        width = table.width()
        if not -width <= int(item) < width:
            raise ValueError(
                f"all features must be in [0, {width - 1}] or [-{width}, 0], but "
                f"'categorical_features' holds {item}."
            )
        return int(item) % width


class SMOTEN(CategoricalSampler):
    """SMOTE for rows of categories alone, by the value difference metric (Chawla et al. 2002).

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
    categorical_features_ : ndarray of shape (n_categorical_features,)
        Positions of the columns of categories.
    {attributes}

    References
    ----------
    N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer, "SMOTE: synthetic minority
    over-sampling technique", Journal of Artificial Intelligence Research 16, 2002.

    Examples
    --------
    >>> import numpy as np
    >>> from autosmote import SMOTEN
    >>> X = np.array([["a", "b", "c"][i % 3] for i in range(40)], dtype=object).reshape(-1, 1)
    >>> X_res, y_res = SMOTEN(random_state=0).fit_resample(X, [1] * 8 + [0] * 32)
    >>> sorted(set(X_res[:, 0])), y_res.count(1)
    (['a', 'b', 'c'], 32)
    """

    _method = "smoten"

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _categorical_columns(self, table: Table) -> list[int]:
        return list(range(table.width()))
