"""From the plain words of a query to restrictions: an area, a year or a section that the archive has.

What is understood becomes a filter and no longer ranks, because a name that only ranks finds the paragraphs
that repeat it, and not those of the report that it names. Never understood: what stands between quotation
marks, under an operator or in a field; what the searcher has restricted already; what would leave no report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol

from indexer.errors import QueryRefused
from indexer.keyword.index import Synonym
from indexer.language import read_chunk
from indexer.language.areas import Area, standard_areas
from indexer.limits import PREFIX_EXPANSION_LIMIT_TERMS
from indexer.records import Reading
from search_app.filters.expression import EVERYTHING as ALL_PARAGRAPHS
from search_app.filters.expression import (
    AnyOf,
    Except,
    Expression,
    Holds,
    HoldsQuotation,
    Match,
    OneOf,
    all_of,
)
from search_app.filters.fields import listed_values
from search_app.filters.filters import NO_FILTERS, Filters, Lens
from search_app.query.dates import NEWEST, ReportDays, find_dates, find_newest, newest_day
from search_app.query.language import (
    And,
    Field,
    Leaf,
    Node,
    Not,
    Or,
    ParsedQuery,
    Phrase,
    Prefix,
    SideBySide,
    Word,
    positive_nodes,
    with_words,
)
from search_app.query.mentions import (
    SHORTEST_MISSPELT_LETTERS,
    ArchiveNames,
    Mention,
    PlainWord,
    Run,
    find_lens,
    find_mentions,
    plain_runs,
)

# What was understood of a query's plain words, as values that can be shown and turned off.

EVERYTHING = "*"
"""Among the keys to ignore: nothing is understood, every plain word only ranks."""


class UnderstoodKind(StrEnum):
    AREA = "area"
    YEAR = "year"
    DATE = "date"
    SECTION = "section"
    TYPE = "type"
    LENS = "lens"
    SYNONYM = "synonym"
    EXPECTATION = "expectation"
    CITATION = "citation"


@dataclass(frozen=True, slots=True)
class Understood:
    """`query[start:end]`, which is `words`, was taken for `value`.

    An area, year or section restricts the search as the filter of that name would, and its words no longer
    rank. A synonym restricts nothing: paragraphs that say one of `also` are ranked as if they said `words`. Nor does
    an expectation, which is the whole query: what a recommendation could rest on ranks higher. A citation leads to the
    paragraphs that it names, before all others.
    """

    kind: UnderstoodKind
    value: str
    start: int
    end: int
    words: str
    also: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What turns it off, such as "area:Southwark"; fit for an address."""
        return f"{self.kind.value}:{self.value}"

    @property
    def says(self) -> str:
        """What was made of the words, for people."""
        if self.kind is UnderstoodKind.SYNONYM:
            return f"{self.words}: also {', '.join(self.also)}"
        if self.kind is UnderstoodKind.EXPECTATION:
            return f"Read as a {self.value}: shortfalls rank higher"
        if self.kind is UnderstoodKind.LENS:
            return f"Lens: {self.value.replace('-', ' ')}"
        return f"Understood as {self.kind.value}: {self.value}"

    @property
    def taken_back(self) -> str:
        """What ignoring it does, for people."""
        if self.kind is UnderstoodKind.EXPECTATION:
            return "rank as for any other query"
        return f"take “{self.words}” as {'plain words' if ' ' in self.words else 'a plain word'}"

    def is_ignored(self, ignore: Collection[str]) -> bool:
        """Whether `ignore` names it, whatever the case, or names EVERYTHING."""
        return EVERYTHING in ignore or self.key.casefold() in {key.casefold() for key in ignore}

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "also": list(self.also),
            "key": self.key,
        }


_NEAREST_SHOWN = 4
_NEWEST = re.compile(r"\b(?:latest|newest|recent)\b", re.IGNORECASE)
_CONNECTORS = frozenset(
    {"about", "across", "among", "at", "between", "by", "during", "for", "from"}
    | {"in", "inside", "of", "on", "the", "through", "to", "within"}
)
"""Words that tie a name to the rest and say nothing without it: "knife crime in the" Southwark."""

