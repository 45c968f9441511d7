"""What a fitted sampler shows: all that its docstring names, and what imbalanced-learn's shows."""

import importlib
import pickle
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import make_classification
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.utils.validation import check_is_fitted

import autosmote
from samplers import NAMES, make

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

PEERS = {
    name: getattr(importlib.import_module(f"imblearn.{module}"), name)
    for module in ("over_sampling", "under_sampling", "combine")
    for name in importlib.import_module(f"imblearn.{module}").__all__
    if name in NAMES
}
# Attributes of imbalanced-learn's that ours lack, with the reason.
LACKING = {
    "categorical_encoder_": "categories are numbered by the sampler itself",
    "n_features_": "another name of n_features_in_, which imbalanced-learn has deprecated",
}


@pytest.fixture(scope="module")
def data():
    """Three classes, their borders blurred; numbers, as imbalanced-learn's cleaning methods fail
    with texts."""
    return make_classification(
        n_samples=600, n_features=5, n_informative=3, n_classes=3, weights=[0.7, 0.1, 0.2],
        class_sep=0.6, random_state=4,
    )  # fmt: skip


def rows_for(name, data):
    X, y = data
    if name in ("SMOTEN", "SMOTENC"):
        X = X.copy()
        X[:, : 5 if name == "SMOTEN" else 1] = np.round(X[:, : 5 if name == "SMOTEN" else 1])
    return X, y


def shown(estimator):
    """Names of what a fit has left."""
    return {
        name
        for name in vars(estimator)
        if not name.startswith("_") and name not in estimator.get_params()
    }


def documented(kind):
    section = re.search(r"\nAttributes\n-+\n(.*?)\n\n", kind.__doc__, re.DOTALL)[1]
    return set(re.findall(r"^(\w+) : ", section, re.MULTILINE))


@pytest.mark.parametrize("name", NAMES)
def test_all_that_the_docstring_names(data, name):
    X, y = rows_for(name, data)
    sampler = make(name)
    sampler.fit_resample(pd.DataFrame(X, columns=list("uvwxy")), y)
    assert shown(sampler) == documented(type(sampler))
    again = pickle.loads(pickle.dumps(sampler))
    assert shown(again) == shown(sampler)


@pytest.mark.parametrize("name", sorted(PEERS))
def test_all_that_imbalanced_learn_shows(data, name):
    X, y = rows_for(name, data)
    frame = pd.DataFrame(X, columns=list("uvwxy"))
    sampler, peer = make(name), PEERS[name](**{
        parameter: value
        for parameter, value in make(name).get_params(deep=False).items()
        if parameter in PEERS[name]().get_params()
    } if name != "SMOTENC" else {"categorical_features": [0], "random_state": 0})  # fmt: skip
    sampler.fit_resample(frame, y)
    peer.fit_resample(frame, y)
    assert shown(peer) - shown(sampler) <= set(LACKING)
    for attribute in shown(peer) & shown(sampler):
        ours, theirs = getattr(sampler, attribute), getattr(peer, attribute)
        if isinstance(theirs, (NearestNeighbors, KNeighborsClassifier)):
            assert type(ours) is type(theirs)
            assert ours.n_neighbors == theirs.n_neighbors


@pytest.mark.parametrize("kind", ["borderline-1", "borderline-2"])
def test_rows_in_danger_are_those_of_imbalanced_learn(data, kind):
    X, y = data
    ours = autosmote.BorderlineSMOTE(kind=kind, m_neighbors=7, random_state=0)
    theirs = PEERS["BorderlineSMOTE"](kind=kind, m_neighbors=7, random_state=0)
    ours.fit_resample(X, y)
    theirs.fit_resample(X, y)
    assert list(ours.in_danger_indices) == list(theirs.in_danger_indices) == [1, 2]
    for label, rows in theirs.in_danger_indices.items():
        np.testing.assert_array_equal(ours.in_danger_indices[label], rows)
    # Far from all others nothing is in danger.
    ours.fit_resample(np.where(y == 0, 1.0, 1e6)[:, None] + X, np.minimum(y, 1))
    assert ours.in_danger_indices == {}


@pytest.mark.parametrize("kind_sel", ["all", "mode"])
@pytest.mark.parametrize("max_iter", [2, 100])
def test_rounds_of_editing_are_those_of_imbalanced_learn(data, kind_sel, max_iter):
    X, y = data
    given = {"kind_sel": kind_sel, "max_iter": max_iter}
    ours = autosmote.RepeatedEditedNearestNeighbours(**given)
    theirs = PEERS["RepeatedEditedNearestNeighbours"](**given)
    ours.fit_resample(X, y)
    theirs.fit_resample(X, y)
    assert ours.n_iter_ == theirs.n_iter_ <= max_iter
    assert ours.enn_.kind_sel == kind_sel


