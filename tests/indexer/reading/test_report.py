from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import ReadingRefused
from indexer.reading import report as report_module
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
    assert "ZeroDivisionError: deep inside" in refusal.value.message


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
