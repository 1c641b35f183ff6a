from __future__ import annotations

from datetime import date

import pytest

from indexer.records import CHUNK_KINDS, ReportType
from indexer.structure.dates import first_date, first_span, is_date
from indexer.structure.facts import area_alone, area_in_title, area_of_council, canonical_area
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
        ("The England average reoffending rate was 38.0%. In Nowhere the reoffending rate was 41.2%.", 41.2),
        ("The national rate is 38.0%, and the reoffending rate in Nowhere 41.2%.", 41.2),
        ("The reoffending rate fell from 40.0% to 37.4%, which is below 38.0% for England and Wales.", 37.4),
        ("The rate of proven reoffending was 35% (the previous year it was 39%).", 35.0),
        ("Reoffending rates were 38.0% nationally and 33.1% in Nowhere.", 33.1),
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


@pytest.mark.parametrize(
    "lines",
    [
        "Lead inspector: Jo Placeholder\n\nDeputy lead inspector: Al Example",
        "Lead inspector\nJo Placeholder HMI",
        "Jo Placeholder, Ofsted HMI Lead Inspector",
        "Jo Placeholder (lead inspector)",
        "Jo Placeholder\nLead Inspector",
        "The inspection was led by Jo Placeholder, with three others of the team.",
        "LEAD INSPECTOR: Jo Placeholder",
        "The inspector who led this inspection was Jo Placeholder.",
    ],
)
def test_the_lead_inspector_is_read_wherever_they_are_printed(lines: str) -> None:
    report = read_letter(_opening("It was good.") + f"\n## Inspection team\n\n{lines}\n")
    assert report.lead_inspector == "Jo Placeholder"


@pytest.mark.parametrize(
    "lines", ["Deputy lead inspector: Al Example", "The inspection was led by one of His Majesty’s Inspectors."]
)
def test_nobody_else_is_taken_for_the_lead_inspector(lines: str) -> None:
    assert read_letter(_opening("It was good.") + f"\n## Inspection team\n\n{lines}\n").lead_inspector is None


def test_names_of_inspectors_are_not_searched() -> None:
    team = (
        "Deputy lead inspector: Al Example\n\nTeam inspectors: Bo Sample, Cy Sample\n\nBo Sample\n\nDi van der Sample\n"
    )
    report = read_letter(_opening("It was good.") + f"\n## Members of the inspection team\n\n{team}")
    assert [report.text[e.start : e.end] for e in report.elements if e.kind in CHUNK_KINDS] == ["It was good."]


def test_an_inspection_of_one_day_is_dated() -> None:
    report = read_letter(_opening("This is about the inspection that we carried out on 12 September 2016 in Nowhere."))
    assert report.inspection_start == report.inspection_end == date(2016, 9, 12)


def test_the_dates_stand_in_a_sentence_above_the_first_heading() -> None:
    report = read_letter(
        f"{TITLE}Between 16 and 20 October 2017 four inspectorates undertook an inspection in Nowhere¹\n"
    )
    assert (report.inspection_start, report.inspection_end) == (date(2017, 10, 16), date(2017, 10, 20))


def test_a_title_broken_before_its_area_is_whole() -> None:
    text = (
        "Report of Short Quality Screening (SQS) of youth offending work in\n\nNowhere\n\n## Summary\n\nIt was good.\n"
    )
    report = read_letter(text)
    assert report.title == "Report of Short Quality Screening (SQS) of youth offending work in Nowhere"
    assert report.area == "Nowhere"


