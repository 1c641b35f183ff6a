from __future__ import annotations

import pytest

from indexer.structure.blocks import NumberWatch


@pytest.mark.parametrize(
    ("seen", "mark", "due"),
    [
        (None, "1.", True), (None, "1.1.", True), (None, "15.", False),
        ("14.", "15.", True), ("14.", "16.", False), ("14.", "38.3", False),
        ("1.4.", "1.5.", True), ("1.4.", "2.1.", True), ("1.4.", "2.", True), ("1.4.", "5.", False),
        ("2.", "2.1.", True),
    ],
)  # fmt: skip
def test_the_next_number_is_due(seen: str | None, mark: str, due: bool) -> None:
    watch = NumberWatch()
    if seen:
        watch.saw(seen)
    assert watch.follows(mark) is due
