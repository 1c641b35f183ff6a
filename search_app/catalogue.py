"""The reports and paragraphs of one generation, each with its address and citation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from indexer.errors import NotFound
from indexer.generation import Generation
from indexer.manifest import Manifest
from indexer.records import Chunk, Report
from search_app.answers import paragraph_to_json, report_to_json
from search_app.citation import Citation, cite
from search_app.locators import addresses

_REPORTS_CACHED = 64


class Catalogue:
    """Looks things up by report id and by address. Safe for several threads."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._addresses = lru_cache(maxsize=_REPORTS_CACHED)(self._read_addresses)

    @classmethod
    def open(cls, index: Path) -> Catalogue:
        """The catalogue of the published generation of `index`. Raises IndexUnavailable."""
        return cls(Generation.open(index))

    @property
    def name(self) -> str:
        """The name of the generation."""
        return self._generation.name

    @property
    def manifest(self) -> Manifest:
        return self._generation.manifest

    @property
    def generation(self) -> Generation:
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

    def chunks_of(self, report_id: str) -> list[Chunk]:
        """The chunks of a report, in reading order. Raises NotFound."""
        self.report(report_id)
        return [self.chunk(int(ordinal)) for ordinal in self._generation.ordinals_of(report_id)]

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
        return [
            report_to_json(report, len(self._generation.ordinals_of(report.report_id)))
            for report in self.heads()
        ]

    def _read_addresses(self, report_id: str) -> dict[int, str]:
        return addresses(self.report(report_id))
