"""What a person is told of single words and filters of a query: which are common here, stand nowhere, or were perhaps
mistyped."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date

from search_app.filters.expression import DateRange, Expression, Holds, Match, OneOf
from search_app.filters.fields import filter_fields, listed_values
from search_app.filters.filters import Filters
from search_app.query.language import Field, ParsedQuery, Prefix, Word, positive_nodes, read_word
from search_app.query.mentions import ArchiveNames, PlainWord, find_areas
from search_app.query.understanding import Beginnings, must_hold
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


# What of all that must hold stands nowhere.


def typed_demands(parsed: ParsedQuery, vocabulary: Beginnings) -> dict[str, Expression]:
    """What each part of a query that must hold demands, by its words as typed; of a field each of its values."""
    demands: dict[str, Expression] = {}
    for node in () if parsed.constraint is None else positive_nodes(parsed.constraint):
        if isinstance(node, Field):
            demands |= {f"{node.name}:{one}": OneOf(node.name, (one,)) for one in listed_values(node.value)}
        else:
            demands[parsed.text[node.start : node.end]] = must_hold(node, vocabulary)
    return demands


def notes_on_missing(
    given: Filters,
    typed: Mapping[str, Expression],
    count: Callable[[Expression], int],
    *,
    found: bool = False,
    names: ArchiveNames | None = None,
) -> tuple[str, ...]:
    """What of all that must hold stands in no paragraph; where some were `found` only of the filters. Of a
    mistyped area that of `names` is told. Empty where nothing had to hold."""
    earliest, latest = given.earliest, given.latest
    if earliest and latest and earliest > latest:
        return (f"These dates run backwards: {_days(earliest, latest)}.",)
    demands: dict[str, Expression] = {
        f"{field.name}:{value}": OneOf(field.name, (value,))
        for field in filter_fields()
        for value in field.chosen(given)
    }
    demands |= {asked: where for asked, where in typed.items() if not found or isinstance(where, OneOf)}
    missing = [f"“{asked}”{_perhaps(where, names)}" for asked, where in demands.items() if not count(where)]
    notes = [f"In no paragraph: {', '.join(missing)}."] if missing else []
    if (earliest or latest) and not found and not count(DateRange(earliest, latest)):
        notes.append(f"No report here has a date {_days(earliest, latest)}.")
    several = len(demands) + bool(earliest or latest) > 1
    if not notes and not found and several:
        notes.append("Each part of this is in some paragraph, but no paragraph has all of it.")
    return tuple(notes)


def _days(earliest: date | None, latest: date | None) -> str:
    first, last = (f"{day.day} {day:%B %Y}" if day else "" for day in (earliest, latest))
    return f"from {first} to {last}" if first and last else f"from {first} on" if first else f"up to {last}"


def _perhaps(where: Expression, names: ArchiveNames | None) -> str:
    """The one area with reports that a value which is in none names with a slip."""
    if names is None or not isinstance(where, OneOf) or where.field != "area":
        return ""
    words = (read_word(part, 0, len(part)) for part in where.values[0].split())
    run = tuple(PlainWord(word) for word in words if word.parts)
    meant = {one.area for one in find_areas(run, names.areas, lambda word: False)} & names.held
    return f" (did you mean {meant.pop()}?)" if len(meant) == 1 else ""
