import numpy as np
import pytest

from indexer.arrays import cores
from indexer.embedding import matrix as scan
from indexer.embedding.matrix import begin_product, product


@pytest.mark.parametrize("rows", [(0,), (1,), (8_191,), (8_192,), (50_000,), (1, 0, 9_000, 3), ()])
def test_a_product_in_blocks_is_the_product(rows: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(7)
    parts = [chance.standard_normal((count, 16)).astype(np.float16) for count in rows]
    vector = chance.standard_normal(16).astype(np.float16)
    monkeypatch.setattr(scan, "_ALONE_BYTES", 0)
    monkeypatch.setattr(cores, "threads", lambda: 3)
    expected = [part.astype(np.float64) @ vector.astype(np.float64) for part in parts]
    assert np.allclose(begin_product(parts, vector)(), np.concatenate([np.empty(0), *expected]), atol=1e-5)


def test_a_row_has_the_same_product_however_many_rows_stand_around_it() -> None:
    matrix = np.random.default_rng(8).standard_normal((30_000, 384)).astype(np.float16)
    alone = [product(matrix[row : row + 1], matrix[0])[0] for row in range(0, 30_000, 997)]
    assert product(matrix, matrix[0])[::997].tolist() == alone
