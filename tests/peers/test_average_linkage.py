"""Average linkage without a matrix of distances against SciPy's, which has one."""

import numpy as np
import pytest
from peers import KEEL_SETS, load_keel_set, read_array, run_probe, write_array
from scipy.cluster.hierarchy import fcluster, linkage


def clusters_of(tmp_path, x, distance, clusters):
    run_probe(
        "probe_average_linkage", write_array(tmp_path / "x", x), x.shape[1], distance, clusters,
        tmp_path / "out",
    )  # fmt: skip
    return read_array(tmp_path / "out").astype(int)


def same_partition(a, b):
    return len(set(zip(a, b, strict=True))) == len(set(a)) == len(set(b))


def assert_equals_scipy(tmp_path, x, name):
    tree = linkage(x, "average")
    heights = tree[:, 2]
    for quantile in (0.05, 0.5, 0.9, 0.98):
        place = int(quantile * (len(heights) - 1))
        between = (heights[place] + heights[min(place + 1, len(heights) - 1)]) / 2
        wanted = fcluster(tree, between, "distance")
        assert same_partition(clusters_of(tmp_path, x, between, 1), wanted), (name, quantile)
    for count in (2, 7, 20):
        wanted = fcluster(tree, count, "maxclust")
        assert same_partition(clusters_of(tmp_path, x, "inf", count), wanted), (name, count)


@pytest.mark.parametrize("rows, columns", [(60, 1), (400, 2), (1500, 3), (800, 30)])
def test_random_rows(tmp_path, rows, columns):
    random = np.random.default_rng(rows)
    x = random.normal(size=(rows, columns)) * random.uniform(0.1, 3, size=columns)
    x[: rows // 3] += 4
    x[-rows // 10 :] *= 0.05
    assert_equals_scipy(tmp_path, x, rows)


def test_real_minorities(tmp_path):
    """A little noise makes the distances unique, as only then is the tree."""
    random = np.random.default_rng(1)
    compared = 0
    for name in KEEL_SETS:
        x, y = load_keel_set(name)
        x = x[y == 1] + random.normal(scale=1e-3, size=x[y == 1].shape)
        if len(x) > 25:
            assert_equals_scipy(tmp_path, x, name)
            compared += 1
    assert compared >= 10
