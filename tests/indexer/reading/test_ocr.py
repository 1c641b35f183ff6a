from __future__ import annotations

import io
import stat
import sys
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from indexer.errors import ReadingRefused
from indexer.reading import pdf as ocr
from indexer.reading.pdf import read_pages, scanned, with_text_layer
from tests.indexer.reading.readings import read_file

LINES = (
    "Report of Short Quality Screening (SQS) of youth offending work in Nowhere",
    "1. Reducing reoffending",
    "1.1. Plans were made with every young person and were kept up to date.",
    "1.2. Reviews were done on time in seven of the ten cases that we saw.",
)


def _scan() -> bytes:
    """A page as a scanner makes it: a picture of print, with no text behind it."""
    image = pytest.importorskip("PIL.Image")
    draw = pytest.importorskip("PIL.ImageDraw")
    font = pytest.importorskip("PIL.ImageFont")
    picture = image.new("L", (1654, 2339), 255)
    pen = draw.Draw(picture)
    for row, text in enumerate(LINES):
        pen.text((150, 200 + 90 * row), text, fill=0, font=font.load_default(size=34))
    return _pdf_of(picture)


def _pdf_of(picture: object) -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1)
    canvas.drawInlineImage(picture, 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def _stand_in(folder: Path, result: Path, *, fails: bool = False) -> None:
    """A command of the same name that answers with a file, for what happens round the real one."""
    command = folder / ocr.COMMAND
    body = "raise SystemExit(2)" if fails else f"sys.stdout.buffer.write(open({str(result)!r}, 'rb').read())"
    command.write_text(f"#!{sys.executable}\nimport sys\nsys.stdin.buffer.read()\n{body}\n", encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)


def _with_text() -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1)
    for row, text in enumerate(LINES):
        canvas.drawString(72, 760 - 30 * row, text)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(_scan())
    return path


def test_a_scanned_page_is_known(scan: Path) -> None:
    assert scanned(read_pages(scan.read_bytes())) == [1]
    assert scanned(read_pages(_with_text())) == []


def test_without_the_command_a_scan_is_refused_with_the_way_to_mend_it(
    scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "_command", lambda: None)
    with pytest.raises(ReadingRefused) as refusal:
        read_file(scan)
    assert refusal.value.code == "no-text-layer"


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the command is a script with a #! line")
def test_recognised_text_is_read_and_said_to_be_recognised(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = tmp_path / "result.pdf"
    result.write_bytes(_with_text())
    _stand_in(tmp_path, result)
    monkeypatch.setenv("PATH", str(tmp_path))
    report = read_file(scan)
    assert [e.number for e in report.elements if e.number] == ["1.1", "1.2"]
    assert report.findings[0].code == "text-recognised"
    assert "Check quotations" in report.findings[0].message


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the command is a script with a #! line")
def test_a_command_that_fails_leaves_the_scan_as_it_was(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stand_in(tmp_path, scan, fails=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert with_text_layer(scan.read_bytes()) is None


def test_a_real_scan_is_recognised(scan: Path) -> None:
    if ocr._command() is None:
        pytest.skip("ocrmypdf is not installed (the ocr extra, with tesseract)")
    report = read_file(scan)
    assert [e.number for e in report.elements if e.number] == ["1.1", "1.2"]
    assert "seven of the ten cases" in report.text
