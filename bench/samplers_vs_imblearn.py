"""Our samplers against imbalanced-learn's, on the same rows in the same run.

usage: samplers_vs_imblearn.py [--sets adult,skin_segmentation,kddcup99_10pct] [--methods LIST]
                               [--runs 5] [--limit 100] [--json FILE]

adult is encoded (z-scores, one-hot), the others are their numeric columns as z-scores; kddcup99
takes the user-to-root attacks (52 rows) against the rest. Every sampler runs in a process of its
own, ours (program sampler_step, folder AUTOSMOTE_BIN, default build/bench/bin) and then the peer,
both on 2 threads (n_jobs=2 where imbalanced-learn takes it) and with strategy 'auto'. Shown are
medians of the elapsed seconds over the runs, the ratio of those of the processor's seconds (which
say more where other work disturbs), and the largest resident set above that of a process which has
just read the rows. A peer that takes longer than a tenth of --limit runs once; one that
takes longer than --limit is stopped, and its ratio is a lower bound.

Each set begins with a copy of its rows into fresh memory on two threads, which no method that reads
its rows and makes as many can beat.

Counted are the rows in which the outcomes differ: of the rows kept where a method draws nothing,
else of the number of rows. Rows at equal distances, many in these tables, are ordered by number here
and by chance of rounding there, so that the counts are shown and not judged; equality on tables
without such ties is tested in tests/peers.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import imblearn
import numpy as np
import pandas as pd
from imblearn.combine import SMOTEENN
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE
from imblearn.under_sampling import EditedNearestNeighbours, NearMiss, TomekLinks
from sklearn.neighbors import NearestNeighbors

THREADS = 2


def neighbors(count):
    return NearestNeighbors(n_neighbors=count, n_jobs=THREADS)


# Name: our sampler, its parameters, the peer, whether the outcome is free of randomness.
METHODS = {
    "SMOTE": ("smote", [], lambda seed: SMOTE(k_neighbors=neighbors(6), random_state=seed), False),
    "BorderlineSMOTE": (
        "borderline-smote", [],
        lambda seed: BorderlineSMOTE(
            k_neighbors=neighbors(6), m_neighbors=neighbors(11), random_state=seed
        ),
        False,
    ),
    "ADASYN": (
        "adasyn", [], lambda seed: ADASYN(n_neighbors=neighbors(6), random_state=seed), False,
    ),
    "SMOTEENN": (
        "smote-enn", [],
        lambda seed: SMOTEENN(
            smote=SMOTE(k_neighbors=neighbors(6), random_state=seed),
            enn=EditedNearestNeighbours(sampling_strategy="all", n_jobs=THREADS),
            random_state=seed,
        ),
        False,
    ),
    "TomekLinks": ("tomek-links", [], lambda _: TomekLinks(n_jobs=THREADS), True),
    "EditedNearestNeighbours": (
        "edited-nearest-neighbours", [], lambda _: EditedNearestNeighbours(n_jobs=THREADS), True,
    ),
    **{
        f"NearMiss-{version}": (
            "near-miss", [f"version={version}"],
            lambda _, version=version: NearMiss(version=version, n_jobs=THREADS), True,
        )
        for version in (1, 2, 3)
    },
}  # fmt: skip


def load(name):
    """Encoded rows and labels (1: minority)."""
    folder = pathlib.Path(os.environ["AUTOSMOTE_DATA"])
    path = next(folder.glob(f"*/{name}.csv.gz"))
    frame = pd.read_csv(path)
    schema = pd.read_csv(folder / "schema.tsv", sep="\t").query(f"file.str.endswith('/{name}.csv.gz')")
    labels = frame.pop("class").astype(str)
    minority = [labels.value_counts().idxmin()]
    if name == "kddcup99_10pct":
        minority = ["buffer_overflow", "rootkit", "loadmodule", "perl"]
    numeric = frame[[c for c in schema[schema["type"] == "numeric"]["column"] if c in frame]]
    numeric = numeric.fillna(numeric.mean()).astype(float)
    spread = numeric.std(ddof=0)
    parts = [((numeric - numeric.mean()) / spread.where(spread > 0, 1.0)).to_numpy()]
    if name == "adult":
        nominal = frame.drop(columns=numeric.columns).astype(str)
        parts.append(pd.get_dummies(nominal, dtype=float).to_numpy())
    return np.ascontiguousarray(np.hstack(parts)), labels.isin(minority).to_numpy(dtype=int)


def peak_bytes():
    status = pathlib.Path("/proc/self/status").read_text()
    return 1024 * int(re.search(r"VmHWM:\s+(\d+)", status)[1])


def run_peer(method, folder, runs, limit):
    """Called in a process of its own: prints what sampler_step prints."""
    folder = pathlib.Path(folder)
    y = np.fromfile(folder / "y").astype(int)
    x = np.fromfile(folder / "x").reshape(len(y), -1)
    before = peak_bytes()
    for seed in range(runs):
        sampler = METHODS[method][2](seed)
        start, used = time.perf_counter(), time.process_time()
        _, labels = sampler.fit_resample(x, y)
        seconds, used = time.perf_counter() - start, time.process_time() - used
        print(f"{seconds:.6f} {used:.6f}", flush=True)
        if seed == 0:
            rows = getattr(sampler, "sample_indices_", np.arange(len(y)))
            out = rows if METHODS[method][3] else np.bincount(labels)
            out.astype(float).tofile(folder / "peer-out")
        if seconds > limit / 10:
            break
    print(before, peak_bytes())


def measured(command, limit):
    """What a run of either side printed; one that was stopped, or killed for want of memory, counts
    as `limit` seconds."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return {"seconds": limit, "processor": None, "runs": 0, "megabytes": None, "why": "stopped"}
    if done.returncode == -9 or "MemoryError" in done.stderr:
        return {
            "seconds": limit, "processor": None, "runs": 0, "megabytes": None,
            "why": "out of memory",
        }  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"samplers_vs_imblearn.py: {command[0]}: {done.stderr}")
    *seconds, memory = done.stdout.splitlines()
    before, after = map(int, memory.split())
    elapsed, used = zip(*(map(float, line.split()) for line in seconds))
    return {
        "seconds": statistics.median(elapsed),
        "processor": statistics.median(used),
        "runs": len(seconds),
        "megabytes": (after - before) / 1e6,
    }


