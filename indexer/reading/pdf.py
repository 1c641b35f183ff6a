"""PDF into pages of positioned words, through PDFium.

Works word by word: the text of a page comes in one call, and position, size and weight are asked for the
first character of each word only. That keeps a page at a few milliseconds.
"""

from __future__ import annotations

import base64
import ctypes
import math
import re
import shutil
import subprocess
import sys
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from indexer.errors import ReadingRefused
from indexer.layout.frames import Line, Page, Rule, Word, with_marks_beside
from indexer.reading.inline import SUPERSCRIPT_DIGITS, WINDOWS
from indexer.records import Finding

# What a PDF page draws besides words: rules, the edges of boxes, and whether pictures cover it.

RULE_THICKNESS_MAXIMUM_POINTS = 3.0
"""Word draws borders half a point thick, the heaviest that reports use two and a quarter."""

RULE_LENGTH_MINIMUM_POINTS = 8.0
"""Shorter strokes are corners of borders and parts of logos."""

SHADE_WIDTH_SHARE = 0.5
"""Of the page: a shaded box spans the measure, highlighting a few words."""

SHADE_HEIGHT_MINIMUM_POINTS = 40.0
"""Three lines of type; shading drawn line by line is fourteen points high."""

WHITE_CHANNEL = 250
"""Of 255: a field of this in every colour is white to the eye."""

BACKGROUND_SHARE_OF_PAGE = 0.92
"""A drawn field as high as this is the paper or its border, not a box in the text."""

PICTURE_SHARE_OF_PAGE = 0.5
"""A scan covers its page; logos and charts do not."""


def drawn_on(page: pdfium.PdfPage, page_width: float, page_height: float) -> tuple[tuple[Rule, ...], bool]:
    """The drawn lines and edges of a page, and whether pictures cover much of it."""
    raw = page.raw
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    references = [ctypes.byref(value) for value in (left, bottom, right, top)]
    rules: list[Rule] = []
    covered = 0.0
    for index in range(pdfium_c.FPDFPage_CountObjects(raw)):
        item = pdfium_c.FPDFPage_GetObject(raw, index)
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind not in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE):
            continue
        if not pdfium_c.FPDFPageObj_GetBounds(item, *references):
            continue
        width, height = right.value - left.value, top.value - bottom.value
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            covered += max(0.0, width * height)
        elif min(width, height) <= RULE_THICKNESS_MAXIMUM_POINTS:
            if max(width, height) >= RULE_LENGTH_MINIMUM_POINTS:
                rules.append(Rule(left.value, bottom.value, right.value, top.value))
        elif _is_box(item, width / page_width, height) and height < page_height * BACKGROUND_SHARE_OF_PAGE:
            rules.extend(_edges(left.value, bottom.value, right.value, top.value))
    return tuple(rules), covered > page_width * page_height * PICTURE_SHARE_OF_PAGE


def _is_box(item: pdfium_c.FPDF_PAGEOBJECT, width_share: float, height: float) -> bool:
    """Whether a path with two sides is a drawn box: stroked, or a shaded field as large as a paragraph.

    Highlighting behind words is filled and a line high; a white field is paper.
    """
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke)):
        return False
    if stroke.value:
        return True
    if not fill.value or width_share < SHADE_WIDTH_SHARE or height < SHADE_HEIGHT_MINIMUM_POINTS:
        return False
    channels = [ctypes.c_uint() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetFillColor(item, *(ctypes.byref(channel) for channel in channels))
    return min(channel.value for channel in channels[:3]) < WHITE_CHANNEL


def _edges(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    return [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]


LINE_END_HYPHEN = "\ufffe"
"""What PDFium gives for a hyphen at the end of a line."""

LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB05)}
"""Some fonts have one character for "fi": nobody types it, and a search for the word would miss it."""

_LIGATURE = re.compile("[\ufb00-\ufb04]")

SYMBOL_DASH = "\uf02d"
"""What the Symbol font's dash comes out as: a list mark by itself, a plain dash inside "2016–17"."""

UNREAD = "\ufffd"
"""What stands for a sign that the file has no letter for."""

