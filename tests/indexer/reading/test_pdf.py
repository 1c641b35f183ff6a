from __future__ import annotations

import io
import stat
import sys
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from indexer.errors import ReadingRefused
from indexer.layout.pages import source_of
from indexer.reading import pdf as ocr
from indexer.reading.pdf import about_damage, document_keywords, read_pages, scanned, with_text_layer
from indexer.structure.blocks import BlockShape
from tests.indexer.reading.readings import read_file

WORDS = "Inspectors saw that plans were made with every young person"


def _pdf(*, encrypt: StandardEncryption | None = None, compressed: int = 1) -> tuple[Canvas, io.BytesIO]:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, encrypt=encrypt, pageCompression=compressed, invariant=1)
    return canvas, written


def _saved(canvas: Canvas, written: io.BytesIO) -> bytes:
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def test_words_have_place_size_and_weight() -> None:
    canvas, written = _pdf()
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(72, 700, "Key strengths")
    canvas.setFont("Times-Italic", 11)
    canvas.drawString(72, 680, WORDS)
    first, second = read_pages(_saved(canvas, written))[0].lines
    assert (first.text, first.x0, first.y, first.size, first.bold) == ("Key strengths", 72.0, 700.0, 14.0, True)
    assert (second.text, second.size, second.bold, second.italic) == (WORDS, 11.0, False, True)


def test_a_raised_number_becomes_a_note_mark_on_its_line() -> None:
    canvas, written = _pdf()
    text = canvas.beginText(72, 700)
    text.setFont("Helvetica", 12)
    text.textOut("The rate")
    text.setFont("Helvetica", 7)
    text.setRise(5)
    text.textOut("1")
    text.setRise(0)
    text.setFont("Helvetica", 12)
    text.textOut(" fell.")
    canvas.drawText(text)
    (line,) = read_pages(_saved(canvas, written))[0].lines
    assert line.text == "The rate¹ fell."


@pytest.mark.parametrize(
    ("number", "mark", "read_as"),
    [
        ("2014", "10", "2014¹⁰"),
        ("56,200", "2", "56,200²"),
        ("(2014)", "10", "(2014)¹⁰"),
        ("37.4%", "3", "37.4%³"),
        ("2014.", "10", "2014.¹⁰"),
        ("rate", "1,2", "rate¹,²"),
    ],
)
def test_a_note_mark_close_behind_a_number_does_not_make_it_grow(number: str, mark: str, read_as: str) -> None:
    canvas, written = _pdf()
    text = canvas.beginText(72, 700)
    text.setFont("Helvetica", 12)
    text.textOut(number)
    text.setFont("Helvetica", 7)
    text.setRise(5)
    text.textOut(mark)
    canvas.drawText(text)
    (line,) = read_pages(_saved(canvas, written))[0].lines
    assert line.text == read_as


def test_a_lowered_number_is_no_note_mark() -> None:
    canvas, written = _pdf()
    text = canvas.beginText(72, 700)
    text.setFont("Helvetica", 12)
    text.textOut("CO")
    text.setFont("Helvetica", 7)
    text.setRise(-2)
    text.textOut("2")
    canvas.drawText(text)
    (line,) = read_pages(_saved(canvas, written))[0].lines
    assert line.text == "CO2"


def test_a_word_across_the_page_stands_by_itself() -> None:
    canvas, written = _pdf()
    canvas.drawString(72, 700, "Plans were made in good time.")
    canvas.saveState()
    canvas.translate(200, 500)
    canvas.rotate(45)
    canvas.drawString(0, 0, "DRAFT")
    canvas.restoreState()
    page = read_pages(_saved(canvas, written))[0]
    assert ([line.text for line in page.lines], page.across) == (["Plans were made in good time.", "DRAFT"], 1)
    assert source_of([page]).blocks[-1].shape is BlockShape.FURNITURE


