"""AutoSMOTE against imbalanced-learn's SMOTENC on mixed tables: same splits, same classifiers.

usage: mixed_vs_smotenc.py [--data FOLDER] [--sets LIST] [--repeats 10] [--episodes 40]
                           [--json FILE] [--page FILE]

Each repeat r splits a table into 70 % training and 30 % test rows (stratified, seed r). A method
resamples the training rows; scikit-learn's decision tree or logistic regression is fitted to the
result and scored on the test rows, at its own decision threshold (macro-F1) and as a ranking
(average precision of the smaller class). "Tuned threshold" is for SMOTENC scikit-learn's
TunedThresholdClassifierCV (five folds) around sampler and classifier, for AutoSMOTE the threshold
that it delivers. The classifier sees standardised numbers and one-hot categories, missing numbers
as the mean and missing categories as one more, all fitted on the training rows. SMOTENC takes no
missing values: for it alone they are filled so beforehand. AutoSMOTE (Python package, with the
library's classifier of the same kind) searches for macro-F1 at the classifier's own threshold or
the tuned one, by cross-validation of the training rows; its neighbours are found by HEOM, or by
Euclidean distance where that is said.

Tables of more rows than --limit are thinned to that many once for all repeats (stratified, seed 0).
`--page` writes the tables into a document: date, commit and machine come from where it runs.
"""

import argparse
import datetime
import itertools
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import time
import warnings

import imblearn
import imblearn.pipeline
import pandas as pd
import sklearn
from imblearn.over_sampling import SMOTENC
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score
from sklearn.model_selection import (
    StratifiedKFold,
    TunedThresholdClassifierCV,
    train_test_split,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from validate_output import read_schema

import autosmote

SETS = ("mixed/credit_g", "mixed/sick", "mixed/adult", "keel/abalone9-18")
MISSING = "(missing)"
METRICS = ("macro-F1", "average precision")


def read_table(folder, name, limit):
    """Features, with categories as text, and labels: 1 for the smaller class."""
    path = folder / f"{name}.csv.gz"
    kinds = {column: kind for column, (kind, _) in read_schema(path).items()}
    types = {c: float if kind == "numeric" else object for c, kind in kinds.items()}
    frame = pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])
    label = next(column for column, kind in kinds.items() if kind == "label")
    y = (frame[label] == frame[label].value_counts().idxmin()).to_numpy().astype(int)
    X = frame.drop(columns=label).dropna(axis="columns", how="all")
    if len(X) > limit:
        X, _, y, _ = train_test_split(X, y, train_size=limit, stratify=y, random_state=0)
    return X.reset_index(drop=True), y


def columns_of(X):
    nominal = [column for column in X if X[column].dtype == object]
    return [column for column in X if column not in nominal], nominal


def filled(X, fitted=None):
    """Without missing values: means of the fitted rows, and one more category."""
    numeric, nominal = columns_of(X)
    means = (X if fitted is None else fitted)[numeric].mean().to_dict()
    return X.fillna({**means, **dict.fromkeys(nominal, MISSING)})


def classifier_on(X, model):
    numeric, nominal = columns_of(X)
    words = make_pipeline(
        SimpleImputer(strategy="constant", fill_value=MISSING),
        OneHotEncoder(handle_unknown="ignore"),
    )
    return make_pipeline(
        make_column_transformer(
            (make_pipeline(SimpleImputer(), StandardScaler()), numeric), (words, nominal)
        ),
        model,
    )


MODELS = {
    "tree": lambda weight: DecisionTreeClassifier(random_state=0, class_weight=weight),
    "logistic": lambda weight: LogisticRegression(max_iter=1000, class_weight=weight),
}


METHODS = (
    "nothing",
    "class weight",
    "SMOTENC of imbalanced-learn",
    "the same, tuned threshold",
    "SMOTENC of autosmote",
    "AutoSMOTE",
    "AutoSMOTE, tuned threshold",
    "AutoSMOTE, tuned threshold, Euclidean",
)
NOTHING, WEIGHT, PEER, TUNED_PEER, OWN, AUTO, TUNED_AUTO, EUCLIDEAN = METHODS
SHOWN_DIFFERENCES = ((AUTO, PEER), (TUNED_AUTO, TUNED_PEER), (OWN, PEER), (TUNED_AUTO, EUCLIDEAN))


