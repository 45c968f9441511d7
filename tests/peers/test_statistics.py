"""Statistics of the comparison equal SciPy's, ties, zeros and small samples included."""

import warnings

import numpy as np
from scipy import stats

from peers import read_array, run_probe, write_array


def ours(tmp_path, name, cases):
    write_array(tmp_path / "in", np.concatenate([np.ravel(c) for c in cases]))
    run_probe("probe_statistics", name, tmp_path / "in", tmp_path / "out")
    return read_array(tmp_path / "out")


def draw_pairs(random, n, kind):
    a, b = random.normal(size=n), random.normal(0.3, 1, size=n)
    if kind == "ties":
        a, b = np.round(a, 1), np.round(b, 1)
    if kind == "zeros":
        b[random.random(n) < 0.3] = 0.0
        a[b == 0.0] = 0.0
    return a, b


def test_wilcoxon(tmp_path):
    random = np.random.default_rng(1)
    cases = [
        draw_pairs(random, n, kind)
        for n in [1, 2, 3, 5, 8, 12, 13, 14, 20, 49, 50, 51, 72, 300]
        for kind in ["plain", "ties", "zeros"]
        for _ in range(2)
    ]
    cases = [(a, b) for a, b in cases if np.any(a != b)]
    values = ours(tmp_path, "wilcoxon", [np.concatenate([[len(a)], a, b]) for a, b in cases])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [tuple(stats.wilcoxon(a, b)) for a, b in cases]
    np.testing.assert_allclose(values.reshape(-1, 2), expected, rtol=1e-10, atol=1e-14)
    assert len({round(p, 6) for _, p in expected}) > 40


def test_wilcoxon_of_equal_samples_is_no_evidence(tmp_path):
    values = ours(tmp_path, "wilcoxon", [[3, 1, 2, 3, 1, 2, 3]])
    np.testing.assert_array_equal(values, [0.0, 1.0])


def test_friedman(tmp_path):
    random = np.random.default_rng(2)
    cases = []
    for blocks, methods in [(1, 3), (2, 4), (6, 3), (12, 25), (72, 25), (200, 7)]:
        for rounded in [False, True]:
            scores = random.normal(size=(blocks, methods)) + 0.2 * np.arange(methods)
            cases.append(np.round(scores, 0) if rounded else scores)
    values = ours(tmp_path, "friedman",
                  [np.concatenate([s.shape, s.ravel()]) for s in cases])
    expected = [tuple(stats.friedmanchisquare(*s.T)) for s in cases]
    np.testing.assert_allclose(values.reshape(-1, 2), expected, rtol=1e-10, atol=1e-300)


def test_studentized_range(tmp_path):
    # SciPy integrates numerically and takes seconds a quantile.
    cases = [(0.5, 3), (0.9, 5), (0.95, 2), (0.95, 27), (0.999, 4)]
    values = ours(tmp_path, "range", cases).reshape(-1, 2)
    expected = [stats.studentized_range.ppf(p, k, np.inf) for p, k in cases]
    np.testing.assert_allclose(values[:, 0], expected, rtol=0, atol=1e-7)
    np.testing.assert_allclose(values[:, 1], [p for p, _ in cases], rtol=0, atol=1e-12)


def test_nemenyi_values_of_the_literature(tmp_path):
    """Demsar (2006), table 5a: the critical values at 0.05 for 2 to 10 methods, printed
    with three digits, the last not always rounded."""
    table = [1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164]
    values = ours(tmp_path, "range", [(0.95, k) for k in range(2, 11)]).reshape(-1, 2)
    np.testing.assert_allclose(values[:, 0] / np.sqrt(2), table, rtol=0, atol=1e-3)


def test_mean_interval(tmp_path):
    random = np.random.default_rng(3)
    cases = [random.normal(5, 2, size=n) for n in [2, 3, 5, 10, 30, 1000]]
    values = ours(tmp_path, "interval", [np.concatenate([[len(c)], c]) for c in cases])
    expected = [
        (c.mean(), *stats.t.interval(0.95, len(c) - 1, loc=c.mean(), scale=stats.sem(c)))
        for c in cases
    ]
    np.testing.assert_allclose(values.reshape(-1, 3), expected, rtol=1e-11)


def test_average_ranks(tmp_path):
    random = np.random.default_rng(4)
    cases = [np.round(random.normal(size=n), 1) for n in [1, 2, 7, 25, 200]]
    values = ours(tmp_path, "ranks", [np.concatenate([[len(c)], c]) for c in cases])
    expected = np.concatenate([stats.rankdata(-c) for c in cases])
    np.testing.assert_array_equal(values, expected)
