from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from indexer.language.contact import MASK, has_contact_details
from indexer.reading.inline import plain
from indexer.records import CHUNK_KINDS, ElementKind, Report, ReportType
from tests.indexer.reading.readings import (
    Noted,
    canonical_of,
    noted_paragraphs,
    numbered,
    read_file,
    read_letter,
    texts,
)
from tests.making.forms import FORMS, HARDER_FORMS, write_form
from tests.making.letter_from_report import letter_from_report
from tests.making.word.lines import WAYS, to_word

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
    assert not has_contact_details(letters[stem].text)
    assert [text for text in texts(letters[stem], ElementKind.FURNITURE) if MASK in text]


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


# The three letters with their typing changed in the ways that other letters and converters differ.


NUMBER = r"(?m)^(- )?(\d)\.(\d)\. "
HEADING = (
    r"(Reducing[^\n*]*|Protecting the (?:public|child or young person)|Making sure[^\n*]*|Ensuring that[^\n*]*|"
    r"Operational management|Key strengths|Outstanding strengths|Areas requiring improvement|Context|Summary)"
)


def _wrapped(text: str) -> str:
    lines = (
        textwrap.wrap(line, 78, break_on_hyphens=False) if line[:1] != "#" else [line] for line in text.split("\n")
    )
    return "\n".join("\n".join(parts) for parts in lines)


DRIFTS: dict[str, Callable[[str], str]] = {
    "no list marks": lambda t: re.sub(NUMBER, r"\2.\3. ", t),
    "numbers without a last dot": lambda t: re.sub(NUMBER, r"\1\2.\3 ", t),
    "numbers in bold": lambda t: re.sub(NUMBER, r"\1**\2.\3.** ", t),
    "numbers with a bracket": lambda t: re.sub(NUMBER, r"\1\2.\3) ", t),
    "numbers with a tab": lambda t: re.sub(NUMBER, "\\2.\\3.\t", t),
    "numbers escaped": lambda t: re.sub(NUMBER, r"\1\2\\.\3\\. ", t),
    "stars for dashes": lambda t: re.sub(r"(?m)^- ", "* ", t),
    "printed bullets": lambda t: re.sub(r"(?m)^- ", "• ", t),
    "headings in capitals": lambda t: re.sub(rf"(?m)(?<=[ *\n]){HEADING}(?=(?:\*\*)?$)", lambda m: m[0].upper(), t),
    "section numbers without a dot": lambda t: re.sub(rf"(?m)^((?:#+ )?(?:\*\*)?\d)\. {HEADING}", r"\1 \2", t),
    "section spelled out": lambda t: re.sub(rf"(?m)^((?:#+ )?(?:\*\*)?)(\d)\. {HEADING}", r"\1Section \2: \3", t),
    "headings without marks": lambda t: re.sub(r"(?m)^#+ ", "", t),
    "lines wrapped": _wrapped,
    "windows line ends": lambda t: t.replace("\n", "\r\n"),
    "hard spaces": lambda t: t.replace(" ", "\u00a0"),
    "no blank lines between paragraphs": lambda t: re.sub(r"\n\n+(?=- \d\.\d|\d\.\d)", "\n", t),
    "every line parted": lambda t: t.replace("\n", "\n\n"),
    "quoted": lambda t: re.sub(r"(?m)^(?=.)", "> ", t),
    "footnotes in brackets": lambda t: re.sub("<sup>1</sup>|¹", "[1]", t),
    "page numbers between": lambda t: re.sub(r"\n\n(?=- 2\.1|- 3\.3|Operational)", "\n\nPage 3 of 7\n\n", t),
    "hyphen in re-offending": lambda t: t.replace("reoffending", "re-offending"),
}


@pytest.mark.parametrize("stem", noted_paragraphs())
@pytest.mark.parametrize("drift", DRIFTS)
def test_paragraphs_stay_whole_when_the_typing_drifts(shared: Path, stem: str, drift: str) -> None:
    original = (shared / "reports" / "sqs" / f"{stem}.txt").read_text(encoding="utf-8")
    report, drifted = read_letter(original), read_letter(DRIFTS[drift](original))
    assert [(number, section, len(text.split())) for number, section, text in numbered(drifted)] == [
        (noted.number, noted.section, noted.word_count) for noted in noted_paragraphs()[stem]
    ]
    for kind in (ElementKind.BULLET, ElementKind.PROSE):
        assert len(texts(drifted, kind)) == len(texts(report, kind))
    for name in (
        "area",
        "published",
        "inspection_start",
        "inspection_end",
        "cases",
        "reoffending_rate",
        "lead_inspector",
    ):
        assert getattr(drifted, name) == getattr(report, name), name


# Letters printed from a text file: one type for everything, no hanging lines, bare page numbers.


COLUMNS = 84
TOP, BOTTOM, LEADING = 800, 70, 12


def _printed(text: str) -> bytes:
    words = plain(text).replace("#", "").replace("---", "")
    lines = [part for line in words.split("\n") for part in textwrap.wrap(line.strip(), COLUMNS) or [""]]
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1)
    rows = (TOP - BOTTOM) // LEADING
    for number, start in enumerate(range(0, len(lines), rows), 1):
        canvas.setFont("Courier", 10)
        for row, line in enumerate(lines[start : start + rows]):
            canvas.drawString(50, TOP - row * LEADING, line)
        canvas.drawString(290, 40, str(number))
        canvas.showPage()
    canvas.save()
    return written.getvalue()


@pytest.mark.parametrize("stem", noted_paragraphs())
def test_a_letter_in_one_type_is_read_whole(shared: Path, tmp_path: Path, stem: str) -> None:
    path = tmp_path / "printed.pdf"
    path.write_bytes(_printed((shared / "reports" / "sqs" / f"{stem}.txt").read_text(encoding="utf-8")))
    report = read_file(path)
    assert [(number, section, len(text.split())) for number, section, text in numbered(report)] == [
        (noted.number, noted.section, noted.word_count) for noted in noted_paragraphs()[stem]
    ]
    assert report.findings == ()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stem", noted_paragraphs())
def test_letters_saved_as_word_keep_every_paragraph(shared: Path, tmp_path: Path, stem: str, way: str) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(to_word((shared / "reports" / "sqs" / f"{stem}.txt").read_text(encoding="utf-8"), way))
    assert [(number, section, len(text.split())) for number, section, text in numbered(read_file(path))] == [
        (noted.number, noted.section, noted.word_count) for noted in noted_paragraphs()[stem]
    ]
