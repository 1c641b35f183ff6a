"""Word documents into blocks, from their XML: with the numbers, footnotes and text boxes that Word keeps apart.

Read without python-docx, which knows neither list numbers nor footnotes and loads whatever the file holds.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from indexer.errors import ReadingRefused
from indexer.reading.docx_numbers import ListNumbers
from indexer.reading.docx_words import NOTE_PLACE, Words, shown, words_of
from indexer.reading.docx_xml import attribute, child, is_on, local, root_of, whole
from indexer.reading.inline import SUPERSCRIPT_DIGITS
from indexer.structure import marks
from indexer.structure.blocks import Block, BlockShape, Source

BODY_TEXT_LEVEL = 9
"""The outline level that Word gives to what is no heading."""

_HEADING_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)
_HEADER_PART = re.compile(r"word/(?:header|footer)\d*\.xml")
_WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Style:
    level: int = 0
    bold: bool = False
    numbering: tuple[str, int] | None = None


def read(data: bytes) -> Source:
    """The blocks of a Word document: body in order, each footnote after the paragraph that refers to it.

    Raises `ReadingRefused`: "unreadable" for a broken archive, "too-large" for a part that unpacks to a bomb.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = _Document(archive)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        RuntimeError,
        ValueError,
    ) as error:
        raise ReadingRefused(
            "unreadable",
            f"The Word document cannot be unpacked: {error}.",
            hint="It may be cut short: open it in Word and save it again.",
        ) from error
    blocks = tuple(document.blocks())
    return Source(blocks, document.printed, keywords=document.keywords)


class _Document:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        body = root_of(archive, "word/document.xml")
        if body is None:
            raise ReadingRefused("unreadable", "The Word document has no text part.", hint="Save it again in Word.")
        self._body = child(body, "body")
        self._styles = _styles(root_of(archive, "word/styles.xml"))
        self._numbers = ListNumbers.read(root_of(archive, "word/numbering.xml"))
        footnotes, endnotes = root_of(archive, "word/footnotes.xml"), root_of(archive, "word/endnotes.xml")
        self._notes = _notes(footnotes, "footnote") | _notes(endnotes, "endnote")
        self._running = [
            part
            for name in sorted(archive.namelist())
            if _HEADER_PART.match(name) and (part := root_of(archive, name)) is not None
        ]
        visible = [part for part in (body, footnotes, endnotes, *self._running) if part is not None]
        self.printed = _WHITE.sub("", "".join(text for part in visible for text in shown(part)))
        core = root_of(archive, "docProps/core.xml")
        self.keywords = " ".join(core.itertext()) if core is not None else ""
        self._box = 0
        self._note = 0

    def blocks(self) -> Iterator[Block]:
        if self._body is not None:
            yield from self._inside(self._body)
        for part in self._running:
            text = words_of(part).text
            if text:
                yield Block(BlockShape.FURNITURE, text)

    def _inside(self, container: etree._Element) -> Iterator[Block]:
        for element in container:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
                yield from self._inside(element)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        words = words_of(element)
        if words.text:
            yield self._block(element, words)
        for key in words.notes:
            self._note += 1
            text = self._notes.get(key, "")
            if text:
                yield Block(BlockShape.FOOTNOTE, text, mark=str(self._note).translate(SUPERSCRIPT_DIGITS))
        for box in words.boxes:
            self._box += 1
            for block in list(self._inside(box)):
                yield replace(block, box=self._box)

    def _block(self, element: etree._Element, words: Words) -> Block:
        properties = child(element, "pPr")
        style = self._styles.get(attribute(child(properties, "pStyle")) or "", _Style())
        text = self._numbered_notes(words)
        label = self._label(properties, style)
        bold = style.bold or (bool(words.bold) and all(words.bold))
        if style.level:
            return Block(BlockShape.HEADING, f"{label} {text}" if label else text, level=style.level, emphasised=True)
        if label:
            bullet = not any(c.isalnum() for c in label)
            typed = (marks.number(text) or marks.ordinal(text)) if bullet else None
            mark, rest = typed or (label, text)
            return Block(BlockShape.ITEM, _WHITE.sub(" ", rest), mark=mark, emphasised=bold)
        marked = marks.number(text) or marks.ordinal(text) or marks.bullet(text)
        if marked:
            return Block(BlockShape.ITEM, _WHITE.sub(" ", marked.rest), mark=marked.mark, emphasised=bold)
        return Block(BlockShape.TEXT, text, emphasised=bold)

    def _numbered_notes(self, words: Words) -> str:
        """The words, with the place of each note reference filled by its number, as Word shows it."""
        text = words.text
        for offset in range(len(words.notes)):
            text = text.replace(NOTE_PLACE, str(self._note + 1 + offset).translate(SUPERSCRIPT_DIGITS), 1)
        return text

    def _label(self, properties: etree._Element | None, style: _Style) -> str | None:
        own = child(properties, "numPr")
        if own is not None:
            list_id = attribute(child(own, "numId"))
            level = attribute(child(own, "ilvl"))
            return self._numbers.label(list_id, whole(level)) if list_id and list_id != "0" else None
        return self._numbers.label(*style.numbering) if style.numbering else None

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows = [[cell for cell in row if local(cell) == "tc"] for row in table.iter() if local(row) == "tr"]
        if all(len(cells) == 1 for cells in rows):
            self._box += 1
            for cells in rows:
                for block in list(self._inside(cells[0])):
                    yield replace(block, box=self._box)
            return
        texts = ["\t".join(_WHITE.sub(" ", words_of(cell).text) for cell in cells).rstrip("\t") for cells in rows]
        text = "\n".join(row for row in texts if row.strip())
        if text:
            yield Block(BlockShape.TABLE, text)


def _styles(part: etree._Element | None) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    for element in part if part is not None else ():
        if local(element) != "style":
            continue
        base = styles.get(attribute(child(element, "basedOn")) or "", _Style())
        name = attribute(child(element, "name")) or ""
        heading = _HEADING_STYLE.match(name)
        outline = attribute(child(element, "pPr", "outlineLvl"))
        level = int(heading.group(1)) if heading else 1 if name.lower() == "title" else base.level
        if not heading and whole(outline, BODY_TEXT_LEVEL) < BODY_TEXT_LEVEL:
            level = whole(outline) + 1
        list_id = attribute(child(element, "pPr", "numPr", "numId"))
        list_level = attribute(child(element, "pPr", "numPr", "ilvl"))
        numbering = (list_id, whole(list_level)) if list_id else base.numbering
        bold = is_on(child(element, "rPr", "b")) if child(element, "rPr", "b") is not None else base.bold
        styles[attribute(element, "styleId") or ""] = _Style(level, bold, numbering)
    return styles


def _notes(part: etree._Element | None, kind: str) -> dict[str, str]:
    notes = {}
    for element in part if part is not None else ():
        if local(element) == kind and attribute(element, "type") not in ("separator", "continuationSeparator"):
            notes[f"{kind} {attribute(element, 'id')}"] = _WHITE.sub(" ", words_of(element).text)
    return notes
