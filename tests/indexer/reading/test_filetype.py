from __future__ import annotations

import io
import zipfile

import pytest

from indexer.errors import ReadingRefused
from indexer.reading.filetype import FileType, decode_text, file_type


def _zip(name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, "<x/>")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", FileType.PDF),
        (b"\r\n%PDF-1.4\n...", FileType.PDF),
        (b"<!DOCTYPE html>\n<html>", FileType.HTML),
        (b"\xef\xbb\xbf<html lang='en'>", FileType.HTML),
        (b"  <!-- saved -->\n<HTML>", FileType.HTML),
        (b"# Report\n\nIt was good.", FileType.TEXT),
        ("It was good – and “better”.".encode("cp1252"), FileType.TEXT),
        ("It was good.".encode("utf-16"), FileType.TEXT),
        (_zip("word/document.xml"), FileType.DOCX),
    ],
)
def test_the_content_decides(data: bytes, kind: FileType) -> None:
    assert file_type(data) is kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\x00" * 500, "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "unsupported-type"),
        (b"{\\rtf1\\ansi}", "unsupported-type"),
        (b"\x89PNG\r\n\x1a\n", "unsupported-type"),
        (_zip("report.txt"), "unsupported-type"),
        (bytes(range(256)) * 8, "unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_code_and_a_hint(data: bytes, code: str) -> None:
    with pytest.raises(ReadingRefused) as refusal:
        file_type(data)
    assert refusal.value.code == code
    assert refusal.value.hint


def test_a_password_protected_word_file_is_called_encrypted() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    with pytest.raises(ReadingRefused) as refusal:
        file_type(data)
    assert refusal.value.code == "encrypted"


def test_old_encodings_keep_their_dashes_and_quotes() -> None:
    assert decode_text("“good” – 25–27 April".encode("cp1252")) == "“good” – 25–27 April"
    assert decode_text("“good”".encode("utf-8-sig")) == "“good”"