@pytest.mark.parametrize(
    "line", ["19th September 2012", "Wednesday, 19 September 2012", "London, Wed 19 Sept 2012", "19/09/2012"]
)
def test_a_date_by_itself_above_the_title_is_the_date_of_the_letter(line: str) -> None:
    text = f"{line}\n\nDear Jo Placeholder,\n\n{TITLE}## Summary\n\nIt was good.\n"
    assert read_letter(text).published == date(2012, 9, 19)


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19th December 2012", date(2012, 12, 19)),
        ("02 November 2016", date(2016, 11, 2)),
        ("Published on Monday 3 March, 2014", date(2014, 3, 3)),
        ("18/05/2016", date(2016, 5, 18)),
        ("1st of July 2015", date(2015, 7, 1)),
        ("4 Sept 2013", date(2013, 9, 4)),
        ("Wednesday, 3 September 2014", date(2014, 9, 3)),
        ("Weds 3rd Sept. 2014", date(2014, 9, 3)),
        ("Tuesday the 2nd day of September 2014", date(2014, 9, 2)),
        ("September 3, 2014", date(2014, 9, 3)),
        ("3-Sep-2014", date(2014, 9, 3)),
        ("2014-09-03", date(2014, 9, 3)),
        ("03\u201109\u20112014", date(2014, 9, 3)),
        ("3/9/14", date(2014, 9, 3)),
        ("31 February 2014", None),
        ("on 03.09.14", date(2014, 9, 3)),
        ("paragraph 3.9.14", None),
        ("18/15/2016", None),
        ("in 2014", None),
    ],
)
def test_the_first_whole_date_is_read(text: str, expected: date | None) -> None:
    assert first_date(text) == expected


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("25-27 April 2016", date(2016, 4, 25), date(2016, 4, 27)),
        ("26th-28th November 2012", date(2012, 11, 26), date(2012, 11, 28)),
        ("26th – 28th November 2012", date(2012, 11, 26), date(2012, 11, 28)),
        ("29 June 2015 – 01 July 2015", date(2015, 6, 29), date(2015, 7, 1)),
        ("07 and 08 July 2014", date(2014, 7, 7), date(2014, 7, 8)),
        ("30 September – 2 October 2013", date(2013, 9, 30), date(2013, 10, 2)),
        ("from 28 November to 2 January 2014", date(2013, 11, 28), date(2014, 1, 2)),
        ("Monday 3rd March 2014 to Friday 7th March 2014", date(2014, 3, 3), date(2014, 3, 7)),
        ("Mon 12 \u2011 Fri 16 Sep 2016", date(2016, 9, 12), date(2016, 9, 16)),
        ("27, 28 and 29 April 2016", date(2016, 4, 27), date(2016, 4, 29)),
        ("27, 28 April and 4, 5 May 2016", date(2016, 4, 27), date(2016, 5, 5)),
        ("12–14 and 19–21 September 2016", date(2016, 9, 12), date(2016, 9, 21)),
        ("25/27 April 2016", date(2016, 4, 25), date(2016, 4, 27)),
        ("12/09/2016 to 06/10/2016", date(2016, 9, 12), date(2016, 10, 6)),
        ("12.09.2016\u221206.10.2016", date(2016, 9, 12), date(2016, 10, 6)),
        ("12/09 to 06/10/2016", date(2016, 9, 12), date(2016, 10, 6)),
        ("12-15/09/2016", date(2016, 9, 12), date(2016, 9, 15)),
        ("2016-09-12 to 2016-10-06", date(2016, 9, 12), date(2016, 10, 6)),
        ("September 12 to 16, 2016", date(2016, 9, 12), date(2016, 9, 16)),
    ],
)
def test_spans_are_read_as_letters_print_them(text: str, start: date, end: date) -> None:
    assert first_span(text) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "12 and 16 September",
        "between 2 and 8 cases in July 2014",
        "19 December 2012",
        "In 14, 16 July 2014",
        "page 30, 3 May 2016",
    ],
)
def test_no_span_is_guessed(text: str) -> None:
    assert first_span(text) is None


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("London Borough of Barking & Dagenham", "Barking and Dagenham"),
        ("the London Borough of Barking and Dagenham Youth Offending Service", "Barking and Dagenham"),
        ("Royal Borough of Windsor and Maidenhead", "Windsor and Maidenhead"),
        ("the Royal Borough of Kensington and Chelsea", "Kensington and Chelsea"),
        ("Sandwell Metropolitan Borough Council", "Sandwell"),
        ("Norfolk County Council", "Norfolk"),
        ("Stoke-on-Trent City Council", "Stoke-on-Trent"),
        ("Southwark YOT", "Southwark"),
        ("City of York Council", "York"),
        ("City of London Corporation", "City of London"),
        ("Brent require improvement to be good", "Brent"),
        ("Newcastle Upon Tyne", "Newcastle upon Tyne"),
        ("Bristol, City of", "Bristol"),
        ("County Durham", "Durham"),
        ("Kingston upon Hull City Council", "Kingston upon Hull"),
        ("Hull", "Kingston upon Hull"),
        ("Newcastle", "Newcastle upon Tyne"),
        ("East Riding", "East Riding of Yorkshire"),
        ("City of Bristol", "Bristol"),
        ("Council of the Isles of Scilly", "Isles of Scilly"),
        ("St. Helens Council", "St Helens"),
        ("Leicester City Youth Offending Service", "Leicester"),
        ("Dorset Combined Youth Offending Service", "Dorset"),
        ("East Riding of Yorkshire Council", "East Riding of Yorkshire"),
        ("Bath and North East Somerset", "Bath and North East Somerset"),
        ("Isle of Wight Council", "Isle of Wight"),
        ("Telford & Wrekin", "Telford and Wrekin"),
        ("", None),
        ("everyone", None),
    ],
)
def test_an_area_has_one_name(name: str, area: str | None) -> None:
    assert canonical_area(name) == area


@pytest.mark.parametrize(
    ("title", "area"),
    [
        ("Report of Short Quality Screening (SQS) of youth offending work in Nowhere", "Nowhere"),
        ("Short Quality Screening (SQS) of youth offending work in the London Borough of Ash & Elm", "Ash and Elm"),
        ("Focused visit to Nowhere council children's services", "Nowhere"),
        ("Inspection of Nowhere local authority children’s services", "Nowhere"),
        ("Inspection of Nowhere children's social care services", "Nowhere"),
        ("Joint targeted area inspection of Nowhere", "Nowhere"),
        ("Joint targeted area inspection of the multi-agency response to abuse and neglect in Nowhere", "Nowhere"),
        ("Area SEND inspection of Nowhere Local Area Partnership", "Nowhere"),
        ("Inspection of services for children in need of help and protection and care leavers", None),
    ],
)  # fmt: skip
def test_a_title_names_its_area(title: str, area: str | None) -> None:
    assert area_in_title(title) == area


def test_a_line_that_is_a_council_or_a_name_alone() -> None:
    assert area_of_council("Kent County Council") == "Kent"
    assert area_of_council("The council works hard") is None
    assert area_alone("Cheshire West and Chester") == "Cheshire West and Chester"
    assert area_alone("Report published late") is None


def test_a_date_alone_is_known() -> None:
    assert all(
        map(is_date, ["March 2015", "by 3 June 2016", "2014", "End of May 2015", "Mon 3 Sept 2014", "Spring 2015"])
    )
    assert not any(map(is_date, ["May", "Annual report 2015", "March 2015 was late", "14 cases"]))
