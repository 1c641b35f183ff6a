"""Where the plain words of a query name an area, a year or a section that the archive has.

Plain words are those that a person wrote one after the other, with nothing of the query language between.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, product

from indexer.keyword.analysis import STOP_WORDS, tokens
from indexer.keyword.spelling import slips_between
from indexer.language.areas import LINKS, Area, name_key, standard_areas
from indexer.records import Report, ReportType
from search_app.filters.filters import Lens
from search_app.query.language import Node, SideBySide, Word


@dataclass(frozen=True, slots=True)
class PlainWord:
    """A word that only ranks."""

    node: Word

    @property
    def parts(self) -> tuple[str, ...]:
        """Its folded words: "Stoke-on-Trent" has three."""
        return self.node.parts

    @property
    def is_capitalised(self) -> bool:
        letters = [character for character in self.node.text if character.isalpha()]
        return bool(letters) and letters[0].isupper()


Run = tuple[PlainWord, ...]


def plain_runs(root: Node) -> tuple[Run, ...]:
    """The runs of plain words of a query. What has an operator, quotation marks, a field or a star ends a run."""
    runs: list[list[PlainWord]] = [[]]
    for node in root.parts if isinstance(root, SideBySide) else (root,):
        if isinstance(node, Word):
            runs[-1].append(PlainWord(node))
        elif runs[-1]:
            runs.append([])
    return tuple(tuple(run) for run in runs if run)


def joined_parts(words: Iterable[PlainWord]) -> tuple[str, ...]:
    """The folded words of several, in order."""
    return tuple(part for word in words for part in word.parts)


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a name as the keyword index folds them, unstemmed, stop words too. A query is not to come here."""
    return tuple(token.word for token in tokens(text) if not token.compound)


@dataclass(frozen=True, slots=True)
class Mention:
    """`run[first:last]` names `value`, as the filter takes it."""

    value: str
    first: int
    last: int


# Areas.

_PLACE_BEFORE = frozenset({"in", "at", "from", "across", "around", "near", "of", "for"})
_PLACE_AFTER = frozenset(
    {
        "area",
        "borough",
        "city",
        "council",
        "inspection",
        "jtai",
        "letter",
        "report",
        "reports",
        "sqs",
        "yjs",
        "yos",
        "yot",
    }
)
"""Words that tell of the word beside them, which may be an ordinary one, that it is a place."""

_QUALIFIERS = frozenset(
    {"north", "south", "east", "west", "northern", "southern", "eastern", "western"}
    | {"northeast", "northwest", "southeast", "southwest"}
    | {"central", "greater", "new", "mid", "inner", "outer", "upper", "lower"}
)
"""What stands before a name and makes it another place: South Gloucestershire is not Gloucestershire."""

_CONTINUATIONS = frozenset({"upon", "on", "under", "with", "le", "in"})
"""What continues a short name into another place: the Newcastle of "Newcastle under Lyme"."""

_TITLES_BEFORE = (
    *(("london", "borough", "of"), ("royal", "borough", "of"), ("metropolitan", "borough", "of")),
    *(("borough", "of"), ("city", "of"), ("county",)),
)
"""The longer first, since the first one that fits is taken in."""

_COUNCIL_WORDS = frozenset({"county", "city", "borough", "metropolitan", "district"})

_IN_MANY_NAMES = _QUALIFIERS | _COUNCIL_WORDS | {"of", "royal", "the"}
"""Words that do not tell one name from another: beside them a real word is no slip."""

_SPLIT_BOTH = re.compile(r"\s*,\s*|\s+(?:and|with)\s+")
_SPLIT_FIRST = re.compile(r"[\s-]+(?:upon|on)[\s-]+")
_FEW_WORDS = 5
_LONGEST_NAME_WORDS = 10
"""The longest name of a council has five; joined by hand it may have a few more."""

_LONGEST_MISSPELT_WORDS = 6
SHORTEST_MISSPELT_LETTERS = 5
_SHORTEST_BESIDE_LETTERS = 4
"""Of a slip that stands in the rest of a name: "Isle of Wite"."""

_TWO_SLIPS_FROM_LETTERS = 9

AreaNames = Mapping[tuple[str, ...], str]
IsWord = Callable[[str], bool]
"""Whether a folded word is spelt right: in the archive, or in English."""


