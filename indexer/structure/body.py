"""Blocks after the letterhead into pieces: headings, numbered paragraphs, bullets, prose, notes, furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.records import ElementKind
from indexer.structure.blocks import (
    Block,
    BlockShape,
    NumberWatch,
    join_lines,
    number,
    number_parts,
    with_bare_numbers,
    with_late_numbers,
    with_lettered_numbers,
    with_numbers_apart,
    with_quoted_numbers_in_words,
)
from indexer.structure.closing import Closing, is_name, is_team_line, names_inspectors
from indexer.structure.dates import is_date
from indexer.structure.headings import HEADING_WORDS_MAXIMUM, canonical, grade_alone, grade_at_end, read_heading
from indexer.structure.numbering import (
    breaks_off,
    continues,
    ended,
    is_bracketed,
    mid_sentence,
    numbers_all,
    numbers_in_brackets,
    paragraph_number,
    uses_dotted_numbers,
)
from indexer.structure.pieces import Piece, one_line, spanning

# Drawn boxes: which of them are examples set apart from the text, and which only decorate a section.

_TRANSPARENT_SHAPES = (BlockShape.FURNITURE, BlockShape.FOOTNOTE, BlockShape.RULE)

EXAMPLE = "case-study"
BOX_WORDS_MAXIMUM = 700
"""The longest case study seen has 420 words. A box of more is a section with a border, and is read as one."""

BOX_WORDS_MINIMUM = 12
"""Less is a title or a grade with a border round it."""


def gather_boxes(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with every box that is an example made one block, after which its page's furniture stands."""
    gathered: list[Block] = []
    index = 0
    while index < len(blocks):
        if blocks[index].box is None:
            gathered.append(blocks[index])
            index += 1
            continue
        stop = _end(blocks, index)
        members = _with_tables_joined([b for b in blocks[index:stop] if b.shape not in _TRANSPARENT_SHAPES])
        aside = [b for b in blocks[index:stop] if b.shape in _TRANSPARENT_SHAPES]
        parts = list(_examples(members))
        if _is_form(members):
            gathered += [_form(members), *aside]
        elif all(_is_example(part, gathered) for part in parts):
            gathered += [*map(_boxed, parts), *aside]
        elif len(members) == 1:
            gathered += [*members, *aside]
        else:
            gathered += blocks[index:stop]
        index = stop
    return gathered


def _with_tables_joined(members: Sequence[Block]) -> list[Block]:
    """The members, with a table that goes on over a page as one."""
    joined: list[Block] = []
    for block in members:
        last = joined[-1] if joined else None
        if last is not None and last.shape is BlockShape.TABLE and block.shape is BlockShape.TABLE:
            pages = spanning(last.pages, block.pages)
            joined[-1] = replace(last, text=f"{last.text}\n{block.text}", pages=pages)
        else:
            joined.append(block)
    return joined


def _examples(members: Sequence[Block]) -> Iterator[list[Block]]:
    """One list for each example: a second title in one box begins a second example."""
    part: list[Block] = []
    for block in members:
        if part and block.shape is BlockShape.HEADING and canonical(one_line(block.text)) == EXAMPLE:
            yield part
            part = []
        part.append(block)
    yield part


def _end(blocks: Sequence[Block], start: int) -> int:
    """The index after the last block of the box that begins at `start`."""
    last = start
    for index in range(start + 1, len(blocks)):
        if blocks[index].box == blocks[start].box:
            last = index
        elif blocks[index].shape not in _TRANSPARENT_SHAPES:
            break
    return last + 1


def _is_example(members: Sequence[Block], before: Sequence[Block]) -> bool:
    words = sum(len(block.text.split()) for block in members)
    if not BOX_WORDS_MINIMUM <= words <= BOX_WORDS_MAXIMUM or any(b.shape is BlockShape.TABLE for b in members):
        return False
    if not any(ended(one_line(block.text)) for block in members):
        return False  # names and offices: a table of signatures, not an example
    names = [canonical(one_line(b.text)) for b in members if b.shape is BlockShape.HEADING or b.emphasised]
    if names and names[0] == EXAMPLE:
        return True
    if any(names) or any(b.shape is BlockShape.ITEM and b.mark and b.mark[0].isdigit() for b in members):
        return False
    last = next((block for block in reversed(before) if block.shape not in _TRANSPARENT_SHAPES), None)
    return bool(before) and last is not None and (bool(names) or last.shape is not BlockShape.HEADING)


