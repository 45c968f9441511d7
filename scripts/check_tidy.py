#!/usr/bin/env python3
"""Runs clang-tidy 16 (rules: .clang-tidy, warnings are errors) over the C++ sources of the `dev`
preset, which must have been configured.

    scripts/check_tidy.py                     all files
    scripts/check_tidy.py --changed [BASE]    only files that differ from BASE (default: main), or
                                              are not committed yet

Where ccache is installed, a file that was found clean is looked at again only when it, one of its
headers, its flags, the rules, clang-tidy or this program change: ccache calls this program as it
would call a compiler, and keeps what stands for the object file of a clean source.
"""

import concurrent.futures
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
DATABASE = ROOT / "build/dev/compile_commands.json"
CLANG, TIDY = "clang++-16", "clang-tidy-16"
AS_COMPILER = "AUTOSMOTE_TIDY_AS_COMPILER"


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, text=True,
                          stdout=subprocess.PIPE).stdout.splitlines()


def chosen_files(arguments):
    sources = ["--", "src/*.cc", "apps/*.cc"]
    if not arguments:
        return git("ls-files", *sources)
    if arguments[0] == "--changed" and len(arguments) <= 2:
        base = arguments[1] if len(arguments) == 2 else "main"
        return sorted({*git("diff", "--name-only", "--diff-filter=d", base, *sources),
                       *git("ls-files", "--others", "--exclude-standard", *sources)})
    sys.exit("usage: scripts/check_tidy.py [--changed [BASE]]")


def check(command, folder):
    """The findings in one file, given how it is compiled; empty where it is clean."""
    arguments = [part for part in shlex.split(command)[1:] if part != "-c"]
    place = arguments.index("-o") + 1
    arguments[place] = str(pathlib.Path("../tidy") / arguments[place])
    pathlib.Path(folder, arguments[place]).parent.mkdir(parents=True, exist_ok=True)
    source = arguments.pop()
    launcher = ["ccache"] if shutil.which("ccache") else []
    environment = {
        **os.environ, AS_COMPILER: "1", "CCACHE_COMPILERTYPE": "clang",
        "CCACHE_COMPILERCHECK": f"{TIDY} --version",
        "CCACHE_EXTRAFILES": f"{ROOT / '.clang-tidy'}:{pathlib.Path(__file__).resolve()}"}
    done = subprocess.run(
        [*launcher, __file__, *arguments, "-Wno-unknown-warning-option", "-c", source],
        cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout or f"{source}: clang-tidy failed\n" if done.returncode else ""


def compile_in_its_place(arguments):
    """What ccache asks for: the preprocessed source, or a file where it is clean."""
    if "-c" not in arguments:
        # With comments, of which NOLINT is one, and what the preprocessor would leave out.
        os.execvp(CLANG, [CLANG, "-CC", "-dD", "-dI", *arguments])
    source = arguments[-1]
    place = arguments.index("-o")
    flags = [*arguments[:place], *arguments[place + 2:]]
    # Its standard error counts what it left out of system headers.
    done = subprocess.run([TIDY, "--quiet", source, "--", *flags], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    # ccache does not expect a compiler to write to standard output.
    sys.stderr.buffer.write(done.stdout or (done.stderr if done.returncode else b""))
    if done.returncode == 0:
        pathlib.Path(arguments[place + 1]).write_text("clean\n")
    sys.exit(done.returncode)


def main(arguments):
    if not DATABASE.is_file():
        sys.exit(f"check_tidy.py: {DATABASE.relative_to(ROOT)} is not there: "
                 "run cmake --preset dev first")
    entries = {entry["file"]: entry for entry in json.loads(DATABASE.read_text())}
    files = chosen_files(arguments)
    unknown = [name for name in files if str(ROOT / name) not in entries]
    if unknown:
        sys.exit(f"check_tidy.py: {', '.join(unknown)}: not in {DATABASE.relative_to(ROOT)}: "
                 "run cmake --preset dev again")
    chosen = [entries[str(ROOT / name)] for name in files]
    clean = True
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for findings in pool.map(lambda e: check(e["command"], e["directory"]), chosen):
            if findings:
                clean = False
                print(findings, end="", flush=True)
    if not clean:
        sys.exit("check_tidy: FAILED")
    print(f"check_tidy: {len(files)} files are clean")


if __name__ == "__main__":
    if AS_COMPILER in os.environ:
        compile_in_its_place(sys.argv[1:])
    main(sys.argv[1:])
