"""inspect: what the command line says, of tables in memory."""

import json
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse
from sklearn.utils._param_validation import InvalidParameterError

import autosmote
from autosmote._columns import label_column, nominal_column
from autosmote._containers import Target
from data import mixed, run_program


def test_the_same_as_the_command_line(tmp_path):
    X, y = mixed()
    path = tmp_path / "in.csv"
    X.assign(label=y).to_csv(path, index=False)
    found = autosmote.inspect(X, y, name=str(path))
    assert str(found) == run_program("inspect", path, "--target", "label")
    document = json.loads(run_program("inspect", path, "--target", "label", "--json"))
    for key in document:
        if key != "timing":
            assert found[key] == document[key], key


def test_mapping_and_attributes():
    X, y = mixed()
    found = autosmote.inspect(X, y)
    assert found.rows == found["rows"] == len(X) == 240
    assert set(found) >= {"classes", "columns", "advice", "conflicting"}
    assert len(found) == len(list(found))
    assert [entry["name"] for entry in found.classes] == ["no", "yes"]
    assert [column["kind"] for column in found.columns] == [
        "numeric", "numeric", "nominal", "nominal", "nominal",
    ]  # fmt: skip
    assert found.columns[0]["missing"] == X["f"].isna().sum()
    with pytest.raises(AttributeError, match="'Inspection' object has no attribute 'none'"):
        found.none  # noqa: B018
    assert repr(found) == f"<Inspection of 240 rows, {y.value_counts().to_dict()}>"
    again = pickle.loads(pickle.dumps(found))
    assert str(again) == str(found) and again.rows == 240


def test_row_types_add_up_to_the_classes():
    X, y = mixed()
    found = autosmote.inspect(X, y)
    assert found.row_types.shape == (len(X),)
    assert set(found.row_types[y == "no"]) == {"not looked at"}
    rare = found.classes[1]
    for name, count in (("safe", "safe"), ("rare", "rare"), ("outlier", "outliers"),
                        ("borderline", "borderline")):  # fmt: skip
        assert (found.row_types[y == "yes"] == name).sum() == rare[count]


@pytest.mark.parametrize("given", [{"name": None}, {"name": 3}, {"n_jobs": 1.5}, {"n_jobs": "2"}])
def test_parameters_of_another_type(given):
    X, y = mixed()
    (name,) = given
    with pytest.raises(InvalidParameterError, match=f"The '{name}' parameter of inspect must be"):
        autosmote.inspect(X, y, **given)


def test_html_escapes_what_users_gave():
    X, y = mixed()
    html = autosmote.inspect(X.rename(columns={"f": "<script>"}), y)._repr_html_()
    assert "&lt;script&gt;" in html and "<script>" not in html
    assert html.count("<table>") == 2
    assert "<td>yes</td>" in html


def test_containers_and_threads():
    X, y = mixed()
    numbers = X[["n", "b"]].to_numpy(dtype=float)
    expected = str(autosmote.inspect(numbers, y.to_numpy()))
    for given in (scipy.sparse.csr_array(numbers), numbers.tolist(), np.asfortranarray(numbers),
                  pl.DataFrame(numbers, schema=["x0", "x1"])):  # fmt: skip
        assert str(autosmote.inspect(given, y.to_numpy(), n_jobs=2)) == expected


def test_several_classes_and_names_that_collide():
    X = pd.DataFrame(np.arange(60.0).reshape(30, 2) % 7, columns=["label", " label"])
    found = autosmote.inspect(X, pd.Series(np.arange(30) % 3, name="label"))
    assert [entry["name"] for entry in found.classes] == ["0", "1", "2"]
    assert [column["name"] for column in found.columns[:2]] == ["label", " label"]


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        ([[1.0], [2.0]], [0], "inconsistent numbers of samples"),
        ([[1.0], [np.inf]], [0, 1], "infinity"),
        ([[1.0], [2.0]], [0, 0], "class"),
        (np.empty((0, 2)), [], "minimum of 1 is required"),
        (np.ones((2, 2), dtype=complex), [0, 1], "Complex data not supported"),
        (pd.DataFrame({"d": pd.date_range("2026-01-01", periods=2)}), [0, 1], "dates or times"),
    ],
)
def test_bad_input(X, y, message):
    with pytest.raises(ValueError, match=message):
        autosmote.inspect(X, y)


@pytest.mark.parametrize(
    "labels", [["b", "a", "b", "c", "a"], [2, 0, 2, 1, 0], [True, False, True], ["x", " ", "x"]]
)
def test_labels_are_the_column_that_cells_would_be(labels):
    """Slow twin: cell by cell."""
    target = Target(np.array(labels))
    fast = label_column(target, "y")
    slow = nominal_column("y", target.classes[target.codes])
    assert (fast.name, fast.texts) == (slow.name, slow.texts)
    np.testing.assert_array_equal(fast.codes, slow.codes)
    np.testing.assert_array_equal(fast.rows, slow.rows)
    assert fast.codes.dtype == slow.codes.dtype
