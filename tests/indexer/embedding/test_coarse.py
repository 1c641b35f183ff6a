import numpy as np
import pytest

from indexer.embedding.matrix import CoarseRows


@pytest.mark.parametrize("spread", [1, 40])
def test_no_product_is_further_off_than_it_is_said_to_be(spread: float) -> None:
    chance = np.random.default_rng(3)
    vectors = chance.normal(size=(9_000, 384)) * (1 + spread * (chance.random((9_000, 384)) < 0.01))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    parts = np.split(vectors.astype(np.float16), [1, 5_000])
    rows = CoarseRows.of(parts)
    for query in vectors[::3_000].astype(np.float32):
        near, errors = rows.begin(query)
        scale = np.abs(query).max() / 127
        off = np.abs(near() - np.concatenate(parts).astype(np.float64) @ query.astype(np.float64) / scale)
        assert (off <= errors.at(np.arange(len(off)))).all()
        assert off.max() <= errors.widest < 0.1 / scale


def test_a_row_of_nothing_is_nothing() -> None:
    near, errors = CoarseRows.of([np.zeros((2, 8), dtype=np.float16)]).begin(np.eye(8, dtype=np.float32)[0])
    assert near().tolist() == [0, 0]
    assert errors.widest < 0.01
