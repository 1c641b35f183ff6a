"""Every door that Streamlit opens beside the page is shut or held to this origin."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from indexer.limits import WORD_DRAFT_LIMIT_BYTES
from search_app import ADDING_VARIABLE
from search_app.page import doors
from search_app.page.doors import Doors

HOST = "127.0.0.1:8501"
CONFIG = {"allowedOrigins": ["https://*.elsewhere.example"], "useExternalAuthToken": False}


async def page(scope: Any, receive: Any, send: Any) -> None:
    """Answers everything, as Streamlit does."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    body = json.dumps(CONFIG).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def ask(
    path: str, kind: str = "http", server: str = "127.0.0.1", method: str = "GET", **headers: str
) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": f"{kind}.connect" if kind == "websocket" else "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    pairs = [(name.encode(), value.encode()) for name, value in ({"host": HOST} | headers).items()]
    scope = {"type": kind, "path": path, "method": method, "headers": pairs, "server": (server, 8501)}
    asyncio.run(Doors(page)(scope, receive, send))
    return sent


def status(path: str, **headers: str) -> int:
    return int(ask(path, **headers)[0]["status"])


@pytest.mark.parametrize(
    "path", ["/", "/compare", "/_stcore/health", "/media/a.png", "/static/js/index.js", "/authors"]
)
def test_what_the_page_needs_is_open(path: str) -> None:
    assert status(path) == 200


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/auth/login",
        "/oauth2callback",
    ],
)
def test_what_it_does_not_need_is_shut(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ADDING_VARIABLE, raising=False)
    assert status(path) == 404


def test_a_draft_may_be_sent_and_what_is_larger_only_where_adding_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def put(length: int) -> int:
        sent = {"content-length": str(length)}
        return int(ask("/_stcore/upload_file/session/file", method="PUT", **sent)[0]["status"])

    monkeypatch.delenv(ADDING_VARIABLE, raising=False)
    assert (put(WORD_DRAFT_LIMIT_BYTES), put(2 * WORD_DRAFT_LIMIT_BYTES)) == (200, 413)
    monkeypatch.setenv(ADDING_VARIABLE, "/reports")
    assert put(2 * WORD_DRAFT_LIMIT_BYTES) == 200


@pytest.mark.parametrize("host", [HOST, "localhost:8501", "[::1]:8501", "LOCALHOST:8501", "localhost"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert status("/", host=host) == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "localhost.evil.example", "", "127.0.0.1.evil"])
def test_a_foreign_name_that_points_here_is_refused(host: str) -> None:
    assert status("/", host=host) == 404
    assert ask("/", server="192.0.2.7", host="archive.example")[0]["status"] == 200


@pytest.mark.parametrize(
    "origin", ["http://localhost:9999", "http://evil.example", "null", "https://localhost:8501.evil"]
)
def test_a_page_of_another_origin_opens_no_connection(origin: str) -> None:
    assert ask("/_stcore/stream", "websocket", origin=origin) == [{"type": "websocket.close", "code": 1008}]
    assert status("/_stcore/host-config", origin=origin) == 404


def test_the_page_itself_opens_one() -> None:
    assert ask("/_stcore/stream", "websocket", origin=f"http://{HOST}") == [{"type": "websocket.accept"}]


def test_the_page_loads_nothing_from_elsewhere_and_trusts_no_foreign_site() -> None:
    start, body = ask("/_stcore/host-config")
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert json.loads(body["body"])["allowedOrigins"] == []
    assert int(headers["content-length"]) == len(body["body"])
    assert headers["x-content-type-options"] == "nosniff"
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == f"'self' ws://{HOST} wss://{HOST}"
    assert policy["object-src"] == "'none'"
    assert "unsafe-eval" not in policy["script-src"].replace("wasm-unsafe-eval", "")
    assert not any("http" in sources or "*" in sources for sources in policy.values())


def test_uploads_of_all_visitors_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDING_VARIABLE, "/reports")

    def put(length: str) -> int:
        return int(ask("/_stcore/upload_file/a/b", method="PUT", **{"content-length": length})[0]["status"])

    assert put("1000") == 200
    monkeypatch.setattr(doors, "_held_bytes", lambda: doors.UPLOADS_LIMIT_BYTES - 500)
    assert put("1000") == 413
    assert put("") == put("-1") == put("9" * 30) == 413


def test_what_is_held_is_counted_over_all_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = {"a": {"1": SimpleNamespace(data=b"123")}, "b": {"2": SimpleNamespace(data=b"45")}}
    instance = SimpleNamespace(uploaded_file_mgr=SimpleNamespace(file_storage=storage))
    monkeypatch.setattr(doors.runtime, "exists", lambda: True)
    monkeypatch.setattr(doors.runtime, "get_instance", lambda: instance)
    assert doors._held_bytes() == 5


def test_streamlit_still_keeps_uploads_where_they_are_counted() -> None:
    assert MemoryUploadedFileManager("/").file_storage == {}
