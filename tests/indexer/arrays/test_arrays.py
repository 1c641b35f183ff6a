from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from indexer.arrays.files import map_arrays, narrowest, write_arrays

ARRAYS = {
    "bytes": np.frombuffer(b"abc", dtype=np.uint8),
    "wide": np.array([2**60, 1], dtype=np.uint64),
    "halves": np.array([[0.5, 2.0]], dtype=np.float16),
    "none": np.empty((0, 4), dtype=np.float32),
}


def test_arrays_come_back_with_type_and_shape(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a", ARRAYS)
    mapped = map_arrays(tmp_path / "a")
    assert {name: (values.dtype, values.shape, values.tolist()) for name, values in mapped.items()} == {
        name: (values.dtype, values.shape, values.tolist()) for name, values in ARRAYS.items()
    }
    with pytest.raises(ValueError, match="read-only"):
        mapped["wide"][0] = 1


def test_the_file_is_what_the_library_of_the_format_reads(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a", ARRAYS)
    assert load_file(tmp_path / "a")["halves"].tolist() == [[0.5, 2.0]]


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 40, b"\x02\0\0\0\0\0\0\0{}"[:9]])
def test_what_is_no_file_of_arrays_is_an_error_of_value(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(ValueError, match=r"a|b"):
        map_arrays(tmp_path / "a")


def test_an_array_that_reaches_past_the_end_is_refused(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a", ARRAYS)
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:-1])
    with pytest.raises(ValueError, match="past the end"):
        map_arrays(tmp_path / "a")


@pytest.mark.parametrize(("highest", "kind"), [(0, "u1"), (255, "u1"), (256, "u2"), (65_535, "u2"), (65_536, "u4")])
def test_the_narrowest_type_holds_the_highest_number(highest: int, kind: str) -> None:
    values = narrowest(np.array([0, highest]))
    assert values.dtype == kind
    assert values.tolist() == [0, highest]
