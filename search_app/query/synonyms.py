"""What the glossary tells of a query: other names of what it asks for, put to both rankings, other spellings, and which
words are spelt right."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import zip_longest
from typing import Protocol

from indexer.embedding.model import find_model
from indexer.errors import ModelUnavailable
from indexer.keyword.index import Synonym
from indexer.language import find_proportions
from indexer.language.areas import standard_areas
from indexer.language.glossary import Entry, Glossary, GlossaryTerm, load_glossary, same_name
from indexer.language.proportions import NUMBER_PATTERN, THINGS, number_of, number_words
from search_app.query.language import Leaf, ParsedQuery, Word, read_word, with_meaning_of
from search_app.query.mentions import folded_words, plain_runs
from search_app.query.understanding import EVERYTHING, Understood, UnderstoodKind

_MOSTLY = 0.5
"""The share of the paragraphs with either spelling above which the other spelling is the archive's own."""

_NAMES_CACHED = 2_000
"""More than the glossary has."""


class Names(Protocol):
    """What is asked of an archive's words."""

    def share_of_others(self, synonym: Synonym) -> float: ...

    def holds_name(self, synonym: Synonym) -> bool: ...


@dataclass(frozen=True, slots=True)
class Expansion:
    """`parsed` as the encoder should read it, what the keyword ranking looks up, and both as a person is told.

    `words` are looked up in place of those typed, and `stems`, of other spellings, beside them; `spellings` has these
    by the word typed, and `same` the names that say the same as one typed.
    """

    parsed: ParsedQuery
    words: tuple[Leaf, ...]
    synonyms: tuple[Synonym, ...] = ()
    understood: tuple[Understood, ...] = ()
    stems: frozenset[str] = frozenset()
    spellings: Mapping[tuple[str, ...], tuple[Leaf, ...]] = field(default_factory=dict)
    same: tuple[Synonym, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """`query[start:end]`, folded `typed`, read as `text` by the encoder, looked up as `words`, with `others` beside."""

    start: int
    end: int
    text: str
    words: str
    typed: tuple[str, ...] = ()
    others: tuple[Leaf, ...] = ()


@cache
def standard_glossary() -> Glossary:
    """The glossary that comes with Precedent, read once. Raises GlossaryError."""
    return load_glossary()


def archive_glossary(abbreviations: Mapping[str, str]) -> Glossary:
    """The standard glossary with what the reports of an archive explain themselves."""
    return standard_glossary().with_abbreviations(abbreviations)


def expand(parsed: ParsedQuery, glossary: Glossary, index: Names, ignore: Collection[str] = ()) -> Expansion:
    """The names of the glossary among the plain words of `parsed` that still rank, expanded, unless ignored.

    A name is read as the first of its entry, with the abbreviation where the archive prefers that, whichever of the
    names that say the same was typed: they give one ranking. So do two spellings of a word: the more common one is
    read. So do figures and words for a number of cases. A query that says both forms itself is left as it is.
    """
    understood, synonyms, named, same = list[Understood](), list[Synonym](), list[_Named](), list[Synonym]()
    taken: list[tuple[int, int]] = []
    terms = tuple(_terms(parsed, glossary))
    uses = Counter(term.entry.names for term in terms)
    for term in terms:
        one = _understood(term, parsed.text)
        if ignore and one.is_ignored(ignore):
            continue
        typed = parsed.text[term.start : term.end]
        understood.append(one)
        taken.append((term.start, term.end))
        if not term.entry.says_the_same(typed) or uses[term.entry.names] > 1:
            synonyms.append(_synonym(term, parsed))
        else:
            named.append(_read_as(term, typed, index))
            same.append(_synonym(term, parsed))
            synonyms += _beside(term.entry)
    if EVERYTHING not in ignore:
        named += _respelt(parsed, index, taken)
        named += _counted(parsed, taken)
    read = _written_out(parsed, [(one.start, one.end, one.text) for one in named])
    return Expansion(
        parsed if read == parsed.words else with_meaning_of(parsed, read),
        _written_out(parsed, [(one.start, one.end, one.words) for one in named]),
        tuple(dict.fromkeys(synonyms)),
        tuple(understood),
        frozenset(stem for each in named for other in each.others for stem in other.stems),
        {each.typed: each.others for each in named if each.others},
        tuple(same),
    )


def synonyms_of(glossary: Glossary) -> Iterator[Synonym]:
    """Every name of `glossary` with its others, as `expand` puts it to a ranking by words."""
    for entry in glossary.entries:
        for form in (*entry.forms, *entry.informal):
            if others := glossary.expansions(form):
                yield Synonym(_name_words(form), tuple(map(_name_words, others)))
        yield from _beside(entry)


def _read_as(term: GlossaryTerm, typed: str, index: Names) -> _Named:
    """The entry's first name, in the plural where an abbreviation was typed so; for the encoder with the abbreviation
    that the archive prefers to it."""
    entry, name = term.entry, term.entry.names[0]
    if same_name(typed, name):
        name = typed
    elif typed.endswith("s") and not name.endswith("s"):
        name += "s" * any(same_name(typed, short) and not short.endswith("s") for short in entry.short)
    first = _name_words(entry.names[0])
    shorts = ((short, Synonym(first, (_name_words(short),))) for short in entry.short)
    preferred = next((short for short, synonym in shorts if index.share_of_others(synonym) > _MOSTLY), None)
    return _Named(term.start, term.end, name if preferred is None else preferred, name)


def _beside(entry: Entry) -> Iterator[Synonym]:
    """The other names, where the first does not stand: the same whichever of them was typed."""
    others = tuple(_name_words(form) for form in entry.forms if form != entry.names[0])
    if others:
        yield Synonym(_name_words(entry.names[0]), others)


@lru_cache(maxsize=_NAMES_CACHED)
def _name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name of the glossary, which comes again with every query."""
    return folded_words(name)


@lru_cache(maxsize=_NAMES_CACHED)
def _word(name: str) -> Word:
    return read_word(name, 0, len(name))


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
    return Synonym(typed, tuple(_name_words(form) for form in term.expansions))


def _written_out(parsed: ParsedQuery, read: Iterable[tuple[int, int, str]]) -> tuple[Leaf, ...]:
    """The words of `parsed` with what each of `read` says in place of the words that stand there."""
    words: list[Leaf] = []
    places = sorted(read, reverse=True)
    for node in parsed.words:
        text = node.text
        for start, end, instead in places:
            if not isinstance(node, Word) or end <= node.start or node.end <= start:
                continue
            before, after = max(0, start - node.start), min(len(node.text), end - node.start)
            rest = _POSSESSIVE.sub("", text[after:])
            text = text[:before] + (instead if node.start <= start else "") + rest
        last = words[-1] if words else None
        if text == node.text:
            words.append(node)
        elif isinstance(last, Word) and not any(map(str.isalnum, text)):
            words[-1] = read_word(last.text + text, last.start, node.end)
        elif text:
            words.append(read_word(text, node.start, node.end))
    return tuple(words)


_POSSESSIVE = re.compile(r"^['’]s?(?!\w)")


# Two spellings of a word.

_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), other)
    for pattern, other in (
        (r"is(e|ed|es|er|ers|ing|ation|ations|ational)$", r"iz\1"),
        (r"iz(e|ed|es|er|ers|ing|ation|ations|ational)$", r"is\1"),
        (r"ys(e|ed|es|ing)$", r"yz\1"),
        (r"yz(e|ed|es|ing)$", r"ys\1"),
        (r"our(s|al|ed|ing|ite|able|hood|hoods)?$", r"or\1"),
        (r"or(s|al|ed|ing|ite|able|hood|hoods)?$", r"our\1"),
        (r"(judg|acknowledg|abridg)e(ment|ments)$", r"\1\2"),
        (r"(judg|acknowledg|abridg)(ment|ments)$", r"\1e\2"),
        (r"(program)mes?$", r"\1"),
        (r"(program)s?$", r"\1me"),
        (r"(advis)er(s?)$", r"\1or\2"),
        (r"(advis)or(s?)$", r"\1er\2"),
        (r"(cent|theat)re(s?)$", r"\1er\2"),
        (r"(cent|theat)er(s?)$", r"\1re\2"),
        (r"(fulfil|enrol|skil|wil)l(ment|ments|ful|fully)$", r"\1\2"),
        (r"(fulfil|enrol|skil|wil)(ment|ments|ful|fully)$", r"\1l\2"),
        (r"(travel|counsel|model|label|signal)l(ed|er|ers|ing)$", r"\1\2"),
        (r"(travel|counsel|model|label|signal)(ed|er|ers|ing)$", r"\1l\2"),
    )
)
FIRST_PARTS = (
    "multi",
    "re",
    "co",
    "pre",
    "post",
    "non",
    "inter",
    "well",
    "over",
    "under",
    "anti",
    "self",
    "semi",
    "out",
)
"""What stands before a hyphen in one hand and is written together in another: "re-offending", "wellbeing"."""

_SHORTEST_PART_LETTERS = 4
_SHORTEST_RESPELT_LETTERS = 5
"""Shorter ones are other words: "four" is no other "for"."""


def _respelt(parsed: ParsedQuery, index: Names, taken: Collection[tuple[int, int]]) -> Iterator[_Named]:
    """The words that the archive spells otherwise as well; in the spelling that it prefers."""
    ranked = frozenset(parsed.words)
    for run in plain_runs(parsed.root):
        for word in run:
            node = word.node
            if any(start < node.end and node.start < end for start, end in taken) or node not in ranked:
                continue
            whole = next((token for token in node.tokens if token.compound), node.tokens[0])
            if len(node.parts) > 2 or (len(node.parts) == 2 and not whole.compound):
                continue
            if len(whole.word) < _SHORTEST_RESPELT_LETTERS or not whole.ranks:
                continue
            start, end = node.start + whole.start, node.start + whole.end
            text, most, others = parsed.text[start:end], _MOSTLY, list[Leaf]()
            for other in _other_spellings(whole.word, node.parts):
                preferred = index.share_of_others(Synonym(node.parts, (tuple(other.split("-")),)))
                if preferred > most:
                    text, most = other, preferred
                if preferred or "-" not in other:  # "understand" is no "under-stand"
                    others.append(_word(other))
            if others:
                yield _Named(start, end, text, text, node.parts, tuple(others))


_NUMBER = re.compile(NUMBER_PATTERN, re.IGNORECASE)
_THING = re.compile(THINGS, re.IGNORECASE)
_MOST_IN_WORDS = 99


def _counted(parsed: ParsedQuery, taken: Collection[tuple[int, int]]) -> Iterator[_Named]:
    """The numbers of what reports count: "7 of 10 cases" is "seven of ten cases", which is how the encoder reads both.
    Any other number, as of a section or an age, stays as it is."""
    if not _NUMBER.search(parsed.text):
        return
    shares = [(each.start, each.end) for each in find_proportions(parsed.text)]
    ranked = frozenset(parsed.words)
    for run in plain_runs(parsed.root):
        for word, following in zip_longest(run, run[1:]):
            node = word.node
            start, end = node.start + node.tokens[0].start, node.start + max(token.end for token in node.tokens)
            text = parsed.text[start:end]
            if node not in ranked or _NUMBER.fullmatch(text) is None or number_of(text) > _MOST_IN_WORDS:
                continue
            counts = following is not None and _THING.fullmatch(following.parts[0]) is not None
            if any(first < end and start < last for first, last in taken):
                continue
            if counts or any(first <= start and end <= last for first, last in shares):
                number = number_of(text)
                other = number_words(number) if text.isdigit() else str(number)
                yield _Named(start, end, number_words(number), text, node.parts, (_word(other),))


def _other_spellings(whole: str, parts: tuple[str, ...]) -> Iterator[str]:
    if len(parts) == 2:
        if parts[0] in FIRST_PARTS:
            yield whole
        return
    for pattern, other in _SPELLINGS:
        if pattern.search(whole):
            yield pattern.sub(other, whole)
    for first in FIRST_PARTS:
        rest = whole.removeprefix(first)
        if rest != whole and len(rest) >= _SHORTEST_PART_LETTERS:
            yield f"{first}-{rest}"


# Which words are spelt right: English ones, and the names of the glossary and of the list of areas.
#
# English is what the embedded model's tokeniser holds as whole words, some 21,000, with their regular endings. It is
# read at the first need, since most queries hold only words of the archive.

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
        if word in self._names:
            return True
        whole = [word, *(word.removeprefix(start) for start in _BEGINNINGS if word.startswith(start))]
        return any(
            base in _english() for each in whole for base in (each, *_bases(each)) if len(base) >= _SHORTEST_LETTERS
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        names = [form for entry in self._glossary.entries for form in entry.forms]
        names += [name for area in standard_areas().areas for name in area.names]
        return frozenset(word for name in names for word in folded_words(name))


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
def _english() -> frozenset[str]:
    try:
        folder = find_model().folder
    except ModelUnavailable:
        folder = None
    if folder is None:
        return frozenset()
    pieces = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(piece for piece in pieces if piece.isascii() and piece.isalpha())
