"""Under-samplers pick the rows that imbalanced-learn picks, in the same order.

Real data have equal rows and equal distances, among which imbalanced-learn's choice is arbitrary.
Hence two comparisons: all rows once ties are broken by noise far below the spread of the data, and
the data as they are away from the rows whose neighbours are ambiguous."""

import os
import pathlib

import numpy as np
import pandas as pd
import pytest
from imblearn import under_sampling as peer
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from peers import read_array, run_probe, write_array

BINARY = ["keel/yeast4", "mixed/credit_g", "paper/phoneme", "paper/mozilla4"]
MULTICLASS = ["multiclass/pendigits", "multiclass/shuttle"]
SETS = BINARY + MULTICLASS
LARGEST = 6000


def load_set(name, largest=LARGEST, noise=0.0):
    """Encoded features (z-scores, one-hot), class numbers in the order of the labels; a random
    part of at most `largest` rows with at least 10 rows a class."""
    folder = os.environ.get("AUTOSMOTE_DATA")
    if not folder:
        pytest.skip("AUTOSMOTE_DATA does not name the folder with the measuring data")
    frame = pd.read_csv(pathlib.Path(folder) / f"{name}.csv.gz")
    classes, labels = np.unique(frame.pop("class").astype(str), return_inverse=True)
    x = pd.get_dummies(frame, dtype=float).to_numpy()
    spread = x.std(axis=0)
    x = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    random = np.random.default_rng(0)
    order = random.permutation(len(labels))
    small = [order[labels[order] == c][:10] for c in range(len(classes))]
    rest = np.setdiff1d(order, np.concatenate(small), assume_unique=True)
    rows = np.concatenate([*small, random.permutation(rest)])[:largest]
    rows = random.permutation(rows)
    x = x[rows] + noise * random.standard_normal((len(rows), x.shape[1]))
    return np.ascontiguousarray(x), labels[rows]


def probe(folder, x, labels, *task, seed=0, **arrays):
    """Run a task of probe_under_sampling; give the rows that stay."""
    for name, values in {"x": x, "labels": labels, **arrays}.items():
        write_array(folder / name, values)
    run_probe("probe_under_sampling", folder, x.shape[1], labels.max() + 1, seed, *task)
    return read_array(folder / "rows").astype(int)


def pick(folder, x, labels, name, strategy="auto", seed=0, **parameters):
    settings = [f"{key}={value}" for key, value in parameters.items()]
    return probe(folder, x, labels, "pick", name, strategy, *settings, seed=seed)


DETERMINISTIC = [
    ("tomek-links", peer.TomekLinks, {}),
    ("edited-nearest-neighbours", peer.EditedNearestNeighbours, {}),
    ("edited-nearest-neighbours", peer.EditedNearestNeighbours, {"kind_sel": "mode"}),
    ("edited-nearest-neighbours", peer.EditedNearestNeighbours, {"n_neighbors": 7}),
    ("repeated-edited-nearest-neighbours", peer.RepeatedEditedNearestNeighbours, {}),
    (
        "repeated-edited-nearest-neighbours",
        peer.RepeatedEditedNearestNeighbours,
        {"kind_sel": "mode", "n_neighbors": 4},
    ),
    ("repeated-edited-nearest-neighbours", peer.RepeatedEditedNearestNeighbours, {"max_iter": 2}),
    ("all-knn", peer.AllKNN, {}),
    ("all-knn", peer.AllKNN, {"kind_sel": "mode", "n_neighbors": 5}),
    ("all-knn", peer.AllKNN, {"allow_minority": True}),
    ("near-miss", peer.NearMiss, {"version": 1}),
    ("near-miss", peer.NearMiss, {"version": 1, "n_neighbors": 7}),
    ("near-miss", peer.NearMiss, {"version": 2}),
    ("near-miss", peer.NearMiss, {"version": 3}),
    # With 2 neighbours each other's nearest minority rows, which count themselves, have one sum.
    ("near-miss", peer.NearMiss, {"version": 3, "n_neighbors_ver3": 6, "n_neighbors": 4}),
    ("neighbourhood-cleaning-rule", peer.NeighbourhoodCleaningRule, {}),
    (
        "neighbourhood-cleaning-rule",
        peer.NeighbourhoodCleaningRule,
        {"n_neighbors": 5, "threshold_cleaning": 2.0},
    ),
]


