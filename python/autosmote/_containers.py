"""Tables and labels as users hold them: read into numbers, and built again from rows.

Original rows are taken from the user's own container, so that they keep every bit and type; only
synthetic rows are made from numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse
from imblearn.utils import check_target_type
from sklearn.utils import (
    assert_all_finite,
    check_array,
    check_consistent_length,
    column_or_1d,
)
from sklearn.utils.multiclass import check_classification_targets

from ._typing import Array


def _module_of(container: Any, name: str) -> Any:
    """The module `name` where the container is one of its objects, without importing it."""
    if type(container).__module__.partition(".")[0] != name:
        return None
    return sys.modules[name]


def whole(values: Array, dtype: Any) -> Array:
    """Numbers rounded and kept in the range of an integer type; what is missing stays so."""
    bounds = np.iinfo(dtype)
    # The largest 64-bit integers are no float64; the next smaller one is.
    top = float(bounds.max)
    if int(top) > bounds.max:
        top = float(np.nextafter(top, 0.0))
    return np.clip(np.rint(values), float(bounds.min), top)


def cast(values: Array, dtype: np.dtype[Any]) -> Array:
    """Numbers in another type: integers rounded and kept in range, truth from one half."""
    if dtype.kind == "b":
        return values >= 0.5
    if dtype.kind in "iu":
        return whole(values, dtype).astype(dtype)
    return values.astype(dtype, copy=False)


class Table:
    """X in any container. Columns are known by position. Can be pickled where X can."""

    names: list[Any] | None = None
    native_names = False
    """Whether scikit-learn finds the names in what `select` gives."""

    def select(self, columns: Sequence[int] | None = None) -> Any:
        """All or some columns as something that scikit-learn's check_array takes."""
        raise NotImplementedError

    def values(self, column: int) -> Array:
        """The values of one column, of any kind."""
        raise NotImplementedError

    def is_categorical(self, column: int) -> bool:
        """Whether the type of the column says that it holds categories."""
        return False

    def width(self) -> int:
        """The number of columns."""
        raise NotImplementedError

    def rows(self) -> int:
        """The number of rows."""
        raise NotImplementedError

    def build(self, rows: Array, numbers: Array, categories: dict[int, Array]) -> Any:
        """The same kind of container with `rows` of this one, then synthetic rows: s x d
        `numbers`, or for a column in `categories` its value in that row of this table."""
        raise NotImplementedError


class ArrayTable(Table):
    """A NumPy array, or a list of lists, which becomes one."""

    def __init__(self, x: Any, as_list: bool = False) -> None:
        self.x = x
        self.as_list = as_list

    def select(self, columns: Sequence[int] | None = None) -> Any:
        return self.x if columns is None else self.x[:, list(columns)]

    def values(self, column: int) -> Array:
        return self.x[:, column]  # type: ignore[no-any-return]

    def width(self) -> int:
        return int(self.x.shape[1])

    def rows(self) -> int:
        return int(self.x.shape[0])

    def build(self, rows: Array, numbers: Array, categories: dict[int, Array]) -> Any:
        kept = len(rows)
        out = np.empty((kept + len(numbers), self.x.shape[1]), dtype=self.x.dtype)
        np.take(self.x, rows, axis=0, out=out[:kept], mode="clip")
        if len(numbers) > 0 and len(categories) < self.x.shape[1]:
            out[kept:] = cast(numbers, self.x.dtype)
        for column, source in categories.items():
            out[kept:, column] = self.x[source, column]
        return out.tolist() if self.as_list else out


