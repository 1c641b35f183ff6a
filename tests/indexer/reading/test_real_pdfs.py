from __future__ import annotations

import json
import pickle
import re
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pypdfium2
import pytest

from indexer.errors import ReadingRefused
from indexer.language import chunking
from indexer.language.chunking import embedded_text
from indexer.language.contact import has_contact_details
from indexer.records import CHUNK_KINDS, ElementKind, Report, ReportId, ReportType
from indexer.storage.generation import Generation
from indexer.storage.segment import HEADS_FILE, TEXTS_FILE
from tests.conftest import MadeOnce
from tests.indexer.people import lists_people, people_named
from tests.indexer.reading.readings import read_file, texts
from tests.search_app.archive import publish_archive
from tests.test_privacy import unpacked

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
def reports(shared: Path, made_once: MadeOnce) -> dict[str, Report]:
    def fill(folder: Path) -> None:
        paths = sorted((shared / "reports" / "pdf").glob("*.pdf"))
        read = {path.name: read_file(path) for path in paths if not path.name.startswith(NOT_REPORTS)}
        (folder / "reports").write_bytes(pickle.dumps(read))

    read: dict[str, Report] = pickle.loads((made_once("real-pdfs", fill) / "reports").read_bytes())
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


def test_nobody_named_in_a_letterhead_team_list_or_signature_is_found(
    reports: dict[str, Report], shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By no words, by no vector and in no file but those that show the report whole and the facts of its head."""
    # What a sentence states and what it is about are words of ours, and would take most of the time.
    read_sentences = partial(chunking.read_sentences, kind=ElementKind.TABLE)
    monkeypatch.setattr(chunking, "read_sentences", lambda text, spans, **_: read_sentences(text, spans))
    monkeypatch.setattr(chunking, "standard_themes", lambda: SimpleNamespace(of=lambda *_: ()))
    raw = {name: raw_text(shared / "reports" / "pdf" / name) for name in reports}
    people = frozenset[str]().union(*map(people_named, raw.values()))
    assert len(people) > 140
    named = [replace(report, report_id=ReportId(f"real-{row}")) for row, report in enumerate(reports.values())]
    publish_archive(tmp_path, named)
    generation = Generation.open(tmp_path)
    chunks = [generation.chunk(ordinal) for ordinal in range(len(generation))]
    reports_by_id = {report.report_id: report for report in named}
    encoded = [" ".join(embedded_text(chunk, reports_by_id[chunk.report_id]).split()) for chunk in chunks]
    assert [text for text in encoded if lists_people(text, people)] == []
    said = set(re.findall(r"\w+", " ".join(encoded).lower()))
    parts = {part for name in people for part in re.split(r"\W", name.lower())} - said
    assert len(parts) > 200
    assert [part for part in parts if generation.keyword.with_word(part).any()] == []
    heard = " ".join(" ".join(text.split()) for text in encoded)
    unsaid = [name.lower().encode() for name in people if name not in heard]
    whole = {TEXTS_FILE, HEADS_FILE}  # a report is shown whole, with its lead inspector; nothing searches these
    for path in sorted(each for each in generation.folder.rglob("*") if each.is_file() and each.name not in whole):
        content = unpacked(path).lower()
        assert [name for name in unsaid if name in content] == [], path.name
    generation.close()


def raw_text(path: Path) -> str:
    """The text of a PDF in the order of the file, which nothing of ours has looked at."""
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return "\n".join(pages).replace("\r\n", "\n").replace("\ufffe", "")


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
