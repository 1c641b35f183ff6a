"""Word documents into blocks, from their XML: with the numbers, footnotes and text boxes that Word keeps apart.

Read without python-docx, which knows neither list numbers nor footnotes and loads whatever the file holds.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from indexer.errors import ReadingRefused
from indexer.reading.inline import SUPERSCRIPT_DIGITS, roman
from indexer.structure import blocks as marks
from indexer.structure.blocks import Block, BlockShape, Source

# The XML inside a Word document: its parts, unpacked within a limit, and their elements by local name.
#
# Word writes two families of namespaces for the same elements, so names are compared without them.

PART_LIMIT_BYTES = 64 * 1024**2
"""The text of a 500-page report is two or three mebibytes of XML; more is a bomb."""


def root_of(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The root of a part of the archive, None where it has no such part.

    Raises `ReadingRefused`: "too-large" for a bomb, "unreadable" for broken XML.
    """
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    with archive.open(info) as stream:
        content = stream.read(PART_LIMIT_BYTES + 1)
    if len(content) > PART_LIMIT_BYTES:
        limit = PART_LIMIT_BYTES // 1024**2
        raise ReadingRefused(
            "too-large", f"A part of the Word document unpacks to more than {limit} MiB.", hint="Split it."
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ReadingRefused(
            "unreadable", f"The Word document is damaged: {error}.", hint="Open it in Word and save it again."
        ) from error


def local(element: etree._Element) -> str:
    """The element's name without its namespace; Word writes two families of namespaces."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute by its local name, or None."""
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == name), None)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along `path`, by local names."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as bold is there and not turned off."""
    return element is not None and attribute(element) not in ("0", "false", "off", "none")


def whole(value: str | None, default: int = 0) -> int:
    """A whole number that an attribute holds; `default` where it holds none."""
    return int(value) if value is not None and value.isdigit() else default


# The numbers that Word counts itself: they stand in no run of text, and a citation hangs on them.

LEVELS = 9
"""Word's lists have nine levels."""


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


@dataclass(slots=True)
class ListNumbers:
    """Counts the list labels of one document in reading order."""

    _abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def read(cls, numbering: etree._Element | None) -> ListNumbers:
        """The lists that a document's numbering part defines; no lists where there is no such part."""
        numbers = cls()
        for element in numbering if numbering is not None else ():
            if local(element) == "abstractNum":
                numbers._abstract[attribute(element, "abstractNumId") or ""] = _levels(element)
            elif local(element) == "num":
                abstract = attribute(child(element, "abstractNumId")) or ""
                numbers._lists[attribute(element, "numId") or ""] = abstract
        return numbers

    def label(self, list_id: str, level: int) -> str | None:
        """The label of the next paragraph of a list at a level ("2.3.", "•"); None where the list has none.

        Lists that share a definition share their counts, as they do in Word.
        """
        abstract = self._lists.get(list_id)
        levels = self._abstract.get(abstract or "", {})
        if abstract is None or level not in levels:
            return None
        if levels[level].format in ("bullet", "none"):
            return "•" if levels[level].format == "bullet" else None
        counts = self._counts.setdefault(abstract, [0] * LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else levels[level].start
        counts[level + 1 :] = [0] * (LEVELS - level - 1)
        text = levels[level].text
        for index in range(level + 1):
            shown = levels.get(index, levels[level])
            text = text.replace(f"%{index + 1}", _formatted(counts[index] or shown.start, shown.format))
        return text.strip() or None


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    levels = {}
    for element in abstract:
        if local(element) != "lvl":
            continue
        index = whole(attribute(element, "ilvl"))
        levels[index] = _Level(
            attribute(child(element, "numFmt")) or "decimal",
            attribute(child(element, "lvlText")) or "",
            whole(attribute(child(element, "start")), 1),
        )
    return levels


def _formatted(number: int, style: str) -> str:
    if style in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman"):
        numeral = roman(number)
        return numeral.upper() if style == "upperRoman" else numeral
    return str(number)


# The words of a paragraph of Word's XML, with what its runs say about them.

NOTE_PLACE = "\ue000"
"""A private-use character that stands for a note reference until its number is known."""

_WHITE = re.compile(r"\s+")
_UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "rPr", "pPr", "sectPr"})
_SKIPPED = _UNSEEN | {"txbxContent"}


@dataclass(slots=True)
class Words:
    """`notes` are the keys of the notes referred to, `boxes` the text boxes anchored in the paragraph."""

    parts: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        lines = "".join(self.parts).split("\n")
        return "\n".join(line for one in lines if (line := _WHITE.sub(" ", one).strip()))


def shown(element: etree._Element) -> Iterator[str]:
    """Every text of a part that Word would show: what the blocks have to add up to."""
    for one in element:
        name = local(one)
        hidden = name == "r" and is_on(child(one, "rPr", "vanish"))
        if name in _UNSEEN or hidden or not name:
            continue
        if name == "t":
            yield one.text or ""
        yield from shown(one)


def words_of(element: etree._Element) -> Words:
    """The words in an element, without text boxes, deleted words and hidden runs."""
    words = Words()
    _collect(element, words, bold=False, raised=False)
    return words


def _collect(element: etree._Element, words: Words, *, bold: bool, raised: bool) -> None:
    for one in element:
        name = local(one)
        if name == "txbxContent":
            words.boxes.append(one)
        if name in _SKIPPED or not name:
            continue
        if name == "r":
            properties = child(one, "rPr")
            if is_on(child(properties, "vanish")):
                continue
            is_raised = attribute(child(properties, "vertAlign")) == "superscript"
            _collect(one, words, bold=is_on(child(properties, "b")), raised=is_raised)
        elif name in ("footnoteReference", "endnoteReference"):
            words.notes.append(f"{name.removesuffix('Reference')} {attribute(one, 'id')}")
            words.parts.append(NOTE_PLACE)
        elif name in _CHARACTERS or name == "t":
            _say(_CHARACTERS.get(name, one.text or ""), words, bold=bold, raised=raised)
        else:
            _collect(one, words, bold=bold, raised=raised)
            if name == "p":
                words.parts.append("\n")


_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "ptab": "\t"}


def _say(text: str, words: Words, *, bold: bool, raised: bool) -> None:
    words.parts.append(text.translate(SUPERSCRIPT_DIGITS) if raised else text)
    if text.strip():
        words.bold.append(bold)


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
