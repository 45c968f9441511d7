"""Resample for a classifier and a scorer of one's own.

A missed poor wine is taken to cost ten times as much as a false alarm; the scorer is the mean cost
of a wine, with its sign changed, as scikit-learn has it. The classifier is a pipeline, which is
fitted by scikit-learn as it is; policies, folds and draws are the library's. AutoSMOTEClassifier
searches, resamples and fits, and predicts like any other classifier.
"""

import pathlib

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.metrics import make_scorer
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer

from autosmote import AutoSMOTEClassifier

DATA = pathlib.Path(__file__).parents[1] / "data" / "wine_quality.csv"


def cost(truth, predicted):
    """Mean cost of a wine."""
    missed = (truth == "poor") & (predicted == "ordinary")
    false_alarm = (truth == "ordinary") & (predicted == "poor")
    return float(np.mean(10.0 * missed + 1.0 * false_alarm))


def main():
    wine = pd.read_csv(DATA).iloc[::2]
    X, X_test, y, y_test = train_test_split(
        wine.drop(columns="rating"), wine["rating"], stratify=wine["rating"], random_state=0
    )

    model = make_pipeline(
        QuantileTransformer(n_quantiles=100, output_distribution="normal", random_state=0),
        GaussianNB(),
    )
    scorer = make_scorer(cost, greater_is_better=False)
    classifier = AutoSMOTEClassifier(model, scorer, budget="small", random_state=0, n_jobs=2)
    classifier.fit(X, y)

    print("rows:", y.value_counts().to_dict())
    print("added:", classifier.sampler_.sampling_strategy_)
    for method in classifier.report_["methods"]:
        if method["validation"] is not None:
            print(f"{method['method']:<22}{-method['validation']:.4f} a wine")

    print("on wines that no search has seen:")
    for name, fitted in (("the model alone", clone(model).fit(X, y)), ("resampled", classifier)):
        print(f"{name:<22}{-scorer(fitted, X_test, y_test):.4f} a wine")


if __name__ == "__main__":
    main()