@pytest.mark.parametrize("threshold", [0.5, 1.9, 6.0])
def test_classes_to_clean_are_those_of_imbalanced_learn(data, threshold):
    ours = autosmote.NeighbourhoodCleaningRule(threshold_cleaning=threshold)
    theirs = PEERS["NeighbourhoodCleaningRule"](threshold_cleaning=threshold)
    ours.fit_resample(*data)
    theirs.fit_resample(*data)
    assert sorted(ours.classes_to_clean_) == sorted(theirs.classes_to_clean_)


@pytest.mark.parametrize("given", [None, 3, KNeighborsClassifier(3, weights="uniform")])
def test_what_votes_is_fitted_to_the_store(data, given):
    X, y = data
    kept = autosmote.CondensedNearestNeighbour(n_neighbors=given, n_seeds_S=4, random_state=0)
    chosen = kept.fit_resample(X, y)[1]
    started = autosmote.OneSidedSelection(n_neighbors=given, n_seeds_S=4, random_state=0)
    started.fit_resample(X, y)
    for label, voter, first in zip([0, 2], kept.estimators_, started.estimators_, strict=True):
        rows = kept.sample_indices_[np.isin(chosen, [1, label])]
        assert sorted(map(tuple, voter._fit_X)) == sorted(map(tuple, X[rows]))
        for fitted in (voter, first):
            assert fitted.n_neighbors == (1 if given is None else 3)
            assert fitted.classes_.tolist() == sorted([1, label])
        assert first.n_samples_fit_ == (y == 1).sum() + 4
        # With one vote each of the class's rows that stayed out is told right.
        if given is None:
            assert (voter.predict(X[y == label]) == label).all()


def test_clusters_are_those_of_scikit_learns_rules(data):
    X, y = data
    sampler = autosmote.KMeansSMOTE(
        kmeans_estimator=3, cluster_balance_threshold=0.05, random_state=0
    )
    sampler.fit_resample(X, y)
    found = sampler.kmeans_estimator_
    check_is_fitted(found)
    assert (found.n_clusters, found.get_params()) == (3, KMeans(3).get_params())
    np.testing.assert_array_equal(found.predict(X), found.labels_)
    for k, centre in enumerate(found.cluster_centers_):
        np.testing.assert_allclose(centre, X[found.labels_ == k].mean(axis=0))
    distances = np.linalg.norm(X - found.cluster_centers_[found.labels_], axis=1)
    assert found.inertia_ == pytest.approx((distances**2).sum())
    # scikit-learn's rounds change nothing any more.
    again = KMeans(3, init=found.cluster_centers_, n_init=1).fit(X)
    np.testing.assert_allclose(again.inertia_, found.inertia_, rtol=1e-3)
    assert found.n_iter_ > 1
    assert sampler.cluster_balance_threshold_ == 0.05
    one = autosmote.KMeansSMOTE(kmeans_estimator=1, random_state=0)
    one.fit_resample(X, y)
    assert one.cluster_balance_threshold_ == -np.inf
    # No class gets rows: there is nothing to look for.
    nothing = autosmote.KMeansSMOTE(sampling_strategy={1: (y == 1).sum()}, random_state=0)
    nothing.fit_resample(X, y)
    assert not hasattr(nothing.kmeans_estimator_, "cluster_centers_")
    assert nothing.kmeans_estimator_.n_clusters == 8


def test_given_objects_are_copied(data):
    X, y = data
    given = NearestNeighbors(n_neighbors=4)
    sampler = autosmote.SMOTE(k_neighbors=given, random_state=0)
    sampler.fit_resample(X, y)
    assert sampler.nn_k_ is not given and sampler.nn_k_.n_neighbors == 4
    clusterer = KMeans(random_state=0)
    centroids = autosmote.ClusterCentroids(estimator=clusterer, random_state=0)
    made = centroids.fit_resample(X, y)
    np.testing.assert_array_equal(
        centroids.estimator_.cluster_centers_, made[0][made[1] == 2]
    )
    assert not hasattr(clusterer, "cluster_centers_")
    both = autosmote.SMOTEENN(smote=sampler, random_state=0)
    both.fit_resample(X, y)
    assert both.smote_ is not sampler and both.smote_.nn_k_.n_neighbors == 4
    assert both.enn_.sampling_strategy == "all"
