"""What is sent and answered, as types: the description at /api/openapi.json is made from them.

The fields are those that the commands print with --json. An answer is written by its own `to_json`; the tests hold it
to these types.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from search_app.basket.basket import LONGEST_BASKET, LONGEST_NOTE_CHARACTERS, LONGEST_THEME_CHARACTERS

Statement = Literal["strength", "shortfall", "expectation", "neutral", "mixed"]
ChunkKind = Literal["paragraph", "bullet", "prose", "box", "table"]

DRAFT_LIMIT_CHARACTERS = 200_000
"""A hundred pages; a draft is held against the archive sentence by sentence."""
REFERENCE_LIMIT_CHARACTERS = 300
LARGEST_PAGE = 100
Reference = Annotated[str, Field(max_length=REFERENCE_LIMIT_CHARACTERS, examples=["southwark-2016:2.3"])]


class Citation(BaseModel):
    """`long` for a list of sources, `short` for running text; `url` where the report is published, at the page."""

    long: str
    short: str
    url: str | None


class Clause(BaseModel):
    """A part of a sentence, the tool's reading of it, and how sure the tool is. Offsets are code points into text."""

    start: int
    end: int
    statement: Statement
    confidence: float


class Sentence(BaseModel):
    """A sentence and the tool's reading of it, not the inspectorate's judgement."""

    start: int
    end: int
    statement: Statement
    clauses: list[Clause]


class MatchedSentence(Sentence):
    """`match` is its cosine with the query, where that was computed."""

    match: float | None


class Paragraph(BaseModel):
    """What is searched and cited. What the report does not state is null."""

    reference: str = Field(description="what leads to it: in a query, in a draft, in `precedent export`")
    report_id: str
    source: str
    area: str | None
    report_title: str | None
    published: date | None
    dated: date | None = Field(description="published, or else inspected: what filters, orders and years go by")
    section: str | None
    section_number: str | None
    paragraph: str | None
    address: str
    kind: ChunkKind
    pages: tuple[int, int] | None
    text: str
    reading: Statement = Field(description="the tool's reading, not the inspectorate's judgement")
    strength_share: float | None
    themes: list[str]
    grade: str | None
    sentences: list[MatchedSentence]
    citation: Citation
    doubts: list[str] = Field(description="why its page may be read wrongly; empty where nothing says so")


class Scores(BaseModel):
    """In each of the two rankings; null where it did not hold the paragraph."""

    keyword: float | None
    semantic: float | None


class Highlight(BaseModel):
    """Code points into the text."""

    start: int
    end: int
    kind: Literal["exact", "meaning"]


class Copy(BaseModel):
    """Another place with the same wording as a hit."""

    report_id: str
    address: str
    citation: str


class Hit(Paragraph):
    """A paragraph in an answer; `near` is whether it comes near what was asked in its own right."""

    rank: int
    near: bool
    score: float
    scores: Scores
    highlights: list[Highlight]
    copies: list[Copy]


class Understood(BaseModel):
    """What a part of the query was understood as. Send `key` as `ignore` to turn that off."""

    kind: str
    value: str
    start: int
    end: int
    words: str
    also: list[str]
    key: str


class SearchAnswer(BaseModel):
    """`near` paragraphs come near what was asked, of `total` that can be shown at `places` ranks. `close` is false
    where nothing in the archive comes near. `next` is the cursor of the next page, if any."""

    query: str
    mode: Literal["hybrid", "keyword", "semantic"]
    took_ms: float
    near: int
    total: int
    places: int
    generation: str
    hits: list[Hit]
    suggestion: str | None
    notes: list[str]
    understood: list[Understood]
    close: bool
    sort: str
    next: str | None


class Proportion(BaseModel):
    """A share of cases as said in the text, and what it was read as: from `low` to `high`, where a `source` says so."""

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    base: int | None
    exact: bool
    source: str | None
    words: str


class Precedent(Hit):
    """A hit, the draft's sentence that it is held against, and its own that comes nearest."""

    draft_sentence: Sentence
    matching_sentence: Sentence
    proportions: list[Proportion]


class DraftSentence(Sentence):
    """How many paragraphs that were looked at support it, contrast with it, or are unclear."""

    supporting: int
    contrasting: int
    unclear: int


class Block(BaseModel):
    """A heading, bullet or paragraph of a draft."""

    kind: str
    start: int
    end: int


class Draft(BaseModel):
    text: str
    sentences: list[DraftSentence]
    blocks: list[Block]


class SentencePrecedents(BaseModel):
    """What was found for one sentence of a draft."""

    start: int
    end: int
    supporting: list[Precedent]
    contrasting: list[Precedent]
    unclear: list[Precedent]


class Misspelt(BaseModel):
    """A word of a draft that may be misspelt, and a similar one that the archive has."""

    word: str
    near: str


class PrecedentsAnswer(BaseModel):
    """What supports a draft and what contrasts with it, by the tool's reading."""

    draft: Draft
    supporting: list[Precedent]
    contrasting: list[Precedent]
    unclear: list[Precedent]
    margin: list[SentencePrecedents]
    misspelt: list[Misspelt]
    generation: str
    took_ms: float
    notes: list[str]


