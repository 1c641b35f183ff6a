"""Quotations as Markdown in which every sign of a report or a note stands for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search_app.basket.export.document import EvidenceDocument, Quoted, Source, licence_lines, made_line

_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|$~&^!@]|:(?=[\w+-])")
"""What Markdown and its extensions may read as markup wherever it stands: a colon before a letter begins an emoji."""
_ADDRESS = re.compile(r"(https?://[^\s<>()\[\]\"'`\\]+[\w/])")
_LINE_START = re.compile(r"^(\d*)([-+=.)])")
"""What would begin a list, a rule or the underline of a heading."""


def write_markdown(document: EvidenceDocument) -> bytes:
    """UTF-8; headings by theme or area, numbered block quotes, numbered sources, and the terms of use."""
    return "\n\n".join(_blocks(document)).encode("utf-8") + b"\n"


def literal(text: str) -> str:
    """`text` on one line, with every sign escaped that could mean something."""
    escaped = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    return _LINE_START.sub(r"\1\\\2", escaped)


def _blocks(document: EvidenceDocument) -> Iterator[str]:
    yield f"# {literal(document.title)}"
    if document.cover.author:
        yield literal(document.cover.author)
    yield from (_with_links(line) for line in document.cover.introduction.splitlines() if line.strip())
    for heading, quotations in document.groups:
        if document.has_headings:
            yield f"## {literal(heading)}"
        for quoted in quotations:
            yield from _quotation(quoted, document)
    yield "## Sources"
    yield "\n".join(_source(number, source, document) for number, source in enumerate(document.sources, 1))
    if document.left_out:
        yield "## Left out"
        yield "\n".join(f"- {literal(each.reference)}: {literal(each.advice)}" for each in document.left_out)
    yield "## About this document"
    yield from map(_with_links, licence_lines(document.sources))
    yield literal(made_line(document))


def _source(number: int, source: Source, document: EvidenceDocument) -> str:
    places = "; ".join(f"{quoted.place} [{document.number_of(quoted)}]" for quoted in source.quoted)
    link = f" <{source.report.url}>" if source.report.url else ""
    licence = f". Licence: {literal(source.report.licence)}" if source.report.licence else ""
    return f"{number}. {literal(source.citation)}: {literal(places)}{link}{licence}"


def _with_links(line: str) -> str:
    """A line of ours or of the collector, in which an address is a link; nothing of a report is ever made one."""
    # At the places of odd number stand the addresses.
    parts = _ADDRESS.split(" ".join(line.split()))
    escaped = [f"<{part}>" if at % 2 else _SIGNS.sub(r"\\\g<0>", part) for at, part in enumerate(parts)]
    return _LINE_START.sub(r"\1\\\2", "".join(escaped))


def _quotation(quoted: Quoted, document: EvidenceDocument) -> Iterator[str]:
    # A backslash at the end of a line keeps the break that the report has there.
    yield "> " + "\\\n> ".join(literal(line) for line in quoted.text.splitlines() if line.strip())
    number, source = document.number_of(quoted), document.source_number_of(quoted)
    link = f" <{quoted.url}>" if quoted.url else ""
    yield f"{literal(f'[{number}] {quoted.full_citation}, source {source}')}{link}"
    yield from (f"**To be checked against the report:** {literal(each)}" for each in quoted.doubts)
    if quoted.note:
        yield "**Note:** " + "\\\n".join(_with_links(line) for line in quoted.note.splitlines() if line.strip())
