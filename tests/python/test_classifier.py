"""AutoSMOTEClassifier: a classifier of scikit-learn in full."""

import pickle

import numpy as np
import pandas as pd
import pytest
import sklearn.utils.estimator_checks
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.datasets import make_classification
from sklearn.exceptions import UnsetMetadataPassedError
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.metrics import f1_score, make_scorer
from sklearn.model_selection import GroupKFold, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.svm import LinearSVC

from autosmote import AutoSMOTE, AutoSMOTEClassifier

# There are few rows in tests, and the search says so.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

TUNED = (
    "the check wants the label of the larger probability, which is that at a threshold of 0.5 "
    "or 0; at the threshold of the search it is another"
)
SETTINGS = {"n_episodes": 2, "validation": 2, "random_state": 0}
CHECKED = [
    AutoSMOTEClassifier(GaussianNB(), threshold="default", **SETTINGS),
    AutoSMOTEClassifier(LinearSVC(), **SETTINGS),
]


def expected_failures(classifier):
    """Checks that cannot hold, by name, with the reason."""
    return {} if classifier.threshold == "default" else {"check_classifiers_train": TUNED}


@sklearn.utils.estimator_checks.parametrize_with_checks(
    CHECKED, expected_failed_checks=expected_failures
)
def test_scikit_learn_checks(estimator, check):
    check(estimator)


@pytest.fixture(scope="module")
def data():
    X, y = make_classification(
        n_samples=300, n_features=4, weights=[0.88], flip_y=0.02, class_sep=0.5, random_state=2
    )
    return X, np.where(y == 1, "rare", "usual")


@pytest.fixture(scope="module")
def fitted(data):
    return AutoSMOTEClassifier(GaussianNB(), n_episodes=20, random_state=0).fit(*data)


def test_decides_at_the_threshold_of_the_search(data, fitted):
    X, y = data
    assert fitted.classes_.tolist() == ["rare", "usual"]
    assert fitted.threshold_ == fitted.sampler_.threshold_ == fitted.sampler_.policy_["threshold"]
    probability = fitted.predict_proba(X)[:, 0]
    np.testing.assert_array_equal(fitted.predict(X) == "rare", probability > fitted.threshold_)
    # The estimator saw the resampled rows.
    X_resampled, y_resampled = fitted.sampler_.resample(X, y)
    expected = GaussianNB().fit(X_resampled, y_resampled)
    np.testing.assert_array_equal(fitted.estimator_.predict_proba(X), expected.predict_proba(X))
    assert f1_score(y, fitted.predict(X), pos_label="rare") > 0.3


def test_prior_correction_is_the_formula_and_leaves_the_labels(data, fitted):
    X, y = data
    corrected = clone(fitted).set_params(prior_correction=True).fit(X, y)
    np.testing.assert_array_equal(corrected.predict(X), fitted.predict(X))
    rows = len(y) + len(fitted.sampler_.lineage_["source"])
    minority = np.sum(y == "rare")
    before = minority / len(y)
    after = (minority + rows - len(y)) / rows
    p = fitted.predict_proba(X)[:, 0]
    weighted = p * before / after
    expected = weighted / (weighted + (1 - p) * (1 - before) / (1 - after))
    np.testing.assert_allclose(corrected.predict_proba(X)[:, 0], expected, rtol=1e-12)
    np.testing.assert_allclose(corrected.predict_proba(X).sum(axis=1), 1.0)


def test_has_what_the_estimator_has(data):
    X, y = data
    svm = AutoSMOTEClassifier(LinearSVC(), **SETTINGS).fit(X, y)
    assert not hasattr(svm, "predict_proba")
    # Larger for the second class, here the majority.
    values = svm.decision_function(X)
    np.testing.assert_array_equal(svm.predict(X) == "rare", -values > svm.threshold_)
    assert not hasattr(AutoSMOTEClassifier(GaussianNB()), "decision_function")
    assert hasattr(AutoSMOTEClassifier(Perceptron()), "decision_function")


