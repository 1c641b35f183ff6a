"""A letter as a Word file: styles, a letterhead table, a running header, real footnotes and numbers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.text.paragraph import Paragraph as WordParagraph

from tests.making.letter import Block, Body, Bullet, Heading, Letter, Paragraph, Row, split_at_marks
from tests.making.word.docx_footnotes import Footnotes

_MOMENT = datetime(2016, 1, 4, 9, 0, tzinfo=UTC)
_ZIP_MOMENT = (2016, 1, 4, 9, 0, 0)
_LIST_ID = 71
"""Above the ids of python-docx's template, which already defines a handful of lists."""


def to_docx(letter: Letter) -> bytes:
    """Return the letter as DOCX, with paragraph numbers typed into the text ("1.1." and a tab)."""
    return _packed(_document(letter, automatic_numbers=False))


def to_docx_with_automatic_numbers(letter: Letter) -> bytes:
    """Return the letter as DOCX, with section and paragraph numbers made by Word: they are in no run of text.

    Word counts 1, 1.1, 1.2, 2, 2.1 ..., so the letter's own numbers must run that way.
    """
    return _packed(_document(letter, automatic_numbers=True))


def _document(letter: Letter, *, automatic_numbers: bool) -> Document:
    document = docx.Document()
    _describe(document, letter)
    footnotes = Footnotes(document)
    if automatic_numbers:
        _define_numbering(document)
    if letter.status:
        document.add_paragraph(f"Status: {letter.status}")
    for line in letter.head_lines:
        document.add_paragraph(line)
    _add_table(document, letter.head_rows)
    document.add_heading(letter.title, level=1)
    _add_blocks(document, letter.blocks, footnotes, automatic_numbers=automatic_numbers)
    for line in letter.closing:
        document.add_paragraph(line)
    if letter.copy_list:
        document.add_paragraph("Copy to:")
        _add_table(document, letter.copy_list)
    for note in letter.notes:
        document.add_paragraph(note)
    _add_blocks(document, letter.appendix, footnotes, automatic_numbers=automatic_numbers)
    footnotes.attach()
    return document


def _describe(document: Document, letter: Letter) -> None:
    properties = document.core_properties
    properties.title, properties.author = letter.title, "Precedent"
    properties.keywords = letter.status or ""
    properties.created = properties.modified = _MOMENT
    document.sections[0].header.paragraphs[0].text = letter.title


def _add_table(document: Document, rows: tuple[Row, ...]) -> None:
    if not rows:
        return
    table = document.add_table(rows=0, cols=2)
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(label).italic = True
        cells[1].text = value
    document.add_paragraph("")


def _add_blocks(document: Document, blocks: Iterable[Block], footnotes: Footnotes, *, automatic_numbers: bool) -> None:
    for block in blocks:
        if isinstance(block, Heading):
            automatic = automatic_numbers and block.number is not None
            heading = document.add_heading(block.text if automatic else block.printed, level=block.level)
            if automatic:
                _number(heading, level=0)
            continue
        style = "List Bullet" if isinstance(block, Bullet) and block.mark == "-" else None
        paragraph = document.add_paragraph(style=style)
        if isinstance(block, Paragraph) and automatic_numbers:
            _number(paragraph, level=1)
        elif isinstance(block, Paragraph):
            paragraph.add_run(f"{block.number}.\t")
        elif isinstance(block, Bullet) and block.mark != "-":
            paragraph.add_run(f"{block.mark}\t")
        _add_words(paragraph, block, footnotes)


def _add_words(paragraph: WordParagraph, block: Body, footnotes: Footnotes) -> None:
    notes = {note.mark: note.text for note in block.footnotes}
    for run, is_mark in split_at_marks(block.text):
        if is_mark:
            footnotes.refer(paragraph, notes[run])
        else:
            paragraph.add_run(run)


def _define_numbering(document: Document) -> None:
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_LIST_ID}"><w:multiLevelType w:val="multilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>'
        "</w:abstractNum>"
    )
    numbering.insert(0, abstract)
    number = parse_xml(f'<w:num {nsdecls("w")} w:numId="{_LIST_ID}"><w:abstractNumId w:val="{_LIST_ID}"/></w:num>')
    numbering.append(number)


def _number(paragraph: WordParagraph, *, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    for tag, value in (("w:ilvl", level), ("w:numId", _LIST_ID)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), str(value))
        properties.append(element)


def _packed(document: Document) -> bytes:
    """Return the saved document with every date in the archive fixed, so that two runs agree."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_MOMENT), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
