"""HTML of what an archive holds: its reports, what was noted in reading them, and the files that were refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape

from indexer.building.check import CheckResult, Severity
from indexer.records import Report
from indexer.storage.ledger import FileOutcome, Ledger, Outcome
from indexer.storage.manifest import Manifest
from search_app.answers.catalogue import AreaHoldings, Holdings
from search_app.answers.labels import NOT_STATED, built_at, count, long_date, report_name
from search_app.filters.fields import type_label
from search_app.page.addresses import READ_PAGE, SEARCH_PAGE, SearchState, read_href, search_href
from search_app.page.archive.uploads import Understood
from search_app.page.markup import link, notice

_KEYWORDS_ONLY = "none: this index knows words and not meanings"


def generation_html(name: str, manifest: Manifest) -> str:
    """Where the index comes from and what made it."""
    rows = (
        ("Reports", f"{manifest.reports:,}"),
        ("Paragraphs and bullets", f"{manifest.chunks:,}, of which {manifest.numbered:,} numbered"),
        ("Built", built_at(manifest.created)),
        ("From the folder", manifest.corpus),
        ("Embedding model", manifest.model or _KEYWORDS_ONLY),
        ("Generation", name),
    )
    items = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return f'<dl class="pr-facts">{items}</dl>'


def reports_html(reports: Sequence[Report], ledger: Ledger) -> str:
    """A table of reports, each linked to the reader."""
    outcomes = {file.source: file for file in ledger.files}
    rows = "".join(_row(report, outcomes.get(report.source)) for report in reports)
    return (
        '<div class="pr-table" role="region" aria-label="Reports" tabindex="0"><table><thead><tr>'
        '<th scope="col">Report</th><th scope="col">Type</th><th scope="col">Published</th>'
        '<th scope="col" class="pr-figure">Paragraphs</th><th scope="col" class="pr-figure">Findings</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(report: Report, outcome: FileOutcome | None) -> str:
    sample = '<span class="pr-sample">sample</span>' if report.sample else ""
    return (
        f'<tr><th scope="row">{link(read_href(report.report_id), report_name(report), page=READ_PAGE)}{sample}</th>'
        f"<td>{escape(report.type.label if report.type else NOT_STATED)}</td>"
        f"<td>{long_date(report.published)}</td>"
        f'<td class="pr-figure">{outcome.chunks if outcome else 0:,}</td>'
        f'<td class="pr-figure">{len(report.findings):,}</td></tr>'
    )


def refused_html(ledger: Ledger) -> str:
    """The files that are not in the index, each with the reason."""
    left_out = [file for file in ledger.files if file.outcome in (Outcome.REFUSED, Outcome.DUPLICATE)]
    if not left_out:
        return '<p class="pr-note">Every file in the folder was read.</p>'
    items = (f"<li><strong>{escape(file.source)}</strong>: {escape(file.message or '')}</li>" for file in left_out)
    return _listed(f"{count(len(left_out), 'file')} left out", items)


def reading_findings_html(reports: Iterable[Report]) -> str:
    """What was noted in reading each report; says so where nothing was."""
    noted = [report for report in reports if report.findings]
    if not noted:
        return '<p class="pr-note">Nothing was noted in reading these reports.</p>'
    return "".join(
        listed_findings(f"{report_name(report)}: {count(len(report.findings), 'finding')}", report) for report in noted
    )


def listed_findings(summary: str, report: Report) -> str:
    """The findings of a report under `summary`, which opens them."""
    return _listed(
        summary,
        (
            f"<li>{escape(finding.message)}{f' (page {finding.page})' if finding.page else ''}</li>"
            for finding in report.findings
        ),
    )


def _listed(summary: str, items: Iterable[str]) -> str:
    return f'<details class="pr-findings"><summary>{escape(summary)}</summary><ul>{"".join(items)}</ul></details>'


# HTML of what an archive holds, where it has gaps, and of a check of its health.

_ALL_WELL = "Nothing is wrong with the index, and it holds what the folder holds."


def holdings_html(holdings: Holdings) -> str:
    """How many reports there are of each year and type, and a table of the areas."""
    years = ((NOT_STATED if year is None else str(year), reports) for year, reports in holdings.years)
    types = ((NOT_STATED if kind is None else type_label(kind), reports) for kind, reports in holdings.types)
    rows = "".join(_area_row(each) for each in holdings.areas)
    return (
        f"{_counts('Years', years)}{_counts('Types', types)}"
        f'<details class="pr-findings"><summary>{count(len(holdings.areas), "area")} and their years</summary>'
        '<div class="pr-table" role="region" aria-label="Areas" tabindex="0"><table><thead><tr>'
        '<th scope="col">Area</th><th scope="col">Years</th><th scope="col" class="pr-figure">Reports</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _counts(name: str, values: Iterable[tuple[str, int]]) -> str:
    items = "".join(f"<li><span>{escape(value)}</span> <b>{reports:,}</b></li>" for value, reports in values)
    return f'<div class="pr-counts"><h3>{name}</h3><ul>{items}</ul></div>'


def _area_row(each: AreaHoldings) -> str:
    href = search_href(SearchState(query=f'area:"{each.area}"'))
    years = [*map(str, each.years), *(["not dated"] if each.undated else [])]
    return (
        f'<tr><th scope="row">{link(href, each.area, page=SEARCH_PAGE)}</th><td>{", ".join(years)}</td>'
        f'<td class="pr-figure">{each.reports:,}</td></tr>'
    )


def gaps_html(holdings: Holdings) -> str:
    """Years without a report, reports without a date or area, and files refused; says so where there is none."""
    between = [
        f"<li><strong>{escape(each.area)}</strong>: {_years(each.missing_years)}</li>"
        for each in holdings.areas
        if each.missing_years and len(each.years) > 1
    ]
    undated = [_report_item(report.report_id, report_name(report)) for report in holdings.undated]
    unnamed = [_report_item(report.report_id, report_name(report)) for report in holdings.unnamed]
    refused = [
        f"<li><strong>{escape(file.source)}</strong>: {escape(file.message or '')}</li>" for file in holdings.refused
    ]
    parts = [
        _gap(f"{count(len(between), 'area')} with gaps between years", between),
        _gap(f"{count(len(undated), 'report')} without a date of publication", undated),
        _gap(f"{count(len(unnamed), 'report')} without an area", unnamed),
        _gap(f"{count(len(refused), 'file')} refused", refused),
    ]
    if not any(parts):
        return '<p class="pr-note">None: every report states its area and its date, and no file was refused.</p>'
    note = '<p class="pr-note">Areas are not inspected every year, so a year without a report need not be missing.</p>'
    return "".join(parts) + (note if between else "")


def _years(years: Iterable[int]) -> str:
    """Years in a row are drawn together: "2013 to 2015, 2018"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _report_item(report_id: str, name: str) -> str:
    return f"<li>{link(read_href(report_id), name, page=READ_PAGE)}</li>"


