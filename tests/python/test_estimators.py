"""AutoSMOTE for any scikit-learn-compatible estimator: the same search, other fits."""

import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time

import imblearn.pipeline
import joblib
import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_transformer
from sklearn.datasets import make_classification
from sklearn.ensemble import (
    AdaBoostClassifier,
    IsolationForest,
    RandomForestClassifier,
    StackingClassifier,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.metrics import average_precision_score, make_scorer, recall_score, roc_auc_score
from sklearn.model_selection import (
    GroupKFold,
    ShuffleSplit,
    StratifiedKFold,
    cross_val_predict,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from autosmote import AutoSMOTE, AutoSMOTEClassifier, RandomUnderSampler

# There are few rows in tests, and the search says so.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture(scope="module")
def data():
    return make_classification(
        n_samples=240, n_features=4, weights=[0.85], flip_y=0.02, class_sep=0.5, random_state=2
    )


class WeightedMean(ClassifierMixin, BaseEstimator):
    """The class whose mean is nearer. Weights are multiplicities, exactly: sums of small integers
    over eighths are exact in any order."""

    def fit(self, X, y, sample_weight=None):
        weight = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight)
        self.classes_ = np.unique(y)
        self.means_ = [
            (X[y == c] * weight[y == c, None]).sum(axis=0) / weight[y == c].sum()
            for c in self.classes_
        ]
        return self

    def decision_function(self, X):
        near = [((X - mean) ** 2).sum(axis=1) for mean in self.means_]
        return near[0] - near[1]

    def predict(self, X):
        return self.classes_[(self.decision_function(X) > 0).astype(int)]


class RepeatedMean(WeightedMean):
    def fit(self, X, y):
        return super().fit(X, y)


class OnlyLabels(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.model_ = DecisionTreeClassifier(random_state=0).fit(X, y)
        self.classes_ = self.model_.classes_
        return self

    def predict(self, X):
        return self.model_.predict(X)


def searched(classifier, data, **parameters):
    chosen = {"n_episodes": 4, "validation": 2, "random_state": 3, **parameters}
    sampler = AutoSMOTE(classifier, **chosen)
    return sampler, *sampler.fit_resample(*data)


def scores(sampler):
    return {m["method"]: m["validation"] for m in sampler.report_["methods"]}


def test_a_deterministic_estimator_is_searched_exactly_as_the_built_in_one():
    """With one column, the nearest rows are the same in any unit, so that k-NN is k-NN."""
    rng = np.random.default_rng(0)
    y = np.where(np.arange(160) % 8 == 0, "yes", "no")
    X = rng.normal(size=(160, 1)) + (y == "yes")[:, None]
    own, X_own, _ = searched(KNeighborsClassifier(), (X, y), n_episodes=24)
    built_in, X_built_in, _ = searched("knn", (X, y), n_episodes=24)
    np.testing.assert_array_equal(own.history_["validation"], built_in.history_["validation"])
    np.testing.assert_array_equal(X_own, X_built_in)
    assert own.threshold_ == pytest.approx(built_in.threshold_ + 0.5, abs=1e-15)
    ours, theirs = scores(own), scores(built_in)
    assert ours == {name: theirs[name] for name in ours}
    assert own.lineage_["source"].tolist() == built_in.lineage_["source"].tolist()


def test_the_librarys_svm_and_that_of_scikit_learn_agree(data):
    own, _, _ = searched(make_pipeline(StandardScaler(), LinearSVC()), data)
    built_in, _, _ = searched("svm", data)
    ours, theirs = scores(own), scores(built_in)
    for name in ours:
        assert ours[name] == pytest.approx(theirs[name], abs=0.02)


def test_weights_equal_repeated_rows():
    rng = np.random.default_rng(1)
    X = np.round(rng.normal(size=(200, 2)) * 8) / 8
    y = (np.arange(200) % 10 == 0).astype(int)
    X[y == 1] += 0.5
    weighted, X_weighted, _ = searched(WeightedMean(), (X, y))
    repeated, X_repeated, _ = searched(RepeatedMean(), (X, y))
    np.testing.assert_allclose(
        weighted.history_["validation"], repeated.history_["validation"], atol=1e-12
    )
    np.testing.assert_array_equal(X_weighted, X_repeated)
    assert scores(weighted)["class weight"] is not None
    assert scores(repeated)["class weight"] is None


def test_mixed_columns_reach_a_pipeline_as_they_are(data):
    X, y = data
    frame = pd.DataFrame({"a": X[:, 0], "color": np.where(X[:, 1] > 0, "red", "green")})
    frame["n"] = (X[:, 2] * 10).round().astype(int)
    transform = make_column_transformer(
        (OneHotEncoder(), ["color"]), (StandardScaler(), ["a", "n"])
    )
    pipeline = make_pipeline(transform, GaussianNB())
    sampler, X_res, y_res = searched(pipeline, (frame, pd.Series(y, name="y")))
    assert list(X_res.dtypes) == list(frame.dtypes)
    assert set(X_res["color"]) == {"red", "green"}
    assert sampler.report_["options"]["classifier"] == "GaussianNB"
    assert 0.0 < sampler.threshold_ < 1.0
    assert scores(sampler)["class weight"] is not None


def test_labels_alone_are_enough(data):
    sampler, _, _ = searched(OnlyLabels(), data)
    assert scores(sampler)["tuned threshold"] is None
    ridge, _, _ = searched(RidgeClassifier(), data)
    assert scores(ridge)["tuned threshold"] > 0.5


def test_random_states_that_are_none_are_set(data):
    forest = RandomForestClassifier(n_estimators=4)
    first, X_first, _ = searched(forest, data)
    again, X_again, _ = searched(forest, data)
    assert forest.random_state is None
    np.testing.assert_array_equal(first.history_["validation"], again.history_["validation"])
    np.testing.assert_array_equal(X_first, X_again)


@pytest.mark.parametrize("backend", ["sequential", "loky", "threading", "multiprocessing"])
def test_does_not_depend_on_jobs_and_backend(data, backend):
    estimator = GaussianNB()
    sampler = AutoSMOTE(estimator, n_episodes=4, validation=2, random_state=0)
    expected = sampler.fit_resample(*data)
    with joblib.parallel_config(backend=backend, n_jobs=2):
        X_res, y_res = clone(sampler).fit_resample(*data)
    np.testing.assert_array_equal(X_res, expected[0])
    np.testing.assert_array_equal(y_res, expected[1])


@pytest.mark.parametrize("container", ["pandas", "polars", "pyarrow"])
def test_containers_reach_other_processes(data, container):
    X, y = data
    module = pytest.importorskip(container)
    if container == "pyarrow":
        given = module.table(list(X.T), names=list("abcd"))
        estimator = make_pipeline(_AsArray(), GaussianNB())
    else:
        given = module.DataFrame({name: X[:, j] for j, name in enumerate("abcd")})
        estimator = GaussianNB()
    settings = {"n_episodes": 3, "validation": 2, "random_state": 0}
    expected = AutoSMOTE(estimator, **settings).fit_resample(given, y)[0]
    with joblib.parallel_config(backend="loky", n_jobs=2):
        X_res, _ = AutoSMOTE(estimator, **settings).fit_resample(given, y)
    assert type(X_res) is type(given)
    assert X_res.equals(expected)


class _AsArray(BaseEstimator):
    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return np.column_stack([np.asarray(column) for column in X.columns])


def test_known_scorers_are_the_librarys_and_others_count_by_their_value(data):
    X, y = data
    same = searched(GaussianNB(), data, metric="f1_macro")[0]
    assert same.report_["options"]["metric"] == "macro-f1"
    named = searched(GaussianNB(), data, metric="recall")[0]
    assert named.report_["options"]["metric"] == "recall"
    assert named.policy_["table"]["metric"] == "recall"
    assert named.threshold_ == 0.5
    assert "has recall 0." in named.report_["verdict"]["sentence"]
    own = searched(GaussianNB(), data, metric=make_scorer(recall_score))[0]
    assert own.report_["options"]["metric"] == "recall_score"
    np.testing.assert_array_equal(own.history_["validation"], named.history_["validation"])


def test_any_splitter(data):
    X, y = data
    estimator = GaussianNB()
    expected = []
    splitter = StratifiedKFold(4, shuffle=True, random_state=1)
    for train, test in splitter.split(X, y):
        model = clone(estimator).fit(X[train], y[train])
        expected.append(recall_score(y[test], model.predict(X[test])))
    sampler, X_res, _ = searched(estimator, data, metric="recall", validation=splitter)
    assert scores(sampler)["nothing"] == pytest.approx(np.mean(expected))
    given = list(splitter.split(X, y))
    _, X_same, _ = searched(estimator, data, metric="recall", validation=given)
    np.testing.assert_array_equal(X_res, X_same)
    overlapping = ShuffleSplit(3, test_size=0.4, random_state=0)
    searched("knn", data, validation=overlapping)


def test_groups_never_stand_on_both_sides(data):
    X, y = data
    groups = np.repeat(np.arange(60), 4)
    seen = []

    class Splitter(GroupKFold):
        def split(self, X, y=None, groups=None):
            seen.append(groups)
            return super().split(X, y, groups)

    sampler = AutoSMOTE("knn", n_episodes=4, validation=Splitter(3), random_state=0)
    sampler.fit_resample(X, y, groups=groups)
    np.testing.assert_array_equal(seen[0], groups)
    assert sampler.report_["options"]["validation"] == "splits"
    # All rows of a group are alike, and its label is noise: only a memory helps, which folds by
    # groups forbid.
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(40), 8)
    X = np.repeat(rng.normal(size=(40, 3)), 8, axis=0) + rng.normal(size=(320, 3)) * 1e-3
    y = np.repeat((np.arange(40) % 4 == 0).astype(int), 8)
    plain = AutoSMOTE("knn", n_episodes=4, random_state=0)
    plain.fit_resample(X, y)
    grouped = AutoSMOTE("knn", n_episodes=4, random_state=0)
    grouped.fit_resample(X, y, groups=groups)
    assert scores(plain)["nothing"] > 0.95
    assert scores(grouped)["nothing"] < 0.7


def test_weights_of_rows_reach_the_fits():
    X = np.arange(60.0).reshape(-1, 1) / 8
    y = (np.arange(60) % 6 == 0).astype(int)
    weights = np.where(np.arange(60) % 2 == 0, 1.0, 2.0)
    seen = []

    class Watching(WeightedMean):
        def fit(self, X, y, sample_weight=None):
            seen.append((X.copy(), None if sample_weight is None else sample_weight.copy()))
            return super().fit(X, y, sample_weight)

    sampler = AutoSMOTE(Watching(), n_episodes=2, random_state=0)
    sampler.fit_resample(X, y, sample_weight=weights)
    own = dict(zip(X[:, 0], weights, strict=True))
    # Without samples, the first fit of the first fold: each row with its weight.
    first, given = seen[0]
    assert given is not None
    assert [own[x] for x in first[:, 0]] == given.tolist()
    with pytest.raises(ValueError, match="takes no weights of rows"):
        AutoSMOTE("knn").fit_resample(X, y, sample_weight=weights)
    with pytest.raises(ValueError, match="The fit of KNeighborsClassifier takes no sample_weight"):
        AutoSMOTE(KNeighborsClassifier()).fit_resample(X, y, sample_weight=weights)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        AutoSMOTE(GaussianNB()).fit_resample(X, y, sample_weight=weights[1:])


def test_metadata_is_routed(data):
    X, y = data
    with sklearn.config_context(enable_metadata_routing=True):
        sampler = AutoSMOTE(GaussianNB(), n_episodes=2, random_state=0)
        sampler.set_fit_resample_request(sample_weight=True)
        pipeline = imblearn.pipeline.make_pipeline(
            sampler, GaussianNB().set_fit_request(sample_weight=False)
        )
        pipeline.fit(X, y, sample_weight=np.ones(len(y)))
    assert sampler.get_params()["n_episodes"] == 2


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"metric": make_scorer(recall_score)}, "A scorer needs an estimator as 'classifier'"),
        ({"classifier": GaussianNB(), "metric": "no_metric"}, "'no_metric'"),
        ({"classifier": GaussianNB(), "profile": "paper"}, "paper's profile has no"),
        (
            {"classifier": GaussianNB(), "metric": "recall", "verdict": "quick"},
            "the verdict compares predictions by a metric of the library's",
        ),
        (
            {"validation": StratifiedKFold(3), "verdict": "quick"},
            "the verdict draws outer folds by itself",
        ),
        ({"validation": [([0, 1], [1, 2])]}, "validation split 1: row 1 is in both parts"),
    ],
)
def test_wrong_parameters(data, parameters, message):
    with pytest.raises(ValueError, match=message):
        AutoSMOTE(n_episodes=2, **parameters).fit_resample(*data)


