#!/usr/bin/env python3
"""What the Python package adds to the library: milliseconds a call, and seconds of a whole search
beside the program's.

Calls: the median time of the extension and of the sampler around it (with the checks of
scikit-learn and imbalanced-learn) on a table so small that nothing else counts, and on a large
table the time of a sampler beside that of one copy of the table. Search: `fit_resample` on mozilla4
and `autosmote fit` on the same file, with one thread each, by turns; the program's time includes
reading the table and writing its files. Each time is given by the clock and of the processor, which other work
of the machine lengthens less. Ends with an error where the latter passes a limit: 1 ms a call of
the extension, 3 % of the program's time.

usage: AUTOSMOTE_DATA=FOLDER AUTOSMOTE_BIN=build/release/bin .venv/bin/python \
bench/python_overhead.py [--runs N] [--episodes N]
"""

import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import typing
import warnings

import numpy as np
import pandas as pd

from autosmote import SMOTE, AutoSMOTE, RandomUnderSampler, _core

MOST_MILLISECONDS = 1.0
MOST_RATIO = 1.03


class Seconds(typing.NamedTuple):
    clock: float
    processor: float  # of this process and of those that it has waited for


def now():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Seconds(time.perf_counter(),
                   time.process_time() + children.ru_utime + children.ru_stime)


def seconds(call):
    start = now()
    call()
    return Seconds(*(end - begin for end, begin in zip(now(), start, strict=True)))


def median(measured):
    return Seconds(*map(statistics.median, zip(*measured, strict=True)))


def small_calls(runs):
    """Seconds of the extension and of the sampler, on 40 rows."""
    X = np.random.default_rng(0).normal(size=(40, 4))
    labels = (np.arange(40) % 4 == 0).astype(np.int32)

    def extension():
        _core.resample(
            method="smote", parameters={"k_neighbors": 5.0}, x=X, labels=labels, classes=2,
            nominal=[], strategy={1: 30}, seed=0, threads=1,
        )

    sampler = SMOTE(random_state=0)
    return [median([seconds(call) for _ in range(runs)])
            for call in (extension, lambda: sampler.fit_resample(X, labels))]


def copies(runs):
    """A sampler that takes 10,000 of 1,000,000 rows of float32, and one copy of them as float64,
    by turns."""
    X = np.random.default_rng(0).normal(size=(1_000_000, 20)).astype(np.float32)
    y = np.arange(len(X)) % 200 == 0
    sampler = RandomUnderSampler(random_state=0)
    times = [(seconds(lambda: sampler.fit_resample(X, y)), seconds(lambda: X.astype(np.float64)))
             for _ in range(runs)]
    return [median(column) for column in zip(*times, strict=True)]


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
    return median(times["program"]), median(times["Python"])


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

    def told(name, time, unit=1.0, digits=2):
        return f"{name} {unit * time.clock:.{digits}f} ({unit * time.processor:.{digits}f})"

    print("medians by the clock (of the processor):")
    extension, sampler = small_calls(1000)
    print("a call on 40 rows, ms:", told("extension", extension, 1e3, 3),
          told("SMOTE.fit_resample with its checks", sampler, 1e3, 3), sep="\n  ")
    taken, copy = copies(max(5, arguments.runs))
    print("1,000,000 x 20 float32, s:", told("RandomUnderSampler", taken, digits=3),
          told("one copy", copy, digits=3), sep="\n  ")
    table = next(pathlib.Path(os.environ["AUTOSMOTE_DATA"]).rglob("mozilla4.csv*"))
    program, python = whole_searches(table, arguments.episodes, arguments.runs)
    ratio = Seconds(*(ours / theirs for ours, theirs in zip(python, program, strict=True)))
    print(f"mozilla4, svm, {arguments.episodes} episodes, {arguments.runs} runs, s:",
          told("program", program), told("fit_resample", python), told("ratio", ratio, digits=3),
          sep="\n  ")
    if extension.processor > MOST_MILLISECONDS / 1e3 or ratio.processor > MOST_RATIO:
        print("python_overhead.py: above the limit", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
