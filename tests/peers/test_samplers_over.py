"""The over-samplers against imbalanced-learn: everything that is not random must be equal."""

import warnings

import numpy as np
import pytest
from imblearn.over_sampling import ADASYN, SMOTEN, SMOTENC, BorderlineSMOTE
from imblearn.utils import check_sampling_strategy
from peers import KEEL_SETS, load_keel_set, read_array, run_probe, write_array
from sklearn.neighbors import NearestNeighbors

MODES = {"over": "over-sampling", "under": "under-sampling", "clean": "clean-sampling"}
NAMES = ["auto", "minority", "not minority", "not majority", "majority", "all"]


def random_strategy(random, counts):
    kind = random.choice(["named", "ratio", "counts", "classes"])
    if kind == "named":
        return kind, str(random.choice(NAMES))
    if kind == "ratio":
        return kind, float(random.choice([0.1, 0.25, 0.3, 0.5, 0.7, 0.9, 1.0, random.uniform(0, 1)]))
    chosen = random.permutation(len(counts) + 1)[: random.integers(1, len(counts) + 1)]
    chosen = [int(c) for c in chosen if c < len(counts) or random.uniform() < 0.2] or [0]
    if kind == "classes":
        return kind, chosen
    return kind, {c: int(random.integers(0, 40)) for c in chosen}


def test_strategies(tmp_path):
    random = np.random.default_rng(3)
    lines, expected = [], []
    for _ in range(6000):
        counts = random.integers(1, 30, size=random.choice([2, 2, 3, 5]))
        y = np.repeat(np.arange(len(counts)), counts)
        mode = str(random.choice(list(MODES)))
        kind, value = random_strategy(random, counts)
        try:
            answer = check_sampling_strategy(value, y, MODES[mode])
            if mode == "clean":
                expected.append("".join(f"{c} " for c in answer))
            else:
                expected.append("".join(f"{c}:{n} " for c, n in answer.items() if n > 0 or mode == "under"))
        except ValueError:
            expected.append("error")
        text = {
            "named": lambda: value.replace(" ", "_"),
            "ratio": lambda: repr(value),
            "counts": lambda: ",".join(f"{c}:{n}" for c, n in value.items()),
            "classes": lambda: ",".join(map(str, value)),
        }[kind]()
        lines.append(f"{mode} {kind} {text} {','.join(map(str, counts))}")
    path = tmp_path / "strategies.txt"
    path.write_text("\n".join(lines) + "\n")
    found = run_probe("probe_strategy", path).split("\n")[:-1]
    wrong = [t for t in zip(lines, found, expected, strict=True) if t[1] != t[2]]
    assert not wrong, wrong[:5]
    assert 0.2 < np.mean([e != "error" for e in expected]) < 0.95


def over_sample(tmp_path, name, x, y, c, rows, *parameters, nominal=()):
    """Sources, neighbours, lambdas and columns of the synthetic rows."""
    arguments = [write_array(tmp_path / n, v) for n, v in [("x", x), ("y", y), ("n", list(nominal))]]
    run_probe("probe_over_sampler", name, *arguments, c, rows, tmp_path / "out", *parameters)
    out = read_array(tmp_path / "out", -1, 3 + x.shape[1])
    return out[:, 0].astype(int), out[:, 1].astype(int), out[:, 2], out[:, 3:]


def without_ties(x, y, k):
    """Rows left when duplicates go: with them the first neighbour found need not be the row itself,
    and imbalanced-learn drops the first; and whether the k-th neighbour is then unique."""
    _, first = np.unique(x, axis=0, return_index=True)
    x, y = x[np.sort(first)], y[np.sort(first)]
    distance, _ = NearestNeighbors(n_neighbors=k + 2).fit(x).kneighbors(x[y == 1])
    return x, y, bool(np.all(distance[:, k + 1] > distance[:, k] * (1 + 1e-12)))


def test_borderline_danger_sets(tmp_path):
    compared = 0
    for name in KEEL_SETS:
        x, y, unique = without_ties(*load_keel_set(name), 10)
        peer = BorderlineSMOTE(random_state=0)
        peer.fit_resample(x, y)
        wanted = set(peer.in_danger_indices.get(1, []))
        if not unique or not wanted:
            continue
        rows = (y == 1).sum() + 60 * len(wanted)
        sources, _, _, _ = over_sample(tmp_path, "borderline-smote", x, y, 1, rows)
        assert set(sources) == wanted, name
        compared += 1
    assert compared >= 8


