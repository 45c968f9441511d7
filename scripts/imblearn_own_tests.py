#!/usr/bin/env python3
"""Runs imbalanced-learn's own tests of the samplers that autosmote has, too, against autosmote.

    .venv/bin/python scripts/imblearn_own_tests.py [--write FILE]

Takes the test files of the installed imbalanced-learn (where it has none, those of its source
archive, which pip fetches once into .venv-downloads), changes `from imblearn.over_sampling import
...` and the like to `from autosmote import ...`, and runs them with pytest. Prints each failure
with the reason that is known for it. Ends with 1 where a test fails that has no reason here, one
passes that has, or fewer tests ran than there must be. Skipped tests count neither as passed nor as
failed. --write also writes the list as a document.
"""

import argparse
import datetime
import fnmatch
import importlib.metadata
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import typing
import xml.etree.ElementTree

import imblearn
import sklearn

import autosmote

FOLDERS = ("over_sampling", "under_sampling", "combine")
DOWNLOADS = pathlib.Path(__file__).parents[1] / ".venv-downloads"
# imbalanced-learn 0.14.2 has 172 tests of these samplers; with far fewer, files were not found.
LEAST_TESTS = 150
IMPORT = re.compile(rf"^from imblearn\.({'|'.join(FOLDERS)}) import", re.MULTILINE)

# Why tests fail, by patterns of their names (fnmatch). A test in no list must pass.
REASONS = {
    "It compares with the rows that imbalanced-learn draws by one seed. autosmote draws from "
    "generators of its own, which do not depend on threads, machine or other draws.": [
        "test_adasyn.test_ada_fit_resample",
        "test_adasyn.test_ada_fit_resample_nn_obj",
        "test_condensed_nearest_neighbour.test_cnn_fit_resample*",
        "test_random_over_sampler.test_ros_fit_resample[[]*",
        "test_random_under_sampler.test_rus_fit_resample[[]*",
        "test_random_under_sampler.test_rus_fit_resample_half",
        "test_smote.test_sample_regular*",
        "test_smote_enn.test_sample_regular",
        "test_smote_enn.test_sample_regular_pass_smote_enn",
        "test_smote_enn.test_validate_estimator_*",
        "test_smote_tomek.test_sample_regular*",
        "test_smote_tomek.test_validate_estimator_*",
    ],
    "It calls `_validate_estimator`, a step of imbalanced-learn's implementation before a fit.": [
        "test_smote_enn.test_parallelisation",
        "test_smote_tomek.test_parallelisation",
    ],
    "It expects a `MiniBatchKMeans`; the clusters are found by rounds over all rows, as `KMeans` "
    "does.": [
        "test_kmeans_smote.test_kmeans_smote",
    ],
    "It gives an object of any class with `kneighbors`, `fit_predict` or `predict`, which would "
    "have to do the work in Python; docs/python.md lists what may be given.": [
        "test_cluster_centroids.test_cluster_centroids_custom_clusterer",
        "test_over_sampling_common.test_*_custom_nn*",
        "test_over_sampling_common.test_numerical_smote_extra_custom_nn[[]*",
        "test_svm_smote.test_svm_smote_not_svm",
        "test_neighbourhood_cleaning_rule.test_ncr_threshold_cleaning",
        "test_neighbourhood_cleaning_rule.test_ncr_n_neighbors",
    ],
    "It is about `categorical_encoder`, which autosmote does not have: it numbers categories "
    "itself, in order of appearance.": [
        "test_smote_nc.test_smotenc_categorical_encoder*",
        "test_smoten.test_smoten",
        "test_smoten.test_smoten_categorical_encoder",
    ],
    "`voting=\"auto\"` gives centroids for sparse rows, too.": [
        "test_cluster_centroids.test_fit_resample_check_voting[[]X1-hard[]]",
    ],
    "The default estimator is logistic regression in place of a random forest.": [
        "test_instance_hardness_threshold.test_iht_fit_resample_default_estimator",
    ],
    "The error is there, but its text is another one, and says what to do.": [
        "test_kmeans_smote.test_sample_kmeans_not_enough_clusters",
        "test_smote_nc.test_smotenc_raising_error_all_categorical[[]*",
        "test_smote_nc.test_smote_nc_categorical_features_auto_error",
        "test_svm_smote.test_svm_smote_all_noise",
    ],
    "It expects a warning that sparse rows are slow, which they are not here.": [
        "test_smoten.test_smoten_sparse_input[[]*",
    ],
}


def own_tests(folder: pathlib.Path) -> list[pathlib.Path]:
    """Copies imbalanced-learn's test files, with the import changed, into the folder."""
    root = pathlib.Path(imblearn.__file__).parent
    if not list(root.glob("over_sampling/**/test_*.py")):
        root = unpacked(archive(DOWNLOADS), folder / "source")
    copies = []
    for part in FOLDERS:
        for path in sorted(root.glob(f"{part}/**/test_*.py")):
            name = f"test_{part}_common.py" if path.name == "test_common.py" else path.name
            copies.append(folder / name)
            copies[-1].write_text(IMPORT.sub("from autosmote import", path.read_text()))
    return copies


