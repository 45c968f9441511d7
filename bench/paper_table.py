#!/usr/bin/env python3
"""Writes the paper's table from what bench/paper.sh has made: paper_table.py FOLDER OUT.md"""

import csv
import datetime
import json
import math
import pathlib
import statistics
import subprocess
import sys

# Overall average ranks among 25 methods, macro-F1 / MCC, as the paper's authors report them
# (Zha et al., CIKM 2022); by our names.
PAPER = {
    "nothing": (14.86, 14.12), "cluster-centroids": (15.62, 16.96),
    "condensed-nearest-neighbour": (16.51, 17.19), "edited-nearest-neighbours": (13.66, 13.90),
    "repeated-edited-nearest-neighbours": (14.03, 14.67), "all-knn": (13.94, 14.25),
    "instance-hardness-threshold": (14.97, 14.94), "near-miss": (23.17, 23.25),
    "neighbourhood-cleaning-rule": (13.45, 13.51), "one-sided-selection": (15.13, 14.69),
    "random-under-sampler": (12.46, 12.28), "tomek-links": (14.69, 14.06),
    "random-over-sampler": (8.43, 9.85), "smote": (9.21, 9.93), "smoten": (14.26, 15.08),
    "adasyn": (9.22, 9.76), "borderline-smote": (7.89, 8.83), "kmeans-smote": (14.61, 13.97),
    "svm-smote": (7.18, 8.26), "smote-enn": (9.43, 9.18), "smote-tomek": (8.78, 9.11),
    "autosmote-paper": (4.72, 5.37),
}  # fmt: skip
KEY_METHODS = ["nothing", "threshold", "smote", "smote-tuned", "random-search", "autosmote-paper",
               "autosmote-random", "autosmote"]
LEARNING = ["paper-space", "default-space", "other-space"]
CHEAP = ["against-nothing", "against-class-weight-tuned", "against-threshold", "against-smote-tuned",
         "against-random-over-tuned"]
CLASSIFIERS = ["svm", "knn", "tree", "adaboost"]
BY_CLASSIFIER = ["nothing", "threshold", "smote-tuned", "autosmote-random"]
FULL_REPEATS = 10
FEW_POSITIVES = 52  # the paper's test parts at ratio 100 have 7 to 52


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def number(value, digits=4, sign=False):
    return "-" if value is None else f"{value:{'+' if sign else ''}.{digits}f}"


def by_method(metric):
    return {method["method"]: method for method in metric["methods"]}


def metrics_of(folder, file, test):
    """by the paper's test part ("metrics") or by the low-noise one ("low_noise")"""
    summary = json.loads((folder / f"{file}.json").read_text())
    return {metric["metric"]: metric for metric in summary[test]}


def rank_table(metrics, paper):
    """The paper's column ranks 25 methods; with `paper` it is shown, its methods being ranked."""
    f1, mcc = by_method(metrics["macro-f1"]), by_method(metrics["mcc"])
    sets = list(next(iter(f1.values()))["ranks"])
    rows = []
    for name in sorted(f1, key=lambda m: f1[m]["overall_rank"] + mcc[m]["overall_rank"]):
        pairs = [(f1[name]["ranks"][s], mcc[name]["ranks"][s]) for s in sets]
        pairs.append((f1[name]["overall_rank"], mcc[name]["overall_rank"]))
        cells = [f"{a:.2f}/{b:.2f}" for a, b in pairs]
        if paper:
            cells.append("{:.2f}/{:.2f}".format(*PAPER[name]))
        rows.append([name, *cells])
    return table(["method", *sets, "overall", *(["the paper's, of 25"] if paper else [])], rows)


def default_rank(folder, test):
    """Its average rank among the paper's other methods, macro-F1 / MCC."""
    metrics = metrics_of(folder, "default-among-paper-methods", test)
    ranks = [by_method(metrics[name])["autosmote"]["overall_rank"] for name in ["macro-f1", "mcc"]]
    return "{:.2f}/{:.2f}".format(*ranks)


def score_table(metric, seconds):
    rows = []
    for method in metric["methods"]:
        against = method["against"]
        reference = method["method"] == metric["reference"]
        rows.append([
            method["method"], number(method["test"]), number(method["optimism"], sign=True),
            "-" if reference else f"{against['wins']}/{against['ties']}/{against['losses']}",
            "-" if reference else number(against["mean_difference"], sign=True),
            "-" if reference else f"{against['p']:.2g}",
            f"{method['fits']:.0f}", number(seconds[method["method"]], 2),
            str(method["not_applied"]),
        ])
    head = ["method", "test", "optimism", f"w/t/l of {metric['reference']}", "difference",
            "Wilcoxon p", "fits", "seconds", "not applied"]
    return table(head, rows)


