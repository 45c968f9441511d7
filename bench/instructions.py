#!/usr/bin/env python3
"""Counts the instructions of the hot paths under callgrind and holds them against the baseline.

    instructions.py [--bin build/bench/bin]                  check: exit 1 where one has grown
    instructions.py [--bin build/bench/bin] --update WHY     write bench/instructions.tsv anew

The counts repeat exactly whatever else the machine does, so they catch what times cannot. They
depend on the compiler: where it is another than the baseline's, nothing is checked, and that is
said. callgrind knows no AVX-512, so the AVX2 kernels are counted everywhere. A path may grow by
2 %; one that has shrunk by more is named, so that the baseline follows.
"""

import argparse
import concurrent.futures
import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BASELINE = pathlib.Path(__file__).with_name("instructions.tsv")
COLUMNS = ["path", "instructions", "compiler", "why"]
TOLERANCE = 0.02


def count(program, path):
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", "--collect-atstart=no",
                   "--toggle-collect=autosmote_hot_path*",
                   f"--callgrind-out-file={folder}/out", str(program), path]
        done = subprocess.run(command, capture_output=True, text=True)
    collected = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not collected or int(collected[1]) == 0:
        sys.exit(f"instructions.py: no count of {path}; {' '.join(command)} said:\n{done.stderr}")
    return int(collected[1])


def compiler_of(folder):
    """as CMake found it for the build that is measured"""
    cache = (folder.parent / "CMakeCache.txt").read_text()
    name = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.+)$", cache, re.MULTILINE)[1]
    first_line = subprocess.run([name, "--version"], capture_output=True, text=True, check=True)
    return first_line.stdout.splitlines()[0]


def read_baseline():
    with BASELINE.open(newline="") as file:
        return {row["path"]: row for row in csv.DictReader(file, delimiter="\t")}


def write_baseline(counts, compiler, why):
    """a path that stays within the tolerance keeps its line"""
    before = read_baseline() if BASELINE.exists() else {}
    with BASELINE.open("w", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n")
        table.writeheader()
        for path, instructions in counts.items():
            old = before.get(path)
            same = (old and old["compiler"] == compiler
                    and abs(instructions / int(old["instructions"]) - 1) <= TOLERANCE)
            table.writerow(old if same else {"path": path, "instructions": instructions,
                                             "compiler": compiler, "why": why})


def check(counts, compiler):
    """the paths that have grown beyond the tolerance, or have no baseline"""
    baseline = read_baseline()
    grown = []
    for path, instructions in counts.items():
        row = baseline.get(path)
        if row is None:
            print(f"{path}: {instructions:,} instructions, not in the baseline")
            grown.append(path)
            continue
        change = instructions / int(row["instructions"]) - 1
        print(f"{path}: {instructions:,} instructions, {change:+.2%}")
        if row["compiler"] != compiler:
            print(f"  not checked: the baseline is of {row['compiler']}, this is {compiler}")
        elif change > TOLERANCE:
            grown.append(path)
        elif change < -TOLERANCE:
            print("  better than the baseline: take it over with --update")
    return grown


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path("build/bench/bin"))
    parser.add_argument("--update", metavar="WHY", help="reason for the new baseline")
    arguments = parser.parse_args()
    program = arguments.bin / "hot_paths"
    if not program.exists():
        sys.exit(f"instructions.py: no {program}; build it: scripts/build.sh bench hot_paths")
    paths = subprocess.run([program], capture_output=True, text=True, check=True).stdout.split()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = dict(zip(paths, pool.map(lambda path: count(program, path), paths)))
    compiler = compiler_of(arguments.bin)
    if arguments.update:
        write_baseline(counts, compiler, arguments.update)
        print(f"instructions.py: wrote {BASELINE}")
        return
    grown = check(counts, compiler)
    if grown:
        sys.exit("instructions.py: more instructions than before, or no baseline: "
                 f"{', '.join(grown)}. If it is worth it, say why: "
                 "bench/instructions.py --update WHY")


if __name__ == "__main__":
    main()
