"""HTML around a report in the reader: the choice of reports, what one says about itself, its outline and findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from indexer.records import Finding, Report
from search_app.labels import NOT_STATED, count, long_date, report_byline, report_name
from search_app.markup import link
from search_app.permalinks import READ_PAGE, read_href
from search_app.report_body_markup import section_anchor

_DEEPEST_OUTLINE_LEVEL = 3


def choice_html(reports: Sequence[Report]) -> str:
    """Every report as a link, with its type and date."""
    items = "".join(
        f"<li>{link(read_href(report.report_id), report_name(report), page=READ_PAGE)}"
        f'<span class="pr-quiet">{escape(report_byline(report))}</span></li>'
        for report in reports
    )
    return f'<ul class="pr-list">{items}</ul>'


def head_html(report: Report) -> str:
    """Title and metadata; what the report does not state is said."""
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in _metadata(report))
    sample = '<span class="pr-sample">sample</span>' if report.sample else ""
    return (
        f'<header class="pr-report-head"><h1>{escape(report.title or report.area or report.source)}{sample}</h1>'
        f"<dl>{rows}</dl></header>"
    )


def _metadata(report: Report) -> Iterator[tuple[str, str]]:
    yield "Area", report.area or NOT_STATED
    yield "Type", report.type.label if report.type else NOT_STATED
    yield "Inspectorate", report.inspectorate or NOT_STATED
    yield "Published", long_date(report.published)
    yield "Inspected", _inspected(report)
    yield "Cases examined", NOT_STATED if report.cases is None else f"{report.cases:,}"
    rate = report.reoffending_rate
    yield "Reoffending rate", NOT_STATED if rate is None else f"{rate:g}%"
    yield "Lead inspector", report.lead_inspector or NOT_STATED
    yield "File", report.source


def _inspected(report: Report) -> str:
    if report.inspection_start and report.inspection_end and report.inspection_start != report.inspection_end:
        return f"{long_date(report.inspection_start)} to {long_date(report.inspection_end)}"
    return long_date(report.inspection_start or report.inspection_end)


def findings_html(findings: tuple[Finding, ...]) -> str:
    """What is to be known about the reading of the file; empty where there is nothing."""
    if not findings:
        return ""
    items = "".join(f"<li>{escape(_finding(finding))}</li>" for finding in findings)
    summary = f"{count(len(findings), 'finding')} about the reading"
    return f'<details class="pr-findings"><summary>{summary}</summary><ul>{items}</ul></details>'


def _finding(finding: Finding) -> str:
    return finding.message + (f" (page {finding.page})" if finding.page else "")


def outline_html(report: Report) -> str:
    """Links to the sections, indented by level."""
    if not report.sections:
        return '<p class="pr-note">No headings were recognised in this report.</p>'
    items = "".join(
        f'<li class="pr-level-{min(section.level, _DEEPEST_OUTLINE_LEVEL)}">'
        f'<a href="#{section_anchor(at)}" data-goto="{section_anchor(at)}">'
        f"{escape(_numbered(section.number, section.heading))}</a></li>"
        for at, section in enumerate(report.sections)
    )
    return f'<nav class="pr-outline" aria-label="Sections of this report"><h2>Sections</h2><ol>{items}</ol></nav>'


def _numbered(number: str | None, heading: str) -> str:
    return f"{number}. {heading}" if number else heading
