"""Bad X and y: the errors, by type and wording, that imbalanced-learn and scikit-learn give."""

import imblearn.over_sampling
import imblearn.under_sampling
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse

import autosmote

ROWS = np.random.default_rng(0).normal(size=(60, 3))
LABELS = (np.arange(60) % 6 == 0).astype(int)


def with_cell(value):
    """The rows as objects, one of which is the value."""
    rows = ROWS.astype(object)
    rows[3, 1] = value
    return rows


CASES = {
    "complex": (ROWS + 1j, LABELS),
    "complex objects": (with_cell(1j), LABELS),
    "complex columns": (pd.DataFrame(ROWS + 1j), LABELS),
    "text among numbers": (with_cell("a"), LABELS),
    "text among numbers of a frame": (pd.DataFrame(with_cell("a")), LABELS),
    "a list in a cell": (with_cell([1, 2]), LABELS),
    "text": (np.full((60, 2), "a"), LABELS),
    "NaN": (with_cell(np.nan).astype(float), LABELS),
    "infinity": (with_cell(np.inf).astype(float), LABELS),
    "NaN in sparse rows": (scipy.sparse.csr_array(with_cell(np.nan).astype(float)), LABELS),
    "NaN in a frame": (pd.DataFrame(with_cell(np.nan).astype(float)), LABELS),
    "one dimension": (ROWS[:, 0], LABELS),
    "three dimensions": (ROWS.reshape(60, 3, 1), LABELS),
    "a number": (3.0, LABELS),
    "nothing": (None, LABELS),
    "ragged rows": ([[1, 2], [3]], [0, 1]),
    "no rows": (ROWS[:0], LABELS[:0]),
    "no columns": (ROWS[:, :0], LABELS),
    "an empty list": ([], []),
    "one class": (ROWS, np.zeros(60)),
    "one row": (ROWS[:1], LABELS[:1]),
    "fewer labels": (ROWS, LABELS[:-1]),
    "fewer rows": (ROWS[:-1], LABELS),
    "several outputs": (ROWS, np.column_stack([LABELS, LABELS])),
    "several labels": (ROWS, np.column_stack([LABELS, 1 - LABELS, LABELS])),
    "labels without columns": (ROWS, np.empty((60, 0))),
    "continuous labels": (ROWS, ROWS[:, 0]),
    "NaN among labels": (ROWS, np.where(LABELS == 1, np.nan, 0.0)),
    "infinity among labels": (ROWS, np.where(LABELS == 1, np.inf, 0.0)),
    "None among labels": (ROWS, np.where(LABELS == 1, None, "a")),
    "complex labels": (ROWS, LABELS + 1j),
    "sparse labels": (ROWS, scipy.sparse.csr_matrix(LABELS.reshape(-1, 1))),
}


def error_of(sampler, X, y):
    with pytest.raises((TypeError, ValueError)) as caught:
        sampler.fit_resample(X, y)
    return caught.type, str(caught.value)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("module", ["over_sampling.SMOTE", "under_sampling.NearMiss"])
def test_errors_are_those_of_imbalanced_learn(case, module):
    module, _, name = module.partition(".")
    theirs = error_of(getattr(getattr(imblearn, module), name)(), *CASES[case])
    assert error_of(getattr(autosmote, name)(), *CASES[case]) == theirs


# Of AutoSMOTE, which knows text and missing values: what is an error for it, too.
KNOWN = {"text", "NaN", "NaN in sparse rows", "NaN in a frame"}
# It reads columns by their kinds, and after the sentence of scikit-learn names the one that holds
# what it cannot take.
NAMED = {
    "complex objects": "x1",
    "text among numbers": "x1",
    "text among numbers of a frame": "1",
    "a list in a cell": "x1",
}
# What takes categories says it of numbers among texts in other words than what takes numbers.
MIXED = {"text among numbers", "text among numbers of a frame"}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", [case for case in CASES if case not in KNOWN])
def test_errors_of_autosmote(case):
    kind, message = error_of(autosmote.AutoSMOTE("tree", n_episodes=2), *CASES[case])
    of_categories = case in MIXED
    peer = imblearn.over_sampling.SMOTEN if of_categories else imblearn.over_sampling.SMOTE
    their_kind, theirs = error_of(peer(), *CASES[case])
    if case in NAMED:
        theirs = f"{theirs.removesuffix('.')}. Column {NAMED[case]!r} holds such."
    assert (kind, message.replace("AutoSMOTE", "SMOTE")) == (their_kind, theirs)


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pa.table, list])
def test_frames_without_rows(kind):
    """Where scikit-learn does not look into the container itself."""
    given = {"a": np.empty(0), "b": np.empty(0)}
    frame = [] if kind is list else kind(given)
    theirs = error_of(imblearn.over_sampling.SMOTE(), [] if kind is list else pd.DataFrame(given), [])
    kind, message = error_of(autosmote.AutoSMOTE("tree", n_episodes=2), frame, [])
    assert (kind, message.replace("AutoSMOTE", "SMOTE")) == theirs
