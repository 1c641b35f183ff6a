"""Quotations as Markdown in which every sign of a report or a note stands for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search_app.basket.export.document import EvidenceDocument, Quoted, licence_lines, made_line

_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|$~&^!@]|:(?=\S)|(?<=www)\.")
"""What Markdown and its extensions may read as markup wherever it stands: a colon begins an emoji or ends a scheme."""
_ADDRESS = re.compile(r"(https://[\w./-]+[\w/])")
_LINE_START = re.compile(r"^(\d*)([-+=.)])")
"""What would begin a list, a rule or the underline of a heading."""


def write_markdown(document: EvidenceDocument) -> bytes:
    """UTF-8; headings by theme, block quotes, a list of sources, and the terms of use."""
    return "\n\n".join(_blocks(document)).encode("utf-8") + b"\n"


def literal(text: str) -> str:
    """`text` on one line, with every sign escaped that could mean something."""
    escaped = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    return _LINE_START.sub(r"\1\\\2", escaped)


def _blocks(document: EvidenceDocument) -> Iterator[str]:
    yield "# Evidence from inspection reports"
    for theme, quotations in document.themes:
        if document.has_themes:
            yield f"## {literal(theme)}"
        for quoted in quotations:
            yield from _quotation(quoted)
    yield "## Sources"
    yield "\n".join(
        f"- {literal(source.citation)}: {literal(', '.join(quoted.place for quoted in source.quoted) + source.origin)}"
        for source in document.sources
    )
    if document.left_out:
        yield "## Left out"
        yield "\n".join(f"- {literal(each.reference)}: {literal(each.advice)}" for each in document.left_out)
    yield "## About this document"
    yield from map(_with_links, licence_lines(document.sources))
    yield literal(made_line(document))


def _with_links(line: str) -> str:
    """A line of our own, in which an address is a link; nothing of a report is ever made one."""
    return "".join(
        f"<{part}>" if part.startswith("https://") else _SIGNS.sub(r"\\\g<0>", part) for part in _ADDRESS.split(line)
    )


def _quotation(quoted: Quoted) -> Iterator[str]:
    # A backslash at the end of a line keeps the break that the report has there.
    yield "> " + "\\\n> ".join(literal(line) for line in quoted.text.splitlines() if line.strip())
    yield literal(quoted.full_citation)
    if quoted.note:
        yield "**Note:** " + "\\\n".join(literal(line) for line in quoted.note.splitlines() if line.strip())
