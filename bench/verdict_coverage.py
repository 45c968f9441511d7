#!/usr/bin/env python3
"""How often the verdict's 95 % interval covers the truth, and how large the search's optimism is.

    AUTOSMOTE_DATA=FOLDER bench/verdict_coverage.py [--first N] [--seeds N] [--episodes N]
        [--repeats N] [--jobs N] [--only TEXT] [--out FILE]

Rows are drawn from large tables at ratio 20 and 100 as training tables with 60 and 30 minority
rows; the truth is measured on all other rows. Lines append to FILE (default
build/verdict_coverage.csv); seeds that are there are not run again. Needs
build/bench/bin/verdict_coverage (or AUTOSMOTE_BIN).
"""

import argparse
import collections
import concurrent.futures
import csv
import math
import os
import pathlib
import statistics
import subprocess

SETTINGS = [  # set, minority rows, ratio
    ("mozilla4", 60, 20), ("electricity", 60, 20), ("magic_telescope", 60, 20),
    ("eeg_eye_state", 60, 20), ("phoneme", 60, 20), ("phishing_websites", 60, 20),
    ("electricity", 30, 100), ("mozilla4", 30, 100), ("magic_telescope", 30, 100),
]
CLASSIFIERS = ("svm", "knn", "logistic", "tree")
COLUMNS = ["set", "ratio", "minority", "classifier", "metric", "seed", "method", "baseline",
           "validation", "once", "once_lower", "once_upper", "once_sd", "all", "all_lower",
           "all_upper", "all_sd"]


def run(program, data, setting, classifier, seed, options):
    name, minority, ratio = setting
    return subprocess.run(
        [program, str(data / "paper" / f"{name}.csv.gz"), "class", str(ratio), str(minority),
         classifier, "macro-f1", str(options.episodes), str(options.repeats), str(seed), str(seed)],
        check=True, stdout=subprocess.PIPE, text=True).stdout


def read(path):
    if not path.exists():
        return []
    with open(path, newline="") as file:
        return [dict(zip(COLUMNS, row)) | {"repeats": row[len(COLUMNS):]}
                for row in csv.reader(file)]


def truth_of(row):
    return float(row["method"]) - float(row["baseline"])


def widening(row, kind):
    """As src/api/verdict.cc: once by a constant, repeats by how much they differ."""
    if kind == "once":
        return 1.55
    deviation = float(row["all_sd"])
    between = statistics.variance([float(value) for value in row["repeats"]])
    return math.sqrt(1 + 0.5 * between / deviation**2) if deviation > 0 else 1.55


def covered(row, kind, factor):
    """Whether the interval around the estimate, `factor` times as wide, holds the truth."""
    value = float(row[kind])
    lower = value + factor * (float(row[kind + "_lower"]) - value)
    upper = value + factor * (float(row[kind + "_upper"]) - value)
    return lower <= truth_of(row) <= upper


def show(rows):
    groups = collections.defaultdict(list)
    for row in rows:
        groups["all"].append(row)
        groups[f"ratio {row['ratio']}"].append(row)
        groups[row["classifier"]].append(row)
        groups[f"{row['set'].split('.')[0]}, {row['minority']} at {row['ratio']}"].append(row)
    print("| training tables | n | quick: rows alone | quick | n | full: rows alone | full |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    repeated = {id(row) for row in rows if len(row["repeats"]) > 1}
    for name, group in groups.items():
        cells = []
        for kind in ("once", "all"):
            some = [row for row in group if kind == "once" or id(row) in repeated]
            cells.append(str(len(some)))
            for factor in (lambda row: 1.0, lambda row: widening(row, kind)):
                count = sum(covered(row, kind, factor(row)) for row in some)
                cells.append(f"{count / len(some):.3f}" if some else "")
        print(f"| {name} | {' | '.join(cells)} |")
    for kind, name in (("once", "quick"), ("all", "full")):
        some = [row for row in rows if kind == "once" or id(row) in repeated]
        errors = [float(row[kind]) - truth_of(row) for row in some]
        widths = [widening(row, kind) * (float(row[kind + "_upper"]) - float(row[kind + "_lower"]))
                  for row in some]
        width = sum(widths) / len(some)
        print(f"{name}: estimate minus truth {sum(errors) / len(errors):+.4f} +- "
              f"{statistics.stdev(errors) / math.sqrt(len(errors)):.4f}, root mean square "
              f"{math.sqrt(sum(e * e for e in errors) / len(errors)):.4f}; mean width {width:.4f}")
    optimism = statistics.median(float(row["validation"]) - float(row["method"]) for row in rows)
    print(f"optimism of the search, median: {optimism:+.4f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--episodes", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="classifiers, with commas")
    parser.add_argument("--out", type=pathlib.Path,
                        default=pathlib.Path("build/verdict_coverage.csv"))
    options = parser.parse_args()
    program = pathlib.Path(os.environ.get("AUTOSMOTE_BIN", "build/bench/bin")) / "verdict_coverage"
    if not os.environ.get("AUTOSMOTE_DATA"):
        parser.error("set AUTOSMOTE_DATA to the folder that holds paper/mozilla4.csv.gz ...")
    if not program.exists():
        parser.error(f"no program {program}; build it first: scripts/build.sh bench")
    data = pathlib.Path(os.environ["AUTOSMOTE_DATA"])
    classifiers = options.only.split(",") if options.only else CLASSIFIERS
    done = {(r["set"].split(".")[0], int(r["minority"]), int(r["ratio"]), r["classifier"],
             int(r["seed"])) for r in read(options.out)}
    tasks = [(setting, classifier, seed) for seed in range(options.first, options.seeds)
             for setting in SETTINGS
             for classifier in classifiers if (*setting, classifier, seed) not in done]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = [pool.submit(run, program, data, *task, options) for task in tasks]
        for finished in concurrent.futures.as_completed(runs):
            with open(options.out, "a") as file:
                file.write(finished.result())
    show(read(options.out))


if __name__ == "__main__":
    main()