def every_word(word: str) -> bool:
    """Where spelling is not looked at."""
    return True


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AreaMention:
    """`run[first:last]` names `area`; the words around it that belong to the mention are taken in."""

    area: str
    first: int
    last: int


def area_names(areas: Iterable[str]) -> AreaNames:
    """Folded words -> area: each under all names that the list of areas knows of it. Of one that it does not know, the
    short forms that name one area alone, such as "Telford"."""
    known = standard_areas()
    whole = {_key(area): area for area in areas}
    listed: dict[tuple[str, ...], str] = {}
    short: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for area in whole.values():
        entry = known.named(area)
        if entry is not None:
            listed |= dict.fromkeys(map(_key, entry.names), area)
            continue
        for form in _short_forms(area):
            short[_key(form)].add(area)
    unambiguous = {key: next(iter(named)) for key, named in short.items() if len(named) == 1 and key}
    return unambiguous | listed | {key: area for key, area in whole.items() if key}


def absent_areas(areas: Iterable[str]) -> dict[str, Area]:
    """Name -> area, of the list of areas, of those that `areas`, the names of an archive, do not hold."""
    known = standard_areas()
    held = {entry.name for area in areas if (entry := known.named(area)) is not None}
    return {area.name: area for area in known.areas if area.name not in held}


def absent_names(absent: Mapping[str, Area]) -> AreaNames:
    """Folded words -> the name of an area that an archive does not hold."""
    return {_key(name): area.name for area in absent.values() for name in area.names}


@cache
def _acronyms() -> frozenset[tuple[str, ...]]:
    """The names that are written in capitals alone: "mk" may be anything."""
    return frozenset(_key(name) for area in standard_areas().areas for name in area.names if name.isupper())


def _short_forms(area: str) -> Iterator[str]:
    parts = _SPLIT_BOTH.split(area)
    if len(parts) > 1:
        yield from parts
    first = _SPLIT_FIRST.split(area)
    if len(first) > 1:
        yield first[0]


def _key(name: str) -> tuple[str, ...]:
    return name_key(folded_words(name))


def find_areas(run: Run, names: AreaNames, is_word: IsWord = every_word) -> list[AreaMention]:
    """The areas that `run` names, the longest name first where two overlap, in order.

    A name with a slip in one word is taken for that of the one area that is nearest: of a whole name if the word is
    no word at all, else if the rest of the name tells which it is, as in "Isle of White".
    """
    found: list[AreaMention] = []
    spelt = frozenset(word for name in names for word in name)
    at = 0
    while at < len(run):
        last = _longest_name(run, at, names)
        named = names[name_key(joined_parts(run[at:last]))] if last is not None else None
        if (misspelt := _misspelt_name(run, at, names, spelt, is_word)) is not None and misspelt[1] > (last or at):
            named, last = misspelt
        if named is None or last is None:
            at += 1
            continue
        found.append(AreaMention(named, *_with_titles(run, at, last)))
        at = found[-1].last
    return found


def _misspelt_name(
    run: Run, first: int, names: AreaNames, spelt: frozenset[str], is_word: IsWord
) -> tuple[str, int] | None:
    """The area whose name `run` spells from `first` with a slip in one word, and where it ends; None where it is none
    or two. `spelt` are all words of `names`."""
    for last in range(min(len(run), first + _LONGEST_MISSPELT_WORDS), first, -1):
        if _begins_or_ends_with_link(run[first:last]):
            continue
        parts = name_key(joined_parts(run[first:last]))
        wrong = [place for place, part in enumerate(parts) if part not in spelt]
        if len(wrong) != 1 or len(parts[wrong[0]]) < _SHORTEST_BESIDE_LETTERS:
            continue
        at = wrong[0]
        is_told = any(part not in _IN_MANY_NAMES for part in (*parts[:at], *parts[at + 1 :]))
        if not is_told and (len(parts[at]) < SHORTEST_MISSPELT_LETTERS or is_word(parts[at])):
            continue
        same = [key for key in names if len(key) == len(parts) and (*key[:at], parts[at], *key[at + 1 :]) == parts]
        most = 2 if len(parts[at]) >= (SHORTEST_MISSPELT_LETTERS if is_told else _TWO_SLIPS_FROM_LETTERS) else 1
        meant = (key for key in same if key[at] not in _IN_MANY_NAMES)
        slips = {key: slip for key in meant if (slip := slips_between(parts[at], key[at], most)) is not None}
        nearest = {names[key] for key, slip in slips.items() if slip == min(slips.values())}
        if len(nearest) == 1:
            return nearest.pop(), last
    return None


