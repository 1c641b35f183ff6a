"""HTML of what an archive holds: its reports, what was noted in reading them, and the files that were refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import PurePath

from markupsafe import Markup

from indexer.building.check import CheckResult, Severity
from indexer.records import Finding, Report
from indexer.storage.ledger import FileOutcome, Ledger, Outcome
from indexer.storage.manifest import Manifest
from search_app.answers.catalogue import AreaHoldings, Holdings
from search_app.answers.labels import NOT_STATED, built_at, count, long_date, report_byline, report_name
from search_app.filters.fields import type_label
from search_app.page.addresses import READ_PAGE, SEARCH_PAGE, SearchState, read_href, search_href
from search_app.page.archive.uploads import Understood
from search_app.page.markup import link, listed, notice
from search_app.page.templates import macro
from search_app.query.mentions import folded_words

_PARTS = "archive/parts.html"
_KEYWORDS_ONLY = "none: this index searches words, not meaning"


def heading(words: str) -> Markup:
    """The name of the page."""
    return macro(_PARTS, "heading", words)


def subheading(words: str, body: Markup | str = "") -> Markup:
    """A part of the page under its heading."""
    return macro(_PARTS, "subheading", words, body)


def note_html(words: str) -> Markup:
    """A quiet line."""
    return macro(_PARTS, "note", words)


def together(pieces: Iterable[Markup]) -> Markup:
    """Pieces of markup after each other."""
    return macro(_PARTS, "together", list(pieces))


def generation_html(name: str, manifest: Manifest) -> Markup:
    """Where the index comes from and what made it. Of its folder only the name: where it lies is no visitor's."""
    rows = (
        ("Reports", f"{manifest.reports:,}"),
        ("Paragraphs and bullets", f"{manifest.chunks:,}, of which {manifest.numbered:,} numbered"),
        ("Built", built_at(manifest.created)),
        ("From the folder", PurePath(manifest.corpus).name),
        ("Embedding model", manifest.model or _KEYWORDS_ONLY),
        ("Generation", name),
    )
    return macro(_PARTS, "facts", rows)


def by_area_and_date(reports: Iterable[Report]) -> list[Report]:
    """Reports by the name of their area, those of one area by date, and those without either last."""
    return sorted(
        reports,
        key=lambda report: (
            report.area is None,
            (report.area or report_name(report)).casefold(),
            report.dated or date.max,
            report.source,
        ),
    )


class ListOrder(StrEnum):
    """What a list of reports is ordered by."""

    AREA = "area"
    NEWEST = "newest first"
    OLDEST = "oldest first"


def listed_reports(reports: Iterable[Report], words: str, order: ListOrder) -> list[Report]:
    """Those with all of `words`, or beginnings of words, in name, title, type, date or file name, in `order`; without a
    date last."""
    wanted = [word for text in words.split() for word in folded_words(text)]
    found = [each for each in by_area_and_date(reports) if _says(each, wanted)]
    if order is ListOrder.AREA:
        return found
    sign = -1 if order is ListOrder.NEWEST else 1
    return sorted(found, key=lambda each: (each.dated is None, sign * (each.dated or date.min).toordinal()))


def _says(report: Report, wanted: Iterable[str]) -> bool:
    said = (report_name(report), report.title, report_byline(report), _published(report), report.source)
    words = [word for text in said if text for word in folded_words(text)]
    return all(any(word.startswith(each) for word in words) for each in wanted)


def reports_html(reports: Sequence[Report], ledger: Ledger) -> Markup:
    """A table of reports in their order, each linked to the reader."""
    outcomes = {file.source: file for file in ledger.files}
    return macro(_PARTS, "reports", [_row(each, outcomes.get(each.source)) for each in reports])


def _row(report: Report, outcome: FileOutcome | None) -> tuple[Markup, bool, str, str, str, str]:
    return (
        _report_link(report),
        report.sample,
        report.type.label if report.type else NOT_STATED,
        _published(report),
        f"{outcome.chunks if outcome else 0:,}",
        f"{len(report.findings):,}",
    )


def _published(report: Report) -> str:
    """The day of publication; without one, the day by which the report is ordered and filtered is said as well."""
    if report.published is None and report.inspection_end is not None:
        return f"{NOT_STATED}; inspection ended {long_date(report.inspection_end)}"
    return long_date(report.published)


