"""Citations in what a person types or pastes: which report is meant, and which paragraph of it.

Read are the forms that are printed here and what people make of them: the long and the short citation, a reference
("harrowmere-2014:4.1"), the address of a paragraph, and shorthand ("Barking 2016 para 3.2", "Somerset 67"). A citation
inside running text must be unmistakable: a date, a kind of report or "paragraph" has to stand in it. Where a text is
nothing but a citation, an area and a number will do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

from indexer.keyword.analysis import Token, fold, tokens
from indexer.language.areas import LINKS, name_key
from indexer.records import Report, ReportType
from search_app.query.dates import DATE, WrittenDate, date_of, report_days
from search_app.query.language import ParsedQuery, parse_query
from search_app.query.mentions import absent_areas, absent_names, area_names, folded_words
from search_app.query.understanding import Understood, UnderstoodKind


@dataclass(frozen=True, slots=True)
class Cited:
    """`text[start:end]` cites the paragraphs at `locators` of a report.

    `reports` are the ids of the reports that fit, the newest first, empty where none does; `others` those of the same
    area that do not fit. A locator is a number ("2.3"), an address ("key-strengths-bullet-2") or words in small letters
    ("key strengths, second bullet"); without any the whole report is cited. `named` is the report as it was named, and
    `page` the page of its file, from 1, that the citation gives.
    """

    start: int
    end: int
    reports: tuple[str, ...]
    others: tuple[str, ...]
    locators: tuple[str, ...]
    named: str
    page: int | None = None

    def understood(self, query: str) -> Understood:
        """What stands in `query`, the text that was read, as a person is told."""
        value = ":".join(filter(None, (self.named, ", ".join(self.locators)))) if _is_id(self.named) else ""
        value = value or ", ".join((self.named, *self.locators))
        return Understood(UnderstoodKind.CITATION, value, self.start, self.end, query[self.start : self.end])


@dataclass(frozen=True, slots=True)
class CitableReports:
    """What a citation can name: reports by the words of their area, or of their title where they have none, by id, and
    `by_own_name`, folded, those of a kind that is cited by a name of its own ("[2016] EWCA Civ 12").

    `vocabulary` holds all words of titles, areas and inspectorates, folded, which a long citation begins with;
    `beginnings` are the first words of inspectorates. `longest` has the first word of each name in `by_words` with the
    number of words in the longest such name.
    """

    by_words: Mapping[tuple[str, ...], tuple[Report, ...]]
    by_id: Mapping[str, Report]
    by_own_name: Mapping[str, Report]
    vocabulary: frozenset[str]
    beginnings: frozenset[str]
    longest: Mapping[str, int]

    @classmethod
    def of(cls, reports: Iterable[Report]) -> CitableReports:
        """Of an archive's reports, for which their heads will do."""
        listed = sorted(reports, key=lambda report: report.dated or date.min, reverse=True)
        of_area: defaultdict[str, list[Report]] = defaultdict(list)
        named: defaultdict[tuple[str, ...], list[Report]] = defaultdict(list)
        for report in listed:
            if report.area:
                of_area[report.area].append(report)
            else:
                named[_key(report.title or report.source)].append(report)
        for words, area in area_names(of_area).items():
            named[words] += of_area.get(area, [])
        for words in absent_names(absent_areas(of_area)) if of_area else ():
            named.setdefault(words, [])
        named.pop((), None)
        said = (text for each in listed for text in (each.title, each.area, each.inspectorate) if text)
        return cls(
            {words: tuple(found) for words, found in named.items()},
            {str(report.report_id): report for report in listed},
            {_folded(report.cited_as): report for report in listed if report.cited_as},
            frozenset(word for text in said for word in folded_words(text)),
            frozenset(folded_words(each.inspectorate)[0] for each in listed if each.inspectorate),
            {words[0]: len(words) for words in sorted(named, key=len)},
        )


# What stands in a citation. Everything is matched in folded text, in which quotes and hyphens are plain.

