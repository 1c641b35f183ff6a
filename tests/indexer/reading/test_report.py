from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from indexer.errors import ReadingRefused
from indexer.reading import report as report_module
from indexer.reading.filetype import FileType, decode_text, file_type
from indexer.reading.report import read_report
from indexer.records import ReportId
from tests.indexer.reading.readings import read_file


def _code(path: Path) -> str:
    with pytest.raises(ReadingRefused) as refusal:
        read_file(path)
    assert refusal.value.message
    return refusal.value.code


def test_a_file_that_is_not_there_or_a_folder_is_unreadable(tmp_path: Path) -> None:
    assert _code(tmp_path / "none.pdf") == "unreadable"
    assert _code(tmp_path) == "unreadable"


def test_a_file_past_the_limit_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module, "FILE_SIZE_LIMIT_BYTES", 10)
    path = tmp_path / "large.txt"
    path.write_text("more than ten bytes", encoding="utf-8")
    assert _code(path) == "too-large"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.touch()
    assert _code(path) == "empty"


def test_a_defect_of_a_reader_is_a_refusal_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr("indexer.reading.text.read", broken)
    path = tmp_path / "letter.txt"
    path.write_text("words", encoding="utf-8")
    with pytest.raises(ReadingRefused) as refusal:
        read_report(path, source="letter.txt", report_id=ReportId("a-report"), sha256="")
    assert refusal.value.code == "reader-failed"
    assert "ZeroDivisionError" in refusal.value.message
    assert "deep inside" not in str(refusal.value)  # no words of a library


def test_the_report_carries_what_it_was_given(corpus: Path) -> None:
    path = corpus / "harrowmere-2017.md"
    report = read_report(path, source="in/a/folder.md", report_id=ReportId("harrowmere-2017"), sha256="ab")
    assert (report.source, report.report_id, report.sha256, report.sample) == (
        "in/a/folder.md",
        "harrowmere-2017",
        "ab",
        True,
    )


def test_every_sample_in_the_corpus_is_read_without_findings(corpus: Path) -> None:
    for path in sorted(corpus.iterdir()):
        if path.suffix in (".md", ".txt", ".pdf"):
            report = read_file(path)
            assert report.sample, path.name
            assert not [f for f in report.findings if f.code != "heading-not-recognised"], path.name
            assert report.accounting is not None
            assert report.accounting.lost == 0, path.name


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