def _longest_name(run: Run, first: int, names: AreaNames) -> int | None:
    for last in range(min(len(run), first + _LONGEST_NAME_WORDS), first, -1):
        if _begins_or_ends_with_link(run[first:last]):
            continue
        key = name_key(joined_parts(run[first:last]))
        if key in names and _is_meant(run, first, last, key, names):
            return last
    return None


def _begins_or_ends_with_link(words: Run) -> bool:
    return words[0].parts[0] in LINKS or words[-1].parts[-1] in LINKS


def _is_meant(run: Run, first: int, last: int, key: tuple[str, ...], names: AreaNames) -> bool:
    """Whether the words stand for the area, and not for an ordinary word or for another place."""
    if first and run[first - 1].parts[-1] in _QUALIFIERS:
        return False
    ahead = name_key(joined_parts(run[first : first + _LONGEST_NAME_WORDS]))
    if any(ahead[: len(place)] == place for place in standard_areas().elsewhere):
        return False
    if key in _acronyms() and not all(word.node.text.upper() == word.node.text for word in run[first:last]):
        return False
    if len(key) == 1 and key[0] in standard_areas().words and not _is_a_place(run, first, key[0]):
        return False
    is_short = _key(names[key]) != key
    follows = run[last : last + 2]
    continues = len(follows) == 2 and follows[0].parts[0] in _CONTINUATIONS and follows[1].is_capitalised
    return not (is_short and continues)


def _is_a_place(run: Run, at: int, word: str) -> bool:
    """Whether a name that is a word as well stands for the place: by a capital, or by the words beside it.

    A capital at the beginning tells nothing of a word that people write about. Who writes no capitals at all puts the
    area at either end of a few words.
    """
    is_everyday = word in standard_areas().everyday
    if not is_everyday and 1 < len(run) <= _FEW_WORDS and at in (0, len(run) - 1):
        beside = run[1 if at == 0 else at - 1].parts[0]
        if beside not in STOP_WORDS and not any(each.node.text[:1].isupper() for each in run):
            return True
    if run[at].is_capitalised and (run[at].node.start or not is_everyday):
        return True
    after = run[at + 1] if at + 1 < len(run) else None
    if after is not None and (after.parts[0] in _PLACE_AFTER or _YEAR.fullmatch(_bare(after)) is not None):
        return True
    return not is_everyday and at > 0 and run[at - 1].parts[-1] in _PLACE_BEFORE


def _with_titles(run: Run, first: int, last: int) -> Span:
    """Takes in "London Borough of" before a name and "County Council" after it."""
    end = last
    while end < len(run) and run[end].parts[0] in _COUNCIL_WORDS:
        end += 1
    if end < len(run) and run[end].parts == ("council",):
        last = end + 1
    for title in _TITLES_BEFORE:
        start = first - len(title)
        if start >= 0 and joined_parts(run[start:first]) == title:
            return start, last
    return first, last


# Years.

_YEAR = re.compile(r"[0-9]{4}")
_RANGE = re.compile(r"([0-9]{4})\s*[-–—]\s*([0-9]{4})")
_RANGE_LINKS = frozenset({"to", "until", "till", "through", "and"})
OPEN_ENDS = {"since": (0, None), "after": (1, None), "before": (None, -1), "until": (None, 0)}
"""How far the years from a word such as "since" reach: years added to the one named, None for the archive's own end."""

_TITLE_ENDS = frozenset(
    {"act", "bill", "code", "framework", "guidance", "order", "regulations", "rules", "strategy", "together", "paper"}
)
"""What a year follows in the title of a law or of guidance: "the Care Act 2014" asks for no report of 2014."""

_EDGES = ".,;:!?()[]'’\""


