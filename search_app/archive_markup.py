"""HTML of what an archive holds: its reports, what was noted in reading them, and the files that were refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from indexer.ledger import FileOutcome, Ledger, Outcome
from indexer.manifest import Manifest
from indexer.records import Report
from search_app.labels import NOT_STATED, built_at, count, long_date, report_name
from search_app.markup import link
from search_app.permalinks import READ_PAGE, read_href

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
