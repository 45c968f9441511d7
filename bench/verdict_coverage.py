#!/usr/bin/env python3
"""How often the verdict's 95 % interval covers the truth, and how large the search's optimism is.

    AUTOSMOTE_DATA=FOLDER bench/verdict_coverage.py [--seeds N] [--episodes N] [--repeats N]
        [--jobs N] [--only TEXT] [--out FILE]

Rows are drawn from large tables at ratio 20 and 100 as training tables with 30 to 100 minority rows;
the truth is measured on all other rows. Lines append to FILE (default build/verdict_coverage.csv);
seeds that are there are not run again. Needs build/bench/bin/verdict_coverage (or AUTOSMOTE_BIN).
"""

import argparse
import collections
import concurrent.futures
import csv
import math
import os
import pathlib
import subprocess

SETTINGS = [  # set, minority rows, ratio
    ("mozilla4", 60, 20), ("electricity", 60, 20), ("magic_telescope", 60, 20),
    ("eeg_eye_state", 60, 20), ("phoneme", 60, 20), ("phishing_websites", 60, 20),
    ("electricity", 100, 100), ("mozilla4", 30, 100), ("magic_telescope", 30, 100),
]
CLASSIFIERS = ("svm", "knn", "logistic", "tree")
COLUMNS = ["set", "ratio", "minority", "classifier", "metric", "seed", "method", "baseline",
           "validation", "once", "once_lower", "once_upper", "once_sd", "all", "all_lower",
           "all_upper", "all_sd"]
WIDENINGS = (1.0, 1.1, 1.2, 1.25, 1.3, 1.4, 1.5)


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


def covered(row, kind, widening):
    """Whether the interval around the estimate, `widening` times as wide, holds the truth."""
    truth = float(row["method"]) - float(row["baseline"])
    value = float(row[kind])
    lower = value + widening * (float(row[kind + "_lower"]) - value)
    upper = value + widening * (float(row[kind + "_upper"]) - value)
    return lower <= truth <= upper


def show(rows):
    groups = collections.defaultdict(list)
    for row in rows:
        groups["all"].append(row)
        groups[f"ratio {row['ratio']}"].append(row)
        groups[row["classifier"]].append(row)
        groups[f"{row['set'].split('.')[0]}, {row['minority']} at {row['ratio']}"].append(row)
    head = "".join(f"{w:>8}" for w in WIDENINGS)
    print(f"{'coverage, bootstrap interval widened by':<40}{'n':>6}   once{head}   repeated{head}")
    for name, group in groups.items():
        line = f"{name:<40}{len(group):>6}       "
        for kind in ("once", "all"):
            for widening in WIDENINGS:
                share = sum(covered(row, kind, widening) for row in group) / len(group)
                line += f"{share:8.3f}"
            line += "           "
        print(line.rstrip())
    bias = [float(r["once"]) - float(r["method"]) + float(r["baseline"]) for r in rows]
    mean = sum(bias) / len(bias)
    error = math.sqrt(sum((b - mean) ** 2 for b in bias) / (len(bias) - 1) / len(bias))
    print(f"estimate minus truth: {mean:+.4f} +- {error:.4f}")
    optimism = sorted(float(r["validation"]) - float(r["method"]) for r in rows)
    print(f"optimism of the search, median: {optimism[len(optimism) // 2]:+.4f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--episodes", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="classifiers, with commas")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("build/verdict_coverage.csv"))
    options = parser.parse_args()
    program = pathlib.Path(os.environ.get("AUTOSMOTE_BIN", "build/bench/bin")) / "verdict_coverage"
    data = pathlib.Path(os.environ["AUTOSMOTE_DATA"])
    classifiers = options.only.split(",") if options.only else CLASSIFIERS
    done = {(r["set"].split(".")[0], int(r["minority"]), int(r["ratio"]), r["classifier"],
             int(r["seed"])) for r in read(options.out)}
    tasks = [(setting, classifier, seed) for seed in range(options.seeds) for setting in SETTINGS
             for classifier in classifiers if (*setting, classifier, seed) not in done]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = [pool.submit(run, program, data, *task, options) for task in tasks]
        for finished in concurrent.futures.as_completed(runs):
            with open(options.out, "a") as file:
                file.write(finished.result())
    show(read(options.out))


if __name__ == "__main__":
    main()