_JOINERS = frozenset({"and", "or", "vs", "versus", "with"})
"""Words between two names, left over when both are taken out."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """`parsed` without the words that were understood, and what they stand for as `restriction`.

    `is_absent` is whether it asks for areas alone that the archive has no report on: nothing answers it. `lens` is what
    the words around its subject ask for.
    """

    parsed: ParsedQuery
    restriction: Filters
    understood: tuple[Understood, ...] = ()
    notes: tuple[str, ...] = ()
    is_absent: bool = False
    lens: Lens | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """`run[first:last]` was taken for what `understood` says."""

    understood: Understood
    first: int
    last: int


def understand(
    parsed: ParsedQuery,
    names: ArchiveNames,
    given: Filters,
    leaves_some: Callable[[Filters], bool],
    ignore: Collection[str] = (),
    days: Callable[[], ReportDays] = dict,
) -> Understanding:
    """What the plain words of `parsed` restrict the search to, beside the filters `given`.

    `leaves_some` tells whether some paragraph passes a restriction on top of what is given; one that leaves
    none is not made, and a note says so. `ignore` holds keys of what is not to be understood. `days` gives those
    that reports state.
    """
    given_already = _given_kinds(parsed, given)
    dashes = [*map(_dash_note, left_out_by_a_dash(parsed))]
    misspelt = frozenset[str]() if UnderstoodKind.AREA in given_already else _misspelt(parsed, names)
    runs = plain_runs(parsed.root)
    restriction, understood, notes = NO_FILTERS, list[Understood](), list[str]()
    absent: list[str] = []
    if UnderstoodKind.YEAR not in given_already and any(map(str.isdigit, parsed.text)):
        dates = _Dates(parsed.text, days(), leaves_some, ignore)
        runs = tuple(map(dates.take_out, runs))
        restriction, understood, notes = dates.restriction, dates.understood, dates.notes
        if understood:
            given_already.add(UnderstoodKind.YEAR)
    for kind in (UnderstoodKind.AREA, UnderstoodKind.YEAR, UnderstoodKind.SECTION, UnderstoodKind.TYPE):
        if kind in given_already:
            continue
        read = [
            [_found(kind, one, run, parsed.text) for one in find_mentions(kind, run, names, misspelt)] for run in runs
        ]
        found = [[one for one in of_run if not one.understood.is_ignored(ignore)] for of_run in read]
        if kind is UnderstoodKind.AREA and any(found):
            found, absent = _held(found, names)
        new = [one.understood for of_run in found for one in of_run]
        if not new:
            continue
        narrowed = _restricted(restriction, kind, dict.fromkeys(one.value for one in new))
        if leaves_some(narrowed):
            restriction = narrowed
            understood += new
            runs = tuple(_without(run, of_run) for run, of_run in zip(runs, found, strict=True))
        else:
            notes.append(_nothing_left(new))
    is_absent = bool(absent) and not restriction.areas
    if UnderstoodKind.YEAR not in given_already and not is_absent and _NEWEST.search(parsed.text):
        runs, restriction, newest = _newest_of(parsed.text, runs, restriction, understood, leaves_some, ignore, days)
        understood += newest
    lens = None
    if given.lens is None and runs and (asked := find_lens(runs[0])) is not None:
        one = _understood(UnderstoodKind.LENS, asked.lens.value, runs[0], parsed.text)
        if not one.is_ignored(ignore):
            lens = asked.lens
            understood.append(one)
            runs = (runs[0][asked.first : asked.last], *runs[1:])
    notes += (*absent, *dashes)
    if not understood:
        return Understanding(parsed, restriction, notes=tuple(notes), is_absent=is_absent)
    kept = {word.node for run in runs for word in run}
    taken = {word.node for run in plain_runs(parsed.root) for word in run} - kept
    words = tuple(node for node in parsed.words if node not in taken)
    understood.sort(key=lambda one: one.start)
    parsed = with_words(parsed, words if _ranks(words) else ())
    return Understanding(parsed, restriction, tuple(understood), tuple(notes), is_absent, lens)


def _misspelt(parsed: ParsedQuery, names: ArchiveNames) -> frozenset[str]:
    """The words of `parsed`, folded, that may be a slip in the name of an area, since nobody spells them so."""
    said = {part for node in parsed.words if isinstance(node, Word) for part in node.parts}
    return frozenset(part for part in said if len(part) >= SHORTEST_MISSPELT_LETTERS and not names.is_word(part))


class _Dates:
    """The dates of a query, one after the other: the first that leaves something is what is searched."""

    def __init__(
        self, query: str, days: ReportDays, leaves_some: Callable[[Filters], bool], ignore: Collection[str]
    ) -> None:
        self._query, self._days, self._leaves_some, self._ignore = query, days, leaves_some, ignore
        self.restriction = NO_FILTERS
        self.understood: list[Understood] = []
        self.notes: list[str] = []

    def take_out(self, run: Run) -> Run:
        """`run` without the dates that are understood."""
        taken: list[_Found] = []
        for mention in find_dates(run, self._days):
            words = run[mention.first : mention.last]
            one = _understood(UnderstoodKind.DATE, mention.value, words, self._query)
            if one.is_ignored(self._ignore) or self.understood:
                continue
            if mention.day is not None and not mention.restriction.reports:
                self.notes.append(f"No report of {mention.value} in this archive{self._nearest(mention.day)}.")
            elif self._leaves_some(mention.restriction):
                self.restriction = mention.restriction
                self.understood.append(one)
                taken.append(_Found(one, mention.first, mention.last))
            else:
                self.notes.append(_nothing_left([one]))
        return _without(run, taken) if taken else run

    def _nearest(self, wanted: date) -> str:
        near = sorted(self._days, key=lambda day: abs((day - wanted).days))[:1]
        return f" (nearest: {', '.join(self._days[near[0]])}, {near[0].day} {near[0]:%B %Y})" if near else ""


def _newest_of(
    query: str,
    runs: tuple[Run, ...],
    restriction: Filters,
    understood: Collection[Understood],
    leaves_some: Callable[[Filters], bool],
    ignore: Collection[str],
    days: Callable[[], ReportDays],
) -> tuple[tuple[Run, ...], Filters, tuple[Understood, ...]]:
    """`runs` without "latest report", and the newest one that passes `restriction` for it; all as it was without."""
    typed = any(one.kind is UnderstoodKind.TYPE for one in understood)
    for number, run in enumerate(runs):
        asked = find_newest(run, alone=typed)
        if asked is None:
            continue
        one = _understood(UnderstoodKind.DATE, NEWEST, run[slice(*asked)], query)
        day = None if one.is_ignored(ignore) else newest_day(days(), restriction, leaves_some)
        if day is not None:
            rest = _without(run, [_Found(one, *asked)])
            return (*runs[:number], rest, *runs[number + 1 :]), restriction.changed(earliest=day), (one,)
    return runs, restriction, ()


def _held(found: list[list[_Found]], names: ArchiveNames) -> tuple[list[list[_Found]], list[str]]:
    """What was found without the areas that the archive has no report on, and what is to be said of these.

    For one that covers several the archive's reports on its parts will do.
    """
    notes: list[str] = []
    kept: list[list[_Found]] = []
    for of_run in found:
        kept.append([])
        for one in of_run:
            area = names.absent.get(one.understood.value)
            if area is None:
                kept[-1].append(one)
                continue
            parts = [name for name in sorted(names.held) if _is_part(name, area)]
            kept[-1] += [replace(one, understood=replace(one.understood, value=name)) for name in parts]
            notes.append(_no_report_on(area, parts, names.held))
    return kept, list(dict.fromkeys(notes))


def _is_part(name: str, area: Area) -> bool:
    entry = standard_areas().named(name)
    return entry is not None and entry.name in area.parts


def _no_report_on(area: Area, parts: Collection[str], held: Collection[str]) -> str:
    if parts:
        return f"No report on {area.name} as a whole in this archive; {_listed(parts)} {_belongs(parts)} to it."
    nearest = standard_areas().nearest(area, held)[:_NEAREST_SHOWN]
    return f"No report on {area.name} in this archive{f' (nearest: {_listed(nearest)})' if nearest else ''}."


def _belongs(parts: Collection[str]) -> str:
    return "belongs" if len(parts) == 1 else "belong"


def _listed(names: Collection[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _given_kinds(parsed: ParsedQuery, given: Filters) -> set[UnderstoodKind]:
    """What the searcher has restricted, by a filter or a field. A report has its area and its year."""
    fields = {node.name for node in positive_nodes(parsed.root) if isinstance(node, Field)}
    chosen = dict(given.chosen)
    by_report = "reports" in chosen or "report" in fields
    kinds = {
        UnderstoodKind.AREA: "areas" in chosen or by_report or "area" in fields,
        UnderstoodKind.YEAR: "years" in chosen or bool(given.earliest or given.latest) or by_report or "year" in fields,
        UnderstoodKind.SECTION: "sections" in chosen or "section" in fields,
        UnderstoodKind.TYPE: "types" in chosen or by_report or "type" in fields,
    }
    return {kind for kind, is_given in kinds.items() if is_given}


def _found(kind: UnderstoodKind, mention: Mention, run: Run, query: str) -> _Found:
    words = run[mention.first : mention.last]
    return _Found(_understood(kind, mention.value, words, query), mention.first, mention.last)


def _understood(kind: UnderstoodKind, value: str, words: Run, query: str) -> Understood:
    """Its place is that of the words themselves, without the punctuation around them."""
    first, last = words[0].node, words[-1].node
    start = first.start + first.tokens[0].start
    end = last.start + max(token.end for token in last.tokens)
    return Understood(kind, value, start, end, query[start:end])


def _restricted(restriction: Filters, kind: UnderstoodKind, values: Iterable[str]) -> Filters:
    return restriction.changed(**{f"{kind.value}s": tuple(values)})


def _without(run: Run, found: Iterable[_Found]) -> Run:
    """`run` without what was found in it and the small words that tied it to the rest."""
    taken: set[int] = set()
    for one in found:
        first = one.first
        while first and _ties(run[first - 1], after_another=first - 2 in taken):
            first -= 1
        taken.update(range(first, one.last))
    return tuple(word for place, word in enumerate(run) if place not in taken)


def _ties(word: PlainWord, *, after_another: bool) -> bool:
    return len(word.parts) == 1 and (word.parts[0] in _CONNECTORS or (after_another and word.parts[0] in _JOINERS))


def _ranks(words: Iterable[Leaf]) -> bool:
    """Whether something is left to look for beside words such as "what" and "about"."""
    return any(not isinstance(node, Word) or node.stems for node in words)


def _nothing_left(mentioned: Iterable[Understood]) -> str:
    words = ", ".join(f"“{one.words}”" for one in mentioned)
    return f"No report here matches {words} together with the rest of the query, so this only affects the ranking."


def _dash_note(words: str) -> str:
    return (
        f"The dash before “{words}” leaves out paragraphs that contain it; put a space after the dash to look for it "
        "instead."
    )


def left_out_by_a_dash(parsed: ParsedQuery) -> Iterator[str]:
    """What "-police" leaves out, as typed, without its dash or parentheses."""
    nodes = [parsed.root]
    while nodes:
        node = nodes.pop(0)
        if isinstance(node, Not) and parsed.text[node.start] in "-−":
            yield parsed.text[node.part.start : node.part.end]
        nodes += [node.part] if isinstance(node, Not) else node.parts if isinstance(node, (And, Or, SideBySide)) else ()


# What a query demands of every paragraph.


class Beginnings(Protocol):
    """What is asked of an archive's words."""

    def expand(self, prefix: str) -> list[str]: ...

    def count_expansions(self, prefix: str) -> int: ...


