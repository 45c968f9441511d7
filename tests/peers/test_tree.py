"""The tree and AdaBoost against scikit-learn's, fit by fit on the same rows."""

import numpy as np
import pytest
from sklearn.ensemble import AdaBoostClassifier
from sklearn.metrics import f1_score
from sklearn.tree import DecisionTreeClassifier

from peers import (
    KEEL_SETS,
    PAPER_SETS,
    load_keel_set,
    load_paper_set,
    paper_split,
    read_array,
    run_probe,
    write_array,
)

# scikit-learn's AdaBoost takes 0.4 s to some seconds a fit.
SEEDS = {"tree": 20, "adaboost": 5}
PEERS = {"tree": DecisionTreeClassifier, "adaboost": AdaBoostClassifier}


class Case:
    """Training rows, SMOTE-like candidates with multiplicities, evaluation rows."""

    def __init__(self, x, y, training, evaluation, seed):
        random = np.random.default_rng(seed)
        self.base, self.base_labels = x[training], y[training]
        self.evaluation, self.truth = x[evaluation], y[evaluation]
        minority = self.base[self.base_labels == 1]
        distances = ((minority[:, None, :] - minority[None, :, :]) ** 2).sum(axis=2)
        near = np.argsort(distances, axis=1, kind="stable")[:, :30]
        count = min(3500, 30 * len(minority))
        source = random.integers(0, len(minority), count)
        neighbor = near[source, random.integers(0, near.shape[1], count)]
        weight = random.choice([0.0, 0.25, 0.5, 0.75], count)[:, None]
        self.candidates = minority[source] + weight * (minority[neighbor] - minority[source])
        missing = max(int((self.base_labels == 0).sum() - len(minority)), 10)
        self.multiplicities = random.multinomial(missing, random.dirichlet(np.full(count, 0.5)))

    def rows(self):
        x = np.vstack([self.base, self.candidates])
        y = np.concatenate([self.base_labels, np.ones(len(self.candidates), dtype=int)])
        w = np.concatenate([np.ones(len(self.base)), self.multiplicities.astype(float)])
        return x[w > 0], y[w > 0], w[w > 0]

    def materialized(self):
        x = np.vstack([self.base, np.repeat(self.candidates, self.multiplicities, axis=0)])
        y = np.concatenate([self.base_labels, np.ones(self.multiplicities.sum(), dtype=int)])
        return x, y

    def ours(self, folder, kind, evaluation, seeds, fits=0):
        """Scores and labels, a row for each seed, and the median milliseconds of `fits` fits."""
        for name in ["base", "base_labels", "candidates", "multiplicities"]:
            write_array(folder / name, getattr(self, name))
        write_array(folder / "evaluation", evaluation)
        printed = run_probe("probe_refit", kind, self.base.shape[1], seeds, fits, folder)
        shape = (seeds, len(evaluation))
        scores, labels = read_array(folder / "scores", *shape), read_array(folder / "labels", *shape)
        return scores, labels.astype(int), float(printed) if fits else None


def paper_case(name):
    x, y = load_paper_set(name)
    training, validation, _ = paper_split(y, 100, seed=0)
    return Case(x, y, training, validation, seed=1)


def keel_case(name):
    x, y = load_keel_set(name)
    order = np.random.default_rng(2).permutation(len(y))
    return Case(x, y, order[len(y) // 4 :], order[: len(y) // 4], seed=3)


def macro_f1(truth, rows):
    return np.array([f1_score(truth, row, average="macro") for row in rows])


def check(folder, kind, case):
    x, y, w = case.rows()
    both = np.vstack([x, case.evaluation])
    seeds = SEEDS[kind]
    scores, labels, _ = case.ours(folder, kind, both, seeds)
    peers = [PEERS[kind](random_state=seed).fit(x, y, sample_weight=w) for seed in range(seeds)]
    theirs = np.array([peer.predict(both) for peer in peers])
    training = slice(None, len(x))
    np.testing.assert_array_equal(labels[:, training], theirs[:, training])
    ours_f1 = macro_f1(case.truth, labels[:, len(x) :])
    theirs_f1 = macro_f1(case.truth, theirs[:, len(x) :])
    assert theirs_f1.min() - 1e-12 <= ours_f1.mean() <= theirs_f1.max() + 1e-12
    if kind == "adaboost":
        their_scores = np.array([peer.decision_function(both) for peer in peers])
        distances = np.abs(scores[:, None, :] - their_scores[None, :, :]).max(axis=2)
        assert distances.min(axis=1).max() < 1e-9  # equal to one of theirs


@pytest.mark.parametrize("kind", PEERS)
@pytest.mark.parametrize("name", PAPER_SETS)
def test_paper_sets_at_ratio_100(tmp_path, kind, name):
    check(tmp_path, kind, paper_case(name))


@pytest.mark.parametrize("kind", PEERS)
@pytest.mark.parametrize("name", KEEL_SETS)
def test_natural_sets(tmp_path, kind, name):
    check(tmp_path, kind, keel_case(name))
