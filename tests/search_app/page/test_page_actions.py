from __future__ import annotations

import pytest

from search_app.page.messages import PageAction, read_actions


def test_actions_are_read_in_the_order_of_their_numbers_and_only_once() -> None:
    message = [
        {"number": 3, "name": "c", "reference": "x-1:2"},
        {"number": 1, "name": "a", "reference": "x-1:1"},
        {"number": 2, "name": "b"},
        {"number": 2, "name": "b"},
    ]
    assert read_actions(message, 1) == [PageAction(2, "b"), PageAction(3, "c", "x-1:2")]


@pytest.mark.parametrize(
    "message",
    [
        None,
        "basket-toggle",
        {"number": 1, "name": "a"},
        [None],
        [{"name": "a"}],
        [{"number": True, "name": "a"}],
        [{"number": "1", "name": "a"}],
        [{"number": 1, "name": 7}],
        [{"number": 1, "name": "a", "reference": ["x"]}],
        [{"number": 1, "name": "a", "reference": "x" * 400}],
    ],
)
def test_what_is_malformed_is_left_out(message: object) -> None:
    assert read_actions(message, 0) == []
