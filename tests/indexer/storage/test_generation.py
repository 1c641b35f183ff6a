from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

from indexer.arrays.files import LinesFile, write_lines
from indexer.errors import IndexDamaged, NotFound
from indexer.records import Statement
from indexer.storage.generation import Generation
from indexer.storage.segment import CHUNKS_FILE
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

REPORT = make_report(
    parts=[
        ("heading", "Protecting the public", "2", "protecting-the-public"),
        ("paragraph", "Plans were excellent. None of them was shared with the police.", "2.1"),
        ("paragraph", "We would expect to see a review.", "2.2"),
    ]
)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    publish_archive(tmp_path, [REPORT])
    return tmp_path


def test_what_was_published_is_read_back(index: Path) -> None:
    generation = Generation.open(index)
    assert generation.report("ashmere-2014") == REPORT
    assert [generation.chunk(ordinal).number for ordinal in range(len(generation))] == ["2.1", "2.2"]
    assert generation.ordinals_of("ashmere-2014").tolist() == [0, 1]
    assert [generation.words_of(row) for row in (0, 1)] == [generation.chunk(row).text for row in (0, 1)]


def test_chunks_are_known_by_what_their_sentences_say(index: Path) -> None:
    generation = Generation.open(index)
    assert generation.statement_mask(Statement.EXPECTATION).tolist() == [False, True]
    assert generation.statement_mask(Statement.SHORTFALL).tolist() == [True, False]


def test_an_unknown_report_is_answered_with_near_ones(index: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no report 'ashmere' .*Near it: ashmere-2014"):
        Generation.open(index).report("ashmere")


def test_parts_that_do_not_agree_are_damage(index: Path) -> None:
    lines = next(index.glob("gen-*/seg-*")) / CHUNKS_FILE
    write_lines(lines, list(LinesFile(lines))[:1])
    with pytest.raises(IndexDamaged, match=r"columns.* holds 2 rows, and chunks\.lines 1"):
        Generation.open(index, verify=False)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which files a process has mapped")
def test_a_closed_generation_has_no_file_mapped_without_waiting_for_the_collector(index: Path) -> None:
    maps = Path("/proc/self/maps")
    gc.disable()
    try:
        generation = Generation.open(index)
        generation.chunk(0)
        assert str(index) in maps.read_text(encoding="utf-8")
        generation.close()
        assert str(index) not in maps.read_text(encoding="utf-8")
    finally:
        gc.enable()
