from __future__ import annotations

from dataclasses import replace
from datetime import date

from indexer.building.check import CheckResult, Problem, Severity
from indexer.records import Finding
from indexer.storage.ledger import FileOutcome, Ledger, Outcome
from indexer.storage.manifest import Manifest, SegmentEntry
from search_app.page.archive.html import (
    ListOrder,
    by_area_and_date,
    generation_html,
    health_html,
    listed_reports,
    reading_findings_html,
    refused_html,
    reports_html,
)
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
    assert "searches words, not meaning" in generation_html("gen-1", MANIFEST)
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
    markup = reading_findings_html([noted, make_report()])
    assert "1 finding about one report<" in markup
    assert ">Ashmere</a> (page 3)</strong>: 2.2 is missing." in markup
    assert "Nothing was noted" in reading_findings_html([make_report()])


def test_a_remark_about_many_reports_stands_once() -> None:
    undated = (Finding("no-date", "It states no date."),)
    reports = [make_report(f"r-{n}", area=f"Area {9 - n}", findings=undated) for n in range(3)]
    reports.append(make_report("s", area="Birch", findings=(Finding("gap", "2.2 is missing.", 4),)))
    markup = reading_findings_html(reports)
    assert markup.count("It states no date.") == 1
    assert "3 times: It states no date." in markup
    assert markup.index("Area 7") < markup.index("Area 8") < markup.index("Area 9")
    assert "1 finding about one report<" in markup
    assert "</strong>: 2.2 is missing." in markup
    assert "(page 4)" in markup


def test_reports_stand_by_area_and_date() -> None:
    reports = [
        make_report("a", area=None, published=None),
        make_report("b", area="Birch", published=date(2016, 1, 1)),
        make_report("c", area="birch", published=date(2012, 1, 1)),
        make_report("d", area="Ashmere", published=date(2020, 1, 1)),
    ]
    assert [str(report.report_id) for report in by_area_and_date(reports)] == ["d", "c", "b", "a"]


def test_the_list_of_reports_is_narrowed_by_beginnings_of_words_and_ordered() -> None:
    reports = [
        make_report("a", area=None, title="Girls in custody", published=None),
        make_report("b", area="Birch", published=date(2016, 1, 1), source="letter-77.pdf"),
        make_report("c", area="Birch", published=None, inspection_end=date(2012, 1, 1)),
        make_report("d", area="Ashmere", published=date(2020, 1, 1)),
    ]

    def listed(words: str, order: ListOrder = ListOrder.AREA) -> str:
        return "".join(str(report.report_id) for report in listed_reports(reports, words, order))

    assert listed("") == "dcba"
    assert listed(" ", ListOrder.NEWEST) == "dbca"
    assert listed("", ListOrder.OLDEST) == "cbda"
    assert listed("bir") == listed("BIRCH") == "cb"
    assert listed("birch 2016") == listed("letter-77.pdf") == "b"
    assert listed("2012") == "c"
    assert listed("custody, girls") == "a"
    assert listed("birch custody") == ""


def test_where_the_folder_lies_is_not_said() -> None:
    markup = generation_html("gen-1", replace(MANIFEST, corpus="/srv/someone/reports"))
    assert "<dd>reports</dd>" in markup
    assert "someone" not in markup
    problem = Problem(Severity.OUT_OF_DATE, "a.pdf is new in /srv/someone/reports; fix it with: precedent index")
    assert "a.pdf is new in reports." in health_html(CheckResult((problem,), ""), ["/srv/someone/reports"]).lower()
    told = health_html(CheckResult((problem,), ""), ["/srv/someone/reports"], commands=False)
    assert "precedent index" not in told
    assert "Tell whoever keeps this archive." in told
