"""Puts a query's tree to the store: what it ranks, what must hold, and what was perhaps meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.errors import QueryRefused
from indexer.keyword.analysis import stem
from indexer.keyword.index import Synonym
from indexer.limits import PREFIX_EXPANSION_LIMIT_TERMS
from search_app.filters.expression import (
    EVERYTHING,
    AnyOf,
    Except,
    Expression,
    Holds,
    HoldsQuotation,
    Match,
    OneOf,
    all_of,
)
from search_app.query.language import Field, Leaf, Node, Not, Or, ParsedQuery, Phrase, Prefix, Word
from search_app.store.interface import KeywordSearch, RankedList, Terms, Vocabulary

_WORDS_CORRECTED = 5
"""Each costs a walk through the vocabulary; a query with more unknown words is not a slip of the finger."""


def terms_of(vocabulary: Vocabulary, words: Iterable[Leaf], synonyms: Iterable[Synonym] = ()) -> Terms:
    """What `words` rank by. Raises QueryRefused for a prefix with too many words."""
    stems = {found for node in words for found in _ranked_stems(vocabulary, node)}
    return Terms(frozenset(stems), tuple(synonyms))


def rank_by_words(
    store: KeywordSearch,
    words: Iterable[Leaf],
    limit: int,
    where: Expression = EVERYTHING,
    synonyms: Sequence[Synonym] = (),
) -> RankedList:
    """The `limit` best paragraphs for `words`, and their scores, falling; ties by ordinal.

    Only paragraphs that hold at least one of the words, by stem, or a synonym, and pass `where`. Raises QueryRefused
    for a prefix with too many words, IndexDamaged.
    """
    return store.sparse(terms_of(store.vocabulary, words, synonyms), where, limit)


def _ranked_stems(vocabulary: Vocabulary, node: Leaf) -> Iterable[str]:
    return map(stem, _expand(vocabulary, node)) if isinstance(node, Prefix) else node.stems


def _expand(vocabulary: Vocabulary, prefix: Prefix) -> list[str]:
    count = vocabulary.count_expansions(prefix.text)
    if count > PREFIX_EXPANSION_LIMIT_TERMS:
        raise QueryRefused(
            f"{prefix.text}* stands for {count:,} different words here; the limit is {PREFIX_EXPANSION_LIMIT_TERMS:,}.",
            position=prefix.start,
            hint="Write more letters before the star.",
        )
    return vocabulary.expand(prefix.text)


def must_hold(constraint: Node | None, vocabulary: Vocabulary) -> Expression:
    """What a constraint, in which nothing stands side by side, demands of a paragraph.

    A word is met by its stem, a quotation literally. Raises QueryRefused for a prefix with too many words.
    """
    if constraint is None:
        return EVERYTHING
    if isinstance(constraint, Word):
        return _holds_word(constraint)
    if isinstance(constraint, Phrase):
        return HoldsQuotation(constraint.parts, constraint.gaps, constraint.pattern)
    if isinstance(constraint, Prefix):
        return Holds(Match.ANY_WORD, tuple(_expand(vocabulary, constraint)))
    if isinstance(constraint, Field):
        return OneOf(constraint.name, (constraint.value,))
    if isinstance(constraint, Not):
        return Except(must_hold(constraint.part, vocabulary))
    parts = tuple(must_hold(part, vocabulary) for part in constraint.parts)
    return AnyOf(parts) if isinstance(constraint, Or) else all_of(parts)


def _holds_word(word: Word) -> Expression:
    """By stem; a word of several parts has them in a row, or stands joined as one ("multi-agency")."""
    parts = [token for token in word.tokens if not token.compound]
    if len(parts) == 1:
        only = parts[0]
        return Holds(Match.STEM, (only.stem,)) if only.ranks else Holds(Match.ANY_WORD, (only.word,))
    joined = (Holds(Match.STEM, (token.stem,)) for token in word.tokens if token.compound)
    return AnyOf((Holds(Match.IN_A_ROW, word.parts), *joined))


def wanted_words(vocabulary: Vocabulary, words: Sequence[Leaf], synonyms: Sequence[Synonym] = ()) -> list[Expression]:
    """What each word typed asks of a paragraph, once: the word itself or another name of it.

    Words that do not rank, such as "the", are asked for only where no other was typed. Raises QueryRefused for a prefix
    with too many words.
    """
    bearing = [node for node in words if isinstance(node, Prefix) or node.stems]
    wanted = []
    for node in bearing or words:
        names = () if isinstance(node, Prefix) else _other_names(node.parts, synonyms)
        wanted.append(AnyOf((must_hold(node, vocabulary), *names)))
    return list(dict.fromkeys(wanted))


def _other_names(words: Sequence[str], synonyms: Sequence[Synonym]) -> Iterable[Expression]:
    """The other names, in the singular and the plural, of each synonym that `words` are part of."""
    for synonym in synonyms:
        if set(words) <= set(synonym.typed):
            for *before, last in synonym.others:
                singular = last.removesuffix("s")
                yield Holds(Match.IN_A_ROW, (*before, singular))
                yield Holds(Match.IN_A_ROW, (*before, f"{singular}s"))


def suggest(store: KeywordSearch, parsed: ParsedQuery) -> str | None:
    """The query with the words that the archive does not hold replaced by near ones that it does, or None."""
    corrections: list[tuple[int, int, str]] = []
    for node in parsed.words:
        if isinstance(node, Word) and len(corrections) < _WORDS_CORRECTED:
            corrections.extend(_corrections(store, node))
    text = parsed.text
    for start, end, correction in reversed(corrections):
        text = text[:start] + correction + text[end:]
    return text if corrections else None


def _corrections(store: KeywordSearch, node: Word) -> Iterable[tuple[int, int, str]]:
    for token in node.tokens:
        if not token.compound and not store.count(Holds(Match.STEM, (token.stem,))):
            correction = store.vocabulary.suggest(token.word)
            if correction is not None:
                yield node.start + token.start, node.start + token.end, correction
