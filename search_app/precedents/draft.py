"""A draft as it is read: headings, bullets and paragraphs, their sentences, and what each of them states.

Plain text of any length, no query. Headings and bullets are known by their signs, as in Markdown, or by how they look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from indexer.embedding.reading_sentences import SentencePlace, has_reader, read_places
from indexer.errors import DraftRefused
from indexer.language import read_chunk, split_sentences
from indexer.limits import DRAFT_LENGTH_LIMIT_CHARACTERS, DRAFT_SENTENCES_LIMIT
from indexer.records import Chunk, ElementKind, Sentence, Statement
from search_app.answers.answer import clauses_to_json


class BlockKind(StrEnum):
    HEADING = "heading"
    BULLET = "bullet"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Block:
    """`text[start:end]` of a draft is a heading, a bullet or a paragraph, without the sign that stands before it."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """`sentences` hold code points into `text`: those of bullets and paragraphs that have a letter or a digit."""

    text: str
    sentences: tuple[Sentence, ...]
    blocks: tuple[Block, ...]

    def words_of(self, part: Sentence | Block) -> str:
        return self.text[part.start : part.end]

    def block_of(self, sentence: Sentence) -> int:
        """The place in `blocks` of the one that a sentence stands in."""
        return next(place for place, block in enumerate(self.blocks) if sentence.end <= block.end)

    def stating(self) -> tuple[Sentence, ...]:
        """The sentences that praise, find fault or ask for something; all of them where none does."""
        return tuple(s for s in self.sentences if s.statement is not Statement.NEUTRAL) or self.sentences

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "sentences": [sentence_to_json(sentence) for sentence in self.sentences],
            "blocks": [{"kind": block.kind.value, "start": block.start, "end": block.end} for block in self.blocks],
        }


def sentence_to_json(sentence: Sentence) -> dict[str, Any]:
    """Its place and the tool's reading of it and of its clauses."""
    return {
        "start": sentence.start,
        "end": sentence.end,
        "statement": sentence.statement.value,
        "clauses": clauses_to_json(sentence.clauses),
    }


def read_draft(text: str) -> Draft:
    """The draft with the tool's reading of each sentence, clause by clause where the reader's model is installed.

    Raises DraftRefused where there is nothing to read, or more than the limits allow.
    """
    refuse_long(text)
    blocks = tuple(find_blocks(text))
    places = [place for block in blocks if block.kind is not BlockKind.HEADING for place in _places(text, block)]
    if not places and blocks:  # a lone line that looks like a heading is what somebody wants to know about
        blocks = tuple(Block(BlockKind.PARAGRAPH, block.start, block.end) for block in blocks)
        places = [place for block in blocks for place in _places(text, block)]
    if not places:
        raise DraftRefused("The draft has no words.", hint="Give it at least one sentence.")
    if len(places) > DRAFT_SENTENCES_LIMIT:
        raise DraftRefused(
            f"The draft has {len(places):,} sentences, and at most {DRAFT_SENTENCES_LIMIT} are looked up at a time.",
            hint="Give it in parts.",
        )
    if has_reader():
        return Draft(text, tuple(read_places(places)), blocks)
    wanted = {place.start for place in places}
    read = (each for block in blocks for each in _read_by_words(text, block))
    return Draft(text, tuple(each for each in read if each.start in wanted), blocks)


def refuse_long(text: str) -> None:
    """Raises DraftRefused, with the limit, where a draft is longer than it."""
    if len(text) > DRAFT_LENGTH_LIMIT_CHARACTERS:
        raise DraftRefused(
            f"The draft has {len(text):,} characters, and at most {DRAFT_LENGTH_LIMIT_CHARACTERS:,} are read.",
            hint="Give it in parts.",
        )


def _places(text: str, block: Block) -> list[SentencePlace]:
    spans = [(block.start + start, block.start + end) for start, end in split_sentences(text[block.start : block.end])]
    worded = [(start, end) for start, end in spans if any(map(str.isalnum, text[start:end]))]
    kind = ElementKind.BULLET if block.kind is BlockKind.BULLET else None
    return [SentencePlace(text, start, end, kind=kind, alone=len(spans) == 1) for start, end in worded]


