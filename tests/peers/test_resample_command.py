"""The program's resampled tables against imbalanced-learn on the same numbers (--scale none)."""

import os
import pathlib
import subprocess

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.under_sampling import (
    AllKNN,
    EditedNearestNeighbours,
    NearMiss,
    NeighbourhoodCleaningRule,
    TomekLinks,
)

DETERMINISTIC = {
    "tomek-links": TomekLinks(),
    "edited-nearest-neighbours": EditedNearestNeighbours(),
    "all-knn": AllKNN(),
    "near-miss": NearMiss(),
    "neighbourhood-cleaning-rule": NeighbourhoodCleaningRule(),
}


def resample(table, out, *options):
    folder = os.environ.get("AUTOSMOTE_BIN")
    if not folder:
        pytest.skip("AUTOSMOTE_BIN does not name the folder with the program autosmote")
    command = [pathlib.Path(folder) / "autosmote", "resample", table, "--target", "class", "--quiet",
               "-o", out, *options]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    return pd.read_csv(out)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Numbers of very different units, so that scaling would matter, and three classes."""
    random = np.random.default_rng(5)
    labels = np.repeat(["a", "b", "c"], [400, 150, 60])
    centers = {"a": 0.0, "b": 0.8, "c": 1.4}
    frame = pd.DataFrame({
        "small": [random.normal(centers[label]) for label in labels],
        "large": [1000 * random.normal(centers[label]) for label in labels],
        "third": random.normal(size=len(labels)),
        "class": labels,
    }).sample(frac=1, random_state=1)
    path = tmp_path_factory.mktemp("resample") / "t.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.mark.parametrize("method", DETERMINISTIC)
def test_selects_the_rows_of_imbalanced_learn(table, tmp_path, method):
    frame = pd.read_csv(table)
    sampler = DETERMINISTIC[method]
    # As numbers: the neighbourhood cleaning rule fails on texts there.
    sampler.fit_resample(frame.drop(columns="class"), frame["class"].map({"a": 0, "b": 1, "c": 2}))
    expected = frame.iloc[np.sort(sampler.sample_indices_)].reset_index(drop=True)
    ours = resample(table, tmp_path / "out.csv", "--method", method, "--scale", "none")
    assert 0 < len(expected) < len(frame)
    pd.testing.assert_frame_equal(ours, expected)
    scaled = resample(table, tmp_path / "scaled.csv", "--method", method)
    assert not scaled.equals(ours), "the units do not matter in this table"


def test_adds_the_counts_of_imbalanced_learn_between_the_same_neighbours(table, tmp_path):
    frame = pd.read_csv(table)
    _, labels = SMOTE(random_state=0).fit_resample(frame.drop(columns="class"), frame["class"])
    ours = resample(table, tmp_path / "out.csv", "--method", "smote", "--scale", "none", "--lineage",
                    tmp_path / "l.csv")
    assert ours["class"].value_counts().to_dict() == labels.value_counts().to_dict()
    x = frame.drop(columns="class").to_numpy()
    for entry in pd.read_csv(tmp_path / "l.csv").itertuples():
        source, neighbor = entry.source - 1, entry.neighbor - 1
        members = np.flatnonzero((frame["class"] == frame["class"][source]).to_numpy())
        distance = ((x[members] - x[source]) ** 2).sum(axis=1)
        assert neighbor in members[np.argsort(distance)[1:6]]
        made = ours.drop(columns="class").iloc[entry.row - 1].to_numpy()
        np.testing.assert_allclose(made, x[source] + entry[4] * (x[neighbor] - x[source]), atol=1e-9)
