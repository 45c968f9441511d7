"""What documents name is there: options of the program, and the files that links lead to."""

import functools
import os
import pathlib
import re
import subprocess

import pytest

from documents import DOCUMENTS, ROOT

PAGES = [*DOCUMENTS, *ROOT.glob("*.md"), ROOT / "examples" / "data" / "README.md"]
# A command anywhere in a document, with the lines that it goes on.
COMMAND = re.compile(r"\bautosmote (fit|resample|compare|inspect)\b((?:[^`\n]*\\\n)*[^`\n]*)")
OPTION = re.compile(r"(?<=\s)--?[a-z][a-z-]*")
LINK = re.compile(r"\]\(([^)\s#]+)(#[^)\s]*)?\)")


@functools.cache
def options_of(verb):
    folder = os.environ.get("AUTOSMOTE_BIN")
    if not folder:
        pytest.skip("AUTOSMOTE_BIN does not name the folder with the program autosmote")
    program = pathlib.Path(folder) / "autosmote"
    shown = subprocess.run([program, verb, "--help"], capture_output=True, text=True, check=True)
    return set(re.findall(r"--?[a-z][a-z-]*", shown.stdout))


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", sorted(set(PAGES)), ids=name)
def test_options_exist(path):
    for verb, rest in COMMAND.findall(path.read_text(encoding="utf-8")):
        # What follows a pipe, or a remark, is not the program's.
        for option in OPTION.findall(re.split(r"[|#]|&&", rest)[0]):
            assert option in options_of(verb), f"autosmote {verb} has no {option}"


@pytest.mark.parametrize("path", sorted(set(PAGES)), ids=name)
def test_links_lead_to_files(path):
    for target, _ in LINK.findall(path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), f"{name(path)} links to {target}"


def test_the_reference_has_every_public_header():
    headers = sorted(path.name for path in (ROOT / "include" / "autosmote").glob("*.h"))
    page = (ROOT / "docs" / "reference" / "cpp.md").read_text(encoding="utf-8")
    assert headers == re.findall(r'^--8<-- "include/autosmote/(.*)"$', page, re.MULTILINE)
    assert headers == re.findall(r"^## (.*)$", page, re.MULTILINE)