class VerifiedPlace(BaseModel):
    """A paragraph where the words stand, or that the citation leads to."""

    reference: str
    citation: Citation


class DifferingWords(BaseModel):
    """`kind` is "same", "archive" for what the report has, or "draft" for what the draft has."""

    kind: Literal["same", "archive", "draft"]
    words: str


class Verified(BaseModel):
    """A quotation or a citation at its place in the draft, and the result of checking it."""

    kind: str
    start: int
    end: int
    words: str
    verdict: str
    advice: str
    cited: str
    places: list[VerifiedPlace]
    difference: list[DifferingWords]


class VerifyAnswer(BaseModel):
    """Every quotation and citation of a draft in order, and how many there are of each verdict."""

    checked: list[Verified]
    counts: dict[str, int]
    generation: str
    took_ms: float


class Section(BaseModel):
    heading: str
    number: str | None
    canonical: str | None
    level: int
    start: int
    grade: str | None


class Finding(BaseModel):
    """Something to know about how a file was read."""

    code: str
    message: str
    page: int | None


class Accounting(BaseModel):
    """Where the printed characters of a file went."""

    printed: int
    lost: int
    chunks: int
    headings: int
    footnotes: int
    metadata: int
    furniture: int
    unread: int


class Report(BaseModel):
    """A report as read. What it does not state is null. `chunks` counts its paragraphs."""

    report_id: str
    source: str
    sha256: str
    title: str | None
    area: str | None
    inspectorate: str | None
    type: str | None
    published: date | None
    inspection_start: date | None
    inspection_end: date | None
    cases: int | None
    reoffending_rate: float | None
    lead_inspector: str | None
    sections: list[Section]
    findings: list[Finding]
    sample: bool
    accounting: Accounting | None
    url: str | None
    licence: str | None
    cited_as: str | None
    place: str
    chunks: int


class ReportsAnswer(BaseModel):
    """A page of the reports in the order of their files."""

    generation: str
    total: int
    reports: list[Report]
    next: str | None


class ReportAnswer(Report):
    """A report with its paragraphs in order."""

    generation: str
    paragraphs: list[Paragraph]


class Cue(BaseModel):
    start: int
    end: int
    words: str
    read_as: str


class Why(BaseModel):
    """Why a sentence is read as it is."""

    start: int
    end: int
    statement: Statement
    sure: bool
    ground: str
    cues: list[Cue]


class ParagraphAnswer(Paragraph):
    generation: str
    why: list[Why]


class Counts(BaseModel):
    paragraphs: int
    strengths: int
    shortfalls: int
    too_few: bool


class Cell(Counts):
    """One value of each dimension that is counted by."""

    area: str | None = None
    year: str | None = None
    theme: str | None = None


class ComparisonAnswer(BaseModel):
    """Paragraphs, and those with a strength or a shortfall by the tool's reading."""

    generation: str
    by: list[Literal["area", "year", "theme"]]
    counted: str
    cells: list[Cell]
    total: Counts
    notes: list[str]


class GenerationAnswer(BaseModel):
    """What answers now. `created` is when it was built; `model` is null in an index of words alone."""

    generation: str
    created: datetime
    reports: int
    paragraphs: int
    numbered: int
    samples: int
    model: str | None
    versions: dict[str, str]


class Health(BaseModel):
    """`model` says whether the language model is loaded, not yet loaded, or unavailable."""

    status: Literal["ok"]
    generation: str
    model: str
    version: str


class _PrecedentsRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    exclude: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=1000)] = Field(
        default=[], description="reports to leave out, by their id"
    )
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 10


class DraftRequest(_PrecedentsRequest):
    """A draft, plain text of up to 300 sentences."""

    draft: Annotated[str, Field(max_length=DRAFT_LIMIT_CHARACTERS)]


class ParagraphRequest(_PrecedentsRequest):
    """A paragraph of the archive as the draft; its own report is left out."""

    reference: Reference


class VerifyRequest(BaseModel):
    """A draft, plain text or Markdown, with its quotations and citations."""

    model_config = ConfigDict(extra="forbid")

    draft: Annotated[str, Field(max_length=DRAFT_LIMIT_CHARACTERS)]


class QuotationRequest(BaseModel):
    """A paragraph to quote; `text` to quote only these words of it."""

    model_config = ConfigDict(extra="forbid")

    reference: Reference
    text: Annotated[str, Field(max_length=50_000)] = ""
    note: Annotated[str, Field(max_length=LONGEST_NOTE_CHARACTERS)] = ""
    theme: Annotated[str, Field(max_length=LONGEST_THEME_CHARACTERS)] = ""


class ExportRequest(BaseModel):
    """Quotations in their order. Each is checked first; one that fails is refused, unless `leave_out` is set."""

    model_config = ConfigDict(extra="forbid")

    form: Literal["docx", "md", "csv", "ris", "bib", "json"]
    quotations: Annotated[list[QuotationRequest], Field(min_length=1, max_length=LONGEST_BASKET)]
    leave_out: bool = False
