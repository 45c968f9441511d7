"""The variants of SMOTE that imbalanced-learn lacks, on real data, against their definitions in NumPy
with scikit-learn's neighbours."""

import numpy as np
import pytest
from peers import load_keel_set
from sklearn.cluster import OPTICS
from sklearn.neighbors import NearestNeighbors
from test_samplers_over import over_sample, without_ties

SETS = ["ecoli1", "yeast3", "pima", "page-blocks0"]


def distinct_rows(name):
    x, y, _ = without_ties(*load_keel_set(name), 5)
    return x, y, np.flatnonzero(y == 1)


def started(sources, members):
    return np.array([(sources == i).sum() for i in members])


@pytest.mark.parametrize("name", SETS)
def test_prowsyn_shares(tmp_path, name):
    x, y, members = distinct_rows(name)
    level = np.full(len(members), 5)
    left = np.arange(len(members))
    for number in range(1, 5):
        if len(left) == 0:
            break
        peer = NearestNeighbors(n_neighbors=min(5, len(left))).fit(x[members[left]])
        reached = np.unique(peer.kneighbors(x[y != 1], return_distance=False))
        level[left[reached]] = number
        left = np.delete(left, reached)
    assert level.max() >= 2
    weights = np.exp(1.0 - level)
    added = 50 * len(members)
    sources, neighbours, _, _ = over_sample(tmp_path, "prowsyn", x, y, 1, len(members) + added)
    assert np.all(np.abs(started(sources, members) - added * weights / weights.sum()) < 1)
    of_row = dict(zip(members, level, strict=True))
    alone = np.bincount(level, minlength=6) == 1
    together = [alone[of_row[a]] or of_row[a] == of_row[b] for a, b in zip(sources, neighbours, strict=True)]
    assert all(together)


@pytest.mark.parametrize("name", SETS)
def test_polynom_fit_lines_and_curve(tmp_path, name):
    x, y, members = distinct_rows(name)
    m, own = len(members), x[members]
    parts = np.array([0.25, 0.5, 0.75])[None, :, None]
    rows = {
        "star": own[:, None] + parts * (own.mean(axis=0) - own)[:, None],
        "bus": own[:-1, None] + parts * (own[1:] - own[:-1])[:, None],
    }
    for topology, wanted in rows.items():
        wanted = wanted.reshape(-1, x.shape[1])
        arguments = (x, y, 1, m + len(wanted), f"topology={topology}")
        found = over_sample(tmp_path, "polynom-fit-smote", *arguments)[3]
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)
    arguments = (x, y, 1, m + 400, "topology=curve", "degree=4")
    found = over_sample(tmp_path, "polynom-fit-smote", *arguments)[3]
    fits = [np.polynomial.Polynomial.fit(np.arange(m), column, 4) for column in own.T]
    grid = np.linspace(0, m - 1, 20001)
    curve = np.column_stack([fit(grid) for fit in fits])
    distance, _ = NearestNeighbors(n_neighbors=1).fit(curve).kneighbors(found)
    assert distance.max() < np.linalg.norm(np.diff(curve, axis=0), axis=1).max()


@pytest.mark.parametrize("name", SETS)
def test_lee_keeps_rows_among_their_class(tmp_path, name):
    x, y, members = distinct_rows(name)
    _, _, steps, columns = over_sample(tmp_path, "lee", x, y, 1, 10 * len(members))
    near = NearestNeighbors(n_neighbors=5).fit(x).kneighbors(columns, return_distance=False)
    assert np.mean(np.sum(y[near] != 1, axis=1) < 2.5) > 0.999  # but for ties in distance
    assert 0.4 < steps.mean() < 0.6


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("max_eps", [1.0, 3.0])
def test_smobd_shares(tmp_path, name, max_eps):
    x, y, members = distinct_rows(name)
    peer = OPTICS(min_samples=5, max_eps=max_eps, algorithm="kd_tree").fit(x[members])
    core, reach = peer.core_distances_, peer.reachability_
    near = NearestNeighbors(radius=max_eps).fit(x[members]).radius_neighbors(return_distance=False)
    near = np.array([len(rows) + 1 for rows in near])
    defined = np.isfinite(core)
    noise = (core > 1.8 * core[defined].mean()) & (reach > 1.8 * reach[np.isfinite(reach)].mean())
    core = np.where(defined, core, 1.1 * core[defined].max())
    density = np.where(noise, 0.0, 0.5 * core / core.max() + 0.5 * near / near.max())
    added = 20 * len(members)
    arguments = (x, y, 1, len(members) + added, f"max_eps={max_eps}")
    sources, _, _, _ = over_sample(tmp_path, "smobd", *arguments)
    assert np.all(np.abs(started(sources, members) - added * density / density.sum()) < 1.01)