FORM_LINES_MINIMUM = 3
_FORM_LINE = re.compile(r"[A-Z][\w /()’'-]{2,40}: ?[^\s.]")


def _is_form(members: Sequence[Block]) -> bool:
    """Whether most lines of a box are a name and what was filled in: cells of a form, not headings, bold or not."""
    filled = sum(1 for block in members if _FORM_LINE.match(one_line(block.text)) and not block.mark)
    return filled >= FORM_LINES_MINIMUM and 2 * filled > len(members)


def _form(members: Sequence[Block]) -> Block:
    rows = (f"{block.mark or ''} {one_line(block.text)}".strip() for block in members)
    return replace(_boxed(members), shape=BlockShape.TABLE, text="\n".join(rows))


def _boxed(members: Sequence[Block]) -> Block:
    pages = None
    for block in members:
        pages = spanning(pages, block.pages)
    return Block(BlockShape.BOX, "\n".join(_lines(members)), pages=pages, joins=False)


def _lines(members: Sequence[Block]) -> Iterator[str]:
    line = ""
    for block in members:
        text = one_line(block.text)
        goes_on = block.joins is not False and block.mark is None and line and not ended(line)
        if goes_on or (block.joins and line):
            line = join_lines([line, text], frozenset())
            continue
        if line:
            yield line
        line = f"{block.mark} {text}" if block.mark else text
    if line:
        yield line


# The table of contents: lines that end in page numbers, after a heading that says "Contents".

_TITLE = re.compile(r"(?:table of )?contents(?: page)?:?\Z", re.IGNORECASE)
_ENTRY_END = re.compile(r"[ .…\t_](?:\d{1,3}|[ivx]{1,5})\Z")
_TRANSPARENT_SHAPES = (BlockShape.FURNITURE, BlockShape.FOOTNOTE, BlockShape.RULE)

PAGE_NUMBER_CHARACTERS_MAXIMUM = 6
"""The gap before it is one of them."""

ENTRY_WORDS_MAXIMUM = 30
"""The longest heading with its page number; a finding that happens to end in a number is longer or a sentence."""

LOOKAHEAD_BLOCKS = 2
"""An entry that is broken over lines may come as two blocks, of which only the last carries the page."""


def contents_blocks(blocks: Sequence[Block]) -> set[int]:
    """The indices of the blocks that are a table of contents with its heading."""
    found: set[int] = set()
    for index, block in enumerate(blocks):
        if _TITLE.match(one_line(block.text)) and index not in found:
            entries = _entries(blocks, index + 1)
            if entries:
                found.update([index, *entries])
    return found


def _entries(blocks: Sequence[Block], start: int) -> list[int]:
    entries: list[int] = []
    waiting: list[int] = []
    for index in range(start, len(blocks)):
        block = blocks[index]
        if block.shape in _TRANSPARENT_SHAPES:
            continue
        if _is_entry(block):
            entries += [*waiting, index]
            waiting = []
        elif len(waiting) < LOOKAHEAD_BLOCKS and _may_be_half_an_entry(block):
            waiting.append(index)
        else:
            break
    return entries


def _is_entry(block: Block) -> bool:
    lines = block.text.split("\n") if block.shape is BlockShape.TABLE else [block.text]
    return all(_ends_in_page(line.strip()) and len(line.split()) <= ENTRY_WORDS_MAXIMUM for line in lines)


def _ends_in_page(line: str) -> bool:
    """Whether a line is words, a gap or dots, and a page number."""
    end = _ENTRY_END.search(line, max(0, len(line) - PAGE_NUMBER_CHARACTERS_MAXIMUM))
    return end is not None and bool(line[: end.start()].strip())


def _may_be_half_an_entry(block: Block) -> bool:
    text = one_line(block.text)
    return len(text.split()) <= ENTRY_WORDS_MAXIMUM and not text.endswith((".", ":", ";"))


_JUDGEMENT_HEADER = re.compile(r"(?:key )?judge?ment\t(?:judge?ment )?grade\Z", re.IGNORECASE)
_TRANSPARENT = frozenset({ElementKind.FOOTNOTE, ElementKind.FURNITURE})

PRINTED_HEADING_WORDS_MAXIMUM = 12
"""On a page the white space round a short line speaks for a heading as well."""

