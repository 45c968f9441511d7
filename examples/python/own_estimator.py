"""Resample for a classifier and a scorer of one's own.

A missed poor wine is taken to cost ten times as much as a false alarm; the scorer is the mean cost
of a wine, with its sign changed, as scikit-learn has it. The classifier is a pipeline, which is
fitted by scikit-learn as it is; policies, folds and draws are the library's.
"""

import pathlib

import numpy as np
import pandas as pd
from sklearn.metrics import make_scorer
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer

from autosmote import AutoSMOTE

DATA = pathlib.Path(__file__).parents[1] / "data" / "wine_quality.csv"


def cost(truth, predicted):
    """Mean cost of a wine."""
    missed = (truth == "poor") & (predicted == "ordinary")
    false_alarm = (truth == "ordinary") & (predicted == "poor")
    return float(np.mean(10.0 * missed + 1.0 * false_alarm))


def main():
    wine = pd.read_csv(DATA).iloc[::2]
    X, y = wine.drop(columns="rating"), wine["rating"]

    model = make_pipeline(
        QuantileTransformer(n_quantiles=100, output_distribution="normal", random_state=0),
        GaussianNB(),
    )
    scorer = make_scorer(cost, greater_is_better=False)
    sampler = AutoSMOTE(model, scorer, budget="small", random_state=0, n_jobs=2)
    X_resampled, y_resampled = sampler.fit_resample(X, y)

    print("before:", y.value_counts().to_dict())
    print("after: ", y_resampled.value_counts().to_dict())
    for method in sampler.report_["methods"]:
        if method["validation"] is not None:
            print(f"{method['method']:<22}{-method['validation']:.4f} a wine")
    model.fit(X_resampled, y_resampled)


if __name__ == "__main__":
    main()
