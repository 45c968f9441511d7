"""Seeds, threads, strategies, and being at home in scikit-learn's pipelines and searches."""

import concurrent.futures
import os
import pathlib
import pickle
import signal
import subprocess
import sys
import time
import warnings

import imblearn.under_sampling
import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE as ImblearnSMOTE
from imblearn.pipeline import make_pipeline
from imblearn.under_sampling import EditedNearestNeighbours as ImblearnENN
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

import autosmote
from autosmote import SMOTE
from samplers import NAMES, make


@pytest.fixture(scope="module")
def data():
    return make_classification(
        n_samples=400, n_features=6, weights=[0.8], flip_y=0.02, class_sep=0.6, random_state=1
    )


@pytest.mark.parametrize("name", NAMES)
def test_threads_and_seeds(data, name):
    X, y = data
    one = make(name, n_jobs=1).fit_resample(X, y)
    two = make(name, n_jobs=2).fit_resample(X, y)
    np.testing.assert_array_equal(one[0], two[0])
    np.testing.assert_array_equal(one[1], two[1])
    if "random_state" in make(name).get_params():
        again = make(name, random_state=np.random.RandomState(3)).fit_resample(X, y)
        same = make(name, random_state=np.random.RandomState(3)).fit_resample(X, y)
        np.testing.assert_array_equal(again[0], same[0])


@pytest.mark.parametrize("name", NAMES)
def test_pickle_and_clone(data, name):
    X, y = data
    sampler = make(name)
    expected = sampler.fit_resample(X, y)
    for copied in (clone(sampler), pickle.loads(pickle.dumps(sampler))):
        np.testing.assert_array_equal(copied.fit_resample(X, y)[0], expected[0])


def test_the_seed_is_a_number_or_a_generator(data):
    X, y = data
    rows = {
        name: SMOTE(random_state=state).fit_resample(X, y)[0]
        for name, state in (
            ("zero", 0),
            ("one", 1),
            ("generator", np.random.default_rng(0)),
            ("state", np.random.RandomState(0)),
        )
    }
    assert len({array.tobytes() for array in rows.values()}) == 4
    np.random.seed(7)
    first = SMOTE().fit_resample(X, y)[0]
    second = SMOTE().fit_resample(X, y)[0]
    np.random.seed(7)
    np.testing.assert_array_equal(SMOTE().fit_resample(X, y)[0], first)
    assert not np.array_equal(first, second)


def test_many_threads_at_once(data):
    X, y = data
    sampler = SMOTE(random_state=0, n_jobs=2)
    expected = sampler.fit_resample(X, y)[0]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(sampler.fit_resample, X, y) for _ in range(64)]:
            np.testing.assert_array_equal(done.result()[0], expected)


@pytest.mark.parametrize(
    ("strategy", "counts"),
    [
        ("auto", [50, 50, 50]),
        ("minority", [50, 50, 20]),
        ({0: 12, 1: 30}, [12, 30, 20]),
        (lambda y: {1: 11}, [10, 11, 20]),
        ("all", [50, 50, 50]),
    ],
)
def test_over_sampling_strategies(strategy, counts):
    if strategy in ("minority", {0: 12, 1: 30}) or callable(strategy):
        sizes = [10, 10, 20] if callable(strategy) else [10, 20, 20]
    else:
        sizes = [10, 20, 50]
    if strategy == "minority":
        sizes, counts = [10, 50, 20], [50, 50, 20]
    y = np.repeat([0, 1, 2], sizes)
    X = np.random.default_rng(0).normal(size=(len(y), 3))
    sampler = SMOTE(sampling_strategy=strategy, random_state=0)
    _, y_res = sampler.fit_resample(X, y)
    assert np.bincount(y_res).tolist() == counts
    added = np.bincount(y_res) - np.bincount(y)
    assert {k: v for k, v in sampler.sampling_strategy_.items() if v} == {
        k: v for k, v in enumerate(added.tolist()) if v
    }


