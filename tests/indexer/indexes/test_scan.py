import numpy as np
import pytest

from indexer.indexes import cores, scan
from indexer.indexes.scan import product


@pytest.mark.parametrize("rows", [0, 1, 8_191, 8_192, 50_000])
def test_a_product_in_blocks_is_the_product(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(7)
    matrix = chance.standard_normal((rows, 16), dtype=np.float32)
    vector = chance.standard_normal(16, dtype=np.float32)
    monkeypatch.setattr(scan, "_ALONE_BYTES", 0)
    monkeypatch.setattr(cores, "threads", lambda: 3)
    assert np.allclose(product(matrix, vector), matrix.astype(np.float64) @ vector, atol=1e-5)


def test_a_row_has_the_same_product_however_many_rows_stand_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = np.random.default_rng(8).standard_normal((30_000, 384), dtype=np.float32)
    alone = matrix @ matrix[0]
    monkeypatch.setattr(scan, "_ALONE_BYTES", 0)
    assert np.array_equal(product(matrix, matrix[0]), alone)