def _gap(summary: str, items: list[str]) -> str:
    if not items:
        return ""
    return f'<details class="pr-findings"><summary>{escape(summary)}</summary><ul>{"".join(items)}</ul></details>'


def health_html(result: CheckResult) -> str:
    """What a check found, in plain words, each with the command that mends it."""
    if not result.problems:
        return notice(_ALL_WELL, result.summary)
    parts = []
    for problem in result.problems:
        title = "Damaged" if problem.severity is Severity.DAMAGE else "Out of date"
        message, _, command = problem.message.partition("; mend it with: ")
        urgent = problem.severity is Severity.DAMAGE
        parts.append(notice(title, message[:1].upper() + message[1:] + ".", urgent=urgent, command=command))
    return "".join(parts)


# HTML of what uploaded files are understood as, and of what became of them.

_OUTCOME_NAMES = {
    Outcome.READ: "added",
    Outcome.CARRIED_OVER: "in the archive already",
    Outcome.REFUSED: "left out",
    Outcome.DUPLICATE: "left out",
}


def understood_html(understood: Understood) -> str:
    """What one file is understood as, for checking; or its name and why it was refused."""
    report = understood.report
    if report is None:
        return notice(f"{understood.name} cannot be added.", understood.refusal)
    rows = (
        ("Area", report.area or NOT_STATED),
        ("Type", report.type.label if report.type else NOT_STATED),
        ("Published", long_date(report.published)),
        ("Inspected", _inspected(report)),
        ("Paragraphs and bullets", f"{understood.chunks:,}, of which {understood.numbered:,} numbered"),
        ("Title", report.title or NOT_STATED),
    )
    items = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    noted = count(len(report.findings), "finding") + " about the reading"
    findings = listed_findings(noted, report) if report.findings else '<p class="pr-note">No findings.</p>'
    return f'<div class="pr-understood"><dl class="pr-facts">{items}</dl>{findings}</div>'


def _inspected(report: Report) -> str:
    first, last = report.inspection_start, report.inspection_end
    if first and last and first != last:
        return f"{long_date(first)} to {long_date(last)}"
    return long_date(first or last)


def added_html(ledger: Ledger, reports: Collection[Report], names: Collection[str], *, published: bool) -> str:
    """The ledger of just the files called `names`, each report linked to the reader."""
    known = {str(report.report_id): report for report in reports}
    files = [file for file in ledger.files if file.source in names]
    new = sum(file.outcome is Outcome.READ for file in files)
    title = f"{count(new, 'report')} added." if published else "All of it was in the archive already."
    rows = "".join(_added_row(file, known.get(str(file.report_id))) for file in files)
    return (
        f'{notice(title)}<div class="pr-table" role="region" aria-label="Files added" tabindex="0"><table><thead><tr>'
        '<th scope="col">File</th><th scope="col">Outcome</th><th scope="col">Report</th>'
        '<th scope="col" class="pr-figure">Paragraphs</th><th scope="col" class="pr-figure">Findings</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _added_row(file: FileOutcome, report: Report | None) -> str:
    about = link(read_href(report.report_id), report_name(report), page=READ_PAGE) if report else ""
    return (
        f'<tr><th scope="row">{escape(file.source)}</th><td>{_OUTCOME_NAMES[file.outcome]}</td>'
        f"<td>{about or escape(file.message or '')}</td>"
        f'<td class="pr-figure">{file.chunks:,}</td><td class="pr-figure">{len(file.findings):,}</td></tr>'
    )
