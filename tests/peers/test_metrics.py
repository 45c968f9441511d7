"""Metrics equal those of scikit-learn and imbalanced-learn, degenerate input included."""

import warnings

import numpy as np
import pytest
from imblearn.metrics import geometric_mean_score
from sklearn import metrics as sk

from peers import read_array, run_probe, write_array

LABEL_METRICS = {
    "macro-f1": lambda t, p, k: sk.f1_score(t, p, average="macro"),
    "mcc": lambda t, p, k: sk.matthews_corrcoef(t, p),
    "f1": lambda t, p, k: minority_f_beta(t, p, k, 1.0),
    "fbeta:2": lambda t, p, k: minority_f_beta(t, p, k, 2.0),
    "fbeta:0.3": lambda t, p, k: minority_f_beta(t, p, k, 0.3),
    "balanced-accuracy": lambda t, p, k: sk.balanced_accuracy_score(t, p),
    "g-mean": lambda t, p, k: geometric_mean_score(t, p),
}
SCORE_METRICS = {
    "average-precision": sk.average_precision_score,
    "roc-auc": sk.roc_auc_score,
}


def minority_f_beta(truth, predicted, classes, beta):
    if classes == 2:
        return sk.fbeta_score(truth, predicted, beta=beta)
    return sk.fbeta_score(
        truth, predicted, beta=beta, labels=range(1, classes), average="macro"
    )


def make_cases(classes, seed):
    """Random truth, labels and scores: any size, share, and number of distinct scores."""
    random = np.random.default_rng(seed)
    cases = []
    for _ in range(300):
        n = int(random.integers(1, 60)) if random.random() < 0.7 else int(random.integers(60, 3000))
        share = random.dirichlet(np.full(classes, random.choice([0.1, 1.0, 10.0])))
        truth = random.choice(classes, n, p=share)
        labels = np.where(random.random(n) < random.random(), truth, random.choice(classes, n, p=share))
        scores = random.normal(size=n) * 10.0 ** random.integers(-200, 200) + truth * random.normal()
        if random.random() < 0.5:
            scores = random.integers(-3, 4, n) * 0.5 * random.choice([0.0, 1.0])
        cases.append((truth, labels, scores))
    for c in range(classes):  # one class only in truth, in the predictions, or in both
        other = np.arange(9) % classes
        cases += [(np.full(9, c), other, other * 1.0), (other, np.full(9, c), np.zeros(9))]
        cases += [(np.full(9, c), np.full(9, d), np.full(9, -0.0)) for d in range(classes)]
    return cases


def ours(tmp_path, classes, cases, names):
    flat = [np.concatenate([[len(t)], t, p, s]) for t, p, s in cases]
    write_array(tmp_path / "in", np.concatenate(flat))
    run_probe("probe_metrics", tmp_path / "in", tmp_path / "out", classes, *names)
    return read_array(tmp_path / "out", len(cases), len(names))


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_label_metrics(tmp_path, classes):
    cases = make_cases(classes, seed=classes)
    values = ours(tmp_path, classes, cases, list(LABEL_METRICS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [[f(t, p, classes) for f in LABEL_METRICS.values()] for t, p, _ in cases]
    np.testing.assert_allclose(values, expected, rtol=0, atol=1e-12)
    assert len(np.unique(np.round(expected, 6))) > 500  # the cases are not all alike


def test_score_metrics(tmp_path):
    cases = [c for c in make_cases(2, seed=9) if len(np.unique(c[0])) == 2]
    values = ours(tmp_path, 2, cases, list(SCORE_METRICS))
    expected = [[f(t, s) for f in SCORE_METRICS.values()] for t, _, s in cases]
    np.testing.assert_allclose(values, expected, rtol=0, atol=1e-12)


def test_average_precision_without_a_positive(tmp_path):
    cases = [c for c in make_cases(2, seed=10) if not c[0].any()]
    assert cases
    values = ours(tmp_path, 2, cases, ["average-precision"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [[sk.average_precision_score(t, s)] for t, _, s in cases]
    np.testing.assert_array_equal(values, expected)
