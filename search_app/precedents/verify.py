"""Every quotation and every citation in a draft, checked against the archive.

A quotation belongs to the citation that follows it in its sentence, else to the one before it there. Its words are
looked for in the paragraphs cited, then in the whole archive; where they stand nowhere, the paragraph that comes
nearest shows what was changed. Quotations and citations are read by `quoted.py` and by `query/citations.py`.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, islice
from typing import Any

from indexer.keyword.analysis import ranking_stems, tokens
from indexer.records import Chunk
from search_app.answers.catalogue import Catalogue
from search_app.answers.citation import Citation, locator
from search_app.answers.cited import CitedParagraphs, cited_paragraphs
from search_app.engine import Opened, SearchEngine
from search_app.filters.expression import EVERYTHING, Holds, Match, all_of
from search_app.precedents.draft import refuse_long
from search_app.precedents.quoted import (
    FEWEST_WORDS,
    QuotedWords,
    find_quotations,
    leaves_words_open,
    parts_of,
    plain,
    stands_in,
)
from search_app.query.citations import CitableReports, Cited, find_citations
from search_app.store.interface import Terms

_LIKE_SHARE = 0.6
"""Of the words, from which on a stretch of a paragraph is the source of a quotation that was changed. Two sentences of
the same inspectorate on one subject share less."""

_FEWEST_EQUAL_WORDS = 3
_CANDIDATES = 12
_PLACES_NAMED = 3
_NOT_COMPARED = " What is left out or in square brackets was not compared."
_MOST_HOLDING = 100
"""Words that stand in more paragraphs come from none of them, and each is read."""


class Verdict(StrEnum):
    """What the check found of a quotation (the first four) or of a citation."""

    EXACT = "exact"
    CHANGED = "changed"
    WRONG_PARAGRAPH = "wrong-paragraph"
    NOT_FOUND = "not-found"
    CITED = "cited"
    NO_SUCH_PARAGRAPH = "no-such-paragraph"

    @property
    def is_fine(self) -> bool:
        return self in (Verdict.EXACT, Verdict.CITED)


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph of the archive: its reference ("southwark-2016:2.3"), its citation, and its words."""

    reference: str
    citation: Citation
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a difference: `kind` is "same", "archive" for what the report has, or "draft" for what the draft has."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation or a citation, `text[start:end]` of the draft, and what was found of it.

    `cited` is the citation that a quotation belongs to, as the draft has it. `places` are where the words stand, or
    what the citation leads to. `difference` is empty unless the words were changed. `advice` is for a person.
    """

    kind: str
    start: int
    end: int
    words: str
    verdict: Verdict
    advice: str
    cited: str = ""
    places: tuple[Place, ...] = ()
    difference: tuple[Piece, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "verdict": self.verdict.value,
            "advice": self.advice,
            "cited": self.cited,
            "places": [{"reference": each.reference, "citation": each.citation.to_json()} for each in self.places],
            "difference": [{"kind": piece.kind, "words": piece.words} for piece in self.difference],
        }


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft with what was found of each of its quotations and citations, in their order."""

    text: str
    checked: tuple[Checked, ...]
    generation: str
    took_ms: float

    def __len__(self) -> int:
        return len(self.checked)

    def __iter__(self) -> Iterator[Checked]:
        return iter(self.checked)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many of each verdict there are, without those that there are none of."""
        found = Counter(each.verdict for each in self.checked)
        return {verdict: found[verdict] for verdict in Verdict if found[verdict]}

    @property
    def is_fine(self) -> bool:
        """Whether all quotations are exact and all citations lead to a paragraph."""
        return all(each.verdict.is_fine for each in self.checked)

    def to_json(self) -> dict[str, Any]:
        return {
            "checked": [each.to_json() for each in self.checked],
            "counts": {verdict.value: number for verdict, number in self.counts.items()},
            "generation": self.generation,
            "took_ms": round(self.took_ms, 1),
        }


def verify_draft(engine: SearchEngine, text: str) -> CheckedDraft:
    """Holds the quotations and citations of `text` against the archive. Raises DraftRefused for too long a text."""
    refuse_long(text)
    started = time.perf_counter()
    opened = engine.opened
    catalogue = opened.catalogue
    citations = find_citations(text, CitableReports.of(catalogue.heads()))
    resolved = [cited_paragraphs(each, catalogue) for each in citations]
    quotations = [_without_citation(each, citations, text) for each in find_quotations(text)]
    belonging = [_citation_of(each, quotations, citations, text) for each in quotations]
    checked = []
    for quoted, own in zip(quotations, belonging, strict=True):
        if own is not None or quoted.length >= FEWEST_WORDS:
            cited = None if own is None else (citations[own], resolved[own])
            checked.append(_check_quotation(quoted, cited, opened, text))
    inside = [each.outer for each in quotations]
    for one, paragraphs in zip(citations, resolved, strict=True):
        if not any(start < one.start and one.end < end for start, end in inside):
            checked.append(_check_citation(one, paragraphs, catalogue, text))
    checked += _of_unknown_reports(text, citations)
    ordered = tuple(sorted(checked, key=lambda each: (each.start, each.end)))
    return CheckedDraft(text, ordered, catalogue.name, (time.perf_counter() - started) * 1000)


# Which citation a quotation belongs to.

_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[A-Z“‘\"])")
_BETWEEN_BLOCK_AND_CITATION = re.compile(r"[\s>—–(\[-]*")
_TAIL = " \t\n>—–-([\\"


def _without_citation(quoted: QuotedWords, citations: Sequence[Cited], text: str) -> QuotedWords:
    """A block quotation mostly ends with its citation, which is no part of it."""
    own = [each for each in citations if quoted.start < each.start and each.end <= quoted.outer[1]]
    if not own or text[quoted.end : quoted.outer[1]].strip():  # between quotation marks, of which one ends it
        return quoted
    kept = text[quoted.start : own[0].start].rstrip(_TAIL)
    words = find_quotations(kept)
    inner = words[0].words if len(words) == 1 and words[0].length > len(kept.split()) - 3 else kept
    return QuotedWords(quoted.start, quoted.start + len(kept), re.sub(r"\n[ \t]*>[ \t]?", "\n", inner), quoted.outer)


def _citation_of(
    quoted: QuotedWords, quotations: Sequence[QuotedWords], citations: Sequence[Cited], text: str
) -> int | None:
    """The place in `citations` of the one that a quotation belongs to."""
    after = next((n for n, each in enumerate(citations) if each.start >= quoted.end), None)
    if after is not None:
        between = _outside(text, quoted.outer[1], citations[after].start, quotations)
        inside = citations[after].start < quoted.outer[1]
        if inside or _BETWEEN_BLOCK_AND_CITATION.fullmatch(between) or _in_one_sentence(between):
            return after
    before = next((n for n in range(len(citations) - 1, -1, -1) if citations[n].end <= quoted.outer[0]), None)
    if before is not None:
        between = _outside(text, citations[before].end, quoted.outer[0], quotations)
        if _in_one_sentence(between):
            return before
    return None


def _outside(text: str, start: int, end: int, quotations: Sequence[QuotedWords]) -> str:
    """`text[start:end]` without what is quoted in it."""
    kept, at = [], start
    for each in quotations:
        if start <= each.outer[0] and each.outer[1] <= end:
            kept.append(text[at : each.outer[0]])
            at = each.outer[1]
    return "".join([*kept, text[min(at, end) : end]])


def _in_one_sentence(between: str) -> bool:
    return "\n" not in between.strip() and "\n\n" not in between and not _SENTENCE_END.search(between)


# What is found of a citation, and of a quotation.

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_KIND = r"(?:SQS|JTAI|full joint inspection|children['’]s services|child protection|area SEND)"
_PRINTED = re.compile(
    rf"\((?:invented sample: )?[A-Z][^()\n]{{1,80}}? {_KIND}, (?:inspected )?{_MONTH} \d{{4}}, [^()\n]{{1,120}}\)"
    rf"|(?:HM Inspectorate|Ofsted|Estyn|Care Quality Commission|Invented sample report:)[^.;\n]{{10,300}}?"
    rf" \d{{1,2}} {_MONTH} \d{{4}}, [^.;\n]{{0,120}}?paragraph(?: [\d.]*\d)?"
)
"""Citations as this program prints them: those of a report that is not here name no area that is known."""


def _of_unknown_reports(text: str, known: Sequence[Cited]) -> Iterator[Checked]:
    for match in _PRINTED.finditer(text):
        if not any(each.start < match.end() and match.start() < each.end for each in known):
            advice = "This archive holds no such report."
            yield Checked("citation", *match.span(), match[0], Verdict.NO_SUCH_PARAGRAPH, advice)


def _check_citation(cited: Cited, found: CitedParagraphs, catalogue: Catalogue, text: str) -> Checked:
    words = text[cited.start : cited.end].strip()
    start = text.index(words, cited.start)
    places = tuple(_place(chunk, catalogue) for chunk in found.chunks[:_PLACES_NAMED])
    if not found.chunks:
        near = tuple(_place(chunk, catalogue) for chunk in found.near[:_PLACES_NAMED])
        return Checked("citation", start, start + len(words), words, Verdict.NO_SUCH_PARAGRAPH, found.note, places=near)
    advice = found.note
    reports = dict.fromkeys(chunk.report_id for chunk in found.chunks)
    if not advice and len(reports) > 1:
        advice = f"{len(reports)} reports fit this citation; say which by its date or type."
    verdict = Verdict.NO_SUCH_PARAGRAPH if found.note else Verdict.CITED
    return Checked("citation", start, start + len(words), words, verdict, advice, places=places)


def _check_quotation(
    quoted: QuotedWords, cited: tuple[Cited, CitedParagraphs] | None, opened: Opened, text: str
) -> Checked:
    parts, catalogue = parts_of(quoted.words), opened.catalogue
    there = cited[1].chunks if cited else ()
    as_cited = "" if cited is None else text[cited[0].start : cited[0].end].strip()

    def outcome(
        verdict: Verdict, advice: str, places: Iterable[Chunk] = (), difference: tuple[Piece, ...] = ()
    ) -> Checked:
        found = tuple(_place(chunk, catalogue) for chunk in list(places)[:_PLACES_NAMED])
        words = text[quoted.start : quoted.end]
        return Checked("quotation", quoted.start, quoted.end, words, verdict, advice, as_cited, found, difference)

    but = _NOT_COMPARED if leaves_words_open(quoted.words) else ""
    exact = [chunk for chunk in there if stands_in(parts, plain(chunk.text))]
    if exact:
        return outcome(Verdict.EXACT, f"Word for word as in the paragraph cited.{but}", exact[:1])
    reports_cited = {chunk.report_id for chunk in (*there, *cited[1].near)} if cited else set()
    elsewhere = sorted(_holding(parts, opened), key=lambda chunk: chunk.report_id not in reports_cited)
    if elsewhere:
        named = _named(elsewhere, catalogue)
        if cited is None:
            return outcome(Verdict.EXACT, f"Word for word, but without a citation: it is in {named}.{but}", elsewhere)
        why = "The citation leads to no paragraph" if not there else f"These words are not in {as_cited}"
        return outcome(Verdict.WRONG_PARAGRAPH, f"{why}; the words are in {named}.", elsewhere)
    candidates = [*there, *_candidates(quoted.words, opened)]
    if (over := _runs_over(quoted.words, candidates, catalogue)) is not None:
        runs_over = f"runs over {_each_named(over, catalogue)}"
        if cited is None:
            return outcome(Verdict.EXACT, f"Word for word, but without a citation: it {runs_over}.{but}", over)
        if not any(chunk in there for chunk in over):
            advice = f"These words are not in {as_cited}; the quotation {runs_over}."
            return outcome(Verdict.WRONG_PARAGRAPH, advice, over)
        also = "" if all(chunk in there for chunk in over) else " Cite each of them."
        return outcome(Verdict.EXACT, f"Word for word; the quotation {runs_over}.{also}{but}", over)
    like = _most_like(quoted.words, candidates, catalogue)
    if like is None:
        if there:
            return outcome(Verdict.NOT_FOUND, "Neither the paragraph cited nor any other reads like this.")
        return outcome(Verdict.NOT_FOUND, "No paragraph of this archive reads like this.")
    chunks, difference = like
    advice = "The wording in the report differs."
    if not any(chunk in there for chunk in chunks):
        where = _each_named(chunks, catalogue)
        advice += f" The nearest wording is in {where}" + (", not where it is cited." if cited else ".")
    elif len(chunks) > 1:
        advice += f" The quotation runs over {_each_named(chunks, catalogue)}."
    return outcome(Verdict.CHANGED, advice, chunks, difference)


def _place(chunk: Chunk, catalogue: Catalogue) -> Place:
    return Place(f"{chunk.report_id}:{catalogue.address(chunk)}", catalogue.cite(chunk), chunk.text)


def _named(chunks: Sequence[Chunk], catalogue: Catalogue) -> str:
    """ "(Darlington SQS, December 2012, 2.3) and 4 others"."""
    others = len(chunks) - 1
    if len(chunks) == _MOST_HOLDING:
        return f"{catalogue.cite(chunks[0]).short} and many others"
    more = "" if not others else " and one other" if others == 1 else f" and {others} others"
    return catalogue.cite(chunks[0]).short + more


def _each_named(chunks: Sequence[Chunk], catalogue: Catalogue) -> str:
    """ "(Darlington SQS, December 2012, 2.3) and paragraph 2.4", of paragraphs of one report."""
    report = catalogue.report(chunks[0].report_id)
    return " and ".join([catalogue.cite(chunks[0]).short, *(locator(chunk, report) for chunk in chunks[1:])])


def _holding(parts: Sequence[str], opened: Opened) -> list[Chunk]:
    """The first paragraphs of the archive that hold a quotation word for word."""
    rows = [tuple(token.word for token in tokens(part) if not token.compound) for part in parts]
    where = all_of(Holds(Match.IN_A_ROW, words) for words in rows if words)
    if where == EVERYTHING:
        return []
    found = (opened.catalogue.chunks([ordinal])[0] for ordinal in opened.store.ids(where).tolist())
    return list(islice((chunk for chunk in found if stands_in([*parts], plain(chunk.text))), _MOST_HOLDING))


def _candidates(words: str, opened: Opened) -> list[Chunk]:
    """The paragraphs that share most of its rarer words."""
    stems = frozenset(ranking_stems(tokens(words)))
    ordinals, _ = opened.store.sparse(Terms(stems), EVERYTHING, _CANDIDATES)
    return opened.catalogue.chunks(ordinals.tolist())


# A quotation over several paragraphs in a row, which may have their numbers or marks between them.

_ITEM_SIGN = re.compile(r"^[ \t]*(?:[•▪●*–—-]|\(?\d{1,3}(?:\.\d{1,3})*[.)]?)[ \t]+", re.MULTILINE)
_MOST_PARAGRAPHS = 3


def _runs_over(words: str, chunks: Iterable[Chunk], catalogue: Catalogue) -> tuple[Chunk, ...] | None:
    """The first paragraphs in a row, some of `chunks` or beside one of them, that hold a quotation together, word for
    word; None where none do."""
    parts = parts_of(_ITEM_SIGN.sub("", words))
    rows = [row for chunk in chunks for row in _in_a_row(chunk, catalogue)]
    for row in sorted(dict.fromkeys(rows), key=len):
        numbered = " ".join(filter(None, (part for each in row for part in (each.number, each.text))))
        if any(stands_in(parts, plain(text)) for text in (_joined_texts(row), numbered)):
            return row
    return None


def _in_a_row(chunk: Chunk, catalogue: Catalogue) -> Iterator[tuple[Chunk, ...]]:
    """The runs of two and more paragraphs of one report that `chunk` is in."""
    own = catalogue.chunks_of(chunk.report_id)
    at = own.index(chunk)
    for length in range(2, _MOST_PARAGRAPHS + 1):
        for first in range(max(0, at - length + 1), min(at, len(own) - length) + 1):
            yield tuple(own[first : first + length])


def _joined_texts(chunks: Iterable[Chunk]) -> str:
    return " ".join(chunk.text for chunk in chunks)


# What was changed, word by word.

_KEY_ENDS = ".,;:!?\"'()[]"


def _most_like(
    quotation: str, chunks: Sequence[Chunk], catalogue: Catalogue
) -> tuple[tuple[Chunk, ...], tuple[Piece, ...]] | None:
    """The first of those paragraphs that hold most of its words in a row, with the difference; None where none does.

    Several in a row, which the nearest one is among, where they hold more.
    """

    def best(rows: Iterable[tuple[Chunk, ...]]) -> tuple[float, tuple[Chunk, ...], tuple[Piece, ...]]:
        told = ((*difference_of(quotation, _joined_texts(row)), row) for row in rows)
        share, pieces, row = max(told, key=lambda each: each[0], default=(0.0, (), ()))
        return share, row, pieces

    single = best((chunk,) for chunk in chunks)
    if not single[1]:
        return None
    several = best(_in_a_row(single[1][0], catalogue))
    share, row, pieces = several if several[0] > single[0] else single
    return (row, pieces) if share >= _LIKE_SHARE else None


def difference_of(quotation: str, source: str) -> tuple[float, tuple[Piece, ...]]:
    """How much of a quotation and of the stretch of `source` that comes nearest agrees, 0 to 1, and the difference."""
    quoted, read = plain(quotation).split(), plain(source).split()
    quoted_keys, read_keys = [_key(word) for word in quoted], [_key(word) for word in read]
    begin = SequenceMatcher(None, read_keys, quoted_keys, autojunk=False).find_longest_match()
    if begin.size < min(_FEWEST_EQUAL_WORDS, len(quoted)):
        return 0.0, ()
    slack = max(5, len(quoted) // 3)
    first = max(0, begin.a - begin.b - slack)
    last = begin.a - begin.b + len(quoted) + slack
    matcher = SequenceMatcher(None, read_keys[first:last], quoted_keys, autojunk=False)
    pieces: list[Piece] = []
    equal = of_archive = 0
    codes = matcher.get_opcodes()
    for number, (code, a, b, c, d) in enumerate(codes):
        ours, theirs = read[first + a : first + b], quoted[c:d]
        if code == "equal":
            equal += len(theirs)
            for place, (one, other) in enumerate(zip(ours, theirs, strict=True), start=c):
                same = one == other or _differs_at_an_end(one, other, place == 0, place == len(quoted) - 1)
                pieces += [Piece("same", other)] if same else [Piece("archive", one), Piece("draft", other)]
            continue
        if number in (0, len(codes) - 1):
            # At either end it cannot be told how much of the report the quotation left out.
            ours = _beside(ours, len(theirs), number == 0)
        of_archive += len(ours)
        pieces += [Piece("archive", " ".join(ours)), Piece("draft", " ".join(theirs))]
    return 2 * equal / (len(quoted) + equal + of_archive), tuple(_joined(pieces))


def _differs_at_an_end(one: str, other: str, first: bool, last: bool) -> bool:
    """Whether two words are the same but for where a quotation begins or ends: amid a sentence, with a small letter and
    without its stop."""
    if last:
        one, other = one.rstrip(_KEY_ENDS), other.rstrip(_KEY_ENDS)
    return one[1:] == other[1:] and (one[:1] == other[:1] or (first and one[:1].lower() == other[:1].lower()))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Those of one kind in a row as one; without empty ones."""
    for kind, own in groupby((piece for piece in pieces if piece.words), key=lambda piece: piece.kind):
        yield Piece(kind, " ".join(piece.words for piece in own))


def _beside(ours: list[str], number: int, begins: bool) -> list[str]:
    """As many words of the report as the quotation has in their stead, next to what agrees."""
    return ours[len(ours) - number :] if begins else ours[:number]


def _key(word: str) -> str:
    return word.strip(_KEY_ENDS).lower() or word
