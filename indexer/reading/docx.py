"""Word documents into blocks, from their XML: with the numbers, footnotes and text boxes that Word keeps apart.

Read without python-docx, which knows neither list numbers nor footnotes and loads whatever the file holds.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from indexer.errors import ReadingRefused
from indexer.reading.inline import SUPERSCRIPT_DIGITS, UNSEEN, about_struck_out, shortened
from indexer.reading.word.numbers import BODY_TEXT_LEVEL, ListNumbers, Style, is_raised, place_of, read_styles
from indexer.reading.word.parts import attribute, child, is_on, local, parts_of, root_of, whole
from indexer.reading.word.shown import Shown, as_shown
from indexer.records import Finding
from indexer.structure import blocks as marks
from indexer.structure.blocks import Block, BlockShape, Source
from indexer.structure.headings import HEADING_WORDS_MAXIMUM
from indexer.structure.numbering import ended, paragraph_number

# The words of a paragraph of Word's XML, with what its runs say about them.

NOTE_PLACE = "\ue000"
"""A private-use character that stands for a note reference until its number is known."""

_WHITE = re.compile(r"\s+")
_UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "rPr", "pPr", "sectPr", "rt"})
_SKIPPED = _UNSEEN | {"txbxContent"}


@dataclass(slots=True)
class Words:
    """`notes` are the keys of the notes referred to, `boxes` the text boxes anchored in the paragraph.

    `marked` are those of the notes whose mark is typed, which Word does not count.
    """

    parts: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    marked: set[str] = field(default_factory=set)

    @property
    def counted_notes(self) -> int:
        """How many of the notes carry a number that Word counts."""
        return sum(key not in self.marked for key in self.notes)

    @property
    def text(self) -> str:
        return _lines("".join(self.parts))

    @property
    def gapped(self) -> str:
        """The words with their tabs, by which a typed number stands apart from an amount."""
        return "".join(self.parts).strip()

    def after(self, before: Words) -> Words:
        """These words after those of a paragraph whose end was deleted."""
        return Words(
            before.parts + self.parts,
            before.bold + self.bold,
            before.notes + self.notes,
            before.boxes + self.boxes,
            before.marked | self.marked,
        )


def _lines(text: str) -> str:
    return "\n".join(line for one in text.split("\n") if (line := _WHITE.sub(" ", one).strip()))


Styles = Mapping[str, Style]


def shown(element: etree._Element, styles: Styles) -> Iterator[str]:
    """Every text of a part that Word would show: what the blocks have to add up to."""
    for one in element:
        name = local(one)
        if name in _UNSEEN or not name or (name == "r" and _run_style(one, styles).is_unseen):
            continue
        if name == "t":
            yield (one.text or "").translate(UNSEEN)
        elif name == "sym":
            yield symbol(attribute(one, "font") or "", attribute(one, "char") or "")
        yield from shown(one, styles)


def words_of(element: etree._Element, styles: Styles) -> Words:
    """The words in an element, without text boxes, deleted words and hidden runs."""
    words = Words()
    _collect(element, words, styles, bold=False, raised=False)
    return words


def _run_style(run: etree._Element, styles: Styles) -> Style:
    """How a run is set: by its own properties and, where they say nothing, by its style of characters.

    Of the style of its paragraph only that counts which hides words.
    """
    over = next((one for one in run.iterancestors() if local(one) == "p"), None)
    of_paragraph = styles.get(attribute(child(over, "pPr", "pStyle")) or "", _PLAIN)
    unseen = _PLAIN if not of_paragraph.is_unseen else Style(hidden=of_paragraph.hidden, struck=of_paragraph.struck)
    properties = child(run, "rPr")
    if properties is None:
        return unseen
    own = {local(one): one for one in properties}
    style = styles.get(attribute(own.get("rStyle")) or "-", unseen)
    bold, hidden, aligned, line, lines = map(own.get, ("b", "vanish", "vertAlign", "strike", "dstrike"))
    return Style(
        bold=is_on(bold) if bold is not None else style.bold,
        hidden=is_on(hidden) if hidden is not None else style.hidden,
        raised=is_raised(properties) or (style.raised and aligned is None),
        struck=is_on(lines) or (is_on(line) if line is not None else style.struck),
    )


_PLAIN = Style()


def _collect(element: etree._Element, words: Words, styles: Styles, *, bold: bool, raised: bool) -> None:
    for one in element:
        name = local(one)
        if name == "txbxContent":
            words.boxes.append(one)
        if name in _SKIPPED or not name:
            continue
        if name == "r":
            style = _run_style(one, styles)
            if not style.is_unseen:
                _collect(one, words, styles, bold=style.bold, raised=style.raised)
        elif name in ("footnoteReference", "endnoteReference"):
            key = f"{name.removesuffix('Reference')} {attribute(one, 'id')}"
            words.notes.append(key)
            if attribute(one, "customMarkFollows") in ("1", "true", "on"):
                words.marked.add(key)
            else:
                words.parts.append(NOTE_PLACE)
        elif name == "sym":
            _say(symbol(attribute(one, "font") or "", attribute(one, "char") or ""), words, bold=bold, raised=raised)
        elif name in _CHARACTERS or name == "t":
            _say(_CHARACTERS.get(name, one.text or ""), words, bold=bold, raised=raised)
        else:
            _collect(one, words, styles, bold=bold, raised=raised)
            if name == "p":
                words.parts.append("\n")


_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "ptab": "\t"}


def _say(text: str, words: Words, *, bold: bool, raised: bool) -> None:
    text = text.translate(UNSEEN)
    words.parts.append(text.translate(SUPERSCRIPT_DIGITS) if raised else text)
    if text.strip():
        words.bold.append(bold)


_SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB7: "•", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞", 0xB8: "÷",
    0xAE: "→", 0xDE: "⇒", 0x2D: "−", 0xA2: "′", 0xB2: "″", 0xD6: "√", 0xE5: "∑",
}  # fmt: skip
_WINGDINGS = {
    0xFC: "✓", 0xFB: "✗", 0xA7: "▪", 0xA8: "□", 0x6F: "□", 0x71: "❑", 0xFE: "☑", 0xFD: "☒", 0xD8: "➢", 0xE0: "→",
    0xE8: "➔", 0x6C: "●", 0x6E: "■", 0x76: "❖", 0x9F: "•", 0xB7: "•",
}  # fmt: skip
_GREEK = dict(zip("abgdezhqiklmnxoprstufcyw", "αβγδεζηθικλμνξοπρστυφχψω", strict=True))


def symbol(font: str, code: str) -> str:
    """The character that a `w:sym` shows: symbol fonts have places of their own, written with F000 added or not."""
    try:
        place = int(code, 16)
    except ValueError:
        return ""
    low = place - 0xF000 if 0xF000 <= place <= 0xF0FF else place
    if "wingdings" in font.lower():
        return _WINGDINGS.get(low, "•")
    if low in _SYMBOL:
        return _SYMBOL[low]
    letter = chr(low) if 0x20 <= low < 0x110000 and not 0xD800 <= low < 0xE000 else ""
    greek = _GREEK.get(letter.lower())
    if font.lower() != "symbol" or greek is None:
        return letter
    return greek.upper() if letter.isupper() else greek


_HEADER_PART = re.compile(r"word/(?:header|footer)\d*\.xml")
_THROUGH = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"})
"""What stands round blocks, rows or cells without being one."""

SENTENCE_WORDS_MINIMUM = 8
"""A heading of so many words does not end in a full stop."""


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
            "The Word document cannot be unpacked: its archive is damaged, or not packed as Word does it.",
            hint="It may be cut short: open it in Word and save it again.",
        ) from error
    blocks = tuple(document.blocks())
    return Source(blocks, document.printed, document.findings, keywords=document.keywords)


class _Document:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        main = next(iter(parts_of(archive).get("officeDocument", ())), "word/document.xml")
        parts = parts_of(archive, main)

        def part_of(kind: str) -> etree._Element | None:
            return root_of(archive, next(iter(parts.get(kind, ())), f"word/{kind}.xml"))

        root = root_of(archive, main)
        if root is None:
            raise ReadingRefused("unreadable", "The Word document has no text part.", hint="Save it again in Word.")
        self._body = child(root, "body")
        self._styles = read_styles(part_of("styles"))
        self._numbers = ListNumbers.read(part_of("numbering"), self._styles)
        footnotes, endnotes = part_of("footnotes"), part_of("endnotes")
        self._running = [
            part
            for name in sorted(archive.namelist())
            if _HEADER_PART.match(name) and (part := root_of(archive, name)) is not None
        ]
        visible = [part for part in (root, footnotes, endnotes, *self._running) if part is not None]
        changed = [as_shown(part, symbol) for part in visible]
        _take_out_notes(root, footnotes, endnotes)
        self._notes = _notes(footnotes, "footnote", self._styles) | _notes(endnotes, "endnote", self._styles)
        self.printed = _WHITE.sub("", "".join(text for part in visible for text in shown(part, self._styles)))
        core = root_of(archive, "docProps/core.xml")
        self.keywords = " ".join(core.itertext()) if core is not None else ""
        self._sentences = _styles_of_sentences(root, self._styles)
        self.findings = tuple(_about_parts(root, visible, self._styles, changed))
        self._box = 0
        self._note = 0
        self._unended: Words | None = None
        self._unended_label: str | None = None

    def blocks(self) -> Iterator[Block]:
        if self._body is not None:
            yield from self._all_of(self._body)
        for part in self._running:
            text = words_of(part, self._styles).text
            if text:
                yield Block(BlockShape.FURNITURE, text)

    def _all_of(self, container: etree._Element) -> Iterator[Block]:
        """The blocks of the body, and what is left of a paragraph at its end that would go on in the next."""
        yield from self._inside(container)
        if self._unended is not None and self._unended.text:
            yield Block(BlockShape.TEXT, self._with_notes(self._unended.text, self._unended))
            yield from self._after(self._unended)

    def _inside(self, container: etree._Element) -> Iterator[Block]:
        for element in container:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name in _THROUGH:
                yield from self._inside(element)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        words, style = self._words(element), self._style(element)
        if words is None:
            return
        label = self._label(element, style)
        if words.text and child(element, "pPr", "rPr", "specVanish") is not None:
            self._unended, self._unended_label = words, label  # the next one goes on in its line
            return
        label, self._unended_label = self._unended_label or label, None
        if words.text:
            bold = style.bold or (bool(words.bold) and all(words.bold))
            lines = [line for line in self._with_notes(words.gapped, words).split("\n") if line.strip()]
            for part in marks.numbered_lines(lines):
                yield self._block(element, style, "\n".join(part), label, bold=bold)
                label = None
        yield from self._after(words)

    def _words(self, element: etree._Element) -> Words | None:
        """The words of a paragraph; None where Word shows no such paragraph, which its list then does not count."""
        words = words_of(element, self._styles)
        if self._unended is not None:
            words, self._unended = words.after(self._unended), None
        mark = child(element, "pPr", "rPr")
        is_initial = attribute(child(element, "pPr", "framePr"), "dropCap") in ("drop", "margin")
        if is_initial or child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            self._unended = words  # its end is deleted, or it is a large letter: it begins the next paragraph
            return None
        hidden = child(mark, "vanish")
        is_hidden = is_on(hidden) if hidden is not None else self._style(element).hidden
        return None if is_hidden and not words.text else words

    def _after(self, words: Words) -> Iterator[Block]:
        """The notes that the words refer to, and the text boxes that hang on them."""
        for key in words.notes:
            text = self._notes.get(key, "")
            if key in words.marked:
                typed = marks.note(text)
                if text:
                    yield Block(BlockShape.FOOTNOTE, typed.rest if typed else text, mark=typed.mark if typed else None)
                continue
            self._note += 1
            if text:
                yield Block(BlockShape.FOOTNOTE, text, mark=str(self._note).translate(SUPERSCRIPT_DIGITS))
        for box in words.boxes:
            yield from self._boxed(box)

    def _boxed(self, container: etree._Element) -> Iterator[Block]:
        self._box += 1
        number = self._box
        for block in self._inside(container):
            yield block if block.box is not None else replace(block, box=number)

    def _block(self, element: etree._Element, style: Style, gapped: str, label: str | None, *, bold: bool) -> Block:
        text = _lines(gapped)
        typed = _typed(gapped) if label is None or not any(c.isalnum() for c in label) else None
        level = self._heading_level(element, style)
        if level and not self._is_sentence(style, typed.rest if typed else text, marked=bool(label or typed)):
            printed = f"{label} {text}" if label and any(c.isalnum() for c in label) else text
            return Block(BlockShape.HEADING, printed, level=level, emphasised=True)
        if typed is not None:
            return Block(BlockShape.ITEM, _WHITE.sub(" ", typed.rest), mark=typed.mark, emphasised=bold)
        if label:
            said = f"{label} " if _is_words(label) else ""
            mark = "•" if said else label
            return Block(BlockShape.ITEM, _WHITE.sub(" ", said + text), mark=mark, emphasised=bold)
        note = marks.note(text) if not marks.number(gapped) else None
        if note is not None:
            return Block(BlockShape.FOOTNOTE, note.rest, mark=note.mark)
        return Block(BlockShape.TEXT, text, emphasised=bold)

    def _heading_level(self, element: etree._Element, style: Style) -> int:
        own = child(element, "pPr", "outlineLvl")
        if own is None:
            return style.level
        level = whole(attribute(own), BODY_TEXT_LEVEL)
        return level + 1 if level < BODY_TEXT_LEVEL else 0

    def _is_sentence(self, style: Style, text: str, *, marked: bool) -> bool:
        """Whether a paragraph in the style of a heading is text: its like are sentences, or it is one with a number."""
        return style.style_id in self._sentences or (marked and (is_sentence(text) or text[:1].islower()))

    def _style(self, element: etree._Element) -> Style:
        named = attribute(child(element, "pPr", "pStyle")) or ""
        return self._styles.get(named) or self._styles.get("") or Style()

    def _numbered_notes(self, words: Words) -> str:
        return self._with_notes(words.text, words)

    def _with_notes(self, text: str, words: Words) -> str:
        """The words, with the place of each note reference filled by its number, as Word shows it."""
        for offset in range(words.counted_notes):
            text = text.replace(NOTE_PLACE, str(self._note + 1 + offset).translate(SUPERSCRIPT_DIGITS), 1)
        return text

    def _label(self, element: etree._Element, style: Style) -> str | None:
        place = self._numbers.place(place_of(child(element, "pPr")), style)
        return self._numbers.label(place.list_id or "", place.level or 0) if place is not None else None

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows = [list(_parts(row, "tc")) for row in _parts(table, "tr")]
        if all(len(cells) == 1 for cells in rows):
            self._box += 1
            number = self._box
            for (cell,) in rows:
                for block in self._inside(cell):
                    yield block if block.box is not None else replace(block, box=number)
            return
        lines: list[str] = []
        aside: list[Words] = []
        for cells in rows:
            texts = [""] * _columns_before(cells)
            for cell in cells:
                if self._stands_alone(cell):
                    yield from self._table_block([*lines, "\t".join(texts)], aside)
                    lines, texts, aside = [], [], []
                    yield from self._inside(cell)
                else:
                    texts += [self._cell(cell, aside), *[""] * (_columns(cell) - 1)]
            lines.append("\t".join(texts).rstrip("\t"))
        yield from self._table_block(lines, aside)

    def _table_block(self, lines: list[str], aside: list[Words]) -> Iterator[Block]:
        yield from marks.table("\n".join(line for line in lines if line.strip()))
        for words in aside:
            yield from self._after(words)

    def _stands_alone(self, cell: etree._Element) -> bool:
        """Whether a cell holds what a row of a table cannot: another table, or paragraphs with numbers of their own."""
        if any(True for _ in _parts(cell, "tbl")):
            return True
        numbered = 0
        for paragraph in _parts(cell, "p"):
            place = self._numbers.place(place_of(child(paragraph, "pPr")), self._style(paragraph))
            words = words_of(paragraph, self._styles).text
            if place is not None and self._numbers.counts_in_numbers(place) and words:
                numbered += len(words.split()) >= marks.ROW_WORDS_MINIMUM
        return bool(numbered)

    def _cell(self, cell: etree._Element, aside: list[Words]) -> str:
        """The text of a cell in one line, with the labels of its lists; `aside` takes its notes and boxes."""
        texts = []
        for paragraph in _parts(cell, "p"):
            words = self._words(paragraph)
            if words is None:
                continue
            label = self._label(paragraph, self._style(paragraph)) or ""
            ahead = sum(one.counted_notes for one in aside)
            self._note += ahead
            text = _WHITE.sub(" ", self._numbered_notes(words))
            self._note -= ahead
            aside.append(words)
            texts.append(f"{label} {text}".strip())
        return " ".join(text for text in texts if text)


COLUMNS_MAXIMUM = 63
"""Word has no more in a table."""


def _columns(cell: etree._Element) -> int:
    return max(1, min(whole(attribute(child(cell, "tcPr", "gridSpan")), 1), COLUMNS_MAXIMUM))


def _columns_before(cells: Sequence[etree._Element]) -> int:
    """How many columns of the table lie before the first cell of a row."""
    row = next((one for cell in cells[:1] for one in cell.iterancestors() if local(one) == "tr"), None)
    return min(whole(attribute(child(row, "trPr", "gridBefore"))), COLUMNS_MAXIMUM)


def _typed(gapped: str) -> marks.Marked | None:
    """The mark that is typed at the start of a paragraph: a number, also after a bullet or dash, or the bullet."""
    bullet = marks.bullet(gapped)
    inner = bullet.rest if bullet else gapped
    if marks.note(inner) is not None:
        return bullet
    return marks.number(inner) or marks.ordinal(inner) or bullet


def _is_words(label: str) -> bool:
    """Whether a label is more than a number, a letter or a bullet ("Recommendation 1:", "1(a)"): it is in the words."""
    return paragraph_number(label) is None and not _PLAIN_LABEL.match(label)


_PLAIN_LABEL = re.compile(r"[\W_]*(?:[^\W\d_]{1,3}|[ivxlcdm]{1,9})?[\W_]*\Z", re.IGNORECASE)


def is_sentence(text: str) -> bool:
    """Whether a text is too long for a heading, or a sentence or more."""
    words = len(text.split())
    return words > HEADING_WORDS_MAXIMUM or (words >= SENTENCE_WORDS_MINIMUM and ended(text))


def _styles_of_sentences(root: etree._Element, styles: dict[str, Style]) -> frozenset[str]:
    """The styles with a heading's level whose paragraphs are mostly sentences: numbered text, not headings."""
    sentences: Counter[str] = Counter()
    for element in root.iter():
        if local(element) != "p":
            continue
        style = styles.get(attribute(child(element, "pPr", "pStyle")) or "")
        if style is not None and style.level and (text := words_of(element, styles).text):
            sentences[style.style_id] += 1 if is_sentence(text) else -1
    return frozenset(style for style, balance in sentences.items() if balance > 0)


