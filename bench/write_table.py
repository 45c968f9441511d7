"""Writes what measure.py and growth.py found into docs/benchmarks.md, each between its two markers.

usage: write_table.py RESULTS DOCUMENT

Where one of them was not run since, its part stays as it is.
"""

import json
import pathlib
import sys

REFERENCE_PEAK = 100.0  # GFLOP/s of the core that absolute bars are for
EPISODES = {"svm": 75, "knn": 75, "tree": 70, "adaboost": 60}
STEP_MS = {"svm": 0.6, "knn": 0.05, "tree": 2.0, "adaboost": 4.0}
RATIO = {
    "LinearSVC(dual=True)": 100,
    "LinearSVC(dual=False)": 10,
    "KNeighborsClassifier()": 500,
    "DecisionTreeClassifier()": 10,
    "AdaBoostClassifier()": 60,
}
RANDOM_SECONDS = {"svm": 2, "tree": 4}
MEGABYTES = 300


def number(value):
    """Three significant digits, no exponent."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:,.{digits}f}"


class Table:
    def __init__(self):
        self.lines = ["| what | measured | bar | |", "|---|--:|--:|---|"]

    def add(self, what, value, unit, bar=None, at_least=True):
        shown, verdict = "", ""
        if bar is not None:
            met = value >= bar if at_least else value <= bar
            shown = f"{'at least' if at_least else 'at most'} {number(bar)}{unit}"
            verdict = "ok" if met else f"**falls short**: {number(value / bar)} of the bar"
        self.lines.append(f"| {what} | {number(value)}{unit} | {shown} | {verdict} |")

    def text(self):
        return "\n".join(self.lines)


def bars(results):
    """Every figure that has a bar, and the small ones."""
    agent, sklearn = results["agent"], results["sklearn"]
    peak = agent["policy_round"]["peak_GFLOP/s"]
    scale = peak / REFERENCE_PEAK
    table = Table()
    table.add("peak of fused multiply-adds, one core", peak, " GFLOP/s")
    shares = {"policy": "policy_round", "learning": "low_level_update"}
    for what, name in shares.items():
        table.add(f"{what}, share of the peak", 100 * agent[name]["share_of_peak"], " %", 65)
    for line in results["searches"]:
        kind = line["classifier"]
        if line["search"] == "rl":
            what = f"whole search, {kind}"
            table.add(what, line["episodes_per_second"], " episodes/s", EPISODES[kind] * scale)
    seen = set()
    for line in sklearn["lines"]:
        kind = line["classifier"]
        if kind not in seen:
            bar = STEP_MS[kind] / scale
            table.add(f"one step, {kind}", line["autosmote_ms"], " ms", bar, at_least=False)
            seen.add(kind)
        what = f"`{line['peer']}` over one step, {kind}"
        table.add(what, line["ratio"], " times", RATIO[line["peer"]])
    for line in results["searches"]:
        kind = line["classifier"]
        if line["search"] == "random":
            bar = RANDOM_SECONDS[kind] / scale
            what = f"random search, 1000 episodes, {kind}"
            table.add(what, line["search_seconds"], " s", bar, at_least=False)
    memory = max(line["peak_megabytes"] for line in results["searches"])
    table.add("peak memory of the largest of these searches", memory, " MB", MEGABYTES, False)
    small = results["small"]
    table.add("`autosmote --help`", small["help_milliseconds"], " ms")
    table.add("`fit`, default profile, 1,000 rows, all", small["fit_1000_rows_seconds"], " s")
    table.add("the same with five outer folds", small["fit_1000_rows_verdict_seconds"], " s")
    build = results["build"]
    table.add("the program", build["program_megabytes"], " MB")
    table.add("the static library", build["library_megabytes"], " MB")
    table.add("a release build, all cores, no cache", build["seconds"], " s")
    return table.text()


# Each phase, and the benchmark that times it: file of results, run name.
PHASES = {
    "policy, 16 episodes": ("agent", "policy_round"),
    "policy, two threads": ("agent", "policy_round_two_threads/real_time"),
    "learning, one update": ("agent", "low_level_update"),
    "learning, two threads": ("agent", "low_level_update_two_threads/real_time"),
    "sampling, 16 episodes": ("sampling", "draw_episodes"),
    "SMOTE, five neighbours": ("sampling", "smote_neighbors"),
    "SMOTE, 6,200 rows": ("sampling", "smote_rows/6200"),
    "SMOTE, 2,000,000 rows": ("sampling", "smote_rows/2000000"),
    "svm, refit and prediction": ("svm", "svm_fit_predict/mozilla4"),
    "knn, refit and prediction": ("knn", "knn_fit_predict/mozilla4"),
    "tree, refit and prediction": ("tree", "tree_fit_predict/mozilla4"),
    "adaboost, refit and prediction": ("adaboost", "adaboost_fit_predict/mozilla4"),
}


def small_number(value):
    """A number of any size above 0: three significant digits."""
    return number(value) if value >= 1 else f"{value:.3g}"


def milliseconds(line):
    """The time of one iteration: of the processor, or elapsed where the benchmark says so."""
    time = line["real_time" if line["run_name"].endswith("/real_time") else "cpu_time"]
    return time * {"ns": 1e-6, "us": 1e-3, "ms": 1.0, "s": 1e3}[line["time_unit"]]


def roofline(agent, sampling, steps):
    """What each phase must do at least, beside the time that it takes."""
    found = {"agent": agent, "sampling": sampling, **steps}
    lines = [
        "Roofline. [What is counted](#what-a-phase-must-do) cannot be avoided by the phase's algorithm; "
        "the limit is the larger of operations over the peak and bytes over the bandwidth measured "
        "for the phase's working set.",
        "",
        "| phase | operations | bytes | working set | bandwidth | limit | measured | share |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for phase, (name, run_name) in PHASES.items():
        line = found[name][run_name]
        bound = "operations" if line["arithmetic_ms"] >= line["transfer_ms"] else "bytes"
        time = milliseconds(line)
        lines.append(
            f"| {phase} | {small_number(line['operations'] / 1e6)} M "
            f"| {small_number(line['bytes'] / 1e6)} MB "
            f"| {small_number(line['working_set'] / 1e3)} kB "
            f"| {number(line['bandwidth_GB/s'])} GB/s "
            f"| {small_number(line['limit_ms'])} ms, {bound} | {small_number(time)} ms "
            f"| {small_number(100 * line['limit_ms'] / time)} % |"
        )
    return "\n".join(lines)


def details(results):
    """What the bars do not show: the rows of the steps, their peers' times, processor seconds."""
    sklearn = results["sklearn"]
    lines = [
        "One step: {set} at ratio 100, {base_rows:,} rows and {synthetic_rows:,} synthetic ones "
        "({distinct_rows:,} distinct), {validation_rows:,} validation rows; scikit-learn "
        "{scikit-learn}, medians of {rounds} rounds.".format(**sklearn),
        "",
        "| classifier | autosmote | scikit-learn | | predictions that differ |",
        "|---|--:|--:|---|--:|",
    ]
    for line in sklearn["lines"]:
        lines.append(
            f"| {line['classifier']} | {number(line['autosmote_ms'])} ms "
            f"| {number(line['sklearn_ms'])} ms | `{line['peer']}` "
            f"| {line['different_predictions']} of {sklearn['validation_rows']:,} |"
        )
    lines += ["", "The benchmarks of the classifiers alone (`build/bench/bin/NAME_bench`):", ""]
    lines += ["| benchmark | median |", "|---|--:|"]
    for name, found in results["steps"].items():
        for run_name, line in found.items():
            lines.append(f"| {name}: {run_name} | {number(milliseconds(line))} ms |")
    lines += [
        "",
        "Whole searches, medians; slowest and fastest run in brackets. Elapsed and processor "
        "seconds are of the whole command, which also scores the baselines of the closing table "
        "(for the learned search: a random search of equal length among them). Samples an episode "
        "are means over the first hundred and over all episodes.",
        "",
        "| search | search s | elapsed s | processor s | peak MB | samples, first 100 | all |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for line in results["searches"]:
        times = [run["search_seconds"] for run in line["runs"]]
        spread = f"({number(max(times))}, {number(min(times))})"
        lines.append(
            f"| {line['search']}, {line['classifier']} | {number(line['search_seconds'])} {spread} "
            f"| {number(line['seconds'])} | {number(line['processor_seconds'])} "
            f"| {number(line['peak_megabytes'])} | {number(line['first_samples'])} "
            f"| {number(line['samples'])} |"
        )
    return "\n".join(lines)


def samplers(found):
    """Our samplers beside imbalanced-learn's; at least ten times as fast and at most 200 MB more
    than the input are the goals."""
    lines = [
        f"Samplers against imbalanced-learn {found['imbalanced-learn']}, {found['threads']} threads "
        "for both, medians. Memory is the peak above that of the process with the rows read; it "
        "contains the result. A peer was stopped after "
        f"{found['limit']:g} s; the ratio is then a lower bound. Rows that "
        "differ: of the rows kept where the method draws nothing, else of their number. A mere copy "
        "of the rows into fresh memory, the least for a method that makes as many, takes "
        + ", ".join(f"{number(s)} s ({name})" for name, s in found["copies"].items())
        + ".",
        "",
        "| set | method | autosmote | imbalanced-learn | ratio | of processor time | rows that differ |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for line in found["lines"]:
        us, peer = line["autosmote"], line["peer"]
        stopped = peer["runs"] == 0
        memory = "" if peer["megabytes"] is None else f", {peer['megabytes']:,.0f} MB"
        different = "-" if line["different_rows"] is None else f"{line['different_rows']:,}"
        processor = "-" if stopped else number(line["processor_ratio"])
        # Without memory there is no time to compare.
        timed = peer.get("why") != "out of memory"
        ratio = f"{'> ' * stopped}{number(line['ratio'])}" if timed else "-"
        lines.append(
            f"| {line['set']}, {line['rows']:,} x {line['columns']}, {line['minority']:,} minority "
            f"| {line['method']} | {number(us['seconds'])} s, {us['megabytes']:,.0f} MB "
            + (f"| {peer['why']} | " if stopped else f"| {number(peer['seconds'])} s{memory} | ")
            + f"{ratio} | {processor} | {different} |"
        )
    return "\n".join(lines)


GROWTH = {
    "majority": "majority rows (100 minority rows, 3 columns)",
    "minority": "minority rows (120,000 majority rows, 3 columns)",
    "columns": "columns (2,000 and 100 rows)",
    "episodes": "episodes (5,000 and 100 rows, 3 columns)",
}
# Why the exponents are what they are.
REASONS = [
    "**Majority rows**: every row is read a fixed number of times in preparation and in each fit of "
    "svm and tree, so time and memory are linear; the slope is a little above 1 where the rows no "
    "longer fit the caches. knn keeps the nearest rows of each row to predict, which no fit looks "
    "for again, so its fits hardly grow; what does is reading, preparing and predicting. tree grows "
    "from sorted rows as long as its possible samples are many beside the majority, then from "
    "histograms over runs of majority values ([how](design/large.md)). The cheap "
    "alternatives of the closing table are in the time: twelve amounts of SMOTE up to a balanced "
    "table are more than half of it where classes are this unequal.",
    "**Minority rows**: few of them cost nothing beside 120,000 others. Many cost by their candidates, "
    "a fixed number for each (ten neighbours and the points between): linear, with the rows of all "
    "candidates made only when a sample asks for them where they would need more than 512 MB.",
    "**Columns**: every number is read by each fit, so linear for knn and tree. svm solves a system "
    "of as many equations as there are columns in each step of Newton's method: quadratic in "
    "columns, and cubic for the solution itself, and from 767 columns on by conjugate gradients, "
    "whose number of products grows, too. Neighbours are found by a tree that helps with few "
    "columns only; with very many it reads all rows of the class, still linear in columns.",
    "**Episodes**: preparation and the closing table cost the same whatever their number, the rest is "
    "linear. Memory is that of preparation.",
]


def growth(found):
    """Exponents, largest runs and pictures of bench/growth.py."""
    where = found["machine"]
    lines = [
        f"Measured {where['date']}, commit {where['commit']}, `bench/growth.py`: {where['cpu']}, "
        f"{where['cores']} cores, {where['compiler']}. `fit` with the default profile, 100 episodes "
        "where not said otherwise, `--verdict none`, one thread; processor seconds of the whole "
        "command. Tables are rows of skin_segmentation drawn with repetition and noise. The exponent "
        "is the slope of log time, or log memory, between the last two sizes: 1 is linear. A "
        f"classifier's line ends after a run of more than {found['limit']:g} processor seconds."
        + (
            f" Tables of more than {found['largest']:,} majority rows were left out (`--largest`)."
            if found["largest"] < 10**7
            else ""
        ),
        "",
        "| what grows | classifier | from, to | time's exponent | memory's | largest: seconds | MB |",
        "|---|---|---|--:|--:|--:|--:|",
    ]
    for name, what in GROWTH.items():
        for line in found[name]:
            first, last = line["runs"][0], line["runs"][-1]
            lines.append(
                f"| {what} | {line['classifier']} | {first['size']:,} to {last['size']:,} "
                f"| {line['time_exponent']:.2f} | {line['memory_exponent']:.2f} "
                f"| {number(last['processor_seconds'])} | {number(last['peak_megabytes'])} |"
            )
    lines.append("")
    for reason in REASONS:
        lines += [reason, ""]
    for name in GROWTH:
        lines += [f"![Time and memory over {name}](images/growth-{name}.svg)", ""]
    lines += [
        "Search seconds with 100,000 majority and 100 minority rows, 100 episodes:",
        "",
        "| classifier | one thread | two threads | ratio |",
        "|---|--:|--:|--:|",
    ]
    for line in found["threads"]:
        lines.append(
            f"| {line['classifier']} | {number(line['one'])} | {number(line['two'])} "
            f"| {line['one'] / line['two']:.2f} |"
        )
    return "\n".join(lines)


def render(results):
    where = results["machine"]
    peak = results["agent"]["policy_round"]["peak_GFLOP/s"]
    head = (
        f"Measured {where['date']}, commit {where['commit']}, `{where['command']}`: {where['cpu']}, "
        f"{where['cores']} cores, {where['compiler']}; 1-minute load {where['load_before']:.1f} "
        f"before and {where['load_after']:.1f} after, medians of {where['searches_each']} whole "
        f"searches each. Bars on absolute speed are scaled by the measured peak, {number(peak)} to "
        f"{number(REFERENCE_PEAK)} GFLOP/s."
    )
    parts = [
        head,
        bars(results),
        roofline(results["agent"], results["sampling"], results["steps"]),
        details(results),
        samplers(results["samplers"]),
    ]
    return "\n\n".join(parts)


def put(document, name, text):
    """The document with `text` between the markers of that name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = document.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{text}\n{end}{after}"


def main():
    folder, document = map(pathlib.Path, sys.argv[1:3])
    text = document.read_text()
    if not any((folder / f"{name}.json").exists() for name in ["machine", "growth"]):
        sys.exit(f"write_table.py: {folder} has neither machine.json nor growth.json")
    if (folder / "machine.json").exists():
        results = {
            name: json.loads((folder / f"{name}.json").read_text())
            for name in [
                "machine", "agent", "sampling", "steps", "sklearn", "searches", "small", "build",
                "samplers",
            ]
        }
        text = put(text, "results", render(results))
        print(bars(results))
    if (folder / "growth.json").exists():  # --quick does not measure it
        text = put(text, "growth", growth(json.loads((folder / "growth.json").read_text())))
    document.write_text(text)


if __name__ == "__main__":
    main()
