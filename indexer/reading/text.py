"""Plain text and Markdown, as typed or as converters leave it, into blocks.

One reader serves both: converters mix them in one file, and a plain letter has nothing in it that
Markdown would misread except what `inline` is careful about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from indexer.reading.inline import STRUCK, UNSEEN, about_struck_out, plain, wholly_strong
from indexer.structure import blocks as marks
from indexer.structure.blocks import Block, BlockShape, Source, join_lines
from indexer.structure.numbering import ended

# Text that still has its pages: running headers, footers and page numbers at the edges of each.

PAGE_BREAK = "\f"
EDGE_LINES = 2
"""A running header has a line or two; a third line from the edge is text."""

SHARE_OF_PAGES = 0.5
"""Headers may leave out the first page, or differ between left and right pages."""

_PAGE_NUMBER = re.compile(r"[-–|\s]*+(?:page\s*+)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?[-–|\s]*\Z", re.IGNORECASE)
_NUMBERED_PAGE = re.compile(r"[-–|\s]*+page\s+\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?[-–|\s]*\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class TextPage:
    """The lines of one page of text, and the running lines that were taken out of it."""

    lines: tuple[str, ...]
    running: tuple[str, ...]


def text_pages(text: str) -> list[TextPage]:
    """The pages of a text, parted at form feeds; one page where it has none. No line is lost."""
    pages = [page.split("\n") for page in text.split(PAGE_BREAK)]
    seen = Counter(_key(line) for page in pages for line in {page[i] for i in _edges(page)})
    needed = max(2, round(len(pages) * SHARE_OF_PAGES))
    return [_without_running(page, seen, needed, paged=len(pages) > 1) for page in pages]


def _without_running(page: list[str], seen: Counter[str], needed: int, *, paged: bool) -> TextPage:
    edges = set(_edges(page)) if paged else set()
    running = {
        i
        for i, line in enumerate(page)
        if _NUMBERED_PAGE.match(line) or (i in edges and (seen[_key(line)] >= needed or _PAGE_NUMBER.match(line)))
    }
    kept = tuple(line for i, line in enumerate(page) if i not in running)
    return TextPage(kept, tuple(page[i].strip() for i in sorted(running) if page[i].strip()))


def _key(line: str) -> str:
    return _DIGITS.sub("#", line.strip().lower())


def _edges(page: list[str]) -> list[int]:
    """The indices of the outermost lines that have text."""
    filled = [i for i, line in enumerate(page) if line.strip()]
    return sorted({*filled[:EDGE_LINES], *filled[-EDGE_LINES:]})


_RULE = re.compile(r"\s*+([-*_=])\s*+(?:\1\s*+){2,}+\Z")
_PAGE_MARKER = re.compile(r"\s*(?:%%\s*page\s+\d{1,4}\s*%%|\{\d{1,4}\}\s*-{3,}|\[page \d{1,4}\])\s*\Z", re.IGNORECASE)
"""What converters leave between the pages of a PDF."""

_CONTINUES_NOTE = re.compile(r"(?: {4}|\t)\s*\S")
_ATX = re.compile(r"\s{0,3}(#{1,6})\s+(.*)\Z")
_TABLE_ROW = re.compile(r"\s*\|.*\|\s*\Z")
_TABLE_RULE = re.compile(r"\s*+\|?\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+\|?\s*+\Z")
_QUOTE = re.compile(r"^\s{0,3}>(?:\s|\Z)")
_MARKUP = dict.fromkeys(map(ord, "#|*_`>=~\ue001"))
"""Characters that Markdown uses up; a text that prints them keeps them all the same."""

_WHITE = re.compile(r"\s+")
_HARD_SPACE = re.compile(r"[ \xa0\u2000-\u200a\u202f]+")

_ITEM_INDENT_PER_LEVEL = 2
"""Spaces by which Markdown writers indent a nested list."""


def read(text: str) -> Source:
    """The blocks of a text or Markdown file. Line breaks inside an unmarked block are kept for the letterhead."""
    text = _with_walls(_without_fences(_normalised(text)))
    starts = [line for line in text.split("\n") if marks.note(line)]
    square = marks.in_square_brackets(starts) and not _REFERS.search(text)
    found = [block for page in text_pages(text) for block in _page_blocks(page, square=square)]
    struck = [match[1] or match[3] or "" for match in STRUCK.finditer(text)]
    findings = (about_struck_out(struck),) if struck else ()
    return Source(blocks=tuple(_counted(found)), printed=_printed(text), findings=findings)


_OPEN_RULE = re.compile(r"\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)++\Z")


def _with_walls(text: str) -> str:
    """The text with the outer walls of tables that have only inner ones."""
    lines = text.split("\n")
    inside = False
    for index, line in enumerate(lines):
        opens = _OPEN_RULE.match(line) is not None and index > 0 and "|" in lines[index - 1]
        if opens:
            lines[index - 1] = f"|{lines[index - 1]}|"
        inside = opens or (inside and "|" in line)
        if inside:
            lines[index] = f"|{line}|"
    return "\n".join(lines)


_FENCE = re.compile(r" {0,3}(`{3,}|~~~)[ \t]*([\w+-]*)[ \t]*\Z")
_MARKDOWN = ("markdown", "md")
_LITERAL = "\ue001"
"""A private-use character at the beginning of a line that stands in a fence, where nothing is markup."""

LITERAL_SHARE_MAXIMUM = 0.8
"""A text of which more stands in fences was put into them as a whole."""


def _without_fences(text: str) -> str:
    """The text without the lines that fence off what is literal, and each literal line with `_LITERAL` before it."""
    lines = text.split("\n")
    fences = [(index, match) for index, line in enumerate(lines) if (match := _FENCE.match(line))]
    dropped: set[int] = set()
    literal: set[int] = set()
    at = 0
    while at + 1 < len(fences):
        opens, opening = fences[at]
        at += 1
        closing = next((i for i in range(at, len(fences)) if fences[i][1][1].startswith(opening[1])), None)
        if closing is None or fences[closing][1][2]:
            continue
        dropped.update([opens, fences[closing][0]])
        if opening[2].lower() not in _MARKDOWN:
            literal.update(range(opens + 1, fences[closing][0]))
        at = closing + 1
    filled = {i for i, line in enumerate(lines) if line.strip() and i not in dropped}
    if len(filled & literal) > LITERAL_SHARE_MAXIMUM * len(filled):
        literal = set()
    literal &= filled
    kept = (i for i in range(len(lines)) if i not in dropped)
    return "\n".join(f"{_LITERAL}{lines[i]}" if i in literal else lines[i] for i in kept)


_REFERS = re.compile(r"(?<=[\w.,;’”)])\[\d{1,3}\]")
"""A note mark in the words: then what begins with [1] is that note."""

LAZY_MINIMUM = 2
"""Writers of Markdown who leave the counting to it number every item 1."""


def _counted(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, with items that are all marked "1." counted as Markdown shows them."""
    count = 0
    lazy = _lazy(blocks)
    for index, block in enumerate(blocks):
        if index in lazy:
            count += 1
            yield replace(block, mark=f"{count}.", typed=block.mark)
            continue
        count = 0 if block.level <= 1 else count
        yield block


