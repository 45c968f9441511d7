"""Small tables for notebooks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any


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
