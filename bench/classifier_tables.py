#!/usr/bin/env python3
"""Writes a page with a table for each classifier and metric from the summaries of bench/keel.sh or
bench/paper.sh --more and --costly: classifier_tables.py keel|paper-more|paper-costly FOLDER OUT.md
[COMMIT of the program that made the runs]"""

import collections
import csv
import datetime
import json
import pathlib
import subprocess
import sys

from paper_table import by_method, number, p_of, table

# Title, command, introduction, and by folder of the summaries what they are of and which test part
# counts.
PAGES = {
    "keel": (
        "Naturally imbalanced tables",
        "bench/keel.sh",
        "KEEL's tables as they are, not thinned. Their test folds have 3 to 112 minority rows, so one "
        "score says little and only means over tables count. Relatives (yeast, ecoli, glass) are "
        "counted as tables of their own, so p-values over them are too small. The searches start "
        "from a prior that has not seen these tables; parameters of the search (its rounds, the mean "
        "of ten) were chosen by experiments that had some of them ([search.md](../design/search.md)).",
        {
            "own": ("On the publisher's own five folds", "metrics"),
            "random": ("On ten random splits", "metrics"),
        },
    ),
    "paper-more": (
        "The paper's tables: logistic regression, and average precision",
        "bench/paper.sh --more",
        "what [the paper's experiment](paper.md) leaves out, on its six tables, thinned to one "
        "minority row for 20, 50 and 100 others (18 tables here), with the same splits. The searches "
        "start from a prior that has not seen these tables. Tables of one set are thinned from the "
        "same rows, so p-values over the 18 are too small.",
        {".": ("By the low-noise test: all unused minority rows, reweighted", "low_noise")},
    ),
    "paper-costly": (
        "The paper's tables: the classifiers that cost most",
        "bench/paper.sh --costly",
        "XGBoost, and trees and AdaBoost by average precision, on the tables of [the paper's "
        "experiment](paper.md), with the same splits. The searches start from a prior that has not "
        "seen these tables. Repeats are few for their cost, and tables of one set are thinned from "
        "the same rows, so p-values over the 18 are too small; [together](together.md) counts a set "
        "once. Rankings have no threshold, so methods with and without a tuned one are the same there. "
        "All runs: [paper-costly-runs.csv.xz](paper-costly-runs.csv.xz).",
        {".": ("By the low-noise test: all unused minority rows, reweighted", "low_noise")},
    ),
}


def summaries(folder, test):
    """The summaries by classifier and metric; `test`: which test part, "metrics" or "low_noise"."""
    found = {}
    for file in sorted(folder.glob("of-*.json")):
        summary = json.loads(file.read_text())
        for metric in summary[test]:
            found[file.stem.removeprefix("of-"), metric["metric"]] = metric
    return found


def rank_rows(found):
    """Average ranks over the tables and, the mean over classifiers and metrics, overall."""
    overall = collections.defaultdict(list)
    cells = collections.defaultdict(list)
    for metric in found.values():
        for name, method in by_method(metric).items():
            overall[name].append(method["overall_rank"])
            cells[name].append(f"{method['overall_rank']:.2f}")
    mean = {name: sum(ranks) / len(ranks) for name, ranks in overall.items()}
    return [[name, *cells[name], f"{mean[name]:.2f}"] for name in sorted(mean, key=mean.get)]


def difference_rows(found):
    """autosmote minus each method: mean over the tables, tables won and lost, Wilcoxon's p."""
    rows = collections.defaultdict(list)
    for metric in found.values():
        for name, method in by_method(metric).items():
            if name == metric["reference"]:
                continue
            against = method["against"]
            rows[name].append(f"{against['mean_difference']:+.4f}, {against['wins']}/"
                              f"{against['losses']}, {p_of(against):.2g}")
    return [[name, *cells] for name, cells in rows.items()]


def score_rows(found):
    """Mean test score and validation minus test."""
    rows = collections.defaultdict(list)
    for metric in found.values():
        for name, method in by_method(metric).items():
            rows[name].append(f"{number(method['test'])} ({number(method['optimism'], 3, True)})")
    return [[name, *cells] for name, cells in rows.items()]


def part(folder, title, test):
    found = summaries(folder, test)
    comparison = json.loads((folder / "comparison.json").read_text())
    version = comparison["methods"]["autosmote"]
    with open(folder / "results.csv", newline="") as file:
        classifiers = {classifier for classifier, _ in found}
        runs = [run for run in csv.DictReader(file) if run["classifier"] in classifiers]
    repeats = len({run["repeat"] for run in runs})
    head = ["method", *(f"{classifier}, {metric}" for classifier, metric in found)]
    return [
        f"## {title}",
        f"{len(runs)} runs on {len({(run['set'], run['ratio']) for run in runs})} tables, "
        f"{repeats} score{'s' if repeats > 1 else ''} for each table, classifier, metric and "
        f"method. Version of `autosmote`: {version}.",
        "Average ranks over the tables (1 is best):",
        table([*head, "mean"], rank_rows(found)),
        "`autosmote` minus each method: mean difference over the tables, tables won/lost, "
        "p of Wilcoxon's two-sided signed-rank test over the tables:",
        table(head, difference_rows(found)),
        "Mean test score, and validation minus test:",
        table(head, score_rows(found)),
    ]


def main():
    if len(sys.argv) not in (4, 5) or sys.argv[1] not in PAGES:
        sys.exit(__doc__)
    page, folder, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    commit = sys.argv[4] if len(sys.argv) > 4 else head.stdout.strip()
    title, command, about, parts = PAGES[page]
    sections = [
        f"# {title}",
        f"`{command}`, {datetime.date.today()}, program of {commit}: {about}",
    ]
    for name, (heading, test) in parts.items():
        if (folder / name / "comparison.json").is_file():
            sections += part(folder / name, heading, test)
    out.write_text("\n\n".join(sections) + "\n")


if __name__ == "__main__":
    main()