class SparseTable(Table):
    """A SciPy sparse matrix or array: CSR or CSC stays as it is, others become CSR."""

    def __init__(self, x: Any) -> None:
        self.x = x if x.format in ("csr", "csc") else x.tocsr()

    def select(self, columns: Sequence[int] | None = None) -> Any:
        return self.x if columns is None else self.x[:, list(columns)]

    def values(self, column: int) -> Array:
        return self.x[:, [column]].toarray().ravel()  # type: ignore[no-any-return]

    def width(self) -> int:
        return int(self.x.shape[1])

    def rows(self) -> int:
        return int(self.x.shape[0])

    def build(self, rows: Array, numbers: Array, categories: dict[int, Array]) -> Any:
        kept = self.x[rows]
        if len(numbers) == 0:
            return kept.asformat(self.x.format)
        numbers = cast(numbers, self.x.dtype)
        for column, source in categories.items():
            numbers[:, column] = self.values(column)[source]
        made = type(kept)(numbers)
        # Of two arrays SciPy before 1.12 makes a matrix.
        both = scipy.sparse.vstack([kept, made], format=self.x.format, dtype=self.x.dtype)
        return type(kept)(both)


class PandasTable(Table):
    """A pandas DataFrame. The result has a new index, 0 to n - 1."""

    native_names = True

    def __init__(self, x: Any, pandas: Any) -> None:
        self.x = x
        self.pandas = pandas
        self.names = list(x.columns)

    def __reduce__(self) -> Any:
        return read_table, (self.x,)

    def select(self, columns: Sequence[int] | None = None) -> Any:
        return self.x if columns is None else self.x.iloc[:, list(columns)]

    def values(self, column: int) -> Array:
        return self.x.iloc[:, column].to_numpy()  # type: ignore[no-any-return]

    def is_categorical(self, column: int) -> bool:
        return isinstance(self.x.dtypes.iloc[column], self.pandas.CategoricalDtype)

    def width(self) -> int:
        return int(self.x.shape[1])

    def rows(self) -> int:
        return int(self.x.shape[0])

    def _column(self, values: Array, dtype: Any) -> Any:
        if isinstance(dtype, np.dtype):
            return cast(values, dtype)
        types = self.pandas.api.types
        if types.is_bool_dtype(dtype):
            values = values >= 0.5
        elif types.is_integer_dtype(dtype):
            values = whole(values, dtype.numpy_dtype)
        return self.pandas.Series(values).astype(dtype)

    def build(self, rows: Array, numbers: Array, categories: dict[int, Array]) -> Any:
        kept = self.x.iloc[rows].reset_index(drop=True)
        if len(numbers) == 0:
            return kept
        dtypes = list(self.x.dtypes)
        if not categories and isinstance(dtypes[0], np.dtype) and len(set(dtypes)) == 1:
            made = self.pandas.DataFrame(cast(numbers, dtypes[0]), columns=self.x.columns)
        else:
            made = self.pandas.DataFrame(
                {
                    j: self.x.iloc[categories[j], j].reset_index(drop=True)
                    if j in categories
                    else self._column(numbers[:, j], dtypes[j])
                    for j in range(len(dtypes))
                }
            )
            made.columns = self.x.columns
        return self.pandas.concat([kept, made], ignore_index=True)


class PolarsTable(Table):
    """A polars DataFrame."""

    def __init__(self, x: Any, polars: Any) -> None:
        self.x = x
        self.polars = polars
        self.names = list(x.columns)

    def __reduce__(self) -> Any:
        return read_table, (self.x,)

    def select(self, columns: Sequence[int] | None = None) -> Any:
        return (self.x if columns is None else self.x[:, list(columns)]).to_numpy()

    def values(self, column: int) -> Array:
        cells = self.x.to_series(column)
        if isinstance(cells.dtype, self.polars.Struct):
            raise TypeError(
                "argument must be a string or a number, not a structure. Column "
                f"{cells.name!r} holds such."
            )
        if str(cells.dtype) in ("Int128", "UInt128"):
            raise ValueError(
                f"column {cells.name!r} holds {cells.dtype}, which NumPy does not have; cast it to "
                "Int64 or Float64"
            )
        return cells.to_numpy()  # type: ignore[no-any-return]

    def is_categorical(self, column: int) -> bool:
        return isinstance(self.x.dtypes[column], (self.polars.Categorical, self.polars.Enum))

    def width(self) -> int:
        return int(self.x.width)

    def rows(self) -> int:
        return int(self.x.height)

    def _column(self, values: Array, column: int) -> Any:
        like = self.x.to_series(column)
        if like.dtype == self.polars.Boolean:
            return self.polars.Series(values >= 0.5)
        if like.dtype.is_integer():
            values = whole(values, str(like.dtype).lower())
        made = self.polars.Series(values)
        # What is missing is NaN, as in a column of floats without a null.
        keeps_nan = like.dtype.is_float() and like.null_count() == 0
        return (made if keeps_nan else made.fill_nan(None)).cast(like.dtype)

    def build(self, rows: Array, numbers: Array, categories: dict[int, Array]) -> Any:
        kept = self.x[rows]
        if len(numbers) == 0:
            return kept
        made = self.polars.DataFrame(
            [
                (
                    self.x.to_series(j)[categories[j]]
                    if j in categories
                    else self._column(numbers[:, j], j)
                ).alias(name)
                for j, name in enumerate(self.x.columns)
            ]
        )
        return self.polars.concat([kept, made])


