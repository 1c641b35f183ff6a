"""What a file is, decided by its content. Names lie: web pages are saved as report.pdf."""

from __future__ import annotations

import codecs
import contextlib
import io
import re
import zipfile
from enum import StrEnum

from indexer.errors import ReadingRefused

HEAD_BYTES = 4096
"""Enough for every signature, and for the first tags of a web page."""

CONTROL_SHARE_MAXIMUM = 0.01
"""Of the characters: more control characters than this and the file is no text."""

_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_MAIL = re.compile(rb"(?:[A-Z][A-Za-z-]{1,40}: ?[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NO_TEXT = re.compile(rf"{_CONTROL.pattern}|\ufffd")
_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_UNSUPPORTED = (
    (b"\x89PNG", "a picture", "Run OCR over it to make a PDF with text (ocrmypdf)."),
    (b"\xff\xd8\xff", "a picture", "Run OCR over it to make a PDF with text (ocrmypdf)."),
    (b"GIF8", "a picture", "Run OCR over it to make a PDF with text (ocrmypdf)."),
    (b"II*\x00", "a picture", "Run OCR over it to make a PDF with text (ocrmypdf)."),
    (b"MM\x00*", "a picture", "Run OCR over it to make a PDF with text (ocrmypdf)."),
    (b"\x1f\x8b", "a compressed file", "Unpack it and add what is inside."),
    (b"Rar!", "an archive", "Unpack it and add what is inside."),
    (b"7z\xbc\xaf", "an archive", "Unpack it and add what is inside."),
    (b"\x7fELF", "a program", ""),
    (b"MZ", "a program", ""),
    (b"ITSF", "a help file (.chm)", "Save its pages as PDF or HTML and add them."),
    (b"{\\pwi", "a Pocket Word file", "Save it as .docx or PDF and add that."),
)
_OLD_OFFICE = (
    ("__substg1.0_", "an Outlook message (.msg)", "Save its attachment, or the message as PDF, and add that."),
    ("Workbook", "an old spreadsheet (.xls)", "Save its text as .docx or PDF and add that."),
    ("PowerPoint Document", "an old presentation (.ppt)", "Save it as PDF and add that."),
)


class FileType(StrEnum):
    """The formats that can be read, the last three by way of LibreOffice."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    WEB_ARCHIVE = "mhtml"
    TEXT = "text"
    ODT = "odt"
    RTF = "rtf"
    DOC = "doc"

    @property
    def spoken(self) -> str:
        """What a person calls such a file."""
        return _SPOKEN.get(self, f"a file of the type {self.value}")


_SPOKEN = {
    FileType.ODT: "an OpenDocument text (.odt)",
    FileType.RTF: "a rich text file (.rtf)",
    FileType.DOC: "an old Word document (.doc)",
}


def file_type(data: bytes) -> FileType:
    """The format of a file's content.

    Raises `ReadingRefused`: "empty" for no bytes or only white space, "unsupported-type" for a known format
    that is not read, "encrypted" for a Word document with a password, "unreadable" for bytes that are no text in
    any encoding.
    """
    if not data.strip(b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf"):
        raise ReadingRefused("empty", "The file is empty.", hint="Fetch it again from where it was published.")
    if b"%PDF-" in data[:1024]:
        return FileType.PDF
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if data.startswith(_OFFICE) and _ENCRYPTED_PACKAGE in data:
        raise ReadingRefused(
            "encrypted", "The Word document is protected by a password.", hint="Save a copy without it and add that."
        )
    if data.startswith(_OFFICE):
        return _old_office(data)
    if data.startswith(b"{\\rtf"):
        return FileType.RTF
    _refuse_known(data)
    if _MAIL.match(data) and b"MIME-Version:" in data[:HEAD_BYTES]:
        if b"text/html" in data[:HEAD_BYTES] and b"multipart/related" in data[:HEAD_BYTES]:
            return FileType.WEB_ARCHIVE
        raise ReadingRefused(
            "unsupported-type",
            "The file is an e-mail (.eml), which is not read.",
            hint="Save its attachment and add that.",
        )
    if _HTML.search(data[:HEAD_BYTES].replace(b"\x00", b"")):
        return FileType.HTML
    decode_text(data)
    return FileType.TEXT


def _refuse_known(data: bytes) -> None:
    """Raises `ReadingRefused` for a known format that is not read."""
    if data[60:68] == b"BOOKMOBI":
        raise ReadingRefused(
            "unsupported-type", "The file is an e-book (.mobi), which is not read.", hint="Convert it to PDF."
        )
    for signature, name, hint in _UNSUPPORTED:
        if data.startswith(signature):
            raise ReadingRefused("unsupported-type", f"The file is {name}, which is not read.", hint=hint)


def _old_office(data: bytes) -> FileType:
    """The streams in such a file have their names in UTF-16."""
    for sign, name, hint in _OLD_OFFICE:
        if sign.encode("utf-16-le") in data:
            raise ReadingRefused("unsupported-type", f"The file is {name}, which is not read.", hint=hint)
    if "WordDocument".encode("utf-16-le") not in data:
        raise ReadingRefused(
            "unsupported-type",
            "The file is an old Office file, which is not read.",
            hint="Save it as .docx or PDF and add that.",
        )
    return FileType.DOC


def _packed(data: bytes) -> FileType:
    names = _names_in(data)
    if any(name.startswith("word/") for name in names):
        return FileType.DOCX
    if "mimetype" in names and b"opendocument.text" in data[:HEAD_BYTES]:
        return FileType.ODT
    name, hint = next((said for sign, *said in _PACKAGES if _is_sign(sign, names, data)), _ARCHIVE)
    raise ReadingRefused("unsupported-type", f"The file is {name}, which is not read.", hint=hint)


def _names_in(data: bytes) -> list[str]:
    """The names of the files in a package; of a damaged one, those that stand before its files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return [match.group(1).decode("utf-8", "replace") for match in _LOCAL_NAME.finditer(data)]


_LOCAL_NAME = re.compile(rb"PK\x03\x04.{26}([\w\[\]./ -]{1,120})", re.DOTALL)


def _is_sign(sign: str, names: list[str], data: bytes) -> bool:
    """Whether a package is of a type: by a folder in it, a file or a word of its ending, or the type that it states."""
    if sign.endswith("/"):
        return any(name.startswith(sign) for name in names)
    return any(name.endswith(sign) for name in names) or ("mimetype" in names and sign.encode() in data[:HEAD_BYTES])


_ARCHIVE = ["an archive that is not a Word document", "Unpack it and add what is inside."]
_PACKAGES = (
    ("application/epub+zip", "an e-book (.epub)", "Convert it to PDF or HTML and add that."),
    ("opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)", "Save its text as .docx or PDF and add that."),
    ("opendocument.presentation", "an OpenDocument presentation (.odp)", "Save it as PDF and add that."),
    ("opendocument.", "an OpenDocument file", "Save it as PDF and add that."),
    ("xl/", "a spreadsheet (.xlsx)", "Save its text as .docx or PDF and add that."),
    ("ppt/", "a presentation (.pptx)", "Save it as PDF and add that."),
    (".iwa", "an Apple Pages, Numbers or Keynote file", "Export it as .docx or PDF and add that."),
    ("container.xml", "an e-book (.epub)", "Convert it to PDF or HTML and add that."),
)


def decode_text(data: bytes) -> str:
    """The text of a text file: by its byte order mark, else UTF-8, else Windows-1252 as old letters use.

    Raises `ReadingRefused` "unreadable" where the result is not text.
    """
    text = decoded(data)
    if len(_NO_TEXT.findall(text)) > len(text) * CONTROL_SHARE_MAXIMUM:
        raise ReadingRefused(
            "unreadable",
            "The file is neither text nor any other format that is read.",
            hint="PDF, Word (.docx), HTML, Markdown and text are read.",
        )
    return _CONTROL.sub("", text)


def decoded(data: bytes) -> str:
    """All characters of a text, control characters too: in UTF-16, UTF-8, or one of the encodings before them."""
    text = _unicode(data)
    return _old(data) if text is None else text


def decode_page(data: bytes) -> str:
    """The text of a web page: as what it says it is in where its bytes are not Unicode, and as `decode_text` else.

    Many a page says ISO-8859-1 and is in UTF-8, or the other way round.
    """
    text = _unicode(data)
    declared = _CHARSET.search(data[:HEAD_BYTES])
    if text is None and declared is not None:
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            codec = codecs.lookup(declared.group(1).decode("ascii", errors="replace"))
            if codec._is_text_encoding and codec.name not in _WINDOWS:  # "zlib" and the like are codecs too
                text = data.decode(codec.name)
    return _old(data) if text is None else text


_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_WINDOWS = frozenset({"iso8859-1", "ascii", "cp1252", "utf-8"})
"""What is not UTF-8 under one of these names is in Windows-1252, as every browser takes it."""


def _unicode(data: bytes) -> str | None:
    """The text, where it is in UTF-16 or UTF-8, and a stray byte in UTF-8 as the Windows-1252 that it is from."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    sample = data[:HEAD_BYTES]
    for start, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(sample) > 1 and sample[start::2].count(0) > len(sample[start::2]) * UTF16_ZEROS_MINIMUM:
            return data.decode(codec, errors="replace")
    text = data.decode("utf-8-sig", errors="surrogateescape")
    strays = len(_STRAY.findall(text))
    if not strays:
        return text
    if len(_BEYOND_ASCII.findall(text)) <= strays:
        return None
    return _STRAY.sub(lambda stray: _old(stray.group().encode("utf-8", "surrogateescape")), text)


_STRAY = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")


def _old(data: bytes) -> str:
    is_mac = _MAC_QUOTES.search(data) and not _WINDOWS_QUOTES.search(data)
    return data.decode("mac_roman" if is_mac else "cp1252", errors="replace")


UTF16_ZEROS_MINIMUM = 0.7
"""Of every other byte: English in UTF-16 has a zero beside each letter, other encodings have none."""

_MAC_QUOTES = re.compile(
    rb"(?<=[\s(])[\xd2\xd4](?=[A-Za-z])|(?<=[A-Za-z.,])[\xd3\xd5](?=[\s.,;)s])|(?<=\s)[\xd0\xd1](?=\s)"
)
_WINDOWS_QUOTES = re.compile(rb"[\x91-\x97]")