def test_type_whose_size_stands_in_the_text_matrix_has_that_size() -> None:
    canvas, written = _pdf()
    text = canvas.beginText()
    text.setFont("Helvetica", 1)
    text.setTextTransform(12, 0, 0, 12, 72, 700)
    text.textOut("Five of them (3%) fell.")
    canvas.drawText(text)
    (line,) = read_pages(_saved(canvas, written))[0].lines
    assert (line.text, line.size) == ("Five of them (3%) fell.", 12.0)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_whose_type_is_turned_is_read_upright(degrees: int) -> None:
    canvas, written = _pdf()
    canvas.translate(300, 400)
    canvas.rotate(degrees)
    canvas.drawString(-100, 20, WORDS)
    canvas.drawString(-100, 0, "The second line.")
    first, second = sorted(read_pages(_saved(canvas, written))[0].lines, key=lambda line: -line.y)
    assert (first.text, second.text) == (WORDS, "The second line.")
    assert first.x0 == pytest.approx(second.x0, abs=0.2)
    assert first.y - second.y == pytest.approx(20, abs=0.2)


def test_numbers_that_are_drawn_last_stand_before_their_words() -> None:
    canvas, written = _pdf()
    for y in (700, 680):
        canvas.drawString(100, y, WORDS)
    for y, number in ((700, "1."), (680, "2.")):
        canvas.drawString(72, y, number)
    assert [line.text for line in read_pages(_saved(canvas, written))[0].lines] == [f"1. {WORDS}", f"2. {WORDS}"]


def test_numbers_without_a_dot_that_are_drawn_last_stand_before_their_words_where_they_count_up() -> None:
    canvas, written = _pdf()
    places = (700, 680, 660)
    for y in places:
        canvas.drawString(100, y, WORDS)
    for y, number in zip(places, "123", strict=True):
        canvas.drawString(72, y, number)
    canvas.drawString(300, 40, "12")
    canvas.showPage()
    for y in places:
        canvas.drawString(100, y, WORDS)
    canvas.drawString(72, 700, "45")
    pages = read_pages(_saved(canvas, written))
    assert [line.text for line in pages[0].lines] == [*(f"{number} {WORDS}" for number in "123"), "12"]
    assert [line.text for line in pages[1].lines] == [WORDS, WORDS, WORDS, "45"]


def test_a_year_after_a_dash_is_no_note_mark() -> None:
    canvas, written = _pdf()
    canvas.drawString(72, 700, "In 2014-15 the rate of 10,000 fell by 3.5.")
    assert read_pages(_saved(canvas, written))[0].lines[0].text == "In 2014-15 the rate of 10,000 fell by 3.5."


def test_boxes_give_edges_and_highlighting_gives_none() -> None:
    canvas, written = _pdf()
    canvas.rect(72, 600, 400, 80)
    canvas.setFillColorRGB(1, 1, 0)
    canvas.rect(72, 500, 200, 14, stroke=0, fill=1)
    rules = read_pages(_saved(canvas, written))[0].rules
    assert len(rules) == 4
    assert sorted(rule.y0 for rule in rules if rule.horizontal) == pytest.approx([600, 680], abs=1)


def test_keywords_are_read() -> None:
    canvas, written = _pdf()
    canvas.setKeywords("sample report")
    canvas.drawString(72, 700, WORDS)
    assert "sample report" in document_keywords(_saved(canvas, written))


def test_a_password_is_asked_for_by_name(tmp_path: Path) -> None:
    canvas, written = _pdf(encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(72, 700, WORDS)
    path = tmp_path / "locked.pdf"
    path.write_bytes(_saved(canvas, written))
    with pytest.raises(ReadingRefused) as refusal:
        read_file(path)
    assert refusal.value.code == "encrypted"


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    canvas, written = _pdf(encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0))
    canvas.drawString(72, 700, WORDS)
    assert read_pages(_saved(canvas, written))[0].lines[0].text == WORDS


