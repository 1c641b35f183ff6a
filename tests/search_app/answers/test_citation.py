from __future__ import annotations

from dataclasses import replace
from datetime import date

from indexer.language.chunking import cut_chunks
from indexer.records import ReportType
from search_app.answers.citation import cite
from tests.indexer.reports import make_report

PARTS = [
    ("prose", "The inspection was conducted in March."),
    ("heading", "Summary", None, "summary"),
    ("prose", "Work was good."),
    ("prose", "Some was not."),
    ("heading", "Protecting the public", "2", "protecting-the-public"),
    ("paragraph", "Plans were good.", "2.1"),
    ("heading", "Key strengths", None, "key-strengths"),
    ("bullet", "Staff knew their cases."),
    ("bullet", "Reviews were prompt."),
]
LONG = (
    "HM Inspectorate of Probation, Report of Short Quality Screening (SQS) of youth offending work in Ashmere, "
    "5 March 2014, "
)


def cited(number: int, **fields: object) -> tuple[str, str]:
    report = make_report(parts=PARTS, **fields)
    citation = cite(list(cut_chunks(report, 0))[number], report)
    return citation.long, citation.short


def test_a_numbered_paragraph_is_cited_by_its_number() -> None:
    assert cited(3) == (LONG + "paragraph 2.1", "(Ashmere SQS, March 2014, 2.1)")


def test_a_bullet_is_cited_by_its_section_and_place() -> None:
    assert cited(5) == (
        LONG + "Key strengths, second bullet",
        "(Ashmere SQS, March 2014, Key strengths, second bullet)",
    )


def test_prose_is_cited_by_its_section_and_place() -> None:
    assert cited(2)[0] == LONG + "Summary, second paragraph"
    assert cited(0)[0] == LONG + "opening paragraph"


def test_a_title_that_does_not_name_the_area_is_followed_by_it() -> None:
    long, _ = cited(3, title="Inspection of services for children", inspectorate="Ofsted")
    assert long == "Ofsted, Inspection of services for children, Ashmere, 5 March 2014, paragraph 2.1"


def test_an_area_that_the_title_names_in_its_own_way_is_not_named_twice() -> None:
    long, _ = cited(3, title="Work in the London Borough of BARKING & DAGENHAM", area="Barking and Dagenham")
    assert long.count("Dagenham".upper()) + long.count("Dagenham") == 1


def test_a_missing_date_is_said_and_not_guessed() -> None:
    long, short = cited(3, published=None)
    assert long.endswith("in Ashmere, no date stated, paragraph 2.1")
    assert short == "(Ashmere SQS, no date stated, 2.1)"


def test_the_end_of_the_inspection_stands_in_for_a_missing_date_and_is_named_as_such() -> None:
    long, short = cited(3, published=None, inspection_end=date(2014, 1, 31))
    assert long.endswith("in Ashmere, inspection ended 31 January 2014, paragraph 2.1")
    assert short == "(Ashmere SQS, inspected January 2014, 2.1)"


def test_what_is_not_stated_is_left_out() -> None:
    long, short = cited(3, inspectorate=None, type=None, area=None)
    assert long.startswith("Report of Short Quality Screening")
    assert short.startswith("(Report of Short Quality Screening")


def test_a_sample_report_is_cited_as_an_invention_and_of_no_inspectorate() -> None:
    long, short = cited(3, sample=True)
    assert long.startswith("Invented sample report: Report of Short Quality Screening")
    assert "HM Inspectorate" not in long
    assert short == "(invented sample: Ashmere SQS, March 2014, 2.1)"


def test_another_family_of_reports_is_named_in_the_short_form() -> None:
    assert cited(3, type=ReportType.JTAI)[1] == "(Ashmere JTAI, March 2014, 2.1)"


def test_pages_are_those_of_the_file() -> None:
    report = make_report(parts=PARTS)
    chunk = list(cut_chunks(report, 0))[3]
    assert cite(replace(chunk, pages=(4, 4)), report).long == LONG + "paragraph 2.1 (PDF page 4)"
    assert cite(replace(chunk, pages=(4, 5)), report).long == LONG + "paragraph 2.1 (PDF pages 4–5)"
