#!/usr/bin/env python3
"""The peak memory of the Python package: how much is resident at most during a call, over what is
resident before it, X and y included, as a multiple of the rows as dense float64.

Each line is a process of its own, which first runs the same call on a small table, so that what is
loaded once does not count. X: normal numbers, one row in --ratio of the minority; as CSR nine cells of
ten are 0. Linux alone.

usage: .venv/bin/python bench/python_memory.py [--rows N] [--columns N] [--ratio N] [--episodes N]
           [--calls LIST] [--kinds LIST] [--json FILE]
"""

import argparse
import gc
import json
import os
import pathlib
import re
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from autosmote import SMOTE, AutoSMOTE, AutoSMOTEClassifier

# Name: what is called with X, y and the number of episodes.
CALLS = {
    "SMOTE": lambda X, y, _: SMOTE(random_state=0).fit_resample(X, y),
    "AutoSMOTE, tree": lambda X, y, episodes: AutoSMOTE(
        "tree", n_episodes=episodes, random_state=0).fit_resample(X, y),
    "AutoSMOTE, svm": lambda X, y, episodes: AutoSMOTE(
        "svm", n_episodes=episodes, random_state=0).fit_resample(X, y),
    "AutoSMOTE, estimator": lambda X, y, episodes: AutoSMOTE(
        LogisticRegression(), n_episodes=episodes, random_state=0).fit_resample(X, y),
    "AutoSMOTEClassifier": lambda X, y, episodes: AutoSMOTEClassifier(
        LogisticRegression(), n_episodes=episodes, random_state=0).fit(X, y),
}  # fmt: skip

# Name: X in this kind, from rows of float64.
KINDS = {
    "float64": np.ascontiguousarray,
    "float64, column-major": np.asfortranarray,
    "float32": lambda rows: rows.astype(np.float32),
    "pandas": lambda rows: pd.DataFrame(rows, columns=[f"c{j}" for j in range(rows.shape[1])]),
    "CSR": scipy.sparse.csr_array,
}


def table(kind, rows, columns, ratio):
    draw = np.random.default_rng(0)
    X = draw.normal(size=(rows, columns))
    if kind == "CSR":
        X *= draw.random(size=X.shape) < 0.1
    y = (np.arange(rows) % ratio == 0).astype(int)
    X[y == 1] += 0.5 if kind != "CSR" else 0.0
    return KINDS[kind](X), y


def resident(name):
    status = pathlib.Path("/proc/self/status").read_text()
    return 1024 * int(re.search(rf"{name}:\s+(\d+)", status)[1])


def run_one(call, kind, rows, columns, ratio, episodes):
    """Called in a process of its own: prints bytes over those of before, at most and in the end."""
    warnings.simplefilter("ignore")
    CALLS[call](*table(kind, 400, columns, 20), episodes)
    X, y = table(kind, rows, columns, ratio)
    gc.collect()
    # 5: the largest resident set counts from now on.
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    before = resident("VmRSS")
    result = CALLS[call](X, y, episodes)
    del X, y
    print(resident("VmHWM") - before, result is not None)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--ratio", type=int, default=100)
    parser.add_argument("--episodes", type=int, default=3)
    parser.add_argument("--calls", default=";".join(CALLS), help="separated by semicolons")
    parser.add_argument("--kinds", default=";".join(KINDS), help="separated by semicolons")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        run_one(given.calls, given.kinds, given.rows, given.columns, given.ratio,
                given.episodes)
        return
    size = 8 * given.rows * given.columns
    print(f"{given.rows:,} x {given.columns}: {size / 1e6:.0f} MB as dense float64", flush=True)
    lines = []
    for call in given.calls.split(";"):
        for kind in given.kinds.split(";"):
            command = [sys.executable, __file__, "--one", "--calls", call, "--kinds", kind]
            for name in ("rows", "columns", "ratio", "episodes"):
                command += [f"--{name}", str(getattr(given, name))]
            # Threads of BLAS have memory of their own, and only disturb fits this small.
            done = subprocess.run(command, check=True, capture_output=True, text=True,
                                  env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
            peak = int(done.stdout.split()[0])
            lines.append({"call": call, "kind": kind, "bytes": peak, "times": peak / size})
            print(f"{call:<22} {kind:<22} {peak / 1e6:7.0f} MB {peak / size:6.1f}", flush=True)
    if given.json:
        given.json.write_text(json.dumps({"size": size, "lines": lines}, indent=1) + "\n")


if __name__ == "__main__":
    main()