_WORD = re.compile(rf"[^\s\x00-\x1f\u200b\ufeff{LINE_END_HYPHEN}]+{LINE_END_HYPHEN}?")
_WHITE = re.compile(r"[\s\x00-\x1f\u200b\ufeff]+")
_INNER_DIGITS = re.compile(r"(?<=[^\d\s])\d{1,3}(?=[^\d\s]{0,2}\Z)|\A\d{1,3}(?=[A-Za-z‘“(])")
_NUMBER_AT_END = re.compile(r"\d[\d,.]*\d(?=[.,;:)]*\Z)")
_MARKS = re.compile(r"\d+(?:,\d+)*")
_FIGURE_CHARACTERS = 60
"""No figure is longer, and a hostile one would cost the square of its length."""
_BOLD = re.compile(rb"bold|black|heavy|semib|demi", re.IGNORECASE)
_ITALIC = re.compile(rb"italic|oblique", re.IGNORECASE)

SAME_BASELINE_SHARE = 0.45
"""Of the larger type: a raised note mark stays on its line, the next line of closely set type does not."""

BACKWARD_SHARE = 0.3
"""Of the type: kerning may move a word back by this much; more means that a new line or cell begins."""

RAISED_SIZE_SHARE = 0.85
"""A note mark is set at about two thirds of the size of its line."""

RAISED_HEIGHT_SHARE = 0.75
"""Of the larger type: how far above the line's baseline a note mark stands at most."""

FONT_NAME_BYTES = 96
"""Room for a font's name; its weight stands within the first forty characters."""

SMALLEST_TYPE_POINTS = 4.0
"""Smaller sizes are a font whose own matrix scales it; the height of the character's box tells the real size."""

RAISED_SHARE = 0.2
"""Of the type: a mark set as large as its line, but so far above it, is a note mark too."""

LOWERED_SHARE = 0.05
"""Of the type: the 2 of CO2 stands below the line, and is no note mark."""

SLANT_MINIMUM = 0.05
"""Of the longer side: three degrees. A crooked scan is less, a watermark more."""

DIRECTION_SAMPLES = 40
"""Characters by which the direction of a page's type is judged."""


def read_pages(data: bytes) -> list[Page]:
    """The pages of a PDF.

    Raises `ReadingRefused`: "encrypted" where a password is needed, "unreadable" where PDFium cannot load it.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _refusal(error) from error
    with closing(document):
        return [_read_page(document, index) for index in range(len(document))]


def _refusal(error: Exception) -> ReadingRefused:
    if "password" in str(error).lower() or "security" in str(error).lower():
        return ReadingRefused(
            "encrypted",
            "The PDF is protected by a password.",
            hint="Save a copy without the password and add that.",
        )
    return ReadingRefused(
        "unreadable",
        f"The PDF cannot be opened: {error}",
        hint="It may be cut short or damaged: fetch it again from where it was published.",
    )


def document_keywords(data: bytes) -> str:
    """Title, subject and keywords that the PDF's own metadata carries, in one string."""
    with closing(pdfium.PdfDocument(data)) as document:
        values = document.get_metadata_dict(skip_empty=True)
    return " ".join(str(values.get(key, "")) for key in ("Title", "Subject", "Keywords"))


def _read_page(document: pdfium.PdfDocument, index: int) -> Page:
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return Page(index + 1, 0.0, 0.0, (), (), "")
    with closing(page):
        with closing(page.get_textpage()) as text_page:
            count = max(0, pdfium_c.FPDFText_CountChars(text_page.raw))
            text = _page_text(text_page.raw, count)
            view = _view(page, _quarter_turns(text_page.raw, count))
            words = _Words(text_page.raw, text, view)
            lines = with_marks_beside(list(_lines(iter(words))))
            lines += [Line((word,)) for word in words.slanted]
        width, height = view.size
        rules, pictures = drawn_on(page, *(reversed(view.size) if view.turns % 2 else view.size))
        rules = tuple(view.rule(rule) for rule in rules)
    plain = _LIGATURE.sub(lambda match: LIGATURES[ord(match.group())], text)
    printed = _WHITE.sub("", plain.replace(LINE_END_HYPHEN, "-").replace(SYMBOL_DASH, "–"))
    return Page(index + 1, width, height, tuple(lines), rules, printed, pictures, plain, len(words.slanted))


