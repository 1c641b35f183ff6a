"""Quotations as a Word file that can be passed on as it is: real styles, headings, numbered sources, terms of use."""

from __future__ import annotations

import io
import re
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from search_app.answers.labels import count, long_date
from search_app.basket.export.document import EvidenceDocument, Quoted, licence_lines, made_line

QUOTATION_STYLE = "Quote"
CITATION_STYLE = "Citation"
NOTE_STYLE = "Note"

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INK = RGBColor(0x22, 0x26, 0x2A)
_LINK = RGBColor(0x1F, 0x5F, 0x6B)
_QUIET = RGBColor(0x5C, 0x61, 0x66)
_TEXT_FONT = "Calibri"
_QUOTATION_FONT = "Georgia"


def write_docx(document: EvidenceDocument) -> bytes:
    """A Word file: title, quotations by theme with their citations and notes, sources, and what the file is."""
    word = Document()
    _set_up(word)
    properties = word.core_properties
    properties.title, properties.author = _plain(document.title), _plain(document.cover.author) or "Precedent"
    # The library's template was made in 2013 by nobody known, and would say so of every file.
    properties.created = properties.modified = document.made
    properties.last_modified_by = properties.author
    word.add_paragraph(_plain(document.title), style="Title")
    if document.cover.author:
        word.add_paragraph(_plain(document.cover.author), style="Subtitle").paragraph_format.space_after = Pt(2)
    extent = f"{count(len(document.quoted), 'quotation')} from {count(len(document.sources), 'report')}"
    word.add_paragraph(f"{extent}, {long_date(document.day)}", style="Subtitle")
    for line in document.cover.introduction.splitlines():
        if line.strip():
            word.add_paragraph(_plain(line))
    for heading, quotations in document.groups:
        if document.has_headings:
            word.add_heading(_plain(heading), level=1)
        for quotation in quotations:
            _add_quotation(word, quotation, document)
    _add_sources(word, document)
    if document.left_out:
        word.add_heading("Left out", level=1)
        word.add_paragraph("These quotations did not pass the check, and their words are not in this file.")
        for each in document.left_out:
            word.add_paragraph(_plain(f"{each.reference}: {each.advice}"), style="List Bullet")
    word.add_heading("About this document", level=1)
    for line in (*licence_lines(document.sources), made_line(document)):
        word.add_paragraph(_plain(line))
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _add_quotation(word: Any, quoted: Quoted, document: EvidenceDocument) -> None:
    word.add_paragraph(f"“{_plain(quoted.text)}”", style=QUOTATION_STYLE)
    words = f"[{document.number_of(quoted)}] {quoted.full_citation}, source {document.source_number_of(quoted)}"
    citation = word.add_paragraph(_plain(words), style=CITATION_STYLE)
    if quoted.url:
        citation.add_run(". ")
        _add_link(citation, quoted.url or "", "Open the official report")
    notes = [("To be checked against the report", each) for each in quoted.doubts]
    notes += [("Note", quoted.note)] if quoted.note else []
    citation.paragraph_format.keep_with_next = bool(notes)
    for name, words in notes:
        note = word.add_paragraph(style=NOTE_STYLE)
        note.add_run(f"{name}: ").bold = True
        note.add_run(_plain(words))


def _add_sources(word: Any, document: EvidenceDocument) -> None:
    word.add_heading("Sources", level=1)
    for source in document.sources:
        places = "; ".join(f"{quoted.place} [{document.number_of(quoted)}]" for quoted in source.quoted)
        paragraph = word.add_paragraph(_plain(f"{source.citation}: {places}"), style="List Number")
        if source.report.url:
            paragraph.add_run(". ")
            _add_link(paragraph, source.report.url, source.report.url)
        if source.report.licence:
            paragraph.add_run(_plain(f". Licence: {source.report.licence}"))


def _add_link(paragraph: Any, address: str, words: str) -> None:
    """A link that Word opens; the library has none of its own for new ones."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(_plain(words))
    run.font.underline, run.font.color.rgb = True, _LINK
    link.append(run._r)
    paragraph._p.append(link)


def _plain(text: str) -> str:
    """`text` without the control characters that XML cannot hold; each leaves the sign for a lost character."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _set_up(word: Any) -> None:
    """Page, language and styles."""
    word.core_properties.language, word.core_properties.comments = "en-GB", ""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.3)
    _number_pages(section)
    _set_language(word)
    styles = word.styles
    _shape(styles["Normal"], font=_TEXT_FONT, size=11, after=6)
    _shape(styles["Title"], font=_TEXT_FONT, size=22, after=4, bold=True)
    _remove_border(styles["Title"])
    _shape(styles["Subtitle"], font=_TEXT_FONT, size=11, after=14, ink=_QUIET, italic=False)
    _shape(styles["Heading 1"], font=_TEXT_FONT, size=15, before=20, after=8, bold=True)
    _shape(styles[QUOTATION_STYLE], font=_QUOTATION_FONT, size=11, before=12, after=3, italic=False, left=0.75)
    for name in (CITATION_STYLE, NOTE_STYLE):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        styles[name].quick_style = True
    _shape(styles[CITATION_STYLE], font=_TEXT_FONT, size=9.5, after=3, ink=_QUIET, left=0.75)
    _shape(styles[NOTE_STYLE], font=_TEXT_FONT, size=11, after=6, left=0.75)
    styles[QUOTATION_STYLE].paragraph_format.keep_with_next = True


def _shape(
    style: Any,
    *,
    font: str,
    size: float,
    after: float,
    before: float = 0,
    ink: RGBColor = _INK,
    bold: bool = False,
    italic: bool = False,
    left: float = 0,
) -> None:
    style.font.name, style.font.size, style.font.color.rgb = font, Pt(size), ink
    style.font.bold, style.font.italic = bold, italic
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):  # a theme's font would win over the one named
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    fonts.set(qn("w:hAnsi"), font)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.left_indent = Pt(before), Pt(after), Cm(left)


def _remove_border(style: Any) -> None:
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _set_language(word: Any) -> None:
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _number_pages(section: Any) -> None:
    """ "Page 2" at the foot, as a field that Word counts."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run("Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
