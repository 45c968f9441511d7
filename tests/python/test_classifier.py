"""AutoSMOTEClassifier: a classifier of scikit-learn in full."""

import os
import pathlib
import pickle

import numpy as np
import pandas as pd
import pytest
import sklearn.utils.estimator_checks
from sklearn.base import clone
from sklearn.calibration import _SigmoidCalibration
from sklearn.compose import make_column_transformer
from sklearn.datasets import make_classification
from sklearn.exceptions import UnsetMetadataPassedError
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.metrics import brier_score_loss, f1_score, make_scorer
from sklearn.model_selection import (
    GroupKFold,
    StratifiedKFold,
    cross_val_score,
    train_test_split,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC

from autosmote import AutoSMOTE, AutoSMOTEClassifier
from autosmote._calibration import _stratified_splits
from autosmote._containers import Target

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
    AutoSMOTEClassifier(GaussianNB(), threshold="default", calibration="sigmoid", **SETTINGS),
]


def expected_failures(classifier):
    """Checks that cannot hold, by name, with the reason."""
    return {} if classifier.threshold == "default" else {"check_classifiers_train": TUNED}


@sklearn.utils.estimator_checks.parametrize_with_checks(
    CHECKED, expected_failed_checks=expected_failures
)
def test_scikit_learn_checks(estimator, check):
    check(estimator)


class NearestCentroidLabels(NearestCentroid):
    """Says labels and nothing else, in every version of scikit-learn."""

    decision_function = property()
    predict_proba = property()


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
    corrected = clone(fitted).set_params(calibration="prior").fit(X, y)
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


@pytest.mark.parametrize("method", ["sigmoid", "isotonic"])
def test_calibration_is_that_of_scikit_learn_on_held_out_rows(data, fitted, method):
    """The recipe, done by hand with the parts of scikit-learn."""
    X, y = data
    model = clone(fitted).set_params(calibration=method).fit(X, y)
    np.testing.assert_array_equal(model.predict(X), fitted.predict(X))
    assert model.threshold_ == fitted.threshold_
    scores = np.empty(len(y))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    for train, held_out in folds.split(X, (y == "usual").astype(int)):
        resampled = model.sampler_.resample(X[train], y[train])
        scores[held_out] = GaussianNB().fit(*resampled).predict_proba(X[held_out])[:, 0]
    given = model.estimator_.predict_proba(X)[:, 0]
    rare = y == "rare"
    if method == "sigmoid":
        expected = _SigmoidCalibration().fit(scores, rare).predict(given)
    else:
        expected = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(scores, rare)
        expected = expected.predict(given)
    probability = model.predict_proba(X)
    np.testing.assert_allclose(probability[:, 0], expected, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(probability.sum(axis=1), 1.0)
    # A larger score is never a smaller probability.
    assert (np.diff(probability[np.argsort(given, kind="stable"), 0]) >= 0).all()
    copy = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(copy.predict_proba(X), probability)
    parallel = clone(model).set_params(n_jobs=2).fit(X, y)
    np.testing.assert_array_equal(parallel.predict_proba(X), probability)


def test_calibration_gives_probabilities_to_those_without(data):
    X, y = data
    model = AutoSMOTEClassifier(LinearSVC(), calibration="sigmoid", **SETTINGS).fit(X, y)
    probability = model.predict_proba(X)[:, 1]
    values = model.decision_function(X)
    assert (np.diff(probability[np.argsort(values)]) >= 0).all()
    assert probability[y == "usual"].mean() > probability[y == "rare"].mean()
    # Labels alone are scores of two values.
    labels = AutoSMOTEClassifier(NearestCentroidLabels(), calibration="isotonic", **SETTINGS)
    assert 1 < len(np.unique(labels.fit(X, y).predict_proba(X)[:, 0])) <= 2
    with pytest.raises(ValueError, match="but LinearSVC has no predict_proba. Use 'sigmoid'"):
        clone(model).set_params(calibration="prior").fit(X, y)


def test_calibration_knows_weights_groups_and_containers(data):
    X, y = data
    frame = pd.DataFrame(X, columns=list("abcd"))
    model = AutoSMOTEClassifier(GaussianNB(), calibration="sigmoid", **SETTINGS)
    plain = clone(model).fit(X, y).predict_proba(X)
    np.testing.assert_array_equal(clone(model).fit(frame, y).predict_proba(frame), plain)
    weights = np.where(y == "rare", 3.0, 1.0)
    weighted = clone(model).fit(X, y, sample_weight=weights).predict_proba(X)
    assert weighted[:, 0].mean() > 1.3 * plain[:, 0].mean()
    same = clone(model).fit(X, y, sample_weight=np.ones(len(y))).predict_proba(X)
    np.testing.assert_allclose(same, plain, rtol=1e-9)
    # All rows of a group are alike, and its label is noise: its own copies must not vouch for it.
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(40), 8)
    X = np.repeat(rng.normal(size=(40, 3)), 8, axis=0)
    y = np.repeat((np.arange(40) % 4 == 0).astype(int), 8)
    memory = AutoSMOTEClassifier(KNeighborsClassifier(3), calibration="sigmoid", **SETTINGS)
    assert np.ptp(clone(memory).fit(X, y).predict_proba(X)[:, 1]) > 0.8
    assert np.ptp(clone(memory).fit(X, y, groups=groups).predict_proba(X)[:, 1]) < 0.5
    splits = AutoSMOTEClassifier(
        GaussianNB(), calibration="sigmoid", **{**SETTINGS, "validation": GroupKFold(5)}
    )
    assert splits.fit(X, y, groups=groups).predict_proba(X).shape == (320, 2)
    with sklearn.config_context(enable_metadata_routing=True):
        weighing = GaussianNB().set_fit_request(sample_weight=True)
        asking = clone(memory).set_params(estimator=weighing)
        assert asking.fit(X, y, sample_weight=np.ones(len(y))).predict_proba(X).shape == (320, 2)