@dataclass(frozen=True, slots=True)
class _View:
    """A page turned so that its type stands upright. `turns` are quarter turns clockwise, `box` its edges as stored."""

    turns: int
    box: tuple[float, float, float, float]

    @property
    def size(self) -> tuple[float, float]:
        x0, y0, x1, y1 = self.box
        return (y1 - y0, x1 - x0) if self.turns % 2 else (x1 - x0, y1 - y0)

    def point(self, x: float, y: float) -> tuple[float, float]:
        x0, y0, x1, y1 = self.box
        match self.turns:
            case 1:
                return y - y0, x1 - x
            case 2:
                return x1 - x, y1 - y
            case 3:
                return y1 - y, x - x0
            case _:
                return x, y

    def rule(self, rule: Rule) -> Rule:
        if not self.turns:
            return rule
        (xa, ya), (xb, yb) = self.point(rule.x0, rule.y0), self.point(rule.x1, rule.y1)
        return Rule(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def _view(page: pdfium.PdfPage, turns: int) -> _View:
    if not turns:
        width, height = page.get_size()
        return _View(0, (0.0, 0.0, height, width) if page.get_rotation() % 180 else (0.0, 0.0, width, height))
    return _View(turns, tuple(page.get_cropbox()))


def _quarter_turns(raw: ctypes.c_void_p, count: int) -> int:
    """How often a page has to be turned clockwise for most of its type to stand upright."""
    found: Counter[int] = Counter()
    matrix = pdfium_c.FS_MATRIX()
    for index in range(0, count, max(1, count // DIRECTION_SAMPLES)):
        if not pdfium_c.FPDFText_GetMatrix(raw, index, ctypes.byref(matrix)) or (not matrix.a and not matrix.b):
            continue
        if abs(matrix.b) > abs(matrix.a):
            found[1 if matrix.b > 0 else 3] += 1
        else:
            found[0 if matrix.a > 0 or matrix.d > 0 else 2] += 1
    return max(found, key=lambda turns: found[turns], default=0)


def _page_text(raw: ctypes.c_void_p, count: int) -> str:
    if count == 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(raw, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", errors="replace")
    if len(text) != count:
        text = "".join(chr(pdfium_c.FPDFText_GetUnicode(raw, i)) for i in range(count))
    return _ODD.sub(lambda match: _meant(raw, match.start(), match.group()), text)


_ODD = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{LINE_END_HYPHEN}]")
"""What no page prints: some files say such characters for signs that they draw."""


def _meant(raw: ctypes.c_void_p, index: int, odd: str) -> str:
    """What stands for a character that prints nothing: what Windows means with it, or that it could not be read."""
    if pdfium_c.FPDFText_IsHyphen(raw, index) == 1:
        return LINE_END_HYPHEN
    if odd == LINE_END_HYPHEN:
        return UNREAD
    if ord(odd) in WINDOWS and not pdfium_c.FPDFText_HasUnicodeMapError(raw, index):
        return WINDOWS[ord(odd)] or UNREAD
    box = tuple(ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(raw, index, *(ctypes.byref(value) for value in box))
    left, right, bottom, top = (value.value for value in box)
    return UNREAD if right > left and top > bottom else " "


class _Words:
    """The words of one page, with the buffers that PDFium writes into kept between calls.

    `slanted` are those set across the page, as the word DRAFT is; they are filled as the others are met.
    """

    def __init__(self, raw: ctypes.c_void_p, text: str, view: _View) -> None:
        self._raw = raw
        self._text = text
        self._view = view
        self._matrix = pdfium_c.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box = tuple(ctypes.c_double() for _ in range(4))
        self._box_refs = tuple(ctypes.byref(value) for value in self._box)
        self._flags = ctypes.c_int()
        self._faces: dict[bytes, tuple[bool, bool]] = {}
        self._name = ctypes.create_string_buffer(FONT_NAME_BYTES)
        self.slanted: list[Word] = []
        self._is_slanted = False  # of the word that was read last

    def __iter__(self) -> Iterator[Word]:
        for match in _WORD.finditer(self._text):
            word = self._word(match.group(), match.start(), match.end())
            if self._is_slanted:
                self.slanted.append(word)
            else:
                yield word

    def _word(self, text: str, start: int, end: int) -> Word:
        x0, y = self._origin(start)
        size = self._size(start)
        along, across = abs(self._matrix.a), abs(self._matrix.b)
        self._is_slanted = min(along, across) > max(along, across) * SLANT_MINIMUM
        last = end - 1 - text.endswith(LINE_END_HYPHEN)
        pdfium_c.FPDFText_GetCharBox(self._raw, max(start, last), *self._box_refs)
        left, right, bottom, top = (value.value for value in self._box)
        x1 = max(self._view.point(left, bottom)[0], self._view.point(right, top)[0], x0)
        pdfium_c.FPDFText_GetFontInfo(self._raw, start, self._name, FONT_NAME_BYTES, ctypes.byref(self._flags))
        bold, italic = self._face(self._name.value)
        plain = text.isalpha()  # as nearly all words are: no digits to look for
        inner = None if plain else self._mark_after_number(text, start, size) or _INNER_DIGITS.search(text)
        if inner:
            text, size, y = self._with_raised_digits(text, start, inner, size, y)
        return Word(_as_typed(text), round(x0, 1), round(x1, 1), round(y, 1), size, bold, italic)

    def _origin(self, index: int) -> tuple[float, float]:
        pdfium_c.FPDFText_GetCharOrigin(self._raw, index, ctypes.byref(self._x), ctypes.byref(self._y))
        return self._view.point(self._x.value, self._y.value)

    def _mark_after_number(self, text: str, start: int, size: float) -> re.Match[str] | None:
        """The note mark that stands close behind a number: "2014" and a raised "10", which must not become 201410."""
        number = _NUMBER_AT_END.search(
            text, max(0, len(text) - 60)
        )  # no figure is longer, and hostile ones cost its square
        if number is None:
            return None
        first, last = start + number.start(), start + number.end() - 1
        opens = first > start and not text[first - start - 1].isdigit()  # what stands before it is on the baseline
        base = self._origin(start if opens else first)[1]
        begin = last + 1
        while begin - 1 >= first + (not opens) and self._is_raised_at(begin - 1, base, size):
            begin -= 1
        return _MARKS.match(text, begin - start) if begin <= last else None

    def _is_raised_at(self, index: int, base: float, size: float) -> bool:
        return self._size(index) < size * RAISED_SIZE_SHARE or self._origin(index)[1] - base > size * RAISED_SHARE

    def _face(self, name: bytes) -> tuple[bool, bool]:
        if name not in self._faces:
            self._faces[name] = bool(_BOLD.search(name)), bool(_ITALIC.search(name))
        return self._faces[name]

    def _with_raised_digits(
        self, text: str, start: int, inner: re.Match[str], size: float, y: float
    ) -> tuple[str, float, float]:
        other = start + inner.end() if inner.start() == 0 else start
        rest = self._size(other)
        digits = self._size(start + inner.start())
        lowered = self._origin(start + inner.start())[1] < self._origin(other)[1] - rest * LOWERED_SHARE
        if lowered or (digits >= rest * RAISED_SIZE_SHARE and inner.re is _INNER_DIGITS):
            return text, size, y
        raised = inner.group().translate(SUPERSCRIPT_DIGITS)
        if inner.start() == 0:
            y = self._origin(other)[1]
        return text[: inner.start()] + raised + text[inner.end() :], rest, y

    def _size(self, index: int) -> float:
        size: float = pdfium_c.FPDFText_GetFontSize(self._raw, index)
        if pdfium_c.FPDFText_GetMatrix(self._raw, index, ctypes.byref(self._matrix)):
            size *= math.hypot(self._matrix.c, self._matrix.d) or 1.0
        if size < SMALLEST_TYPE_POINTS:
            pdfium_c.FPDFText_GetCharBox(self._raw, index, *self._box_refs)
            size = max(size, (self._box[3].value - self._box[2].value) * 1.35)
        return round(size, 1)


def _as_typed(text: str) -> str:
    """The characters of a word as one types them."""
    return text if text.isascii() or len(text) == 1 else text.translate(LIGATURES).replace(SYMBOL_DASH, "–")


def _lines(words: Iterator[Word]) -> Iterator[Line]:
    current: list[Word] = []
    for word in words:
        if current and len(current) == 1 and _is_raised(current[0], word):
            current = [
                replace(current[0], text=current[0].text.translate(SUPERSCRIPT_DIGITS), y=word.y, size=word.size)
            ]
        if current and not _on_line(current[-1], word):
            yield Line(tuple(current))
            current = []
        if current and _is_raised(word, current[-1]):
            word = replace(word, text=word.text.translate(SUPERSCRIPT_DIGITS), y=current[-1].y, size=current[-1].size)
        current.append(word)
    if current:
        yield Line(tuple(current))


def _on_line(before: Word, word: Word) -> bool:
    larger = max(before.size, word.size)
    if word.x0 < before.x1 - larger * BACKWARD_SHARE:
        return False
    return abs(word.y - before.y) < larger * SAME_BASELINE_SHARE or _is_raised(word, before)


def _is_raised(word: Word, beside: Word) -> bool:
    """Whether `word` is a note mark by itself, set smaller and higher than the word beside it."""
    return (
        word.size < beside.size * RAISED_SIZE_SHARE
        and 0 < word.y - beside.y < beside.size * RAISED_HEIGHT_SHARE
        and word.text.rstrip(".,;:)").isdigit()
    )


# Text for scanned pages, through the `ocrmypdf` command where it is installed (the "ocr" extra).
#
# Recognised words may be wrong, so a report that was read in this way carries a finding that says so.

OCR_TIME_LIMIT_SECONDS = 100.0
"""Less than a reading may take in all; about thirty pages on a slow machine."""

COMMAND = "ocrmypdf"


def scanned(pages: Sequence[Page]) -> list[int]:
    """The numbers of the pages that are pictures without text."""
    return [page.number for page in pages if page.pictures and not page.printed]


def with_text_layer(data: bytes) -> bytes | None:
    """The PDF with recognised text on its scanned pages; None where the command is absent, fails or takes too long."""
    command = _command()
    if command is None:
        return None
    arguments = [command, "--skip-text", "--quiet", "--output-type", "pdf", "--language", "eng", "-", "-"]
    try:
        done = subprocess.run(
            arguments,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=OCR_TIME_LIMIT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout or None


def about_recognised(pages: Sequence[int]) -> list[Finding]:
    """A finding for each page that was recognised, which says what that means for a quotation."""
    message = "This page is a picture; its words were recognised by OCR and may be wrong. Check quotations."
    return [Finding("text-recognised", message, page) for page in pages]


def _command() -> str | None:
    """The command on the path, or beside this Python, where an environment that is not activated keeps it."""
    return shutil.which(COMMAND) or shutil.which(COMMAND, path=str(Path(sys.executable).parent))


# Whether the packed parts of a PDF are whole. PDFium shows what it can of a damaged part and says nothing.

STREAM_LIMIT_BYTES = 32 * 1024**2
"""Unpacked; the page descriptions of real reports stay under a mebibyte. Beyond it a part is left unchecked."""

DICTIONARY_BYTES = 400
"""A stream's dictionary stands before it; the filters are named within so many bytes."""

HOLE = bytes(8)
"""A run of zeros is no page description: a lost block of a disk or a half-done download."""

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_FLATE = re.compile(rb"/Filter\s*(?:\[\s*)?/(?:FlateDecode|Fl)\b")
_ASCII85_FLATE = re.compile(rb"/Filter\s*\[\s*/(?:ASCII85Decode|A85)\s*/(?:FlateDecode|Fl)\b")
_SHOWS_TEXT = re.compile(rb"\bBT\b.*?\bT[jJ]\b", re.DOTALL)
_IMAGE = re.compile(rb"/Subtype\s*/Image")


def about_damage(data: bytes) -> list[Finding]:
    """A finding where packed parts of the file do not unpack to what was packed, or where its end is missing."""
    findings = []
    if b"%%EOF" not in data[-2048:]:
        message = "The file stops before its end, so pages may be missing: fetch it again from where it was published."
        findings.append(Finding("damaged-file", message))
    if b"/Encrypt" in data:
        return findings
    damaged = sum(1 for packed in _packed_parts(data) if not _is_whole(packed))
    if damaged:
        message = f"{damaged} compressed parts of the file are damaged; words may be missing or wrong: fetch it again."
        findings.append(Finding("damaged-file", message))
    return findings


def _packed_parts(data: bytes) -> Iterator[bytes]:
    for stream in _STREAM.finditer(data):
        before = data[max(0, stream.start() - DICTIONARY_BYTES) : stream.start()]
        dictionary = before[max(before.rfind(b"endobj"), before.rfind(b" obj"), 0) :]
        if _IMAGE.search(dictionary):
            continue
        end = data.find(b"endstream", stream.end())
        packed = data[stream.end() : end if end > 0 else len(data)]
        if b"/Filter" not in dictionary and _SHOWS_TEXT.search(packed) and HOLE in packed:
            yield HOLE
        elif _FLATE.search(dictionary):
            yield packed
        elif _ASCII85_FLATE.search(dictionary):
            yield _from_ascii85(packed)


def _from_ascii85(packed: bytes) -> bytes:
    try:
        return base64.a85decode(packed.strip().removesuffix(b"~>"))
    except ValueError:
        return b""


def _is_whole(packed: bytes) -> bool:
    """Whether the part unpacks to its end with the checksum that it carries."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = len(unpacker.decompress(packed, STREAM_LIMIT_BYTES))
    except zlib.error:
        return False
    return unpacker.eof or unpacked >= STREAM_LIMIT_BYTES
