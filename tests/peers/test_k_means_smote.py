"""K-means SMOTE against imbalanced-learn when both are given the same clusters."""

import warnings

import numpy as np
import pytest
from imblearn.over_sampling import KMeansSMOTE
from peers import KEEL_SETS, load_keel_set, load_paper_set, read_array, run_probe, write_array
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans


class GivenClusters(BaseEstimator):
    """A clusterer whose answer is known before."""

    def __init__(self, labels=None, n_clusters=2):
        self.labels = labels
        self.n_clusters = n_clusters

    def fit(self, x, y=None):
        return self

    def predict(self, x):
        return self.labels

    def fit_predict(self, x, y=None):
        return self.labels


class Watched(KMeansSMOTE):
    """Keeps the sparsity of each cluster used, its rows of the class, and the rows it makes."""

    def _fit_resample(self, x, y):
        self.sparsities, self.kept, self.made = [], [], []
        return super()._fit_resample(x, y)

    def _find_cluster_sparsity(self, x):
        self.sparsities.append(super()._find_cluster_sparsity(x))
        self.kept.append(x)
        return self.sparsities[-1]

    def _make_samples(self, *arguments, **named):
        self.made.append(arguments[5])
        return super()._make_samples(*arguments, **named)


def found_shares(tmp_path, x, y, clusters, c, added, k, threshold, exponent):
    arrays = [write_array(tmp_path / n, v) for n, v in [("x", x), ("y", y), ("clusters", clusters)]]
    run_probe("probe_k_means_smote", *arrays, c, added, k, threshold, exponent, tmp_path / "out")
    return read_array(tmp_path / "out", -1, 3)


def check(tmp_path, x, y, n_clusters, k, threshold, exponent):
    """Compare, and tell whether the peer kept any cluster."""
    clusters = KMeans(n_clusters, n_init=1, random_state=1).fit_predict(x)
    peer = Watched(
        random_state=0,
        k_neighbors=k,
        kmeans_estimator=GivenClusters(clusters, n_clusters),
        cluster_balance_threshold=threshold,
        density_exponent=exponent,
    )
    added = int((y == 0).sum() - (y == 1).sum())
    limit = 0.5 if threshold == "auto" else threshold
    found = found_shares(tmp_path, x, y, clusters, 1, added, k, limit, exponent)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            peer.fit_resample(x, y)
    except RuntimeError as error:
        assert "No clusters found" in str(error)
        assert len(found) == 0
        return False
    assert len(found) == len(peer.sparsities)
    for number, rows in zip(found[:, 0], peer.kept, strict=True):
        assert np.array_equal(x[(clusters == number) & (y == 1)], rows)
    weights = np.array(peer.sparsities) / np.sum(peer.sparsities)
    # The peer's distances of equal rows come out as up to 1e-7 instead of 0.
    np.testing.assert_allclose(found[:, 1], weights, rtol=1e-7)
    # The peer rounds each share up and so makes too many.
    assert np.all(np.abs(found[:, 2] - added * weights) < 1)
    assert np.all(found[:, 2] <= peer.made)
    assert found[:, 2].sum() == added <= sum(peer.made)
    return True


def test_keel_sets(tmp_path):
    compared = 0
    for name in KEEL_SETS:
        x, y = load_keel_set(name)
        if (y == 1).sum() >= (y == 0).sum():
            continue
        for threshold, exponent in [("auto", "auto"), (0.1, "auto"), (0.05, 3.0)]:
            compared += check(tmp_path, x, y, 12, 2, threshold, exponent)
    assert compared >= 20


@pytest.mark.parametrize("name", ["phoneme", "magic_telescope"])
def test_paper_sets(tmp_path, name):
    x, y = load_paper_set(name)
    assert check(tmp_path, x, y, 30, 5, "auto", "auto")