def must_hold(constraint: Node | None, vocabulary: Beginnings) -> Expression:
    """What a constraint, in which nothing stands side by side, demands of a paragraph.

    A word is met by its stem, a quotation literally. Raises QueryRefused for a prefix with too many words.
    """
    if constraint is None:
        return ALL_PARAGRAPHS
    if isinstance(constraint, Word):
        return _holds_word(constraint)
    if isinstance(constraint, Phrase):
        return HoldsQuotation(constraint.parts, constraint.gaps, constraint.pattern)
    if isinstance(constraint, Prefix):
        return Holds(Match.ANY_WORD, tuple(expand_prefix(vocabulary, constraint)))
    if isinstance(constraint, Field):
        return OneOf(constraint.name, listed_values(constraint.value))
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


def expand_prefix(vocabulary: Beginnings, prefix: Prefix) -> list[str]:
    """The words of an archive that it stands for. Raises QueryRefused where they are too many."""
    count = vocabulary.count_expansions(prefix.text)
    if count > PREFIX_EXPANSION_LIMIT_TERMS:
        raise QueryRefused(
            f"{prefix.text}* stands for {count:,} different words here; the limit is {PREFIX_EXPANSION_LIMIT_TERMS:,}.",
            position=prefix.start,
            hint="Write more letters before the star.",
        )
    return vocabulary.expand(prefix.text)


