from __future__ import annotations

import numpy as np
import pytest

from indexer.storage.segment import ShareColumn

SAID = [[(0.7, 0.7), (0.5, 1.0)], [], [(0.2, 0.2)]]


def stored(column: ShareColumn) -> dict[str, np.ndarray]:
    return {"share_counts": np.diff(column.starts).astype(np.uint8), "shares": column.pairs}


def rows(column: ShareColumn | None) -> list[list[tuple[float, float]]]:
    assert column is not None
    return [column.of_row(row) for row in range(len(column.starts) - 1)]


def test_what_each_chunk_says_comes_back() -> None:
    assert rows(ShareColumn.read(SAID)) == SAID
    assert rows(ShareColumn.of(stored(ShareColumn.read(SAID)))) == SAID
    assert rows(ShareColumn.of(stored(ShareColumn.read([])))) == []


def test_the_columns_of_several_segments_follow_each_other() -> None:
    one, other = ShareColumn.read(SAID), ShareColumn.read([[], [(0.9, 0.9)]])
    assert rows(ShareColumn.join([one, ShareColumn.read([]), other])) == [*SAID, [], [(0.9, 0.9)]]
    assert rows(ShareColumn.join([])) == []


def test_where_one_segment_of_before_keeps_none_there_is_no_column() -> None:
    assert ShareColumn.of({}) is None
    assert ShareColumn.join([ShareColumn.read(SAID), None]) is None


def test_shares_that_do_not_go_with_their_counts_are_refused() -> None:
    columns = stored(ShareColumn.read(SAID))
    with pytest.raises(ValueError, match="do not agree"):
        ShareColumn.of(columns | {"shares": columns["shares"][:2]})
