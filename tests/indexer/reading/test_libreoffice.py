"""Files as LibreOffice really writes and converts them, where it is installed; nothing else needs it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from indexer.reading import office
from indexer.reading.worker import ReadingWorker
from indexer.records import ElementKind, ReportId
from tests.indexer.reading.readings import numbered, read_file
from tests.making.letter import Bullet, Heading, Letter, Paragraph
from tests.making.word.docx_form import to_docx, to_docx_with_automatic_numbers

WORDS = " ".join(["Plans were made with the child, and the family had a say in what was to be done."] * 6)
LETTER = Letter(
    title="Report of a made-up inspection of youth offending work in Nowhere",
    head_rows=(("To:", "Jo Placeholder, Chair"), ("Publication date:", "4 May 2015")),
    blocks=(
        Heading("Reducing reoffending", 3, "1"),
        *(Paragraph(f"1.{n}", f"Paragraph {n} begins here. {WORDS}") for n in range(1, 9)),
        Bullet("one review was late"),
        Heading("Protecting the public", 3, "2"),
        *(Paragraph(f"2.{n}", f"Paragraph {n} goes on. {WORDS}") for n in range(1, 9)),
    ),
)  # fmt: skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(office._command() is None, reason="LibreOffice is not installed"),
]


def _converted(folder: Path, ending: str, *, automatic: bool) -> Path:
    made = folder / "letter.docx"
    made.write_bytes(to_docx_with_automatic_numbers(LETTER) if automatic else to_docx(LETTER))
    target = folder / "converted"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        str(office._command()),
        profile,
        "--headless",
        "--convert-to",
        ending,
        "--outdir",
        str(target),
        str(made),
    ]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return target / f"letter.{ending}"


@pytest.mark.parametrize("ending", ["odt", "rtf", "doc"])
def test_other_word_processors_files_keep_every_number_inside_the_limits_of_a_reading(
    tmp_path: Path, ending: str
) -> None:
    path = _converted(tmp_path, ending, automatic=True)
    with ReadingWorker() as worker:
        report = worker.read(path, source=path.name, report_id=ReportId("letter"), sha256="0" * 64)
    assert report.findings[0].code == "converted"
    assert [e.number for e in report.elements if e.kind is ElementKind.PARAGRAPH] == [
        block.number for block in LETTER.blocks if isinstance(block, Paragraph)
    ]


@pytest.mark.parametrize("automatic", [True, False])
@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_what_another_program_makes_of_a_word_file_keeps_every_paragraph_whole(
    tmp_path: Path, ending: str, automatic: bool
) -> None:
    report = read_file(_converted(tmp_path, ending, automatic=automatic))
    assert [(number, " ".join(text.split())) for number, _, text in numbered(report)] == [
        (block.number, block.text) for block in LETTER.blocks if isinstance(block, Paragraph)
    ]
