#!/usr/bin/env python3
"""What the Python package adds to the library: milliseconds a call, and seconds of a whole search
beside the program's.

Calls: the median time of the extension and of the sampler around it (with the checks of scikit-learn
and imbalanced-learn) on a table so small that nothing else counts, and on a large table the
time of a sampler beside that of one copy of the table. Search: `fit_resample` on mozilla4 and `autosmote
fit` on the same file, with one thread each, by turns; the program's time includes reading the
table and writing its files. Ends with an error where a limit is passed: 1 ms a call of the
extension, 3 % of the program's time.

usage: AUTOSMOTE_DATA=FOLDER AUTOSMOTE_BIN=build/release/bin .venv/bin/python \
bench/python_overhead.py [--runs N] [--episodes N]
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
import pandas as pd

from autosmote import SMOTE, AutoSMOTE, RandomUnderSampler, _core

MOST_MILLISECONDS = 1.0
MOST_RATIO = 1.03


def seconds(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def median_seconds(call, runs):
    return statistics.median(seconds(call) for _ in range(runs))


def small_calls(runs):
    """Milliseconds of the extension and of the sampler, on 40 rows."""
    X = np.random.default_rng(0).normal(size=(40, 4))
    labels = (np.arange(40) % 4 == 0).astype(np.int32)

    def extension():
        _core.resample(
            method="smote", parameters={"k_neighbors": 5.0}, x=X, labels=labels, classes=2,
            nominal=[], strategy={1: 30}, seed=0, threads=1,
        )

    sampler = SMOTE(random_state=0)
    return [1e3 * median_seconds(call, runs)
            for call in (extension, lambda: sampler.fit_resample(X, labels))]


def copies(runs):
    """A sampler that takes 10,000 of 1,000,000 rows of float32, and one copy of them as float64,
    by turns, in seconds."""
    X = np.random.default_rng(0).normal(size=(1_000_000, 20)).astype(np.float32)
    y = np.arange(len(X)) % 200 == 0
    sampler = RandomUnderSampler(random_state=0)
    times = [(seconds(lambda: sampler.fit_resample(X, y)), seconds(lambda: X.astype(np.float64)))
             for _ in range(runs)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def whole_searches(table, episodes, runs):
    """Seconds of the program and of `fit_resample`, run by turns."""
    program = pathlib.Path(os.environ["AUTOSMOTE_BIN"]) / "autosmote"
    data = pd.read_csv(table)
    X, y = data.iloc[:, :-1], data.iloc[:, -1]
    times = {"program": [], "Python": []}
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "fit", table, "--target", y.name, "--classifier", "svm", "--episodes",
                   str(episodes), "--seed", "0", "--verdict", "none", "--threads", "1", "--quiet",
                   "-o", pathlib.Path(folder) / "out"]
        for _ in range(runs):
            sampler = AutoSMOTE("svm", n_episodes=episodes, random_state=0, n_jobs=1)
            times["Python"].append(seconds(lambda: sampler.fit_resample(X, y)))
            times["program"].append(seconds(
                lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)))
        made = sum(1 for _ in (pathlib.Path(folder) / "out" / "lineage.csv").open()) - 1
        assert made == len(sampler.lineage_["source"]), "the two searches differ"
    return times


def main():
    for name in ("AUTOSMOTE_DATA", "AUTOSMOTE_BIN"):
        if not os.environ.get(name):
            print(f"python_overhead.py: set {name}", file=sys.stderr)
            sys.exit(2)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="of each whole search")
    parser.add_argument("--episodes", type=int, default=200)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", UserWarning)

    extension, sampler = small_calls(1000)
    print(f"a call on 40 rows, medians: {extension:.3f} ms of the extension, {sampler:.3f} ms of "
          "SMOTE.fit_resample with its checks")
    taken, copy = copies(max(5, arguments.runs))
    print(f"1,000,000 x 20 float32: RandomUnderSampler {taken:.3f} s, one copy {copy:.3f} s")
    table = next(pathlib.Path(os.environ["AUTOSMOTE_DATA"]).rglob("mozilla4.csv*"))
    times = whole_searches(table, arguments.episodes, arguments.runs)
    program, python = (statistics.median(times[name]) for name in ("program", "Python"))
    print(f"mozilla4, svm, {arguments.episodes} episodes, medians of {arguments.runs}: program "
          f"{program:.2f} s, fit_resample {python:.2f} s, ratio {python / program:.3f}")
    if extension > MOST_MILLISECONDS or python > MOST_RATIO * program:
        print("python_overhead.py: above the limit", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