def test_an_estimator_has_the_groups_of_the_library(data):
    """k-NN on one column: the estimator gives what the library's own does, with groups, too."""
    X, y = data[0][:, :1], data[1]
    groups = np.arange(len(y)) // 4
    settings = {"n_episodes": 4, "verdict": "quick", "random_state": 0}
    own = AutoSMOTE("knn", **settings)
    expected = own.fit_resample(X, y, groups=groups)[0]
    sampler = AutoSMOTE(KNeighborsClassifier(), **settings)
    np.testing.assert_array_equal(sampler.fit_resample(X, y, groups=groups)[0], expected)
    assert "outer folds" in sampler.report_["verdict"]["evidence"]
    assert sampler.report_["verdict"]["difference"] == own.report_["verdict"]["difference"]


def test_an_error_of_the_estimator_reaches_the_caller(data):
    class Failing(GaussianNB):
        def fit(self, X, y, sample_weight=None):
            raise RuntimeError("cannot be fitted")

    with pytest.raises(RuntimeError, match="cannot be fitted"):
        searched(Failing(), data)


SMALL = {"budget": "small", "n_episodes": 2, "random_state": 0}


@pytest.mark.parametrize(
    "estimator",
    [
        make_pipeline(StandardScaler(), LogisticRegression()),
        AdaBoostClassifier(n_estimators=3, random_state=0),
        CalibratedClassifierCV(LogisticRegression(), cv=2),
    ],
)
def test_own_weights_need_no_routing(data, estimator):
    """With metadata routing and nothing to route: as without it."""
    expected = AutoSMOTE(estimator, **SMALL).fit_resample(*data)
    with sklearn.config_context(enable_metadata_routing=True):
        found = AutoSMOTE(estimator, **SMALL).fit_resample(*data)
        AutoSMOTEClassifier(estimator, **SMALL).fit(*data)
    np.testing.assert_array_equal(found[0], expected[0])


