"""What every reader hands on: blocks of text in reading order, with what the format itself says about them.

A reader decides nothing about inspection reports. It says "this stands as a list item marked 1.1." and
leaves it to `indexer.structure` to say that this is a numbered paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from indexer.records import Finding


class BlockShape(StrEnum):
    """How a block stands in its source."""

    TEXT = "text"
    HEADING = "heading"  # the format says so: Markdown #, HTML h1..h6, a Word heading style, larger or bold type
    ITEM = "item"  # a list mark or a number stands before it
    TABLE = "table"  # rows are lines, cells are parted by a tab
    BOX = "box"  # a drawn frame with an example in it; its paragraphs are lines
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"  # running headers, page numbers: the format or the layout says so
    RULE = "rule"  # a drawn or typed line, a page break: no text


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the source that belongs together.

    `text` has its inline markup removed. A line break stays where the source breaks the line on purpose
    or may have. `mark` is the list mark or number as printed ("•", "1.1.", "iv)"), without which `text`
    stands. `level` is 1 for the outermost heading or list, 0 where the format does not say. `pages` is
    (first, last) from 1. `box` numbers the drawn frame that the block stands in, None outside any.
    `emphasised` is True where all of it is bold. `joins` is what the layout says about the block before:
    True, it goes on from there; False, it does not; None, the format cannot tell. `typed` is the mark that stands in
    the file, where that is another than is shown: Markdown counts lists by itself.
    """

    shape: BlockShape
    text: str
    mark: str | None = None
    level: int = 0
    pages: tuple[int, int] | None = None
    box: int | None = None
    emphasised: bool = False
    joins: bool | None = None
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read, before anyone asks what it means.

    `printed` is every character that the file shows, with white space left out and in the order of the
    file: what the accounting compares the report with. `keywords` are the words that the file's own
    metadata carries. `findings` are about the reading, such as a page without a text layer. `printed_pages`
    is `printed` page by page, `plain_pages` the text of each page with its white space as a second extraction gives it;
    both are empty for a format without pages.
    """

    blocks: tuple[Block, ...]
    printed: str
    findings: tuple[Finding, ...] = ()
    keywords: str = ""
    printed_pages: tuple[str, ...] = ()
    plain_pages: tuple[str, ...] = ()


# Joining lines of print: which hyphens at line ends belong to the word, and which only broke it.

LINE_END_HYPHENS = ("\ufffe", "\u00ad", "-", "\u2010", "\u2011")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)\Z")
_FIRST = re.compile(r"([^\W\d_]+)")


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """Every word of a document in lower case, with its inner hyphens, from places where no line ends."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def join_lines(lines: Sequence[str], words: frozenset[str]) -> str:
    """The lines as one: a space between them, or nothing after a hyphen or a slash at the end of one.

    A hyphen at a line end stays ("multi-" + "agency") unless the document writes the word without one
    elsewhere and never with one ("recommen-" + "dations"), or it is a soft hyphen. Soft hyphens inside
    lines go: they are not printed.
    """
    joined: list[str] = []
    end = ""  # all that a join looks at: with the whole text, a paragraph of many lines would take ever longer
    for line in lines:
        text = _join(end, line.strip(), words) if end else line.strip()
        joined.append(text[:-_JOIN_CHARACTERS])
        end = text[-_JOIN_CHARACTERS:]
    return "".join((*joined, end)).replace("\u00ad", "").replace("\ufffe", "-")


_JOIN_CHARACTERS = 200
"""No word is longer."""


def _join(before: str, after: str, words: frozenset[str]) -> str:
    if not after:
        return before
    last = before[-1]
    if last in LINE_END_HYPHENS and len(before) > 1 and not before[-2].isspace():
        return _join_hyphen(before[:-1], last, after, words)
    if last in "–/" and len(before) > 1 and not before[-2].isspace() and after[0].isalnum():
        return before + after
    return f"{before} {after}"


def _join_hyphen(stem: str, hyphen: str, after: str, words: frozenset[str]) -> str:
    head, tail = _LAST.search(stem), _FIRST.match(after)
    if head and tail:
        left, right = head.group(1).lower(), tail.group(1).lower()
        whole = left + right
        if hyphen == "\u00ad" or (whole in words and f"{left}-{right}" not in words):
            return stem + after
    return f"{stem}-{after}"


