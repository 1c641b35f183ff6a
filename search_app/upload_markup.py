"""HTML of what uploaded files are understood as, and of what became of them."""

from __future__ import annotations

from collections.abc import Collection
from html import escape

from indexer.ledger import FileOutcome, Ledger, Outcome
from indexer.records import Report
from search_app.archive_markup import listed_findings
from search_app.labels import NOT_STATED, count, long_date, report_name
from search_app.markup import link, notice
from search_app.permalinks import READ_PAGE, read_href
from search_app.upload import Understood

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
        '<th scope="col">File</th><th scope="col">What became of it</th><th scope="col">Report</th>'
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
