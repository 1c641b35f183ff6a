from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from indexer.errors import PortInUse, PrecedentError
from search_app.command import serve as serving
from search_app.command.main import build_parser
from search_app.command.serve import serve
from tests.conftest import REPOSITORY

SERVE = "import sys; from search_app.command.main import main; sys.exit(main())"
START_LIMIT_SECONDS = 60
STOP_LIMIT_SECONDS = 30


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def command(index: Path, port: int, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    arguments = [sys.executable, "-c", SERVE, "serve", "--index", str(index), "--port", str(port)]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(arguments, cwd=cwd, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
            return True
    except OSError:
        return False


def test_a_port_in_use_is_named_with_what_to_do(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"127.0.0.1:{number}") as refused:
            serve(tmp_path, port=number)
    assert "--port" in refused.value.hint


def test_a_port_that_is_no_port_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PortInUse, match="70000"):
        serve(tmp_path, port=70_000)


def test_a_server_that_ends_as_it_starts_is_said(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_command", lambda host, port, api: [sys.executable, "-c", "raise SystemExit(7)"])
    with pytest.raises(PrecedentError, match="exit code 7"):
        serve(tmp_path, port=port)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_quietly_with_the_command(tmp_path: Path, port: int, number: signal.Signals) -> None:
    with command(tmp_path / "index", port, tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Precedent is at http://127.0.0.1:{port} (Ctrl-C stops it).\n"
        assert answers(port)
        process.send_signal(number)
        assert process.wait(STOP_LIMIT_SECONDS) == 0
        assert process.stdout.read() == "Stopped.\n"
    assert not answers(port)


def test_only_this_machine_is_listened_to() -> None:
    arguments = serving._command("127.0.0.1", 8501)
    assert "--server.address=127.0.0.1" in arguments
    assert "--browser.gatherUsageStats=false" in arguments
    assert "--client.showErrorDetails=none" in arguments
    assert "--server.enableXsrfProtection=true" in arguments


def test_other_programs_are_let_in_only_when_it_is_said() -> None:
    assert serving._command("127.0.0.1", 8501)[4].endswith("guarded.py")
    assert serving._command("127.0.0.1", 8501, api=True)[4].endswith("with_api.py")


def test_the_index_is_handed_over_as_a_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    environment = serving._environment(Path("index"))
    assert Path(environment["PRECEDENT_INDEX"]) == tmp_path / "index"
    assert environment["PYTHONPATH"].split(os.pathsep)[0] == str(REPOSITORY)


def test_adding_is_off_unless_it_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECEDENT_ALLOW_ADDING", "/inherited")
    assert "PRECEDENT_ALLOW_ADDING" not in serving._environment(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert serving._environment(tmp_path, Path("own"))["PRECEDENT_ALLOW_ADDING"] == str(tmp_path / "own")


def test_the_command_allows_adding_only_when_it_is_told_to() -> None:
    parse = build_parser().parse_args
    assert parse(["serve"]).allow_adding is None
    assert str(parse(["serve", "--allow-adding"]).allow_adding) == "~/Precedent reports"
    assert parse(["serve", "--allow-adding", "own"]).allow_adding == Path("own")