Spellings = Mapping[tuple[str, ...], tuple[Leaf, ...]]
"""Folded words as typed -> other spellings of them."""


def wanted_words(
    vocabulary: Beginnings, words: Sequence[Leaf], synonyms: Sequence[Synonym] = (), spellings: Spellings | None = None
) -> tuple[Expression, ...]:
    """What each word typed asks of a paragraph, once: the word itself, another spelling or another name of it.

    Words that do not rank, such as "the", are asked for only where no other was typed. Raises QueryRefused for a prefix
    with too many words.
    """
    bearing = [node for node in words if isinstance(node, Prefix) or node.stems]
    wanted = []
    for node in bearing or words:
        names = () if isinstance(node, Prefix) else _other_names(node.parts, synonyms)
        spelt = () if isinstance(node, Prefix) else (spellings or {}).get(node.parts, ())
        wanted.append(AnyOf((*(must_hold(each, vocabulary) for each in (node, *spelt)), *names)))
    return tuple(dict.fromkeys(wanted))


def _other_names(words: Sequence[str], synonyms: Sequence[Synonym]) -> Iterable[Expression]:
    """The other names, in the singular and the plural, of each synonym that `words` are part of."""
    for synonym in synonyms:
        if set(words) <= set(synonym.typed):
            for *before, last in synonym.others:
                singular = last.removesuffix("s")
                yield Holds(Match.IN_A_ROW, (*before, singular))
                yield Holds(Match.IN_A_ROW, (*before, f"{singular}s"))