_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,2}(?![\w%])(?!\.\d)"
_NUMBERS = rf"{_NUMBER}(?:\s*(?:,\s*and|,|and|&|to|-)\s*(?:paragraph |para )?{_NUMBER})*"
_MARKER = r"(?:(?:at )?(?:paragraphs?|paras?|pars?|points?|nos?)\b\.?|¶+|§+)"
ORDINAL_NAMES = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)
_ORDINAL = rf"(?:{'|'.join(ORDINAL_NAMES)}|\d{{1,3}}(?:st|nd|rd|th))"
_HEADING = r"(?!(?:sqs|jtai|report|letter|inspection)\b,)(?:(?!\.\s)[^\n;\"]){2,300}?"
_IN_WORDS = rf"opening paragraph|{_HEADING},\s*(?:{_ORDINAL} (?:bullet|paragraph|box|table)\b|paragraph {_NUMBER})"
_PAGE = r"(?:[\s,]*\(?(?:pdf )?(?:pages?|pp?\.)\s*(?P<page>\d{1,4})(?:\s*-\s*\d+)?\)?)?"

_KINDS = {
    r"sqs|short quality screening": ReportType.SQS,
    r"jtai|joint targeted area inspection": ReportType.JTAI,
    r"(?:area )?send": ReportType.AREA_SEND,
    r"children'?s'? services": ReportType.CHILDRENS_SERVICES,
    r"child protection": ReportType.CHILD_PROTECTION,
    r"full joint inspection": ReportType.FULL_JOINT,
    r"prison inspection": ReportType.PRISON,
    r"constabulary inspection": ReportType.CONSTABULARY,
    r"council report": ReportType.COUNCIL,
}
_KIND = "|".join(_KINDS)
_FILLERS = (
    r"(?:city|county|borough|metropolitan|district|london|royal|unitary)|council(?:'s)?|local authority|authority"
    r"|local area|area|partnership|services?|youth|offending|justice|team|work|inspection|reports?|letter|yos|yot|yjs"
    r"|published|dated|inspected|inspection ended|ended|no date stated|in|from|of|the|'s|s"
)
_BETWEEN = rf"(?:[\s,:()\[\]'-]*(?:{_KIND}|{_FILLERS})\b)"
_GAP = r"[\s,:()\[\]-]*"

_SQUARE = r"\[\d{1,3}\]"
_PLACE_OF_OWN = re.compile(
    rf"[,\s]*(?:(?:at\s*)?(?P<square>{_SQUARE}(?:\s*(?:,\s*and|,|and|&|to|-)\s*{_SQUARE})*)"
    rf"|{_MARKER}\s*(?P<marked>{_NUMBERS})){_PAGE}"
)

_AFTER_AREA = re.compile(
    rf"(?P<head>{_BETWEEN}*{_GAP}(?:{DATE})?{_BETWEEN}*?){_GAP}"
    rf"(?:{_MARKER}\s*(?P<marked>{_NUMBERS})|(?P<bare>{_NUMBERS})|(?P<words>{_IN_WORDS}))?{_PAGE}"
)
_AFTER_SHORT_FORM = re.compile(rf"[\s,]*(?:(?:{_KIND})[\s,]*)?(?:{DATE}),\s*")
_LEADING = re.compile(rf"(?:{_MARKER}\s*(?P<marked>{_NUMBERS})|(?P<bare>{_NUMBER})){_BETWEEN}*{_GAP}$")
_TITLE_OF_AREA = re.compile(r"(?:the )?(?:(?:london |royal |metropolitan )*borough|city|county) of\s+$")
_KIND_WORDS = re.compile(rf"\b(?P<kind>{_KIND})\b")
_RANGE = re.compile(rf"({_NUMBER})\s*(?:to|-)\s*(?:paragraph |para )?({_NUMBER})")
_SINGLE = re.compile(_NUMBER)

_REFERENCE = re.compile(
    r"(?<![\w/:-])(?P<report>[a-z0-9]+(?:-[a-z0-9]+)*):(?P<place>[a-z0-9](?:[a-z0-9.~-]*[a-z0-9])?)"
)
_ADDRESS = re.compile(r"(?<![^\s<>\"])[^\s<>\"]{0,500}\?[^\s<>\"]{0,500}?\breport=[^\s<>\"]+")