def test_frames_reach_the_estimator_with_their_names(data):
    X, y = data
    frame = pd.DataFrame({"a": X[:, 0], "color": np.where(X[:, 1] > 0, "red", "green")})
    model = make_pipeline(
        make_column_transformer((OneHotEncoder(), ["color"]), ("passthrough", ["a"])),
        GaussianNB(),
    )
    classifier = AutoSMOTEClassifier(model, **SETTINGS).fit(frame, pd.Series(y))
    assert classifier.feature_names_in_.tolist() == ["a", "color"]
    assert set(classifier.predict(frame)) <= {"rare", "usual"}
    with pytest.raises(ValueError, match="feature names should match"):
        classifier.predict(frame.rename(columns={"a": "b"}))


def test_is_copied_and_cross_validated(data, fitted):
    X, y = data
    copy = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(copy.predict(X), fitted.predict(X))
    model = AutoSMOTEClassifier(GaussianNB(), **SETTINGS)
    assert cross_val_score(model, X, y, cv=2, scoring="f1_macro").mean() > 0.5


def test_weights_reach_the_estimator(data):
    X, y = data
    weights = np.linspace(0.5, 2.0, len(y))
    model = AutoSMOTEClassifier(GaussianNB(), **SETTINGS)
    weighted = clone(model).fit(X, y, sample_weight=weights)
    sources = np.concatenate([np.arange(len(y)), weighted.sampler_.lineage_["source"]])
    X_resampled, y_resampled = weighted.sampler_.resample(X, y)
    expected = GaussianNB().fit(X_resampled, y_resampled, sample_weight=weights[sources])
    np.testing.assert_array_equal(weighted.predict_proba(X), expected.predict_proba(X))


def test_groups_are_those_of_the_sampler(data):
    X, y = data
    groups = np.arange(len(y)) // 5
    for validation in (2, GroupKFold(3)):
        model = AutoSMOTEClassifier(GaussianNB(), **{**SETTINGS, "validation": validation})
        model.fit(X, y, groups=groups)
        sampler = AutoSMOTE(GaussianNB(), **{**SETTINGS, "validation": validation})
        sampler.fit_resample(X, y, groups=groups)
        history = model.sampler_.history_["validation"].tolist()
        assert history == sampler.history_["validation"].tolist()
        if validation == 2:
            assert history != clone(model).fit(X, y).sampler_.history_["validation"].tolist()
        with sklearn.config_context(enable_metadata_routing=True):
            weights = np.ones(len(y))
            routed = AutoSMOTEClassifier(
                GaussianNB().set_fit_request(sample_weight=True),
                **{**SETTINGS, "validation": validation},
            )
            routed.fit(X, y, sample_weight=weights, groups=groups)
            assert routed.sampler_.history_["validation"].tolist() == history
            with pytest.raises(TypeError, match="unexpected argument"):
                routed.fit(X, y, other=weights)


def test_nothing_is_routed(data):
    with sklearn.config_context(enable_metadata_routing=True):
        model = AutoSMOTEClassifier(GaussianNB(), metric=make_scorer(f1_score, pos_label="rare"),
                                    **SETTINGS)  # fmt: skip
        assert model.fit(*data).threshold_ == 0.5


def test_groups_reach_it_through_a_pipeline(data):
    X, y = data
    groups = np.arange(len(y)) // 5
    expected = AutoSMOTEClassifier(GaussianNB(), **SETTINGS).fit(X, y, groups=groups)
    with sklearn.config_context(enable_metadata_routing=True):
        model = AutoSMOTEClassifier(GaussianNB(), **SETTINGS)
        with pytest.raises(UnsetMetadataPassedError, match="groups"):
            make_pipeline(model).fit(X, y, groups=groups)
        asking = make_pipeline(model.set_fit_request(groups=True)).fit(X, y, groups=groups)
    assert (
        asking[-1].sampler_.history_["validation"].tolist()
        == expected.sampler_.history_["validation"].tolist()
    )


def test_a_scorer_keeps_the_threshold_of_the_estimator(data):
    X, y = data
    model = AutoSMOTEClassifier(LogisticRegression(), metric="accuracy", **SETTINGS).fit(X, y)
    assert model.threshold_ == 0.5
    np.testing.assert_array_equal(model.predict(X), model.estimator_.predict(X))
