from __future__ import annotations

from indexer.records import Finding
from indexer.storage.ledger import FileOutcome, Ledger, Outcome
from indexer.storage.manifest import Manifest, SegmentEntry
from search_app.page.archive.html import generation_html, reading_findings_html, refused_html, reports_html
from tests.indexer.reports import make_report

MANIFEST = Manifest(
    number=1,
    created="2026-11-21T03:35:10+00:00",
    corpus="reports",
    corpus_sha256="",
    model=None,
    model_revision=None,
    dimensions=None,
    versions={},
    segments=(SegmentEntry("seg-1", reports=1, chunks=1_234, numbered=55, samples=0),),
    files={},
)


def test_an_index_without_a_model_says_so() -> None:
    assert "knows words and not meanings" in generation_html("gen-1", MANIFEST)
    assert "1,234, of which 55 numbered" in generation_html("gen-1", MANIFEST)


def test_a_report_has_its_paragraphs_and_findings_counted() -> None:
    report = make_report(findings=(Finding("gap", "2.2 is missing."),))
    ledger = Ledger((FileOutcome(report.source, "", Outcome.READ, report.report_id, chunks=17),))
    markup = reports_html([report], ledger)
    assert '<td class="pr-figure">17</td><td class="pr-figure">1</td>' in markup
    assert "read?report=ashmere-2014" in markup


def test_every_file_left_out_is_named_with_the_reason() -> None:
    ledger = Ledger(
        (
            FileOutcome("a.pdf", "", Outcome.REFUSED, code="empty", message="It has no text."),
            FileOutcome("b.pdf", "", Outcome.DUPLICATE, code="same", message="The same as c.pdf."),
            FileOutcome("c.pdf", "", Outcome.READ),
        )
    )
    markup = refused_html(ledger)
    assert "2 files left out" in markup
    assert "a.pdf</strong>: It has no text." in markup
    assert "b.pdf</strong>: The same as c.pdf." in markup
    assert "Every file in the folder was read." in refused_html(Ledger(()))


def test_findings_stand_under_their_report() -> None:
    noted = make_report(findings=(Finding("gap", "2.2 is missing.", 3),))
    assert "Ashmere: 1 finding" in reading_findings_html([noted, make_report()])
    assert "2.2 is missing. (page 3)" in reading_findings_html([noted])
    assert "Nothing was noted" in reading_findings_html([make_report()])