def test_calibration_needs_held_out_rows():
    target, groups = Target(np.arange(40) < 8), np.arange(40) < 20
    with pytest.raises(ValueError, match="a class has rows in one group only. Use calibration="):
        _stratified_splits(target, groups, 0)
    with pytest.raises(ValueError, match="a class has one row only. Use calibration="):
        _stratified_splits(Target(np.arange(40) < 1), None, 0)


@pytest.mark.parametrize("method", ["prior", "sigmoid", "isotonic"])
def test_calibration_puts_inflated_probabilities_right(method):
    """On rows that nothing was fitted to, of a real table with few of one class."""
    folder = os.environ.get("AUTOSMOTE_DATA")
    if not folder:
        pytest.skip("AUTOSMOTE_DATA does not name the folder with the measuring data")
    (path,) = pathlib.Path(folder).rglob("phoneme.csv*")
    table = pd.read_csv(path)
    y = (table.iloc[:, -1] == table.iloc[:, -1].value_counts().index[-1]).astype(int)
    X = table.iloc[:, :-1]
    rows = np.concatenate([np.flatnonzero(y == 0), np.flatnonzero(y == 1)[:200]])
    X, X_test, y, y_test = train_test_split(
        X.iloc[rows], y.iloc[rows], test_size=0.5, stratify=y.iloc[rows], random_state=0
    )
    model = AutoSMOTEClassifier(
        make_pipeline(StandardScaler(), LogisticRegression()), budget="small",
        threshold="default", random_state=0,
    ).fit(X, y)  # fmt: skip
    raw = model.predict_proba(X_test)[:, 1]
    assert raw.mean() > 1.5 * y_test.mean()
    right = clone(model).set_params(calibration=method).fit(X, y)
    probability = right.predict_proba(X_test)[:, 1]
    assert brier_score_loss(y_test, probability) < 0.9 * brier_score_loss(y_test, raw)
    assert abs(probability.mean() - y_test.mean()) < 0.5 * abs(raw.mean() - y_test.mean())
    np.testing.assert_array_equal(right.predict(X_test), model.predict(X_test))


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