class ArrowTable(Table):
    """An Arrow table, or a record batch of one."""

    def __init__(self, x: Any, arrow: Any) -> None:
        self.given = x
        self.is_batch = isinstance(x, arrow.RecordBatch)
        self.x = arrow.Table.from_batches([x]) if self.is_batch else x
        self.arrow = arrow
        self.names = list(x.column_names)

    def __reduce__(self) -> Any:
        return read_table, (self.given,)

    def select(self, columns: Sequence[int] | None = None) -> Any:
        chosen = range(self.width()) if columns is None else columns
        if len(chosen) == 0:
            return np.empty((self.x.num_rows, 0))
        return np.column_stack([self.values(j) for j in chosen])

    def values(self, column: int) -> Array:
        return self.x.column(column).to_numpy()  # type: ignore[no-any-return]

    def is_categorical(self, column: int) -> bool:
        return bool(self.arrow.types.is_dictionary(self.x.schema.types[column]))

    def width(self) -> int:
        return int(self.x.num_columns)

    def rows(self) -> int:
        return int(self.x.num_rows)

    def _column(self, values: Array, column: int) -> Any:
        dtype = self.x.schema.types[column]
        if self.arrow.types.is_null(dtype):
            return self.arrow.nulls(len(values))
        if self.arrow.types.is_boolean(dtype):
            return self.arrow.array(values >= 0.5)
        if self.arrow.types.is_integer(dtype):
            values = whole(values, dtype.to_pandas_dtype())
        # What is missing is NaN, as in a column of floats without a null.
        has_nan = self.arrow.types.is_floating(dtype) and self.x.column(column).null_count == 0
        return self.arrow.array(values, from_pandas=not has_nan).cast(dtype)

    def build(self, rows: Array, numbers: Array, categories: dict[int, Array]) -> Any:
        result = self.x.take(rows)
        if len(numbers) > 0:
            made = [
                self.x.column(j).take(categories[j])
                if j in categories
                else self._column(numbers[:, j], j)
                for j in range(self.width())
            ]
            made_rows = self.arrow.table(made, schema=self.x.schema)
            result = self.arrow.concat_tables([result, made_rows])
        if not self.is_batch:
            return result
        # Without rows there is no batch.
        batches = result.combine_chunks().to_batches()
        return batches[0] if batches else self.given.slice(0, 0)


def read_table(x: Any, estimator: Any = None) -> Table:
    """The table behind `x`: pandas, polars, Arrow, SciPy sparse, or anything like an array. Errors
    name the `estimator`."""
    for name, kind, table in (
        ("pandas", "DataFrame", PandasTable),
        ("polars", "DataFrame", PolarsTable),
        ("pyarrow", "Table", ArrowTable),
        ("pyarrow", "RecordBatch", ArrowTable),
    ):
        module = _module_of(x, name)
        if module is not None and isinstance(x, getattr(module, kind)):
            return table(x, module)
    if scipy.sparse.issparse(x):
        return SparseTable(x)
    # Of a subclass, such as a memory map, only the numbers matter; np.matrix is refused by
    # check_array, as everywhere in scikit-learn.
    checked = check_array(x, dtype=None, ensure_all_finite=False, ensure_min_samples=0,
                          ensure_min_features=0, estimator=estimator)  # fmt: skip
    return ArrayTable(checked, as_list=isinstance(x, list))