class Asking(WeightedMean):
    """Fits with something else that is routed."""

    def fit(self, X, y, sample_weight=None, cost=None):
        assert cost is not None and len(cost) == len(y)
        return super().fit(X, y, sample_weight)


def tries_class_weights(report):
    (found,) = (method for method in report["methods"] if method["method"] == "class weight")
    return found["validation"] is not None


@pytest.mark.parametrize("weights", [True, False])
def test_routed_parameters_reach_a_step_with_and_without_weights(data, weights):
    X, y = data
    cost = np.arange(len(y))
    with sklearn.config_context(enable_metadata_routing=True):
        step = Asking().set_fit_request(cost=True, sample_weight=weights)
        model = AutoSMOTEClassifier(make_pipeline(step), **SMALL)
        model.fit(X, y, cost=cost)
        assert tries_class_weights(model.report_) == weights
        if weights:
            model.fit(X, y, cost=cost, sample_weight=np.ones(len(y)))


def test_the_smallest_probabilities_are_told_apart():
    random = np.random.default_rng(0)
    y = (np.arange(400) % 10 == 0).astype(int)
    X = (random.normal(size=400) + y)[:, None] + random.normal(size=(400, 150)) * 0.5
    splits = list(StratifiedKFold(5, shuffle=True, random_state=0).split(X, y))
    p = cross_val_predict(GaussianNB(), X, y, cv=splits, method="predict_proba")[:, 1]
    assert len(np.unique(p - 0.5)) < len(np.unique(p)) - 50
    for metric, score in (("roc_auc", roc_auc_score), ("average_precision", average_precision_score)):
        sampler = AutoSMOTE(GaussianNB(), metric, validation=splits, **SMALL)
        sampler.fit_resample(X, y)
        assert sampler.report_["methods"][0]["validation"] == pytest.approx(score(y, p), abs=1e-9)


