"""OPTICS against scikit-learn: the same order and the same distances."""

import numpy as np
import pytest
from peers import load_keel_set, read_array, run_probe, write_array
from sklearn.cluster import OPTICS


def compare(tmp_path, x, min_samples, max_eps):
    # Brute force, its choice for many columns, has rounding errors of its own in core distances.
    peer = OPTICS(min_samples=min_samples, max_eps=max_eps, algorithm="kd_tree").fit(x)
    arguments = [write_array(tmp_path / "x", x), x.shape[1], min_samples, max_eps, tmp_path / "out"]
    run_probe("probe_optics", *arguments)
    order, core, reach = read_array(tmp_path / "out", 3, len(x))
    assert np.array_equal(order.astype(int), peer.ordering_)
    np.testing.assert_allclose(core, peer.core_distances_, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(reach, peer.reachability_, rtol=1e-10, atol=1e-12)
    return core


@pytest.mark.filterwarnings("ignore:All reachability values are inf")
@pytest.mark.parametrize("columns", [1, 3, 10])
def test_random_rows(tmp_path, columns):
    x = np.random.default_rng(columns).normal(size=(300, columns))
    undefined = 0
    for min_samples in [2, 5]:
        for max_eps in [0.5, np.inf]:
            undefined += np.isinf(compare(tmp_path, x, min_samples, max_eps)).sum()
    assert undefined > 0


@pytest.mark.filterwarnings("ignore:All reachability values are inf")
@pytest.mark.parametrize("name", ["ecoli1", "yeast3", "vehicle1"])
def test_minority_of_real_sets(tmp_path, name):
    """Moved a little: columns of whole numbers give equal distances, which scikit-learn orders by
    their rounding errors."""
    x, y = load_keel_set(name)
    x = x[y == 1]
    x = x + np.random.default_rng(0).normal(scale=1e-4, size=x.shape)
    for max_eps in [1.0, np.inf]:
        compare(tmp_path, x, 5, max_eps)
