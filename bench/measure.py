"""Runs what docs/benchmarks.md reports and keeps each result as JSON. Called by bench/run.sh.

usage: measure.py RESULTS [--quick]

AUTOSMOTE_DATA names the measuring data. Programs are those of build/bench and build/release. Needs
no package, but takes .venv's Python for the comparison with scikit-learn.
"""

import argparse
import csv
import datetime
import gzip
import json
import os
import pathlib
import shlex
import shutil
import statistics
import subprocess
import sys
import time

BENCH = pathlib.Path("build/bench/bin")
AUTOSMOTE = "build/release/bin/autosmote"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def machine():
    """Where and with what these figures are measured."""
    cpu = next(line for line in open("/proc/cpuinfo") if line.startswith("model name"))
    cache = pathlib.Path("build/release/CMakeCache.txt").read_text()
    compiler = next(
        line for line in cache.splitlines() if line.startswith("CMAKE_CXX_COMPILER:")
    ).partition("=")[2]
    code = ["CMakeLists.txt", "CMakePresets.json", "apps", "bench", "cmake", "include", "src"]
    changed = output("git", "status", "--porcelain", "--", *code)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "cpu": cpu.partition(":")[2].strip(),
        "cores": os.cpu_count(),
        "compiler": output(compiler, "--version").splitlines()[0],
        "commit": output("git", "rev-parse", "--short", "HEAD") + (" with changes" * bool(changed)),
        "load_before": os.getloadavg()[0],
    }


def google_benchmark(program, pattern, repetitions):
    """The median aggregate of each benchmark of `program` that `pattern` names."""
    command = [
        str(BENCH / program), f"--benchmark_filter={pattern}", "--benchmark_format=json",
        f"--benchmark_repetitions={repetitions}", "--benchmark_min_time=0.2",
        "--benchmark_report_aggregates_only=true",
    ]  # fmt: skip
    lines = json.loads(output(*command))["benchmarks"]
    failed = [line for line in lines if line.get("error_occurred")]
    if failed:
        sys.exit(f"measure.py: {program}: {failed[0]['error_message']}")
    return {line["run_name"]: line for line in lines if line.get("aggregate_name") == "median"}