def _lazy(blocks: list[Block]) -> set[int]:
    """The indices of the items of lists whose marks are all "1.", points under them left out."""
    outer = [i for i, block in enumerate(blocks) if block.shape is not BlockShape.ITEM or block.level <= 1]
    found: set[int] = set()
    run: list[int] = []
    for index in outer:
        if blocks[index].shape is BlockShape.ITEM and blocks[index].mark == "1.":
            run.append(index)
            continue
        found.update(run if len(run) >= LAZY_MINIMUM else ())
        run = []
    found.update(run if len(run) >= LAZY_MINIMUM else ())
    return found


def _normalised(text: str) -> str:
    """The text with plain line ends; of one that was read in the wrong encoding, an ellipsis is none of them."""
    if _OF_WINDOWS.search(text):
        text = text.replace("\x85", "…")
    return _LINE_END.sub("\n", text).translate(UNSEEN)


_OF_WINDOWS = re.compile("[\x91-\x97]")


_LINE_END = re.compile(r"\r\n|[\r\v\x85\u2028\u2029]")
"""Word parts lines by a vertical tab, other programs by the line ends of Unicode."""


def _page_blocks(page: TextPage, *, square: bool) -> Iterator[Block]:
    in_note = False
    for group in _groups(_QUOTE.sub("", line) for line in page.lines):
        if group[0].startswith(_LITERAL):
            yield Block(BlockShape.TABLE, "\n".join(line.removeprefix(_LITERAL).rstrip() for line in group))
            in_note = False
            continue
        blocks = list(_blocks_of(group, square=square))
        if in_note and _CONTINUES_NOTE.match(group[0]) and len(blocks) == 1 and blocks[0].shape is BlockShape.TEXT:
            blocks = [replace(blocks[0], shape=BlockShape.FOOTNOTE)]
        in_note = bool(blocks) and blocks[0].shape is BlockShape.FOOTNOTE
        yield from blocks
    for line in page.running:
        yield Block(BlockShape.FURNITURE, _one_line(plain(line)))


def _printed(text: str) -> str:
    """The characters that the file shows: taken from the whole text, not from the blocks that they are to prove."""
    shown = "\n".join(line for line in plain(_normalised(text)).split("\n") if not _TABLE_RULE.match(line))
    return _WHITE.sub("", shown.translate(_MARKUP))


def _groups(lines: Iterable[str]) -> Iterator[list[str]]:
    """Runs of lines that belong together: parted by blank lines, rules, headings and marks."""
    group: list[str] = []
    for line in lines:
        if len(group) == 1 and _UNDERLINE.match(line) and _may_be_title(group[0]):
            yield [f"{'#' if line.strip()[0] == '=' else '##'} {group[0].strip()}"]
            group = []
            continue
        alone = bool(_RULE.match(line) or _ATX.match(line) or _PAGE_MARKER.match(line))
        if not line.strip(" \t\xa0") or alone or (group and _starts_anew(line, group)):
            if group:
                yield group
            group = []
        if alone:
            yield [line]
        elif line.strip(" \t\xa0"):
            group.append(line)
    if group:
        yield group


