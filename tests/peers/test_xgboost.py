"""The XGBoost adapter against the same library driven directly, and against the Python package."""

import ctypes
import ctypes.util

import numpy as np
import pytest

from test_tree import keel_case, paper_case

xgboost = pytest.importorskip("xgboost")

CASES = [(paper_case, "phoneme"), (paper_case, "mozilla4"), (keel_case, "yeast4"), (keel_case, "vehicle1")]


def same_library_margins(x, y, w, evaluation):
    """Margins by the system's libxgboost, its functions called here with the same settings."""
    path = ctypes.util.find_library("xgboost")
    if path is None:
        pytest.skip("libxgboost is not installed")
    library = ctypes.CDLL(path)
    pointer = ctypes.POINTER(ctypes.c_float)
    library.XGBGetLastError.restype = ctypes.c_char_p

    def call(function, *arguments):
        assert getattr(library, function)(*arguments) == 0, library.XGBGetLastError()

    def floats(values):
        return np.ascontiguousarray(values, dtype=np.float32)

    def matrix(values):
        handle = ctypes.c_void_p()
        rows, cols = (ctypes.c_uint64(size) for size in values.shape)
        data = floats(values).ctypes.data_as(pointer)
        call("XGDMatrixCreateFromMat", data, rows, cols, ctypes.c_float(np.nan), ctypes.byref(handle))
        return handle

    training, queries = matrix(x), matrix(evaluation)
    for field, values in [(b"label", y), (b"weight", w)]:
        data = floats(values)
        call("XGDMatrixSetFloatInfo", training, field, data.ctypes.data_as(pointer), ctypes.c_uint64(len(y)))
    booster = ctypes.c_void_p()
    call("XGBoosterCreate", ctypes.byref(training), ctypes.c_uint64(1), ctypes.byref(booster))
    for name, value in [
        (b"objective", b"binary:logistic"),
        (b"tree_method", b"hist"),
        (b"nthread", b"1"),
        (b"verbosity", b"0"),
    ]:
        call("XGBoosterSetParam", booster, name, value)
    for step in range(100):
        call("XGBoosterUpdateOneIter", booster, step, training)
    length, margins = ctypes.c_uint64(), pointer()
    call("XGBoosterPredict", booster, queries, 1, 0, 0, ctypes.byref(length), ctypes.byref(margins))
    result = np.array(margins[: length.value])
    call("XGBoosterFree", booster)
    call("XGDMatrixFree", training)
    call("XGDMatrixFree", queries)
    return result


@pytest.mark.parametrize("make_case, name", CASES)
def test_equals_the_library(tmp_path, make_case, name):
    case = make_case(name)
    scores, labels, _ = case.ours(tmp_path, "xgboost", case.evaluation, 1)
    expected = same_library_margins(*case.rows(), case.evaluation)
    np.testing.assert_array_equal(scores[0], expected)
    np.testing.assert_array_equal(labels[0], expected > 0)


@pytest.mark.parametrize("make_case, name", CASES)
def test_is_close_to_the_python_package(tmp_path, make_case, name):
    """Its version is usually another one, which may place cut points and break ties differently:
    nearly equal is asked for, though 1.7.4 and 3.2.0 gave the same floats. The starting margin,
    which newer versions choose by the data, is set to the older one's 0."""
    case = make_case(name)
    scores, labels, _ = case.ours(tmp_path, "xgboost", case.evaluation, 1)
    x, y, w = case.rows()
    peer = xgboost.XGBClassifier(n_estimators=100, tree_method="hist", n_jobs=1, base_score=0.5)
    margins = peer.fit(x, y, sample_weight=w).predict(case.evaluation, output_margin=True)
    assert np.median(np.abs(scores[0] - margins)) < 0.05
    assert (labels[0] == (margins > 0)).mean() > 0.99