def test_splits_that_come_but_once(data):
    X, y = data
    splits = list(StratifiedKFold(3).split(X, y))
    expected = AutoSMOTE("knn", validation=splits, **SMALL).fit_resample(X, y)
    sampler = AutoSMOTE("knn", validation=(split for split in splits), **SMALL)
    np.testing.assert_array_equal(sampler.fit_resample(X, y)[0], expected[0])
    with pytest.raises(ValueError, match="'validation' gives no split"):
        sampler.fit_resample(X, y)
    with pytest.raises(ValueError, match="'validation' gives no split"):
        AutoSMOTE("knn", validation=[], **SMALL).fit_resample(X, y)
    model = AutoSMOTEClassifier(
        GaussianNB(), validation=(split for split in splits), calibration="sigmoid", **SMALL
    )
    assert model.fit(X, y).predict_proba(X).shape == (len(y), 2)


def test_a_stack_knows_its_scores_when_it_is_fitted(data):
    stack = StackingClassifier([("a", GaussianNB()), ("b", LinearSVC())], cv=2)
    model = AutoSMOTEClassifier(stack, **SMALL).fit(*data)
    assert 0.0 < model.threshold_ < 1.0
    named = StackingClassifier(stack.estimators, LogisticRegression(), cv=2)
    assert AutoSMOTEClassifier(named, **SMALL).fit(*data).threshold_ == model.threshold_


