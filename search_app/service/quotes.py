"""Whether words stand in the archive as they are quoted, character by character."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from indexer.records import Chunk
from search_app.archive import Archive

FEWEST_CHARACTERS = 12
"""Less stands in many reports, and quotes none of them."""
_LOOKED_AT = 30
_MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " ", "\u00ad": ""})


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """`exact` where the words stand in `chunk` as they are; else they differ in spaces, dashes or quotation marks,
    and `words` is what the report has."""

    chunk: Chunk
    exact: bool
    words: str


def find_quote(archive: Archive, text: str, reference: str = "") -> FoundQuote | None:
    """Where `text` stands: in the paragraph at `reference`, or among those that its words find. Raises NotFound."""
    if reference:
        return _in(archive.paragraph(reference), text)
    found = [each for chunk in _candidates(archive, text) if (each := _in(chunk, text))]
    return min(found, key=lambda each: not each.exact, default=None)


def _candidates(archive: Archive, text: str) -> list[Chunk]:
    """Those that hold its words best. Its marks are no operators here."""
    words = " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text)))[:1_000].lower()
    answer = archive.search(words, mode="keyword", literal=True, limit=_LOOKED_AT) if words else ()
    return [hit.chunk for hit in answer]


def _in(chunk: Chunk, text: str) -> FoundQuote | None:
    if text in chunk.text:
        return FoundQuote(chunk, exact=True, words=text)
    pattern = r"\s*".join(re.escape(part) for part in _parts(text))
    folded = chunk.text.translate({**_MARKS, 0xAD: "\u00ad"})  # of the same length, so that the place is the same
    match = re.search(pattern, folded, re.IGNORECASE) if pattern else None
    return None if match is None else FoundQuote(chunk, exact=False, words=chunk.text[match.start() : match.end()])


def _parts(text: str) -> list[str]:
    """Words and marks, between which spaces may differ."""
    return re.findall(r"\w+|[^\w\s]", text.translate(_MARKS))