def archive(folder: pathlib.Path) -> pathlib.Path:
    """The source archive of the installed version in the folder, fetched where it is not there."""
    pattern = f"imbalanced[-_]learn-{imblearn.__version__}.tar.gz"
    if not list(folder.glob(pattern)):
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as partial:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                       "--no-binary", ":all:", "--dest", partial,
                       f"imbalanced-learn=={imblearn.__version__}"]  # fmt: skip
            subprocess.run(command, check=True)
            (fetched,) = pathlib.Path(partial).glob(pattern)
            fetched.replace(folder / fetched.name)
    (found,) = folder.glob(pattern)
    return found


def unpacked(source: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The package in a source archive, which is unpacked into the folder."""
    with tarfile.open(source) as file:
        if hasattr(tarfile, "data_filter"):  # Debian 12's Python 3.11.2 has none
            file.extraction_filter = tarfile.data_filter
        file.extractall(folder)
    (package,) = folder.glob("*/imblearn")
    return package


class Outcome(typing.NamedTuple):
    kind: str  # "passed", "failed" or "skipped"
    why: str = ""


def outcome_of(case: xml.etree.ElementTree.Element) -> Outcome:
    for entry in case:
        if entry.tag in ("failure", "error", "skipped"):
            text = (entry.get("message") or entry.tag).split()
            kind = "skipped" if entry.tag == "skipped" else "failed"
            return Outcome(kind, " ".join(text)[:160])
    return Outcome("passed")


def run(folder: pathlib.Path) -> dict[str, Outcome]:
    """What became of each test in the folder."""
    results = folder / "results.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore",
               "--tb=line", f"--junitxml={results}", "."]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if not results.exists():
        raise SystemExit(f"pytest did not run:\n{done.stdout}{done.stderr}")
    cases = xml.etree.ElementTree.parse(results).iter("testcase")
    return {f"{case.get('classname')}.{case.get('name')}": outcome_of(case) for case in cases}


def of_kind(outcomes: dict[str, Outcome], kind: str) -> list[str]:
    return [test for test, outcome in outcomes.items() if outcome.kind == kind]


def reason_of(test: str) -> str | None:
    for reason, patterns in REASONS.items():
        if any(fnmatch.fnmatchcase(test, pattern) for pattern in patterns):
            return reason
    return None


def listed(tests: list[str]) -> list[str]:
    return [f"- `{test}`" for test in tests]


def document(outcomes: dict[str, Outcome]) -> str:
    passed = of_kind(outcomes, "passed")
    skipped = of_kind(outcomes, "skipped")
    versions = f"imbalanced-learn {imblearn.__version__}, scikit-learn {sklearn.__version__}"
    lines = [
        "# imbalanced-learn's own tests",
        "",
        f"{len(passed)} of {len(outcomes)} tests of the samplers that both packages have pass "
        "against autosmote, by changing the import alone"
        + (f"; {len(skipped)} are skipped." if skipped else "."),
        "",
        f"Run on {datetime.date.today().isoformat()} with autosmote {autosmote.__version__}, "
        f"{versions}, pytest {importlib.metadata.version('pytest')}:",
        "",
        "    .venv/bin/python scripts/imblearn_own_tests.py --write docs/results/imblearn-tests.md",
        "",
        "The script ends with an error where a test fails without a reason below, or passes with "
        "one.",
        "",
        "## Why the others do not",
        "",
    ]
    for reason in [*REASONS, None]:
        tests = [test for test in of_kind(outcomes, "failed") if reason_of(test) == reason]
        if tests:
            lines += [reason or "No reason is known.", "", *listed(tests), ""]
    if skipped:
        lines += ["They skip themselves:", "", *listed(skipped), ""]
    lines += ["## What passes", "", *listed(passed)]
    return "\n".join(lines) + "\n"


def judge(outcomes: dict[str, Outcome]) -> bool:
    """Prints what differs from what is known, and the counts; whether all is as it must be."""
    failed = of_kind(outcomes, "failed")
    passed = of_kind(outcomes, "passed")
    for test in failed:
        print(f"{test}\n    {outcomes[test].why}\n    {reason_of(test) or 'NO REASON IS KNOWN'}")
    unknown = [test for test in failed if reason_of(test) is None]
    outdated = [test for test in passed if reason_of(test) is not None]
    for test in outdated:
        print(f"{test}\n    passes, although a reason for its failure is given")
    print(f"{len(passed)} of {len(outcomes)} tests pass, {len(of_kind(outcomes, 'skipped'))} are "
          f"skipped; {len(unknown)} fail without a known reason, {len(outdated)} pass with one")
    if len(passed) + len(failed) < LEAST_TESTS:
        print(f"{len(passed) + len(failed)} tests ran, but there are {LEAST_TESTS} at least; look "
              "where imbalanced-learn keeps its tests now")  # fmt: skip
        return False
    return not unknown and not outdated


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", type=pathlib.Path, metavar="FILE", help="the document")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        own_tests(folder)
        outcomes = run(folder)
    well = judge(outcomes)
    if arguments.write:
        arguments.write.write_text(document(outcomes), encoding="utf-8")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
