"""Puts a query's tree to the keyword index: what it ranks, what must hold, and what was perhaps meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.errors import QueryRefused
from indexer.keyword.analysis import stem
from indexer.keyword.index import KeywordIndex, Synonym
from indexer.limits import PREFIX_EXPANSION_LIMIT_TERMS
from search_app.filters.filters import Mask
from search_app.query.language import And, Field, Leaf, Node, Not, Or, ParsedQuery, Phrase, Prefix, Word
from search_app.query.quotations import holds_phrase

_WORDS_CORRECTED = 5
"""Each costs a walk through the vocabulary; a query with more unknown words is not a slip of the finger."""


def rank_by_words(
    index: KeywordIndex,
    words: Iterable[Leaf],
    limit: int,
    allowed: Mask | None = None,
    synonyms: Iterable[Synonym] = (),
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The `limit` best paragraphs for `words`, and their scores, falling; ties by ordinal.

    Only paragraphs that hold at least one of the words, by stem, or a synonym, and are `allowed`. Raises
    QueryRefused for a prefix with too many words, IndexDamaged.
    """
    stems = {found for node in words for found in _ranked_stems(index, node)}
    return index.rank(stems, limit, allowed, synonyms)


def _ranked_stems(index: KeywordIndex, node: Leaf) -> Iterable[str]:
    if isinstance(node, Prefix):
        return {stem(word) for word in _expand(index, node)}
    return node.stems


def _expand(index: KeywordIndex, prefix: Prefix) -> list[str]:
    count = index.count_expansions(prefix.text)
    if count > PREFIX_EXPANSION_LIMIT_TERMS:
        raise QueryRefused(
            f"{prefix.text}* stands for {count:,} different words here; the limit is {PREFIX_EXPANSION_LIMIT_TERMS:,}.",
            position=prefix.start,
            hint="Write more letters before the star.",
        )
    return index.expand(prefix.text)


@dataclass(frozen=True, slots=True)
class Archive:
    """What a constraint is held against: the keyword index, a chunk's own words, and fields as masks (n,)."""

    index: KeywordIndex
    text_of: Callable[[int], str]
    field_matches: Callable[[str, str], Mask]


def matches(archive: Archive, constraint: Node, within: Mask | None = None) -> Mask:
    """bool (n,): which paragraphs of `within`, or of all, meet `constraint`.

    A word is met by its stem, a quotation literally. Without `within` the array may be one that is kept, and is not to
    be changed. Raises QueryRefused for a prefix with too many words, IndexDamaged.
    """
    return _meeting(archive, constraint, within)


def _meeting(archive: Archive, node: Node, within: Mask | None) -> Mask:
    """Those of `within`, or of all, that meet `node`; see `matches`."""
    if isinstance(node, Not):
        met = ~_meeting(archive, node.part, within)
    elif isinstance(node, Or):
        return np.asarray(np.logical_or.reduce([_meeting(archive, part, within) for part in node.parts]))
    elif isinstance(node, Phrase):
        met = _holding_phrase(archive, node, within)
    elif isinstance(node, Field):
        met = archive.field_matches(node.name, node.value)
    elif isinstance(node, Prefix):
        met = archive.index.with_any_word(_expand(archive.index, node))
    elif isinstance(node, Word):
        met = _holding_word(archive.index, node)
    else:
        for part in sorted(node.parts, key=_reads_texts):
            within = _meeting(archive, part, within)
        return np.ones(len(archive.index), dtype=np.bool_) if within is None else within
    return met if within is None else within & met


def _reads_texts(node: Node) -> bool:
    """Quotations come last in a conjunction: only the texts that are left are then read."""
    if isinstance(node, Not):
        return _reads_texts(node.part)
    if isinstance(node, And | Or):
        return any(map(_reads_texts, node.parts))
    return isinstance(node, Phrase)


def _holding_phrase(archive: Archive, phrase: Phrase, within: Mask | None) -> Mask:
    """Those that hold it, of `within` at least; texts outside need not be read."""
    holding, unsure = archive.index.with_quotation(list(phrase.parts), phrase.gaps)
    for ordinal in dict.fromkeys(unsure.tolist()):
        if (within is None or within[ordinal]) and not holding[ordinal]:
            holding[ordinal] = holds_phrase(archive.text_of(ordinal), phrase.pattern)
    return holding


def _holding_word(index: KeywordIndex, word: Word) -> Mask:
    """By stem; a word of several parts has them in a row, or stands joined as one ("multi-agency")."""
    parts = [token for token in word.tokens if not token.compound]
    if len(parts) == 1:
        only = parts[0]
        return index.with_stem(only.stem) if only.ranks else index.with_word(only.word)
    holding = index.with_words_in_a_row([part.word for part in parts])
    for token in word.tokens:
        if token.compound:
            holding = holding | index.with_stem(token.stem)
    return holding


def suggest(index: KeywordIndex, parsed: ParsedQuery) -> str | None:
    """The query with the words that the archive does not hold replaced by near ones that it does, or None."""
    corrections: list[tuple[int, int, str]] = []
    for node in parsed.words:
        if isinstance(node, Word) and len(corrections) < _WORDS_CORRECTED:
            corrections.extend(_corrections(index, node))
    text = parsed.text
    for start, end, correction in reversed(corrections):
        text = text[:start] + correction + text[end:]
    return text if corrections else None


def _corrections(index: KeywordIndex, node: Word) -> Iterable[tuple[int, int, str]]:
    for token in node.tokens:
        if not token.compound and not index.with_stem(token.stem).any():
            correction = index.suggest(token.word)
            if correction is not None:
                yield node.start + token.start, node.start + token.end, correction
