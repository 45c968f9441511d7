"""Columns of any kind as the library takes them: numbers, or codes and the texts they stand for."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from numbers import Complex, Real
from typing import Any, NamedTuple

import numpy as np
from sklearn.utils import check_array, check_consistent_length, column_or_1d

from . import _core
from ._base import count_rows
from ._categorical import encode
from ._containers import (
    Table,
    Target,
    check_lengths,
    dates_error,
    read_table,
    refuse_complex,
    refuse_dates,
)
from ._typing import Array


#: Cells that stand for a time, but for those of a type that pandas or polars have for columns.
_DATES = (datetime.date, datetime.time, datetime.timedelta, np.datetime64, np.timedelta64)


class Column(NamedTuple):
    """A column as the library takes it: numbers, or codes and their texts; and for a nominal one
    the row of X that stands for each code, at the end that for a missing cell. Without both where
    the library has the cells (see hand_over)."""

    name: str
    numbers: Array | None
    codes: Array | None
    texts: list[str]
    rows: Array | None


def hand_over(columns: Iterable[Column], held: _core.Columns) -> list[Column]:
    """Copies columns into memory of the library's, for one call, and gives what stays known of each,
    without its cells. Of columns that are made one by one Python holds one at a time."""
    known = []
    for column in columns:
        held.add(column.name, column.numbers, column.codes, column.texts)
        known.append(column._replace(numbers=None, codes=None))
    return known


def _is_missing(value: Any) -> bool:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    if isinstance(value, np.ndarray):
        return False
    return value != value or (isinstance(value, str) and not value.strip())


def check_categories(name: str, values: Array) -> None:
    """Raises the errors of scikit-learn where the cells of a column are no categories: complex
    numbers, sequences, dates, or numbers among texts. Each begins with scikit-learn's own sentence,
    which knows no columns, and then names the column."""
    if values.dtype.kind != "O":
        return
    holder = f"Column {name!r} holds such."
    items = values.tolist()
    kinds = set(map(type, items))
    for kind in kinds:
        if issubclass(kind, (dict, set)):
            raise TypeError(
                f"argument must be a string or a number, not {kind.__name__!r}. {holder}"
            )
    if any(issubclass(kind, (list, tuple, np.ndarray)) for kind in kinds):
        raise ValueError(f"setting an array element with a sequence. {holder}")
    kinds = {type(item) for item in items if not _is_missing(item)}
    if any(issubclass(kind, Complex) and not issubclass(kind, Real) for kind in kinds):
        raise TypeError(
            f"float() argument must be a string or a real number, not 'complex'. {holder}"
        )
    if any(issubclass(kind, _DATES) or kind.__name__ == "Period" for kind in kinds):
        raise dates_error(repr(name))
    numbers = {kind for kind in kinds if issubclass(kind, Real) and not issubclass(kind, bool)}
    if numbers and any(issubclass(kind, str) for kind in kinds):
        # The words of OrdinalEncoder, not "could not convert string to float": texts alone are
        # welcome here.
        raise TypeError(
            "Encoders require their input argument must be uniformly strings or numbers. Got "
            f"{sorted(kind.__name__ for kind in kinds)}. {holder}"
        )


def nominal_column(name: str, values: Array) -> Column:
    """Categories by their texts, in order of appearance."""
    items = values.tolist()
    missing = np.fromiter((_is_missing(item) for item in items), dtype=bool, count=len(items))
    texts = np.array([str(item) for item in items], dtype=object)
    codes = np.full(len(items), -1, dtype=np.int32)
    present = np.flatnonzero(~missing)
    codes[present] = encode(texts[present].astype(str))
    _, first = np.unique(codes[present], return_index=True)
    rows = present[first]
    absent = np.flatnonzero(missing)[:1] if missing.any() else np.array([-1])
    return Column(name, None, codes, [str(texts[row]) for row in rows], np.append(rows, absent))


def _as_numbers(values: Array) -> Array | None:
    """The numbers of a column, None where it holds categories: truth, text, or mixed."""
    if values.dtype.kind in "iuf":
        return values.astype(np.float64)
    if values.dtype.kind != "O":
        return None
    items = values.tolist()
    if not all(
        _is_missing(item) or (isinstance(item, Real) and not isinstance(item, bool))
        for item in items
    ):
        return None
    return np.array([np.nan if _is_missing(item) else float(item) for item in items])


def unused_name(name: str, taken: list[str]) -> str:
    """The name, lengthened until none of `taken` is like it but for blanks around."""
    while name in (other.strip() for other in taken):
        name += "_"
    return name


def library_names(names: list[str]) -> list[str]:
    """Names as the library takes them, which leaves off the blanks around: where nothing is left,
    or what another column has too, one that tells the position."""
    trimmed = Counter(name.strip() for name in names)
    result = list(names)
    for j, name in enumerate(names):
        if not name.strip() or trimmed[name.strip()] > 1:
            result[j] = unused_name(f"{name} (column {j + 1})".strip(), result)
    return result


def names_of(table: Table) -> list[str]:
    """The names of the columns; x0, x1 and so on where X has none."""
    if table.names is None:
        return [f"x{j}" for j in range(table.width())]
    return [str(name) for name in table.names]


def read_columns(
    table: Table, estimator: Any, names: Sequence[str] | None = None
) -> Iterator[Column]:
    """All columns, one by one, each by its kind, under `names` where these are given. Raises
    ValueError for infinity, in the words of scikit-learn, which name the `estimator`."""
    for j, name in enumerate(library_names(names_of(table) if names is None else list(names))):
        values = table.values(j)
        numbers = None if table.is_categorical(j) else _as_numbers(values)
        if numbers is None:
            check_categories(name, values)
            yield nominal_column(name, values)
            continue
        check_array(
            numbers.reshape(-1, 1), ensure_all_finite="allow-nan", input_name="X",
            estimator=estimator,
        )  # fmt: skip
        yield Column(name, numbers, None, [], None)


def read_data(X: Any, y: Any) -> tuple[list[Column], Target, list[str]]:
    """The columns of a table that nothing is fitted to, its labels, and the columns' own names.
    Raises ValueError as a sampler does."""
    if y is None:
        raise ValueError("y must be given, but the target y is None.")
    table = read_table(X)
    rows = count_rows(table)
    refuse_complex(table)
    refuse_dates(table)
    target = Target(y)
    check_lengths(np.empty((rows, 0)), target)
    return list(read_columns(table, None)), target, names_of(table)


def _between(a: Array, b: Array, share: Array) -> Array:
    """The number at `share` in [0, 1] on the way from `a` to `b`, to the bit the library's: counted
    from the nearer end, at the middle from the smaller one, and never outside the two."""
    swap = (share > 0.5) | ((share == 0.5) & (b < a))
    start, end = np.where(swap, b, a), np.where(swap, a, b)
    share = np.where(swap, 1.0 - share, share)
    value = 2.0 * (0.5 * start + share * (0.5 * end - 0.5 * start))
    return np.where(share == 0.0, start, np.clip(value, np.minimum(a, b), np.maximum(a, b)))


def _round_half_away(values: Array) -> Array:
    """As std::round does; np.rint goes to the even number."""
    size = np.abs(values)
    whole = np.floor(size)
    rounded: Array = np.copysign(whole + (size - whole >= 0.5), values)
    return rounded


def cells_of_lineage(columns: list[Column], lineage: dict[str, Array]) -> list[Array]:
    """The cells of synthetic rows, one array a column (numbers, or codes), by the library's rule: a
    category is that of the nearer parent (half-way: the neighbour), a number lies between those of
    the parents, rounded where the column holds whole numbers, and where a parent misses it the cell
    is the nearer parent's. O(rows * columns)."""
    source, neighbor, share = lineage["source"], lineage["neighbor"], lineage["lambda"]
    nearer = np.where(share < 0.5, source, neighbor)
    cells = []
    for column in columns:
        if column.numbers is None:
            assert column.codes is not None
            cells.append(column.codes[nearer])
            continue
        a, b = column.numbers[source], column.numbers[neighbor]
        values = _between(a, b, share)
        present = column.numbers[~np.isnan(column.numbers)]
        if (present == np.floor(present)).all():
            values = _round_half_away(values)
        cells.append(np.where(np.isnan(a) | np.isnan(b), column.numbers[nearer], values))
    return cells