@dataclass(frozen=True, slots=True)
class YearMention:
    """`run[first:last]` names the years from `earliest` to `latest`, both included."""

    earliest: int
    latest: int
    first: int
    last: int

    @property
    def value(self) -> str:
        """As the field year: takes it."""
        return str(self.earliest) if self.earliest == self.latest else f"{self.earliest}-{self.latest}"


def find_years(run: Run, years: Collection[int]) -> list[YearMention]:
    """The years or ranges that `run` names and that have at least one of `years` in them, in order."""
    found: list[YearMention] = []
    at = 0 if years else len(run)
    while at < len(run):
        mention = _at(run, at, years)
        if mention is not None and any(mention.earliest <= year <= mention.latest for year in years):
            found.append(mention)
            at = mention.last
        else:
            at += 1
    return found


def _at(run: Run, at: int, years: Collection[int]) -> YearMention | None:
    text = _bare(run[at])
    previous = run[at - 1].parts[-1] if at else ""
    if previous in _TITLE_ENDS:
        return None
    if (written := _RANGE.fullmatch(text)) is not None:
        return _forwards(int(written[1]), int(written[2]), at, at + 1)
    if _YEAR.fullmatch(text) is None:
        return None
    year = int(text)
    linked = _range_end(run, at)
    if linked is not None:
        return _forwards(year, int(_bare(run[linked - 1])), at, linked)
    if previous in OPEN_ENDS:
        return _open(year, OPEN_ENDS[previous], at, years)
    return YearMention(year, year, at, at + 1)


def _bare(word: PlainWord) -> str:
    return word.node.text.strip(_EDGES)


def _range_end(run: Run, at: int) -> int | None:
    """The place after "2014 to 2016", where `run[at]` is its first year; None where it is no range.

    "2014 and 2016" is one only after "between": else two years are named.
    """
    linked = at + 2 < len(run) and run[at + 1].parts[0] in _RANGE_LINKS and _YEAR.fullmatch(_bare(run[at + 2]))
    if not linked:
        return None
    if run[at + 1].parts == ("and",) and not (at and run[at - 1].parts == ("between",)):
        return None
    return at + 3


def _forwards(earliest: int, latest: int, first: int, last: int) -> YearMention:
    """The years between two, whichever was written first."""
    return YearMention(min(earliest, latest), max(earliest, latest), first, last)


def _open(year: int, reach: tuple[int | None, int | None], at: int, years: Collection[int]) -> YearMention | None:
    """The years from or up to `year`; the word that says so, right before it, is taken in."""
    after, before = reach
    earliest = year + after if after is not None else min(years)
    latest = year + before if before is not None else max(years)
    return YearMention(earliest, latest, at - 1, at + 1) if earliest <= latest else None


# Sections.

SECTION_WORDS: dict[tuple[str, ...], str] = {
    ("key", "strengths"): "key-strengths",
    ("outstanding", "strengths"): "key-strengths",
    ("areas", "requiring", "improvement"): "areas-requiring-improvement",
    ("areas", "for", "improvement"): "areas-requiring-improvement",
    ("areas", "needing", "improvement"): "areas-requiring-improvement",
    ("what", "needs", "to", "improve"): "what-needs-to-improve",
    ("operational", "management"): "operational-management",
    ("executive", "summary"): "executive-summary",
    ("main", "findings"): "main-findings",
    ("key", "findings"): "main-findings",
}
"""Names that stand for a part of a report and hardly for a subject.

"Care leavers", "leadership" or "protecting the public" head sections, too, but are what people ask about, in
whichever section it stands: those are sections only in a field or filter."""

_LONGEST_QUERY_WORDS = 12
"""Longer text is a sentence, in which such words are part of what is said."""


def find_sections(run: Run, known: Collection[str]) -> list[Mention]:
    """The section among `known` that begins or ends `run`; none inside it, where the words belong to the rest."""
    if len(run) > _LONGEST_QUERY_WORDS:
        return []
    for words, canonical in SECTION_WORDS.items():
        if canonical in known:
            for first in (0, len(run) - len(words)):
                if first >= 0 and joined_parts(run[first : first + len(words)]) == words:
                    return [Mention(canonical, first, first + len(words))]
    return []


# Types of report.

_NAMED_TYPES = frozenset(
    {ReportType.SQS, ReportType.JTAI, ReportType.FULL_JOINT, ReportType.AREA_SEND}
    | {ReportType.PRISON, ReportType.CONSTABULARY}
)
"""Those whose names are the name of no subject, as "child protection" is."""

