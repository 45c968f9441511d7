#!/usr/bin/env python3
"""Makes the shipped prior of searches, or the priors without each family, of search_lab's runs.

    learn_prior.py RUNS.csv ... --table src/search/placement_prior_table.inc --version N --note TEXT
    learn_prior.py RUNS.csv ... --leave-out priors.csv
    learn_prior.py RUNS.csv ... --table without-a.inc --version N --note TEXT --without a,b,c

Each search from a start without knowledge gives the mean of its elite. The prior of a parameter is
the mean over families of tables (relatives count once) of their means over tables, ratios, splits
and metrics of one kind, shrunk towards the neutral start by the share of its square that is not
sampling error (the positive part of 1 - SE^2 / difference^2). The deviation is the spread of the
single searches around the prior, families weighted alike: both how far tables differ and how far a
search is off. It is at most that of the neutral start.
"""

import argparse
import collections
import csv
import math
import statistics

from lab_table import family

NEUTRAL_MEAN = [-2.0] + 9 * [0.0]
NEUTRAL_DEVIATION = [1.5, 1.5] + 8 * [1.0]
CLASSIFIERS = ("svm", "knn", "tree", "adaboost", "logistic", "xgboost")
FEWEST_FAMILIES = 5  # to learn from; with fewer the prior is the neutral start
RANKINGS = ("average-precision", "roc-auc")


def read(paths):
    """searches[classifier, ranking][table] -> list of ten parameters, one a search; none for a
    table whose searches add nothing"""
    searches = collections.defaultdict(lambda: collections.defaultdict(list))
    for path in paths:
        with open(path, newline="") as file:
            names = next(csv.reader(file))[-10:]
            file.seek(0)
            for row in csv.DictReader(file):
                if not row[names[0]]:
                    continue  # no search
                points = searches[row["classifier"], row["metric"] in RANKINGS][row["set"]]
                if float(row[names[0]]) > -6.0:  # adding nothing says nothing of the place
                    points.append([float(row[n]) for n in names])
    return searches


def learn(tables):
    """(mean, deviation) of the ten parameters, of searches by table."""
    families = collections.defaultdict(list)
    for table, points in tables.items():
        if not points:
            continue
        families[family(table)].append(points)
    if len(families) < FEWEST_FAMILIES:
        return NEUTRAL_MEAN, NEUTRAL_DEVIATION
    mean, deviation = [], []
    for p, neutral in enumerate(NEUTRAL_MEAN):
        means = [statistics.fmean(statistics.fmean(x[p] for x in points) for points in members)
                 for members in families.values()]
        difference = statistics.fmean(means) - neutral
        error = statistics.stdev(means) / math.sqrt(len(means))
        keep = max(0.0, 1.0 - error**2 / difference**2) if difference != 0 else 0.0
        mean.append(neutral + keep * difference)
        spread = statistics.fmean(
            statistics.fmean((x[p] - mean[p]) ** 2 for points in members for x in points)
            for members in families.values())
        deviation.append(min(math.sqrt(spread), NEUTRAL_DEVIATION[p]))
    return mean, deviation


def text(numbers, places=2):
    return ", ".join(f"{x + 0.0:.{places}f}" for x in numbers)


def write_table(searches, path, version, note):
    with open(path, "w") as out:
        out.write("// Written by bench/learn_prior.sh: placement parameters by classifier and "
                  "kind of metric (false: of\n// labels, true: rankings).\n")
        for line in note.split("\n"):
            out.write(f"// {line}\n")
        out.write("// Columns: amount, duplication, lambda skew; instance weights: majority share, "
                  "border, sparsity,\n"
                  "// margin; pair weights: rank, majority distance, hardness.\n\n"
                  f"constexpr std::string_view kPriorVersion = \"{version}\";\n\nconstexpr Entry kLearned[] = {{\n")
        for classifier in CLASSIFIERS:
            for ranking in (False, True):
                mean, deviation = learn(searches[classifier, ranking])
                out.write(f"    {{ClassifierKind::k{classifier.capitalize()},\n"
                          f"     {str(ranking).lower()},\n"
                          f"     {{{{{text(mean)}}},\n      {{{text(deviation)}}}}}}},\n")
        out.write("};\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+")
    parser.add_argument("--table")
    parser.add_argument("--version", default="1")
    parser.add_argument("--note", default="")
    parser.add_argument("--leave-out", help="CSV: for each table the prior without its family")
    parser.add_argument("--without", default="", help="tables to leave out, with their relatives")
    arguments = parser.parse_args()
    left_out = {family(table) for table in arguments.without.split(",")}
    searches = {key: {t: points for t, points in tables.items() if family(t) not in left_out}
                for key, tables in read(arguments.runs).items()}
    if arguments.table:
        write_table(searches, arguments.table, arguments.version, arguments.note)
    for (classifier, ranking), tables in sorted(searches.items()):
        mean, deviation = learn(tables)
        print(classifier, "ranking" if ranking else "labels", len(tables), "tables")
        print("  mean     ", text(mean))
        print("  deviation", text(deviation))
    if arguments.leave_out:
        with open(arguments.leave_out, "w") as out:
            for (classifier, ranking), tables in searches.items():
                for table in tables:
                    others = {t: p for t, p in tables.items() if family(t) != family(table)}
                    mean, deviation = learn(others)
                    numbers = text(mean + deviation, 4).replace(" ", "")
                    out.write(f"{table},{classifier},{int(ranking)},{numbers}\n")


if __name__ == "__main__":
    main()
