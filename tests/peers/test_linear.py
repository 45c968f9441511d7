"""The linear classifiers reach the minimum that scikit-learn's solvers approach, and predict alike."""

import warnings

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

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


class Case:
    """Training rows, candidates between minority rows with multiplicities, evaluation rows."""

    def __init__(self, x, y, training, evaluation, seed):
        random = np.random.default_rng(seed)
        self.base, self.labels = x[training], y[training]
        self.evaluation = x[evaluation]
        minority = self.base[self.labels == 1]
        ends = random.integers(0, len(minority), (2, min(1500, 30 * len(minority))))
        weight = random.choice([0.0, 0.25, 0.5, 0.75], ends.shape[1])[:, None]
        self.candidates = minority[ends[0]] + weight * (minority[ends[1]] - minority[ends[0]])
        missing = max(int((self.labels == 0).sum() - len(minority)), 10)
        shares = random.dirichlet(np.full(len(self.candidates), 0.5))
        self.multiplicities = random.multinomial(missing, shares)

    def rows(self):
        x = np.vstack([self.base, self.candidates])
        y = np.concatenate([self.labels, np.ones(len(self.candidates), dtype=int)])
        w = np.concatenate([np.ones(len(self.base)), self.multiplicities.astype(float)])
        return x[w > 0], y[w > 0], w[w > 0]

    def materialized(self):
        x = np.vstack([self.base, np.repeat(self.candidates, self.multiplicities, axis=0)])
        y = np.concatenate([self.labels, np.ones(self.multiplicities.sum(), dtype=int)])
        return x, y

    def ours(self, folder, kind, c):
        """(coefficients, intercept, objective), scores and labels of our program."""
        for name in ["base", "candidates", "multiplicities", "evaluation"]:
            write_array(folder / name, getattr(self, name))
        write_array(folder / "base_labels", self.labels)
        run_probe("probe_linear", kind, c, self.base.shape[1], folder)
        model = read_array(folder / "model")
        return model[:-3], model[-3], model[-2], read_array(folder / "scores"), read_array(folder / "labels")


def objective(kind, x, y, w, c, coefficients, intercept):
    z = np.where(y == 1, 1.0, -1.0) * (x @ coefficients + intercept)
    if kind == "svm":
        loss = np.maximum(0.0, 1.0 - z) ** 2
        return 0.5 * (coefficients @ coefficients + intercept**2) + c * (w @ loss)
    return 0.5 * coefficients @ coefficients + c * (w @ np.logaddexp(0.0, -z))


def solvers(kind, c):
    if kind == "svm":
        yield LinearSVC(C=c, dual=False, tol=1e-13, max_iter=100000)
        yield LinearSVC(C=c, dual=True, tol=1e-10, max_iter=1000, random_state=0)
    else:
        yield LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12, max_iter=1000)
        yield LogisticRegression(C=c, solver="lbfgs", tol=1e-12, max_iter=20000)


def check(folder, kind, case, c=1.0):
    coefficients, intercept, value, scores, labels = case.ours(folder, kind, c)
    x, y, w = case.rows()
    recomputed = objective(kind, x, y, w, c, coefficients, intercept)
    np.testing.assert_allclose(value, recomputed, rtol=1e-11)
    best, best_model = np.inf, None
    for model in solvers(kind, c):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of iteration limits: the best of the solvers counts
            model.fit(x, y, sample_weight=w)
        found = objective(kind, x, y, w, c, model.coef_[0], model.intercept_[0])
        if found < best:
            best, best_model = found, model
    np.testing.assert_allclose(value, best, rtol=1e-8)
    assert value <= best * (1 + 1e-12)
    ours = case.evaluation @ coefficients + intercept
    np.testing.assert_allclose(scores, ours, rtol=1e-7, atol=1e-7)
    theirs = best_model.decision_function(case.evaluation)
    clear = np.abs(theirs) > 1e-6
    np.testing.assert_array_equal(labels[clear], best_model.predict(case.evaluation)[clear])


@pytest.mark.parametrize("kind", ["svm", "logistic"])
@pytest.mark.parametrize("name", PAPER_SETS)
def test_paper_sets_at_ratio_100(tmp_path, kind, name):
    x, y = load_paper_set(name)
    training, validation, _ = paper_split(y, 100, seed=0)
    check(tmp_path, kind, Case(x, y, training, validation, seed=1))


@pytest.mark.parametrize("kind", ["svm", "logistic"])
@pytest.mark.parametrize("name", KEEL_SETS)
def test_natural_sets(tmp_path, kind, name):
    x, y = load_keel_set(name)
    order = np.random.default_rng(2).permutation(len(y))
    case = Case(x, y, order[len(y) // 4 :], order[: len(y) // 4], seed=3)
    for c in [0.1, 1.0, 10.0]:
        check(tmp_path, kind, case, c)


@pytest.mark.parametrize("kind", ["svm", "logistic"])
def test_multiplicities_are_duplicates(tmp_path, kind):
    random = np.random.default_rng(4)
    y = (np.arange(400) < 40).astype(int)
    x = random.normal(size=(400, 6)) + y[:, None]
    case = Case(x, y, np.arange(0, 400, 2), np.arange(1, 400, 2), seed=5)
    _, _, _, scores, labels = case.ours(tmp_path, kind, 1.0)
    model = next(solvers(kind, 1.0)).fit(*case.materialized())
    np.testing.assert_allclose(scores, model.decision_function(case.evaluation), rtol=0, atol=1e-6)
    np.testing.assert_array_equal(labels, model.predict(case.evaluation))
