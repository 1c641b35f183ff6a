from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from indexer.errors import ReadingRefused
from indexer.language.contact import has_contact_details
from indexer.records import CHUNK_KINDS, ElementKind, Report, ReportType
from tests.indexer.reading.readings import read_file, texts

pytestmark = pytest.mark.shared

NOT_REPORTS = ("80429-birmingham", "80431-blackpool-childrens-services-inspection-13-july-2012")
FILE_NAME = re.compile(
    r"\d+-(?P<area>.+?)-(?P<kind>childrens-services|joint-area-child-protection|area-send-full)-inspection-(?:pdf-)?"
    r"(?P<date>\d\d-[a-z]+-\d{4})"
)
TYPES = {
    "childrens-services": {ReportType.CHILDRENS_SERVICES, ReportType.CHILD_PROTECTION},
    "joint-area-child-protection": {ReportType.JTAI},
    "area-send-full": {ReportType.AREA_SEND},
}
JUDGED_REPORTS = {
    "norfolk-2015": "80418-norfolk-childrens-services-inspection-20-october-2015.pdf",
    "gateshead-2016": "80469-gateshead-childrens-services-inspection-11-march-2016.pdf",
    "brent-2015": "80489-brent-childrens-services-inspection-30-november-2015.pdf",
    "oldham-2015": "80535-oldham-childrens-services-inspection-03-august-2015.pdf",
    "torbay-2016": "80572-torbay-childrens-services-inspection-05-january-2016.pdf",
}
_BROKEN_YEAR = re.compile(r"(?<=\d)([-–]) (?=\d)")
"""The other program leaves a space where a line ends inside "2014–15"."""

SIMILARITY_MINIMUM = 0.98
NUMBERED_MINIMUM = 3
DAYS_BETWEEN_PRINTED_AND_FILED = 3
"""The files are named by the day on which they were put on the web; the report prints its own."""


@pytest.fixture(scope="module")
def reports(shared: Path) -> dict[str, Report]:
    read = {}
    for path in sorted((shared / "reports" / "pdf").glob("*.pdf")):
        if not path.name.startswith(NOT_REPORTS):
            read[path.name] = read_file(path)
    return read


def test_the_63_reports_are_read(reports: dict[str, Report]) -> None:
    assert len(reports) == 63


@pytest.mark.parametrize("stem", NOT_REPORTS)
def test_a_web_page_that_says_not_found_is_refused_although_it_is_named_pdf(shared: Path, stem: str) -> None:
    path = next((shared / "reports" / "pdf").glob(f"{stem}*.pdf"))
    with pytest.raises(ReadingRefused) as refusal:
        read_file(path)
    assert refusal.value.code == "not-a-report"


def test_numbering_comes_out_whole_in_97_of_100_reports_that_number(reports: dict[str, Report]) -> None:
    numbering = {
        name: [finding.message for finding in report.findings if finding.code.startswith("numbering")]
        for name, report in reports.items()
        if len(texts(report, ElementKind.PARAGRAPH)) >= NUMBERED_MINIMUM
    }
    broken = {name: messages for name, messages in numbering.items() if messages}
    assert len(broken) <= 0.03 * len(numbering), broken


def test_paragraphs_are_found_under_their_numbers_with_their_whole_text(
    shared: Path, reports: dict[str, Report]
) -> None:
    """The other program runs into the next heading in places, or stops at a page; nothing else may differ."""
    different = []
    compared = 0
    corpus = shared / "collections" / "recommendations" / "corpus.jsonl"
    for line in corpus.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        key, number = entry["_id"].rsplit(":", 1)
        if key not in JUDGED_REPORTS:
            continue
        compared += 1
        report = reports[JUDGED_REPORTS[key]]
        ours = [report.text[e.start : e.end] for e in report.elements if e.number == number]
        theirs = _BROKEN_YEAR.sub(r"\1", " ".join(entry["text"].split()))
        if len(ours) != 1 or not _same(ours[0], theirs):
            different.append(entry["_id"])
    assert compared == 676
    assert not different


def _same(ours: str, theirs: str) -> bool:
    if SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= SIMILARITY_MINIMUM:
        return True
    return theirs.startswith(ours) or ours.startswith(theirs)


def test_every_printed_character_is_accounted_for(reports: dict[str, Report]) -> None:
    accounts = {name: report.accounting for name, report in reports.items()}
    for name, account in accounts.items():
        assert account is not None
        assert account.lost <= 0.001 * account.printed, name
        assert account.unread <= 0.005 * account.printed, name


def test_area_type_and_date_agree_with_the_file_names(reports: dict[str, Report]) -> None:
    wrong: dict[str, list[str]] = defaultdict(list)
    for name, report in reports.items():
        match = FILE_NAME.match(name)
        assert match is not None
        if _words(report.area or "") != _words(match["area"]):
            wrong["area"].append(name)
        if report.type not in TYPES[match["kind"]]:
            wrong["type"].append(name)
        filed = datetime.strptime(match["date"], "%d-%B-%Y").date()  # noqa: DTZ007 (a day, not a moment)
        if report.published and abs((report.published - filed).days) > DAYS_BETWEEN_PRINTED_AND_FILED:
            wrong["published"].append(name)
    assert not wrong


def _words(area: str) -> list[str]:
    plain = area.lower().replace("-", " ").replace(".", "")
    return [word for word in plain.split() if word != "and"]


def test_a_date_that_is_not_printed_stays_empty_and_is_said(reports: dict[str, Report]) -> None:
    undated = [report for report in reports.values() if report.published is None]
    assert all(any(finding.code == "no-date" for finding in report.findings) for report in undated)
    assert len(undated) == 28


def test_no_chunk_of_any_real_report_holds_an_address_or_telephone_number(reports: dict[str, Report]) -> None:
    for report in reports.values():
        assert not [text for text in texts(report, *CHUNK_KINDS) if has_contact_details(text)]


def test_elements_cover_the_text_in_order_and_chunks_keep_their_pages(reports: dict[str, Report]) -> None:
    for report in reports.values():
        end = 0
        for element in report.elements:
            assert end <= element.start < element.end <= len(report.text)
            assert report.text[end : element.start].strip() == ""
            assert element.pages is not None
            assert 1 <= element.pages[0] <= element.pages[1]
            end = element.end
        assert end == len(report.text)


def test_case_studies_of_joint_letters_are_boxes(reports: dict[str, Report]) -> None:
    boxes = {name: len(texts(report, ElementKind.BOX)) for name, report in reports.items() if "joint-area" in name}
    assert sum(boxes.values()) >= 16
    assert all(len(text.split()) > 20 for report in reports.values() for text in texts(report, ElementKind.BOX))


def test_section_headings_state_their_grades(reports: dict[str, Report]) -> None:
    graded = {
        section.canonical
        for section in reports["80458-darlington-childrens-services-inspection-02-december-2022.pdf"].sections
        if section.grade in ("good", "outstanding")
    }
    assert {"help-and-protection", "looked-after-children", "leadership"} <= graded
