"""The value types that cross module boundaries, and ids that are checked. No I/O.

Offsets everywhere are code points into `Report.text`, half open. A report's `text` is the one copy of
its words; elements and chunks are slices of it, so that a quotation is always a slice of what is stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


class ReportId(str):
    """A slug such as "southwark-2016". Names a report inside one index; says nothing about its area or date."""

    __slots__ = ()

    def __new__(cls, value: str) -> Self:
        if not _SLUG.match(value):
            raise ValueError(f"not a report id: {value!r} (lower-case letters, digits and single hyphens)")
        return super().__new__(cls, value)


class ElementKind(StrEnum):
    """What a stretch of a report is. Chunks are made of the kinds in `CHUNK_KINDS`."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"  # a numbered paragraph
    BULLET = "bullet"
    PROSE = "prose"  # an unnumbered paragraph
    BOX = "box"  # a case example or grade box
    TABLE = "table"
    FOOTNOTE = "footnote"
    METADATA = "metadata"  # title, letterhead table, dates: read into the report's fields
    FURNITURE = "furniture"  # running headers, page numbers, contents, copy list, contact lines, notes
    UNREAD = "unread"  # not understood; there is always a finding beside it


CHUNK_KINDS = frozenset(
    {ElementKind.PARAGRAPH, ElementKind.BULLET, ElementKind.PROSE, ElementKind.BOX, ElementKind.TABLE}
)
"""Kinds that become chunks: searched, cited and exported. Everything else is seen only in the reader."""


class ReportType(StrEnum):
    """The family of inspection or document that a report belongs to. `label` is for people, `short` for short
    citations."""

    SQS = "sqs"
    FULL_JOINT = "full-joint-inspection"
    CHILDRENS_SERVICES = "childrens-services"
    CHILD_PROTECTION = "child-protection"
    JTAI = "jtai"
    AREA_SEND = "area-send"
    PRISON = "prison-inspection"
    CONSTABULARY = "constabulary-inspection"
    FUTURE_DEATHS = "prevention-of-future-deaths"
    JUDGMENT = "judgment"
    MEMORANDUM = "explanatory-memorandum"
    COUNCIL = "local-authority-report"

    @property
    def label(self) -> str:
        return _TYPE_NAMES[self][0]

    @property
    def short(self) -> str:
        return _TYPE_NAMES[self][1]