def test_ratios(data):
    X, y = data
    _, over = SMOTE(sampling_strategy=0.5, random_state=0).fit_resample(X, y)
    assert np.bincount(over)[1] == np.bincount(y)[0] // 2
    _, under = autosmote.NearMiss(sampling_strategy=0.5).fit_resample(X, y)
    assert np.bincount(under)[0] == np.bincount(y)[1] * 2
    with pytest.raises(ValueError, match="Please increase the ratio"):
        SMOTE(sampling_strategy=0.01).fit_resample(X, y)


def test_messages_name_the_classes():
    X = np.random.default_rng(0).normal(size=(43, 2))
    with pytest.raises(ValueError, match="class 'rare' has 1 row; it needs at least 2"):
        SMOTE().fit_resample(X[:41], ["common"] * 40 + ["rare"])
    with pytest.warns(UserWarning, match="class 'rare' has 3 rows, so 2 neighbours are used"):
        SMOTE().fit_resample(X, ["common"] * 40 + ["rare"] * 3)


@pytest.mark.parametrize(
    "name",
    [
        "NearMiss",
        "TomekLinks",
        "EditedNearestNeighbours",
        "AllKNN",
        "RepeatedEditedNearestNeighbours",
        "NeighbourhoodCleaningRule",
    ],
)
def test_same_rows_as_imbalanced_learn(data, name):
    import imblearn.under_sampling

    theirs = getattr(imblearn.under_sampling, name)()
    theirs.fit_resample(*data)
    ours = make(name)
    X_res, y_res = ours.fit_resample(*data)
    np.testing.assert_array_equal(np.sort(ours.sample_indices_), np.sort(theirs.sample_indices_))
    np.testing.assert_array_equal(X_res, data[0][ours.sample_indices_])
    np.testing.assert_array_equal(y_res, data[1][ours.sample_indices_])


@pytest.mark.parametrize("strategy", ["auto", "majority", "not majority", "all", [0, 2]])
@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("AllKNN", {}),
        ("AllKNN", {"allow_minority": True}),
        ("RepeatedEditedNearestNeighbours", {}),
        ("RepeatedEditedNearestNeighbours", {"kind_sel": "mode"}),
    ],
)
def test_rounds_of_cleaning_ask_the_strategy_anew(name, parameters, strategy):
    """Classes change places from one round to the next."""
    theirs = getattr(imblearn.under_sampling, name)
    for seed in range(8):
        random = np.random.default_rng(seed)
        y = np.repeat([0, 1, 2], [60, 40, 50])
        X = random.normal(size=(150, 2))
        X[:, 0] += 0.7 * y
        both = {"sampling_strategy": strategy, **parameters}
        expected, labels = theirs(**both).fit_resample(X, y)
        found, own = getattr(autosmote, name)(**both).fit_resample(X, y)
        np.testing.assert_array_equal(found, expected)
        np.testing.assert_array_equal(own, labels)


@pytest.mark.parametrize("name", ["SMOTE", "SVMSMOTE", "SMOTEENN", "SMOTETomek"])
def test_warnings_point_at_the_caller(name):
    X = np.random.default_rng(0).normal(size=(60, 2))
    y = np.array([0] * 57 + [1] * 3)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        make(name).fit_resample(X, y)
    told = [w for w in caught if issubclass(w.category, UserWarning)]
    assert told and all(w.filename == __file__ for w in told)


def test_neighbour_objects(data):
    expected = SMOTE(k_neighbors=3, random_state=0).fit_resample(*data)[0]
    given = SMOTE(k_neighbors=NearestNeighbors(n_neighbors=4), random_state=0)
    np.testing.assert_array_equal(given.fit_resample(*data)[0], expected)
    with pytest.raises(ValueError, match="must measure Euclidean distances.*'manhattan'"):
        SMOTE(k_neighbors=NearestNeighbors(metric="manhattan")).fit_resample(*data)