def _read_by_words(text: str, block: Block) -> Iterator[Sentence]:
    for each in read_chunk(text[block.start : block.end])[0]:
        yield replace(each, start=block.start + each.start, end=block.start + each.end)


def draft_of(chunk: Chunk) -> Draft:
    """A paragraph of the archive as a draft, read as it was in its section. Raises DraftRefused as `read_draft`."""
    text = chunk.text
    worded = tuple(s for s in chunk.sentences if any(map(str.isalnum, text[s.start : s.end])))
    if not worded:
        raise DraftRefused("The paragraph has no words.")
    return Draft(text, worded, (Block(BlockKind.PARAGRAPH, 0, len(text)),))


# What is a heading, a bullet, a paragraph.

_LINE = re.compile(r"[^\n]+")
_HEADING_SIGN = re.compile(r"\s*#{1,6}\s+")
_BULLET_SIGN = re.compile(r"\s*(?:[-*+•·▪■◼●○–—]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+")
_QUOTE_SIGN = re.compile(r"\s*>\s?")
_UNDERLINE = re.compile(r"\s*(?:=+|-{3,}|\*{3,}|_{3,})\s*")
_SENTENCE_ENDS = (".", "!", "?", ";", ",", "…", ".”", ".’", '."', ".)")
_MOST_HEADING_WORDS = 10
_STATES = re.compile(r"\b(?:is|are|was|were|has|have|had|do|does|did|not|can|should|must|will)\b", re.IGNORECASE)
"""What says something: a line with one of these is a sentence without its full stop."""
_WRAPPED_CHARACTERS = 60
"""A line so long that goes on in the next was broken where the page ended."""


@dataclass(frozen=True, slots=True)
class _Line:
    kind: BlockKind | None
    start: int
    end: int
    after_gap: bool
    is_wide: bool


def find_blocks(text: str) -> Iterator[Block]:
    """The headings, bullets and paragraphs of `text`, in order. A line goes on in the next where that begins with a
    small letter, or where it is so long that the page ended there."""
    begun: _Line | None = None
    last: _Line | None = None
    for line in _lines(text):
        if begun is not None and last is not None:
            is_open = begun.kind is not BlockKind.HEADING and line.kind is None and not line.after_gap
            if is_open and (last.is_wide or text[line.start].islower()):
                last = line
                continue
            yield _block(text, begun, last)
        begun = last = line
    if begun is not None and last is not None:
        yield _block(text, begun, last)


def _block(text: str, first: _Line, last: _Line) -> Block:
    words = text[first.start : last.end]
    if first.kind is not None:
        return Block(first.kind, first.start, last.end)
    is_short = first is last and len(words.split()) <= _MOST_HEADING_WORDS
    begins = words[:1].isupper() or words[:1].isdigit()
    is_heading = is_short and begins and first.after_gap and not words.endswith(_SENTENCE_ENDS)
    kind = BlockKind.HEADING if is_heading and not _STATES.search(words) else BlockKind.PARAGRAPH
    return Block(kind, first.start, last.end)


def _lines(text: str) -> Iterator[_Line]:
    matches = [match for match in _LINE.finditer(text) if match[0].strip() and not _UNDERLINE.fullmatch(match[0])]
    before = 0
    for match in matches:
        start, end = match.start(), match.start() + len(match[0].rstrip())
        sign = _QUOTE_SIGN.match(text, start, end)
        start = sign.end() if sign else start
        kind = None
        for pattern, named in ((_HEADING_SIGN, BlockKind.HEADING), (_BULLET_SIGN, BlockKind.BULLET)):
            sign = pattern.match(text, start, end)
            if sign:
                start, kind = sign.end(), named
                break
        if start >= end:
            continue
        start += len(text[start:end]) - len(text[start:end].lstrip())
        after_gap = not before or text.count("\n", before, match.start()) > 1
        yield _Line(kind, start, end, after_gap, len(match[0]) >= _WRAPPED_CHARACTERS)
        before = match.end()
