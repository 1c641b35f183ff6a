from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import IndexDamaged
from indexer.jsonlines import LinesFile, write_lines

ROWS = [{"text": "a – “b”\n"}, {"text": ""}, {"number": 3}]


def test_rows_come_back_in_any_order(tmp_path: Path) -> None:
    assert write_lines(tmp_path / "rows.jsonl", ROWS) == 3
    lines = LinesFile(tmp_path / "rows.jsonl")
    assert [lines[row] for row in (2, 0, 1)] == [ROWS[2], ROWS[0], ROWS[1]]


def test_no_rows_are_fine(tmp_path: Path) -> None:
    write_lines(tmp_path / "rows.jsonl", [])
    assert len(LinesFile(tmp_path / "rows.jsonl")) == 0


def test_a_file_cut_short_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write_lines(path, ROWS)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(IndexDamaged, match="do not agree"):
        LinesFile(path)


def test_a_line_that_is_no_json_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write_lines(path, ROWS)
    path.write_bytes(b"?" + path.read_bytes()[1:])
    with pytest.raises(IndexDamaged, match=r"Line 1 of .* is no JSON"):
        LinesFile(path)[0]
