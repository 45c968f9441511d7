"""What the tests of the documents share: the documents, and the blocks of code in them."""

import dataclasses
import pathlib
import re

ROOT = pathlib.Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# A block of code, and a block of text that stands right after it.
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)
# A command after "$ ", on more lines where they end in a backslash, and what it prints.
_COMMAND = re.compile(r"\$ ((?:.*\\\n)*.*\n)((?:(?!\$ ).*\n)*)")


@dataclasses.dataclass
class Example:
    """What a document says is printed by a command of the shell or by a program in Python."""

    language: str
    code: str
    printed: str
    place: slice  # of `printed` in the text of the document


def examples_of(text):
    """The examples of a document in their order: blocks `console`, and `python` with `text`."""
    found = []
    for block in _BLOCK.finditer(text):
        if block[1] == "python":
            place = slice(block.start(3), block.end(3)) if block[3] is not None else slice(0, 0)
            found.append(Example("python", block[2], block[3] or "", place))
        elif block[1] == "console":
            commands = list(_COMMAND.finditer(block[2]))
            assert commands and commands[0].start() == 0, f"no command: {block[0]}"
            for match in commands:
                place = slice(block.start(2) + match.start(2), block.start(2) + match.end(2))
                found.append(Example("shell", match[1], match[2], place))
    return found
