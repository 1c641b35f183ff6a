"""Serves the page on this machine: one Streamlit process, watched until it is stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

from indexer.errors import PortInUse, PrecedentError
from search_app import ADDING_VARIABLE, INDEX_VARIABLE

LOCAL_HOST = "127.0.0.1"
DEFAULT_PORT = 8501

_APP = Path(__file__).parents[1] / "page" / "guarded.py"
_WITH_API = _APP.with_name("with_api.py")
_PACKAGE_ROOT = _APP.parents[2]
_HEALTH_PATH = "/_stcore/health"
_START_LIMIT_SECONDS = 60
"""A cold start takes three seconds; on a slow disk with a virus scanner, twenty have been seen."""
_POLL_SECONDS = 0.2
_STOP_LIMIT_SECONDS = 5
"""Streamlit ends its threads within a second; after this it is killed."""


def serve(
    index: Path | str,
    *,
    host: str = LOCAL_HOST,
    port: int = DEFAULT_PORT,
    open_browser: bool = False,
    adding_to: Path | None = None,
    api: bool = False,
) -> int:
    """Serves the page for `index` until it is interrupted; returns the exit code.

    Visitors may add reports only where `adding_to` is given: to the archive's own folder of reports, or to that one
    where the archive has none of its own yet. With `api`, other programs may ask under /api.

    The page is served even where there is no index yet: it then says how to build one. Raises PortInUse.
    """
    check_port(host, port)
    address = f"http://{host}:{port}"
    with _ending_on_termination():
        # Streamlit prints its own addresses, none of which is for a person to use; its log goes to stderr.
        process = subprocess.Popen(
            _command(host, port, api=api), env=_environment(index, adding_to), stdout=subprocess.DEVNULL
        )
        try:
            if _answers(process, address):
                print(f"Precedent is at {address} (Ctrl-C stops it).", flush=True)
                if open_browser:
                    webbrowser.open(address)
            return process.wait()
        except KeyboardInterrupt:
            print("Stopped.")
            return 0
        finally:
            _stop(process)


def check_port(host: str, port: int) -> None:
    """Raises PortInUse where nothing can listen there."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        if os.name == "posix":  # elsewhere this option would let two servers share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise PortInUse(
                f"Nothing can be served at {host}:{port}: {getattr(error, 'strerror', None) or error}.",
                hint="Stop what listens there, or choose another port with --port N.",
            ) from None


def _command(host: str, port: int, *, api: bool = False) -> list[str]:
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.enableCORS": "true",
        "server.enableXsrfProtection": "true",
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "none",
        "server.enableAgentApi": "false",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(_WITH_API if api else _APP), *flags]


def _environment(index: Path | str, adding_to: Path | None = None) -> dict[str, str]:
    """Where the index is, where reports may be added, and where this package is, wherever the working folder is."""
    path = os.pathsep.join(filter(None, [str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH", "")]))
    inherited = {name: value for name, value in os.environ.items() if name != ADDING_VARIABLE}
    adding = {} if adding_to is None else {ADDING_VARIABLE: str(adding_to.expanduser().absolute())}
    return inherited | adding | {INDEX_VARIABLE: str(served_address(index)), "PYTHONPATH": path}


def served_address(index: Path | str) -> Path | str:
    """The index as another process finds it, whatever folder that works in."""
    return index.resolve() if isinstance(index, Path) else index


def _answers(process: subprocess.Popen[bytes], address: str) -> bool:
    """Waits until the server answers; False where that takes too long. Raises PrecedentError where it ends."""
    deadline = time.monotonic() + _START_LIMIT_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise PrecedentError(
                f"The page's server ended as it started (exit code {process.returncode}).",
                hint="What it wrote above says why.",
            )
        try:
            with urllib.request.urlopen(address + _HEALTH_PATH, timeout=_POLL_SECONDS * 5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(_POLL_SECONDS)
    return False


@contextmanager
def _ending_on_termination() -> Iterator[None]:
    """A request to end is treated as Ctrl-C, so that the server does not outlive the command."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_STOP_LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
