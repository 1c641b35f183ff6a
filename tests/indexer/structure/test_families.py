"""Kinds of documents beside inspections: each is recognised, has its sections, and is cited in its own way."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.errors import ReadingRefused
from indexer.language.chunking import cut_chunks
from indexer.records import Report, ReportType
from indexer.structure.report import refuse_what_is_no_report
from search_app.answers.citation import cite
from tests.indexer.reading.readings import read_letter

SENTENCE = "The plan that was made for the child was not read by anybody who met the family in the weeks after."
BODY = f"1. {SENTENCE}\n\n2. {SENTENCE}\n\n3. {SENTENCE}\n"

MEMORANDUM_NAME = "Explanatory memorandum to the Plans and Reviews (Example) Regulations 2016"
PRISON_NAME = "Report on an unannounced inspection of HMP Exampleton"

JUDGMENT = f"""Neutral Citation Number: [2016] EWCA Civ 1234

IN THE COURT OF APPEAL (CIVIL DIVISION)

Date: 3 March 2016

Example

- and -

Placeholder Council

# Grounds of appeal

{BODY}"""

MEMORANDUM = f"""EXPLANATORY MEMORANDUM TO

THE PLANS AND REVIEWS (EXAMPLE) REGULATIONS 2016

2016 No. 934

1. Introduction

1.1 {SENTENCE}

2. Purpose of the instrument

2.1 {SENTENCE}

7. Policy background

7.1 {SENTENCE}
"""

FUTURE_DEATHS = f"""REGULATION 28 REPORT TO PREVENT FUTURE DEATHS

Ref: 2016-0123

THIS REPORT IS BEING SENT TO: Placeholder Trust

I am senior coroner for the coroner area of Ashmere and Elm

## CORONER’S CONCERNS

{BODY}"""

PRISON = f"""# Report on an unannounced inspection of HMP Exampleton by HM Chief Inspector of Prisons

3–14 October 2016

## Purposeful activity

{BODY}"""

CONSTABULARY = f"""# PEEL: Police effectiveness 2016

An inspection of Exampleshire Constabulary

## Preventing crime

{BODY}"""

COUNCIL = f"""# Ashmere City Council

Report to: Children and Families Scrutiny Committee

Date of meeting: 3 March 2016

Report of: Director of Children’s Services

Title: Work with children who offend

Wards affected: all

## Financial implications

