"""HTML into blocks. Scripts, navigation and forms are not part of a report."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from indexer.reading.inline import SUPERSCRIPT_DIGITS, roman
from indexer.structure import blocks as marks
from indexer.structure.blocks import Block, BlockShape, Source

_SKIPPED = frozenset(
    {
        "script",
        "style",
        "nav",
        "form",
        "noscript",
        "template",
        "svg",
        "iframe",
        "button",
        "select",
        "head",
        "object",
    }
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "address", "figure",
     "figcaption", "ul", "ol", "li", "dl", "dt", "dd", "table", "pre", "hr", "body", "html", *_HEADINGS}
)  # fmt: skip
_BOLD = frozenset({"b", "strong"})
_WHITE = re.compile(r"[ \t\r\n\xa0]+")
_ALL_WHITE = re.compile(r"\s+")


def read(data: bytes) -> Source:
    """The blocks of a web page or of a letter saved as one."""
    parser = lxml.html.HTMLParser(encoding=_encoding(data), huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Source((), "")
    walker = _Walker()
    body = root.find("body") if root.find("body") is not None else root
    walker.walk(body)
    return Source(tuple(walker.finished()), _ALL_WHITE.sub("", "".join(_shown(body))))


def _shown(element: lxml.html.HtmlElement) -> Iterator[str]:
    """Every text of the page that a browser would show: what the blocks have to add up to."""
    if not isinstance(element.tag, str) or element.tag in _SKIPPED:
        return
    yield element.text or ""
    for child in element:
        yield from _shown(child)
        yield child.tail or ""


def _encoding(data: bytes) -> str:
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:4096], re.IGNORECASE)
    if declared:
        with contextlib.suppress(LookupError):
            return codecs.lookup(declared.group(1).decode("ascii", errors="replace")).name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


class _Walker:
    """Collects inline text until a block begins or ends, then makes a block of it."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._runs: list[tuple[str, bool]] = []
        self._list_level = 0
        self._mark: str | None = None
        self._heading = 0
        self._notes = False

    def finished(self) -> list[Block]:
        """All blocks, in order."""
        self._flush()
        return self._blocks

    def walk(self, element: lxml.html.HtmlElement, *, bold: bool = False, raised: bool = False) -> None:
        """Read an element and what is in it; the text after it belongs to its parent."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED:
            return
        if tag == "br":
            self._runs.append(("\n", bold))
        elif tag == "hr":
            self._flush()
            self._blocks.append(Block(BlockShape.RULE, ""))
        elif tag == "table":
            self._flush()
            self._table(element)
        elif tag in _BLOCKS:
            self._block(element, bold=bold)
        else:
            self._inside(element, bold=bold or tag in _BOLD, raised=raised or tag == "sup")

    def _inside(self, element: lxml.html.HtmlElement, *, bold: bool, raised: bool = False) -> None:
        self._say(element.text, bold=bold, raised=raised)
        number = _first_number(element)
        for child in element:
            if child.tag == "li":
                self._mark = _list_mark(element, child, number)
                number += 1
            self.walk(child, bold=bold, raised=raised)
            self._say(child.tail, bold=bold, raised=raised)

    def _block(self, element: lxml.html.HtmlElement, *, bold: bool) -> None:
        if element.tag != "li" or self._runs:
            mark, self._mark = self._mark, None
            self._flush()
            self._mark = mark
        before = (self._list_level, self._heading, self._notes)
        self._list_level += element.tag in ("ul", "ol")
        self._heading = _HEADINGS.get(element.tag, self._heading)
        self._notes = (
            self._notes
            or "footnote" in f"{element.get('class', '')} {element.get('role', '')} {element.get('id', '')}".lower()
        )
        self._inside(element, bold=bold)
        self._flush()
        self._list_level, self._heading, self._notes = before

    def _say(self, text: str | None, *, bold: bool, raised: bool) -> None:
        if text:
            words = _WHITE.sub(" ", text)
            self._runs.append((words.translate(SUPERSCRIPT_DIGITS) if raised else words, bold))

    def _flush(self) -> None:
        text = "\n".join(line.strip() for line in "".join(run for run, _ in self._runs).split("\n") if line.strip())
        bold = all(is_bold for run, is_bold in self._runs if run.strip())
        self._runs = []
        if text:
            self._blocks.append(self._made(text, bold=bold))
            self._mark = None

    def _made(self, text: str, *, bold: bool) -> Block:
        one_line = _ALL_WHITE.sub(" ", text)
        if self._heading:
            return Block(BlockShape.HEADING, one_line, level=self._heading, emphasised=True)
        note = marks.note(one_line)
        if note or self._notes:
            return Block(BlockShape.FOOTNOTE, note.rest if note else one_line, mark=note.mark if note else self._mark)
        bullet = marks.bullet(one_line)
        inner = bullet.rest if bullet else one_line
        marked = marks.number(inner) or marks.ordinal(inner) or bullet
        if marked:
            return Block(BlockShape.ITEM, marked.rest, mark=marked.mark, level=self._list_level, emphasised=bold)
        if self._mark:
            return Block(BlockShape.ITEM, one_line, mark=self._mark, level=self._list_level, emphasised=bold)
        return Block(BlockShape.TEXT, text, emphasised=bold)

    def _table(self, table: lxml.html.HtmlElement) -> None:
        rows = []
        for row in table.iter("tr"):
            cells = [_cell_text(cell) for cell in row if cell.tag in ("td", "th")]
            if any(cells):
                rows.append("\t".join(cells).rstrip("\t"))
        if rows:
            self._blocks.append(Block(BlockShape.TABLE, "\n".join(rows)))


def _cell_text(cell: lxml.html.HtmlElement) -> str:
    walker = _Walker()
    walker._inside(cell, bold=False)
    return " ".join(_ALL_WHITE.sub(" ", f"{b.mark or ''} {b.text}").strip() for b in walker.finished())


def _first_number(element: lxml.html.HtmlElement) -> int:
    start = element.get("start", "1")
    return int(start) if start.isdigit() else 1


def _list_mark(parent: lxml.html.HtmlElement, item: lxml.html.HtmlElement, number: int) -> str:
    if parent.tag != "ol":
        return "•"
    value = item.get("value", "")
    count = int(value) if value.isdigit() else number
    style = item.get("type", parent.get("type", "1"))
    if style in ("i", "I"):
        return f"{roman(count)}."
    if style in ("a", "A"):
        return f"{chr(ord('a') + (count - 1) % 26)})"
    return f"{count}."