def test_adasyn_allocation(tmp_path):
    compared = 0
    for name in KEEL_SETS:
        x, y, unique = without_ties(*load_keel_set(name), 5)
        if not unique or (y == 1).sum() >= (y == 0).sum():
            continue
        total = int((y == 0).sum())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            peer_x, _ = ADASYN(random_state=0).fit_resample(x, y)
        members = np.flatnonzero(y == 1)
        near = NearestNeighbors(n_neighbors=6).fit(x).kneighbors(x[members], return_distance=False)[:, 1:]
        ratio = np.sum(y[near] != 1, axis=1) / 5
        ratio /= np.sum(ratio)
        wanted = np.rint(ratio * (total - len(members))).astype(int)
        sources, _, _, _ = over_sample(tmp_path, "adasyn", x, y, 1, total)
        assert len(sources) == len(peer_x) - len(x), name
        assert np.array_equal(sources, np.repeat(members, wanted)), name
        compared += 1
    assert compared >= 8


@pytest.mark.parametrize("name", ["ecoli1", "yeast3", "pima"])
def test_smote_neighbours(tmp_path, name):
    x, y, _ = without_ties(*load_keel_set(name), 5)
    members = np.flatnonzero(y == 1)
    near = NearestNeighbors(n_neighbors=6).fit(x[members]).kneighbors(x[members], return_distance=False)
    wanted = {(members[row[0]], members[j]) for row in near for j in row[1:]}
    rows = len(members) + 100 * len(members) * 5
    sources, neighbours, steps, columns = over_sample(tmp_path, "smote", x, y, 1, rows)
    assert set(zip(sources, neighbours, strict=True)) == wanted
    expected = x[sources] + steps[:, None] * (x[neighbours] - x[sources])
    assert np.array_equal(columns, expected)


def mixed_rows(name):
    """A numeric set with its first two columns cut into categories, and its nominal columns."""
    x, y, _ = without_ties(*load_keel_set(name), 5)
    x = x.copy()
    for j in range(2):
        x[:, j] = np.searchsorted(np.quantile(x[:, j], [0.2, 0.5, 0.8]), x[:, j])
    return x, y


@pytest.mark.parametrize("name", ["ecoli1", "yeast3", "pima"])
def test_smotenc_median_and_neighbours(tmp_path, name):
    x, y = mixed_rows(name)
    peer = SMOTENC([0, 1], random_state=0)
    peer.fit_resample(x, y)
    members = np.flatnonzero(y == 1)
    median = np.median(x[members, 2:].std(axis=0))
    assert median == pytest.approx(peer.median_std_[1], rel=1e-12)
    one_hot = np.hstack([(x[members, j, None] == np.unique(x[:, j])).astype(float) for j in (0, 1)])
    points = np.hstack([x[members, 2:], one_hot * median / np.sqrt(2)])
    distance, near = NearestNeighbors(n_neighbors=7).fit(points).kneighbors(points)
    unique = np.all(distance[:, 6:7] - distance[:, 5:6] > 1e-9, axis=1) & (distance[:, 1] > 0)
    assert unique.mean() > 0.9
    rows = len(members) + 100 * len(members) * 5
    found = over_sample(tmp_path, "smotenc", x, y, 1, rows, nominal=[0, 1])
    pairs = set(zip(found[0], found[1], strict=True))
    for i in np.flatnonzero(unique):
        assert {b for a, b in pairs if a == members[i]} == set(members[near[i, 1:6]])


@pytest.mark.parametrize("name", ["ecoli1", "yeast3"])
def test_smoten_rows(tmp_path, name):
    """With as many neighbours as the class has rows the new row no longer depends on ties."""
    x, y = mixed_rows(name)
    x = np.apply_along_axis(lambda v: np.searchsorted(np.quantile(v, [0.3, 0.6]), v), 0, x).astype(float)
    k = int((y == 1).sum()) - 1
    peer_x, _ = SMOTEN(random_state=0, k_neighbors=k).fit_resample(x, y)
    found = over_sample(
        tmp_path, "smoten", x, y, 1, (y == 0).sum(), f"k_neighbors={k}", nominal=range(x.shape[1])
    )
    assert np.array_equal(found[3], peer_x[len(x) :])
