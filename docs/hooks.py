"""Hooks of mkdocs.yml: a page shows the help of the program as it is, {{ help VERB }}."""

import os
import pathlib
import re
import subprocess

from mkdocs.exceptions import PluginError

_HELP = re.compile(r"\{\{ help (\w*) ?\}\}")


def on_page_markdown(markdown, **_):
    """Puts what the program in the folder AUTOSMOTE_BIN prints in place of {{ help VERB }}."""
    return _HELP.sub(lambda match: _help(*match[1].split()), markdown)


def _help(*verb):
    folder = os.environ.get("AUTOSMOTE_BIN")
    if not folder:
        raise PluginError("AUTOSMOTE_BIN does not name the folder with the program autosmote")
    program = pathlib.Path(folder) / "autosmote"
    return subprocess.run(
        [program, *verb, "--help"], capture_output=True, text=True, check=True
    ).stdout.rstrip()
