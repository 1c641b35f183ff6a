from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from indexer.embedding.model import find_model, open_tokenizer
from indexer.embedding.windows import WINDOW_OVERLAP_TOKENS, WindowCutter, pool_windows, window_ranges


def test_a_text_that_fits_is_one_window() -> None:
    assert window_ranges(100, 100) == [range(100)]


def test_a_text_without_tokens_has_no_window() -> None:
    assert window_ranges(0, 100) == []


@pytest.mark.parametrize("count", [101, 169, 170, 1_000])
def test_windows_cover_every_token_overlap_and_end_with_the_text(count: int) -> None:
    ranges = window_ranges(count, 100)
    assert ranges[0].start == 0
    assert ranges[-1].stop == count
    assert all(len(window) <= 100 for window in ranges)
    for before, after in pairwise(ranges):
        assert before.stop - after.start == WINDOW_OVERLAP_TOKENS


@pytest.mark.real_model
def test_windows_are_the_tokens_of_the_text_between_those_that_the_model_wants_around_it() -> None:
    tokenizer = real_tokenizer()
    cutter = WindowCutter(tokenizer, 100)
    text = " ".join(f"Case {number} had a plan for re-offending." for number in range(40))
    whole = tokenizer.encode(text, add_special_tokens=False).ids
    windows = cutter.cut(["", text], first_owner=3)
    assert {window.owner for window in windows} == {4}
    assert [window.place for window in windows] == list(range(len(windows)))
    assert all(len(window.ids) <= 100 for window in windows)
    assert {(window.ids[0], window.ids[-1]) for window in windows} == {
        (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
    }
    own = [piece for window in windows for piece in window.ids[window.seen : -1].tolist()]
    assert own == whole


@pytest.mark.real_model
def test_a_prompt_stands_before_every_window_and_counts_as_seen() -> None:
    tokenizer = real_tokenizer()
    (window,) = WindowCutter(tokenizer, 100, prompt="passage: ").cut(["plan"])
    assert tokenizer.decode(window.ids.tolist()) == "passage : plan"
    assert tokenizer.decode(window.ids[window.seen :].tolist()) == "plan"


def real_tokenizer() -> Any:
    folder = find_model().folder
    assert folder is not None
    return open_tokenizer(folder)


def test_the_vector_of_a_long_text_is_the_mean_of_its_windows_at_unit_length() -> None:
    vectors = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32)
    pooled = pool_windows(vectors, np.array([0, 0, 2]), 3)
    assert pooled == pytest.approx(np.array([[0.5**0.5, 0.5**0.5], [0, 0], [1, 0]]))
