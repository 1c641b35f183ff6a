"""A guard of the doors that Streamlit opens beside the page.

Streamlit answers under `/_stcore/` and elsewhere to more than a page needs: statistics, an interface for agents (which
has a switch of its own, off as well), and sign-in. Nobody is told anything there. A draft and a file of evidence may be
sent; files as large as reports only where adding is allowed. A page of another origin, and be it another port of this
machine, may open no connection.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

from indexer.limits import UPLOADS_LIMIT_BYTES, WORD_DRAFT_LIMIT_BYTES
from search_app import ADDING_VARIABLE

SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth", "/oauth2callback")
HOST_CONFIG = "/_stcore/host-config"
_FORM_BYTES = 64 * 1024
"""What a form adds around the file that it sends."""

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; "
    "frame-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
"""Nothing is loaded from or sent to another host. Streamlit draws with inline scripts and styles."""


class Doors:
    """An ASGI application before another one: shuts doors, holds requests to this origin, and sets headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if not _is_open(scope["path"]) or not _is_own(headers, scope.get("server")):
            await _refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        elif scope["method"] == "PUT" and not _has_room(headers.get("content-length", "")):
            await PlainTextResponse(_FULL, 413)(scope, receive, send)
        else:
            sender = _Sender(send, headers.get("host", ""), trimmed=scope["path"].rstrip("/") == HOST_CONFIG)
            await self._app(scope, receive, sender)


def _is_open(path: str) -> bool:
    return not any(path == door or path.startswith(f"{door}/") for door in SHUT)


def _is_own(headers: dict[str, str], server: tuple[str, int | None] | None) -> bool:
    """Whether a request is for the name that is served, and comes from a page of it where it comes from a page."""
    host = headers.get("host", "")
    if server is not None and _is_loopback(server[0]) and _name_of(host) not in LOCAL_NAMES:
        return False  # a foreign name that was pointed at this machine
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host


def _name_of(host: str) -> str:
    return host.lower() if host.endswith("]") else host.lower().rpartition(":")[0] or host.lower()


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


_FULL = "The server holds as many uploads as it can. Try again in a few minutes, with fewer files."


def _has_room(length: str) -> bool:
    """Whether an upload of so many bytes may be taken beside those that are held. Its size must be told before."""
    size = int(length) if length.isdecimal() and len(length) < 12 else UPLOADS_LIMIT_BYTES
    if size > WORD_DRAFT_LIMIT_BYTES + _FORM_BYTES and not os.environ.get(ADDING_VARIABLE):
        return False
    return size + _held_bytes() < UPLOADS_LIMIT_BYTES


def _held_bytes() -> int:
    """What Streamlit keeps of uploads in memory, those of closed tabs among them, which it lets go after a while."""
    if not runtime.exists():
        return 0
    held = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
    return sum(len(file.data) for files in list(held.values()) for file in list(files.values()))


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse("There is nothing at this address.", 404)(scope, receive, send)


class _Sender:
    """Sends on, with the headers of a page that loads nothing from elsewhere; `trimmed`, without foreign origins."""

    def __init__(self, send: Send, host: str, *, trimmed: bool) -> None:
        self._send = send
        self._trimmed = trimmed
        self._added = [
            (b"content-security-policy", POLICY.format(host=host).encode("latin-1")),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
        ]
        self._started: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*_without(message.get("headers", ()), self._added), *self._added]}
            if self._trimmed:
                self._started = message
                return
        elif self._trimmed and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = _without_origins(self._body)
            started = self._started or {}
            length = (b"content-length", str(len(body)).encode())
            await self._send({**started, "headers": [*_without(started["headers"], [length]), length]})
            message = {**message, "body": body}
        await self._send(message)


def _without(
    headers: Iterable[tuple[bytes, bytes]], others: Iterable[tuple[bytes, bytes]]
) -> list[tuple[bytes, bytes]]:
    names = {name for name, _ in others}
    return [(name, value) for name, value in headers if name.lower() not in names]


def _without_origins(body: bytes) -> bytes:
    """The host's configuration without the sites of Streamlit's own, which might else send messages to the page."""
    try:
        config = json.loads(body)
    except ValueError:
        return body
    return json.dumps(config | {"allowedOrigins": []}).encode() if isinstance(config, dict) else body
