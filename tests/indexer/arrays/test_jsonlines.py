from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest

from indexer.arrays.files import BLOCK_BYTES, LinesFile, write_arrays, write_lines
from indexer.errors import IndexDamaged

ROWS = [{"text": "a – “b”\n"}, {"text": ""}, {"number": 3}]


def test_rows_come_back_in_any_order(tmp_path: Path) -> None:
    assert write_lines(tmp_path / "rows.lines", ROWS) == 3
    lines = LinesFile(tmp_path / "rows.lines")
    assert [lines[row] for row in (2, 0, 1)] == [ROWS[2], ROWS[0], ROWS[1]]


def test_no_rows_are_fine(tmp_path: Path) -> None:
    write_lines(tmp_path / "rows.lines", [])
    assert len(LinesFile(tmp_path / "rows.lines")) == 0


def test_rows_of_many_blocks_come_back(tmp_path: Path) -> None:
    rows = ["x" * (number * 97 % BLOCK_BYTES) for number in range(200)]
    write_lines(tmp_path / "rows.lines", rows)
    assert list(LinesFile(tmp_path / "rows.lines")) == rows


def test_there_is_no_row_beyond_the_last(tmp_path: Path) -> None:
    write_lines(tmp_path / "rows.lines", ROWS)
    for row in (3, -1):
        with pytest.raises(IndexError):
            LinesFile(tmp_path / "rows.lines")[row]


@pytest.mark.parametrize("left", [0, 4, 30, -3])
def test_a_file_cut_short_is_damage(tmp_path: Path, left: int) -> None:
    path = tmp_path / "rows.lines"
    write_lines(path, ROWS)
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(IndexDamaged, match="cannot be read"):
        LinesFile(path)


def test_a_block_that_cannot_be_unpacked_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "rows.lines"
    write_lines(path, ROWS)
    content = path.read_bytes()
    path.write_bytes(content[:-5] + bytes(byte ^ 255 for byte in content[-5:]))
    with pytest.raises(IndexDamaged, match="cannot be unpacked"):
        LinesFile(path)[0]


def test_a_line_that_is_no_json_is_damage(tmp_path: Path) -> None:
    block = np.frombuffer(zlib.compress(b"?"), dtype=np.uint8)
    places = {"starts": np.array([0, len(block)]), "first_rows": np.array([0, 1])}
    write_arrays(tmp_path / "rows.lines", {"blocks": block} | places)
    with pytest.raises(IndexDamaged, match=r"Line 1 of .* is not JSON"):
        LinesFile(tmp_path / "rows.lines")[0]