def same_outcome(method, folder, y):
    """Rows in which the two outcomes differ (without randomness), or differing row counts."""
    ours = np.fromfile(folder / "our-out").astype(int)
    theirs = np.fromfile(folder / "peer-out").astype(int)
    kept, synthetic = ours[:-1], ours[-1]
    if METHODS[method][3]:
        return len(np.setxor1d(kept, theirs))
    counts = np.bincount(y[kept], minlength=2)
    return int(abs(counts.sum() + synthetic - theirs.sum()))


def measure(name, methods, runs, limit):
    """The seconds of a copy, and a line for each method."""
    program = pathlib.Path(os.environ.get("AUTOSMOTE_BIN", "build/bench/bin")) / "sampler_step"
    x, y = load(name)
    lines = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        x.tofile(folder / "x")
        y.astype(float).tofile(folder / "y")
        copy = measured(
            [program, "copy", folder / "x", folder / "y", str(THREADS), str(runs),
             folder / "our-out"],
            None,
        )["seconds"]  # fmt: skip
        print(f"{name:<18} {'a copy of the rows':<24} {copy:9.4f} s", flush=True)
        for method in methods:
            ours, parameters, _, fixed = METHODS[method]
            us = measured(
                [program, ours, folder / "x", folder / "y", str(THREADS), str(runs),
                 folder / "our-out", *parameters],
                None,
            )  # fmt: skip
            peer = measured(
                [sys.executable, __file__, "--peer", method, folder, str(runs), str(limit)],
                limit,
            )
            line = {
                "set": name, "rows": len(y), "columns": x.shape[1], "minority": int(y.sum()),
                "input_megabytes": x.nbytes / 1e6, "method": method, "autosmote": us, "peer": peer,
                "ratio": peer["seconds"] / us["seconds"],
                "processor_ratio": peer["processor"] and peer["processor"] / us["processor"],
                "without_randomness": fixed,
                "different_rows": same_outcome(method, folder, y) if peer["runs"] else None,
            }  # fmt: skip
            lines.append(line)
            print(text_of(line), flush=True)
    return copy, lines


def text_of(line):
    us, peer = line["autosmote"], line["peer"]
    bound = "" if peer["runs"] else ">"
    memory = "" if peer["megabytes"] is None else f"{peer['megabytes']:8.0f} MB"
    return (
        f"{line['set']:<18} {line['method']:<24} {us['seconds']:9.4f} s {us['megabytes']:6.0f} MB   "
        f"{bound}{peer['seconds']:9.3f} s {memory:<11}   ratio {bound}{line['ratio']:7.1f}   "
        f"of processor time {line['processor_ratio'] or 0.0:6.1f}   "
        f"{line['different_rows']} rows differ"
    )


def main():
    if sys.argv[1:2] == ["--peer"]:
        method, folder, runs, limit = sys.argv[2:]
        run_peer(method, folder, int(runs), float(limit))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", default="adult,skin_segmentation,kddcup99_10pct")
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=100.0)
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    copies, lines = {}, []
    for name in arguments.sets.split(","):
        copies[name], of_set = measure(
            name, arguments.methods.split(","), arguments.runs, arguments.limit
        )
        lines += of_set
    result = {"imbalanced-learn": imblearn.__version__, "threads": THREADS, "limit": arguments.limit,
              "copies": copies, "lines": lines}  # fmt: skip
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
