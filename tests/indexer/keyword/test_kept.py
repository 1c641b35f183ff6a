import numpy as np

from indexer.keyword.scoring import Kept


def test_a_value_is_computed_once_and_what_was_asked_for_longest_ago_is_let_go() -> None:
    computed: list[str] = []

    def compute(name: str) -> np.ndarray:
        computed.append(name)
        return np.zeros(100, dtype=np.uint8)

    cache = Kept[np.ndarray](limit_bytes=250)
    for name in ("a", "b", "a", "c", "a", "b"):
        cache.get(name, lambda name=name: compute(name))
    assert computed == ["a", "b", "c", "b"]


def test_what_is_larger_than_the_cache_is_still_answered() -> None:
    cache = Kept[np.ndarray](limit_bytes=10)
    large = np.ones(100)
    assert cache.get("large", lambda: large) is large