def test_combinations_of_given_samplers(data):
    for kind in ("SMOTEENN", "SMOTETomek"):
        own = make(kind).fit_resample(*data)
        composed = make(kind, smote=SMOTE(random_state=0)).fit_resample(*data)
        np.testing.assert_array_equal(
            own[0][np.lexsort(own[0].T)], composed[0][np.lexsort(composed[0].T)]
        )
    foreign = make("SMOTEENN", smote=ImblearnSMOTE(random_state=0), enn=ImblearnENN())
    labels = np.array(["no", "yes"])[data[1]]
    X_res, y_res = foreign.fit_resample(data[0], labels)
    smote_X, smote_y = ImblearnSMOTE(random_state=0).fit_resample(data[0], labels)
    expected = ImblearnENN().fit_resample(smote_X, smote_y)
    np.testing.assert_array_equal(np.sort(X_res, axis=0), np.sort(expected[0], axis=0))
    assert (y_res == "no").sum() == (expected[1] == "no").sum()


def test_estimators_of_scikit_learn(data):
    X, y = data
    hard = make("InstanceHardnessThreshold", estimator=RandomForestClassifier(n_estimators=10))
    first, second = hard.fit_resample(X, y), hard.fit_resample(X, y)
    np.testing.assert_array_equal(first[0], second[0])
    assert np.bincount(first[1])[1] == np.bincount(y)[1]
    for voting in ("soft", "hard"):
        centers = make("ClusterCentroids", estimator=KMeans(n_init=1), voting=voting)
        X_res, y_res = centers.fit_resample(X, y)
        assert np.bincount(y_res).tolist() == [np.bincount(y)[1]] * 2
    assert all((X == row).all(axis=1).any() for row in X_res)
    with pytest.raises(ValueError, match="'cv'.*must be an int"):
        make("InstanceHardnessThreshold", cv=[(np.arange(9), np.arange(9))]).fit_resample(X, y)


def test_shrinkage_by_class(data):
    X, y = data
    same = autosmote.RandomOverSampler(shrinkage=0.5, random_state=0).fit_resample(X, y)
    by_class = autosmote.RandomOverSampler(shrinkage={1: 0.5}, random_state=0).fit_resample(X, y)
    np.testing.assert_array_equal(same[0], by_class[0])
    with pytest.raises(ValueError, match=r"missing classes are: \[1\]"):
        autosmote.RandomOverSampler(shrinkage={0: 0.5}).fit_resample(X, y)


@pytest.mark.parametrize("name", ["SMOTE", "RandomUnderSampler", "AutoSMOTE"])
def test_set_output_of_a_pipeline(data, name):
    """Frames that a step before makes reach the sampler, and the step after it, as frames."""
    X, y = data
    names = list("abcdef")
    sampler = (
        autosmote.AutoSMOTE("knn", n_episodes=2, random_state=0) if name == "AutoSMOTE"
        else make(name)
    )  # fmt: skip
    pipeline = make_pipeline(StandardScaler(), sampler, LogisticRegression())
    pipeline.set_output(transform="pandas").fit(pd.DataFrame(X, columns=names), y)
    for step in pipeline:
        assert step.feature_names_in_.tolist() == names
    assert pipeline[1].get_feature_names_out().tolist() == names
    plain = make_pipeline(StandardScaler(), clone(sampler), LogisticRegression()).fit(X, y)
    # The order of a frame's numbers in memory changes the last bits of the regression.
    np.testing.assert_allclose(plain[-1].coef_, pipeline[-1].coef_, rtol=1e-9)


def test_pipeline_and_grid_search(data):
    X, y = data
    pipeline = make_pipeline(SMOTE(random_state=0), LogisticRegression())
    search = GridSearchCV(pipeline, {"smote__k_neighbors": [1, 5]}, cv=3, n_jobs=2)
    assert search.fit(X, y).best_score_ > 0.6
    assert cross_val_score(pipeline, pd.DataFrame(X), y, cv=3).mean() > 0.6