def test_a_pipeline_that_resamples_gets_no_weights(data):
    pipeline = imblearn.pipeline.make_pipeline(
        RandomUnderSampler(random_state=0), LogisticRegression()
    )
    sampler = AutoSMOTE(pipeline, **SMALL)
    sampler.fit_resample(*data)
    assert not tries_class_weights(sampler.report_)
    with pytest.raises(ValueError, match="takes no sample_weight"):
        sampler.fit_resample(*data, sample_weight=np.ones(len(data[1])))


@pytest.mark.parametrize("estimator", [LinearRegression(), IsolationForest()])
def test_no_classifier(data, estimator):
    with pytest.raises(ValueError, match="A classifier is needed"):
        AutoSMOTE(estimator, **SMALL).fit_resample(*data)
    with pytest.raises(ValueError, match="A classifier is needed"):
        AutoSMOTEClassifier(estimator, **SMALL).fit(*data)


class Odd(WeightedMean):
    """Predictions of another shape, or infinite scores."""

    def __init__(self, kind="column"):
        self.kind = kind

    def decision_function(self, X):
        scores = super().decision_function(X)
        if self.kind == "infinite":
            return np.where(scores > 0, np.inf, -np.inf)
        return scores[:, None] if self.kind == "column" else np.column_stack([scores] * 3)

    def predict(self, X):
        labels = self.classes_[(super().decision_function(X) > 0).astype(int)]
        return labels[:, None] if self.kind == "column" else labels


def test_odd_predictions(data):
    expected = AutoSMOTE(WeightedMean(), **SMALL).fit_resample(*data)
    np.testing.assert_array_equal(
        AutoSMOTE(Odd("column"), **SMALL).fit_resample(*data)[0], expected[0]
    )
    sampler = AutoSMOTE(Odd("infinite"), **SMALL)
    sampler.fit_resample(*data)
    assert np.isfinite(sampler.threshold_)
    with pytest.raises(ValueError, match="Odd.decision_function gave an array of shape"):
        AutoSMOTE(Odd("three"), **SMALL).fit_resample(*data)
    with pytest.raises(ValueError, match="sample_weight|should be a 1d array"):
        AutoSMOTE(WeightedMean(), **SMALL).fit_resample(
            *data, sample_weight=np.ones((len(data[1]), 2))
        )


def test_the_policy_takes_what_is_equal_to_scikit_learn(data):
    X, y = data
    frame = pd.DataFrame(X, columns=list("abcd"))
    sampler = AutoSMOTE("knn", **SMALL)
    expected, _ = sampler.fit_resample(frame, pd.Series(y, dtype="Int64"))
    with pytest.warns(UserWarning, match="valid feature names"):
        again, _ = sampler.resample(X, y)
    np.testing.assert_array_equal(again, expected.to_numpy())
    again, labels = sampler.resample(frame, y.astype(float))
    pd.testing.assert_frame_equal(again, expected)
    assert labels.dtype == np.float64


