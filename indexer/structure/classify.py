"""Blocks after the letterhead into pieces: headings, numbered paragraphs, bullets, prose, notes, furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.records import ElementKind
from indexer.structure.blocks import Block, BlockShape
from indexer.structure.boxes import gather_boxes
from indexer.structure.closing import Closing, is_team_line
from indexer.structure.contents import contents_blocks
from indexer.structure.continuation import continues, ended, mid_sentence
from indexer.structure.headings import HEADING_WORDS_MAXIMUM, canonical, grade_alone, grade_at_end, read_heading
from indexer.structure.number_watch import NumberWatch
from indexer.structure.numbering import is_dotted, paragraph_number, uses_dotted_numbers
from indexer.structure.pieces import Piece, one_line

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
    ordered = gather_boxes(told_apart)
    type_tells = _type_tells(ordered)
    if not type_tells:
        ordered = [replace(block, joins=block.joins or None) for block in ordered]
    reader = _BodyReader(dotted=uses_dotted_numbers(ordered), type_tells=type_tells)
    for index, block in enumerate(ordered):
        reader.take(block, ordered[index + 1] if index + 1 < len(ordered) else None)
    return reader.pieces


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


class _BodyReader:
    """Walks the blocks once; what a block is may depend on the section and the pieces before it."""

    def __init__(self, *, dotted: bool, type_tells: bool) -> None:
        self.pieces: list[Piece] = []
        self._dotted = dotted
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
        elif self._section == "information-about-inspection" and is_team_line(block.text):
            self._add(ElementKind.METADATA, block, mark_in_text=True)
        elif self._is_heading(block, following):
            self._closing.ends()
            self._add_heading(block)
        else:
            self._add_text(block)

    def _without_false_number(self, block: Block) -> Block:
        """`block`, with its number back in its words where no paragraph of that number is due in mid-sentence.

        Only for text without a layout: lines that were wrapped may begin with an amount or the end of a date.
        """
        if block.shape is not BlockShape.ITEM or block.pages is not None or paragraph_number(block.mark or "") is None:
            return block
        mark = block.mark or ""
        before = self._joinable()
        unfinished = before is not None and mid_sentence(self.pieces[before].text)
        if unfinished and not self._numbers.follows(mark):
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
        if block.joins or "\n" in block.text or ended(text.rstrip(":")):
            return False
        if not self._type_tells and canonical(text) is not None and words <= KNOWN_HEADING_WORDS_MAXIMUM:
            return True
        return self._may_be_unknown_heading(block, text, words, following)

    def _is_numbered_heading(self, block: Block, text: str, words: int) -> bool:
        number = paragraph_number(block.mark or "")
        if number is None or ended(text) or words > KNOWN_HEADING_WORDS_MAXIMUM:
            return False
        if is_dotted(number) and self._dotted:
            return False
        known_without_type = not self._type_tells and canonical(text) is not None
        return known_without_type or block.emphasised

    def _may_be_unknown_heading(self, block: Block, text: str, words: int, following: Block | None) -> bool:
        limit = UNKNOWN_HEADING_WORDS_MAXIMUM if block.pages is None else PRINTED_HEADING_WORDS_MAXIMUM
        if words > limit or not text[:1].isupper() or text.endswith((":", ",", ";")):
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
        number = paragraph_number(block.mark or "") if block.shape is BlockShape.ITEM else None
        if number is not None and is_dotted(number) == self._dotted:
            self.pieces.append(replace(self._piece(ElementKind.PARAGRAPH, block), number=number))
        elif block.shape is BlockShape.ITEM:
            self._add(ElementKind.BULLET, block)
        else:
            self._add(ElementKind.PROSE, block)

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
        aside = block.mark or ""
        return Piece(kind, text, mark=block.mark, pages=block.pages, level=block.level, box=block.box, aside=aside)
