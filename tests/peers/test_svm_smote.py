"""SVM-SMOTE against imbalanced-learn, and its machine against scikit-learn's SVC."""

import numpy as np
import pytest
from imblearn.over_sampling import SVMSMOTE
from peers import KEEL_SETS, load_keel_set, load_paper_set, read_array, run_probe, write_array
from sklearn.datasets import load_digits, load_wine
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.neighbors import NearestNeighbors
from sklearn.svm import SVC
from test_samplers_over import over_sample, without_ties


def check_machine(tmp_path, x, y):
    arrays = [write_array(tmp_path / n, v) for n, v in [("x", x), ("y", y)]]
    run_probe("probe_kernel_svm", *arrays, tmp_path / "out")
    *alpha, objective = read_array(tmp_path / "out")
    peer = SVC(gamma="scale").fit(x, y)
    assert np.array_equal(np.flatnonzero(alpha), np.sort(peer.support_))
    weights = np.zeros(len(x))
    weights[peer.support_] = np.abs(peer.dual_coef_[0])
    np.testing.assert_allclose(alpha, weights, atol=1e-6)
    signed = peer.dual_coef_[0]
    kernel = rbf_kernel(x[peer.support_], gamma=1 / (x.shape[1] * x.var()))
    dual = 0.5 * signed @ kernel @ signed - np.abs(signed).sum()
    assert objective == pytest.approx(dual, rel=1e-6)


@pytest.mark.parametrize("name", KEEL_SETS)
def test_support_vectors_of_keel_sets(tmp_path, name):
    check_machine(tmp_path, *load_keel_set(name))


@pytest.mark.parametrize("name", ["phoneme", "phishing_websites", "magic_telescope"])
def test_support_vectors_of_paper_sets(tmp_path, name):
    x, y = load_paper_set(name)
    rows = np.sort(np.random.default_rng(0).permutation(len(x))[:6000])
    check_machine(tmp_path, x[rows], y[rows])


class Watched(SVMSMOTE):
    """Keeps the support vectors, number of rows and step of each group."""

    def _fit_resample(self, x, y):
        self.groups = []
        return super()._fit_resample(x, y)

    def _make_samples(self, x, y_dtype, y_type, nn_data, nn_num, n_samples, step_size=1.0, y=None):
        self.groups.append((x, n_samples, step_size))
        return super()._make_samples(x, y_dtype, y_type, nn_data, nn_num, n_samples, step_size, y)


def sorted_rows(x):
    return x[np.lexsort(x.T)]


def check_groups(tmp_path, x, y, c):
    """Compare the groups and their neighbours; tell how many groups there were."""
    peer = Watched(random_state=0, sampling_strategy={c: int((y == c).sum()) + 100})
    try:
        peer.fit_resample(x, y)
    except ValueError as error:
        assert "considered as noise" in str(error)
        return 0
    members = np.flatnonzero(y == c)
    rows = len(members) + 400 * sum(len(group) for group, _, _ in peer.groups)
    sources, neighbours, steps, columns = over_sample(tmp_path, "svm-smote", x, y, c, rows)
    assert len(sources) == rows - len(members)
    for group, _, step in peer.groups:
        chosen = steps >= 0 if step > 0 else steps < 0
        assert np.array_equal(sorted_rows(x[np.unique(sources[chosen])]), sorted_rows(group))
        assert np.all(np.abs(steps[chosen]) < abs(step))
    found = NearestNeighbors(n_neighbors=min(6, len(members))).fit(x[members])
    near = found.kneighbors(x[sources], return_distance=False)[:, 1:]
    assert np.all(np.any(members[near] == neighbours[:, None], axis=1))
    assert np.array_equal(columns, x[sources] + steps[:, None] * (x[neighbours] - x[sources]))
    return len(peer.groups)


def test_groups_of_keel_sets(tmp_path):
    groups = []
    for name in KEEL_SETS:
        x, y, unique = without_ties(*load_keel_set(name), 10)
        if unique:
            groups.append(check_groups(tmp_path, x, y, 1))
    assert groups.count(2) >= 6
    assert sum(n > 0 for n in groups) >= 8


def test_groups_of_a_paper_set(tmp_path):
    x, y, _ = without_ties(*load_paper_set("magic_telescope"), 10)
    rows = np.random.default_rng(0).permutation(len(x))[:5000]
    assert check_groups(tmp_path, x[rows], y[rows], 1) == 2


@pytest.mark.parametrize("load", [load_wine, load_digits])
def test_several_classes(tmp_path, load):
    """One against one: a support vector of any pair counts."""
    x, y = load(return_X_y=True)
    spread = x.std(axis=0)
    x = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1)
    compared = 0
    for c in np.unique(y)[:4]:
        compared += check_groups(tmp_path, x, y, int(c)) > 0
    assert compared >= 2
