#!/usr/bin/env python3
"""Writes docs/results/keel.md from the summaries of bench/keel.sh:
keel_table.py FOLDER OUT.md [COMMIT of the program that made the runs]"""

import collections
import csv
import datetime
import json
import pathlib
import subprocess
import sys

from paper_table import by_method, number, table

PARTS = {
    "own": "On the publisher's own five folds",
    "random": "On ten random splits",
}


def summaries(folder):
    """by classifier and metric, in the order of the runs"""
    found = {}
    for file in sorted(folder.glob("of-*.json")):
        summary = json.loads(file.read_text())
        for metric in summary["metrics"]:
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
                              f"{against['losses']}, {number(against['p'], 3)}")
    return [[name, *cells] for name, cells in rows.items()]


def score_rows(found):
    """Mean test score and validation minus test."""
    rows = collections.defaultdict(list)
    for metric in found.values():
        for name, method in by_method(metric).items():
            rows[name].append(f"{number(method['test'])} ({number(method['optimism'], 3, True)})")
    return [[name, *cells] for name, cells in rows.items()]


def part(folder, title):
    found = summaries(folder)
    comparison = json.loads((folder / "comparison.json").read_text())
    version = comparison["methods"]["autosmote"]
    with open(folder / "results.csv", newline="") as file:
        classifiers = {classifier for classifier, _ in found}
        runs = [run for run in csv.DictReader(file) if run["classifier"] in classifiers]
    head = ["method", *(f"{classifier}, {metric}" for classifier, metric in found)]
    return [
        f"## {title}",
        f"{len(runs)} runs on {len({run['set'] for run in runs})} tables, "
        f"{len({run['repeat'] for run in runs})} scores for each table, classifier, metric and "
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
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    commit = sys.argv[3] if len(sys.argv) > 3 else head.stdout.strip()
    classifiers = dict.fromkeys(classifier for classifier, _ in summaries(folder / "own"))
    parts = [
        "# Naturally imbalanced tables",
        f"`bench/keel.sh --classifiers {','.join(classifiers)}`, {datetime.date.today()}, program "
        f"of {commit}: KEEL's "
        "tables as they are, not thinned. Their test folds have 3 to 112 minority rows, so one "
        "score says little and only means over tables count. Relatives (yeast, ecoli, glass) are "
        "counted as tables of their own, so p-values over them are too small. The searches start "
        "from a prior that has not seen these tables; parameters of the search (its rounds, the mean "
        "of ten) were chosen by experiments that had some of them ([search.md](../design/search.md)).",
    ]
    for name, title in PARTS.items():
        if (folder / name / "comparison.json").is_file():
            parts += part(folder / name, title)
    out.write_text("\n\n".join(parts) + "\n")


if __name__ == "__main__":
    main()
