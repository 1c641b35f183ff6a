"""A quotation is proved when it is made: no join key of the store is believed without a look at what it joins."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.errors import IndexDamaged
from indexer.storage.generation import Generation, StoredContents
from indexer.storage.manifest import current_folder, read_manifest
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

REPORTS = [make_report(f"report-{n}", parts=[("paragraph", f"Sentence {n} of one length.", "1")]) for n in range(4)]


@pytest.fixture
def opened(tmp_path: Path) -> StoredContents:
    publish_archive(tmp_path, REPORTS, model=None)
    folder = current_folder(tmp_path)
    return Generation(folder, read_manifest(folder))


@pytest.mark.parametrize("row", [0, 1, 3, 4, 255])
def test_a_column_that_names_another_report_is_never_quoted(opened: StoredContents, row: int) -> None:
    opened.segments[0].report_rows = np.array([2, 2, row, 2], dtype=np.int32)
    with pytest.raises(IndexDamaged, match=r"chunks\.lines cannot be quoted: columns\.arrays names"):
        opened.chunk(2)


def test_words_that_are_not_those_of_the_chunk_are_never_quoted(opened: StoredContents) -> None:
    segment = opened.segments[0]

    class Moved:
        def __getitem__(self, row: int) -> object:
            return segment_chunks[row] | {"start": 1}

        def __len__(self) -> int:
            return len(segment_chunks)

    segment_chunks, segment.chunks = segment.chunks, Moved()  # type: ignore[assignment]
    with pytest.raises(IndexDamaged, match="its words are not those"):
        opened.chunk(1)


def test_words_are_read_without_the_line_of_their_chunk(opened: StoredContents) -> None:
    opened.segments[0].chunks = None  # type: ignore[assignment]
    assert [opened.words_of(row) for row in range(4)] == [f"Sentence {n} of one length." for n in range(4)]


def test_words_are_read_where_a_build_of_before_has_stored_no_place_of_them(opened: StoredContents) -> None:
    opened.segments[0].words = []
    assert [opened.words_of(row) for row in range(4)] == [f"Sentence {n} of one length." for n in range(4)]


@pytest.mark.parametrize(("column", "row", "value"), [(0, 2, 1), (1, 2, 3), (2, 2, 7)])
def test_words_that_a_column_has_altered_are_never_given(
    opened: StoredContents, column: int, row: int, value: int
) -> None:
    words = [np.array(values) for values in opened.segments[0].words]
    words[column][row] = value
    opened.segments[0].words = words
    with pytest.raises(IndexDamaged, match="its words are not those"):
        opened.words_of(row)
    assert opened.words_of(0) == "Sentence 0 of one length."


@pytest.mark.parametrize("row", [0, 4, 255])
def test_words_of_another_report_are_never_given(opened: StoredContents, row: int) -> None:
    opened.segments[0].report_rows = np.array([2, 2, row, 2], dtype=np.int32)
    with pytest.raises(IndexDamaged, match=r"chunks\.lines cannot be quoted"):
        opened.words_of(2)


@pytest.mark.parametrize("file", ["texts", "elements"])
def test_lines_of_another_report_are_never_shown(opened: StoredContents, file: str) -> None:
    segment = opened.segments[0]
    lines = getattr(segment, file)

    class Swapped:
        def __getitem__(self, row: int) -> object:
            return lines[3 - row]

    setattr(segment, file, Swapped())
    with pytest.raises(IndexDamaged, match=f"of .*{file}.lines belongs to report-3, not to report-0"):
        opened.report("report-0")


@pytest.mark.parametrize("ordinal", [-1, 4, 10**9])
def test_a_paragraph_that_there_is_none_of_is_damage_and_no_index_error(opened: StoredContents, ordinal: int) -> None:
    with pytest.raises(IndexDamaged, match="has no paragraph"):
        opened.chunk(ordinal)
