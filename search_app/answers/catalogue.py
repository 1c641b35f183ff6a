"""The reports and paragraphs of one generation, each with its address and citation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from indexer.errors import NotFound
from indexer.records import Chunk, Report
from indexer.storage.ledger import FileOutcome, Ledger, Outcome
from indexer.storage.manifest import Manifest
from search_app.answers.answer import paragraph_to_json, report_to_json
from search_app.answers.citation import Citation, addresses, cite
from search_app.store.interface import Contents

_REPORTS_CACHED = 64


class Catalogue:
    """Looks things up by report id and by address. Safe for several threads."""

    def __init__(self, generation: Contents) -> None:
        self._generation = generation
        self._addresses = lru_cache(maxsize=_REPORTS_CACHED)(self._read_addresses)

    @property
    def name(self) -> str:
        """The name of the generation."""
        return self._generation.name

    @property
    def manifest(self) -> Manifest:
        return self._generation.manifest

    @property
    def generation(self) -> Contents:
        return self._generation

    def __len__(self) -> int:
        return len(self._generation)

    def heads(self) -> tuple[Report, ...]:
        """Every report without its text, in corpus order."""
        return tuple(sorted(self._generation.reports, key=lambda report: report.source))

    def report(self, report_id: str) -> Report:
        """A whole report. Raises NotFound."""
        return self._generation.report(report_id)

    def chunk(self, ordinal: int) -> Chunk:
        return self._generation.chunk(ordinal)

    def chunks(self, ordinals: Sequence[int]) -> list[Chunk]:
        """Several at once, in the order of `ordinals`."""
        return self._generation.chunks_at(ordinals)

    def chunks_of(self, report_id: str) -> list[Chunk]:
        """The chunks of a report, in reading order. Raises NotFound."""
        self.report(report_id)
        return self.chunks(self._generation.ordinals_of(report_id).tolist())

    def address(self, chunk: Chunk) -> str:
        """The chunk's address inside its report: "2.3", "key-strengths-bullet-2"."""
        return self._addresses(chunk.report_id)[chunk.start]

    def find(self, report_id: str, address: str) -> Chunk:
        """The chunk at an address. Raises NotFound, saying which addresses there are."""
        known = self._addresses(str(self.report(report_id).report_id))
        wanted = address.strip().rstrip(".").casefold()
        for chunk in self.chunks_of(report_id):
            if known[chunk.start].casefold() == wanted:
                return chunk
        numbers = [known[chunk.start] for chunk in self.chunks_of(report_id)]
        raise NotFound(
            f"There is no paragraph {address!r} in {report_id}.",
            hint=f"It has {len(numbers)}, from {numbers[0]} to {numbers[-1]}; `precedent show {report_id}` lists them."
            if numbers
            else "",
        )

    def at(self, reference: str) -> Chunk:
        """The chunk at a reference such as "southwark-2016:2.3". Raises NotFound."""
        report_id, _, address = reference.partition(":")
        if not address:
            raise NotFound(
                f"{reference!r} names no paragraph.",
                hint=f"Write REPORT:PARA; `precedent show {report_id}` lists the paragraphs of a report.",
            )
        return self.find(report_id, address)

    def cite(self, chunk: Chunk) -> Citation:
        """The chunk's citation."""
        return cite(chunk, self.report(chunk.report_id))

    def paragraph_json(self, chunk: Chunk) -> dict[str, Any]:
        """The chunk as `precedent paragraphs` prints it."""
        report = self.report(chunk.report_id)
        return paragraph_to_json(chunk, report, self.address(chunk), self.cite(chunk))

    def paragraphs_json(self) -> Iterator[dict[str, Any]]:
        """Every chunk of the archive, report by report."""
        return (self.paragraph_json(chunk) for head in self.heads() for chunk in self.chunks_of(head.report_id))

    def reports_json(self) -> list[dict[str, Any]]:
        """Every report with its metadata and findings."""
        return [report_to_json(report, len(self._generation.ordinals_of(report.report_id))) for report in self.heads()]

    def _read_addresses(self, report_id: str) -> dict[int, str]:
        return addresses(self.report(report_id))


# What an archive holds by area, year and type, and where it has gaps.


@dataclass(frozen=True, slots=True)
class AreaHoldings:
    """The reports of one area: how many, the years they date from, rising, and those between without any.

    A year comes from the date that filters go by. `undated` counts the reports without one.
    """

    area: str
    reports: int
    years: tuple[int, ...]
    missing_years: tuple[int, ...]
    undated: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """`years` and `types` count reports; None stands for what is not stated.

    `undated` state no date of publication, `unnamed` no area; `refused` are the files that could not be read.
    """

    areas: tuple[AreaHoldings, ...]
    years: tuple[tuple[int | None, int], ...]
    types: tuple[tuple[str | None, int], ...]
    undated: tuple[Report, ...]
    unnamed: tuple[Report, ...]
    refused: tuple[FileOutcome, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "areas": [
                {
                    "area": each.area,
                    "reports": each.reports,
                    "years": list(each.years),
                    "missing_years": list(each.missing_years),
                    "undated": each.undated,
                }
                for each in self.areas
            ],
            "years": [{"year": year, "reports": reports} for year, reports in self.years],
            "types": [{"type": kind, "reports": reports} for kind, reports in self.types],
            "without_publication_date": [str(report.report_id) for report in self.undated],
            "without_area": [str(report.report_id) for report in self.unnamed],
            "refused": [{"source": file.source, "message": file.message} for file in self.refused],
        }


def holdings_of(reports: Iterable[Report], ledger: Ledger) -> Holdings:
    """What these reports make up, and the files that the build left out. Copies of a report are no gap."""
    reports = tuple(reports)
    years = Counter(_year(report) for report in reports)
    types = Counter(report.type.value if report.type else None for report in reports)
    areas: dict[str, list[Report]] = {}
    for report in reports:
        if report.area:
            areas.setdefault(report.area, []).append(report)
    return Holdings(
        areas=tuple(_area(area, areas[area]) for area in sorted(areas, key=str.casefold)),
        years=tuple(sorted(years.items(), key=lambda item: (item[0] is None, item[0] or 0))),
        types=tuple(sorted(types.items(), key=lambda item: (item[0] is None, -item[1], item[0] or ""))),
        undated=tuple(report for report in reports if report.published is None),
        unnamed=tuple(report for report in reports if not report.area),
        refused=tuple(file for file in ledger.files if file.outcome is Outcome.REFUSED),
    )


def _area(area: str, reports: list[Report]) -> AreaHoldings:
    dated = {year for report in reports if (year := _year(report)) is not None}
    between = range(min(dated), max(dated)) if dated else range(0)
    missing = tuple(year for year in between if year not in dated)
    return AreaHoldings(
        area, len(reports), tuple(sorted(dated)), missing, sum(_year(report) is None for report in reports)
    )


def _year(report: Report) -> int | None:
    day = report.dated
    return day.year if day else None
