"""Where a draft quotes: what stands in quotation marks, and block quotations. Pure functions.

Quotation marks also stand around a word that somebody calls so. What is shorter than a few words is therefore only
given back with how many words it has, for the caller to tell by a citation beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_DOUBLE = re.compile(r"“(?P<curly>[^“”]+)”|\"(?P<straight>[^\"]+)\"")
_SINGLE_BEGIN = re.compile(r"(?<![\w’])[‘'](?=[\w\[…])")
_SINGLE_END = re.compile(r"(?<=[\w.,;:!?…\])])[’'](?!\w)")
_AFTER_SINGLE = re.compile(r"[’']\s*(?:[.,;:!?)\](]|$)")
_BLOCK = re.compile(r"^(?:[ \t]*>[^\n]*(?:\n|$))+", re.MULTILINE)
_BLOCK_SIGN = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_REOPENED = re.compile(r"(?<=\n)“")
_OVER_PARAGRAPHS = re.compile(r"“(?P<words>[^“”]++(?:(?<=\n)“[^“”]++){0,5})”")
"""Each further paragraph may begin with a mark of its own, as is printed."""

_PARAGRAPH = re.compile(r"(?:[^\n]+\n?)+")

FEWEST_WORDS = 4
"""Fewer in quotation marks, without a citation beside them, are a term and not a quotation."""

_FEWEST_WORDS_SINGLE = 3
"""An apostrophe looks like a single quotation mark: shorter stretches between two of them are mostly chance."""


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """`text[start:end]` of the draft is a quotation, without its marks; `outer` is where they begin and end.

    `words` are those of it as they are to be compared: without the signs that mark a block quotation.
    """

    start: int
    end: int
    words: str
    outer: tuple[int, int]

    @property
    def length(self) -> int:
        """How many words it has."""
        return len(_WORD.findall(self.words))


def find_quotations(text: str) -> tuple[QuotedWords, ...]:
    """The quotations of `text` in order, none within another; those without a word are left out."""
    found: list[QuotedWords] = []
    at = 0
    for each in sorted((*_blocks(text), *_over_paragraphs(text)), key=lambda each: each.outer):
        if each.outer[0] >= at:
            found += (*_in_paragraphs(text, at, each.outer[0]), each)
            at = each.outer[1]
    found += _in_paragraphs(text, at, len(text))
    return tuple(each for each in found if each.length)


def _blocks(text: str) -> Iterator[QuotedWords]:
    for match in _BLOCK.finditer(text):
        start, end = match.span()
        inner = text[start:end].rstrip()
        first = _BLOCK_SIGN.match(inner)
        begin = start + (first.end() if first else 0)
        words = _BLOCK_SIGN.sub("", text[begin : start + len(inner)])
        marked = _DOUBLE.fullmatch(words.strip())
        if marked is not None:
            words = marked["curly"] or marked["straight"]
        yield QuotedWords(begin, start + len(inner), words, (start, end))


def _over_paragraphs(text: str) -> Iterator[QuotedWords]:
    for match in _OVER_PARAGRAPHS.finditer(text):
        if _BLANK_LINE.search(match[0]) and not _BLOCK.search(match[0]):
            yield QuotedWords(*match.span("words"), _REOPENED.sub("", match["words"]), match.span())


def _in_paragraphs(text: str, start: int, end: int) -> Iterator[QuotedWords]:
    for paragraph in _PARAGRAPH.finditer(text, start, end):
        yield from _in_paragraph(text, *paragraph.span())


def _in_paragraph(text: str, start: int, end: int) -> Iterator[QuotedWords]:
    at = start
    doubles = list(_DOUBLE.finditer(text, start, end))
    for match in doubles:
        yield from _singles(text, at, match.start())
        inner = match.span("curly" if match["curly"] is not None else "straight")
        yield QuotedWords(*inner, text[slice(*inner)], match.span())
        at = match.end()
    yield from _singles(text, at, end)


def _singles(text: str, start: int, end: int) -> Iterator[QuotedWords]:
    at = start
    while (begin := _SINGLE_BEGIN.search(text, at, end)) is not None:
        ends = [match.start() for match in _SINGLE_END.finditer(text, begin.end(), end)]
        # "children’ s" ends like a quotation; what is followed by punctuation or a citation is likelier its end.
        likely = [place for place in ends if _AFTER_SINGLE.match(text, place)]
        if not ends:
            return
        last = (likely or ends)[0]
        quoted = QuotedWords(begin.end(), last, text[begin.end() : last], (begin.start(), last + 1))
        if quoted.length >= _FEWEST_WORDS_SINGLE:
            yield quoted
            at = last + 1
        else:
            at = begin.end()


# How quoted words are compared: what an editor may change without changing a quotation does not count.

_WHITE = re.compile(r"\s+")
_INITIAL = re.compile(r"\[(\w)\](?=\w)")
_LEFT_OUT = re.compile(r"\[?\s*(?:…|\.\s?\.\s?\.)\s*\]?|\[[^\]\n]{1,80}\]")
_SIGNS = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "\xad": None, "*": None}
)
_ENDS = " \t\n.,;:!?\"'()-"


def plain(text: str) -> str:
    """`text` with one kind of quotation mark, dash and white space, and without what is at its ends."""
    return _WHITE.sub(" ", text.translate(_SIGNS)).strip(_ENDS)


def parts_of(quotation: str) -> list[str]:
    """The stretches of a quotation that must stand in its source in this order, plain: what is left out ("...") or put
    in ("[the team]") parts them, and "[T]he" is "The"."""
    stretches = _LEFT_OUT.split(_INITIAL.sub(r"\1", quotation))
    return [each for each in map(plain, stretches) if _WORD.search(each)]


def leaves_words_open(quotation: str) -> bool:
    """Whether something in it is left out or put in, and thus not compared."""
    return _LEFT_OUT.search(_INITIAL.sub(r"\1", quotation)) is not None


def stands_in(parts: list[str], source: str) -> bool:
    """Whether the `parts` of a quotation stand in `source`, which is plain, in their order and as whole words. The
    first letter of each may be small or large."""
    at = 0
    for part in parts:
        pattern = rf"(?<!\w)(?:{re.escape(part[0])}|{re.escape(part[0].swapcase())}){re.escape(part[1:])}(?!\w)"
        match = re.compile(pattern).search(source, at)
        if match is None:
            return False
        at = match.end()
    return bool(parts)
