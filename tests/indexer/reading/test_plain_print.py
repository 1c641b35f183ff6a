"""Letters printed from a text file: one type for everything, no hanging lines, bare page numbers."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from indexer.reading.inline import plain
from tests.indexer.reading.readings import numbered, read_file
from tests.indexer.reading.sqs_reference import noted_paragraphs

pytestmark = pytest.mark.shared

COLUMNS = 84
TOP, BOTTOM, LEADING = 800, 70, 12


def _printed(text: str) -> bytes:
    words = plain(text).replace("#", "").replace("---", "")
    lines = [part for line in words.split("\n") for part in textwrap.wrap(line.strip(), COLUMNS) or [""]]
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1)
    rows = (TOP - BOTTOM) // LEADING
    for number, start in enumerate(range(0, len(lines), rows), 1):
        canvas.setFont("Courier", 10)
        for row, line in enumerate(lines[start : start + rows]):
            canvas.drawString(50, TOP - row * LEADING, line)
        canvas.drawString(290, 40, str(number))
        canvas.showPage()
    canvas.save()
    return written.getvalue()


@pytest.mark.parametrize("stem", noted_paragraphs())
def test_a_letter_in_one_type_is_read_whole(shared: Path, tmp_path: Path, stem: str) -> None:
    path = tmp_path / "printed.pdf"
    path.write_bytes(_printed((shared / "reports" / "sqs" / f"{stem}.txt").read_text(encoding="utf-8")))
    report = read_file(path)
    assert [(number, section, len(text.split())) for number, section, text in numbered(report)] == [
        (noted.number, noted.section, noted.word_count) for noted in noted_paragraphs()[stem]
    ]
    assert report.findings == ()
