"""What a table holds, before anything is learned from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from sklearn.utils._param_validation import validate_params

from . import _core
from ._base import N_JOBS, count_threads
from ._columns import hand_over, label_column, read_data, unused_name
from ._html import Reporting, bullets, paragraph, table
from ._typing import Array

#: The names of the library's row types, by number.
ROW_TYPES = np.array(["not looked at", "safe", "borderline", "rare", "outlier"])


class Inspection(Reporting, Mapping[str, Any]):
    """What `inspect` found: the content of the document that `autosmote inspect --json` prints, as
    a mapping and as attributes. `print` shows what the command line shows.

    Attributes
    ----------
    rows : int
        Number of rows.
    classes : list of dict
        For each class `name`, `rows`, `ratio` (rows of the largest class over its own) and how many
        of its rows are `safe`, `borderline`, `rare` and `outliers` by the share of their own class
        among the nearest rows. Of the largest class none are looked at, of others at most 5000.
    columns : list of dict
        For each column `name`, `kind`, `role`, `missing`, `distinct`, range, and `separation`: how
        well the column alone tells one class from the others (0.5 not at all, 1 entirely).
    missing_cells, rows_with_missing, duplicates, rows_with_twin, conflicting : int
        Missing cells of features; rows with such; rows that repeat an earlier one; rows that have
        an equal one; rows whose features stand with another label, too.
    neighbors : int
        How many nearest rows were looked at.
    advice : list of str
        What to mind, the weightiest first.
    row_types : ndarray of shape (n_samples,)
        For each row 'safe', 'borderline', 'rare', 'outlier' or 'not looked at'.
    """

    row_types: Array

    def __init__(self, report: dict[str, Any], text: str, row_types: Array) -> None:
        self._report = report
        self._text = text
        self.row_types = row_types

    def __getitem__(self, key: str) -> Any:
        return self._report[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._report)

    def __len__(self) -> int:
        return len(self._report)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._report:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return self._report[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._report]

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        counts = ", ".join(f"{entry['name']!r}: {entry['rows']}" for entry in self["classes"])
        return f"<Inspection of {self['rows']} rows, {{{counts}}}>"

    def _repr_html_(self) -> str:
        types = ["safe", "borderline", "rare", "outliers"]
        classes = []
        for entry in self["classes"]:
            looked_at = any(entry[kind] for kind in types)
            counts = [entry[kind] if looked_at else None for kind in types]
            classes.append([entry["name"], entry["rows"], entry["ratio"], *counts])
        shown = ["name", "kind", "role", "missing", "distinct", "smallest", "mean", "largest"]
        columns = [
            [*(column[key] for key in shown), column["separation"]] for column in self["columns"]
        ]
        rows = (
            f"{self['rows']} rows; missing cells: {self['missing_cells']}; rows that repeat an "
            f"earlier one: {self['duplicates']}; rows with equal features but another class: "
            f"{self['conflicting']}"
        )
        return (
            table(["class", "rows", "ratio", *types], classes)
            + table([*shown, "alone"], columns)
            + paragraph(rows)
            + bullets(self["advice"])
        )


@validate_params(
    {"X": "no_validation", "y": "no_validation", "name": [str], "n_jobs": N_JOBS},
    prefer_skip_nested_validation=True,
)  # type: ignore[untyped-decorator]
def inspect(X: Any, y: Any, *, name: str = "X", n_jobs: int | None = None) -> Inspection:
    """Look at a table before anything is learned from it: its classes and how hard their rows are,
    its columns, missing cells, repeated rows and leaks, and what to mind.

    Parameters
    ----------
    X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
        Rows: NumPy, pandas, polars, Arrow, SciPy CSR or CSC, or lists. Columns of text, truth or a
        categorical type are nominal, all others numeric; values may be missing.
    y : array-like of shape (n_samples,)
        Label of each row; two classes or more.
    name : str, default='X'
        What the text calls the table.
    n_jobs : int or None, default=None
        Number of threads; None is 1 (or what joblib's parallel_config says), -1 all. The result
        does not depend on it.

    Returns
    -------
    found : Inspection
        What was found, as a mapping and as attributes; `print(found)` is the text of
        `autosmote inspect`.

    Raises
    ------
    ValueError
        For parameters of another type, rows without a class, one class alone, infinite values,
        dates, or lengths that differ.

    Notes
    -----
    O(n_samples * n_features) and an exact search of the nearest rows for at most 5000 rows of each
    class but the largest.

    References
    ----------
    K. Napierala, J. Stefanowski, "Types of minority class examples and their influence on learning
    classifiers from imbalanced data", Journal of Intelligent Information Systems 46, 2016.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import inspect
    >>> X, y = make_classification(n_samples=200, weights=[0.9], random_state=0)
    >>> found = inspect(X, y)
    >>> [(entry["name"], entry["rows"]) for entry in found.classes]
    [('0', 180), ('1', 20)]
    >>> len(found.row_types)
    200
    """
    columns, target, names = read_data(X, y)
    label = label_column(target, unused_name(target.name or "y", [c.name for c in columns]))
    held = _core.Columns()
    columns = hand_over([*columns, label], held)
    found = _core.inspect(
        held, name, label.name,
        "inspect(X, y)" if name == "X" else f"inspect(X, y, name={name!r})", count_threads(n_jobs),
    )  # fmt: skip
    report = json.loads(found["report"])
    for column, given in zip(report["columns"], names, strict=False):
        column["name"] = given
    inspection = Inspection(report, found["text"], ROW_TYPES[found["row_types"]])
    inspection._keep_page(found["page"])
    return inspection
