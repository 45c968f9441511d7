"""What the comparisons with other programs share: the probes, and the measuring data."""

import os
import pathlib
import subprocess

import numpy as np
import pandas as pd
import pytest

PAPER_SETS = [
    "phoneme",
    "phishing_websites",
    "eeg_eye_state",
    "mozilla4",
    "magic_telescope",
    "electricity",
]

KEEL_SETS = [
    "abalone19", "abalone9-18", "ecoli1", "ecoli4", "glass0", "glass2", "haberman", "new-thyroid1",
    "page-blocks0", "pima", "vehicle1", "vowel0", "wisconsin", "yeast-1_vs_7", "yeast3", "yeast4",
]  # fmt: skip


def run_probe(name, *arguments):
    """Run tests/peers/NAME.cc's program, found in the folder AUTOSMOTE_BIN; give its output."""
    folder = os.environ.get("AUTOSMOTE_BIN")
    if not folder:
        pytest.skip("AUTOSMOTE_BIN does not name the folder with the probe programs")
    command = [str(pathlib.Path(folder) / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def write_array(path, values):
    """Write numbers as raw little-endian float64; give the path."""
    np.ascontiguousarray(values, dtype="<f8").tofile(path)
    return path


def read_array(path, *shape):
    values = np.fromfile(path, dtype="<f8")
    return values.reshape(shape) if shape else values


def load_paper_set(name):
    """Encoded features (z-scores, one-hot) and labels (1: minority) of a set of the paper."""
    folder = os.environ.get("AUTOSMOTE_DATA")
    if not folder:
        pytest.skip("AUTOSMOTE_DATA does not name the folder with the measuring data")
    frame = pd.read_csv(pathlib.Path(folder) / "paper" / f"{name}.csv.gz")
    schema = pd.read_csv(pathlib.Path(folder) / "schema.tsv", sep="\t")
    nominal = set(schema[(schema["file"] == f"paper/{name}.csv.gz") & (schema["type"] == "nominal")]["column"])
    labels = frame.pop("class").astype(str)
    minority = labels.value_counts().idxmin()
    numeric = frame[[c for c in frame if c not in nominal]].astype(float)
    parts = [((numeric - numeric.mean()) / numeric.std(ddof=0)).to_numpy()]
    for column in frame:
        if column in nominal:
            parts.append(pd.get_dummies(frame[column].astype(str)).to_numpy(dtype=float))
    return np.ascontiguousarray(np.hstack(parts)), (labels == minority).to_numpy(dtype=int)


def load_keel_set(name):
    """Encoded features (z-scores, one-hot) and labels (1: positive) of a set of KEEL."""
    folder = os.environ.get("AUTOSMOTE_DATA")
    if not folder:
        pytest.skip("AUTOSMOTE_DATA does not name the folder with the measuring data")
    frame = pd.read_csv(pathlib.Path(folder) / "keel" / f"{name}.csv.gz")
    labels = (frame.pop("class") == "positive").to_numpy(dtype=int)
    x = pd.get_dummies(frame, dtype=float).to_numpy()
    spread = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0), labels


def paper_split(labels, ratio, seed):
    """The paper's protocol: row numbers of a random 60/20/20 split, the minority of each part
    undersampled to 1/ratio of its majority."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(labels))
    ends = np.cumsum([round(0.6 * len(order)), round(0.2 * len(order))])
    parts = []
    for part in np.split(order, ends):
        majority, minority = part[labels[part] == 0], part[labels[part] == 1]
        parts.append(np.concatenate([majority, minority[: len(majority) // ratio]]))
    return parts