_DOCUMENTS = frozenset({"letter", "letters", "report", "reports", "inspection", "inspections"})


def find_types(run: Run, known: Collection[ReportType]) -> Iterator[Mention]:
    """The types among `known` that `run`, a few words, names by an abbreviation or in full."""
    for kind in sorted(_NAMED_TYPES.intersection(known)) if len(run) <= _LONGEST_QUERY_WORDS else ():
        forms = {folded_words(form) for form in (kind.label, kind.short, f"{kind.short}s")}
        for first, form in product(range(len(run)), forms):
            last = first + len(form)
            if joined_parts(run[first:last]) == form:
                while last < len(run) and run[last].parts[0] in _DOCUMENTS:
                    last += 1
                yield Mention(kind.label, first, last)


# The lens: what a question is after, by the words around its subject.

_OF = "(?:in|on|with|around|for|of|about|at)"
_SERVICES = (
    "(?:(?:local )?(?:areas|authorities)|agencies|boards|boroughs|councils|departments|forces|inspections|organisations"
    "|partners|partnerships|places|practitioners|prisons|providers|reports|services|staff|teams|units|yots|yoss|yjss)"
)
_WHO = f"(?:who|(?:which|what)(?: [^ ]+){{0,2}}? {_SERVICES})"
_VERY = "(?: (?:very|really|so|particularly|especially|consistently|most))?"
_WELL, _BADLY = "(?:well|best|effectively)", "(?:badly|poorly|worst)"
_FINE = "(?:good|best|great|strong|excellent|outstanding|effective)"
_WEAK = "(?:bad|worst|poor|weak|ineffective|inadequate)"
_DOES = "(?:(?:does|do|did|is doing|are doing) )?"
_IS = "(?:is|are|was|were)"
_WORKING = "(?: (?:done|managed|working|work))?"
_SUBJECT = "(?P<subject>.+?)"
_OWN_SUBJECT = r"(?P<subject>.+?(?<!\bno)(?<!\bnot)(?<!\bwithout))"
_TURNED = "(?:how|if|less|never|no|not|whether|without|(?:does|do|did|is|are|was|were|has|have|can|could)nt)"
_DEED = rf"(?P<subject>(?:(?!\b{_TURNED}\b).)+?(?<!\bas))"
"""A subject in which nothing turns the "well" behind it round, nor asks how well: either lens may answer that."""


def _frames(well: str, fine: str, lens: Lens) -> Iterator[tuple[str, Lens]]:
    """The questions that ask alike for both lenses, with an adverb and an adjective of each."""
    yield f"{_WHO} (?!{_IS}{_VERY} {well}$){_DOES}{_DEED}{_VERY} {well}", lens
    yield f"{_WHO}(?: {_IS})?{_VERY} {fine} (?:at|in|with|on) {_DEED}", lens
    yield f"{_WHO} (?:works?|worked|does|do|did){_VERY} {well} (?:with|on|around|for) {_SUBJECT}", lens
    yield f"where {_IS} {_DEED}{_WORKING}{_VERY} {well}", lens
    yield f"where (?:does|do|did) {_DEED}{_WORKING}{_VERY} {well}", lens
    yield f"where {_IS} {_DEED}{_VERY} {fine}", lens
    yield f"{_DEED} done{_VERY} {well}", lens