UNKNOWN_HEADING_WORDS_MAXIMUM = 8
"""In plain text a longer line without a full stop is more likely half a sentence than a heading."""

KNOWN_HEADING_WORDS_MAXIMUM = 14
"""A known section name with the name of its service; beyond that a sentence that begins like one."""


def body_pieces(blocks: Sequence[Block]) -> list[Piece]:
    """The pieces of a report's body, with every continuation joined to what it continues."""
    contents = contents_blocks(blocks)
    told_apart = [replace(b, shape=BlockShape.FURNITURE) if i in contents else b for i, b in enumerate(blocks)]
    told_apart = _without_numbered_sentences(told_apart)
    apart = told_apart if _has_pages(blocks) else with_numbers_apart(told_apart)
    numbered = with_bare_numbers(with_lettered_numbers(with_late_numbers(apart)))
    ordered = gather_boxes(with_quoted_numbers_in_words(numbered))
    type_tells = _type_tells(ordered)
    if not type_tells:
        ordered = [replace(block, joins=block.joins or None) for block in ordered]
    reader = _BodyReader(
        dotted=uses_dotted_numbers(ordered) or numbers_all(ordered),
        bracketed=numbers_in_brackets(ordered),
        type_tells=type_tells,
        cells=_repeated(ordered),
    )
    for index, block in enumerate(ordered):
        reader.take(block, ordered[index + 1] if index + 1 < len(ordered) else None)
    return reader.pieces


_OF_A_PART = re.compile(r"[IVX]{1,5}[.)]\Z")
"""Parts of a report are numbered I., II., III.; points of a list i., ii., iii."""

SENTENCE_WORDS_MINIMUM = 8
"""A heading of so many words does not end in a full stop."""