def run(command):
    """Runs a command; its standard output, seconds, processor seconds and peak memory in MB."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        text = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"measure.py: {shlex.join(command)} ended with {process.returncode}")
    seconds = time.perf_counter() - start
    return text, {
        "seconds": seconds,
        "processor_seconds": usage.ru_utime + usage.ru_stime,
        "peak_megabytes": usage.ru_maxrss * 1024 / 1e6,
    }


def mean_samples(folder):
    """Synthetic rows an episode, over the whole search and over its first hundred episodes."""
    with open(f"{folder}/history.csv", newline="") as file:
        samples = [float(line["samples"]) for line in csv.DictReader(file)]
    return {"samples": statistics.mean(samples), "first_samples": statistics.mean(samples[:100])}


def search(data, classifier, kind, times):
    """Whole searches: medians over `times` runs."""
    folder = f"build/bench/searches/{kind}-{classifier}"
    command = [
        AUTOSMOTE, "fit", f"{data}/paper/mozilla4.csv.gz", "--target", "class", "--classifier",
        classifier, "--metric", "macro-f1", "--imbalance", "100", "--profile", "paper",
        "--episodes", "1000", "--seed", "0", "--threads", "2", "--search", kind, "--json",
        "--quiet", "-o", folder,
    ]  # fmt: skip
    runs = []
    for _ in range(times):
        text, usage = run(command)
        report = json.loads(text)
        usage["search_seconds"] = report["timing"]["search_seconds"]
        usage["episodes"] = report["episodes"]
        usage["episodes_per_second"] = report["episodes"] / usage["search_seconds"]
        runs.append(usage)
    medians = {key: statistics.median(r[key] for r in runs) for key in runs[0]}
    names = {"classifier": classifier, "search": kind}
    return {**names, **medians, **mean_samples(folder), "runs": runs}


def thousand_rows(data, path):
    """Every n-th row of mozilla4, so that there are 1,000."""
    with gzip.open(f"{data}/paper/mozilla4.csv.gz", "rt", newline="") as file:
        header, *rows = csv.reader(file)
    picked = [rows[i * len(rows) // 1000] for i in range(1000)]
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header, *picked])


def small_runs(data, results, times):
    """Start-up, and a fit with the default profile on 1,000 rows."""
    table = results / "mozilla4-1000-rows.csv"
    thousand_rows(data, table)
    fit = [
        AUTOSMOTE, "fit", str(table), "--target", "class", "--seed", "0", "--threads", "2",
        "--json", "--quiet", "-o", "build/bench/searches/thousand",
    ]  # fmt: skip
    return {
        "help_milliseconds": 1e3
        * statistics.median(run([AUTOSMOTE, "--help"])[1]["seconds"] for _ in range(21)),
        "fit_1000_rows_seconds": statistics.median(
            run([*fit, "--verdict", "none"])[1]["seconds"] for _ in range(times)
        ),
        "fit_1000_rows_verdict_seconds": statistics.median(
            run(fit)[1]["seconds"] for _ in range(times)
        ),
    }


def build():
    """Sizes of what is built, and the time that a whole release build takes without a cache."""
    folder = pathlib.Path("build/bench/from-scratch").absolute()
    shutil.rmtree(folder, ignore_errors=True)
    configure = [
        "cmake", "--preset", "release", "-B", folder, f"-DCMAKE_RUNTIME_OUTPUT_DIRECTORY={folder}/bin"
    ]  # fmt: skip
    subprocess.run(configure, check=True, stdout=subprocess.DEVNULL)
    environment = {**os.environ, "CCACHE_DISABLE": "1"}
    start = time.perf_counter()
    subprocess.run(
        ["cmake", "--build", folder], check=True, stdout=subprocess.DEVNULL, env=environment
    )
    seconds = time.perf_counter() - start
    return {
        "program_megabytes": os.path.getsize(AUTOSMOTE) / 1e6,
        "library_megabytes": os.path.getsize("build/release/src/libautosmote.a") / 1e6,
        "seconds": seconds,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="3 whole searches each instead of 5")
    arguments = parser.parse_args()
    data = os.environ["AUTOSMOTE_DATA"]
    results = arguments.results
    results.mkdir(parents=True, exist_ok=True)
    times = 3 if arguments.quick else 5

    def keep(name, value):
        (results / f"{name}.json").write_text(json.dumps(value, indent=1) + "\n")
        print(f"measured: {name}", flush=True)

    where = machine()
    where["command"] = "./bench/run.sh" + (" --quick" if arguments.quick else "")
    where["searches_each"] = times
    keep("agent", google_benchmark("search_bench", ".*", 9))
    keep("sampling", google_benchmark("sampling_bench", ".*", 9))
    keep("steps", {
        name: google_benchmark(f"{name}_bench", "mozilla4", 9)
        for name in ["svm", "knn", "tree", "adaboost"]
    })  # fmt: skip
    command = [".venv/bin/python", "bench/classifier_vs_sklearn.py", "--json", results / "sklearn.json"]
    if subprocess.run(command).returncode != 0:
        sys.exit("measure.py: the comparison with scikit-learn failed")
    print("measured: sklearn", flush=True)
    command = [
        ".venv/bin/python", "bench/samplers_vs_imblearn.py", "--json", results / "samplers.json",
        *(["--runs", "1", "--limit", "60"] if arguments.quick else []),
    ]  # fmt: skip
    if subprocess.run(command).returncode != 0:
        sys.exit("measure.py: the comparison with imbalanced-learn failed")
    print("measured: samplers", flush=True)
    keep("searches", [
        *(search(data, classifier, "rl", times) for classifier in ["svm", "knn", "tree", "adaboost"]),
        *(search(data, classifier, "random", times) for classifier in ["svm", "tree"]),
    ])  # fmt: skip
    keep("small", small_runs(data, results, times))
    keep("build", build())
    where["load_after"] = os.getloadavg()[0]
    keep("machine", where)


if __name__ == "__main__":
    main()