def label_column(target: Target, name: str, known: Array | None = None) -> Column:
    """The labels as a column: nominal_column of them, but each class is looked at once. A class that
    is equal to one of `known` has the text of that."""
    texts = {} if known is None else {label: str(label) for label in known.tolist()}
    _, first = np.unique(target.codes, return_index=True)
    order = np.argsort(first)
    few = nominal_column(name, target.classes[order])
    assert few.codes is not None and few.rows is not None
    place = np.argsort(order)
    rows = np.where(few.rows < 0, -1, first[order][few.rows])
    written = (label for label in target.classes[order].tolist() if not _is_missing(label))
    named = [texts.get(label, str(label)) for label in written]
    return few._replace(codes=few.codes[place[target.codes]], rows=rows, texts=named)


def group_column(groups: Any, target: Target, taken: list[str]) -> Column:
    """The groups of the rows as a column, under their own name where `taken` has it not. Raises
    ValueError where they are no single column of one entry a row, or one is missing."""
    name = getattr(groups, "name", None)
    name = name if isinstance(name, str) and name.strip() else "group"
    values = column_or_1d(np.asarray(groups))
    check_consistent_length(target.values, values)
    column = nominal_column(unused_name(name, taken), values)
    if column.codes is not None and (column.codes < 0).any():
        raise ValueError("Input groups contains missing values. Give each row a group.")
    return column
