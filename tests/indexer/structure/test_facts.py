from __future__ import annotations

from datetime import date

import pytest

from indexer.records import ReportType
from tests.indexer.reading.readings import read_letter

TITLE = "# Report of Short Quality Screening (SQS) of youth offending work in Nowhere\n\n"
CLOSING = "If you have further questions please contact the lead inspector, {}.\n"


def _opening(sentence: str) -> str:
    return f"{TITLE}## Summary\n\n{sentence}\n"


@pytest.mark.parametrize(
    ("sentence", "cases"),
    [
        ("We examined 14 cases of children and young people who had offended.", 14),
        ("The purpose is to assess a sample of 32 recent cases supervised by the team.", 32),
        ("We looked at twenty-four cases in all.", 24),
        ("There were 20 recent cases supervised by the Youth Offending Team.", 20),
        ("We examined several cases.", None),
        ("The service holds many cases.", None),
    ],
)
def test_the_number_of_cases_is_read_where_it_is_stated(sentence: str, cases: int | None) -> None:
    assert read_letter(_opening(sentence)).cases == cases


@pytest.mark.parametrize(
    ("sentence", "rate"),
    [
        ("The published reoffending rate¹ for Nowhere was 37.4%. This was better than the average of 38.0%.", 37.4),
        ("The published re-offending rate was 41 per cent for Nowhere.", 41.0),
        ("The reoffending rate was below the England and Wales average of 38.0%.", None),
        ("The rate of unemployment was 9%.", None),
    ],
)
def test_the_rate_is_the_areas_own_and_never_the_average(sentence: str, rate: float | None) -> None:
    assert read_letter(_opening(sentence)).reoffending_rate == rate


@pytest.mark.parametrize(
    "words", ["who was Jo Placeholder. She is", "Jo Placeholder, on the telephone", "who was Jo Placeholder on"]
)
def test_the_lead_inspector_is_read_from_the_closing(words: str) -> None:
    report = read_letter(_opening("It was good.") + "\n" + CLOSING.format(words))
    assert report.lead_inspector == "Jo Placeholder"


def test_a_title_broken_before_its_area_is_whole() -> None:
    text = (
        "Report of Short Quality Screening (SQS) of youth offending work in\n\nNowhere\n\n## Summary\n\nIt was good.\n"
    )
    report = read_letter(text)
    assert report.title == "Report of Short Quality Screening (SQS) of youth offending work in Nowhere"
    assert report.area == "Nowhere"


def test_both_letterheads_give_the_date() -> None:
    old = "19th December 2012\n\nDear Jo Placeholder,\n\n" + TITLE + "## Summary\n\nIt was good.\n"
    table = "To: | Jo Placeholder\n\nPublication date: | 02 November 2016\n\n" + TITLE + "## Summary\n\nIt was good.\n"
    markdown = (
        "| To: | Jo Placeholder |\n|---|---|\n| Publication date: | 18 May 2016 |\n\n" + TITLE + "## Summary\n\nGood.\n"
    )
    assert read_letter(old).published == date(2012, 12, 19)
    assert read_letter(table).published == date(2016, 11, 2)
    assert read_letter(markdown).published == date(2016, 5, 18)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Joint targeted area inspection of Nowhere", ReportType.JTAI),
        ("Area SEND inspection of Nowhere Local Area Partnership", ReportType.AREA_SEND),
        ("Inspection of local authority arrangements for the protection of children", ReportType.CHILD_PROTECTION),
        ("Inspection of Nowhere local authority children’s services", ReportType.CHILDRENS_SERVICES),
        ("Full joint inspection of youth offending work in Nowhere", ReportType.FULL_JOINT),
    ],
)
def test_the_title_gives_the_type(title: str, kind: ReportType) -> None:
    assert read_letter(f"# {title}\n\n## Context\n\nIt was good.\n").type is kind


def test_nothing_is_guessed() -> None:
    report = read_letter("## Context\n\nIt was good in 2014 and better later.\n")
    assert (report.area, report.published, report.cases, report.lead_inspector, report.type) == (None,) * 5