def test_same_rows_as_the_command_line(data, tmp_path):
    folder = os.environ.get("AUTOSMOTE_BIN")
    if not folder:
        pytest.skip("AUTOSMOTE_BIN does not name the folder with the program")
    X, y = data
    table = pd.DataFrame(X, columns=list("abcdef"))
    table["y"] = y
    table.to_csv(tmp_path / "in.csv", index=False)
    for method, name in (("smote", "SMOTE"), ("adasyn", "ADASYN"), ("near-miss", "NearMiss")):
        out = tmp_path / f"{method}.csv"
        command = [
            pathlib.Path(folder) / "autosmote",
            "resample",
            tmp_path / "in.csv",
            "--target",
            "y",
            "--method",
            method,
            "--scale",
            "none",
            "-o",
            out,
            "--quiet",
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        made = pd.read_csv(out)
        sampler = make(name)
        X_res, y_res = sampler.fit_resample(X, y)
        if hasattr(sampler, "sample_indices_"):  # the program keeps the order of the table
            order = np.argsort(sampler.sample_indices_)
            X_res, y_res = X_res[order], y_res[order]
        # The program writes synthetic rows by the rules of a table, which round the last bit of an
        # interpolation otherwise.
        np.testing.assert_allclose(made.drop(columns="y"), X_res, rtol=0, atol=2e-15)
        np.testing.assert_array_equal(made["y"].to_numpy(), y_res)


def test_interrupt_ends_a_sampler_soon():
    """In a process of its own: a signal is a KeyboardInterrupt long before the sampler is done."""
    code = (
        # Where the tests run in the background, the signal would be ignored.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import numpy as np; from autosmote import MWMOTE\n"
        "X = np.random.default_rng(0).normal(size=(60000, 20)); y = np.arange(60000) % 3 == 0\n"
        "print('ready', flush=True)\n"
        "try: MWMOTE(random_state=0, n_jobs=1).fit_resample(X, y)\n"
        "except KeyboardInterrupt: print('interrupted', flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    time.sleep(1.0)
    start = time.perf_counter()
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "interrupted\n"
    assert time.perf_counter() - start < 20.0
    assert process.wait(timeout=60) == 0


def test_smoothed_over_sampling_names_the_column_with_text():
    X = pd.DataFrame({"n": [1.0, 2.0, 3.0, 4.0], "t": ["1.5", "x", "2", "3"]})
    y = [0, 0, 0, 1]
    sampler = autosmote.RandomOverSampler(shrinkage=0.5, random_state=0)
    with pytest.raises(ValueError, match="only numerical columns.*; column 't' holds others"):
        sampler.fit_resample(X, y)
    with pytest.raises(ValueError, match="only numerical columns.*; column 1 holds others"):
        sampler.fit_resample(X.to_numpy(dtype=object), y)


def test_what_smotenc_and_cluster_centroids_have_found(data):
    X, y = data
    columns = np.column_stack([X[:, 0] > 0, X[:, 1:4]]).astype(float)
    sampler = autosmote.SMOTENC([0], random_state=0)
    sampler.fit_resample(columns, y)
    np.testing.assert_array_equal(sampler.continuous_features_, [1, 2, 3])
    assert list(sampler.median_std_) == list(sampler.sampling_strategy_)
    for label, median in sampler.median_std_.items():
        assert median == pytest.approx(np.median(columns[y == label, 1:].std(axis=0)))
    for voting, chosen in (("auto", "soft"), ("soft", "soft"), ("hard", "hard")):
        centroids = autosmote.ClusterCentroids(voting=voting, random_state=0)
        centroids.fit_resample(X, y)
        assert centroids.voting_ == chosen
