"""What an archive holds by area, year and type, and where it has gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from indexer.ledger import FileOutcome, Ledger, Outcome
from indexer.records import Report
from search_app.filters import report_date


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
    day = report_date(report)
    return day.year if day else None
