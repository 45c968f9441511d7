"""How time and memory of `autosmote fit` grow with the table and the search: measures, fits
exponents and draws docs/images/growth-*.svg. Called by bench/run.sh.

usage: AUTOSMOTE_DATA=FOLDER .venv/bin/python bench/growth.py --json RESULTS [--largest ROWS]

Tables are rows of skin_segmentation drawn with repetition, by class, with noise: of a hundredth of
a column's deviation, so that no two rows are equal, or, for columns beyond the third, of a whole
one. Default profile, 100 episodes, no verdict, one thread; processor time, which other load hardly
lengthens. A sweep of a classifier ends early after a run of more than --limit processor seconds.
"""

import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

from measure import AUTOSMOTE, machine, run

IMAGES = pathlib.Path("docs/images")
CLASSIFIERS = ["svm", "knn", "tree"]
SOURCE_COLUMNS = 3

# The values that each thing takes while the rest of the table stays as it is.
SWEEPS = {
    "majority": ([10**3, 10**4, 10**5, 10**6, 10**7], {"minority": 100}),
    "minority": ([10, 10**2, 10**3, 10**4, 10**5], {"majority": 120_000}),
    "columns": ([2, 10, 100, 1000], {"majority": 2000, "minority": 100}),
    "episodes": ([50, 200, 800, 3200], {"majority": 5000, "minority": 100}),
}
LABELS = {"majority": "majority rows", "minority": "minority rows"}  # where not the name


def write_table(path, majority, minority, columns):
    """Runs in a process of its own: the peak memory of a program counts from that of the process
    that starts it, so that must not hold tables."""
    import numpy as np
    import pandas as pd

    source = pd.read_csv(f"{os.environ['AUTOSMOTE_DATA']}/large/skin_segmentation.csv.gz")
    labels = source.pop("class").to_numpy()
    names, counts = np.unique(labels, return_counts=True)
    is_majority = labels == names[counts.argmax()]
    deviation = source.to_numpy(float).std(axis=0)
    rng = np.random.default_rng(0)
    with open(path, "w") as file:
        for name, of_majority, rows in [("a", True, majority), ("b", False, minority)]:
            own = source.to_numpy(float)[is_majority == of_majority]
            for begin in range(0, rows, 10**6):
                drawn = own[rng.integers(len(own), size=min(10**6, rows - begin))]
                values = {}
                for column in range(columns):
                    like = column % SOURCE_COLUMNS
                    noise = deviation[like] * (0.01 if column < SOURCE_COLUMNS else 1.0)
                    values[f"x{column}"] = drawn[:, like] + noise * rng.standard_normal(len(drawn))
                part = pd.DataFrame({**values, "class": name})
                header = begin == 0 and of_majority
                part.to_csv(file, index=False, header=header, float_format="%.5g")


def make_table(path, majority, minority, columns):
    shape = [str(number) for number in (majority, minority, columns)]
    subprocess.run([sys.executable, __file__, "--write", str(path), *shape], check=True)


def fit(table, classifier, episodes, threads, folder):
    command = [
        AUTOSMOTE, "fit", str(table), "--target", "class", "--classifier", classifier,
        "--episodes", str(episodes), "--verdict", "none", "--seed", "0", "--threads", str(threads),
        "--json", "--quiet", "-o", f"{folder}/out",
    ]  # fmt: skip
    text, usage = run(command)
    return {**usage, "search_seconds": json.loads(text)["timing"]["search_seconds"]}


def exponent(sizes, values):
    """The slope of log value over log size between the last two sizes, where constants no longer
    count."""
    if len(sizes) < 2:
        return None
    return math.log(values[-1] / values[-2]) / math.log(sizes[-1] / sizes[-2])


def sweep(name, folder, arguments):
    values, rest = SWEEPS[name]
    lines = {classifier: [] for classifier in CLASSIFIERS}
    for value in values:
        shape = {"columns": SOURCE_COLUMNS, "episodes": 100, **rest, name: value}
        episodes = shape.pop("episodes")
        if shape["majority"] > arguments.largest:
            break
        table = folder / "table.csv"
        make_table(table, **shape)
        for classifier, found in lines.items():
            if found and found[-1]["processor_seconds"] > arguments.limit:
                continue
            found.append({"size": value, **fit(table, classifier, episodes, 1, folder)})
            print(f"measured: {name} {value:,}, {classifier}: {found[-1]}", flush=True)
    return [
        {
            "classifier": classifier,
            "runs": found,
            "time_exponent": exponent(*columns(found, "processor_seconds")),
            "memory_exponent": exponent(*columns(found, "peak_megabytes")),
        }
        for classifier, found in lines.items()
    ]


def columns(runs, key):
    return [run["size"] for run in runs], [run[key] for run in runs]


def threads(folder):
    """Elapsed time with two threads beside that with one, of the search alone."""
    table = folder / "table.csv"
    make_table(table, 10**5, 100, SOURCE_COLUMNS)
    return [
        {
            "classifier": classifier,
            "one": fit(table, classifier, 100, 1, folder)["search_seconds"],
            "two": fit(table, classifier, 100, 2, folder)["search_seconds"],
        }
        for classifier in CLASSIFIERS
    ]


def plot(name, lines):
    """Time and memory over what varies, both axes logarithmic."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    plt.rcParams["svg.hashsalt"] = "growth"  # the same figures give the same file
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for axis, key, label in [
        (axes[0], "processor_seconds", "processor seconds"),
        (axes[1], "peak_megabytes", "peak memory, MB"),
    ]:
        for line, marker in zip(lines, "os^"):
            axis.loglog(*columns(line["runs"], key), marker=marker, label=line["classifier"])
        axis.set_xlabel(LABELS.get(name, name))
        axis.set_ylabel(label)
        axis.grid(alpha=0.3)
    axes[0].legend(frameon=False)
    figure.savefig(IMAGES / f"growth-{name}.svg", metadata={"Date": None})
    plt.close(figure)


def main():
    if sys.argv[1:2] == ["--write"]:
        write_table(sys.argv[2], *map(int, sys.argv[3:]))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=pathlib.Path, required=True)
    parser.add_argument("--largest", type=int, default=10**7, help="majority rows at most")
    parser.add_argument("--limit", type=float, default=120, help="seconds; see above")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        found = {"machine": machine(), "largest": arguments.largest, "limit": arguments.limit}
        found |= {name: sweep(name, folder, arguments) for name in SWEEPS}
        found["threads"] = threads(folder)
    arguments.json.write_text(json.dumps(found, indent=1) + "\n")
    for name in SWEEPS:
        plot(name, found[name])


if __name__ == "__main__":
    main()