def test_a_scan_is_refused_with_the_way_to_mend_it(tmp_path: Path) -> None:
    pil = pytest.importorskip("PIL.Image")
    canvas, written = _pdf()
    canvas.drawInlineImage(pil.new("L", (60, 80), 200), 0, 0, *A4)
    path = tmp_path / "scan.pdf"
    path.write_bytes(_saved(canvas, written))
    with pytest.raises(ReadingRefused) as refusal:
        read_file(path)
    assert refusal.value.code == "no-text-layer"
    assert "ocrmypdf" in refusal.value.hint


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + b"\x00\xff" * 500])
def test_a_head_without_a_body_is_unreadable(data: bytes) -> None:
    with pytest.raises(ReadingRefused) as refusal:
        read_pages(data)
    assert refusal.value.code == "unreadable"


@pytest.mark.parametrize("compressed", [0, 1])
def test_damage_inside_a_page_is_a_finding(compressed: int) -> None:
    canvas, written = _pdf(compressed=compressed)
    for row in range(30):
        canvas.drawString(72, 700 - 15 * row, f"{WORDS} {row * 7919}")
    whole = _saved(canvas, written)
    assert about_damage(whole) == []
    middle = whole.index(b"stream") + 120
    damaged = whole[:middle] + bytes(20) + whole[middle + 20 :]
    assert [finding.code for finding in about_damage(damaged)] == ["damaged-file"]


def test_a_file_cut_short_is_a_finding() -> None:
    canvas, written = _pdf()
    canvas.drawString(72, 700, WORDS)
    whole = _saved(canvas, written)
    assert about_damage(whole[:-20])[0].code == "damaged-file"


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


def _mapped(code: str) -> bytes:
    """A page that says “5” and a sign whose font says that it is the character `code`."""
    ranges = f"1 beginbfrange <00> <7f> <0000> endbfrange 1 beginbfchar <80> <{code}> endbfchar"
    to_unicode = f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange {ranges} endcmap"
    shown = f"BT /F1 12 Tf 50 700 Td ({WORDS}, 5\\200 of 10.) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources <</Font <</F1 4 0 R>>>>>>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>",
        *(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream" for stream in (shown, to_unicode)),
    )
    written = b"%PDF-1.4\n"
    for number, content in enumerate(objects, 1):
        written += f"{number} 0 obj\n{content}\nendobj\n".encode()
    return written + b"trailer << /Size 7 /Root 1 0 R >>\n%%EOF"


@pytest.mark.parametrize("code", ["0000", "0003", "FFFD", "0081"])
def test_a_sign_that_has_no_letter_in_the_file_does_not_vanish(code: str) -> None:
    (line,) = read_pages(_mapped(code))[0].lines
    assert line.text == f"{WORDS}, 5\ufffd of 10."


@pytest.mark.parametrize(("code", "sign"), [("0096", "–"), ("0085", "…"), ("0025", "%"), ("2013", "–")])
def test_a_sign_is_read_by_what_the_file_says_of_it(code: str, sign: str) -> None:
    (line,) = read_pages(_mapped(code))[0].lines
    assert line.text == f"{WORDS}, 5{sign} of 10."


def test_a_number_with_the_word_paragraph_before_it_has_lost_no_letter(tmp_path: Path) -> None:
    canvas, written = _pdf()
    for number in (1, 2, 3):
        canvas.drawString(72, 700 - 40 * number, f"Paragraph {number}: {WORDS} whom they met in the year.")
    path = tmp_path / "x.pdf"
    path.write_bytes(_saved(canvas, written))
    report = read_file(path)
    assert [element.number for element in report.elements] == ["1", "2", "3"]
    assert report.accounting is not None
    assert report.accounting.lost == 0


def test_words_with_a_line_through_them_are_said() -> None:
    canvas, written = _pdf()
    canvas.drawString(72, 700, f"1. {WORDS} and in 7 of 10 cases.")
    canvas.drawString(72, 660, f"2. {WORDS} again.")
    start, end = (72 + canvas.stringWidth(f"1. {WORDS}{after}") for after in (" and in ", " and in 7 of 10"))
    canvas.line(start, 703.5, end, 703.5)
    canvas.line(72, 658, 500, 658)  # under the words
    canvas.line(72, 680, 500, 680)  # between them
    (finding,) = source_of(read_pages(_saved(canvas, written))).findings
    assert (finding.code, finding.page) == ("crossed-out", 1)
    assert "“7 of 10”" in finding.message