_SAMPLE = re.compile(r"\(?\s*invented sample(?: report)?:?\s*$")
_AROUND = re.compile(r"[\s.,;:()\[\]\"'-]+")
_SEE = re.compile(r"(?:\b(?:see(?: also)?|cf|cited in|source|e\.?g)\b[.,:]*\s*)*")
_BEFORE_CHARACTERS = 100
"""How far before an area something that belongs to its citation may begin, but for a title."""
_MAY_CITE = re.compile(r"\d|report=|:|\b(?:paragraph|bullet|box|table)\b|^\s*\w+(?:-\w+)+\s*$", re.IGNORECASE)
_MOST_LINKS = 3
"""Words such as "and" that a name may have beside those of its key."""

_DIGIT = re.compile(r"\d")
_LONGEST_RANGE = 20
_LONGEST_TITLE_WORDS = 40
_FEWEST_TITLE_WORDS = 4
"""So many words of a title before an area are the beginning of a long citation, fewer are running text."""
_READ_CHARACTERS = 20_000
"""Of a longer text only so much is looked through in one go by whoever asks about a query."""


def read_citation(text: str, names: CitableReports) -> Cited | None:
    """The citation that `text` is, None where it is anything else or has anything beside it."""
    if len(text) > _READ_CHARACTERS:
        return None
    found = list(_find(text, names, alone=True))
    if len(found) != 1:
        return None
    cited, folded = found[0], _folded(text)
    before = _AROUND.sub(" ", folded[: cited.start]).strip()
    after = _AROUND.sub("", folded[cited.end :])
    is_all = not after and _SEE.fullmatch(before) is not None
    return replace(cited, start=0, end=len(text)) if is_all else None


def parse_citing(
    query: str, names: Callable[[], CitableReports], ignore: Collection[str] = (), *, any_length: bool = False
) -> tuple[ParsedQuery, tuple[Cited, ...]]:
    """What `query` asks for beside the citations in it, and these, without those ignored. Raises as `parse_query`."""
    found: tuple[Cited, ...] = ()
    if _MAY_CITE.search(query):
        whole = read_citation(query, names())
        found = (whole,) if whole is not None else find_citations(query, names())
        found = tuple(each for each in found if not each.understood(query).is_ignored(ignore))
    return parse_query(query, [(each.start, each.end) for each in found], any_length=any_length), found


def find_citations(text: str, names: CitableReports) -> tuple[Cited, ...]:
    """The citations in running text, in order. Offsets are code points into it."""
    return tuple(_find(text, names, alone=False))


def _find(text: str, names: CitableReports, *, alone: bool) -> Iterator[Cited]:
    folded = _folded(text)
    by_name = (*_by_own_name(text, folded, names, alone=alone), *_by_area(text, folded, names, alone=alone))
    found = [*_references(folded, names), *by_name]
    end = 0
    for cited in sorted(found, key=lambda each: (each.start, -each.end)):
        if cited.start >= end:
            yield cited
            end = cited.end


def _is_id(named: str) -> bool:
    return "-" in named and " " not in named


def _folded(text: str) -> str:
    """`text` folded, each code point in its own place: one that would become several stays as it is."""
    folded = fold(text)
    if folded.starts is None:
        return folded.text
    return "".join(part if len(part := fold(character).text) == 1 else character for character in text)


def _key(name: str) -> tuple[str, ...]:
    return name_key(folded_words(name))


# References and addresses.


def _references(folded: str, names: CitableReports) -> Iterator[Cited]:
    for match in _REFERENCE.finditer(folded):
        known = match["report"] in names.by_id
        if known or re.search(r"-(?:19|20)\d\d$", match["report"]):
            reports = (match["report"],) if known else ()
            yield Cited(*match.span(), reports, (), (match["place"],), match["report"])
    for match in _ADDRESS.finditer(folded):
        parameters = parse_qs(urlsplit(match[0].rstrip(".,;)]")).query)
        report = parameters["report"][0].strip()
        known = report in names.by_id
        places = tuple(place.strip() for place in parameters.get("para", ())[:1])
        yield Cited(*match.span(), (report,) if known else (), (), places, report)
    if (alone := folded.strip()) in names.by_id:
        start = folded.index(alone)
        yield Cited(start, start + len(alone), (alone,), (), (), alone)


