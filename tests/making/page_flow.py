"""Where the pages of a text conversion break: in the middle of paragraphs, with footnotes in the gap.

Programs that turn a PDF into text leave the foot of each page standing between the two halves of a
sentence. The text and Markdown forms copy that, because it is what such files look like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.making.letter import Block, Footnote, Heading

WORDS_PER_PAGE = 260
"""Short pages, so that even a letter of 900 words breaks three times."""

_SMALLEST_PART_WORDS = 8
_ENDS_A_CLAUSE = (".", ":", ";", "?", "!", ")")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block and its words, cut where a page ends inside it. `notes[i]` stand between part i and i + 1."""

    block: Block
    parts: tuple[str, ...]
    notes: tuple[tuple[Footnote, ...], ...]


def flow_over_pages(blocks: Iterable[Block], words_per_page: int = WORDS_PER_PAGE) -> Iterator[Piece]:
    """Yield every block in order. Notes that are due stand in the next gap, or after the last block."""
    words_on_page = 0
    due: list[Footnote] = []
    for block in blocks:
        if isinstance(block, Heading):
            yield Piece(block, (block.printed,), ())
            continue
        due += block.footnotes
        words = block.text.split()
        cut = _cut(words, words_per_page - words_on_page)
        if cut is None:
            words_on_page += len(words)
            yield Piece(block, (block.text,), ())
        else:
            words_on_page = len(words) - cut
            yield Piece(block, (" ".join(words[:cut]), " ".join(words[cut:])), (tuple(due),))
            due = []
    if due:
        yield Piece(Heading("", level=0), (), (tuple(due),))


def _cut(words: list[str], room_words: int) -> int | None:
    """Return how many words stay on the page: a cut inside a clause, so that the halves belong together."""
    if room_words > len(words) - _SMALLEST_PART_WORDS:
        return None
    for cut in range(max(room_words, _SMALLEST_PART_WORDS), len(words) - _SMALLEST_PART_WORDS + 1):
        if words[cut][0].islower() and not words[cut - 1].endswith(_ENDS_A_CLAUSE):
            return cut
    return None
