"""Which words are spelt right: English ones, and the names of the glossary and of the list of areas.

English is what the embedded model's tokeniser holds as whole words, some 21,000, with their regular endings. It is
read at the first need, since most queries hold only words of the archive.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from functools import cache

from indexer.embedding.model import find_model
from indexer.errors import ModelUnavailable
from indexer.language.areas import standard_areas
from indexer.language.glossary import Glossary
from search_app.query.mentions import folded_words

_SHORTEST_LETTERS = 3

_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ies", ("y",)),
    ("ied", ("y",)),
    ("iness", ("y",)),
    ("ily", ("y",)),
    ("ings", ("", "e")),
    ("ing", ("", "e")),
    ("ers", ("", "e")),
    ("er", ("", "e")),
    ("ed", ("", "e")),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ly", ("",)),
    ("ness", ("",)),
    ("ful", ("",)),
    ("less", ("",)),
    ("able", ("", "e")),
)
_BEGINNINGS = ("un", "non", "re", "mis", "over", "under", "pre", "anti", "multi")


class KnownWords(Container[str]):
    """Holds folded words. Without the embedded model's package, no English."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str):
            return False
        if word in _names(self._glossary):
            return True
        whole = [word, *(word.removeprefix(start) for start in _BEGINNINGS if word.startswith(start))]
        return any(
            base in _english() for each in whole for base in (each, *_bases(each)) if len(base) >= _SHORTEST_LETTERS
        )


def _bases(word: str) -> Iterator[str]:
    """What `word` may be an ending of: "tagging" of "tag", "hoping" of "hope"."""
    for ending, others in _ENDINGS:
        if not word.endswith(ending):
            continue
        bare = word.removesuffix(ending)
        if bare.endswith("s") and ending in ("ing", "ed", "er"):
            continue  # "assesing" is no form of "asses"
        yield from (bare + other for other in others)
        if len(bare) > _SHORTEST_LETTERS and bare[-1] == bare[-2]:
            yield bare[:-1]


@cache
def _names(glossary: Glossary) -> frozenset[str]:
    names = [form for entry in glossary.entries for form in entry.forms]
    names += [name for area in standard_areas().areas for name in area.names]
    return frozenset(word for name in names for word in folded_words(name))


@cache
def _english() -> frozenset[str]:
    try:
        folder = find_model().folder
    except ModelUnavailable:
        folder = None
    if folder is None:
        return frozenset()
    pieces = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(piece for piece in pieces if piece.isascii() and piece.isalpha())
