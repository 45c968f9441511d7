"""One classifier step against scikit-learn's fit and predict, on the same rows in the same run.

usage: classifier_vs_sklearn.py [--set mozilla4] [--rounds 9] [--json FILE]

The program classifier_step (folder AUTOSMOTE_BIN, default build/bench/bin) prepares the set by the
paper's protocol at ratio 100 and plays an episode. autosmote refits with weights over the pool;
scikit-learn fits the rows written out and predicts the validation rows. Each round measures one
after the other; medians over the rounds. Both use one thread. For scikit-learn the processor time
counts, which other load on the machine does not lengthen; for autosmote the elapsed time.

Ends with 1 where predictions differ that must not: svm (away from score 0, against the converged
solver) and knn (but for rows whose fifth and sixth neighbour are equally far).
"""

import os

# Before NumPy loads its libraries: both sides use one thread.
for name in ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
import sklearn
from sklearn.ensemble import AdaBoostClassifier
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

# Peers of each classifier; the first is the one that the bar is about.
PEERS = {
    "svm": {
        "LinearSVC(dual=True)": lambda: LinearSVC(dual=True, random_state=0),
        "LinearSVC(dual=False)": lambda: LinearSVC(dual=False),
    },
    "knn": {"KNeighborsClassifier()": KNeighborsClassifier},
    "tree": {"DecisionTreeClassifier()": lambda: DecisionTreeClassifier(random_state=0)},
    "adaboost": {"AdaBoostClassifier()": lambda: AdaBoostClassifier(random_state=0)},
}
FITS = {"svm": 40, "knn": 400, "tree": 20, "adaboost": 10}  # ours, a round


class Step:
    """The program classifier_step with its prepared rows."""

    def __init__(self, data_set, folder):
        self.folder = pathlib.Path(folder)
        binary = pathlib.Path(os.environ.get("AUTOSMOTE_BIN", "build/bench/bin")) / "classifier_step"
        self.process = subprocess.Popen(
            [binary, data_set, folder, *PEERS],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        if self.process.stdout.readline() != "ready\n":
            sys.exit("classifier_vs_sklearn.py: classifier_step failed")
        labels = self.read("base_labels").astype(int)
        base = self.read("base").reshape(len(labels), -1)
        columns = base.shape[1]
        times = self.read("multiplicities").astype(int)
        candidates = self.read("candidates").reshape(-1, columns)
        self.distinct = int((times > 0).sum())
        self.samples = int(times.sum())
        self.x = np.vstack([base, np.repeat(candidates, times, axis=0)])
        self.y = np.concatenate([labels, np.ones(self.samples, dtype=int)])
        self.evaluation = self.read("evaluation").reshape(-1, columns)

    def read(self, name):
        return np.fromfile(self.folder / name, dtype="<f8")

    def milliseconds(self, kind):
        self.process.stdin.write(f"{kind} {FITS[kind]}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def labels(self, kind):
        return self.read(f"labels-{kind}").astype(int)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def peer_milliseconds(make, step):
    model = make()
    start = time.process_time()
    model.fit(step.x, step.y)
    labels = model.predict(step.evaluation)
    return 1e3 * (time.process_time() - start), labels


def forbidden_differences(kind, step):
    """Rows predicted unlike scikit-learn where there is only one right answer."""
    ours = step.labels(kind)
    if kind == "svm":
        exact = LinearSVC(dual=False, tol=1e-12, max_iter=100000).fit(step.x, step.y)
        clear = np.abs(exact.decision_function(step.evaluation)) > 1e-6
        return int((ours != exact.predict(step.evaluation))[clear].sum())
    if kind == "knn":
        peer = KNeighborsClassifier().fit(step.x, step.y)
        near, _ = NearestNeighbors(n_neighbors=6).fit(step.x).kneighbors(step.evaluation)
        clear = near[:, 4] < near[:, 5]
        return int((ours != peer.predict(step.evaluation))[clear].sum())
    return 0  # scikit-learn breaks ties between splits at random


def measure(step, rounds):
    lines = []
    for kind, peers in PEERS.items():
        ours, theirs, labels = [], {name: [] for name in peers}, {}
        for _ in range(rounds):
            ours.append(step.milliseconds(kind))
            for name, make in peers.items():
                spent, labels[name] = peer_milliseconds(make, step)
                theirs[name].append(spent)
        for name in peers:
            lines.append({
                "classifier": kind,
                "peer": name,
                "autosmote_ms": statistics.median(ours),
                "sklearn_ms": statistics.median(theirs[name]),
                "ratio": statistics.median(theirs[name]) / statistics.median(ours),
                "different_predictions": int((labels[name] != step.labels(kind)).sum()),
                "forbidden_differences": forbidden_differences(kind, step),
            })  # fmt: skip
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", default="mozilla4")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # of the dual solver that it has not converged
    with tempfile.TemporaryDirectory() as folder:
        step = Step(arguments.set, folder)
        result = {
            "set": arguments.set,
            "scikit-learn": sklearn.__version__,
            "rounds": arguments.rounds,
            "base_rows": len(step.x) - step.samples,
            "synthetic_rows": step.samples,
            "distinct_rows": step.distinct,
            "validation_rows": len(step.evaluation),
            "lines": measure(step, arguments.rounds),
        }
        step.close()
    print(
        "{set} at ratio 100: {base_rows} rows and {synthetic_rows} synthetic ones ({distinct_rows} "
        "distinct), {validation_rows} validation rows; scikit-learn {scikit-learn}".format(**result)
    )
    for line in result["lines"]:
        print(
            "{classifier:<9} {autosmote_ms:8.3f} ms   {peer:<26} {sklearn_ms:8.2f} ms   ratio "
            "{ratio:6.0f}   {different_predictions} predictions differ".format(**line)
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")
    wrong = [line["classifier"] for line in result["lines"] if line["forbidden_differences"]]
    if wrong:
        sys.exit(f"classifier_vs_sklearn.py: {', '.join(wrong)}: predictions differ off ties")


if __name__ == "__main__":
    main()
