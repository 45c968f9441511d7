"""Small tables that several tests share."""

import os
import pathlib
import subprocess

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_classification


def mixed(rows=240, seed=2):
    """Numbers with gaps, whole numbers, colours with gaps, truth; labels 'yes' (rare) and 'no'."""
    X, y = make_classification(
        n_samples=rows, n_features=4, weights=[0.85], flip_y=0, class_sep=0.6, random_state=seed
    )
    frame = pd.DataFrame(
        {
            "f": X[:, 0],
            "n": (X[:, 1] * 10).round().astype(int),
            "color": np.array(["red", "green", "blue"])[(np.abs(X[:, 2]) * 9).astype(int) % 3],
            "b": X[:, 3] > 0,
        }
    )
    frame.loc[::7, "f"] = np.nan
    frame.loc[::11, "color"] = None
    return frame, pd.Series(np.where(y == 1, "yes", "no"), name="label")


def run_program(*arguments):
    """What the program prints; the test is skipped where AUTOSMOTE_BIN does not name its folder."""
    folder = os.environ.get("AUTOSMOTE_BIN")
    if not folder:
        pytest.skip("AUTOSMOTE_BIN does not name the folder with the program")
    command = [str(pathlib.Path(folder) / "autosmote"), *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
