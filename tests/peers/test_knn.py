"""k-NN refits equal scikit-learn's fresh fits on the paper's data at imbalance ratio 100."""

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from peers import PAPER_SETS, load_paper_set, paper_split, read_array, run_probe, write_array

K = 5


def squared_distances(queries, rows):
    """Sum of squared differences, feature by feature, as the program adds them."""
    total = np.zeros((len(queries), len(rows)))
    for j in range(rows.shape[1]):
        total += (queries[:, j, None] - rows[None, :, j]) ** 2
    return total


def smote_pool(minority, n_neighbors=30):
    """The distinct points source + lambda (neighbour - source)."""
    order = np.argsort(squared_distances(minority, minority), axis=1, kind="stable")
    neighbors = minority[order[:, :n_neighbors]]
    source = minority[:, None, :]
    steps = [source + step * (neighbors - source) for step in (0.25, 0.5, 0.75, 1.0)]
    return np.unique(np.concatenate(steps).reshape(-1, minority.shape[1]), axis=0)


def vote_shares(queries, rows, labels):
    """Share of class 1 among the K nearest (ties: lower row), and whether ties matter: rows of
    both classes at the distance of the K-th that are not all among the K."""
    shares, tied = np.empty(len(queries)), np.empty(len(queries), dtype=bool)
    for first in range(0, len(queries), 256):
        distances = squared_distances(queries[first : first + 256], rows)
        for i, row in enumerate(distances):
            kth = np.partition(row, K - 1)[K - 1]
            near = np.flatnonzero(row <= kth * (1 + 1e-9))
            near = near[np.argsort(row[near], kind="stable")]
            shares[first + i] = labels[near[:K]].mean()
            at_kth = labels[near[row[near] >= kth * (1 - 1e-9)]]
            tied[first + i] = len(near) > K and at_kth.min() != at_kth.max()
    return shares, tied


@pytest.mark.parametrize("name", PAPER_SETS)
def test_predictions(tmp_path, name):
    features, labels = load_paper_set(name)
    train, validation, _ = paper_split(labels, 100, seed=0)
    random = np.random.default_rng(1)
    base, base_labels = features[train], labels[train]
    queries = features[random.permutation(validation)[:1500]]
    pool = smote_pool(base[base_labels == 1])
    weights = random.poisson([[0.05], [1.0], [4.0]], (3, len(pool)))
    for file, values in [
        ("base", base),
        ("labels", base_labels),
        ("candidates", pool),
        ("evaluation", queries),
        ("weights", weights),
    ]:
        write_array(tmp_path / file, values)
    run_probe("probe_knn", tmp_path, base.shape[1], K)
    predictions = read_array(tmp_path / "predictions", 3, len(queries))
    scores = read_array(tmp_path / "scores", 3, len(queries))

    for fit, multiplicity in enumerate(weights):
        rows = np.vstack([base, np.repeat(pool, multiplicity, axis=0)])
        row_labels = np.concatenate([base_labels, np.ones(multiplicity.sum(), dtype=int)])
        shares, tied = vote_shares(queries, rows, row_labels)
        np.testing.assert_array_equal(scores[fit], shares - 0.5)
        np.testing.assert_array_equal(predictions[fit], shares > 0.5)
        algorithm = "kd_tree" if rows.shape[1] < 20 else "brute"
        peer = KNeighborsClassifier(n_neighbors=K, algorithm=algorithm).fit(rows, row_labels)
        expected = peer.predict(queries)
        differing = int((predictions[fit] != expected)[tied].sum())
        print(f"{name}: {tied.sum()} of {len(tied)} rows tied, {differing} of them differ")
        np.testing.assert_array_equal(predictions[fit][~tied], expected[~tied])
        assert tied.mean() < 0.05
