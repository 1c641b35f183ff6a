"""The list of sources of a folder: read as people write it, and what a report takes from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.reading.corpus import list_corpus
from indexer.reading.sources import SOURCES_FILE, Source, read_day, read_sources, with_source, write_sources
from indexer.records import Finding
from tests.indexer.reports import make_report

ASHMERE = make_report("ashmere-2014", [("prose", "Plans were good.")])
UNDATED = replace(ASHMERE, published=None, findings=(Finding("no-date", "no date"), Finding("no-type", "no type")))
SOURCE = Source("ashmere-2014.txt", "https://inspectorate.example/a.pdf", published=date(2014, 4, 1), licence="OGL 3.0")


def written(folder: Path, text: str) -> Path:
    (folder / SOURCES_FILE).write_text(text, encoding="utf-8")
    return folder


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    both = [SOURCE, Source("b, with a comma.pdf", title="“Quoted”", sha256="ab", fetched="2026-11-02T10:00:00+00:00")]
    write_sources(tmp_path, reversed(both))
    found = read_sources(tmp_path)
    assert list(found.by_file.values()) == both
    assert not found.problems
    assert [path.name for path in tmp_path.iterdir()] == [SOURCES_FILE]


def test_a_spreadsheet_writes_it_too(tmp_path: Path) -> None:
    text = "\ufeffURL;File;Published;Remarks\r\nhttps://a.example/1;sub\\one.pdf;02/11/2016;mine\r\n\r\n;two.pdf;;\r\n"
    found = read_sources(written(tmp_path, text))
    assert found.by_file["sub/one.pdf"] == Source("sub/one.pdf", "https://a.example/1", published=date(2016, 11, 2))
    assert found.by_file["two.pdf"] == Source("two.pdf")
    assert not found.problems


def test_a_list_that_a_spreadsheet_saved_in_windows_1252_is_read(tmp_path: Path) -> None:
    (tmp_path / SOURCES_FILE).write_bytes("file,url\nCafé – one.pdf,\n".encode("cp1252"))
    found = read_sources(tmp_path)
    assert list(found.by_file) == ["Café – one.pdf"]
    assert not found.problems


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a.pdf,javascript:alert(1),", "is not an address"),
        ('a.pdf,"https://a.example/""x",', "is not an address"),
        ("a.pdf,https://[,", "is not an address"),
        ("a.pdf,,31/02/2016", "not a date such as"),
        (",https://a.example,", "names no file"),
        ('"a\x01.pdf",,', "is not a line of text"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_left_out(tmp_path: Path, line: str, told: str) -> None:
    found = read_sources(written(tmp_path, f"file,url,published\n{line}\nb.pdf,,\n"))
    assert list(found.by_file) == ["b.pdf"]
    (problem,) = found.problems
    assert "line 2" in problem
    assert told in problem


def test_a_folder_without_a_list_has_no_sources(tmp_path: Path) -> None:
    assert read_sources(tmp_path).digest == ""
    (tmp_path / SOURCES_FILE).write_bytes(b"\xff\xfe\x00")
    assert read_sources(tmp_path).problems


def test_the_list_itself_is_no_report(tmp_path: Path) -> None:
    write_sources(tmp_path, [SOURCE])
    (tmp_path / "a.txt").write_text("A report.", encoding="utf-8")
    assert [file.source for file in list_corpus(tmp_path)] == ["a.txt"]


def test_a_printed_date_goes_before_the_list() -> None:
    assert with_source(ASHMERE, SOURCE).published == ASHMERE.published
    assert with_source(ASHMERE, SOURCE).findings == ()


def test_a_date_from_the_list_is_said_and_taken_back() -> None:
    dated = with_source(UNDATED, SOURCE)
    assert (dated.published, dated.url, dated.licence) == (SOURCE.published, SOURCE.url, SOURCE.licence)
    assert [finding.code for finding in dated.findings] == ["dated-by-source", "no-type"]
    assert with_source(dated, SOURCE) == dated
    moved = with_source(dated, replace(SOURCE, published=date(2015, 1, 1)))
    assert moved.published == date(2015, 1, 1)
    back = with_source(dated, None)
    assert (back.published, back.url) == (None, None)
    assert [finding.code for finding in back.findings] == ["no-date", "no-type"]


def test_a_file_that_is_no_longer_the_one_fetched_has_no_source(tmp_path: Path) -> None:
    write_sources(tmp_path, [replace(SOURCE, sha256="f" * 64)])
    assert read_sources(tmp_path).of(ASHMERE) is None
    write_sources(tmp_path, [replace(SOURCE, sha256=ASHMERE.sha256)])
    assert read_sources(tmp_path).of(ASHMERE) is not None


@pytest.mark.parametrize("text", ["2016-11-02", "2 November 2016", "2016-11-02T09:30:00Z", "02/11/2016"])
def test_dates_are_read_as_people_write_them(text: str) -> None:
    assert read_day(text) == date(2016, 11, 2)


def test_a_quotation_mark_that_nobody_closed_ends_the_list_and_no_build(tmp_path: Path) -> None:
    """All that follows it is one field, which Python's reader of CSV refuses beyond 128 KB."""
    (tmp_path / SOURCES_FILE).write_text(f'file,url\na.pdf,https://a.example/a\n"{"b" * 200_000}\n', "utf-8")
    sources = read_sources(tmp_path)
    assert list(sources.by_file) == ["a.pdf"]
    assert [problem for problem in sources.problems if "was not read to its end" in problem]