def _about_parts(
    root: etree._Element, visible: Sequence[etree._Element], styles: Styles, changed: Sequence[Shown]
) -> Iterator[Finding]:
    """What is said of what is not read: fields, other files, drawings, words that are struck out, hidden or deleted."""
    yield from {finding.code: finding for one in changed for finding in one.findings()}.values()
    names = Counter(local(one) for one in root.iter())
    if names["altChunk"] or names["subDoc"]:
        message = (
            "The document takes in other documents when Word opens it, and their text was not read. Save it as PDF in "
            "Word and add that."
        )
        yield Finding("parts-not-read", message)
    drawn = sum(1 for one in root.iter() if local(one) == "graphicData" and _DRAWN.search(one.get("uri", "")))
    if drawn:
        message = f"{drawn} of its charts or diagrams were not read, neither their words nor their figures."
        yield Finding("drawings-not-read", message)
    runs = [(one, _run_style(one, styles)) for part in visible for one in part.iter() if local(one) == "r"]
    struck = [text for run, style in runs if style.struck and (text := "".join(_all_texts(run)).strip())]
    if struck:
        yield about_struck_out(struck)
    hidden = " ".join(text for run, style in runs if style.hidden and (text := "".join(_all_texts(run)).strip()))
    if len(hidden.split()) >= SENTENCE_WORDS_MINIMUM:
        message = (
            f"{len(hidden.split())} words are hidden in the document, so that Word does not print them: they were not "
            f"read. They begin {shortened(hidden)}."
        )
        yield Finding("hidden-text", message)
    if names["delText"] or any(local(one) in ("ins", "moveTo") and _texts_in(one) for one in root.iter()):
        message = (
            "Changes to the document are tracked that nobody has accepted or rejected: it was read as if all were "
            "accepted, without what is deleted and with what is inserted."
        )
        yield Finding("tracked-changes", message)