@pytest.mark.filterwarnings("ignore:The number of the samples")
@pytest.mark.parametrize("name", SETS)
def test_all_rows_without_ties(tmp_path, name):
    x, labels = load_set(name, noise=1e-6)
    for sampler, peer_class, parameters in DETERMINISTIC:
        for strategy in ["auto", "all", "not majority", "majority"]:
            expected = peer_class(sampling_strategy=strategy, **parameters)
            try:
                resampled, _ = expected.fit_resample(x, labels)
            except ValueError as error:  # too few rows left for k neighbours
                assert "Expected n_neighbors" in str(error)
                with pytest.raises(AssertionError, match="n_neighbors asks for"):
                    pick(tmp_path, x, labels, sampler, strategy, **text(parameters))
                continue
            rows = pick(tmp_path, x, labels, sampler, strategy, **text(parameters))
            # Where nothing goes imbalanced-learn's sample_indices_ do not fit its own result.
            np.testing.assert_array_equal(
                x[rows], resampled, err_msg=f"{sampler} {parameters} {strategy}"
            )


def text(parameters):
    return {key: str(value).lower() for key, value in parameters.items()}


def ambiguous_neighbors(x, labels, k):
    """Rows whose k nearest others are not certain in number of each class: another row at the
    distance of the k-th or an equal row, of a class that matters. Also the rows near to each."""
    found = min(k + 30, len(x))
    distances, rows = NearestNeighbors(n_neighbors=found, algorithm="kd_tree").fit(x).kneighbors(x)
    scale = 1e-7 * (1.0 + np.sqrt((x**2).sum(axis=1).max()))
    ambiguous = np.zeros(len(x), dtype=bool)
    for i in range(len(x)):
        others = rows[i] != i
        near, near_rows = distances[i][others], rows[i][others]
        equal = near_rows[near <= scale]
        at_end = near_rows[np.abs(near - near[k - 1]) <= scale]
        mixed = len(set(labels[at_end])) > 1 or near[-1] - near[k - 1] <= scale
        ambiguous[i] = mixed or (labels[equal] != labels[i]).any()
    return ambiguous, rows


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("kind", ["all", "mode"])
def test_editing_of_the_data_as_they_are(tmp_path, name, kind):
    x, labels = load_set(name)
    ambiguous, _ = ambiguous_neighbors(x, labels, 3)
    rows = pick(tmp_path, x, labels, "edited-nearest-neighbours", "all", kind_sel=kind)
    expected = peer.EditedNearestNeighbours(sampling_strategy="all", kind_sel=kind)
    expected.fit_resample(x, labels)
    theirs = expected.sample_indices_
    print(f"{name}: {ambiguous.sum()} of {len(x)} rows ambiguous, "
          f"{len(np.setxor1d(rows, theirs))} of them differ")
    np.testing.assert_array_equal(rows[~ambiguous[rows]], theirs[~ambiguous[theirs]])
    assert ambiguous.mean() < 0.2


@pytest.mark.parametrize("name", SETS)
def test_tomek_links_of_the_data_as_they_are(tmp_path, name):
    x, labels = load_set(name)
    distances, near = NearestNeighbors(n_neighbors=3, algorithm="kd_tree").fit(x).kneighbors(x)
    scale = 1e-7 * (1.0 + np.sqrt((x**2).sum(axis=1).max()))
    tied = (distances[:, 1] <= scale) | (distances[:, 2] - distances[:, 1] <= scale)
    ambiguous = tied | tied[near[:, 1]]
    rows = pick(tmp_path, x, labels, "tomek-links", "all")
    expected = peer.TomekLinks(sampling_strategy="all")
    expected.fit_resample(x, labels)
    theirs = expected.sample_indices_
    print(f"{name}: {ambiguous.sum()} of {len(x)} rows ambiguous, "
          f"{len(np.setxor1d(rows, theirs))} of them differ")
    np.testing.assert_array_equal(rows[~ambiguous[rows]], theirs[~ambiguous[theirs]])
    assert not ambiguous.all()


