"""The long part of the parity suite: `make parity`. It skips elsewhere, since it takes minutes.

PRECEDENT_PARITY=1            runs it
PRECEDENT_PARITY_INDEX=DIR    an index of real reports to compare with (default: one is built of ../shared/reports)
PRECEDENT_PARITY_PYTHON=PATH  the Python of an environment with another edition of Milvus Lite
MILVUS_URI=http://HOST:PORT   any server, in which collections named precedent_parity are written and dropped
PRECEDENT_LONG_SEED=N         the moments at which processes are killed
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from benchmarks.milvus_parity import QUERIES, compare_archives
from search_app.store.milvus.check import check_archive
from search_app.store.milvus.connection import Connection, read_address
from search_app.store.milvus.source import CACHE_VARIABLE
from tests.conftest import REPOSITORY
from tests.search_app.store.milvus.conftest import Pushed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("PRECEDENT_PARITY" not in os.environ, reason="minutes long; run it with: make parity"),
]

_KILLS = 10
_PATIENCE_SECONDS = 1_800
_SEED = int(os.environ.get("PRECEDENT_LONG_SEED", "20261126"))


@pytest.fixture(scope="module")
def real_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of real reports, encoded by the real model."""
    named = os.environ.get("PRECEDENT_PARITY_INDEX")
    if named:
        return Path(named)
    reports = REPOSITORY.parent / "shared" / "reports"
    if not reports.is_dir():
        pytest.skip("the real reports are not beside the repository (../shared)")
    index = tmp_path_factory.mktemp("real") / "index"
    _run(sys.executable, "-m", "search_app.command.main", "index", str(reports), "--index", str(index))
    return index


def _run(*command: str, cache: Path | None = None) -> str:
    more = {} if cache is None else {CACHE_VARIABLE: str(cache)}
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        env=os.environ | more,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr[-2_000:]
    assert done.stdout, done.stderr[-2_000:]  # a traceback ends with 1 as well
    return done.stdout


def _assert_same(index: Path, address: str, folder: Path, python: str = sys.executable) -> None:
    """Pushes the index there, and compares every kind of query, in a process of its own."""
    told = _run(python, "-m", "benchmarks.milvus_parity", str(index), address, "--push", cache=folder / "cache")
    parity = json.loads(told)
    print(json.dumps(parity))
    assert parity["first"] == []
    assert parity["compared"]["answers"] + parity["compared"].get("refusals", 0) >= 6 * len(QUERIES)


def test_a_file_answers_as_the_index(real_index: Path, tmp_path: Path) -> None:
    _assert_same(real_index, f"milvus+file:{tmp_path / 'store.db'}", tmp_path)


def test_another_edition_answers_as_the_index(real_index: Path, tmp_path: Path) -> None:
    python = os.environ.get("PRECEDENT_PARITY_PYTHON", "")
    if not Path(python).is_file():
        pytest.skip("PRECEDENT_PARITY_PYTHON names no Python with another edition of Milvus Lite")
    _assert_same(real_index, f"milvus+file:{tmp_path / 'store.db'}", tmp_path, python)


def test_a_server_on_this_machine_answers_as_the_index(real_index: Path, tmp_path: Path) -> None:
    with _Server(tmp_path / "data") as server:
        _assert_same(real_index, server.address, tmp_path)


def test_the_server_that_is_named_answers_as_the_index(real_index: Path, tmp_path: Path) -> None:
    uri = os.environ.get("MILVUS_URI")
    if not uri:
        pytest.skip("MILVUS_URI names no server")
    address = f"milvus+{uri.rstrip('/')}/precedent_parity"
    try:
        _assert_same(real_index, address, tmp_path)
    finally:
        connection = Connection(read_address(address))
        connection.drop()
        connection.close()


# Processes that are killed.


class _Server:
    """The server of Milvus Lite on a port of this machine alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.address = f"milvus+http://127.0.0.1:{self._port}/archive"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> _Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        command = shutil.which("milvus-lite", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        assert command, "milvus-lite has no server command"
        port, folder = str(self._port), str(self._folder)
        self._process = subprocess.Popen(
            [command, "server", "--data-dir", folder, "--port", port, "--host", "127.0.0.1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the server of Milvus Lite did not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@contextmanager
def _pushing(pushed: Pushed, address: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "search_app.command.main", "push", str(pushed.index), address],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _whole_push_seconds(pushed: Pushed, address: str) -> float:
    started = time.monotonic()
    with _pushing(pushed, address) as process:
        assert process.wait(_PATIENCE_SECONDS) == 0
    return time.monotonic() - started


def _assert_whole(pushed: Pushed) -> None:
    pushed.push()
    assert not check_archive(pushed.address).problems
    with pushed.open_index() as one, pushed.open() as other:
        assert compare_archives(one, other, QUERIES[::20]).differences == []


def test_a_push_that_is_killed_is_gone_on_with(
    samples: Pushed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    moments = random.Random(_SEED)
    took = _whole_push_seconds(samples, f"milvus+file:{tmp_path / 'whole.db'}")
    for number in range(_KILLS):
        again = Pushed(samples.index, f"milvus+file:{tmp_path / f'store-{number}.db'}", samples.open_encoder)
        with _pushing(again, again.address) as process:
            time.sleep(moments.uniform(0.2, 1.0) * took)
            process.send_signal(signal.SIGKILL)
        _assert_whole(again)


def test_a_server_that_is_killed_under_a_push_loses_nothing_that_counted(
    samples: Pushed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    moments = random.Random(_SEED)
    with _Server(tmp_path / "whole") as server:
        took = _whole_push_seconds(samples, server.address)
    for number in range(_KILLS):
        with _Server(tmp_path / f"data-{number}") as server:
            again = Pushed(samples.index, server.address, samples.open_encoder)
            with _pushing(again, server.address) as process:
                time.sleep(moments.uniform(0.2, 1.0) * took)
                server.kill()
                process.wait(_PATIENCE_SECONDS)
            server.start()
            _assert_whole(again)
