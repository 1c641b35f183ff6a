"""Other names of what a query asks for, out of the glossary, put to both rankings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from indexer.keyword.index import Synonym
from indexer.language.glossary import Glossary, GlossaryTerm, load_glossary
from search_app.query.language import ParsedQuery, Word, read_word, with_meaning_of
from search_app.query.mentions import folded_words, plain_runs
from search_app.query.understanding import Understood, UnderstoodKind

_MOSTLY = 0.5
"""The share of the paragraphs with any of the names from which on the other names are the archive's own word."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """`parsed` as the encoder should read it, what the keyword ranking adds, and both as a person is told."""

    parsed: ParsedQuery
    synonyms: tuple[Synonym, ...] = ()
    understood: tuple[Understood, ...] = ()


class NamesKnown(Protocol):
    """How far an archive prefers some names to others."""

    def share_of_others(self, synonym: Synonym) -> float: ...


@cache
def standard_glossary() -> Glossary:
    """The glossary that comes with Precedent, read once. Raises GlossaryError."""
    return load_glossary()


def archive_glossary(abbreviations: Mapping[str, str]) -> Glossary:
    """The standard glossary with what the reports of an archive explain themselves."""
    return standard_glossary().with_abbreviations(abbreviations)


def expand(parsed: ParsedQuery, glossary: Glossary, vocabulary: NamesKnown, ignore: Collection[str] = ()) -> Expansion:
    """The names of the glossary among the plain words of `parsed` that still rank, expanded, unless ignored.

    An abbreviation that the archive writes out at least as often is written out for the encoder, which knows no
    abbreviations; where the reports abbreviate as the query does, the same letters are the better match.
    """
    found = []
    for term in _terms(parsed, glossary):
        understood = _understood(term, parsed.text)
        if not understood.is_ignored(ignore):
            found.append((term, understood, _synonym(term, parsed)))
    written_out = [
        term
        for term, _, synonym in found
        if _is_abbreviation(term, parsed.text) and vocabulary.share_of_others(synonym) >= _MOSTLY
    ]
    return Expansion(
        _written_out(parsed, written_out) if written_out else parsed,
        tuple(synonym for _, _, synonym in found),
        tuple(understood for _, understood, _ in found),
    )


def _terms(parsed: ParsedQuery, glossary: Glossary) -> Iterator[GlossaryTerm]:
    """Only words that stand together as typed, so that nothing is read across what was taken out or quoted."""
    ranked = set(parsed.words)
    for run in plain_runs(parsed.root):
        stretch: list[Word] = []
        for node in [*(word.node for word in run), None]:
            if node is not None and node in ranked:
                stretch.append(node)
            elif stretch:
                yield from _in_stretch(parsed.text, stretch[0].start, stretch[-1].end, glossary)
                stretch = []


def _in_stretch(text: str, start: int, end: int, glossary: Glossary) -> Iterator[GlossaryTerm]:
    for term in glossary.find_terms(text[start:end]):
        if term.expansions:
            yield replace(term, start=start + term.start, end=start + term.end)


def _understood(term: GlossaryTerm, query: str) -> Understood:
    words = query[term.start : term.end]
    return Understood(UnderstoodKind.SYNONYM, words, term.start, term.end, words, term.expansions)


def _synonym(term: GlossaryTerm, parsed: ParsedQuery) -> Synonym:
    typed = tuple(
        token.word
        for node in parsed.words
        for token in node.tokens
        if not token.compound and node.start + token.start < term.end and term.start < node.start + token.end
    )
    return Synonym(typed, tuple(folded_words(form) for form in term.expansions))


def _written_out(parsed: ParsedQuery, terms: list[GlossaryTerm]) -> ParsedQuery:
    words = []
    for node in parsed.words:
        text = node.text
        for term in reversed(terms):
            if isinstance(node, Word) and node.start <= term.start and term.end <= node.end:
                text = text[: term.start - node.start] + term.entry.names[0] + text[term.end - node.start :]
        words.append(node if text == node.text else read_word(text, node.start, node.end))
    return with_meaning_of(parsed, words)


def _is_abbreviation(term: GlossaryTerm, query: str) -> bool:
    words = query[term.start : term.end].casefold().removesuffix("s")
    return words in {form.casefold().removesuffix("s") for form in term.entry.short}