_TYPE_NAMES = {
    ReportType.SQS: ("Short Quality Screening", "SQS"),
    ReportType.FULL_JOINT: ("Full joint inspection", "full joint inspection"),
    ReportType.CHILDRENS_SERVICES: ("Children's services", "children's services"),
    ReportType.CHILD_PROTECTION: ("Arrangements for the protection of children", "child protection"),
    ReportType.JTAI: ("Joint targeted area inspection", "JTAI"),
    ReportType.AREA_SEND: ("Area SEND", "area SEND"),
    ReportType.PRISON: ("Prison inspection", "prison inspection"),
    ReportType.CONSTABULARY: ("Constabulary inspection", "constabulary inspection"),
    ReportType.FUTURE_DEATHS: ("Prevention of future deaths", "PFD report"),
    ReportType.JUDGMENT: ("Judgment", "judgment"),
    ReportType.MEMORANDUM: ("Explanatory memorandum", "explanatory memorandum"),
    ReportType.COUNCIL: ("Local authority report", "council report"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and what stands under it.

    `heading` is in the report's own words, without its number; `number` is as printed ("2") or None;
    `canonical` is a slug shared between years ("protecting-the-public") or None where not recognised;
    `grade` is what the heading itself states ("good", "requires improvement to be good") or None.
    `level` is 1 for the outermost. `start` is the heading's offset in the report's text.
    """

    heading: str
    number: str | None
    canonical: str | None
    level: int
    start: int
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """A stretch of a report, in reading order. `text[start:end]` is its words, joined over page breaks.

    `section` is an index into `Report.sections`, None before the first heading. `number` is the paragraph
    number as printed, without a trailing dot ("1.1", "26"), only for numbered paragraphs. `position` counts
    bullets, prose paragraphs, boxes and tables of the same kind within their section from 1; it is None for
    every other kind. `pages` is (first, last) counted from 1 in the file, None where the source has no pages.
    """

    kind: ElementKind
    start: int
    end: int
    section: int | None = None
    number: str | None = None
    position: int | None = None
    pages: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about the reading of a file. `code` is a stable word, `message` is for a person."""

    code: str
    message: str
    page: int | None = None


DOUBTS = frozenset(
    (
        "digits-lost",
        "characters-lost",
        "words-differ",
        "figures-differ",
        "many-headings",
        "cut-paragraphs",
        "text-recognised",
        "crossed-out",
        "damaged-file",
        "numbering-unsure",
    )
)
"""Codes of the findings that say that words, figures or numbers may not be those of the original. A finding without a
page is about all of the report."""


@dataclass(frozen=True, slots=True)
class Accounting:
    """Where the printed characters of a file went: counts of characters that are not white space.

    `printed` is what the file shows, `lost` how much of it is in no element; the rest is by kind of element.
    """

    printed: int
    lost: int = 0
    chunks: int = 0
    headings: int = 0
    footnotes: int = 0
    metadata: int = 0
    furniture: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """One inspection report as read. A field that the report does not state is None, never guessed.

    `source` is the path inside the corpus folder, with forward slashes. `sha256` is of the file.
    `reoffending_rate` is in per cent. `cases` is the number of cases examined. `sample` is True for the
    invented reports that come with Precedent and say so themselves. `accounting` is None only in reports
    that were stored before it was kept. `url` and `licence` are what the folder's list of sources says. `cited_as` is
    the name by which its kind of document is cited ("[2016] EWCA Civ 12"), `place` how a numbered paragraph of it is
    named, with {} for the number.
    """

    report_id: ReportId
    source: str
    sha256: str
    text: str
    title: str | None = None
    area: str | None = None
    inspectorate: str | None = None
    type: ReportType | None = None
    published: date | None = None
    inspection_start: date | None = None
    inspection_end: date | None = None
    cases: int | None = None
    reoffending_rate: float | None = None
    lead_inspector: str | None = None
    sections: tuple[Section, ...] = ()
    elements: tuple[Element, ...] = ()
    findings: tuple[Finding, ...] = ()
    sample: bool = False
    accounting: Accounting | None = None
    url: str | None = None
    licence: str | None = None
    cited_as: str | None = None
    place: str = "paragraph {}"

    @property
    def dated(self) -> date | None:
        """The date that filters, orders and counts by year go by."""
        return self.published or self.inspection_end or self.inspection_start

    def doubts(self, pages: tuple[int, int] | None) -> tuple[str, ...]:
        """Why what stands on these pages (first, last) may be read wrongly, in words; empty where nothing says so."""
        first, last = pages or (0, 0)
        return tuple(
            finding.message
            for finding in self.findings
            if finding.code in DOUBTS and (finding.page is None or first <= finding.page <= last)
        )


class Statement(StrEnum):
    """The tool's reading of one clause or sentence. Never shown as the inspectorate's judgement.

    Only a sentence is MIXED: one of its clauses praises and another finds fault.
    """

    STRENGTH = "strength"
    SHORTFALL = "shortfall"
    EXPECTATION = "expectation"
    NEUTRAL = "neutral"
    MIXED = "mixed"


CLAUSE_STATEMENTS = (Statement.STRENGTH, Statement.SHORTFALL, Statement.EXPECTATION, Statement.NEUTRAL)
"""What a clause can state."""


class Reading(StrEnum):
    """The tool's reading of a whole chunk, which follows from its sentences."""

    STRENGTH = "strength"
    SHORTFALL = "shortfall"
    MIXED = "mixed"
    EXPECTATION = "expectation"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that states one thing. Offsets are code points into the chunk's text.

    `confidence`, 0 to 1, is how likely the reader holds `statement`, 1 where grammar or section leaves no doubt.
    `stance` is what the reader made of the clause, for telling whether two clauses state the same: bytes, read as
    int8, or empty where no reader of pairs saw it.
    """

    start: int
    end: int
    statement: Statement
    confidence: float
    stance: bytes = b""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a chunk. Offsets are code points into the chunk's text. `clauses` are in order, none where the
    sentence was not read clause by clause."""

    start: int
    end: int
    statement: Statement
    clauses: tuple[Clause, ...] = ()

    def states(self, statement: Statement) -> bool:
        """Whether it, or one of its clauses, states this."""
        return self.statement is statement or any(clause.statement is statement for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is searched and cited: one numbered paragraph, bullet, prose paragraph, box or table.

    `ordinal` is the join key: row of the embedding matrix, value stored in Whoosh, line of the chunk file.
    `text` equals `report.text[start:end]`. `themes` are slugs of the file of themes, in its order. `strength_share`,
    0 to 1, is what is to be expected of strengths among all that it states; None where it states nothing.
    """

    ordinal: int
    report_id: ReportId
    kind: ElementKind
    start: int
    end: int
    text: str
    section: int | None
    number: str | None
    position: int | None
    pages: tuple[int, int] | None
    sentences: tuple[Sentence, ...]
    reading: Reading
    themes: tuple[str, ...] = ()
    strength_share: float | None = None
