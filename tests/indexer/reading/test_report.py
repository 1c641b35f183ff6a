from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from indexer.errors import ReadingRefused
from indexer.reading import office
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


def _zip(name: str, content: str = "<x/>") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
        (b"{\\rtf1\\ansi}", FileType.RTF),
        (_zip("mimetype", "application/vnd.oasis.opendocument.text"), FileType.ODT),
        (OFFICE + bytes(100) + "WordDocument".encode("utf-16-le"), FileType.DOC),
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
        (OFFICE + bytes(100), "unsupported-type"),
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


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (_zip("mimetype", "application/epub+zip"), ".epub"),
        (_zip("META-INF/container.xml"), ".epub"),
        (_zip("xl/workbook.xml"), ".xlsx"),
        (_zip("ppt/presentation.xml"), ".pptx"),
        (_zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ".ods"),
        (_zip("Index/Document.iwa"), "Apple Pages"),
        (_zip("my-word/notes.txt"), "an archive"),
        (OFFICE + "Workbook".encode("utf-16-le"), ".xls"),
        (OFFICE + "__substg1.0_0037001F".encode("utf-16-le"), ".msg"),
        (b"From: a@b.example\nTo: c@d.example\nSubject: x\nMIME-Version: 1.0\n\nHello", ".eml"),
        (bytes(60) + b"BOOKMOBI" + bytes(40), ".mobi"),
    ],
)
def test_what_is_not_read_is_named_for_what_it_is(data: bytes, name: str) -> None:
    with pytest.raises(ReadingRefused) as refusal:
        file_type(data)
    assert refusal.value.code == "unsupported-type"
    assert name in refusal.value.message
    assert refusal.value.hint


RTF = b"{\\rtf1\\ansi It was good.}"


def test_without_libreoffice_a_rich_text_file_is_refused_with_the_way_to_convert_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_command", lambda: None)
    path = tmp_path / "letter.rtf"
    path.write_bytes(RTF)
    with pytest.raises(ReadingRefused) as refusal:
        read_file(path)
    assert refusal.value.code == "unsupported-type"
    assert "--convert-to docx FILE.rtf" in (refusal.value.hint or "")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the command is a script with a #! line")
@pytest.mark.parametrize("works", [True, False])
def test_a_rich_text_file_is_read_as_libreoffice_converts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    document = docx.Document()
    document.add_paragraph("Report of an inspection of youth offending work in Nowhere")
    for number in (1, 2, 3):
        document.add_paragraph(f"{number}. Plans were made in good time in all of the cases that inspectors looked at.")
    document.save(str(tmp_path / "result.docx"))
    command = tmp_path / "soffice"
    copy = f'shutil.copy({str(tmp_path / "result.docx")!r}, folder + "/document.docx")' if works else "sys.exit(1)"
    command.write_text(
        f"#!{sys.executable}\nimport shutil, sys\nfolder = sys.argv[sys.argv.index('--outdir') + 1]\n{copy}\n"
    )
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "letter.rtf"
    path.write_bytes(RTF)
    if not works:
        with pytest.raises(ReadingRefused, match="could not convert"):
            read_file(path)
        return
    report = read_file(path)
    assert [e.number for e in report.elements if e.number] == ["1", "2", "3"]
    assert report.findings[0].code == "converted"


def test_a_password_protected_word_file_is_called_encrypted() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    with pytest.raises(ReadingRefused) as refusal:
        file_type(data)
    assert refusal.value.code == "encrypted"


def test_old_encodings_keep_their_dashes_and_quotes() -> None:
    assert decode_text("“good” – 25–27 April".encode("cp1252")) == "“good” – 25–27 April"
    assert decode_text("“good”".encode("utf-8-sig")) == "“good”"


def test_one_stray_byte_does_not_spoil_a_text_in_utf_8() -> None:
    assert decode_text("It’s “good”. ".encode() + b"It\x92s.") == "It’s “good”. It’s."
