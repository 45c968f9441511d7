"""The encoder equals scikit-learn's SimpleImputer, StandardScaler and OneHotEncoder."""

import os
import pathlib

import numpy as np
import pandas as pd
import pytest
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from peers import read_array, run_probe

SETS = [
    "mixed/adult",
    "mixed/sick",
    "mixed/credit_g",
    "keel/abalone19",
    "paper/electricity",
    "paper/eeg_eye_state",
    "paper/mozilla4",
]


def expected_encoding(frame, nominal, fitted):
    """Names and columns, built one column at a time by scikit-learn from the first rows."""
    names, parts = [], []
    for column in frame:
        values = frame[[column]]
        if column in nominal:
            # A missing value is a category of its own, last, where a fitted row has it.
            seen = sorted(set(values[column][:fitted].dropna()))
            missing = values[column][:fitted].isna().any()
            categories = seen + [np.nan] if missing else seen
            encoder = OneHotEncoder(categories=[categories], handle_unknown="ignore", sparse_output=False)
            encoder.fit(values[:fitted])
            parts.append(encoder.transform(values))
            names += [f"{column}={value}" for value in seen] + ([f"{column} (missing)"] if missing else [])
        else:
            imputer = SimpleImputer(add_indicator=True, keep_empty_features=True).fit(values[:fitted])
            scaler = StandardScaler().fit(imputer.transform(values[:fitted])[:, :1])
            imputed = imputer.transform(values)
            parts.append(np.hstack([scaler.transform(imputed[:, :1]), imputed[:, 1:]]))
            names += [column] + ([f"{column} (missing)"] if imputed.shape[1] == 2 else [])
    return names, np.hstack(parts)


@pytest.mark.parametrize("name", SETS)
def test_encoder_equals_scikit_learn(name, tmp_path):
    folder = os.environ.get("AUTOSMOTE_DATA")
    if not folder:
        pytest.skip("AUTOSMOTE_DATA does not name the folder with the measuring data")
    path = pathlib.Path(folder) / f"{name}.csv.gz"
    schema = pd.read_csv(pathlib.Path(folder) / "schema.tsv", sep="\t")
    schema = schema[schema["file"] == f"{name}.csv.gz"]
    nominal = list(schema[schema["type"] == "nominal"]["column"])
    types = {column: str for column in nominal + ["class"]}
    frame = pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])
    frame.pop("class")
    fitted = len(frame) // 2
    out = tmp_path / "encoded"
    printed = run_probe("probe_encoder", path, "class", fitted, out, *nominal)
    names, expected = expected_encoding(frame, nominal, fitted)
    assert printed.splitlines() == names
    np.testing.assert_allclose(read_array(out, *expected.shape), expected, rtol=1e-9, atol=1e-9)
