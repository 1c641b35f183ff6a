"""What a file is, decided by its content. Names lie: web pages are saved as report.pdf."""

from __future__ import annotations

import re
from enum import StrEnum

from indexer.errors import ReadingRefused

HEAD_BYTES = 4096
"""Enough for every signature, and for the first tags of a web page."""

CONTROL_SHARE_MAXIMUM = 0.01
"""Of the characters: more control characters than this and the file is no text."""

_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_MAIL = re.compile(rb"(?:[A-Z][A-Za-z-]{1,40}: ?[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_UNSUPPORTED = (
    (_OFFICE, "an old Word or Office file", "Save it as .docx or PDF and add that."),
    (b"{\\rtf", "a rich text file", "Save it as .docx or PDF and add that."),
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
)


class FileType(StrEnum):
    """The formats that can be read."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    WEB_ARCHIVE = "mhtml"
    TEXT = "text"


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
    for signature, name, hint in _UNSUPPORTED:
        if data.startswith(signature):
            raise ReadingRefused("unsupported-type", f"The file is {name}, which is not read.", hint=hint)
    if _MAIL.match(data) and b"MIME-Version:" in data[:HEAD_BYTES]:
        if b"text/html" in data[:HEAD_BYTES] and b"multipart/related" in data[:HEAD_BYTES]:
            return FileType.WEB_ARCHIVE
        raise ReadingRefused(
            "unsupported-type", "The file is an e-mail, which is not read.", hint="Save its attachment and add that."
        )
    if _HTML.search(data[:HEAD_BYTES].replace(b"\x00", b"")):
        return FileType.HTML
    decode_text(data)
    return FileType.TEXT


def _packed(data: bytes) -> FileType:
    if b"word/" in data:
        return FileType.DOCX
    name, hint = next((said for sign, *said in _PACKAGES if sign in data), _ARCHIVE)
    raise ReadingRefused("unsupported-type", f"The file is {name}, which is not read.", hint=hint)


_ARCHIVE = ["an archive that is no Word document", "Unpack it and add what is inside."]
_PACKAGES = (
    (b"application/epub+zip", "an e-book (.epub)", "Convert it to PDF or HTML and add that."),
    (b"opendocument.text", "an OpenDocument text (.odt)", "Save it as .docx or PDF and add that."),
    (b"opendocument.", "an OpenDocument file", "Save it as PDF and add that."),
    (b"xl/", "a spreadsheet (.xlsx)", "Save its text as .docx or PDF and add that."),
    (b"ppt/", "a presentation (.pptx)", "Save it as PDF and add that."),
)


def decode_text(data: bytes) -> str:
    """The text of a text file: by its byte order mark, else UTF-8, else Windows-1252 as old letters use.

    Raises `ReadingRefused` "unreadable" where the result is not text.
    """
    text = _decoded(data)
    if len(_CONTROL.findall(text)) > len(text) * CONTROL_SHARE_MAXIMUM:
        raise ReadingRefused(
            "unreadable",
            "The file is neither text nor any other format that is read.",
            hint="PDF, Word (.docx), HTML, Markdown and text are read.",
        )
    return _CONTROL.sub("", text)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    sample = data[:HEAD_BYTES]
    for start, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(sample) > 1 and sample[start::2].count(0) > len(sample[start::2]) * UTF16_ZEROS_MINIMUM:
            return data.decode(codec, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        is_mac = _MAC_QUOTES.search(data) and not _WINDOWS_QUOTES.search(data)
        return data.decode("mac_roman" if is_mac else "cp1252", errors="replace")


UTF16_ZEROS_MINIMUM = 0.7
"""Of every other byte: English in UTF-16 has a zero beside each letter, other encodings have none."""

_MAC_QUOTES = re.compile(
    rb"(?<=[\s(])[\xd2\xd4](?=[A-Za-z])|(?<=[A-Za-z.,])[\xd3\xd5](?=[\s.,;)s])|(?<=\s)[\xd0\xd1](?=\s)"
)
_WINDOWS_QUOTES = re.compile(rb"[\x91-\x97]")
