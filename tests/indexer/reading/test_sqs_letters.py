from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.language.contact import has_contact_details
from indexer.records import CHUNK_KINDS, ElementKind, Report, ReportType
from tests.indexer.reading.readings import canonical_of, numbered, read_file, texts
from tests.indexer.reading.sqs_reference import Noted, noted_paragraphs
from tests.making.forms import FORMS, HARDER_FORMS, write_form
from tests.making.letter_from_report import letter_from_report

pytestmark = pytest.mark.shared

LETTERS = noted_paragraphs()
FACTS = {
    "barking-and-dagenham-2016": (
        "Barking and Dagenham", date(2016, 5, 18), date(2016, 4, 25), date(2016, 4, 27), 14, 37.4, "VC",
    ),
    "darlington-2012": ("Darlington", date(2012, 12, 19), date(2012, 11, 26), date(2012, 11, 28), 14, None, "CN"),
    "southwark-2016": ("Southwark", date(2016, 11, 2), date(2016, 10, 3), date(2016, 10, 5), 27, 41.0, "YM"),
}  # fmt: skip
BULLETS = {
    "barking-and-dagenham-2016": {"key-strengths": 3, "areas-requiring-improvement": 4},
    "darlington-2012": {"key-strengths": 4, "areas-requiring-improvement": 4},
    "southwark-2016": {"key-strengths": 7, "areas-requiring-improvement": 2, "appendix": 3},
}
PROSE = {
    "barking-and-dagenham-2016": {None: 1, "context": 1, "summary": 2, "operational-management": 3},
    "darlington-2012": {
        None: 1, "context": 3, "summary": 1, "operational-management": 4, "key-strengths": 1,
        "areas-requiring-improvement": 2,
    },
    "southwark-2016": {None: 1, "context": 1, "summary": 1, "operational-management": 2, "appendix": 7},
}  # fmt: skip


@pytest.fixture(scope="module")
def letters(shared: Path) -> dict[str, Report]:
    return {stem: read_file(shared / "reports" / "sqs" / f"{stem}.txt") for stem in LETTERS}


def _noted(number: str | None, section: str | None, text: str) -> Noted:
    words = text.split()
    return Noted(number or "", section or "", " ".join(words[:2]), " ".join(words[-2:]), len(words))


@pytest.mark.parametrize("stem", LETTERS)
def test_every_numbered_paragraph_is_whole_and_in_its_section(letters: dict[str, Report], stem: str) -> None:
    assert [_noted(*paragraph) for paragraph in numbered(letters[stem])] == LETTERS[stem]


def test_the_three_letters_have_55_numbered_paragraphs() -> None:
    assert {stem: len(paragraphs) for stem, paragraphs in LETTERS.items()} == {
        "barking-and-dagenham-2016": 15,
        "darlington-2012": 17,
        "southwark-2016": 23,
    }


@pytest.mark.parametrize("stem", LETTERS)
def test_bullets_and_prose_are_counted_in_their_sections(letters: dict[str, Report], stem: str) -> None:
    report = letters[stem]
    for kind, expected in ((ElementKind.BULLET, BULLETS[stem]), (ElementKind.PROSE, PROSE[stem])):
        found: dict[str | None, int] = {}
        for element in report.elements:
            if element.kind is kind:
                name = canonical_of(report, element.section)
                found[name] = found.get(name, 0) + 1
                assert element.position == found[name]
        assert found == expected


@pytest.mark.parametrize("stem", LETTERS)
def test_the_letterhead_is_read(letters: dict[str, Report], stem: str) -> None:
    report = letters[stem]
    initials = "".join(word[0] for word in (report.lead_inspector or "").split())
    assert (
        report.area, report.published, report.inspection_start, report.inspection_end, report.cases,
        report.reoffending_rate, initials,
    ) == FACTS[stem]  # fmt: skip
    assert report.type is ReportType.SQS
    assert report.inspectorate == "HM Inspectorate of Probation"
    assert report.title is not None
    assert report.title.startswith("Report of Short Quality Screening (SQS)")
    assert not report.sample


@pytest.mark.parametrize("stem", LETTERS)
def test_nothing_is_lost_and_there_is_nothing_to_find(letters: dict[str, Report], stem: str) -> None:
    report = letters[stem]
    assert report.findings == ()
    assert report.accounting is not None
    assert report.accounting.lost == report.accounting.unread == 0


@pytest.mark.parametrize("stem", LETTERS)
def test_no_address_or_telephone_number_is_in_a_chunk(letters: dict[str, Report], stem: str) -> None:
    assert not [text for text in texts(letters[stem], *CHUNK_KINDS) if has_contact_details(text)]
    assert [text for text in texts(letters[stem], ElementKind.FURNITURE) if has_contact_details(text)]


@pytest.mark.parametrize("stem", ["barking-and-dagenham-2016", "southwark-2016"])
def test_the_footnote_follows_the_paragraph_that_it_interrupts(letters: dict[str, Report], stem: str) -> None:
    elements = letters[stem].elements
    note = next(i for i, e in enumerate(elements) if e.kind is ElementKind.FOOTNOTE)
    assert elements[note - 1].kind in (ElementKind.PARAGRAPH, ElementKind.PROSE)
    assert "Ministry of Justice" not in "".join(texts(letters[stem], *CHUNK_KINDS))


@pytest.mark.parametrize("stem", LETTERS)
@pytest.mark.parametrize("form", [*FORMS, *HARDER_FORMS])
def test_a_letter_reads_the_same_in_every_form(
    letters: dict[str, Report], tmp_path: Path, form: str, stem: str
) -> None:
    original = letters[stem]
    again = read_file(write_form(letter_from_report(original), form, tmp_path, stem))
    assert numbered(again) == numbered(original)
    assert texts(again, ElementKind.BULLET, ElementKind.PROSE) == texts(original, ElementKind.BULLET, ElementKind.PROSE)
    for name in ("title", "area", "type", "published", "inspection_start", "inspection_end", "cases", "lead_inspector"):
        assert getattr(again, name) == getattr(original, name)
    assert again.accounting is not None
    assert again.accounting.lost == 0


@pytest.mark.parametrize("stem", LETTERS)
def test_paragraphs_of_a_pdf_carry_the_pages_that_they_cover(
    letters: dict[str, Report], tmp_path: Path, stem: str
) -> None:
    report = read_file(write_form(letter_from_report(letters[stem]), "serif-pdf", tmp_path, stem))
    pages = [e.pages for e in report.elements if e.kind is ElementKind.PARAGRAPH]
    spans = [page for page in pages if page is not None]
    assert len(spans) == len(pages)
    assert spans == sorted(spans)
    assert any(first < last for first, last in spans)