LENS_QUESTIONS: tuple[tuple[re.Pattern[str], Lens], ...] = tuple(
    (re.compile(pattern), lens)
    for pattern, lens in (
        (f"(?:examples of )?(?:good|best|effective) practice {_OF} {_SUBJECT}", Lens.GOOD_PRACTICE),
        (f"(?:(?:good |best |an )?examples?) of {_SUBJECT}", Lens.GOOD_PRACTICE),
        (f"what (?:works|worked)(?: (?:well|best))? (?:{_OF}|to|when) {_SUBJECT}", Lens.GOOD_PRACTICE),
        (f"what (?:goes|went|is done) well {_OF} {_SUBJECT}", Lens.GOOD_PRACTICE),
        (f"{_OWN_SUBJECT} (?:good|best) practice", Lens.GOOD_PRACTICE),
        (f"(?:problems|(?:poor|bad) practice) {_OF} {_SUBJECT}", Lens.SHORTFALL),
        (f"(?:weakness|weaknesses|failings|shortfalls|shortcomings) in {_SUBJECT}", Lens.SHORTFALL),
        (f"what (?:does not|doesnt|did not|didnt) work(?: well)? (?:{_OF}|to|when) {_SUBJECT}", Lens.SHORTFALL),
        (f"what (?:(?:goes|went) (?:wrong|badly)|is done badly) {_OF} {_SUBJECT}", Lens.SHORTFALL),
        (f"where (?:does|do|did) {_SUBJECT} (?:go wrong|fail)", Lens.SHORTFALL),
        (f"{_OWN_SUBJECT} poor practice", Lens.SHORTFALL),
        (f"(?P<subject>)what (?:does|do|did) (?:they )?do{_VERY} {_WELL}", Lens.GOOD_PRACTICE),
        (f"(?P<subject>)what (?:does|do|did) (?:they )?do{_VERY} {_BADLY}", Lens.SHORTFALL),
        *_frames(_WELL, _FINE, Lens.GOOD_PRACTICE),
        *_frames(_BADLY, _WEAK, Lens.SHORTFALL),
    )
)
"""Questions of folded words about a subject, and the lens that looks for it. The first that fits is taken. The subject
may be an area, which is taken out before."""


@dataclass(frozen=True, slots=True)
class LensMention:
    """All of `run` but `run[first:last]`, its subject, asks for what `lens` shows."""

    lens: Lens
    first: int
    last: int


def find_lens(run: Run) -> LensMention | None:
    """What a short question asks for by the words around its subject: "who does this well"; None where nothing."""
    if len(run) > _LONGEST_QUERY_WORDS:
        return None
    ends = list(accumulate(len(" ".join(word.parts)) + 1 for word in run))
    starts = [0, *ends[:-1]]
    text = " ".join(joined_parts(run))
    for question, lens in LENS_QUESTIONS:
        found = question.fullmatch(text)
        if found is not None and not found["subject"]:
            return LensMention(lens, 0, 0)
        if found is None or found.start("subject") not in starts or found.end("subject") + 1 not in ends:
            continue
        return LensMention(lens, starts.index(found.start("subject")), ends.index(found.end("subject") + 1) + 1)
    return None


# All of these.


@dataclass(frozen=True, slots=True)
class ArchiveNames:
    """What a query can name: areas by their folded words, the years of the reports' dates, canonical sections, types.

    Among the areas are those `absent`, by name, that the archive has no report on.
    """

    areas: AreaNames
    years: frozenset[int]
    sections: frozenset[str]
    absent: Mapping[str, Area] = field(default_factory=dict)
    is_word: IsWord = every_word
    types: frozenset[ReportType] = frozenset()

    @property
    def held(self) -> frozenset[str]:
        """The areas that the archive has reports on."""
        return frozenset(self.areas.values()) - self.absent.keys()

    @classmethod
    def of(cls, reports: Sequence[Report], is_word: IsWord = every_word) -> ArchiveNames:
        """The names in the reports of an archive."""
        dates = (report.dated for report in reports)
        held = dict.fromkeys(report.area for report in reports if report.area)
        absent = absent_areas(held) if held else {}
        return cls(
            areas={**absent_names(absent), **area_names(held)},
            absent=absent,
            is_word=is_word,
            types=frozenset(report.type for report in reports if report.type),
            years=frozenset(when.year for when in dates if when),
            sections=frozenset(
                section.canonical for report in reports for section in report.sections if section.canonical
            ),
        )


def find_mentions(name: str, run: Run, known: ArchiveNames, misspelt: Collection[str] = ()) -> list[Mention]:
    """The values of the filter `name`, which is area, year, section or type, that `run` names, in order. Folded words
    that are `misspelt` may stand for one of a name."""
    if name == "area":
        return [
            Mention(one.area, one.first, one.last)
            for one in find_areas(run, known.areas, lambda word: word not in misspelt)
        ]
    if name == "year":
        return [Mention(one.value, one.first, one.last) for one in find_years(run, known.years)]
    if name == "type":
        return list(find_types(run, known.types))
    return find_sections(run, known.sections)