# Marks that stand before a block: bullets, paragraph numbers, roman numerals, letters, note marks.

_OF_SYMBOL_FONTS = "".join(map(chr, range(0xF021, 0xF100)))
"""The private-use characters under which whatever a font of symbols draws comes out of a PDF or a Word file."""

BULLET_CHARACTERS = f"•●○◦▪▫■□◼◾⬛◆◇►▸▬─―→›»➔➢➤❖✓✔{_OF_SYMBOL_FONTS}\u2023\u2043\u00b7*+–—−\u2010\u2012\u2015-"

_ROW_NUMBER = re.compile(r"\s*[\[(]?\d{1,3}(?:\.\d{1,3})*[\])]?[.)]?\s*\Z")
_GAPS = re.compile(r"\s+")
_BULLET = re.compile(
    rf"\s*([{re.escape(BULLET_CHARACTERS)}])(?:\s+|(?<=[^\-–—−\u2010\u2012\u2015*+·])(?=[A-Za-z‘“\"']))(?=\S)"
)
_HOLLOW = re.compile(r"\s*(o)(?:\t|[ \xa0]{2,})\s*(?=\S)")
_NUMBER = re.compile(
    r"\s*(?P<named>para(?:graph)?\.?\s+)?(?P<open>[\[(]?)(?P<core>\d{1,3}(?:\.\d{1,3}){0,4}[A-Z]?)(?P<close>[\])]?[.):]?)"
    r"(?P<gap>\s+|(?<=\.)(?=[A-Z‘“\"'(]))(?=\S)",
    re.IGNORECASE,
)
_PAIRED = {"": ("", ".", ")", ":"), "(": (")", ")."), "[": ("]", "].")}
_ROMAN = re.compile(r"\s*(\(?(?:x{0,3}(?:ix|iv|v?i{1,3}|v)|x{1,3})[.)])\s+(?=\S)", re.IGNORECASE)
_LETTER = re.compile(r"\s*(\([a-z]\)|[a-z]\))\s+(?=\S)")
_SQUARE = re.compile(r"\s*\[(\d{1,3})\]\s*\S")
SQUARE_MINIMUM = 3
"""Two notes in brackets are common; numbered paragraphs come in tens."""

_NOTE = re.compile(r"\s*([¹²³⁴-⁹⁰]+|\[\d{1,3}\]|\[\^[\w-]{1,40}\]:)\s*(?=\S)")


class Marked(NamedTuple):
    """A block's mark as printed, and what follows it."""

    mark: str
    rest: str


def bullet(text: str) -> Marked | None:
    """The bullet character at the start of `text`, or None. Word's hollow bullet is an "o" with a gap after it."""
    match = _BULLET.match(text) or _HOLLOW.match(text)
    return Marked(match.group(1), text[match.end() :]) if match else None


def number(text: str) -> Marked | None:
    """A paragraph number at the start: "1.1.", "2.4", "26.", "(3)", "[4]", "2A.", "Paragraph 5:".

    A bare whole number has to be followed by a tab or by more than one space.
    """
    match = _NUMBER.match(text)
    if match is None or match["close"] not in _PAIRED[match["open"]]:
        return None
    core, close = match["core"], match["close"]
    suffixed = core[-1].isalpha()
    if (close == ":") != bool(match["named"] and close) or (suffixed and core[-1].islower()):
        return None
    if not close and ("." not in core or suffixed) and "\t" not in match["gap"] and len(match["gap"]) == 1:
        return None
    if not close and "." not in core and text[match.end()].islower():
        return None
    named = f"{match['named'].strip()} " if match["named"] else ""
    return Marked(named + match["open"] + core + close, text[match.end() :])


_LATE = re.compile(
    r"\s*(\[\d{4}\]|\(\d{4}\)|\d{4}[.)]"
    r"|\d{1,4}(?:\.\d{1,3}){0,4}[A-Za-z]{1,2}[.)]|\d{1,3}(?:\.\d{1,3}){1,4}[a-z])\s+(?=\S)"
    r"|\s*(\d{1,3}(?:\.\d{1,3}){1,4})(?=[A-Z][a-z])"
)
LATE_NUMBER = 1_000
"""From here on a number may as well be a year."""


