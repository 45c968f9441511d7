"""Does over-sampling help here, by how much, and how sure is that?

First a look at the table; then the same splits for the methods that come into question, with
intervals and tests; at the end a fit whose verdict repeats the whole procedure on outer folds, so
that it is judged by rows no search has seen. "No" is a possible answer.
"""

import pathlib

import pandas as pd

from autosmote import AutoSMOTE, compare, inspect

DATA = pathlib.Path(__file__).parents[1] / "data" / "wine_quality.csv"


def main():
    wine = pd.read_csv(DATA)
    X, y = wine.drop(columns="rating"), wine["rating"]

    print("To mind:")
    for sentence in inspect(X, y).advice:
        print("-", sentence)

    methods = ["nothing", "threshold", "smote-tuned", "autosmote"]
    found = compare(X, y, methods=methods, repeats=4, n_episodes=40, random_state=0, n_jobs=-1)
    for line in found.summary.itertuples():
        print(f"{line.method:<13}{line.test:.3f}, from {line.lower:.3f} to {line.upper:.3f}")

    sampler = AutoSMOTE("svm", n_episodes=40, verdict="quick", random_state=0, n_jobs=-1)
    sampler.fit_resample(X, y)
    print(sampler.report_["verdict"]["sentence"])


if __name__ == "__main__":
    main()