def cell_table(cells, metric):
    settings = {}
    for cell in cells:
        if cell["metric"] == metric:
            key = (cell["set"], cell["ratio"], cell["classifier"])
            settings.setdefault(key, {})[cell["method"]] = cell
    methods = [m for m in KEY_METHODS if any(m in by for by in settings.values())]
    rows = []
    for (name, ratio, classifier), by in settings.items():
        positives = next(iter(by.values()))["test_minority"]
        few = " *" if positives <= FEW_POSITIVES else ""
        row = [f"{name}, {ratio:g}, {classifier}, {positives:.0f}{few}"]
        for method in methods:
            cell = by.get(method)
            half = None if cell is None or cell["upper"] is None else cell["upper"] - cell["test"]
            row.append("-" if cell is None else
                       number(cell["test"], 3) + ("" if half is None else f" ± {half:.3f}"))
        rows.append(row)
    return table(["set, ratio, classifier, test positives", *methods], rows)


def p_of(against):
    """1 where no setting differs."""
    return 1.0 if against["p"] is None else against["p"]


def verdict(against):
    """In words, from the Wilcoxon test over settings (whose p-values are too small)."""
    if against["p"] is None or against["p"] >= 0.05:
        return "no evidence of a difference"
    return "better" if against["mean_difference"] > 0 else "worse"


def statements(folder, files, test):
    lines = []
    for file in files:
        for metric in metrics_of(folder, file, test).values():
            other = next(m for m in metric["methods"] if m["method"] != metric["reference"])
            against = other["against"]
            lines.append(
                f"- {metric['metric']}: {metric['reference']} against {other['method']}: "
                f"**{verdict(against)}**, {against['mean_difference']:+.4f} in the mean over "
                f"{metric['settings']} settings, {against['wins']} won, {against['ties']} tied, "
                f"{against['losses']} lost, Wilcoxon p {p_of(against):.2g}.")
    return "\n".join(lines)


def classifier_table(folder, test):
    """Of the default profile's scores less another method's: mean and p over the sets and ratios of
    a classifier, macro-F1 / MCC."""
    rows = []
    for other in BY_CLASSIFIER:
        cells = []
        for classifier in CLASSIFIERS:
            halves = []
            for metric in metrics_of(folder, f"{classifier}-against-{other}", test).values():
                against = next(m for m in metric["methods"] if m["method"] == other)["against"]
                halves.append(f"{against['mean_difference']:+.4f} (p {p_of(against):.2g})")
            cells.append(" / ".join(halves))
        rows.append([other, *cells])
    return table(["autosmote minus", *CLASSIFIERS], rows)


def scores_of_runs(folder, summary):
    """(metric, set, classifier) -> repeat -> method -> (validation, low-noise score) of each ratio,
    of the default profile and of `nothing`."""
    cells = {(cell["set"], cell["ratio"], cell["classifier"]) for cell in summary["cells"]}
    scores = {}
    with open(folder / "results.csv", newline="") as file:
        for run in csv.DictReader(file):
            cell = (run["set"], float(run["ratio"]), run["classifier"])
            if run["method"] not in ("autosmote", "nothing") or cell not in cells:
                continue
            if int(run["repeat"]) < summary["repeats"]:
                repeats = scores.setdefault((run["metric"], run["set"], run["classifier"]), {})
                methods = repeats.setdefault(run["repeat"], {})
                methods.setdefault(run["method"], []).append(
                    (float(run["validation"]), float(run["test_all"]))
                )
    return scores


def t_statistic(differences):
    """None where there is no spread to judge by."""
    if len(differences) < 2 or (spread := statistics.stdev(differences)) == 0.0:
        return None
    return statistics.mean(differences) / spread * math.sqrt(len(differences))


