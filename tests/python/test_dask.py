"""A search on a cluster of dask: the same bytes as in one process."""

import os
import signal
import threading
import time

import joblib
import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.naive_bayes import GaussianNB

from autosmote import AutoSMOTE

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture(scope="module")
def cluster():
    """Two workers, each a process, that are started again when they die."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client


def search(sampler):
    X, y = make_classification(n_samples=200, weights=[0.85], class_sep=0.5, random_state=2)
    return sampler.fit_resample(X, y)[0], sampler


def make():
    return AutoSMOTE(GaussianNB(), n_episodes=20, validation=2, random_state=0)


def test_same_bytes_as_one_process_and_after_a_worker_was_killed(cluster):
    expected, local = search(make())
    with joblib.parallel_config(backend="dask"):
        spread, _ = search(make())
    np.testing.assert_array_equal(spread, expected)

    killed = []
    done = threading.Event()

    def kill_a_busy_worker():
        pids = cluster.run(os.getpid)
        while not done.is_set():
            for worker, tasks in cluster.processing().items():
                if tasks and worker in pids:
                    os.kill(pids[worker], signal.SIGKILL)
                    killed.append(pids[worker])
                    return
            time.sleep(0.01)

    other = threading.Thread(target=kill_a_busy_worker)
    other.start()
    with joblib.parallel_config(backend="dask"):
        after, sampler = search(make())
    done.set()
    other.join()
    assert len(killed) == 1, "the search ended before a worker had work"
    assert killed[0] not in cluster.run(os.getpid).values()
    np.testing.assert_array_equal(after, expected)
    np.testing.assert_array_equal(sampler.history_["validation"], local.history_["validation"])
