"""What a person is told of single words of a query: which are common here, stand nowhere, or were perhaps mistyped."""

from __future__ import annotations

from collections.abc import Container, Iterator

from search_app.filters.expression import Holds, Match
from search_app.query.language import ParsedQuery, Prefix, Word
from search_app.query.understanding import must_hold
from search_app.store.interface import KeywordSearch

_COMMON_SHARE = 0.15
"""In so many of the paragraphs a word tells little; "parents" stands in .09 of real ones, "good" in .2."""

_COMMON_PARAGRAPHS = 100
"""A small archive is read through whatever is asked."""

_MOST_WORDS = 5
_FEW_WORDS = 2
"""Three common words together say something."""

_WORDS_NAMED = 8
_AROUND = ".,;:!?()'’"

_WORDS_LOOKED_UP = 5
"""Each costs a walk through the vocabulary; a query with more unknown words is not a slip of the finger."""


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
    typed = ", ".join(f"“{text}”" for text in dict.fromkeys(node.text.strip(_AROUND) for node in words))
    where = f"at least {min(holding):,} of {len(store):,} paragraphs" if holding else "nearly every paragraph"
    return f"Only common words: {typed} {'is' if len(words) == 1 else 'are'} in {where}. Add more specific words."


def where_words_stand(store: KeywordSearch, parsed: ParsedQuery) -> str:
    """In how many paragraphs each word typed stands, for a query that nothing comes near to as a whole; empty where
    one word was typed, or very many."""
    words = [node for node in parsed.words if isinstance(node, Prefix) or node.stems]
    if not 1 < len(words) <= _WORDS_NAMED:
        return ""
    numbers = {node.text.strip(_AROUND): store.count(must_hold(node, store.vocabulary)) for node in words}
    here = [f"“{word}” in {number:,}" for word, number in numbers.items() if number]
    missing = [f"“{word}”" for word, number in numbers.items() if not number]
    said = [f"Paragraphs with each word: {', '.join(here)}."] if here else []
    return " ".join([*said, *([f"In no paragraph: {', '.join(missing)}."] if missing else [])])


def suggest(store: KeywordSearch, parsed: ParsedQuery, known: Container[str] = ()) -> str | None:
    """The query with the words that the archive does not hold replaced by near ones that it does, or None.

    What is `known` to be a word is none that was mistyped.
    """
    tried: dict[str, str | None] = {}
    corrections: list[tuple[int, int, str]] = []
    for start, end, word in _unknown_words(store, parsed, known):
        if word not in tried and len(tried) < _WORDS_LOOKED_UP:
            tried[word] = store.vocabulary.suggest(word)
        if (correction := tried.get(word)) is not None:
            corrections.append((start, end, correction))
    text = parsed.text
    for start, end, correction in reversed(corrections):
        text = text[:start] + correction + text[end:]
    return text if corrections else None


def _unknown_words(store: KeywordSearch, parsed: ParsedQuery, known: Container[str]) -> Iterator[tuple[int, int, str]]:
    """Places, in code points of the query, and folded words."""
    for node in parsed.words:
        for token in node.tokens if isinstance(node, Word) else ():
            if token.compound or store.count(Holds(Match.STEM, (token.stem,))) or token.word in known:
                continue  # in this order: few queries have a word that is not here, and what is known is read then
            yield node.start + token.start, node.start + token.end, token.word