@pytest.mark.parametrize("classifier", ["svm", make_pipeline(StandardScaler(), LinearSVC())])
def test_the_policy_is_applied_to_other_rows(data, classifier):
    X, y = data
    sampler, X_res, y_res = searched(classifier, (X, y), threshold="default")
    assert len(X_res) > len(X)
    for copy in (sampler, pickle.loads(pickle.dumps(sampler))):
        X_same, y_same = copy.resample(X, y)
        np.testing.assert_array_equal(X_same, X_res)
        np.testing.assert_array_equal(y_same, y_res)
    half = np.arange(0, 240, 2)
    frame, labels = sampler.resample(X[half], y[half])
    assert 120 < len(frame) < len(X_res)
    assert (labels[120:] == 1).all()
    with pytest.raises(ValueError, match="X has 3 features, but AutoSMOTE is expecting 4"):
        sampler.resample(X[:, :3], y)
    with pytest.raises(ValueError, match="is the largest class here"):
        sampler.resample(X, 1 - y)
    with pytest.raises(sklearn.exceptions.NotFittedError):
        AutoSMOTE().resample(X, y)


def interrupted_after(code, seconds):
    """Seconds from SIGINT to the end of a script that prints 'ready' and catches the interrupt."""
    # Where the tests run in the background, the signal would be ignored.
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", heed + textwrap.dedent(code)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    watch = threading.Timer(120.0, process.kill)
    watch.start()
    try:
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        start = time.perf_counter()
        process.send_signal(signal.SIGINT)
        out = process.stdout.readline()
        elapsed = time.perf_counter() - start
        process.communicate()
    finally:
        watch.cancel()
        process.kill()
    assert out == "interrupted\n"
    return elapsed


def allowed():
    """It takes less than a second on an idle machine; a search would go on for days."""
    return 5.0 + os.getloadavg()[0] / (os.cpu_count() or 1)


@pytest.mark.parametrize("classifier", ["'svm'", "'knn'", "'tree'", "'adaboost'", "GaussianNB()"])
def test_interrupt_ends_it_at_once(classifier):
    code = f"""
        import numpy as np
        from sklearn.naive_bayes import GaussianNB
        from autosmote import AutoSMOTE
        X = np.random.default_rng(0).normal(size=(6000, 8)); y = np.arange(6000) % 20 == 0
        print('ready', flush=True)
        try: AutoSMOTE({classifier}, n_episodes=10**7, random_state=0).fit_resample(X, y)
        except KeyboardInterrupt: print('interrupted', flush=True)
    """
    assert interrupted_after(code, 2.0) < allowed()


def test_interrupt_ends_a_first_evaluation_too():
    """Before any round: preparing and scoring the training rows alone is interrupted as well."""
    code = """
        import numpy as np
        from autosmote import AutoSMOTE
        X = np.random.default_rng(0).normal(size=(20000, 20)); y = np.arange(20000) % 10 == 0
        print('ready', flush=True)
        try: AutoSMOTE('knn', n_episodes=1, random_state=0).fit_resample(X, y)
        except KeyboardInterrupt: print('interrupted', flush=True)
    """
    assert interrupted_after(code, 0.5) < allowed()


def test_threads_do_not_disturb_each_other(data):
    expected = [searched(c, data)[1] for c in ("knn", GaussianNB())]
    results = [None] * 4

    def run(i):
        results[i] = searched(("knn", GaussianNB())[i % 2], data)[1]

    threads = [threading.Thread(target=run, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i, result in enumerate(results):
        np.testing.assert_array_equal(result, expected[i % 2])


def _in_a_process(queue, X, y):
    queue.put(searched("knn", (X, y))[1])


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes(data, method):
    """A search in a process that was started by this one, which has searched before."""
    if method == "fork" and not hasattr(os, "fork"):
        pytest.skip("no fork here")
    import multiprocessing

    expected = searched("knn", data)[1]
    context = multiprocessing.get_context(method)
    queue = context.Queue()
    process = context.Process(target=_in_a_process, args=(queue, *data))
    process.start()
    result = queue.get(timeout=60)
    process.join()
    np.testing.assert_array_equal(result, expected)
