"""Choose the over-sampler in a pipeline by grid search, on folds that it has not resampled.

imbalanced-learn's pipeline resamples the training rows of each fold alone; the rows that are scored
stay as they are. So whether to resample, and by what, is one more parameter of the model.
"""

import pathlib

import pandas as pd
from imblearn.pipeline import Pipeline
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.preprocessing import StandardScaler

from autosmote import SMOTE, AutoSMOTE, BorderlineSMOTE, RandomOverSampler

DATA = pathlib.Path(__file__).parents[1] / "data" / "wine_quality.csv"


def main():
    wine = pd.read_csv(DATA)
    X, y = wine.drop(columns="rating"), wine["rating"]

    pipeline = Pipeline(
        [
            ("scale", StandardScaler()),
            ("sample", "passthrough"),
            ("classify", LogisticRegression(max_iter=1000)),
        ]
    )
    grid = {
        "sample": [
            "passthrough",
            RandomOverSampler(random_state=0),
            SMOTE(random_state=0),
            BorderlineSMOTE(random_state=0),
            AutoSMOTE("logistic", threshold="default", n_episodes=20, random_state=0),
        ]
    }
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    search = GridSearchCV(pipeline, grid, scoring="f1_macro", cv=folds).fit(X, y)

    for parameters, score, spread in zip(
        search.cv_results_["params"],
        search.cv_results_["mean_test_score"],
        search.cv_results_["std_test_score"],
        strict=True,
    ):
        sampler = parameters["sample"]
        name = sampler if isinstance(sampler, str) else type(sampler).__name__
        print(f"{name:<20}{score:.4f} +- {spread:.4f}")
    chosen = search.best_params_["sample"]
    print("chosen:", chosen if isinstance(chosen, str) else type(chosen).__name__)


if __name__ == "__main__":
    main()
