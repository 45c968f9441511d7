"""The examples of the documents print what they say."""

import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
# A block of Python, then "prints" and one line in backticks or an indented block.
EXAMPLE = re.compile(r"```python\n(.*?)```\n\nprints\s+(`[^`\n]*`|(?:    [^\n]*\n)+)", re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "docs/python.md"])
def test_examples_of_documents(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    examples = EXAMPLE.findall(text)
    assert examples
    for code, expected in examples:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        printed = done.stdout.strip()
        promised = "\n".join(line.strip("` ") for line in expected.strip().splitlines())
        assert printed == promised
