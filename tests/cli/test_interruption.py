"""Same bytes for any number of threads, after kills, and complete outputs after Ctrl-C."""

import json
import random
import re
import signal
import subprocess
import time

import pytest

from program import OUTPUTS, REPRODUCIBLE, command, contents, run, write_table

# Long enough for ten kills, on one thread.
EPISODES = {"default": 1500, "paper": 600}


def arguments(table, out, profile, *options):
    return ["fit", table, "--target", "class", "--classifier", "knn", "--profile", profile, "--seed",
            "5", "-o", out, *options]


def reproducible_report(out):
    report = json.loads((out / "report.json").read_text())
    del report["timing"]
    return report


def reproducible_page(out):
    """report.html but for its element `timing` and the folder's name in its command."""
    page = (out / "report.html").read_text()
    page, count = re.subn(r'<p id="timing">[^<]*</p>', "", page)
    assert count == 1
    return page.replace(str(out), "OUT")


@pytest.mark.parametrize("profile", ["default", "paper"])
def test_same_bytes_for_any_number_of_threads(tmp_path, profile):
    table = write_table(tmp_path / "t.csv")
    test = write_table(tmp_path / "test.csv", seed=9)
    results, reports = [], []
    for threads in (1, 2, 8):
        out = tmp_path / str(threads)
        done = run(*arguments(table, out, profile, "--episodes", "40", "--threads", threads, "--test",
                              test, "--quiet"))
        # The thread library warns of more threads than processors, unless it is told.
        assert done.stderr == ""
        results.append(contents(out))
        reports.append((reproducible_report(out), reproducible_page(out)))
    assert set(results[0]) >= set(REPRODUCIBLE) - {"policy.weights"}
    assert ("policy.weights" in results[0]) == (profile == "paper")
    assert results[0] == results[1] == results[2]
    assert reports[0] == reports[1] == reports[2]


def test_another_seed_gives_another_search(tmp_path):
    table = write_table(tmp_path / "t.csv")
    for seed in (1, 2):
        run("fit", table, "--target", "class", "--episodes", "20", "--seed", seed, "-o",
            tmp_path / str(seed))
    assert contents(tmp_path / "1")["history.csv"] != contents(tmp_path / "2")["history.csv"]


@pytest.mark.parametrize("profile", ["default", "paper"])
def test_killed_at_ten_random_moments_and_resumed(tmp_path, profile):
    table = write_table(tmp_path / "t.csv")
    options = ["--episodes", EPISODES[profile], "--threads", "1"]
    start = time.monotonic()
    run(*arguments(table, tmp_path / "whole", profile, *options))
    seconds = time.monotonic() - start

    out = tmp_path / "killed"
    draw = random.Random(17)
    killed_in_search = 0
    for _ in range(10):
        process = subprocess.Popen(
            command(*arguments(table, out, profile, *options, "--resume")),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=draw.uniform(0.0, 0.25) * seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            # Nothing has its name before everything is complete.
            complete = [name for name in OUTPUTS if (out / name).exists()]
            assert complete in ([], OUTPUTS)
            killed_in_search += not complete
    assert killed_in_search >= 3
    run(*arguments(table, out, profile, *options, "--resume"))
    assert contents(out) == contents(tmp_path / "whole")
    assert reproducible_report(out) == reproducible_report(tmp_path / "whole")
    assert reproducible_page(out) == reproducible_page(tmp_path / "whole")
    assert sorted(p.name for p in out.iterdir()) == sorted(
        p.name for p in (tmp_path / "whole").iterdir())


def wait_for(path, seconds=30):
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not appear"
        time.sleep(0.01)


@pytest.mark.parametrize("profile", ["default", "paper"])
def test_ctrl_c_writes_the_best_so_far(tmp_path, profile):
    table = write_table(tmp_path / "t.csv")
    out = tmp_path / "out"
    process = subprocess.Popen(
        command(*arguments(table, out, profile, "--episodes", "1000000")),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(out / "checkpoint.bin")
    process.send_signal(signal.SIGINT)
    text, messages = process.communicate(timeout=60)
    assert process.returncode == 130, messages
    assert "autosmote: finishing with what there is; interrupt again to stop at once" in messages
    assert "autosmote: interrupted; the best so far is in" in messages
    assert "AutoSMOTE" in text and "interrupted: not compared with random search" in text
    assert set(OUTPUTS) <= {p.name for p in out.iterdir()}
    report = json.loads((out / "report.json").read_text())
    assert report["interrupted"] is True and 0 < report["episodes"] < 1000000
    assert len((out / "history.csv").read_text().splitlines()) == report["episodes"] + 1


def test_second_ctrl_c_ends_at_once(tmp_path):
    """With nothing but complete files and the checkpoint in the folder."""
    table = write_table(tmp_path / "t.csv", majority=4000, minority=300)
    out = tmp_path / "out"
    process = subprocess.Popen(
        command(*arguments(table, out, "default", "--episodes", "1000000")),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(out / "checkpoint.bin")
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 130
    assert not [p for p in out.iterdir() if p.name.endswith(".part")]


def test_without_resume_a_run_starts_afresh(tmp_path):
    table = write_table(tmp_path / "t.csv")
    out = tmp_path / "out"
    process = subprocess.Popen(
        command(*arguments(table, out, "default", "--episodes", "1000000")),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(out / "checkpoint.bin")
    process.kill()
    process.wait()
    run(*arguments(table, out, "default", "--episodes", "20"))
    run(*arguments(table, tmp_path / "clean", "default", "--episodes", "20"))
    assert contents(out) == contents(tmp_path / "clean")
    assert not (out / "checkpoint.bin").exists()


def test_resume_without_a_checkpoint_says_so(tmp_path):
    table = write_table(tmp_path / "t.csv", majority=60, minority=12)
    out = tmp_path / "out"
    fit = ["fit", table, "--target", "class", "--episodes", "1", "--verdict", "none", "-o", out]
    done = run(*fit, "--resume")
    assert f"{out}: has no checkpoint to resume from; the search starts from the beginning" in (
        done.stderr)
    assert "no checkpoint" not in (out / "report.json").read_text()
    assert "no checkpoint" not in run(*fit).stderr


def test_resume_refuses_the_checkpoint_of_another_search(tmp_path):
    table = write_table(tmp_path / "t.csv")
    out = tmp_path / "out"
    process = subprocess.Popen(
        command(*arguments(table, out, "default", "--episodes", "1000000")),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(out / "checkpoint.bin")
    process.kill()
    process.wait()
    before = (out / "checkpoint.bin").read_bytes()
    done = run(*arguments(table, out, "default", "--metric", "mcc", "--resume"), code=2)
    assert "checkpoint" in done.stderr
    assert (out / "checkpoint.bin").read_bytes() == before
    assert [p.name for p in out.iterdir()] == ["checkpoint.bin"]


def test_time_limit(tmp_path):
    table = write_table(tmp_path / "t.csv")
    out = tmp_path / "out"
    start = time.monotonic()
    run(*arguments(table, out, "paper", "--episodes", "1000000", "--time-limit", "1"))
    assert time.monotonic() - start < 20
    report = json.loads((out / "report.json").read_text())
    assert 0 < report["episodes"] < 1000000
    assert 0.9 <= report["timing"]["search_seconds"] < 10
    assert report["interrupted"] is False


def test_fit_limit(tmp_path):
    table = write_table(tmp_path / "t.csv")
    run(*arguments(table, tmp_path / "out", "default", "--fits", "60"))
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert 50 < report["fits"]["search"] <= 60
