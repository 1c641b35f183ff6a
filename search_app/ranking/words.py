"""Puts a query's tree to the store: what it ranks, what must hold, and what was perhaps meant."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

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

_LONG_QUERY_WORDS = 30
"""More than a sentence, whose repeated words are the common ones: on recommendations, which are sentences, the root
loses .008 below it and .002 from it on."""

_COMMON_SHARE = 0.15
"""In so many of the paragraphs a word tells little; "parents" stands in .09 of real ones, "good" in .2."""

_COMMON_PARAGRAPHS = 100
"""A small archive is read through whatever is asked."""

_MOST_WORDS = 5
_FEW_WORDS = 2
"""Three common words together say something."""

_WORDS_CORRECTED = 5
"""Each costs a walk through the vocabulary; a query with more unknown words is not a slip of the finger."""


def terms_of(
    vocabulary: Vocabulary,
    words: Iterable[Leaf],
    synonyms: Iterable[Synonym] = (),
    also: Iterable[str] = (),
    *,
    words_alone: bool = False,
) -> Terms:
    """What `words` rank by, and `also` the stems that say the same. Raises QueryRefused as `rank_by_words` does.

    Where `words_alone` rank, a stem that a long query repeats counts by the root of how often: it says by repeating
    what it is about. Beside meaning, which says that already, and in a sentence each counts once.
    """
    words = tuple(words)
    found = Counter(stem for node in words for stem in _ranked_stems(vocabulary, node))
    repeats = words_alone and len(words) >= _LONG_QUERY_WORDS
    weights = {stem: math.sqrt(count) for stem, count in found.items() if count > 1} if repeats else {}
    return Terms(frozenset(found).union(also), tuple(synonyms), weights)


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
    terms = terms_of(store.vocabulary, words, synonyms, words_alone=True)
    return store.sparse(terms, where, limit)


def _ranked_stems(vocabulary: Vocabulary, node: Leaf) -> Iterable[str]:
    """Those of a prefix once each, however many of its words have one stem."""
    return {stem(word) for word in _expand(vocabulary, node)} if isinstance(node, Prefix) else node.stems


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


def notes_on_prefixes(store: KeywordSearch, parsed: ParsedQuery) -> tuple[str, ...]:
    """That no word begins so, of each prefix of which that is true."""
    prefixes = dict.fromkeys(node.text for node in parsed.words if isinstance(node, Prefix))
    return tuple(
        f"No word in this archive begins with “{text}”."
        for text in prefixes
        if not store.vocabulary.count_expansions(text)
    )


def note_on_common_words(store: KeywordSearch, parsed: ParsedQuery) -> str | None:
    """That a short query of plain words has only such as many paragraphs hold, and what to do; else None."""
    words = [node for node in parsed.words if isinstance(node, Word)]
    if not 0 < len(words) <= _MOST_WORDS or len(words) < len(parsed.words) or parsed.constraint is not None:
        return None
    if len(parsed.stems) > _FEW_WORDS:
        return None
    holding = [store.count(Holds(Match.STEM, (found,))) for found in parsed.stems]
    if any(count < max(_COMMON_PARAGRAPHS, _COMMON_SHARE * len(store)) for count in holding):
        return None
    typed = ", ".join(f"“{text}”" for text in dict.fromkeys(node.text for node in words))
    where = f"{min(holding):,} of {len(store):,} paragraphs or more" if holding else "nearly every paragraph"
    return f"Only common words: {typed} {'stands' if len(words) == 1 else 'stand'} in {where}. Add what it is about."


Spellings = Mapping[tuple[str, ...], tuple[Leaf, ...]]
"""Folded words as typed -> other spellings of them."""


def wanted_words(
    vocabulary: Vocabulary, words: Sequence[Leaf], synonyms: Sequence[Synonym], spellings: Spellings
) -> list[Expression]:
    """What each word typed asks of a paragraph, once: the word itself, another spelling or another name of it.

    Words that do not rank, such as "the", are asked for only where no other was typed. Raises QueryRefused for a prefix
    with too many words.
    """
    bearing = [node for node in words if isinstance(node, Prefix) or node.stems]
    wanted = []
    for node in bearing or words:
        names = () if isinstance(node, Prefix) else _other_names(node.parts, synonyms)
        spelt = () if isinstance(node, Prefix) else spellings.get(node.parts, ())
        wanted.append(AnyOf((*(must_hold(each, vocabulary) for each in (node, *spelt)), *names)))
    return list(dict.fromkeys(wanted))


def _other_names(words: Sequence[str], synonyms: Sequence[Synonym]) -> Iterable[Expression]:
    """The other names, in the singular and the plural, of each synonym that `words` are part of."""
    for synonym in synonyms:
        if set(words) <= set(synonym.typed):
            for *before, last in synonym.others:
                singular = last.removesuffix("s")
                yield Holds(Match.IN_A_ROW, (*before, singular))
                yield Holds(Match.IN_A_ROW, (*before, f"{singular}s"))


def suggest(store: KeywordSearch, parsed: ParsedQuery, known: Container[str] = ()) -> str | None:
    """The query with the words that the archive does not hold replaced by near ones that it does, or None.

    What is `known` to be a word is none that was mistyped.
    """
    corrections: list[tuple[int, int, str]] = []
    for node in parsed.words:
        if isinstance(node, Word) and len(corrections) < _WORDS_CORRECTED:
            corrections.extend(_corrections(store, node, known))
    text = parsed.text
    for start, end, correction in reversed(corrections):
        text = text[:start] + correction + text[end:]
    return text if corrections else None


def _corrections(store: KeywordSearch, node: Word, known: Container[str]) -> Iterable[tuple[int, int, str]]:
    for token in node.tokens:
        if token.compound or store.count(Holds(Match.STEM, (token.stem,))):
            continue
        if token.word not in known:
            correction = store.vocabulary.suggest(token.word)
            if correction is not None:
                yield node.start + token.start, node.start + token.end, correction
