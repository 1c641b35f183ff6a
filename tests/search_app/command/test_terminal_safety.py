"""Nothing that a report, a file's name or a query holds commands the terminal, and no output ends in a traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from search_app.command import terminal
from search_app.command.main import main
from search_app.command.terminal import ShownStream, print_json, shown
from tests.conftest import REPOSITORY
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

HOSTILE = "Plans\x1b[2J\x1b]0;owned\x07 were \x9b31mgood\u202e\x08."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    publish_archive(folder, [make_report(parts=[("paragraph", HOSTILE, "1")])], model=None)
    return folder


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x08", "\r", "\x7f", "\x9b", "\x9d", "\u202e", "\u2066", "\udc9b"])
def test_a_sign_that_commands_or_turns_is_written_out(sign: str) -> None:
    assert shown(f"a{sign}b") == f"a\\u{ord(sign):04x}b"


def test_styles_and_white_space_of_our_own_stay() -> None:
    assert shown("\x1b[1ma\x1b[0m\tb\n") == "\x1b[1ma\x1b[0m\tb\n"
    assert shown("\x1b[31m") == "\\u001b[31m"


def test_an_answer_prints_no_escape_sequence(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["search", "plans"], ["search", HOSTILE], ["search", "plans", "--json"], ["reports"]):
        main([*command, "--index", str(index)])
    main(["index", f"/nowhere/{HOSTILE}", "--index", str(index)])
    printed = "".join(capsys.readouterr())
    assert "were" in printed
    assert not set(printed) & set("\x1b\x07\x08\x9b\u202e\r")


@pytest.mark.skipif(os.name == "nt", reason="no name holds a line end there")
def test_the_name_of_a_file_writes_no_line_of_the_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    text = "# Planning\n\n" + "\n\n".join(f"1.{n} Plans were reviewed in time in {n} cases." for n in range(1, 9))
    (reports / "one.md").write_text(text, encoding="utf-8")
    (reports / "b\n  refused    one.md: forged.md").write_text(text + "\n", encoding="utf-8")
    (reports / "c\n  removed    one.xyz").write_bytes(b"x")
    main(["index", str(reports), "--index", str(tmp_path / "index"), "--model", "none"])
    lines = "".join(capsys.readouterr()).splitlines()
    assert [line for line in lines if "one.md" in line and line.startswith(("  refused", "  removed"))] == []
    assert any("b\\u000a  refused" in line for line in lines)


def test_json_stays_json(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stdout", ShownStream(written))
    print_json({"text": HOSTILE})
    assert json.loads(written.getvalue())["text"] == HOSTILE


def run(arguments: list[str], redirection: str) -> subprocess.CompletedProcess[str]:
    command = f'exec "{sys.executable}" -m search_app.command.main "$@" {redirection}'
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    return subprocess.run(
        ["sh", "-c", command, "sh", *arguments], capture_output=True, text=True, check=False, env=environment
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("redirection", [">/dev/full", ">/dev/full 2>/dev/full", ">&-", "2>&-", ">&- 2>&-"])
def test_output_that_is_full_or_closed_ends_without_a_traceback(index: Path, redirection: str) -> None:
    done = run(["search", "plans", "--json", "--index", str(index)], redirection)
    assert "Traceback" not in done.stdout + done.stderr
    assert "Exception" not in done.stderr
    assert done.returncode == (5 if "full" in redirection else 0)


def test_the_styles_that_are_used_are_those_that_are_let_through() -> None:
    own = (terminal._BOLD, terminal._UNDERLINE, terminal.DIM, terminal._PLAIN)
    assert all(shown(style) == style for style in own)