# Citations by the name that a kind of document has for its own: a neutral citation, an instrument, a reference.


def _by_own_name(text: str, folded: str, names: CitableReports, *, alone: bool) -> Iterator[Cited]:
    for name, report in names.by_own_name.items():
        at = folded.find(name)
        while at >= 0:
            named = at + len(name)
            place = _PLACE_OF_OWN.match(folded, named)
            if place is not None or alone:
                title = _folded(report.title or "")
                before = folded[:at].rstrip(" ,")
                start = len(before) - len(title) if title and before.endswith(title) else at
                numbers = re.sub(r"[\[\]]", "", place["square"] or place["marked"]) if place else ""
                page = int(place["page"]) if place and place["page"] else None
                end = place.end() if place else named
                ids = (str(report.report_id),)
                yield Cited(start, end, ids, (), _numbers(numbers), _as_named(text[start:named]), page)
            at = folded.find(name, named)


# Citations that name an area, or the title of a report without one.


def _by_area(text: str, folded: str, names: CitableReports, *, alone: bool) -> Iterator[Cited]:
    words = [token for token in tokens(folded) if not token.compound]
    at = 0
    while at < len(words):
        last = _longest_name(words, at, names)
        cited = None if last is None else _around_name(text, folded, words, at, last, names, alone=alone)
        if cited is None:
            at += 1
            continue
        yield cited
        at = next((place for place in range(at, len(words)) if words[place].start >= cited.end), len(words))


def _longest_name(words: list[Token], first: int, names: CitableReports) -> int | None:
    longest = names.longest.get("".join(name_key((words[first].word,))[:1]), 0)
    for last in range(min(len(words), first + longest + _MOST_LINKS) if longest else first, first, -1):
        if words[last - 1].word not in LINKS and _name_of(words[first:last]) in names.by_words:
            return last
    return None


def _name_of(words: list[Token]) -> tuple[str, ...]:
    return name_key(token.word for token in words)


def _around_name(
    text: str, folded: str, words: list[Token], first: int, last: int, names: CitableReports, *, alone: bool
) -> Cited | None:
    start, end = words[first].start, words[last - 1].end
    key = _name_of(words[first:last])
    match = _AFTER_AREA.match(folded, end)
    assert match is not None
    day = date_of(match)
    explicit = match["marked"] is not None
    numbers = match["marked"] or match["bare"]
    places = (_words_place(match["words"]),) if match["words"] else _numbers(numbers or "")
    tail = match.end()
    leading = None
    if not places and _DIGIT.search(folded, max(0, start - _BEFORE_CHARACTERS), start):
        leading = _LEADING.search(folded, max(0, start - _BEFORE_CHARACTERS), start)
    if not places and leading is None and day is None:
        return None
    head = match["head"]
    kind = _kind_in(head) or (_kind_in(folded[:start]) if alone else None)
    titled = _title_start(words, first, names, fewest=1 if alone else _FEWEST_TITLE_WORDS)
    if leading is not None and (leading["marked"] or alone):
        places, explicit = _numbers(leading["marked"] or leading["bare"]), leading["marked"] is not None
        titled = leading.start()
    dated = day is not None or kind is not None
    if places:
        is_citation = (
            (alone and len(names.by_words[key]) > 0)
            or explicit
            or (dated and (not match["bare"] or _is_unmistakable(folded, start, end, match)))
        )
    else:  # a whole report, as a list of sources names it: with its title and its day
        is_citation = (alone or titled is not None) and day is not None and day.day is not None
    if not is_citation:
        return None
    if (
        titled is None
        and (title := _TITLE_OF_AREA.search(folded, max(0, start - _BEFORE_CHARACTERS), start)) is not None
    ):
        titled = title.start()
    begin = _with_sample(folded, start if titled is None else titled)
    if folded[begin] in "([" and folded[tail : tail + 1] in (")", "]"):
        tail += 1
    reports = names.by_words[key]
    fitting = [each for each in reports if _fits(each, day, kind)]
    others = [each for each in reports if each not in fitting]
    return Cited(
        begin,
        tail,
        tuple(str(each.report_id) for each in fitting),
        tuple(str(each.report_id) for each in others),
        places,
        _as_named(text[start : match.end("head")]),
        int(match["page"]) if match["page"] else None,
    )


