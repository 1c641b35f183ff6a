"""What we print can be typed or pasted, and leads to where it was taken from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from indexer.language.chunking import cut_chunks
from indexer.records import Report, ReportType
from search_app.answers.citation import cite
from search_app.query.citations import CitableReports, find_citations, read_citation
from tests.indexer.reports import make_report as a_report

SQS, OFSTED = "HM Inspectorate of Probation", "Ofsted"


def _sqs(area: str, published: date) -> Report:
    return a_report(
        f"{area.split()[0].lower()}-{published.year}",
        area=area,
        title=f"Report of Short Quality Screening (SQS) of youth offending work in {area}",
        inspectorate=SQS,
        type=ReportType.SQS,
        published=published,
    )


REPORTS = [
    _sqs("Barking and Dagenham", date(2016, 5, 18)),
    _sqs("Darlington", date(2012, 12, 19)),
    _sqs("Southwark", date(2016, 11, 2)),
    a_report(
        "darlington-childrens-services",
        area="Darlington",
        title="Inspection of Darlington local authority children's services",
        inspectorate=OFSTED,
        type=ReportType.CHILDRENS_SERVICES,
        inspection_end=date(2022, 10, 21),
    ),
    _sqs("Stoke-on-Trent", date(2014, 3, 5)),
    _sqs("Newcastle upon Tyne", date(2013, 3, 5)),
    _sqs("St Helens", date(2013, 3, 5)),
    a_report("somerset-2015", area="Somerset", title="Inspection of services, Somerset", published=date(2015, 3, 27)),
    a_report("a-thematic-2014", area=None, title="Girls in the criminal justice system", published=date(2014, 12, 1)),
]
NAMES = CitableReports.of(REPORTS)
LONG = (
    "HM Inspectorate of Probation, Report of Short Quality Screening (SQS) of youth offending work in "
    "Southwark, 2 November 2016, paragraph 1.4 (PDF page 2)"
)
LONG_BY_HEADING = (
    "Ofsted, Inspection of Darlington local authority children’s services, inspection ended 21 October 2022, "
    "What needs to improve?, second bullet (PDF pages 2–3)"
)


@pytest.mark.parametrize(
    ("text", "report", "place"),
    [
        ("(Darlington SQS, December 2012, 2.3)", "darlington-2012", "2.3"),
        ("Darlington SQS, December 2012, 2.3", "darlington-2012", "2.3"),
        ("darlington sqs dec 2012 para 2.3", "darlington-2012", "2.3"),
        ("darlington-2012:2.3", "darlington-2012", "2.3"),
        ("(Stoke-on-Trent SQS, March 2014, 2.3)", "stoke-on-trent-2014", "2.3"),
        ("Stoke upon Trent SQS 2014, 2.3", "stoke-on-trent-2014", "2.3"),
        ("(Newcastle upon Tyne SQS, March 2013, 2.3)", "newcastle-2013", "2.3"),
        ("Newcastle-on-Tyne 2013 para 2.3", "newcastle-2013", "2.3"),
        ("Saint Helens SQS, March 2013, 2.3", "st-2013", "2.3"),
        ("darlington-2012:5", "darlington-2012", "5"),
        ("somerset-2015:key-strengths-bullet-2", "somerset-2015", "key-strengths-bullet-2"),
        ("Somerset 67", "somerset-2015", "67"),
        ("Barking 2016 para 3.2", "barking-2016", "3.2"),
        ("barking & dagenham, 18/05/2016, ¶ 3.2", "barking-2016", "3.2"),
        ("Barking and Dagenham (May 2016) paragraph 3.2.", "barking-2016", "3.2"),
        ("paragraph 2.3 of Darlington 2012", "darlington-2012", "2.3"),
        ("see 2.3 in the Darlington SQS of 19 December 2012", "darlington-2012", "2.3"),
        ("London Borough of Southwark Council 2016, 1.4", "southwark-2016", "1.4"),
        ("http://127.0.0.1:8501/read?report=southwark-2016&para=1.4", "southwark-2016", "1.4"),
        ("read?report=southwark-2016&para=1.4&search=q%3Dknife", "southwark-2016", "1.4"),
        (
            LONG,
            "southwark-2016",
            "1.4",
        ),
        (
            LONG_BY_HEADING,
            "darlington-childrens-services",
            "what needs to improve?, second bullet",
        ),
        ("(Southwark SQS, November 2016, Key strengths, 2nd bullet)", "southwark-2016", "key strengths, second bullet"),
        ("(Southwark SQS, November 2016, opening paragraph)", "southwark-2016", "opening paragraph"),
        ("(Girls in the criminal justice system, December 2014, 4.1)", "a-thematic-2014", "4.1"),
        ("(invented sample: Southwark SQS, November 2016, 1.4)", "southwark-2016", "1.4"),
    ],
)
def test_a_citation_names_one_report_and_one_place(text: str, report: str, place: str) -> None:
    cited = read_citation(text, NAMES)
    assert cited is not None
    assert (cited.reports, cited.locators) == ((report,), (place,))
    assert (cited.start, cited.end) == (0, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "Southwark 2016",
        "knife crime in Southwark 2016",
        "Southwark 14 of 20 cases",
        "knife crime Southwark 2.3",
        "children in Darlington",
        "67",
        "area:southwark",
        "note: this",
        "12:30",
        "",
        "x" * 30_000,
    ],
)
def test_what_has_words_beside_or_no_place_is_no_citation(text: str) -> None:
    assert read_citation(text, NAMES) is None


def test_a_range_and_a_list_name_every_paragraph() -> None:
    cited = read_citation("Southwark 2016, paras 1.2, 1.4–1.6 and 2.1", NAMES)
    assert cited is not None
    assert cited.locators == ("1.2", "1.4", "1.5", "1.6", "2.1")


def test_a_citation_without_a_date_fits_every_report_on_the_area_the_newest_first() -> None:
    cited = read_citation("Darlington 2.3", NAMES)
    assert cited is not None
    assert cited.reports == ("darlington-childrens-services", "darlington-2012")


def test_a_date_that_no_report_has_leaves_the_others_of_the_area() -> None:
    cited = read_citation("(Darlington SQS, May 2013, 2.3)", NAMES)
    assert cited is not None
    assert (cited.reports, cited.others) == ((), ("darlington-childrens-services", "darlington-2012"))
    assert cited.named == "Darlington SQS, May 2013"


def test_a_reference_to_a_report_that_is_not_here_is_a_citation_still() -> None:
    cited = read_citation("harrowmere-2014:4.1", NAMES)
    assert cited is not None
    assert (cited.reports, cited.others, cited.named) == ((), (), "harrowmere-2014")


def test_a_whole_report_is_cited_by_its_title_and_day_or_its_id() -> None:
    for text in ("somerset-2015", "Somerset, 27 March 2015", "Inspection of services, Somerset, 27 March 2015"):
        cited = read_citation(text, NAMES)
        assert cited is not None
        assert (cited.reports, cited.locators) == (("somerset-2015",), ())


def test_citations_are_found_in_running_text_with_their_places() -> None:
    first, second = (
        "(Darlington SQS, December 2012, 2.3; Southwark SQS, November 2016, 1.4)",
        "(Barking 2016, para 3.2)",
    )
    text = f"Plans were late in Darlington in 2012, in 14 of 20 cases {first}. In Southwark it was better {second}."
    found = find_citations(text, NAMES)
    assert [(each.reports, each.locators) for each in found] == [
        (("darlington-2012",), ("2.3",)),
        (("southwark-2016",), ("1.4",)),
        (("barking-2016",), ("3.2",)),
    ]
    assert text[found[2].start : found[2].end] == second


def test_a_long_citation_in_running_text_begins_with_its_inspectorate() -> None:
    long = (
        "Ofsted, Inspection of Darlington local authority children’s services, inspection ended 21 October 2022, "
        "paragraph 10 (PDF page 4)"
    )
    text = f"Services were found to be good. {long}. And so on."
    (cited,) = find_citations(text, NAMES)
    assert text[cited.start : cited.end] == long
    assert cited.page == 4


@pytest.mark.parametrize(
    "text",
    [
        "In Southwark, 12 of 20 cases were late.",
        "Southwark 2016 had 12 cases.",
        "In Somerset 67 children were missing.",
        "In Somerset in 2015, 36 children were missing.",
        "In Somerset 2015, 36, of 67, were missing.",
    ],
)
def test_an_amount_beside_an_area_is_no_citation_in_running_text(text: str) -> None:
    assert find_citations(text, NAMES) == ()


@pytest.mark.parametrize("end", [".", ";", "", "\nNext."])
def test_a_number_right_after_area_and_year_is_a_place_where_it_counts_nothing(end: str) -> None:
    (cited,) = find_citations(f"The same was said in Somerset 2015, 36{end}", NAMES)
    assert (cited.reports, cited.locators) == (("somerset-2015",), ("36",))


def test_offsets_hold_where_folding_makes_text_longer() -> None:
    text = "ﬁndings … ½ (Southwark SQS, November 2016, 1.4)"
    (cited,) = find_citations(text, NAMES)
    assert text[cited.start : cited.end] == "(Southwark SQS, November 2016, 1.4)"


_OF_OTHER_KINDS = [
    {"type": ReportType.PRISON, "area": "HMP Exampleton", "title": "Report on an inspection of HMP Exampleton"},
    {"type": ReportType.CONSTABULARY, "area": "Exampleshire Constabulary", "title": "PEEL: effectiveness 2016"},
    {"type": ReportType.COUNCIL, "area": "Ashmere", "title": "Work with children who offend", "inspectorate": None},
    {
        "type": ReportType.JUDGMENT, "area": None, "title": "Example v Placeholder Council", "inspectorate": None,
        "cited_as": "[2016] EWCA Civ 1234", "place": "at [{}]",
    },
    {
        "type": ReportType.MEMORANDUM, "area": None, "inspectorate": None,
        "title": "Explanatory memorandum to the Plans (Example) Regulations 2016",
        "cited_as": "Explanatory memorandum to the Plans (Example) Regulations 2016, S.I. 2016/934",
    },
    {
        "type": ReportType.FUTURE_DEATHS, "area": "Ashmere and Elm", "title": "Regulation 28 report",
        "cited_as": "Regulation 28 report to prevent future deaths 2016-0123", "inspectorate": None,
    },
]  # fmt: skip


@pytest.mark.parametrize("fields", _OF_OTHER_KINDS, ids=lambda fields: fields["type"].value)
def test_what_is_printed_of_each_kind_of_document_leads_to_its_paragraph(fields: dict[str, Any]) -> None:
    parts = [("paragraph", "Plans were made.", "11"), ("paragraph", "Reviews were late.", "12")]
    report = a_report("other", parts, **fields)
    citation = cite(list(cut_chunks(report, 0))[1], report)
    names = CitableReports.of([*REPORTS, report])
    for printed in (citation.long, citation.short):
        cited = read_citation(printed, names)
        assert cited is not None, printed
        assert (cited.reports, cited.locators) == (("other",), ("12",))
    (inside,) = find_citations(f"As was said {citation.short}, plans were late.", names)
    assert (inside.reports, inside.locators) == (("other",), ("12",))


def test_several_paragraphs_of_a_judgment_are_cited_in_its_own_way() -> None:
    names = CitableReports.of([a_report("other", **_OF_OTHER_KINDS[3])])
    cited = read_citation("[2016] EWCA Civ 1234 at [3], [5] to [7]", names)
    assert cited is not None
    assert cited.locators == ("3", "5", "6", "7")
    assert find_citations("It follows [2016] EWCA Civ 1234 in all.", names) == ()
