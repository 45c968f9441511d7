"""X and y in every kind of container: the result is of the same kind, original rows untouched."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse
from sklearn.datasets import make_classification

import autosmote
from autosmote import SMOTE, SMOTENC, RandomOverSampler, RandomUnderSampler, TomekLinks
from samplers import NAMES, make


@pytest.fixture
def data():
    X, y = make_classification(
        n_samples=120, n_features=4, weights=[0.8], flip_y=0, class_sep=0.7, random_state=3
    )
    return X, y


def reference(data):
    return SMOTE(random_state=5).fit_resample(*data)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "i1", "i4", "i8", "u1", "u2", "?"])
@pytest.mark.parametrize("name", ["SMOTE", "SMOTEENN", "ClusterCentroids", "NearMiss", "MWMOTE"])
def test_dtypes_stay(data, dtype, name):
    X, y = data
    X = (X > 0) if dtype == "?" else np.abs(X * 20).astype(dtype)
    X_res, y_res = make(name).fit_resample(X, y)
    assert X_res.dtype == X.dtype
    assert y_res.dtype == y.dtype
    assert X_res.min() >= X.min() and X_res.max() <= X.max()


def test_integers_are_rounded_not_cut():
    X = np.array([[0], [1]] * 4 + [[100 + i] for i in range(40)])
    y = np.array([1] * 8 + [0] * 40)
    X_float, _ = SMOTE(random_state=0).fit_resample(X.astype(float), y)
    X_res, _ = SMOTE(random_state=0).fit_resample(X, y)
    np.testing.assert_array_equal(X_res, np.rint(X_float))
    assert (X_float[48:] % 1 > 0.5).any()


def test_large_integers_keep_every_bit():
    X = np.arange(60).reshape(-1, 1) + 2**62 + 1
    y = np.array([1] * 10 + [0] * 50)
    X_res, _ = SMOTE(random_state=0).fit_resample(X, y)
    np.testing.assert_array_equal(X_res[:60], X)
    assert (np.abs(X_res - 2**62) < 1000).all()


@pytest.mark.parametrize("change", ["fortran", "reversed", "strided", "read-only", "list"])
def test_memory_layouts_give_the_same(data, change):
    X, y = data
    wide = np.zeros((len(X), 8))
    wide[:, ::2] = X
    given = {
        "fortran": np.asfortranarray(X),
        "reversed": X[::-1].copy()[::-1],
        "strided": wide[:, ::2],
        "read-only": X.copy(),
        "list": X.tolist(),
    }[change]
    if change == "read-only":
        given.flags.writeable = False
    X_res, y_res = SMOTE(random_state=5).fit_resample(given, y)
    assert isinstance(X_res, list if change == "list" else np.ndarray)
    np.testing.assert_array_equal(np.asarray(X_res), reference(data)[0])


def test_input_is_not_changed(data):
    X, y = data
    before = X.copy(), y.copy()
    for name in NAMES:
        make(name).fit_resample(X, y)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [scipy.sparse.csr_array, scipy.sparse.csc_matrix])
def test_sparse_gives_what_dense_gives(data, name, kind):
    X, y = data
    X = np.where(np.abs(X) < 0.4, 0.0, X).astype(np.float32)
    X_dense, y_dense = make(name).fit_resample(X, y)
    X_res, y_res = make(name).fit_resample(kind(X), y)
    assert type(X_res) is kind
    assert X_res.dtype == np.float32
    np.testing.assert_array_equal(X_res.toarray(), X_dense)
    np.testing.assert_array_equal(y_res, y_dense)


def mixed(data):
    X, y = data
    frame = pd.DataFrame(
        {
            "f": X[:, 0].astype("f4"),
            "n": pd.array((X[:, 1] * 10).astype(int), dtype="Int64"),
            "i": (X[:, 2] * 10).astype("i2"),
            "b": pd.array(X[:, 3] > 0, dtype="boolean"),
        },
        index=range(1000, 1000 + len(X)),
    )
    return frame, pd.Series(np.where(y == 1, "yes", "no"), name="label", index=frame.index)


def test_pandas_keeps_types_names_and_order(data):
    X, y = mixed(data)
    X_res, y_res = SMOTE(random_state=0).fit_resample(X, y)
    assert list(X_res.dtypes) == list(X.dtypes)
    assert list(X_res.columns) == list(X.columns)
    pd.testing.assert_frame_equal(X_res.iloc[: len(X)], X.reset_index(drop=True))
    assert (y_res.name, y_res.dtype) == (y.name, y.dtype)
    assert X_res.index.equals(y_res.index) and X_res.index.equals(pd.RangeIndex(len(X_res)))
    assert set(y_res[len(X) :]) == {"yes"}


def test_pandas_labels_of_any_type(data):
    X, y = data
    for labels in (
        pd.Series(y).astype("category"),
        pd.Series(y).map({0: "a", 1: "b"}).astype("string"),
        pd.Series(y == 1),
        pd.DataFrame({"label": y}),
        pd.Categorical(y, [1, 0]),
        pd.Index(y, name="label"),
        pd.array(y, dtype="Int64"),
    ):
        _, y_res = SMOTE(random_state=0).fit_resample(X, labels)
        assert type(y_res) is type(labels)
        if not isinstance(labels, pd.DataFrame):
            assert y_res.dtype == labels.dtype
            assert getattr(y_res, "name", None) == getattr(labels, "name", None)
        codes = pd.factorize(np.asarray(y_res).ravel())[0]
        assert np.bincount(codes)[0] == np.bincount(codes)[1]


def test_polars(data):
    X, y = data
    frame = pl.DataFrame({"f": X[:, 0], "i": (X[:, 1] * 10).astype("i2"), "b": X[:, 3] > 0})
    labels = pl.Series("label", np.where(y == 1, "yes", "no"))
    sampler = SMOTE(random_state=0)
    X_res, y_res = sampler.fit_resample(frame, labels)
    assert X_res.schema == frame.schema
    assert X_res[: len(X)].equals(frame)
    assert (y_res.name, y_res.dtype) == ("label", pl.String)
    assert y_res[len(X) :].unique().to_list() == ["yes"]
    assert sampler.get_feature_names_out().tolist() == ["f", "i", "b"]


def test_arrow(data):
    X, y = data
    table = pa.table({"f": X[:, 0], "i": (X[:, 1] * 10).astype("i2"), "b": X[:, 3] > 0})
    for labels in (pa.array(y), pa.chunked_array([y[:50], y[50:]])):
        sampler = SMOTE(random_state=0)
        X_res, y_res = sampler.fit_resample(table, labels)
        assert X_res.schema == table.schema
        assert X_res.slice(0, len(X)).equals(table)
        assert y_res.type == labels.type
        assert len(y_res) == X_res.num_rows
        assert sampler.feature_names_in_.tolist() == ["f", "i", "b"]


def test_integers_of_any_container_stay_in_their_range(data):
    """Noise would take them below 0."""
    X = np.zeros((120, 2), dtype=np.uint8)
    X[100:] = np.arange(40).reshape(20, 2) % 4
    y = np.array([0] * 100 + [1] * 20)
    sampler = RandomOverSampler(shrinkage=1.0, random_state=0)
    expected, _ = sampler.fit_resample(X, y)
    assert (expected[120:] == 0).any()
    frame = pd.DataFrame(X, columns=["a", "b"])
    for given in (
        frame,
        frame.astype("UInt8"),
        frame.astype(pd.ArrowDtype(pa.uint8())),
        pl.DataFrame({"a": X[:, 0], "b": X[:, 1]}),
        pa.table({"a": X[:, 0], "b": X[:, 1]}),
    ):
        made, _ = sampler.fit_resample(given, y)
        assert type(made) is type(given)
        kept = made.to_pandas() if isinstance(made, (pl.DataFrame, pa.Table)) else made
        np.testing.assert_array_equal(kept.to_numpy(dtype=np.uint8), expected)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", ["polars", "pyarrow"])
@pytest.mark.parametrize("absent", ["nan", "null"])
def test_what_is_missing_stays_nan_or_null(data, kind, absent):
    X, y = data
    a = X[:, 0].copy()
    a[::3] = np.nan
    if kind == "polars":
        given = pl.DataFrame({"a": pl.Series(a, nan_to_null=absent == "null"), "b": X[:, 1]})
    else:
        given = pa.table({"a": pa.array(a, from_pandas=absent == "null"), "b": X[:, 1]})
    sampler = autosmote.AutoSMOTE("tree", n_episodes=2, sampling_strategy=1.0, random_state=0)
    made, _ = sampler.fit_resample(given, y)
    column = made["a"].to_arrow() if kind == "polars" else made["a"].combine_chunks()
    new = column.slice(120)
    assert len(new) > 30
    nulls = new.null_count
    nans = int(np.isnan(new.to_numpy(zero_copy_only=False)).sum()) - nulls
    assert (nulls > 0, nans > 0) == ((True, False) if absent == "null" else (False, True))


def test_arrow_columns_of_nulls(data):
    X, y = data
    table = pa.table({"a": X[:, 0], "b": X[:, 1], "empty": pa.nulls(len(X))})
    ratio = {0: int((y == 0).sum()), 1: int((y == 0).sum())}
    made, _ = autosmote.AutoSMOTE(
        "tree", sampling_strategy=ratio, n_episodes=3, random_state=0
    ).fit_resample(table, y)
    assert made.num_rows == 2 * ratio[0] and made.schema == table.schema
    assert made.column("empty").null_count == made.num_rows


def test_record_batches(data):
    X, y = data
    batch = pa.RecordBatch.from_arrays([pa.array(X[:, j]) for j in range(4)], names=list("abcd"))
    made, _ = SMOTE(random_state=5).fit_resample(batch, y)
    assert isinstance(made, pa.RecordBatch) and made.schema == batch.schema
    np.testing.assert_array_equal(made.to_pandas().to_numpy(), reference(data)[0])
    kept, _ = TomekLinks().fit_resample(batch, y)
    assert isinstance(kept, pa.RecordBatch)


def test_the_containers_agree(data):
    X, y = data
    names = ["a", "b", "c", "d"]
    expected = reference(data)[0]
    for frame, read in (
        (pd.DataFrame(X, columns=names), lambda t: t.to_numpy()),
        (pl.DataFrame(X, schema=names), lambda t: t.to_numpy()),
        (pa.table(list(X.T), names=names), lambda t: np.column_stack(t.columns)),
    ):
        X_res, _ = SMOTE(random_state=5).fit_resample(frame, y)
        np.testing.assert_array_equal(read(X_res), expected)


@pytest.mark.parametrize("sampler", [RandomOverSampler(random_state=0), RandomUnderSampler()])
def test_repeating_takes_any_content(data, sampler):
    _, y = data
    frame = pd.DataFrame(
        {
            "text": ["a", None] * 60,
            "when": pd.date_range("2026-01-01", periods=120),
            "kind": pd.Categorical(["x", "y", "z"] * 40),
            "number": [np.nan, np.inf, 3.0] * 40,
        }
    )
    X_res, _ = sampler.fit_resample(frame, y)
    assert list(X_res.dtypes) == list(frame.dtypes)
    rows = frame.iloc[sampler.sample_indices_].reset_index(drop=True)
    pd.testing.assert_frame_equal(X_res, rows)


def categorical(data):
    X, y = data
    color = np.array(["red", "green", "blue"])[(np.abs(X[:, 0]) * 10).astype(int) % 3]
    flag = np.where(X[:, 1] > 0, "up", "down")
    frame = pd.DataFrame({"color": color, "x": X[:, 2], "flag": flag, "n": (X[:, 3] * 9).round()})
    return frame.astype({"color": "category", "n": int}), y


@pytest.mark.parametrize(
    "features", [["color", "flag"], [0, 2], [-4, -2], [True, False, True, False]]
)
def test_smotenc_finds_its_columns(data, features):
    X, y = categorical(data)
    X_res, y_res = SMOTENC(features, random_state=0).fit_resample(X, y)
    assert list(X_res.dtypes) == list(X.dtypes)
    assert set(X_res["color"]) <= set(X["color"])
    assert set(X_res["flag"]) <= set(X["flag"])
    assert np.bincount(y_res)[0] == np.bincount(y_res)[1]
    array, _ = SMOTENC(np.asarray([0, 2]), random_state=0).fit_resample(X.to_numpy(object), y)
    np.testing.assert_array_equal(array[:, :3], X_res.to_numpy(object)[:, :3])


def test_smotenc_auto_reads_the_types(data):
    X, y = categorical(data)
    X = X.astype({"flag": "category"})
    expected, _ = SMOTENC(["color", "flag"], random_state=0).fit_resample(X, y)
    found, _ = SMOTENC("auto", random_state=0).fit_resample(X, y)
    pd.testing.assert_frame_equal(found, expected)
    polars, _ = SMOTENC("auto", random_state=0).fit_resample(pl.from_pandas(X), y)
    assert polars["flag"].dtype == pl.from_pandas(X)["flag"].dtype
    assert polars["color"].to_list() == expected["color"].tolist()
    arrow, _ = SMOTENC("auto", random_state=0).fit_resample(pa.Table.from_pandas(X), y)
    assert arrow["color"].to_pylist() == expected["color"].tolist()


def test_missing_is_a_category(data):
    X, y = categorical(data)
    X = X.astype({"color": object})
    X.loc[X.index % 2 == 0, "color"] = None
    X_res, _ = SMOTENC(["color", "flag"], random_state=0).fit_resample(X, y)
    assert X_res["color"][len(X) :].isna().any()


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (["colour"], "names the column 'colour', which X does not have"),
        ([7], r"all features must be in \[0, 3\]"),
        ([True, False], "mask 'categorical_features' has 2 entries, but X has 4 columns"),
        (["flag"], r"the columns \['color'\] hold categories"),
        ("auto", "could not convert string to float"),
    ],
)
def test_smotenc_says_what_is_wrong(data, features, message):
    X, y = categorical(data)
    with pytest.raises(ValueError, match=f"(?i){message}"):
        SMOTENC(features).fit_resample(X, y)


def test_smotenc_auto_needs_types(data):
    X, y = data
    with pytest.raises(ValueError, match="should be a dataframe whose column types"):
        SMOTENC("auto").fit_resample(X, y)


def test_what_cannot_be_numbers_is_refused(data):
    X, y = data
    dates = pd.DataFrame({"when": pd.date_range("2026-01-01", periods=120), "x": X[:, 0]})
    periods = dates.assign(when=dates["when"].dt.to_period("D"))
    for given in (dates, periods, pl.from_pandas(dates), pa.Table.from_pandas(dates)):
        with pytest.raises(ValueError, match="Column 'when' holds dates or times"):
            TomekLinks().fit_resample(given, y)
    with pytest.raises(ValueError, match="Column 0 holds dates or times"):
        SMOTE().fit_resample(X.astype("M8[s]"), y)
    with pytest.raises(ValueError, match=r"the columns \['color'\] hold categories"):
        SMOTE().fit_resample(categorical(data)[0].drop(columns="flag"), y)
    with pytest.raises(ValueError, match="could not convert string to float"):
        SMOTE().fit_resample(pd.DataFrame({"a": ["x", "y"] * 60}), y)
    with pytest.raises(ValueError, match="Complex data not supported"):
        SMOTE().fit_resample(X.astype(complex), y)


def test_rows_and_labels_must_fit(data):
    X, y = data
    with pytest.raises(ValueError, match="inconsistent numbers of samples: "):
        SMOTE().fit_resample(X, y[:-1])
    with pytest.raises(ValueError, match="requires y to be passed, but the target y is None"):
        SMOTE().fit_resample(X, None)
    with pytest.raises(ValueError, match="needs to have more than 1 class"):
        SMOTE().fit_resample(X, np.zeros(len(X)))
    with pytest.raises(ValueError, match="Input X contains NaN"):
        SMOTE().fit_resample(np.where(X > 2, np.nan, X), y)
    with pytest.raises(ValueError, match="y contains NaN"):
        SMOTE().fit_resample(X, np.where(y == 1, np.nan, 0.0))


def test_every_sampler_of_the_library_has_a_class():
    kinds = {getattr(autosmote, name)._method: getattr(autosmote, name) for name in NAMES}
    assert kinds.keys() == autosmote._core.samplers().keys()
    for method, parameters in autosmote._core.samplers().items():
        sampler = make(kinds[method].__name__)
        own = set(sampler.get_params()) - sampler._python_parameters
        # smote= and enn= stand for the parameters of the two steps.
        if method in ("smote-enn", "smote-tomek"):
            continue
        assert own - {"sampling_strategy", "random_state", "n_jobs"} == (
            set(parameters) - sampler._python_parameters
        )
        for name, value in (
            kinds[method]([0]).get_params().items()
            if method == "smotenc"
            else (kinds[method]().get_params().items())
        ):
            if name in parameters and value is not None:
                assert value == parameters[name] or str(value).lower() == parameters[name]
