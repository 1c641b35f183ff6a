from __future__ import annotations

from datetime import date

from indexer.records import Finding
from indexer.storage.ledger import FileOutcome, Ledger, Outcome
from search_app.page.archive.html import added_html, understood_html
from search_app.page.archive.uploads import Understood
from tests.indexer.reports import make_report

PARTS = [("paragraph", "Plans were good.", "1.1"), ("bullet", "Plans.")]


def test_what_was_understood_is_all_shown() -> None:
    report = make_report(
        parts=PARTS,
        inspection_start=date(2014, 2, 3),
        inspection_end=date(2014, 2, 5),
        findings=(Finding("gap", "1.2 is <missing>.", 3),),
    )
    markup = understood_html(Understood("a.md", report, 2))
    for words in ("Ashmere", "Short Quality Screening", "5 March 2014", "3 February 2014 to 5 February 2014"):
        assert words in markup
    assert "2, of which 1 numbered" in markup
    assert "1.2 is &lt;missing&gt;. (page 3)" in markup


def test_what_a_report_does_not_state_is_said() -> None:
    report = make_report(parts=PARTS, area=None, type=None, published=None)
    assert understood_html(Understood("a.md", report, 2)).count("<dd>not stated</dd>") == 4


def test_one_day_of_inspection_is_no_span() -> None:
    report = make_report(parts=PARTS, inspection_start=date(2014, 2, 3), inspection_end=date(2014, 2, 3))
    assert "<dd>3 February 2014</dd>" in understood_html(Understood("a.md", report, 2))


def test_a_refused_file_is_named_with_its_reason_and_both_are_escaped() -> None:
    markup = understood_html(Understood("<img>.pdf", refusal="It is <no> report."))
    assert "&lt;img&gt;.pdf cannot be added." in markup
    assert "It is &lt;no&gt; report." in markup


def test_the_ledger_shows_just_the_files_that_were_added() -> None:
    report = make_report(parts=PARTS)
    ledger = Ledger(
        (
            FileOutcome("old.md", "", Outcome.CARRIED_OVER),
            FileOutcome("new<.md", "", Outcome.READ, report.report_id, chunks=17),
            FileOutcome("copy.md", "", Outcome.DUPLICATE, code="duplicate", message="The same as <old>."),
        )
    )
    markup = added_html(ledger, [report], ("new<.md", "copy.md"), published=True)
    assert "1 report added." in markup
    assert "old.md" not in markup
    assert "new&lt;.md" in markup
    assert "read?report=ashmere-2014" in markup
    assert "The same as &lt;old&gt;." in markup


def test_adding_what_is_there_already_is_said() -> None:
    markup = added_html(Ledger((FileOutcome("a.md", "", Outcome.CARRIED_OVER),)), [], ("a.md",), published=False)
    assert "All of it was in the archive already." in markup