def safety(folder, summary, name):
    """Where the default profile is worst against `nothing`, and how optimistic its search is."""
    tests, optimism = [], []
    for (metric, data, classifier), repeats in scores_of_runs(folder, summary).items():
        if metric != name:
            continue
        differences = []
        for methods in repeats.values():
            ours, nothing = methods["autosmote"], methods["nothing"]
            differences.append(statistics.mean(score for _, score in ours)
                               - statistics.mean(score for _, score in nothing))
            optimism += [validation - score for validation, score in ours]
        if (t := t_statistic(differences)) is not None:
            tests.append((t, f"{classifier} on {data} ({statistics.mean(differences):+.4f})"))
    worst = "no pair has two repeats that differ"
    if tests:
        t, where = min(tests)
        worst = (f"of {len(tests)} pairs of set and classifier {sum(t < 0 for t, _ in tests)} have "
                 f"a negative t; the smallest is {t:+.2f}, that of {where}")
    return f"- {name}: {worst}. Median optimism: {statistics.median(optimism):+.4f}."


def main():
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    summary = json.loads((folder / "all.json").read_text())
    metrics = {metric["metric"]: metric for metric in summary["metrics"]}
    version = json.loads((folder / "comparison.json").read_text())["methods"]["autosmote"]
    seconds = summary["timing"]["seconds_a_run"]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    quick = " --quick" if "quick" in out.name else ""
    partial = not quick and summary["repeats"] < FULL_REPEATS
    parts = [
        "# The paper's experiment",
        f"`bench/paper.sh{quick}`, table of {datetime.date.today()} at {commit.stdout.strip()}: "
        f"{summary['runs']} runs, repeats: {summary['repeats']}"
        f"{' of ' + str(FULL_REPEATS) if partial else ''}, seed {summary['settings']['seed']}. "
        "Not run: CTGAN, TVAE and MESA, which are no resamplers. Each score is that of the test "
        "part of the paper's protocol (60/20/20, minority undersampled to 1/ratio).",
        "The shipped prior has seen these sets: the searches here start from one that has not "
        f"(version of `autosmote`: {version})." if "without paper" in version else
        "**The searches start from a prior that has seen most of these sets.**",
    ]
    for test, title, means in (
        ("low_noise", "by the low-noise test",
         "Scores on all rows that were not learned from, the minority weighted down to the ratio: "
         "hundreds of positives instead of 7 to 52."),
        ("metrics", "by the paper's test part", "The paper's protocol."),
    ):
        parts += [
            f"## In short, {title}",
            means,
            "Does learning beat random search in the same space (the paper's, then the default "
            "profile's), and the default profile random search in the paper's space?",
            statements(folder, LEARNING, test),
            "Does the default profile beat the cheap methods, tuned?",
            statements(folder, CHEAP, test),
            f"### By classifier, {title}, macro-F1 / MCC",
            "Mean differences over the sets and ratios, with Wilcoxon's p.",
            classifier_table(folder, test),
            f"### Average ranks among the paper's methods, {title}, macro-F1 / MCC",
            "As in the paper: ranks (1 is best) of the mean scores in each setting (ratio and "
            "classifier), averaged over a set's settings, then over sets. The paper ranks three "
            "methods more, so its column compares by its order.",
            rank_table(metrics_of(folder, "paper-methods", test), paper=True),
            f"With the default profile in place of the paper's: {default_rank(folder, test)}.",
            f"### Average ranks among all methods, {title}, macro-F1 / MCC",
            rank_table(metrics_of(folder, "all", test), paper=False),
        ]
    parts += [
        "## Worse than nothing, and how optimistic?",
        "The default profile minus `nothing` by the low-noise test: for each set and classifier t of "
        "the means over ratios, over repeats. Optimism: validation minus low-noise score of a run.",
        "\n".join(safety(folder, summary, name) for name in metrics),
    ]
    for name, metric in metrics.items():
        parts += [
            f"## {name}: scores, optimism, tests and cost",
            "Mean test score over settings; validation minus test; difference: reference minus "
            "method; settings of one set are related, so p-values are too small. Friedman "
            f"{number(metric['friedman'], 2)}, p {metric['friedman_p'] or 0:.2g}; Nemenyi's "
            f"critical difference of ranks over settings {number(metric['critical_difference'], 2)}.",
            score_table(metric, seconds[name]),
        ]
    for name in metrics:
        parts += [
            f"## {name} in each setting",
            "Mean and half width of the 95 % t interval over the repeats. * marks "
            f"{FEW_POSITIVES} positives or fewer in the test part: a single score there says "
            "little.",
            cell_table(summary["cells"], name),
        ]
    out.write_text("\n\n".join(parts) + "\n")


if __name__ == "__main__":
    main()
