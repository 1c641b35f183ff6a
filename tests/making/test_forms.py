from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

import docx
import pypdfium2
import pytest

from tests.making.forms import FORMS, HARDER_FORMS
from tests.making.letter import (
    Bullet,
    Footnote,
    Heading,
    Letter,
    Paragraph,
    Prose,
    body_text,
    split_at_marks,
)

_FILLER = "the quick inspection of many cases went on for long enough to need a second page of paper"

LETTER = Letter(
    title="Report of a made-up visit to Nowhere",
    status="sample report, written for a test",
    head_rows=(("To:", "Jo Placeholder, Chair"), ("Publication date:", "4 May 2015")),
    blocks=(
        Heading("Summary"),
        Prose("The rate¹ was forty per cent.", (Footnote("1", "Counted over one year."),)),
        Heading("Protecting the public", 3, "2"),
        *(Paragraph(f"2.{n}", f"Paragraph {n} begins. " + " ".join([_FILLER] * 6)) for n in range(1, 13)),
        Bullet("multi-agency meetings are held"),
        Bullet("reviews are late", "ii."),
    ),
    closing=("We thank everyone.",),
    copy_list=(("Chair of the bench", "Pat Pretend"),),
    appendix=(Heading("Appendix 1"), Prose("How the model works.")),
)


def _pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("form", FORMS | HARDER_FORMS)
def test_a_form_is_the_same_bytes_each_time(form: str) -> None:
    make = (FORMS | HARDER_FORMS)[form][1]
    assert make(LETTER) == make(LETTER)


@pytest.mark.parametrize("form", ["serif-pdf", "sans-pdf"])
def test_a_pdf_breaks_its_pages_inside_numbered_paragraphs(form: str) -> None:
    second_page = _pages(FORMS[form][1](LETTER))[1]
    assert second_page.split()[0] in _FILLER.split()


@pytest.mark.parametrize("form", ["serif-pdf", "sans-pdf"])
def test_a_pdf_footnote_stands_on_the_page_of_its_mark_below_the_text(form: str) -> None:
    first_page, *later = _pages(FORMS[form][1](LETTER))
    assert first_page.index("Counted over one year.") > first_page.index("Paragraph 2 begins.")
    assert not any("Counted over one year." in page for page in later)


@pytest.mark.parametrize("form", ["serif-pdf", "sans-pdf"])
def test_a_pdf_holds_every_word_of_the_letter(form: str) -> None:
    printed = Counter(re.findall(r"\w+", " ".join(_pages(FORMS[form][1](LETTER)))))
    blocks = [b.text if isinstance(b, Heading) else body_text(b) for b in (*LETTER.blocks, *LETTER.appendix)]
    written = Counter(re.findall(r"\w+", " ".join([*blocks, *LETTER.closing, "Pat Pretend", "4 May 2015"])))
    # The digit of the mark is glued to the word before it, as PDFium gives it.
    assert set(written - printed) <= {"rate"}


def test_a_pdf_says_in_its_properties_that_it_is_a_sample() -> None:
    document = pypdfium2.PdfDocument(FORMS["serif-pdf"][1](LETTER))
    try:
        assert document.get_metadata_dict()["Keywords"] == LETTER.status
    finally:
        document.close()


def test_a_word_file_has_real_footnotes_and_styles() -> None:
    content = FORMS["docx"][1](LETTER)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"Counted over one year." in archive.read("word/footnotes.xml")
        assert b'<w:footnoteReference w:id="1"/>' in archive.read("word/document.xml")
    paragraphs = docx.Document(io.BytesIO(content)).paragraphs
    assert [p.text for p in paragraphs if p.style and p.style.name == "Heading 3"] == ["2. Protecting the public"]
    assert any(p.text.startswith("2.1.\tParagraph 1 begins.") for p in paragraphs)


def test_automatic_numbers_are_in_no_run_of_text() -> None:
    content = HARDER_FORMS["docx-automatic-numbers"][1](LETTER)
    texts = [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]
    assert "Protecting the public" in texts
    assert not any(text.startswith("2.") for text in texts)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_text_conversion_leaves_the_footnote_inside_a_paragraph(form: str) -> None:
    blocks = FORMS[form][1](LETTER).decode("utf-8").split("\n\n")
    [at] = [i for i, block in enumerate(blocks) if "Counted over one year." in block]
    assert blocks[at + 1][0].islower()


def test_marks_are_told_from_words() -> None:
    assert split_at_marks("the rate¹² was¹") == [
        ("the rate", False),
        ("12", True),
        (" was", False),
        ("1", True),
    ]