_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*\Z")
TITLE_WORDS_MAXIMUM = 14


def _may_be_title(line: str) -> bool:
    words = plain(line)
    is_marked = marks.bullet(words) or _numbered(words) or _TABLE_ROW.match(line) or _ATX.match(line)
    return not (is_marked or ended(words)) and len(words.split()) <= TITLE_WORDS_MAXIMUM


def _starts_anew(line: str, group: list[str]) -> bool:
    if line.startswith(_LITERAL) or group[-1].startswith(_LITERAL):
        return not (line.startswith(_LITERAL) and group[-1].startswith(_LITERAL))
    in_table = bool(_TABLE_ROW.match(group[-1]))
    if bool(_TABLE_ROW.match(line)) != in_table:
        return True
    words = plain(line)
    if marks.bullet(words) or marks.ordinal(words) or marks.note(words):
        return True
    return _numbered(words) is not None or _goes_on_counting(plain(group[0]), words)


def _goes_on_counting(first: str, words: str) -> bool:
    """Whether a line begins with the number after that of the paragraph above it, where that alone makes it one."""
    before = _numbered(first) or _LEADING.match(first)
    watch = marks.NumberWatch()
    if before is not None:
        watch.saw(before.mark if isinstance(before, marks.Marked) else before[1])
    return before is not None and marks.late_number(words, watch) is not None


_LEADING = re.compile(r"\s*([\[(]?\d{4}[\]).]|\d{1,4}(?:\.\d{1,3}){0,4}[A-Za-z]{1,2}[.)])\s")


def _numbered(words: str) -> marks.Marked | None:
    """A paragraph number, if what follows may begin a sentence: "37.4 per cent" in a wrapped line does not."""
    marked = marks.number(words)
    if marked is None:
        return None
    first = marked.rest[:1]
    dotted = "." in marked.mark.rstrip(".)")
    closed = marked.mark.endswith((".", ")"))
    opens = first.isalpha() or first in "‘“\"'(£[*"
    if dotted and closed:
        return marked if opens or first.isdigit() else None
    return marked if opens and (closed or not first.islower()) else None


def _blocks_of(group: list[str], *, square: bool) -> Iterator[Block]:
    first = group[0]
    if _PAGE_MARKER.match(first):
        yield Block(BlockShape.FURNITURE, first.strip())
        return
    if _RULE.match(first) and len(group) == 1:
        yield Block(BlockShape.RULE, "")
        return
    heading = _ATX.match(first)
    if heading:
        words = _one_line(plain(heading.group(2).rstrip().rstrip("#")))
        if words:
            yield Block(BlockShape.HEADING, words, level=len(heading.group(1)), emphasised=True)
        return
    if all(_TABLE_ROW.match(line) for line in group):
        yield from _table(group)
        return
    yield _marked_block(group, square=square)


_CELL_WALL = re.compile(r"(?<!\\)\|")


def _table(group: list[str]) -> list[Block]:
    rows = []
    for line in group:
        if _TABLE_RULE.match(line):
            continue
        cells = [_one_line(plain(cell)) for cell in _CELL_WALL.split(line.strip().strip("|"))]
        rows.append("\t".join(cells).rstrip("\t"))
    return [replace(block, joins=None) for block in marks.table("\n".join(row for row in rows if row.strip()))]


def _marked_block(group: list[str], *, square: bool) -> Block:
    raw = "\n".join(group)
    words = plain(raw)
    text = _lines(words)
    note = marks.note(text) if not (square and marks.number(text)) else None
    if note:
        return Block(BlockShape.FOOTNOTE, _one_line(note.rest), mark=note.mark)
    indent = len(group[0]) - len(group[0].lstrip())
    level = 1 + indent // _ITEM_INDENT_PER_LEVEL
    bullet = marks.bullet(plain(raw)) and (marks.bullet(text) or marks.Marked("o", text[1:].lstrip()))
    inner = bullet.rest if bullet else text
    marked = (None if bullet else _numbered(words.strip())) or _numbered(inner) or marks.ordinal(inner) or bullet
    if marked is None:
        return Block(BlockShape.TEXT, text, emphasised=wholly_strong(raw))
    bold = wholly_strong(raw) or wholly_strong(raw.replace(marked.mark, "", 1).lstrip(" -*"))
    return Block(BlockShape.ITEM, _one_line(marked.rest), mark=marked.mark, level=level, emphasised=bold)


def _lines(text: str) -> str:
    return "\n".join(_HARD_SPACE.sub(" ", line).strip() for line in text.split("\n") if line.strip())


def _one_line(text: str) -> str:
    return _WHITE.sub(" ", join_lines(text.split("\n"), frozenset())).strip()
