"""The wrappers of the boosting libraries as classifiers: LightGBM, XGBoost, CatBoost."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.datasets import make_classification
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from autosmote import AutoSMOTE, AutoSMOTEClassifier

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

# Module and class of each, and the parameters that make it small, quiet and repeatable.
WRAPPERS = {
    "lightgbm": ("LGBMClassifier", {"n_estimators": 8, "n_jobs": 1, "verbose": -1}),
    "xgboost": ("XGBClassifier", {"n_estimators": 8, "n_jobs": 1}),
    "catboost": (
        "CatBoostClassifier",
        {"iterations": 8, "thread_count": 1, "verbose": 0, "allow_writing_files": False},
    ),
}


@pytest.fixture(scope="module")
def data():
    X, y = make_classification(
        n_samples=240, n_features=4, weights=[0.85], flip_y=0.02, class_sep=0.5, random_state=2
    )
    return pd.DataFrame(X, columns=list("abcd")), y


@pytest.fixture(params=WRAPPERS)
def wrapper(request):
    """A classifier of one library; the test is skipped where that is not installed."""
    kind, parameters = WRAPPERS[request.param]
    return getattr(pytest.importorskip(request.param), kind)(**parameters)


def searched(classifier, data, **parameters):
    chosen = {"n_episodes": 4, "validation": 2, "threshold": "default", **parameters}
    sampler = AutoSMOTE(classifier, random_state=3, **chosen)
    return sampler, *sampler.fit_resample(*data)


def test_search_does_not_depend_on_jobs_and_repeats(data, wrapper):
    sampler, X_res, y_res = searched(wrapper, data)
    assert len(set(sampler.history_["validation"].tolist())) > 1
    for other in (searched(clone(wrapper), data), searched(wrapper, data, n_jobs=2)):
        np.testing.assert_array_equal(
            other[0].history_["validation"], sampler.history_["validation"]
        )
        pd.testing.assert_frame_equal(other[1], X_res)
        np.testing.assert_array_equal(other[2], y_res)


def test_in_a_pipeline(data, wrapper):
    sampler, _, _ = searched(make_pipeline(StandardScaler(), wrapper), data)
    methods = {m["method"]: m["validation"] for m in sampler.report_["methods"]}
    assert methods["AutoSMOTE"] > 0.5


def test_as_the_classifier_that_predicts(data, wrapper):
    X, y = data
    model = AutoSMOTEClassifier(wrapper, n_episodes=4, validation=2, random_state=3).fit(X, y)
    assert type(model.estimator_) is type(wrapper)
    probabilities = model.predict_proba(X)
    assert probabilities.shape == (len(X), 2)
    np.testing.assert_array_equal(model.predict(X), probabilities[:, 1] > model.threshold_)


@pytest.mark.parametrize("name", ["lightgbm", "xgboost"])
def test_columns_of_categories_reach_them_as_such(data, name):
    """They read them from the types of the columns, also of candidates, and would refuse text."""
    X, y = data
    kind, parameters = WRAPPERS[name]
    classifier = getattr(pytest.importorskip(name), kind)(**parameters)
    if name == "xgboost":
        classifier.set_params(enable_categorical=True)
    color = pd.Categorical(np.array(["red", "green", "blue"])[(np.abs(X["a"]) * 9).astype(int) % 3])
    mixed = X.assign(color=color)
    mixed.loc[::9, "b"] = np.nan
    _, X_res, _ = searched(classifier, (mixed, y))
    assert X_res.dtypes.equals(mixed.dtypes)