@pytest.mark.parametrize("name", SETS)
def test_cleaning_rule_of_the_data_as_they_are(tmp_path, name):
    x, labels = load_set(name)
    ambiguous, near = ambiguous_neighbors(x, labels, 3)
    one_less, _ = ambiguous_neighbors(x, labels, 2)
    doubtful = ambiguous.copy()
    for i in np.flatnonzero((ambiguous | one_less) & (labels == np.bincount(labels).argmin())):
        doubtful[near[i]] = True
    rows = pick(tmp_path, x, labels, "neighbourhood-cleaning-rule")
    expected = peer.NeighbourhoodCleaningRule()
    expected.fit_resample(x, labels)
    theirs = expected.sample_indices_
    print(f"{name}: {doubtful.sum()} of {len(x)} rows doubtful, "
          f"{len(np.setxor1d(rows, theirs))} of them differ")
    np.testing.assert_array_equal(rows[~doubtful[rows]], theirs[~doubtful[theirs]])
    assert not doubtful.all()


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("version", [1, 2])
def test_near_miss_of_the_data_as_they_are(tmp_path, name, version):
    """Both choose rows with the same sums of distances, class by class."""
    x, labels = load_set(name, largest=3000)
    minority = x[labels == np.bincount(labels).argmin()]
    distances, _ = NearestNeighbors(n_neighbors=len(minority)).fit(minority).kneighbors(x)
    sums = (distances[:, :3] if version == 1 else distances[:, -3:]).sum(axis=1)
    rows = pick(tmp_path, x, labels, "near-miss", version=version)
    expected = peer.NearMiss(version=version)
    expected.fit_resample(x, labels)
    theirs = expected.sample_indices_
    print(f"{name}: {len(np.setxor1d(rows, theirs))} of {len(rows)} rows differ")
    np.testing.assert_array_equal(labels[rows], labels[theirs])
    np.testing.assert_allclose(sums[rows], sums[theirs], rtol=1e-7, atol=1e-6)


def majority_first(x, labels):
    """The majority's rows first: only then is the peer's condensing right, which takes places
    inside the class for row numbers."""
    majority = np.bincount(labels).argmax()
    order = np.argsort(labels != majority, kind="stable")
    return x[order], labels[order]


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("neighbors", [1, 2, 3])
def test_condensing(tmp_path, name, neighbors):
    x, labels = majority_first(*load_set(name, largest=1200, noise=1e-6))
    seeds = max(1, neighbors - 1)
    expected = peer.CondensedNearestNeighbour(
        n_neighbors=neighbors, n_seeds_S=seeds, random_state=4
    )
    expected.fit_resample(x, labels)
    majority = np.bincount(labels).argmax()
    theirs = expected.sample_indices_[labels[expected.sample_indices_] == majority]
    assert len(set(theirs[:seeds])) == seeds
    rows = probe(tmp_path, x, labels, "condense", neighbors, seeds=theirs[:seeds])
    np.testing.assert_array_equal(rows, theirs)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("neighbors", [1, 2, 3])
def test_one_sided_selection(tmp_path, name, neighbors):
    x, labels = load_set(name, noise=1e-6)
    counts = np.bincount(labels)
    # The peer draws seeds with replacement, ours are different rows: a draw without repetition.
    for state in range(100):
        seeds, random = [], np.random.RandomState(state)
        for c in np.flatnonzero(np.arange(len(counts)) != counts.argmin()):
            seeds.extend(np.flatnonzero(labels == c)[random.randint(0, counts[c], size=3)])
        if len(set(seeds)) == len(seeds):
            break
    expected = peer.OneSidedSelection(n_neighbors=neighbors, n_seeds_S=3, random_state=state)
    expected.fit_resample(x, labels)
    rows = probe(tmp_path, x, labels, "one-sided", neighbors, seeds=np.array(seeds))
    np.testing.assert_array_equal(rows, expected.sample_indices_)