def _without_numbered_sentences(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with headings that are numbered sentences as paragraphs: some sites set each finding as a heading."""
    found: dict[int, Block] = {}
    for index, block in enumerate(blocks):
        text = one_line(block.text)
        marked = number(text) if block.shape is BlockShape.HEADING else None
        if marked is not None and len(marked.rest.split()) >= SENTENCE_WORDS_MINIMUM and marked.rest.endswith("."):
            found[index] = replace(block, shape=BlockShape.ITEM, mark=marked.mark, text=marked.rest, level=0)
    return [found.get(index, block) for index, block in enumerate(blocks)] if len(found) > 1 else list(blocks)


CELL_REPEATS_MINIMUM = 3
"""The owner of an action stands in a column as often as the action has rows; a heading comes once, or twice."""


def _repeated(blocks: Sequence[Block]) -> frozenset[str]:
    """Short texts that come after numbered rows again and again, as the cells of a table without lines do."""
    counted = Counter(
        block.text
        for before, block in pairwise(blocks)
        if block.shape is BlockShape.TEXT and before.shape is BlockShape.ITEM and paragraph_number(before.mark or "")
    )
    often = (text for text, count in counted.items() if count >= CELL_REPEATS_MINIMUM)
    return frozenset(text for text in often if canonical(one_line(text)) is None)


def _has_pages(blocks: Sequence[Block]) -> bool:
    return any(block.pages is not None for block in blocks)


def _type_tells(blocks: Sequence[Block]) -> bool:
    """Whether headings stand out by their type: on pages where anything is bold or large, as print mostly has it.

    Text files and pages printed from them have one type for everything; there, known names are headings.
    """
    return any(b.pages is not None and (b.emphasised or b.shape is BlockShape.HEADING) for b in blocks)


def _graded_heading(block: Block) -> tuple[str, str, str] | None:
    """The header row, a section's name and its grade, where they stand side by side in the cells of a table."""
    if block.shape is not BlockShape.TABLE:
        return None
    *header, last = block.text.split("\n")
    cells = last.split("\t")
    if len(header) > 1 or len(cells) != 2 or not canonical(cells[0]) or not grade_alone(cells[1]):
        return None
    if header and not _JUDGEMENT_HEADER.match(header[0]):
        return None
    return (header[0] if header else "", cells[0], cells[1])


def _names_people(block: Block) -> bool:
    if block.shape is BlockShape.TABLE:
        return is_team_line(block.text)
    return is_team_line(block.text) or (block.shape is not BlockShape.HEADING and is_name(block.text))


class _BodyReader:
    """Walks the blocks once; what a block is may depend on the section and the pieces before it."""

    def __init__(self, *, dotted: bool, bracketed: bool, type_tells: bool, cells: Collection[str]) -> None:
        self.pieces: list[Piece] = []
        self._cells = cells
        self._dotted = dotted
        self._bracketed = bracketed
        self._type_tells = type_tells
        self._closing = Closing()
        self._numbers = NumberWatch()
        self._section: str | None = None

    def take(self, block: Block, following: Block | None) -> None:
        """Append what `block` is, or join it to the piece that it continues."""
        if block.shape is BlockShape.RULE or not block.text.strip():
            return
        block = self._without_false_number(block)
        if block.shape in (BlockShape.FOOTNOTE, BlockShape.FURNITURE):
            kind = ElementKind.FOOTNOTE if block.shape is BlockShape.FOOTNOTE else ElementKind.FURNITURE
            self._add(kind, block, mark_in_text=True)
        elif self._closing.holds(block, self._section):
            self._add(ElementKind.FURNITURE, block, mark_in_text=True)
        elif names_inspectors(one_line(block.text)) or (self._in_team() and _names_people(block)):
            self._add(ElementKind.METADATA, block, mark_in_text=True)
        elif self._is_heading(block, following):
            self._closing.ends()
            self._add_heading(block)
        else:
            self._add_text(block)

    def _in_team(self) -> bool:
        return self._section == "information-about-inspection"

    def _without_false_number(self, block: Block) -> Block:
        """`block`, with its number back in its words where no paragraph of that number is due in mid-sentence.

        Only for text without a layout: lines that were wrapped may begin with an amount or the end of a date.
        """
        if block.shape is not BlockShape.ITEM or block.pages is not None or paragraph_number(block.mark or "") is None:
            return block
        mark = block.mark or ""
        before = self._joinable()
        words = self.pieces[before].text if before is not None else ""
        of_list = before is not None and self.pieces[before].kind is ElementKind.BULLET
        in_words = breaks_off(words, of_list=of_list) and block.text[:1].islower()
        open_ended = breaks_off(words, of_list=True) if of_list else mid_sentence(words)
        begins_anew = number_parts(mark)[-1] == 1 and not block.text[:1].islower()
        if in_words or (open_ended and not begins_anew and not self._numbers.follows(mark)):
            return replace(block, shape=BlockShape.TEXT, text=f"{mark} {block.text}", mark=None)
        self._numbers.saw(mark)
        return block

    def _is_heading(self, block: Block, following: Block | None) -> bool:
        text = one_line(block.text)
        words = len(text.split())
        if block.shape is BlockShape.TABLE:
            return _graded_heading(block) is not None
        if block.shape is BlockShape.BOX or words > HEADING_WORDS_MAXIMUM:
            return False
        if block.shape is BlockShape.HEADING:
            return True
        if block.shape is BlockShape.ITEM:
            return self._is_numbered_heading(block, text, words)
        if block.emphasised and (not text.endswith((".", ";", ",")) or grade_at_end(text)):
            return True
        if block.joins or "\n" in block.text or ended(text.rstrip(":?")):
            return False
        if not self._type_tells and canonical(text) is not None and words <= KNOWN_HEADING_WORDS_MAXIMUM:
            return True
        return self._may_be_unknown_heading(block, text, words, following)

    def _is_numbered_heading(self, block: Block, text: str, words: int) -> bool:
        number = paragraph_number(block.mark or "")
        if ended(text) or words > KNOWN_HEADING_WORDS_MAXIMUM:
            return False
        if number is None:
            return block.emphasised and bool(_OF_A_PART.match(block.mark or ""))
        if "." in number and self._dotted:
            return False
        known_without_type = not self._type_tells and canonical(text) is not None
        return known_without_type or block.emphasised

    def _may_be_unknown_heading(self, block: Block, text: str, words: int, following: Block | None) -> bool:
        if block.text in self._cells:
            return False
        limit = UNKNOWN_HEADING_WORDS_MAXIMUM if block.pages is None else PRINTED_HEADING_WORDS_MAXIMUM
        if words > limit or not text[:1].isupper() or text.endswith((":", ",", ";")) or is_date(text):
            return False
        unfinished = bool(self.pieces) and self._last_words() is not None and not ended(self._last_words() or "")
        if unfinished or following is None or mid_sentence(text) or following.text[:1].islower():
            return False
        return len(following.text.split()) > words

    def _last_words(self) -> str | None:
        for piece in reversed(self.pieces):
            if piece.kind not in _TRANSPARENT:
                return piece.text if piece.kind in (ElementKind.PARAGRAPH, ElementKind.PROSE) else None
        return None

    def _add_heading(self, block: Block) -> None:
        graded = _graded_heading(block)
        if graded is not None:
            header, name, grade = graded
            if header:
                self.pieces.append(Piece(ElementKind.FURNITURE, header, pages=block.pages))
            for text in (name, grade):
                self._add_heading(replace(block, shape=BlockShape.HEADING, text=text))
            return
        heading = read_heading(f"{block.mark} {block.text}" if block.mark else block.text)
        self._section = heading.canonical or self._section
        self.pieces.append(
            Piece(
                ElementKind.HEADING,
                heading.words,
                number=heading.number,
                pages=block.pages,
                level=block.level if block.shape is BlockShape.HEADING else 0,
                box=block.box,
                canonical=heading.canonical,
                grade=heading.grade,
                aside=heading.taken,
            )
        )

    def _add_text(self, block: Block) -> None:
        before = self._joinable()
        if before is not None and self._continues(before, block):
            more = self._piece(ElementKind.PROSE, block)
            self.pieces[before] = self.pieces[before].joined_with(more)
            return
        if block.shape in (BlockShape.TABLE, BlockShape.BOX):
            self._add(ElementKind.TABLE if block.shape is BlockShape.TABLE else ElementKind.BOX, block)
            return
        number = self._number(block)
        if number is not None:
            self.pieces.append(replace(self._piece(ElementKind.PARAGRAPH, block), number=number))
        elif block.shape is BlockShape.ITEM:
            self._add(ElementKind.BULLET, block)
        else:
            self._add(ElementKind.PROSE, block)

    def _number(self, block: Block) -> str | None:
        """The paragraph number that `block` carries; None for the point of a list."""
        if block.shape is not BlockShape.ITEM or block.mark is None:
            return None
        if is_bracketed(block.mark) and not self._bracketed:
            return None
        return paragraph_number(block.mark)

    def _continues(self, before: int, block: Block) -> bool:
        after_heading = before > 0 and self.pieces[before - 1].kind is ElementKind.HEADING
        return continues(self.pieces[before], block, dotted=self._dotted, after_heading=after_heading)

    def _joinable(self) -> int | None:
        index = len(self.pieces) - 1
        while index >= 0 and self.pieces[index].kind in _TRANSPARENT:
            index -= 1
        return index if index >= 0 else None

    def _add(self, kind: ElementKind, block: Block, *, mark_in_text: bool = False) -> None:
        piece = self._piece(kind, block)
        if mark_in_text and block.mark:
            piece = replace(piece, text=f"{block.mark} {piece.text}", aside="")
        self.pieces.append(piece)

    def _piece(self, kind: ElementKind, block: Block) -> Piece:
        keeps_lines = kind in (ElementKind.TABLE, ElementKind.BOX, ElementKind.FURNITURE)
        text = block.text if keeps_lines else one_line(block.text)
        aside = block.typed or block.mark or ""
        return Piece(kind, text, mark=block.mark, pages=block.pages, level=block.level, box=block.box, aside=aside)


# Footnote references: raised numbers that point to a footnote of the report are not part of its sentences.

_RAISED = re.compile(r" ?([⁰¹²³⁴-⁹]+)(?=[\s.,;:)’”'\"]|\Z)|([⁰¹²³⁴-⁹]+)")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MARK = re.compile(r"\[?\^?([⁰¹²³⁴-⁹\d]+)[\].)]?:?\s")


def without_note_marks(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the raised numbers that have a footnote taken out of their words; the notes keep theirs."""
    numbers = {
        match.group(1).translate(_DIGITS)
        for piece in pieces
        if piece.kind is ElementKind.FOOTNOTE and (match := _MARK.match(piece.text))
    }
    if not numbers:
        return list(pieces)

    return [piece if piece.kind is ElementKind.FOOTNOTE else _without(piece, numbers) for piece in pieces]


def _without(piece: Piece, numbers: Collection[str]) -> Piece:
    dropped: list[str] = []

    def drop(match: re.Match[str]) -> str:
        number = match.group().strip().translate(_DIGITS)
        if number not in numbers:
            return match.group()
        dropped.append(number)
        return ""

    text = _RAISED.sub(drop, piece.text)
    return replace(piece, text=text, aside=piece.aside + "".join(dropped)) if dropped else piece
