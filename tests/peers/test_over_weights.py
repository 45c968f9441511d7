"""Safe-Level-SMOTE, Geometric SMOTE and MWMOTE on real data, against their definitions in NumPy with
scikit-learn's neighbours and SciPy's clusters."""

import numpy as np
import pytest
from peers import load_keel_set
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import cdist
from scipy.stats import chisquare
from sklearn.neighbors import NearestNeighbors
from test_samplers_over import over_sample

SETS = ["ecoli1", "yeast3", "pima", "page-blocks0"]


def rows_without_ties(name):
    """A little noise makes neighbours unique."""
    x, y = load_keel_set(name)
    x = x + np.random.default_rng(2).normal(scale=1e-6, size=x.shape)
    return x, y, np.flatnonzero(y == 1)


def nearest(x, queries, k):
    return NearestNeighbors(n_neighbors=k).fit(x).kneighbors(queries, return_distance=False)


@pytest.mark.parametrize("name", SETS)
def test_safe_level_ranges(tmp_path, name):
    x, y, members = rows_without_ties(name)
    level = (y[nearest(x, x[members], 6)[:, 1:]] == 1).sum(axis=1)
    pairs, noise = {}, 0
    for i, near in enumerate(nearest(x[members], x[members], 6)[:, 1:]):
        for j in near:
            p, n = level[i], level[j]
            if p == 0 and n == 0:
                noise += 1
            elif n == 0:
                pairs[members[i], members[i]] = (0, 0)
            elif p == 0:
                pairs[members[j], members[j]] = (0, 0)
            else:
                pairs[members[i], members[j]] = (0, n / p) if p >= n else (1 - p / n, 1)
    rows = len(members) + 60 * len(pairs)
    sources, neighbours, steps, _ = over_sample(tmp_path, "safe-level-smote", x, y, 1, rows)
    assert set(zip(sources, neighbours, strict=True)) == set(pairs)
    for a, b, step in zip(sources, neighbours, steps, strict=True):
        low, high = pairs[a, b]
        assert low <= step <= high
    spread = [s for a, b, s in zip(sources, neighbours, steps, strict=True) if pairs[a, b] == (0, 1)]
    assert chisquare(np.histogram(spread, 20, (0, 1))[0]).pvalue > 1e-4
    assert name != "yeast3" or noise > 0


@pytest.mark.parametrize("name", SETS)
def test_geometric_surface_rows(tmp_path, name):
    x, y, members = rows_without_ties(name)
    own = members[nearest(x[members], x[members], 6)[:, 1:]]
    foreign = np.flatnonzero(y != 1)[nearest(x[y != 1], x[members], 1)[:, 0]]

    def distance(a, b):
        return np.linalg.norm(x[a] - x[b], axis=-1)

    closer = distance(members[:, None], own) <= distance(members, foreign)[:, None]
    wanted = {
        "minority": own,
        "majority": np.repeat(foreign[:, None], 5, axis=1),
        "combined": np.where(closer, own, foreign[:, None]),
    }
    rows = len(members) + 300 * len(members)
    for strategy, surface in wanted.items():
        arguments = (x, y, 1, rows, f"selection_strategy={strategy}", "truncation_factor=0")
        sources, neighbours, _, points = over_sample(tmp_path, "geometric-smote", *arguments)
        found = set(zip(sources, neighbours, strict=True))
        assert found == {(a, b) for a, near in zip(members, surface, strict=True) for b in near}
        share = np.linalg.norm(points - x[sources], axis=1) / distance(sources, neighbours)
        assert chisquare(np.histogram(share ** x.shape[1], 20, (0, 1))[0]).pvalue > 1e-4


@pytest.mark.parametrize("name", SETS)
def test_mwmote_weights_and_clusters(tmp_path, name):
    x, y, members = rows_without_ties(name)
    own, other = x[members], x[y != 1]
    filtered = own[(y[nearest(x, own, 6)[:, 1:]] == 1).any(axis=1)]
    border = other[np.unique(nearest(other, filtered, 3))]
    near = nearest(own, border, len(members) // 2)
    closeness = np.minimum(x.shape[1] / cdist(border, own), 5) / 5 * 2
    mask = np.zeros_like(closeness, dtype=bool)
    np.put_along_axis(mask, near, True, axis=1)
    closeness[~mask] = 0
    weights = (closeness**2 / closeness.sum(axis=1, keepdims=True)).sum(axis=0)
    between = NearestNeighbors(n_neighbors=2).fit(filtered).kneighbors(filtered)[0][:, 1].mean()
    clusters = fcluster(linkage(own, "average"), 3 * between, "distance")

    added = 100 * len(members)
    sources, neighbours, _, _ = over_sample(tmp_path, "mwmote", x, y, 1, len(members) + added)
    sources, neighbours = np.searchsorted(members, sources), np.searchsorted(members, neighbours)
    assert np.array_equal(clusters[sources], clusters[neighbours])
    counts = np.bincount(sources, minlength=len(members))
    assert counts[weights == 0].sum() == 0
    expected = weights / weights.sum() * added
    frequent = expected >= 5
    found = np.append(counts[frequent], counts[~frequent].sum() + 1)
    wanted = np.append(expected[frequent], expected[~frequent].sum() + 1)
    assert chisquare(found, wanted).pvalue > 1e-4
    for cluster in np.unique(clusters[sources]):
        inside = np.flatnonzero(clusters == cluster)
        drawn = np.bincount(neighbours[clusters[sources] == cluster], minlength=len(members))[inside]
        if len(inside) > 1 and drawn.sum() >= 5 * len(inside):
            assert chisquare(drawn).pvalue > 1e-6
