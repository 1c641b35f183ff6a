"""The archive as tools of an assistant, over the Model Context Protocol.

Every answer names the generation that it comes from and carries citations, and says of every reading that it is the
tool's: an assistant repeats what it is given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field

from indexer.errors import PrecedentError
from indexer.limits import QUERY_LENGTH_LIMIT_CHARACTERS
from indexer.records import Chunk, Report
from search_app.answers.answer import Hit
from search_app.answers.catalogue import Catalogue
from search_app.answers.citation import Citation
from search_app.answers.why_this_reading import NO_JUDGEMENT
from search_app.archive import Archive
from search_app.filters.filters import Filters
from search_app.service.models import DRAFT_LIMIT_CHARACTERS
from search_app.service.pages import service_version

INSTRUCTIONS = (
    "A searchable archive of inspection reports. Quote only words that read or search returned, with their citation, "
    "and check every quotation against the archive with verify_quote before you use it. `reading` is how the tool "
    f"reads a paragraph. {NO_JUDGEMENT} Where `close` is false, nothing in the archive comes near: say so instead of "
    "quoting what is not near."
)
FEWEST_CHARACTERS = 12
"""Less stands in many reports, and quotes none of them."""

_MOST_HITS = 20
_READ_ONLY = ToolAnnotations(read_only_hint=True, open_world_hint=False, idempotent_hint=True)

Reading = Literal["strength", "shortfall", "mixed", "expectation", "neutral"]
Lens = Literal["good-practice", "shortfall", "expectation"]
Limit = Annotated[int, Field(ge=1, le=_MOST_HITS)]


class Cited(BaseModel):
    """A paragraph, whole, with what is needed to quote it."""

    reference: str = Field(description="names the paragraph for read, cite and verify_quote")
    citation: str = Field(description="for running text")
    citation_long: str = Field(description="for a list of sources")
    url: str | None = Field(description="where the report itself is published, at the page")
    text: str
    reading: Reading
    area: str | None
    published: str | None
    section: str | None
    invented_sample: bool


class FromArchive(BaseModel):
    """What every answer says of itself."""

    generation: str = Field(description="the state of the archive that this comes from")
    reading_label: str = NO_JUDGEMENT


class Found(FromArchive):
    total: int
    close: bool = Field(description="false where nothing in the archive comes near the query")
    notes: list[str]
    understood: list[str] = Field(description="what words of the query were taken for, such as a filter by area")
    hits: list[Cited]


class Related(FromArchive):
    """By the tool's reading: paragraphs that say the same, that say the opposite, and that are not clear."""

    supporting: list[Cited]
    contrasting: list[Cited]
    unclear: list[Cited]
    notes: list[str]


class Read(FromArchive):
    paragraphs: list[Cited] = Field(description="the one asked for, with those before and after it in the report")
    asked: str


class Citations(FromArchive):
    citations: list[Cited]


class Verified(FromArchive):
    """`verdict`: exact; differs (in spaces, dashes or quotation marks: use `words`); not-found (do not quote)."""

    verdict: Literal["exact", "differs", "not-found"]
    words: str | None = Field(description="the words as the report has them")
    source: Cited | None
    advice: str