def samplers(X, kind, seed, episodes):
    _, nominal = columns_of(X)

    def learned(threshold, distance="auto"):
        return autosmote.AutoSMOTE(
            kind, "macro_f1", n_episodes=episodes, threshold=threshold, distance=distance,
            random_state=seed,
        )  # fmt: skip

    return {
        PEER: SMOTENC(categorical_features=nominal, random_state=seed),
        OWN: autosmote.SMOTENC(categorical_features=nominal, random_state=seed),
        AUTO: learned("default"),
        TUNED_AUTO: learned("tuned"),
        EUCLIDEAN: learned("tuned", "euclidean"),
    }


def tuned_peer(X, y, kind, seed, episodes):
    sampler = samplers(X, kind, seed, episodes)[PEER]
    both = imblearn.pipeline.make_pipeline(sampler, classifier_on(X, MODELS[kind](None)))
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    return TunedThresholdClassifierCV(both, scoring="f1_macro", cv=folds).fit(X, y)


def scores_of(model, X):
    """What thresholds stand on: decision values, or probabilities of label 1."""
    if hasattr(model, "decision_function"):
        return model.decision_function(X)
    return model.predict_proba(X)[:, 1]


def score(method, X, y, kind, seed, episodes):
    """Macro-F1 and average precision on the test rows, seconds until there are rows to fit to (of a
    tuned threshold all seconds), rows added."""
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, test_size=0.3, stratify=y, random_state=seed
    )
    X_train = rows = X_train.reset_index(drop=True)
    labels = y_train
    if method in (PEER, TUNED_PEER, OWN):
        rows, X_test = filled(X_train), filled(X_test, X_train)
    sampler = samplers(rows, kind, seed, episodes).get(method)
    started = time.perf_counter()
    if sampler is not None:
        rows, labels = sampler.fit_resample(rows, labels)
    elif method == TUNED_PEER:
        model = tuned_peer(rows, labels, kind, seed, episodes)
    seconds = time.perf_counter() - started
    if method != TUNED_PEER:
        model = classifier_on(rows, MODELS[kind]("balanced" if method == WEIGHT else None))
        model.fit(rows, labels)
    predicted = model.predict(X_test)
    if method in (TUNED_AUTO, EUCLIDEAN):
        predicted = scores_of(model, X_test) > sampler.threshold_
    return {
        "macro-F1": f1_score(y_test, predicted, average="macro"),
        "average precision": average_precision_score(y_test, scores_of(model, X_test)),
        "seconds": seconds,
        "added": len(rows) - len(X_train),
    }


def measure(arguments, settings):
    """All runs, those of the file --json included, which grows repeat by repeat."""
    store = {"settings": settings, "runs": []}
    if arguments.json and arguments.json.exists():
        store = json.loads(arguments.json.read_text())
        if store["settings"] != settings:
            sys.exit(f"{arguments.json}: made with {store['settings']}, but asked for {settings}")
    runs = store["runs"]
    made = {(run["repeat"], run["set"], run["classifier"], run["method"]) for run in runs}
    tables = {name: read_table(arguments.data, name, arguments.limit) for name in arguments.sets}
    for seed, (name, (X, y)) in itertools.product(range(arguments.repeats), tables.items()):
        for kind, method in itertools.product(MODELS, METHODS):
            run = {"repeat": seed, "set": name, "classifier": kind, "method": method}
            if tuple(run.values()) in made:
                continue
            result = score(method, X, y, kind, seed, arguments.episodes)
            runs.append({**run, "rows": len(X), "minority": int(y.sum()), **result})
        if arguments.json:
            arguments.json.write_text(json.dumps(store, indent=1) + "\n")
        print(f"repeat {seed} of {name}", flush=True)
    return runs


def values(runs, key, **wanted):
    return [run[key] for run in runs if all(run[name] == value for name, value in wanted.items())]


def mean_and_error(numbers):
    error = statistics.stdev(numbers) / math.sqrt(len(numbers)) if len(numbers) > 1 else math.nan
    return statistics.mean(numbers), error


def differences(runs, key, method, peer, **wanted):
    """Of the same split and classifier."""
    own, other = (values(runs, key, method=m, **wanted) for m in (method, peer))
    return [a - b for a, b in zip(own, other, strict=True)]


def score_tables(runs):
    for key in METRICS:
        yield f"\n## {key[0].upper()}{key[1:]} on test rows\n"
        yield "| table | classifier | " + " | ".join(METHODS) + " |"
        yield "|---|---|" + "--:|" * len(METHODS)
        for name in dict.fromkeys(run["set"] for run in runs):
            for kind in MODELS:
                means = [
                    statistics.mean(values(runs, key, set=name, classifier=kind, method=method))
                    for method in METHODS
                ]
                best = max(f"{mean:.3f}" for mean in means)
                cells = [
                    f"**{mean:.3f}**" if f"{mean:.3f}" == best else f"{mean:.3f}" for mean in means
                ]
                yield f"| {name} | {kind} | " + " | ".join(cells) + " |"


