#!/usr/bin/env python3
"""The table of differences of a run of bench/search_lab.

    lab_table.py RUNS.csv [RUNS.csv ...] --reference full [--metric macro-f1]

The score of a variant on a table at a ratio is the metric of the counts of all its splits together
(average precision: its mean). Differences are means over ratios for each table; standard errors
and Wilcoxon's signed-rank test are over families of tables, which count once each. Units of 1e-4.
"""

import argparse
import collections
import csv
import math
import statistics

FAMILIES = ("yeast", "ecoli", "glass", "abalone")


def family(table: str) -> str:
    return next((f for f in FAMILIES if table.startswith(f)), table)


def f1(hit: float, wrong: float, missed: float) -> float:
    return 2 * hit / (2 * hit + wrong + missed) if hit + wrong + missed > 0 else 0.0


def score(metric: str, rows: list[dict]) -> float:
    if metric == "average-precision":
        return statistics.fmean(float(r["ap"]) for r in rows)
    tp, fp, fn, tn = (sum(float(r[k]) for r in rows) for k in ("tp", "fp", "fn", "tn"))
    if metric == "mcc":
        below = math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
        return (tp * tn - fp * fn) / below if below > 0 else 0.0
    return (f1(tp, fp, fn) + f1(tn, fn, fp)) / 2


def read(paths: list[str], metric: str):
    """runs[classifier][table, ratio][split][variant] -> row"""
    runs = collections.defaultdict(
        lambda: collections.defaultdict(lambda: collections.defaultdict(dict)))
    for path in paths:
        with open(path, newline="") as file:
            for row in csv.DictReader(file):
                if row["metric"] == metric:
                    splits = runs[row["classifier"]][row["set"], row["ratio"]]
                    splits[row["split"]][row["variant"]] = row
    return runs


def by_family(values: dict[tuple[str, str], float]) -> list[float]:
    tables = collections.defaultdict(list)
    for (table, _), value in values.items():
        tables[table].append(value)
    families = collections.defaultdict(list)
    for table, of_ratios in tables.items():
        families[family(table)].append(statistics.fmean(of_ratios))
    return [statistics.fmean(v) for v in families.values()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+")
    parser.add_argument("--reference", default="full")
    parser.add_argument("--metric", default="macro-f1")
    parser.add_argument("--by-set", action="store_true", help="each table's differences, too")
    arguments = parser.parse_args()
    from scipy import stats  # here, so that learn_prior.py does without

    for classifier, settings in read(arguments.runs, arguments.metric).items():
        variants = sorted({v for splits in settings.values() for s in splits.values() for v in s})
        print(f"{classifier}, {arguments.metric}: variant minus {arguments.reference}")
        for variant in variants:
            scores, differences, optimism, seconds = {}, {}, [], []
            for key, splits in settings.items():
                both = [s for s in splits.values() if variant in s and arguments.reference in s]
                if not both:
                    continue
                own = [s[variant] for s in both]
                scores[key] = score(arguments.metric, own)
                differences[key] = scores[key] - score(
                    arguments.metric, [s[arguments.reference] for s in both])
                validation = statistics.fmean(float(r["validation"]) for r in own)
                optimism.append(validation - scores[key])
                seconds += [float(r["seconds"]) for r in own]
            if not differences:
                continue
            d = by_family(differences)
            error = statistics.stdev(d) / math.sqrt(len(d)) if len(d) > 1 else math.nan
            p = stats.wilcoxon(d).pvalue if any(d) and len(d) > 1 else 1.0
            print(f"  {variant:20} {statistics.fmean(by_family(scores)):.4f} "
                  f"{statistics.fmean(d) * 1e4:+7.0f} ± {error * 1e4:4.0f}  p {p:.3f}  "
                  f"better {sum(x > 0 for x in d)} worse {sum(x < 0 for x in d)} of {len(d)}  "
                  f"optimism {statistics.median(optimism):+.4f}  {statistics.fmean(seconds):.2f} s")
            if arguments.by_set:
                for key in sorted(differences):
                    print(f"      {key[0]:28} {key[1]:>4} {scores[key]:.4f} "
                          f"{differences[key] * 1e4:+7.0f}")


if __name__ == "__main__":
    main()