_DRAWN = re.compile(r"/(?:chart|diagram|chartex)\b")


def _all_texts(element: etree._Element) -> Iterator[str]:
    return (one.text or "" for one in element.iter() if local(one) == "t")


def _texts_in(element: etree._Element) -> bool:
    return any(text.strip() for text in _all_texts(element))


def _parts(container: etree._Element, name: str) -> Iterator[etree._Element]:
    """The paragraphs, tables, rows or cells that stand directly in `container`, not in a table inside it."""
    for element in container:
        if local(element) == name:
            yield element
        elif local(element) in _THROUGH:
            yield from _parts(element, name)


def _take_out_notes(root: etree._Element, *parts: etree._Element | None) -> None:
    """Take out the notes that nothing refers to, or only what is deleted: Word shows none of them."""
    referred = {
        (local(one).removesuffix("Reference"), attribute(one, "id"))
        for one in root.iter()
        if local(one) in ("footnoteReference", "endnoteReference")
        and not any(local(over) in ("del", "moveFrom") for over in one.iterancestors())
    }
    for part in parts:
        for note in list(part) if part is not None else ():
            if local(note) and attribute(note, "type") is None and (local(note), attribute(note, "id")) not in referred:
                note.getparent().remove(note)


def _notes(part: etree._Element | None, kind: str, styles: Styles) -> dict[str, str]:
    notes = {}
    for element in part if part is not None else ():
        if local(element) == kind and attribute(element, "type") not in ("separator", "continuationSeparator"):
            notes[f"{kind} {attribute(element, 'id')}"] = _WHITE.sub(" ", words_of(element, styles).text)
    return notes
