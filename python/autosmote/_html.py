"""Small tables for notebooks, and reports as files."""

from __future__ import annotations

import html
import os
import pathlib
import uuid
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from sklearn.exceptions import NotFittedError


def cell(value: Any) -> str:
    """A value as text: numbers with four digits, None as a dash."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


def table(head: Sequence[str], lines: Iterable[Sequence[Any]]) -> str:
    """An HTML table; all content is escaped."""

    def row(values: Iterable[Any], tag: str) -> str:
        cells = "".join(f"<{tag}>{html.escape(cell(value))}</{tag}>" for value in values)
        return f"<tr>{cells}</tr>"

    body = "".join(row(line, "td") for line in lines)
    return f"<table><thead>{row(head, 'th')}</thead><tbody>{body}</tbody></table>"


def paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def bullets(sentences: Iterable[str]) -> str:
    items = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in sentences)
    return f"<ul>{items}</ul>" if items else ""


class Reporting:
    """The page of what was found, kept small until it is asked for."""

    _page: bytes

    def _keep_page(self, page: str) -> None:
        # A third of a page is the chart library; fastest is near smallest here.
        self._page = zlib.compress(page.encode(), 1)

    def write_report(self, path: str | os.PathLike[str]) -> None:
        """Write the report as one HTML file that needs no network: the page of the command line,
        but for what names files, with the call that repeats it in Python.

        Parameters
        ----------
        path : str or path
            The file, replaced where it exists. It appears whole or not at all.

        Raises
        ------
        NotFittedError
            Before there is anything to report.
        OSError
            Where the file cannot be written.
        """
        if not hasattr(self, "_page"):
            raise NotFittedError(
                f"This {type(self).__name__} has nothing to report yet. Call 'fit_resample' first."
            )
        path = pathlib.Path(path)
        unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        try:
            unfinished.write_bytes(zlib.decompress(self._page))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