def difference_table(runs):
    peers = SHOWN_DIFFERENCES
    yield "\n## Differences on the same split\n"
    yield "| table | classifier | metric | " + " | ".join(f"{a} - {b}" for a, b in peers) + " |"
    yield "|---|---|---|" + "--:|" * len(peers)
    for name in dict.fromkeys(run["set"] for run in runs):
        for kind in MODELS:
            for key in METRICS:
                cells = []
                for own, other in peers:
                    mean, error = mean_and_error(
                        differences(runs, key, own, other, set=name, classifier=kind)
                    )
                    cells.append(f"{mean:+.3f} ± {error:.3f}")
                yield f"| {name} | {kind} | {key} | " + " | ".join(cells) + " |"
    for key in METRICS:
        cells = []
        for own, other in peers:
            means = [
                statistics.mean(differences(runs, key, own, other, set=name, classifier=kind))
                for name in dict.fromkeys(run["set"] for run in runs)
                for kind in MODELS
            ]
            mean, error = mean_and_error(means)
            won = sum(value > 0 for value in means)
            cells.append(f"{mean:+.3f} ± {error:.3f}, ahead in {won} of {len(means)}")
        yield f"| all | both | {key} | " + " | ".join(cells) + " |"


def cost_table(runs):
    yield "\n## Cost\n"
    yield (
        "| table | rows | minority | "
        + " | ".join((PEER, TUNED_PEER, OWN, AUTO, TUNED_AUTO))
        + " |"
    )
    yield "|---|--:|--:|" + "--:|" * len((PEER, TUNED_PEER, OWN, AUTO, TUNED_AUTO))
    for name in dict.fromkeys(run["set"] for run in runs):
        first = next(run for run in runs if run["set"] == name)
        cells = []
        for method in (PEER, TUNED_PEER, OWN, AUTO, TUNED_AUTO):
            seconds = statistics.median(values(runs, "seconds", set=name, method=method))
            added = statistics.median(values(runs, "added", set=name, method=method))
            cells.append(f"{seconds:.2f} s" + f", {added:.0f} rows" * (method != TUNED_PEER))
        yield f"| {name} | {first['rows']} | {first['minority']} | " + " | ".join(cells) + " |"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit_here():
    changed = output("git", "status", "--porcelain", "--", "include", "src", "python")
    return output("git", "rev-parse", "--short", "HEAD") + " with changes" * bool(changed)


def page(runs, arguments, commit):
    cpu = next(line for line in open("/proc/cpuinfo") if line.startswith("model name"))
    return "\n".join(
        [
            f"Measured on {datetime.datetime.now(datetime.UTC):%Y-%m-%d}, commit {commit},"
            f" {cpu.partition(':')[2].strip()}, scikit-learn {sklearn.__version__},"
            f" imbalanced-learn {imblearn.__version__}: {arguments.repeats} repeats,"
            f" {arguments.episodes} episodes, tables of more than {arguments.limit} rows thinned to"
            " that many. After ± stands the standard error over repeats (splits of one table"
            " overlap, so it is too small), in the last rows over tables and classifiers.",
            *score_tables(runs),
            *difference_table(runs),
            *cost_table(runs),
        ]
    )


START, END = "<!-- measured by bench/mixed_vs_smotenc.py -->", "<!-- end of the measured part -->"


def write_into(path, text):
    before, rest = path.read_text(encoding="utf-8").split(START)
    path.write_text(f"{before}{START}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    data = os.environ.get("AUTOSMOTE_DATA")
    parser.add_argument("--data", type=pathlib.Path, default=data, required=data is None)
    parser.add_argument("--sets", type=lambda text: text.split(","), default=SETS)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--episodes", type=int, default=40)
    parser.add_argument("--limit", type=int, default=2000)
    parser.add_argument(
        "--json", type=pathlib.Path, help="every run; those there are not made again"
    )
    parser.add_argument("--page", type=pathlib.Path, help="document to write the tables into")
    arguments = parser.parse_args()
    arguments.data = pathlib.Path(arguments.data)
    warnings.filterwarnings("ignore", category=UserWarning)  # notes on few rows
    settings = {
        "commit": commit_here(), "episodes": arguments.episodes, "limit": arguments.limit
    }  # fmt: skip
    runs = measure(arguments, settings)
    if arguments.page:
        write_into(arguments.page, page(runs, arguments, settings["commit"]))
    else:
        print(page(runs, arguments, settings["commit"]))


if __name__ == "__main__":
    main()
