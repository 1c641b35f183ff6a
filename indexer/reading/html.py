"""HTML into blocks. Scripts, navigation and forms are not part of a report."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import lxml.html
from lxml import etree

from indexer.errors import ReadingRefused
from indexer.reading.filetype import decode_page
from indexer.reading.inline import SUPERSCRIPT_DIGITS, UNSEEN
from indexer.reading.text import read as read_text
from indexer.reading.web.lists import ListMarks, about_joined, are_joined
from indexer.reading.web.selectors import holds_on_screen
from indexer.reading.web.sheet import Sheet
from indexer.reading.web.shown import take_out_unseen
from indexer.reading.word.parts import RESOURCE_LIMIT
from indexer.records import Finding
from indexer.structure import blocks as marks
from indexer.structure.blocks import Block, BlockShape, Source

_SKIPPED = frozenset(
    {
        "script", "style", "nav", "form", "noscript", "template", "svg", "iframe", "button", "select", "head", "object",
    }
)  # fmt: skip
_UNPRINTED = UNSEEN | {0xAD: None}  # a soft hyphen, printed only where it breaks a line
_ROLES = frozenset({"banner", "navigation", "search", "contentinfo", "menu", "menubar", "alert", "alertdialog"})
_AROUND = re.compile(
    r"\b(?:cookies?(?:-?(?:banner|consent|notice|message))|skip-?(?:link|nav)|breadcrumbs?|"
    r"(?:visually|screen-?reader)-?hidden|sr-only|back-?to-?top|site-?(?:header|footer|nav)|page-?(?:header|footer)-?nav|pagination)",
    re.IGNORECASE,
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "address", "figure",
     "figcaption", "ul", "ol", "li", "dl", "dt", "dd", "table", "pre", "hr", "body", "html", "center", "fieldset",
     "details", "summary", "tr", "td", "th", "tbody", "caption", "legend", *_HEADINGS}
)  # fmt: skip
_ROWS_IN = frozenset({"thead", "tbody", "tfoot"})
_BOLD = frozenset({"b", "strong"})
_WHITE = re.compile(r"[ \t\r\n\xa0]+")
_ALL_WHITE = re.compile(r"\s+")
_NOTE_REFERENCE = re.compile(r"\s*\[?(?:foot)?note\s*(\d{1,3})\]?\s*\Z", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"\s*[\[(]?\d{1,3}(?:\.\d{1,3}){0,4}[A-Z]?[\])]?[.):]?\s*\Z")
_PARTS = re.compile(r"\n[ \t]*\n\s*")

DEPTH_MAXIMUM = 200
"""Elements in elements. Pages reach forty; deeper than this the rest is taken as one stretch of text, and said."""

MAIN_SHARE_MINIMUM = 0.5
"""Of the page's characters: a `main` with less is not what the page is about."""