def _report_link(report: Report) -> Markup:
    return link(read_href(report.report_id), report_name(report), page=READ_PAGE)


def refused_html(ledger: Ledger) -> Markup:
    """The files that are not in the index, each with the reason."""
    left_out = [file for file in ledger.files if file.outcome in (Outcome.REFUSED, Outcome.DUPLICATE)]
    if not left_out:
        return note_html("Every file in the folder was read.")
    return listed(f"{count(len(left_out), 'file')} left out", map(_file_and_reason, left_out))


def _file_and_reason(file: FileOutcome) -> Markup:
    return macro(_PARTS, "said_of", file.source, file.message or "")


def reading_findings_html(reports: Iterable[Report]) -> Markup:
    """What was noted in reading the reports; what was noted of several stands once, with those it is about."""
    noted: dict[str, list[tuple[Report, Finding]]] = {}
    for report in by_area_and_date(reports):
        for finding in report.findings:
            noted.setdefault(finding.message, []).append((report, finding))
    if not noted:
        return note_html("Nothing was noted in reading these reports.")
    shared = sorted((each for each in noted.items() if len(each[1]) > 1), key=lambda each: -len(each[1]))
    alone = [(message, *places[0]) for message, places in noted.items() if len(places) == 1]
    pieces = [listed(f"{len(places):,} times: {message}", map(_where, places)) for message, places in shared]
    if alone:
        lines = [macro(_PARTS, "said_of", _where((report, finding)), message) for message, report, finding in alone]
        each = " each" if len(alone) > 1 else ""
        pieces.append(listed(f"{count(len(alone), 'finding')} about one report{each}", lines))
    return together(pieces)


def _where(place: tuple[Report, Finding]) -> Markup:
    report, finding = place
    return macro(_PARTS, "where", _report_link(report), finding.page)


def listed_findings(summary: str, report: Report) -> Markup:
    """The findings of a report under `summary`, which opens them."""
    return listed(summary, [macro(_PARTS, "where", finding.message, finding.page) for finding in report.findings])


# What an archive holds, where it has gaps, and a check of its health.

_ALL_WELL = "The index is sound, and it matches the folder."


def holdings_html(holdings: Holdings) -> Markup:
    """How many reports there are of each year and type, and a table of the areas."""
    years = [(NOT_STATED if year is None else str(year), reports) for year, reports in holdings.years]
    types = [(NOT_STATED if kind is None else type_label(kind), reports) for kind, reports in holdings.types]
    summary = f"{count(len(holdings.areas), 'area')} and {'its' if len(holdings.areas) == 1 else 'their'} years"
    return together(
        [
            macro(_PARTS, "counts", "Years", years),
            macro(_PARTS, "counts", "Types", types),
            macro(_PARTS, "areas", summary, [_area_row(each) for each in holdings.areas]),
        ]
    )


def _area_row(each: AreaHoldings) -> tuple[Markup, str, int]:
    href = search_href(SearchState(query=f'area:"{each.area}"'))
    years = [*map(str, each.years), *(["not dated"] if each.undated else [])]
    return link(href, each.area, page=SEARCH_PAGE), ", ".join(years), each.reports


def gaps_html(holdings: Holdings) -> Markup:
    """Years without a report, reports without a date or area, and files refused; says so where there is none."""
    between = [
        macro(_PARTS, "said_of", each.area, _years(each.missing_years))
        for each in holdings.areas
        if each.missing_years and len(each.years) > 1
    ]
    undated = [_report_link(report) for report in by_area_and_date(holdings.undated)]
    unnamed = [_report_link(report) for report in holdings.unnamed]
    refused = [_file_and_reason(file) for file in holdings.refused]
    gaps = (
        (f"{count(len(between), 'area')} with gaps between years", between),
        (f"{count(len(undated), 'report')} without a date of publication", undated),
        (f"{count(len(unnamed), 'report')} without an area", unnamed),
        (f"{count(len(refused), 'file')} refused", refused),
    )
    pieces = [listed(summary, lines) for summary, lines in gaps if lines]
    if not pieces:
        return note_html("None: every report states its area and its date, and no file was refused.")
    if between:
        words = "Areas are not inspected every year, so a year without a report is not always a gap."
        pieces.append(note_html(words))
    return together(pieces)


