"""The sample reports as Precedent reads them: every paragraph, every fact, and nothing private in a chunk."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from indexer.reading.report import read_report
from indexer.records import CHUNK_KINDS, ElementKind, Report, ReportId, ReportType
from tests.making.corpus_pdfs import CORPUS, SOURCES
from tests.making.expected_facts import EXPECTED
from tests.making.letter import body_text
from tests.making.letter_source import read_source

_NO_DIGEST = "0" * 64
_PRIVATE = re.compile(r"@|0000|Copy to|Alex Example|Sam Sample|Ash Nobody")


@cache
def _read(name: str) -> Report:
    path = CORPUS / name
    return read_report(path, source=name, report_id=ReportId(path.stem), sha256=_NO_DIGEST)


def test_every_sample_has_its_expected_facts() -> None:
    assert set(EXPECTED) == {path.name for path in CORPUS.iterdir()}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_read_with_the_facts_that_it_states(name: str) -> None:
    report, expected = _read(name), EXPECTED[name]
    assert (report.area, report.published) == (expected.area, expected.published)
    assert (report.inspection_start, report.inspection_end) == expected.inspection
    assert (report.cases, report.reoffending_rate) == (expected.cases, expected.reoffending_rate)
    assert report.lead_inspector == expected.lead_inspector
    assert (report.type, report.inspectorate) == (ReportType.SQS, "HM Inspectorate of Probation")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_known_to_be_one(name: str) -> None:
    assert _read(name).sample


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_read_with_every_numbered_paragraph_and_bullet_and_no_finding(name: str) -> None:
    report, expected = _read(name), EXPECTED[name]
    assert [element.number for element in report.elements if element.number] == expected.numbers
    assert sum(element.kind is ElementKind.BULLET for element in report.elements) == expected.bullets
    assert report.findings == ()


@pytest.mark.parametrize("name", EXPECTED)
def test_every_numbered_paragraph_ends_where_its_sentence_does_and_holds_no_footnote(name: str) -> None:
    report = _read(name)
    for element in report.elements:
        if element.number:
            text = report.text[element.start : element.end]
            assert text[0].isupper()
            assert text.endswith((".", '."', "?"))
            assert "\n" not in text
            assert not re.search(r"cohort|Ministry of Justice|the case management system would not", text)


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".pdf")])
def test_a_pdf_sample_is_read_word_for_word_as_its_source_has_it(name: str) -> None:
    source = (SOURCES / f"{Path(name).stem}.letter").read_text(encoding="utf-8")
    report = _read(name)
    read = {e.number: report.text[e.start : e.end] for e in report.elements if e.number}
    assert read == {block.number: body_text(block) for block in read_source(source).numbered}


@pytest.mark.parametrize("name", EXPECTED)
def test_no_chunk_of_a_sample_holds_a_name_from_the_copy_list_or_a_way_to_reach_somebody(name: str) -> None:
    report = _read(name)
    for element in report.elements:
        if element.kind in CHUNK_KINDS:
            assert not _PRIVATE.search(report.text[element.start : element.end])
