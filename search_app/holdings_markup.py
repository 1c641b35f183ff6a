"""HTML of what an archive holds, where it has gaps, and of a check of its health."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from indexer.check import CheckResult, Severity
from search_app.holdings import AreaHoldings, Holdings
from search_app.labels import NOT_STATED, count, report_name, type_label
from search_app.markup import link, notice
from search_app.permalinks import READ_PAGE, SEARCH_PAGE, SearchState, read_href, search_href

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
        _gap(f"{count(len(between), 'area')} with years between two reports and none from them", between),
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