def _years(years: Iterable[int]) -> str:
    """Years in a row are drawn together: "2013 to 2015, 2018"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def health_html(result: CheckResult, folders: Sequence[str] = (), *, commands: bool = True) -> Markup:
    """What a check found, in plain words, each with the command that mends it.

    `folders` are where index and reports lie; a visitor is told their names alone, and the commands only where
    `commands` says that this is somebody who keeps the archive.
    """
    if not result.problems:
        return notice(_ALL_WELL, result.summary)
    pieces = []
    for problem in result.problems:
        urgent = problem.severity is Severity.DAMAGE
        message, _, command = problem.message.partition("fix it with: ")
        message = message.rstrip("; .")
        for folder in folders:
            message = message.replace(folder, PurePath(folder).name)
        words = message[:1].upper() + message[1:] + ("." if commands else ". Tell whoever keeps this archive.")
        title = "Damaged" if urgent else "Out of date"
        pieces.append(notice(title, words, urgent=urgent, command=command if commands else ""))
    return together(pieces)


# What uploaded files are understood as, and what became of them.

_OUTCOME_NAMES = {
    Outcome.READ: "added",
    Outcome.CARRIED_OVER: "in the archive already",
    Outcome.REFUSED: "left out",
    Outcome.DUPLICATE: "left out",
}


def understood_html(understood: Understood, ledger: Ledger | None = None) -> Markup:
    """What one file is understood as, for checking; or why it is not to be added.

    `ledger` tells how many paragraphs the reports have that the archive holds.
    """
    report = understood.report
    if report is None:
        return notice(f"{understood.name} cannot be added.", understood.refusal)
    if understood.held_as:
        held = understood.held
        return macro(_PARTS, "held", understood.name, _named_link(held) if held else understood.held_as)
    rows = (
        ("Area", report.area or NOT_STATED),
        ("Type", report.type.label if report.type else NOT_STATED),
        ("Published", long_date(report.published)),
        ("Inspected", _inspected(report)),
        ("Paragraphs and bullets", f"{understood.chunks:,}, of which {understood.numbered:,} numbered"),
        ("Title", report.title or NOT_STATED),
    )
    noted = count(len(report.findings), "finding") + " about the reading"
    findings = listed_findings(noted, report) if report.findings else note_html("No findings.")
    shown = macro(_PARTS, "understood", rows, findings)
    if understood.like:
        return together([shown, notice(understood.like, urgent=understood.undecided)])
    if not understood.same_inspection:
        return shown
    chunks = {file.source: file.chunks for file in ledger.files} if ledger else {}
    held_reports = [
        (_named_link(each), count(chunks.get(each.source, 0), "paragraph")) for each in understood.same_inspection
    ]
    return together([shown, macro(_PARTS, "same_inspection", held_reports, f"{understood.chunks:,}")])


def _named_link(report: Report) -> Markup:
    return link(read_href(report.report_id), f"{report_name(report)}, {report_byline(report)}", page=READ_PAGE)


def _inspected(report: Report) -> str:
    first, last = report.inspection_start, report.inspection_end
    if first and last and first != last:
        return f"{long_date(first)} to {long_date(last)}"
    return long_date(first or last)


def added_html(ledger: Ledger, reports: Collection[Report], names: Collection[str], *, published: bool) -> Markup:
    """The ledger of just the files called `names`, each report linked to the reader."""
    known = {str(report.report_id): report for report in reports}
    files = [file for file in ledger.files if file.source in names]
    new = sum(file.outcome is Outcome.READ for file in files)
    title = f"{count(new, 'report')} added." if published else "All of it was in the archive already."
    return macro(_PARTS, "added", title, [_added_row(file, known.get(str(file.report_id))) for file in files])


def _added_row(file: FileOutcome, report: Report | None) -> tuple[str, str, Markup | str, str, str]:
    about = _report_link(report) if report else file.message or ""
    return file.source, _OUTCOME_NAMES[file.outcome], about, f"{file.chunks:,}", f"{len(file.findings):,}"


def outcome_html(key: str, body: Markup) -> Markup:
    """What became of a click. The page's script brings it into sight once for each `key`."""
    return macro(_PARTS, "outcome", key, body)