def dates_error(name: Any) -> ValueError:
    return ValueError(
        f"Column {name} holds dates or times, which cannot be interpolated. Turn it into "
        "numbers or leave it out."
    )


def refuse_complex(table: Table) -> None:
    """Raises scikit-learn's ValueError where columns of a frame are of complex numbers."""
    if isinstance(table, PandasTable):
        kinds = [getattr(dtype, "kind", "O") for dtype in table.x.dtypes]
        chosen = [j for j, kind in enumerate(kinds) if kind == "c"]
        if chosen:
            check_array(table.select(chosen))


def refuse_dates(table: Table, columns: Sequence[int] | None = None) -> None:
    """Raises ValueError where a column holds dates, which are no numbers to interpolate."""
    for j in range(table.width()) if columns is None else columns:
        if isinstance(table, (SparseTable, ArrayTable)):
            kind = table.x.dtype.kind
        elif isinstance(table, PandasTable):
            dtype = table.x.dtypes.iloc[j]
            period = isinstance(dtype, table.pandas.PeriodDtype)
            kind = "M" if period else getattr(dtype, "kind", "O")
        elif isinstance(table, PolarsTable):
            kind = "M" if table.x.dtypes[j].is_temporal() else "O"
        else:
            assert isinstance(table, ArrowTable)
            kind = "M" if table.arrow.types.is_temporal(table.x.schema.types[j]) else "O"
        if kind in "mM":
            name = j if table.names is None else repr(table.names[j])
            raise dates_error(name)


class Target:
    """y in any container, and its classes.

    Attributes
    ----------
    classes : the distinct labels, ascending
    codes : class number of each row, int32
    values : the labels as one array
    name : the name that y has, if it is text
    """

    def __init__(self, y: Any) -> None:
        self._y = y
        self._pandas = _module_of(y, "pandas")
        self._polars = _module_of(y, "polars")
        self._arrow = _module_of(y, "pyarrow")
        if scipy.sparse.issparse(y):
            column_or_1d(y)  # raises scikit-learn's TypeError
        name = getattr(y, "name", None)
        self.name = name if isinstance(name, str) and name.strip() else None
        values: Any
        if self._arrow is not None and hasattr(y, "num_columns"):
            values = np.column_stack([column.to_numpy() for column in y.columns])
        elif self._arrow is not None:
            values = y.to_numpy(zero_copy_only=False) if hasattr(y, "buffers") else y.to_numpy()
        elif self._polars is not None:
            values = y.to_numpy()
        elif isinstance(y, list):
            values = y
        else:
            values = np.asarray(y) if self._pandas is None else y
        check_classification_targets(values)
        checked, self.one_vs_all = check_target_type(values, indicate_one_vs_all=True)
        self.values: Array = column_or_1d(checked)
        assert_all_finite(self.values, input_name="y")
        classes, codes = np.unique(self.values, return_inverse=True)
        self.classes: Array = classes
        self.codes: Array = codes.astype(np.int32)

    def build(self, rows: Array) -> Any:
        """The same kind of container with the labels of these rows."""
        y = self._y
        if self._pandas is not None:
            # Categorical, Index and arrays of pandas have no index.
            return y.iloc[rows].reset_index(drop=True) if hasattr(y, "iloc") else y.take(rows)
        if self._polars is not None:
            return y[rows]
        if self._arrow is not None:
            return y.take(rows)
        if isinstance(y, list):
            return [y[i] for i in rows]
        taken = np.asarray(y)[rows]
        return taken if self.one_vs_all else taken.ravel()


def check_lengths(x: Any, target: Target) -> None:
    """Raises scikit-learn's ValueError where X and y differ in length."""
    check_consistent_length(x, target.values)