def _as_named(text: str) -> str:
    named = " ".join(text.strip(" ,:-").split())
    if named.count("(") > named.count(")"):
        return f"{named})"
    return named


def _is_unmistakable(folded: str, start: int, end: int, match: re.Match[str]) -> bool:
    """Whether a number without "paragraph" is a place and no amount: in brackets with what it belongs to, dotted, or
    right after the day of the area at `start` to `end`, with nothing behind that it counts ("Somerset 2015, 36.")."""
    opened = folded.rfind("(", 0, start) > folded.rfind(")", 0, start)
    after = folded[match.end("bare") : match.end("bare") + 1]
    if "." in match["bare"] or (opened and after in (")", ";", ",", "")):
        return True
    return after in (".", ";", ":", "\n", "") and bool(_AFTER_SHORT_FORM.fullmatch(folded, end, match.start("bare")))


def _title_start(words: list[Token], first: int, names: CitableReports, *, fewest: int) -> int | None:
    """Where the title before an area begins, as in "Ofsted, Inspection of services ..., Norfolk"; None without one."""
    at = first
    while at and first - at < _LONGEST_TITLE_WORDS and words[at - 1].word in names.vocabulary:
        at -= 1
    inspectorate = next((place for place in range(at, first) if words[place].word in names.beginnings), None)
    if inspectorate is not None:
        return words[inspectorate].start
    while at < first and words[at].word in _NO_BEGINNING:
        at += 1
    return words[at].start if first - at >= fewest else None


_NO_BEGINNING = frozenset({"in", "of", "on", "the", "and", "for", "a", "to", "by", "from"})


def _with_sample(folded: str, start: int) -> int:
    """Takes in the "(invented sample:" before a citation, and the bracket that it stands in."""
    sample = _SAMPLE.search(folded, max(0, start - _BEFORE_CHARACTERS), start)
    if sample is not None:
        return sample.start()
    return start - 1 if start and folded[start - 1] in "([" else start


def _kind_in(text: str) -> ReportType | None:
    match = _KIND_WORDS.search(text)
    if match is None:
        return None
    return next(kind for pattern, kind in _KINDS.items() if re.fullmatch(pattern, match["kind"]))


# Which reports fit.


def _fits(report: Report, day: WrittenDate | None, kind: ReportType | None) -> bool:
    return (day is None or any(map(day.fits, report_days(report)))) and kind in (None, report.type)


# Places in a report.


def _numbers(text: str) -> tuple[str, ...]:
    """The numbers that "2.3, 2.5 to 2.7" names, each once, in order."""
    found: list[str] = []
    at = 0
    while (single := _SINGLE.search(text, at)) is not None:
        whole = _RANGE.match(text, single.start())
        found += [single[0]] if whole is None else _between(whole[1], whole[2])
        at = (single if whole is None else whole).end()
    return tuple(dict.fromkeys(found))


def _between(first: str, last: str) -> list[str]:
    stem, _, begin = first.rpartition(".")
    other, _, end = last.rpartition(".")
    if (other or stem) != stem or not 0 <= int(end) - int(begin) < _LONGEST_RANGE:
        return [first, last]
    return [f"{stem}.{number}" if stem else str(number) for number in range(int(begin), int(end) + 1)]


def _words_place(words: str) -> str:
    """A place in words, with ordinals as they are printed: "key strengths, 2nd bullet" as "... second bullet"."""

    def named(match: re.Match[str]) -> str:
        number = int(match[1])
        return ORDINAL_NAMES[number - 1] if 0 < number <= len(ORDINAL_NAMES) else match[0]

    return re.sub(r"\b(\d{1,2})(?:st|nd|rd|th)\b", named, " ".join(words.strip(" ,:-").split()))
