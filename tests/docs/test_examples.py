"""The commands and programs of the documents print what the documents say.

Blocks of the kind `console` hold commands after "$ " and what they print; a block of the kind
`python` is followed by a block `text` with what it prints, if anything. All examples of a document
run one after the other in one folder. Times may differ; a line "..." stands for any lines.
To write into the documents what is printed now: AUTOSMOTE_UPDATE_DOCS=1 pytest tests/docs
"""

import os
import re
import subprocess
import sys

import pytest

from documents import DOCUMENTS, ROOT, examples_of

WITH_EXAMPLES = [path for path in DOCUMENTS if examples_of(path.read_text(encoding="utf-8"))]
# What depends on the speed of the machine: times, and lines of progress every ten seconds.
TIME = re.compile(r"\b\d+(\.\d+)? s\b")
PROGRESS = re.compile(r"^[a-z0-9 ]+: \d+/\d+( episodes)?(, .*)?\n", re.MULTILINE)


@pytest.fixture
def folder(tmp_path):
    """A folder in which the examples find the tables of the project."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    return tmp_path


def printed_by(example, folder):
    """What an example prints, messages included."""
    program = os.environ.get("AUTOSMOTE_BIN")
    if example.language == "python":
        command = [sys.executable, "-W", "ignore", "-c", example.code]
    elif program:
        command = ["bash", "-c", example.code]
    else:
        pytest.skip("AUTOSMOTE_BIN does not name the folder with the program autosmote")
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": f"{program}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    failed_as_told = "autosmote: error: " in example.printed
    assert (done.returncode != 0) == failed_as_told, done.stdout
    return PROGRESS.sub("", done.stdout)


def matches(promised, printed):
    """Whether a text is what was promised, but for times and lines that are left out."""
    parts = re.split(r"^\.\.\.\n", TIME.sub("# s", promised), flags=re.MULTILINE)
    pattern = r"(?:.*\n)*".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, TIME.sub("# s", printed)) is not None


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_examples(path, folder):
    text = path.read_text(encoding="utf-8")
    wrong = []
    for example in examples_of(text):
        printed = printed_by(example, folder)
        if not matches(example.printed, printed):
            wrong.append((example, printed))
    if wrong and os.environ.get("AUTOSMOTE_UPDATE_DOCS"):
        for example, printed in reversed(wrong):
            assert example.place.stop, f"no block text after: {example.code}"
            text = text[: example.place.start] + printed + text[example.place.stop :]
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{len(wrong)} outputs written; check them")
    for example, printed in wrong:
        assert printed == example.printed, example.code


@pytest.mark.parametrize(
    ("promised", "printed", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "b\n", False),
        ("a\n", "a\nb\n", False),
        ("1.2 s of search, 7 s in all\n", "0.9 s of search, 11 s in all\n", True),
        ("score 1.2\n", "score 1.3\n", False),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a\n...\n", "b\nc\n", False),
        ("[a]*\n", "aa\n", False),
    ],
)
def test_what_counts_as_printed(promised, printed, same):
    assert matches(promised, printed) == same


def test_progress_is_no_output():
    text = "search: 450/1000 episodes, 7 s left, best 0.6120\nouter fold 1 of 5: 0/200 episodes\n"
    assert PROGRESS.sub("", f"{text}macro-f1 of svm:\n") == "macro-f1 of svm:\n"
