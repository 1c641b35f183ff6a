"""How much of a build is done, and how long the rest takes."""

from __future__ import annotations

import pytest

from indexer.progress import ENCODING, READING, WRITING
from search_app.command.progress import BuildEstimate, in_words


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_time_left_is_that_of_the_measured_rate() -> None:
    clock = Clock()
    estimate = BuildEstimate(clock)
    estimate.start(ENCODING, 1_000, "paragraph")
    for _ in range(21):
        clock.now += 0.5
        estimate.advance(ENCODING, 10)
    assert estimate.seconds_left() == pytest.approx(790 / 20 + 1_000 * 0.0004, abs=1.0)


def test_of_stages_that_overlap_the_longer_one_counts() -> None:
    clock = Clock()
    estimate = BuildEstimate(clock)
    estimate.start(READING, 30, "file")
    estimate.start(ENCODING, 300, "paragraph")
    for _ in range(11):
        clock.now += 1.0
        estimate.advance(READING, 1)
        estimate.advance(ENCODING, 3)
    paragraphs = 300 * 30 / 11
    assert estimate.seconds_left() == pytest.approx((paragraphs - 33) / 3 + paragraphs * 0.0004, rel=0.1)


def test_a_rate_that_changes_is_believed_after_half_a_minute() -> None:
    clock = Clock()
    estimate = BuildEstimate(clock)
    estimate.start(WRITING, 10_000, "paragraph")
    for amount, steps in ((1, 60), (10, 60)):
        for _ in range(steps):
            clock.now += 1.0
            estimate.advance(WRITING, amount)
    assert estimate.seconds_left() == pytest.approx((10_000 - 660) / 10, rel=0.1)


def test_nothing_is_said_of_the_time_before_every_stage_has_been_measured() -> None:
    clock = Clock()
    estimate = BuildEstimate(clock)
    estimate.start(READING, 4, "file")
    estimate.start(ENCODING, 100, "paragraph")
    for _ in range(2):
        clock.now += 5.0
        estimate.advance(READING, 1)
    assert estimate.seconds_left() is None
    assert estimate.share() == 0.0


def test_the_share_never_falls_and_ends_at_one() -> None:
    clock = Clock()
    estimate = BuildEstimate(clock)
    estimate.start(READING, 4, "file")
    shares = []
    for number in range(4):
        clock.now += 1.0
        estimate.advance(READING, 1)
        estimate.start(ENCODING, (number + 1) * 1_000, "paragraph")
        shares.append(estimate.share())
    estimate.advance(ENCODING, 4_000)
    estimate.start(WRITING, 4_000, "paragraph")
    estimate.advance(WRITING, 4_000)
    shares.append(estimate.share())
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_only_stages_at_work_are_named() -> None:
    estimate = BuildEstimate(Clock())
    estimate.start(READING, 2, "file")
    estimate.start(ENCODING, 1_200, "paragraph")
    estimate.advance(READING, 1)
    assert estimate.words() == "1 of 2 files read, 0 of 1,200 paragraphs encoded"
    estimate.advance(READING, 1)
    assert estimate.words() == "0 of 1,200 paragraphs encoded"
    estimate.advance(ENCODING, 1_200)
    assert estimate.words() == "1,200 of 1,200 paragraphs encoded"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "a few seconds"), (38, "about 40 seconds"), (59.9, "about 60 seconds"), (61, "about 1 minute"),
     (150, "about 2 minutes"), (3_650, "about an hour"), (7_200, "about 2.0 hours")],
)  # fmt: skip
def test_a_time_is_said_no_more_exactly_than_it_is_known(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