# What a query says as a whole: what ought to be, as a recommendation does, or that something good is not there.

_QUERIES_CACHED = 256
"""A query comes again with every page, filter and order that is asked of it."""


def read_as_recommendation(parsed: ParsedQuery, given: Filters, ignore: Collection[str] = ()) -> tuple[Understood, ...]:
    """That the plain words of `parsed` say what ought to be, and no finding; nothing where they do not.

    Never where a lens is given, since the searcher has said which readings are wanted, nor where something has to
    hold literally, nor where `ignore` says so.
    """
    if given.lens is not None or parsed.constraint is not None or not parsed.words:
        return ()
    if not _says_what_ought_to_be(parsed.semantic_text):
        return ()
    start, end = parsed.words[0].start, parsed.words[-1].end
    understood = Understood(UnderstoodKind.EXPECTATION, "recommendation", start, end, parsed.text[start:end])
    return () if understood.is_ignored(ignore) else (understood,)


@lru_cache(maxsize=_QUERIES_CACHED)
def _says_what_ought_to_be(text: str) -> bool:
    return read_chunk(text)[1] is Reading.EXPECTATION or _asks_for_action(text)


_OPENINGS = (
    r"(?:(?:where appropriate|with (?:its |all )?partners|together with partners|as a matter of urgency),? "
    r"|urgently |swiftly |further |continue to |take (?:urgent |immediate )?(?:action|steps) to )*"
)
_ACTIONS = (
    "accelerate|address|agree|build|clarify|complete|concentrate|consider|continue|develop|devise|embed|enhance|ensure"
    "|establish|evaluate|expand|extend|hold|implement|improve|increase|introduce|make sure|monitor|prioritise|promote"
    "|provide|raise|record|reduce|refresh|review|revise|secure|share|simplify|strengthen|support|sustain|tackle|track"
    "|undertake|update|use"
)
_ACTION = re.compile(rf"{_OPENINGS}(?:{_ACTIONS})\s+(?!(?:and|are|by|for|from|has|have|in|is|of|to|was|were)\b)", re.I)
"""The first words of a demand. What follows a noun, as in "review of plans", follows no demand."""

_SHORTEST_ACTION_WORDS = 8
"""Shorter ones may name a subject: "support care leavers"."""


def _asks_for_action(text: str) -> bool:
    """Whether a sentence begins as a demand does, such as "Further strengthen" or "With partners, ensure"."""
    return len(text.split()) >= _SHORTEST_ACTION_WORDS and _ACTION.match(text) is not None


_LONGEST_DENIAL_WORDS = 15
"""What is longer is a sentence or more, in which a denial may be of anything."""

_DENIALS = frozenset({"no", "not", "never", "without", "lack", "lacked", "lacking", "lacks", "absence", "absent"})
_DENIED_VERB = ("n't", "n’t")
_WELCOME = frozenset({"concern", "concerns", "delay", "delays", "drift", "gaps", "issues", "problems"})
"""What is good where there is none of it: "no delay"."""


def denies(parsed: ParsedQuery) -> bool:
    """Whether the plain words of a short query say that something good is not there."""
    if parsed.constraint is not None or not 1 < len(parsed.words) <= _LONGEST_DENIAL_WORDS:
        return False
    words = [node for node in parsed.words if isinstance(node, Word)]
    said = {part for node in words for part in node.parts}
    denied = bool(said & _DENIALS) or any(node.text.lower().endswith(_DENIED_VERB) for node in words)
    return denied and not said & _WELCOME