{BODY}"""


def read(text: str) -> Report:
    report = read_letter(text)
    refuse_what_is_no_report(report)
    return report


@pytest.mark.parametrize(
    ("text", "kind", "area", "sections"),
    [
        (JUDGMENT, ReportType.JUDGMENT, None, {"grounds"}),
        (MEMORANDUM, ReportType.MEMORANDUM, None, {"introduction", "purpose", "policy"}),
        (FUTURE_DEATHS, ReportType.FUTURE_DEATHS, "Ashmere and Elm", {"concerns"}),
        (PRISON, ReportType.PRISON, "HMP Exampleton", {"purposeful-activity"}),
        (COUNCIL, ReportType.COUNCIL, "Ashmere", {"financial-implications"}),
        (CONSTABULARY, ReportType.CONSTABULARY, "Exampleshire Constabulary", {"preventing-crime"}),
    ],
)
def test_each_kind_is_recognised_with_its_place_and_its_sections(
    text: str, kind: ReportType, area: str | None, sections: set[str]
) -> None:
    report = read(text)
    assert (report.type, report.area) == (kind, area)
    assert {section.canonical for section in report.sections} == sections
    assert not [f for f in report.findings if f.code in ("no-type", "no-area")]


@pytest.mark.parametrize(
    ("text", "long", "short"),
    [
        (JUDGMENT, "Example v Placeholder Council [2016] EWCA Civ 1234 at [2]", "([2016] EWCA Civ 1234 at [2])"),
        (
            MEMORANDUM,
            f"{MEMORANDUM_NAME}, S.I. 2016/934, paragraph 2.1",
            f"({MEMORANDUM_NAME}, S.I. 2016/934, paragraph 2.1)",
        ),
        (
            FUTURE_DEATHS,
            "Regulation 28 report to prevent future deaths 2016-0123, paragraph 2",
            "(Regulation 28 report to prevent future deaths 2016-0123, paragraph 2)",
        ),
        (
            PRISON,
            f"HM Inspectorate of Prisons, {PRISON_NAME}, inspection ended 14 October 2016, paragraph 2",
            "(HMP Exampleton prison inspection, inspected October 2016, 2)",
        ),
        (
            COUNCIL,
            "Work with children who offend, Ashmere, 3 March 2016, paragraph 2",
            "(Ashmere council report, March 2016, 2)",
        ),
    ],
)
def test_each_kind_is_cited_in_its_own_way(text: str, long: str, short: str) -> None:
    report = read(text)
    citation = cite(list(cut_chunks(report, 0))[1], report)
    assert (citation.long, citation.short) == (long, short)


def test_what_a_memorandum_says_was_published_is_not_its_own_date() -> None:
    assert read(f"{MEMORANDUM}\n10.1 The response was published on 11 December 2012.\n").published is None
    assert read(JUDGMENT).published == date(2016, 3, 3)


def test_a_report_of_an_inspection_that_names_a_judgment_stays_what_it_is() -> None:
    text = "# Inspection of Nowhere children’s services\n\nSee [2016] EWCA Civ 1234.\n\n" + BODY
    assert read(text).type is ReportType.CHILDRENS_SERVICES


@pytest.mark.parametrize(
    "head",
    [
        "# Inspection of Ashmere children’s services\n\nReport to: the council\n\nAgenda item: 4\n\nWards affected: 2",
        "# Minutes\n\nAgenda item 1\n\nAgenda item 2\n\nAgenda item 3",
        "# Letter\n\nTo: the Chair of the Board\n\nCopy to: Director of Children’s Services\n\nDate: 3 March 2016",
        "# Notes\n\nThe report to cabinet said much.\n\nReport of a director\n\nDate of meeting: 3 March 2016",
    ],
)
def test_what_has_a_line_or_two_of_a_council_report_is_none(head: str) -> None:
    assert read(f"{head}\n\n{BODY}").type is not ReportType.COUNCIL


def test_what_is_of_no_known_kind_is_a_document_and_says_so() -> None:
    report = read(f"# Notes on the weather\n\n{SENTENCE}\n\n{SENTENCE}\n\n{SENTENCE}\n")
    assert report.type is None
    (finding,) = [f for f in report.findings if f.code == "no-type"]
    assert "read as a document" in finding.message
    assert cite(next(iter(cut_chunks(report, 0))), report).long.startswith("letter.md, no date stated")


def test_a_page_that_says_a_report_was_not_found_is_refused_whatever_stands_round_it() -> None:
    menu = "Home, news, statistics, about us, contact, accessibility, help and all the other pages of this site. " * 4
    with pytest.raises(ReadingRefused) as refusal:
        read(f"# Report not found\n\nThe report that you asked for was moved or is no longer there.\n\n{menu}\n")
    assert refusal.value.code == "not-a-report"


@pytest.mark.parametrize(
    ("head", "title", "day"),
    [
        (
            "Heard at Field House\n\nOn 3 March 2016\n\nDecision Promulgated\n\n12 April 2016\n\nExample v Placeholder",
            "Example v Placeholder", date(2016, 4, 12),
        ),
        (
            ("# JUDGMENT\n\nExample (Appellant) v Placeholder (Respondent)\n\nbefore\n\nLord Sample\n\n"
            "JUDGMENT GIVEN ON\n\n18 May 2016\n\nHeard on 2 and 3 March 2016"),
            "Example (Appellant) v Placeholder (Respondent)", date(2016, 5, 18),
        ),
        (
            ("Date: 24/05/2016\n\nBetween:\n\nEXAMPLE COUNCIL\n\nApplicant\n\n- and -\n\nM\n\nRespondent\n\n"
            "Hearing dates: 27, 28 and 29 April 2016"),
            "EXAMPLE COUNCIL v M", date(2016, 5, 24),
        ),
        ("Royal Courts of Justice 12/05/2016\n\nRe Example\n\nHeard on 01/05/2016", "Re Example", date(2016, 5, 12)),
    ],
)  # fmt: skip
def test_a_judgment_is_dated_by_the_day_it_was_given_and_named_by_its_parties(head: str, title: str, day: date) -> None:
    report = read_letter(f"[2016] UKSC 27\n\n{head}\n\n{BODY}")
    assert (report.type, report.title, report.published) == (ReportType.JUDGMENT, title, day)


def test_a_prison_whose_name_stands_below_the_title_is_in_it() -> None:
    head = "Report on an unannounced inspection of\n\n# HMP Exampleton\n\nby HM Chief Inspector of Prisons"
    assert read_letter(f"{head}\n\n{BODY}").title == PRISON_NAME
