"""imbalanced-learn's own tests pass against autosmote, but for those with a known reason."""

import importlib.util
import io
import pathlib
import re
import subprocess
import sys
import tarfile

import imblearn
import pytest

ROOT = pathlib.Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "imblearn_own_tests.py"
spec = importlib.util.spec_from_file_location("imblearn_own_tests", SCRIPT)
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)


def test_differences_are_those_that_are_explained():
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 fail without a known reason, 0 pass with one" in done.stdout
    counts = re.search(r"(\d+ of \d+) tests pass, (\d+) are skipped", done.stdout)
    document = (ROOT / "docs/results/imblearn-tests.md").read_text(encoding="utf-8")
    if f"imbalanced-learn {imblearn.__version__}," not in document:
        pytest.skip("the document is about another version of imbalanced-learn")
    assert f"\n{counts[1]} tests of the samplers" in document
    assert (f"; {counts[2]} are skipped." in document) == (counts[2] != "0")
    assert f"changing the import: {counts[1]} pass" in (ROOT / "docs/python.md").read_text()


def test_skipped_tests_count_apart(tmp_path, capsys, monkeypatch):
    (tmp_path / "test_four.py").write_text(
        "import pytest\n"
        "def test_a(): pass\n"
        "def test_b(): assert 1 == 2\n"
        "def test_c(): pytest.skip('not here')\n"
        "@pytest.fixture\ndef broken(): raise OSError('gone')\n"
        "def test_d(broken): pass\n"
    )
    outcomes = script.run(tmp_path)
    assert {name: outcome.kind for name, outcome in outcomes.items()} == {
        "test_four.test_a": "passed", "test_four.test_b": "failed",
        "test_four.test_c": "skipped", "test_four.test_d": "failed",
    }
    assert outcomes["test_four.test_c"].why == "not here"
    monkeypatch.setattr(script, "LEAST_TESTS", 3)
    monkeypatch.setattr(script, "REASONS", {"By design.": ["test_four.test_[bd]"]})
    assert script.judge(outcomes)
    assert "1 of 4 tests pass, 1 are skipped; 0 fail" in capsys.readouterr().out
    text = script.document(outcomes)
    assert "\n1 of 4 tests" in text and "; 1 are skipped." in text
    assert "They skip themselves:\n\n- `test_four.test_c`\n\n## What passes\n" in text
    assert text.endswith("\n\n- `test_four.test_a`\n")


def test_too_few_tests_are_an_error(tmp_path, capsys):
    assert not script.judge(script.run(tmp_path))
    assert "0 tests ran, but there are 150 at least" in capsys.readouterr().out
    skipped = {f"t{number}": script.Outcome("skipped") for number in range(200)}
    assert not script.judge(skipped)
    assert script.judge({f"t{number}": script.Outcome("passed") for number in range(150)})


def test_archive_is_fetched_once(tmp_path, monkeypatch):
    name = f"imbalanced_learn-{imblearn.__version__}"
    calls = []

    def download(command, check):
        calls.append(command)
        folder = pathlib.Path(command[command.index("--dest") + 1])
        with tarfile.open(folder / f"{name}.tar.gz", "w:gz") as file:
            entry = tarfile.TarInfo(f"{name}/imblearn/over_sampling/tests/test_x.py")
            file.addfile(entry, io.BytesIO())

    monkeypatch.setattr(script.subprocess, "run", download)
    for times in range(2):
        found = script.archive(tmp_path / "kept")
        assert found == tmp_path / "kept" / f"{name}.tar.gz"
        package = script.unpacked(found, tmp_path / str(times))
        assert (package / "over_sampling/tests/test_x.py").exists()
    assert len(calls) == 1
    assert list((tmp_path / "kept").iterdir()) == [found]