def make_server(open_archive: Callable[[], Archive]) -> MCPServer:
    """The server with its tools. `open_archive` is asked at every call, and raises IndexUnavailable."""
    server = MCPServer(
        "precedent", title="Precedent", instructions=INSTRUCTIONS, version=service_version(), log_level="WARNING"
    )

    @server.tool(annotations=_READ_ONLY)
    def search(
        query: Annotated[str, Field(max_length=QUERY_LENGTH_LIMIT_CHARACTERS)],
        limit: Limit = 5,
        area: list[str] | None = None,
        year: list[str] | None = None,
        theme: list[str] | None = None,
        lens: Lens | None = None,
        mode: Literal["hybrid", "keyword", "semantic"] = "hybrid",
    ) -> Found:
        """Paragraphs of inspection reports by words and by meaning. Plain words rank; "phrases", AND, OR, NOT and
        fields such as area: and section: must hold. year takes 2016 or 2012-2016."""
        with telling():
            filters = Filters(areas=area or (), years=year or (), themes=theme or (), lens=lens)
            found = open_archive().search(query, limit=limit, mode=mode, filters=filters)
            return Found(
                generation=found.generation,
                total=found.total,
                close=found.close,
                notes=list(found.notes),
                understood=[f"“{each.words}”: {each.kind.value} {each.value}" for each in found.understood],
                hits=[_of_hit(hit) for hit in found],
            )

    @server.tool(annotations=_READ_ONLY)
    def precedents(draft: Annotated[str, Field(max_length=DRAFT_LIMIT_CHARACTERS)], limit: Limit = 5) -> Related:
        """Paragraphs that support a drafted finding, and others that contrast with it."""
        with telling():
            found = open_archive().precedents(draft, limit=limit)
            return Related(
                generation=found.generation,
                supporting=[_of_hit(each.hit) for each in found.supporting],
                contrasting=[_of_hit(each.hit) for each in found.contrasting],
                unclear=[_of_hit(each.hit) for each in found.unclear],
                notes=list(found.notes),
            )

    @server.tool(annotations=_READ_ONLY)
    def read(reference: str, around: Annotated[int, Field(ge=0, le=10)] = 1) -> Read:
        """A paragraph by its reference, such as southwark-2016:2.3, with `around` paragraphs before and after it."""
        with telling():
            catalogue = open_archive().catalogue
            chunk = catalogue.at(reference)
            chunks = catalogue.chunks_of(chunk.report_id)
            at = chunks.index(chunk)
            shown = chunks[max(0, at - around) : at + around + 1]
            return Read(
                generation=catalogue.name,
                paragraphs=[cited(catalogue, each) for each in shown],
                asked=f"{chunk.report_id}:{catalogue.address(chunk)}",
            )

    @server.tool(annotations=_READ_ONLY)
    def cite(references: Annotated[list[str], Field(min_length=1, max_length=50)]) -> Citations:
        """The citations of paragraphs by their references."""
        with telling():
            catalogue = open_archive().catalogue
            found = [cited(catalogue, catalogue.at(reference)) for reference in references]
            return Citations(generation=catalogue.name, citations=found)

    @server.tool(annotations=_READ_ONLY)
    def verify_quote(
        text: Annotated[str, Field(min_length=FEWEST_CHARACTERS, max_length=20_000)], reference: str = ""
    ) -> Verified:
        """Whether words are in the archive exactly as quoted: in the paragraph at reference, or anywhere."""
        with telling():
            archive = open_archive()
            found, catalogue = find_quote(archive, text.strip(_AROUND), reference), archive.catalogue
            if found is None:
                where = f"in {reference}" if reference else "in any paragraph looked at"
                advice = f"These words are not {where}. Do not quote them; read the paragraph and quote its words."
                return Verified(generation=catalogue.name, verdict="not-found", words=None, source=None, advice=advice)
            return Verified(
                generation=catalogue.name,
                verdict="exact" if found.exact else "differs",
                words=found.words,
                source=cited(catalogue, found.chunk),
                advice="" if found.exact else "Quote `words` instead, which are the report's own.",
            )

    return server


def cited(catalogue: Catalogue, chunk: Chunk) -> Cited:
    """The paragraph as every tool gives it."""
    report = catalogue.report(chunk.report_id)
    return _cited(chunk, report, f"{report.report_id}:{catalogue.address(chunk)}", catalogue.cite(chunk))


def _of_hit(hit: Hit) -> Cited:
    return _cited(hit.chunk, hit.report, hit.reference, hit.citation)


def _cited(chunk: Chunk, report: Report, reference: str, citation: Citation) -> Cited:
    return Cited(
        reference=reference,
        citation=citation.short,
        citation_long=citation.long,
        url=citation.url,
        text=chunk.text,
        reading=chunk.reading.value,
        area=report.area,
        published=report.published.isoformat() if report.published else None,
        section=None if chunk.section is None else report.sections[chunk.section].heading,
        invented_sample=report.sample,
    )


@contextmanager
def telling() -> Iterator[None]:
    """A refusal is told to the assistant, with what to do; anything else stays in the log."""
    try:
        yield
    except PrecedentError as error:
        raise ToolError(str(error)) from error


# Whether words stand in the archive as they are quoted, character by character.

_LOOKED_AT = 30
_AROUND = " \t\r\n\"'“”‘’"
"""What stands around a quotation where it is quoted is none of its words."""
_MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " ", "\u00ad": ""})


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """`exact` where the words stand in `chunk` as they are; else they differ in spaces, dashes or quotation marks,
    and `words` is what the report has."""

    chunk: Chunk
    exact: bool
    words: str


def find_quote(archive: Archive, text: str, reference: str = "") -> FoundQuote | None:
    """Where `text` stands: in the paragraph at `reference`, or among those that its words find. Raises NotFound."""
    if reference:
        return _in(archive.paragraph(reference), text)
    found = [each for chunk in _candidates(archive, text) if (each := _in(chunk, text))]
    return min(found, key=lambda each: not each.exact, default=None)


def _candidates(archive: Archive, text: str) -> list[Chunk]:
    """Those that hold its words best. Its marks are no operators here."""
    words = " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text)))[:1_000].lower()
    answer = archive.search(words, mode="keyword", literal=True, limit=_LOOKED_AT) if words else ()
    return [hit.chunk for hit in answer]


def _in(chunk: Chunk, text: str) -> FoundQuote | None:
    # Whole words: "able to meet their needs" is not what a report says that has "unable to meet their needs".
    if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", chunk.text):
        return FoundQuote(chunk, exact=True, words=text)
    pattern = r"\s*".join(re.escape(part) for part in _parts(text))
    folded = chunk.text.translate({**_MARKS, 0xAD: "\u00ad"})  # of the same length, so that the place is the same
    match = re.search(rf"(?<!\w){pattern}(?!\w)", folded, re.IGNORECASE) if pattern else None
    return None if match is None else FoundQuote(chunk, exact=False, words=chunk.text[match.start() : match.end()])


def _parts(text: str) -> list[str]:
    """Words and marks, between which spaces may differ."""
    return re.findall(r"\w+|[^\w\s]", text.translate(_MARKS))
