"""Hooks of mkdocs.yml: help of the program, and names of files that are not part of the site."""

import os
import pathlib
import re
import subprocess

from mkdocs.exceptions import PluginError

_HELP = re.compile(r"\{\{ help (\w*) ?\}\}")
_LINK_UP = re.compile(r"\[[^\]]*\]\((\.\./[^)#]+)\)")


def on_page_markdown(markdown, page, config, **_):
    """{{ help VERB }} becomes what the program prints, a link out of docs/ the file's name."""
    docs = pathlib.Path(config["docs_dir"])
    folder = (docs / page.file.src_path).parent

    def name_of_outside(match):
        target = pathlib.Path(os.path.normpath(folder / match[1]))
        if target.is_relative_to(docs) or not target.exists():
            return match[0]  # for MkDocs to check
        return f"`{target.relative_to(docs.parent)}`"

    markdown = _LINK_UP.sub(name_of_outside, markdown)
    return _HELP.sub(lambda match: _help(*match[1].split()), markdown)


def _help(*verb):
    """What the program in the folder AUTOSMOTE_BIN prints for --help."""
    folder = os.environ.get("AUTOSMOTE_BIN")
    if not folder:
        raise PluginError("AUTOSMOTE_BIN does not name the folder with the program autosmote")
    program = pathlib.Path(folder) / "autosmote"
    return subprocess.run(
        [program, *verb, "--help"], capture_output=True, text=True, check=True
    ).stdout.rstrip()