def folds_of(x, labels, random):
    folds = np.empty(len(labels), dtype=int)
    splits = StratifiedKFold(5, shuffle=True, random_state=random).split(x, labels)
    for fold, (_, held_out) in enumerate(splits):
        folds[held_out] = fold
    return folds


@pytest.mark.parametrize("name", SETS)
def test_instance_hardness_by_neighbours(tmp_path, name):
    x, labels = load_set(name, largest=3000, noise=1e-6)
    expected = peer.InstanceHardnessThreshold(
        estimator=KNeighborsClassifier(5), random_state=0
    )
    expected.fit_resample(x, labels)
    folds = folds_of(x, labels, np.random.RandomState(0))
    rows = probe(tmp_path, x, labels, "easiest", "knn", 5, folds=folds)
    np.testing.assert_array_equal(rows, expected.sample_indices_)


@pytest.mark.parametrize("name", BINARY)
def test_instance_hardness_by_logistic_regression(tmp_path, name):
    x, labels = load_set(name, largest=3000)
    random = np.random.RandomState(0)
    random.randint(np.iinfo(np.int32).max)  # what imbalanced-learn draws for the estimator
    folds = folds_of(x, labels, random)
    expected = peer.InstanceHardnessThreshold(
        estimator=LogisticRegression(tol=1e-10, max_iter=10000), random_state=0
    )
    expected.fit_resample(x, labels)
    rows = probe(tmp_path, x, labels, "easiest", "logistic", 5, folds=folds)
    # At the threshold rounding decides.
    assert len(np.setxor1d(rows, expected.sample_indices_)) <= 2


@pytest.mark.parametrize("name", SETS)
def test_cluster_centroids(tmp_path, name):
    """k-means finds clusters as tight as scikit-learn's, and both votings stand for them."""
    x, labels = load_set(name, largest=2000)
    counts = np.bincount(labels)
    c = counts.argmax()
    members = x[labels == c]
    k = counts.min()
    pick(tmp_path, x, labels, "cluster-centroids", "majority", voting="soft")
    centroids = read_array(tmp_path / "synthetic", -1, x.shape[1])
    assert centroids.shape == (k, x.shape[1])
    assert (read_array(tmp_path / "synthetic_labels") == c).all()
    squares = ((members[:, None] - centroids[None]) ** 2).sum(axis=2)
    inertias = [KMeans(k, n_init=1, random_state=s).fit(members).inertia_ for s in range(5)]
    print(f"{name}: inertia {squares.min(axis=1).sum():.4g}, scikit-learn's {np.median(inertias):.4g}")
    assert squares.min(axis=1).sum() < 1.05 * max(inertias)
    hard = pick(tmp_path, x, labels, "cluster-centroids", "majority", voting="hard")
    hard = hard[labels[hard] == c]
    assert len(hard) == k
    at_row = ((x[hard] - centroids) ** 2).sum(axis=1)
    np.testing.assert_allclose(at_row, squares.min(axis=0), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(
    ("sampler", "cleaning"),
    [("smote-enn", peer.EditedNearestNeighbours), ("smote-tomek", peer.TomekLinks)],
)
def test_cleaning_after_smote(tmp_path, name, sampler, cleaning):
    """The same synthetic rows, then the peer's cleaning of all classes."""
    x, labels = load_set(name, largest=3000, noise=1e-6)
    rows = pick(tmp_path, x, labels, "smote", seed=7)
    synthetic = read_array(tmp_path / "synthetic", -1, x.shape[1])
    all_x = np.vstack([x[rows], synthetic])
    all_labels = np.concatenate([labels[rows], read_array(tmp_path / "synthetic_labels").astype(int)])
    expected = cleaning(sampling_strategy="all")
    expected.fit_resample(all_x, all_labels)
    theirs = expected.sample_indices_
    ours = pick(tmp_path, x, labels, sampler, seed=7)
    np.testing.assert_array_equal(ours, rows[theirs[theirs < len(rows)]])
    np.testing.assert_array_equal(
        read_array(tmp_path / "synthetic", -1, x.shape[1]),
        synthetic[theirs[theirs >= len(rows)] - len(rows)],
    )
