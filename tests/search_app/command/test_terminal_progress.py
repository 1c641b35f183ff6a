"""What a build says of itself on standard error."""

from __future__ import annotations

import sys

import pytest

from indexer.progress import ENCODING, READING
from search_app.command.progress import LINE_INTERVAL_SECONDS, ProgressBar


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def half_a_build(bar: ProgressBar, clock: Clock) -> None:
    bar.start(READING, 4, "file")
    for _ in range(3):
        clock.now += LINE_INTERVAL_SECONDS
        bar.start(ENCODING, 100, "paragraph")
        bar.advance(ENCODING, 25)
        bar.advance(READING, 1)


def test_a_log_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    half_a_build(ProgressBar(clock=clock), clock)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert lines[1] == "1 of 4 files read, 25 of 100 paragraphs encoded."
    assert lines[2].endswith("% done, about 2 minutes left: 2 of 4 files read, 50 of 100 paragraphs encoded.")
    assert "\r" not in "".join(lines)


def test_a_short_build_says_nothing_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    bar = ProgressBar(clock=Clock())
    bar.start(READING, 4, "file")
    bar.advance(READING, 4)
    bar.close()
    assert capsys.readouterr().err == ""


def test_a_terminal_has_one_bar_over_all_stages(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    clock = Clock()
    bar = ProgressBar(clock=clock)
    half_a_build(bar, clock)
    bar.close()
    shown = capsys.readouterr().err
    assert "%|" in shown
    assert "about 2 minutes left: 2 of 4 files read, 50 of 100 paragraphs encoded" in shown
    assert "\n" not in shown.strip("\n")


@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_is_said_where_the_answer_is_json(
    terminal: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    clock = Clock()
    bar = ProgressBar(silent=True, clock=clock)
    half_a_build(bar, clock)
    bar.note("Refused a file")
    bar.close()
    assert capsys.readouterr().err == ""