def read(data: bytes, linked: Mapping[str, str] | None = None) -> Source:
    """The blocks of a web page or of a letter saved as one, without the navigation round it.

    `linked` are the style sheets that were saved with it, by the address under which the page names them.
    """
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(decode_page(data).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Source((), "")
    _refuse_cut(parser)
    sheet = Sheet.read(_sheets(root, linked or {}))
    sheet.apply(root)
    shown = take_out_unseen(root, sheet, _is_hidden)
    body = root.find("body") if root.find("body") is not None else root
    whole = "".join(_shown(body))
    content, printed = _content(body, whole)
    joined = are_joined(root)
    walker = _Walker(ListMarks(joined=joined, style=sheet.list_style), sheet.labels(root))
    walker.walk(content)
    blocks = walker.finished()
    findings = (
        *_about_depth(walker),
        *_about_style(sheet),
        *([about_joined()] if joined else []),
        *shown.findings(),
    )
    return Source(tuple(blocks), _ALL_WHITE.sub("", printed), findings)


def _sheets(root: lxml.html.HtmlElement, linked: Mapping[str, str]) -> Iterator[str]:
    """The style sheets of a page that hold on a screen, in order."""
    for one in root.iter("style", "link"):
        if holds_on_screen(one.get("media", "")):
            yield (one.text or "") if one.tag == "style" else linked.get(one.get("href", ""), "")


def _refuse_cut(parser: lxml.html.HTMLParser) -> None:
    """Where the parser stops at a limit of its own, what follows is not in its tree, and nothing could miss it."""
    if any(entry.type == RESOURCE_LIMIT for entry in parser.error_log):
        raise ReadingRefused(
            "too-large",
            "Elements of the page are nested more than 2,000 deep, so the rest of it cannot be read.",
            hint="Save the page again from a browser, or as text.",
        )


def read_archive(data: bytes) -> Source:
    """The page in a web archive (MHTML): a mail message whose first HTML part is the page."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    page: bytes | None = None
    linked: dict[str, str] = {}
    for part in message.walk():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if part.get_content_type() == "text/html" and page is None:
            page = content
        elif part.get_content_type() == "text/css":
            named = str(part.get("Content-ID", "")).strip("<>")
            linked |= dict.fromkeys((str(part.get("Content-Location", "")), f"cid:{named}"), decode_page(content))
    return read(page, linked) if page is not None else Source((), "")


def _content(body: lxml.html.HtmlElement, whole: str) -> tuple[lxml.html.HtmlElement, str]:
    """The element that holds what the page is about, and the text that it shows."""
    mains = [one for one in body.iter("main", "div", "article") if one.tag == "main" or one.get("role") == "main"]
    if len(mains) == 1 and not _is_hidden(mains[0]):
        shown = "".join(_shown(mains[0]))
        if len(shown) >= len(whole) * MAIN_SHARE_MINIMUM:
            return mains[0], shown
    return body, whole


def _about_depth(walker: _Walker) -> Iterator[Finding]:
    if walker.too_deep:
        message = (
            f"Elements of the page are nested more than {DEPTH_MAXIMUM} deep; what is in them was read as plain "
            "text, so numbers and headings may be missing there."
        )
        yield Finding("nested-too-deep", message)


def _about_style(sheet: Sheet) -> Iterator[Finding]:
    if sheet.too_large:
        message = (
            "The page or its style sheets are too large to be followed to their end: what they hide may have been "
            "read, and numbers that they print may be missing."
        )
        yield Finding("style-not-followed", message)
    if sheet.unread:
        message = (
            "The paragraphs of the page are numbered by its style sheet, so the numbers are not in its text and were "
            "not read. Print the page to PDF and add that."
        )
        yield Finding("numbers-in-style", message)


def _is_hidden(element: lxml.html.HtmlElement) -> bool:
    """Whether an element shows nothing of the report: scripts, navigation, cookie banners."""
    if element.tag in _SKIPPED or not isinstance(element.tag, str):
        return True
    if element.get("role") in _ROLES:
        return True
    if element.tag in ("header", "footer") and element.getparent() is not None and element.getparent().tag == "body":
        return element.tag == "footer" or element.find(".//nav") is not None
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return bool(named.strip() and _AROUND.search(named)) and element.tag not in ("body", "main", "article")


def _shown(element: lxml.html.HtmlElement) -> Iterator[str]:
    """Every text of an element that a browser would show: what the blocks have to add up to.

    Walks without recursion, since a page may nest its elements as deep as it likes.
    """
    if _is_hidden(element):
        return
    skipped: lxml.html.HtmlElement | None = None
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and skipped is None:
            reference = _NOTE_REFERENCE.match(one.text_content()) if one.tag == "sup" else None
            if reference is not None:
                yield reference.group(1)
            if reference is not None or (one is not element and _is_hidden(one)):
                skipped = one
            elif one.text:
                yield one.text.translate(_UNPRINTED)
        elif event == "end":
            if skipped is one:
                skipped = None
            if skipped is None and one is not element and one.tail:
                yield one.tail.translate(_UNPRINTED)


class _Walker:
    """Collects inline text until a block begins or ends, then makes a block of it."""

    def __init__(self, marks_of_lists: ListMarks, counted: Mapping[lxml.html.HtmlElement, str]) -> None:
        self._marks = marks_of_lists
        self._counted = counted  # what the style sheet prints before an element
        self._blocks: list[Block] = []
        self._runs: list[tuple[str, bool]] = []
        self._list_level = 0
        self._mark: str | None = None
        self._heading = 0
        self._notes = False
        self._depth = 0
        self.too_deep = False

    def finished(self) -> list[Block]:
        """All blocks, in order."""
        self._flush()
        return _without_notes_that_number(self._blocks)

    def walk(self, element: lxml.html.HtmlElement, *, bold: bool = False, raised: bool = False) -> None:
        """Read an element and what is in it; the text after it belongs to its parent."""
        tag = element.tag
        if _is_hidden(element):
            return
        self._depth += 1
        if self._depth > DEPTH_MAXIMUM:
            self.too_deep = True
            self._say("".join(_shown(element)), bold=bold, raised=raised)
        elif tag == "br":
            self._runs.append(("\n", bold))
        elif tag == "hr":
            self._flush()
            self._blocks.append(Block(BlockShape.RULE, ""))
        elif tag == "table":
            self._flush()
            self._table(element)
        elif tag == "pre":
            self._flush()
            self._blocks += read_text("".join(_shown(element))).blocks
        elif tag in _BLOCKS:
            self._block(element, bold=bold)
        else:
            self._inline(element, bold=bold or tag in _BOLD, raised=raised or tag == "sup")
        self._depth -= 1

    def _inline(self, element: lxml.html.HtmlElement, *, bold: bool, raised: bool) -> None:
        reference = _NOTE_REFERENCE.match(element.text_content()) if raised else None
        if reference is not None:
            self._say(reference.group(1), bold=bold, raised=True)
            return
        before = len(self._runs)
        self._inside(element, bold=bold, raised=raised)
        if len(self._runs) > before and not raised and _NUMBER_ALONE.match("".join(run for run, _ in self._runs)):
            self._runs.append(("\t", bold))  # a number in an element of its own stands apart from the words

    def _inside(self, element: lxml.html.HtmlElement, *, bold: bool, raised: bool = False) -> None:
        if element in self._counted:
            self._runs.append((f"{_WHITE.sub(' ', self._counted[element]).strip()}\t", bold))
        self._say(element.text, bold=bold, raised=raised)
        for child in element:
            if child.tag == "li":
                self._flush()
                mark = self._marks.mark(child)
                self._mark = None if child in self._counted else mark
            self.walk(child, bold=bold, raised=raised)
            self._say(child.tail, bold=bold, raised=raised)

    def _block(self, element: lxml.html.HtmlElement, *, bold: bool) -> None:
        self._flush()
        before = (self._list_level, self._heading, self._notes)
        self._list_level += element.tag in ("ul", "ol")
        self._heading = _HEADINGS.get(element.tag, self._heading)
        self._notes = (
            self._notes
            or "footnote" in f"{element.get('class', '')} {element.get('role', '')} {element.get('id', '')}".lower()
        )
        self._inside(element, bold=bold)
        self._flush()
        if element.tag == "li":
            self._mark = None
        self._list_level, self._heading, self._notes = before

    def _say(self, text: str | None, *, bold: bool, raised: bool) -> None:
        if text:
            words = _WHITE.sub(" ", text.translate(_UNPRINTED))
            self._runs.append((words.translate(SUPERSCRIPT_DIGITS) if raised else words, bold))

    def _flush(self) -> None:
        text = "".join(run for run, _ in self._runs)
        bold = all(is_bold for run, is_bold in self._runs if run.strip())
        self._runs = []
        for part in _PARTS.split(text):
            for lines in marks.numbered_lines([line.strip(" ") for line in part.split("\n") if line.strip()]):
                self._blocks.append(self._made("\n".join(lines), bold=bold))
                self._mark = None

    def _made(self, text: str, *, bold: bool) -> Block:
        one_line = _ALL_WHITE.sub(" ", text)
        if self._heading:
            printed = f"{self._mark} {one_line}" if self._mark and self._mark[0].isdigit() else one_line
            return Block(BlockShape.HEADING, printed.strip(), level=self._heading, emphasised=True)
        note = marks.note(one_line)
        if note or self._notes:
            return Block(BlockShape.FOOTNOTE, note.rest if note else one_line, mark=note.mark if note else self._mark)
        bullet = marks.bullet(one_line)
        inner = bullet.rest if bullet else text
        marked = marks.number(inner) or marks.ordinal(one_line if not bullet else inner) or bullet
        if marked:
            rest = _ALL_WHITE.sub(" ", marked.rest)
            return Block(BlockShape.ITEM, rest, mark=marked.mark, level=self._list_level, emphasised=bold)
        if self._mark and not (self._mark == "•" and _NUMBER_ALONE.match(text)):
            return Block(BlockShape.ITEM, one_line.strip(), mark=self._mark, level=self._list_level, emphasised=bold)
        return Block(BlockShape.TEXT, text.replace("\t", " ").strip(), emphasised=bold)

    def _table(self, table: lxml.html.HtmlElement) -> None:
        for caption in table.findall("caption"):
            self._block(caption, bold=False)
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in _rows(table)]
        if table.find(".//table") is not None or all(len(cells) == 1 for cells in rows):
            for cells in rows:  # tables in cells, or one column: a table that sets the page, not one of facts
                for cell in cells:
                    self.walk(cell)
            return
        lines = ["\t".join(self._row_texts(cells)).rstrip("\t") for cells in _in_columns(rows)]
        self._blocks += marks.table("\n".join(line for line in lines if line.strip()))

    def _row_texts(self, cells: Sequence[lxml.html.HtmlElement | None]) -> Iterator[str]:
        return ("" if cell is None else self._cell_text(cell) for cell in cells)

    def _cell_text(self, cell: lxml.html.HtmlElement) -> str:
        walker = _Walker(self._marks, self._counted)
        walker._inside(cell, bold=False)
        return " ".join(_ALL_WHITE.sub(" ", f"{b.mark or ''} {b.text}").strip() for b in walker.finished())


def _rows(table: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """The rows of a table, without those of tables inside it."""
    for one in table:
        if one.tag == "tr" and not _is_hidden(one):
            yield one
        elif one.tag in _ROWS_IN:
            yield from _rows(one)


def _in_columns(rows: Sequence[Sequence[lxml.html.HtmlElement]]) -> Iterator[list[lxml.html.HtmlElement | None]]:
    """The cells of each row in their columns: None where a cell goes on from the left or from above."""
    left: dict[int, int] = {}  # column -> rows that a cell above still covers
    for cells in rows:
        row: list[lxml.html.HtmlElement | None] = []
        covered, left = left, {column: rows_left - 1 for column, rows_left in left.items() if rows_left > 1}
        for cell in cells:
            while len(row) in covered:
                row.append(None)
            width, below = _span(cell, "colspan"), _span(cell, "rowspan") - 1
            if below:
                left |= dict.fromkeys(range(len(row), len(row) + width), below)
            row += [cell, *[None] * (width - 1)]
        yield row


SPAN_MAXIMUM = 100
"""Columns or rows of a cell; a hostile table would make millions of them."""


def _span(cell: lxml.html.HtmlElement, name: str) -> int:
    span = cell.get(name, "").strip()
    return max(1, min(int(span), SPAN_MAXIMUM)) if span.isascii() and span.isdigit() and len(span) < 5 else 1


def _without_notes_that_number(blocks: list[Block]) -> list[Block]:
    """The blocks, with [1], [2], [3] before them as numbers where they number the page's paragraphs."""
    notes = [b for b in blocks if b.shape is BlockShape.FOOTNOTE and b.mark and b.mark.startswith("[")]
    if not marks.in_square_brackets(f"{note.mark} {note.text}" for note in notes):
        return blocks
    return [replace(b, shape=BlockShape.ITEM) if any(b is note for note in notes) else b for b in blocks]