def late_number(text: str, numbers: NumberWatch) -> Marked | None:
    """A number at the start that is one only where it is due: "1000." after 999, "12a." or "12AA." after 12, and 1.2
    in "1.2Plans"."""
    match = _LATE.match(text)
    mark = (match[1] or match[2]) if match is not None else ""
    return Marked(mark, text[match.end() :]) if match is not None and numbers.follows(mark) else None


def with_late_numbers(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with numbers that are due as the marks of the paragraphs that begin with them."""
    watch = NumberWatch()
    found: list[Block] = []
    for block in blocks:
        late = late_number(block.text, watch) if block.shape is BlockShape.TEXT and not block.mark else None
        if late is not None and not block.joins:
            block = replace(block, shape=BlockShape.ITEM, mark=late.mark, text=late.rest)
        if block.shape is BlockShape.ITEM and block.mark and _STARTS_WITH_NUMBER.match(block.mark):
            watch.saw(block.mark)
        found.append(block)
    return found


_LETTERED = re.compile(r"(([A-Z]{1,2})[.-]?\d{1,3}(?:\.\d{1,3}){0,3})[.)]?\s+(?=[A-Z‘“\"'(])")


def with_lettered_numbers(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with A1, A2, A3 ... as the marks of the sentences that begin so, as annexes number them.

    Less than three of a letter, or any that do not count up from 1, may be roads and sizes of paper.
    """
    chains: dict[str, tuple[NumberWatch, dict[int, Block]]] = {}
    for index, block in enumerate(blocks):
        match = _LETTERED.match(block.text) if block.shape is BlockShape.TEXT and not block.mark else None
        if match is None or block.joins or len(block.text.split()) <= ROW_WORDS_MINIMUM:
            continue
        watch, found = chains.setdefault(match[2], (NumberWatch(), {}))
        if watch.follows(match[1]):
            watch.saw(match[1])
            mark = match[0].strip()
            found[index] = replace(block, shape=BlockShape.ITEM, mark=mark, text=block.text[match.end() :])
    made = {
        index: block
        for _, found in chains.values()
        if len(found) >= BARE_NUMBERS_MINIMUM
        for index, block in found.items()
    }
    return [made.get(index, block) for index, block in enumerate(blocks)]


_STARTS_WITH_NUMBER = re.compile(r"[\[(]?\d{1,4}(?:\.\d{1,3}){0,4}[A-Za-z]{0,2}[\])]?[.:)]?\Z")


def in_square_brackets(starts: Iterable[str]) -> bool:
    """Whether blocks that begin so are numbered [1], [2], [3] ..., as judgments are; else "[1]" marks a note."""
    numbers = [int(match.group(1)) for text in starts if (match := _SQUARE.match(text))]
    return len(numbers) >= SQUARE_MINIMUM and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


ROW_WORDS_MINIMUM = 6
"""A numbered row of a table is a paragraph where it says something; a figure beside a figure is not."""

NUMBERED_ROWS_MINIMUM = 2
"""One row that begins with a number may be an amount."""


def table(text: str, pages: tuple[int, int] | None = None) -> list[Block]:
    """The block of a table, given as lines of cells parted by tabs; numbered rows are a block each.

    Numbered are rows whose first cell is nothing but a number, each one more than the last, beside a sentence.
    """
    blocks: list[Block] = []
    rows: list[str] = []
    numbered = _numbered_rows(text.split("\n"))
    for row in text.split("\n"):
        mark, _, rest = row.lstrip("\t").partition("\t")  # some tables have an empty column that sets them in
        if row in numbered:
            blocks += _table_of(rows, pages)
            rows = []
            words = _GAPS.sub(" ", rest).strip()
            blocks.append(Block(BlockShape.ITEM, words, mark=mark.strip(), pages=pages, joins=False))
        elif row.strip():
            rows.append(row)
    return blocks + _table_of(rows, pages)


def _table_of(rows: Sequence[str], pages: tuple[int, int] | None) -> list[Block]:
    return [Block(BlockShape.TABLE, "\n".join(rows), pages=pages, joins=False)] if rows else []


def _numbered_rows(rows: Sequence[str]) -> frozenset[str]:
    watch = NumberWatch()
    found: list[str] = []
    for row in rows:
        mark, _, _ = row.lstrip("\t").partition("\t")
        if not _ROW_NUMBER.match(mark):
            continue
        if found and not watch.follows(mark):
            return frozenset()
        watch.saw(mark)
        found.append(row)
    sentences = sum(1 for row in found if len(row.split()) > ROW_WORDS_MINIMUM)
    return frozenset(found) if sentences >= max(NUMBERED_ROWS_MINIMUM, len(found) / 2) else frozenset()


_ALONE = re.compile(rf"(?:para(?:graph)?\.?\s+)?{_ROW_NUMBER.pattern}", re.IGNORECASE)
_BARE = re.compile(r"(\d{1,3}) (?:[–—-] )?(?=[A-Z‘“\"'(])")
_ONE_ROW = re.compile(r"([\[(]?\d{1,3}(?:\.\d{1,3})*[\])]?[.)]?)\t(?=[^\t\n]+\Z)")
BARE_NUMBERS_MINIMUM = 3
"""A number that only a space parts from its words may be an amount; so many that count up are none."""


def with_bare_numbers(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with numbers that a space, a dash or the wall of a table of one row parts from a sentence as their
    marks, where they count up from 1, or on from what is marked, and hardly any other numbers do not."""
    watch = NumberWatch()
    found: dict[int, Block] = {}
    in_line = others = 0
    for index, block in enumerate(blocks):
        if block.shape is BlockShape.ITEM and block.mark and _ROW_NUMBER.match(block.mark):
            due = watch.follows(block.mark)
            in_line, others = in_line + due, others + (not due)
            if due:
                watch.saw(block.mark)
            continue
        pattern = {BlockShape.TEXT: _BARE, BlockShape.TABLE: _ONE_ROW}.get(block.shape)
        match = pattern.match(block.text) if pattern and not (block.mark or block.joins) else None
        if match is not None and watch.follows(match[1]) and len(block.text.split()) > ROW_WORDS_MINIMUM:
            watch.saw(match[1])
            found[index] = replace(block, shape=BlockShape.ITEM, mark=match[1], text=block.text[match.end() :])
    enough = len(found) >= NUMBERED_ROWS_MINIMUM and len(found) + in_line >= BARE_NUMBERS_MINIMUM
    if not enough or 2 * others > len(found) + in_line:
        return list(blocks)
    return [found.get(index, block) for index, block in enumerate(blocks)]


CHAIN_MINIMUM = 5
"""Paragraphs numbered one after the other; of fewer nobody can tell which are quoted."""

QUOTED_AHEAD_MAXIMUM = 12
"""Numbered paragraphs quoted one after the other before the text goes on with its own numbers."""

QUOTED_DISTANCE_MINIMUM = 6
"""From the number that is due: nearer ones are slips, as 9 printed for 11 in a real memorandum."""

_WHOLE_MARK = re.compile(r"[\[(]?(\d{1,4})[\])]?[.)]?\Z")


def with_quoted_numbers_in_words(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with the numbers of quoted paragraphs back in their words: 23 in 1, 2, 3, 23, 4, as judgments quote.

    Quoted is what stands between two numbers that follow each other, if its number is one of theirs or beyond them. A
    list that begins at 1 is one of the text's own.
    """
    numbers = [
        (index, int(match[1]))
        for index, block in enumerate(blocks)
        if block.shape is BlockShape.ITEM and block.mark and (match := _WHOLE_MARK.match(block.mark))
    ]
    chain: list[int] = []
    quoted: set[int] = set()
    at = 0
    while at < len(numbers):
        ahead = [number for _, number in numbers[at : at + QUOTED_AHEAD_MAXIMUM + 1]]
        due = chain[-1] + 1 if chain else ahead[0]
        skipped = ahead.index(due) if due in ahead else 0
        if skipped and ahead[0] != 1:
            run = numbers[at : at + skipped]
            quoted.update(index for index, number in run if abs(number - due) >= QUOTED_DISTANCE_MINIMUM)
        chain.append(ahead[skipped])
        at += skipped + 1
    own = set(chain)
    quoted = {index for index, number in numbers if index in quoted and (number in own or number > max(own))}
    if len(own) < CHAIN_MINIMUM or 2 * len(quoted) > len(chain):
        return list(blocks)
    return [
        replace(block, shape=BlockShape.TEXT, mark=None, text=f"{block.mark} {block.text}") if i in quoted else block
        for i, block in enumerate(blocks)
    ]


def with_numbers_apart(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with each number that stands by itself put before the text after it, as web pages set them."""
    alone = [
        index
        for index, block in enumerate(blocks[:-1])
        if block.shape in (BlockShape.TEXT, BlockShape.HEADING)
        and block.mark is None
        and _ALONE.match(block.text)
        and blocks[index + 1].shape is BlockShape.TEXT
        and not _ALONE.match(blocks[index + 1].text)
    ]
    if len(alone) < NUMBERED_ROWS_MINIMUM:
        return list(blocks)
    after = {index + 1: blocks[index].text.strip() for index in alone}
    dropped = set(alone)
    return [
        replace(block, shape=BlockShape.ITEM, mark=after[index]) if index in after else block
        for index, block in enumerate(blocks)
        if index not in dropped
    ]


def ordinal(text: str) -> Marked | None:
    """A roman numeral or a letter that stands as a list mark: "iv.", "(b)"."""
    match = _ROMAN.match(text) or _LETTER.match(text)
    return Marked(match.group(1), text[match.end() :]) if match else None


def note(text: str) -> Marked | None:
    """A note mark at the start, as a footnote's body carries it: superscript digits, "[1]" or "[^1]:"."""
    match = _NOTE.match(text)
    return Marked(match.group(1), text[match.end() :]) if match else None


LISTED_MINIMUM = 2
"""Lines with a bullet: one alone may begin with a dash."""


def numbered_lines(lines: Sequence[str]) -> list[list[str]]:
    """The lines of a block, parted where one after the first begins with the next number, or several with a bullet."""
    groups: list[list[str]] = []
    watch = NumberWatch()
    is_listed = sum(bullet(line) is not None for line in lines) >= LISTED_MINIMUM
    for line in lines:
        marked = number(line)
        opens_point = is_listed and bullet(line) is not None
        if (
            not groups
            or opens_point
            or (marked is not None and number(groups[0][0]) is not None and watch.follows(marked.mark))
        ):
            groups.append([])
        if marked is not None:
            watch.saw(marked.mark)
        groups[-1].append(line)
    return groups


_PARTS = re.compile(r"\d+")

# Follows the paragraph numbers down the pages, to tell them from years and amounts that begin a line.


class NumberWatch:
    """Remembers the last paragraph number of a document."""

    def __init__(self) -> None:
        self._last: tuple[int, ...] = ()
        self._highest = 0  # of the whole numbers: lists inside a paragraph begin again at 1

    @property
    def depth(self) -> int:
        """How many parts the last number had: 2 for "1.3", 0 before the first."""
        return len(self._last)

    def follows(self, mark: str) -> bool:
        """Whether `mark` is due next: the next number, the first of the next section, or a section's own number."""
        parts = number_parts(mark)
        last = self._last
        if not last:
            return parts[-1] == 1
        inserted = parts == last and mark.strip("[]().:")[-1].isalpha()
        if len(parts) == 1 and parts[0] >= LATE_NUMBER:
            return inserted or parts[0] == self._highest + 1
        if len(parts) == len(last):
            next_here = parts[:-1] == last[:-1] and parts[-1] == last[-1] + 1
            return next_here or inserted or (len(parts) > 1 and parts[0] == last[0] + 1 and parts[-1] == 1)
        if len(parts) > len(last):
            return parts[0] in (last[0], last[0] + 1) and parts[-1] == 1
        return parts[0] == last[0] + 1

    def saw(self, mark: str) -> None:
        """Take note that `mark` stands before a paragraph."""
        self._last = number_parts(mark)
        if len(self._last) == 1:
            self._highest = max(self._highest, *self._last)


def number_parts(mark: str) -> tuple[int, ...]:
    """The whole numbers in a mark or paragraph number, without a letter at its end: "2.4A" gives (2, 4)."""
    return tuple(map(int, _PARTS.findall(mark)))
