"""A site on this machine that publishes reports, for tests that fetch them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """What is sent for a path. `cut` sends that many bytes of the body and then hangs up."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass
class Site:
    """`paths` may be changed while it is up; `asked` are the paths and headers of every request."""

    address: str
    paths: dict[str, Answer]
    asked: list[tuple[str, dict[str, str]]]

    def asked_for(self, path: str) -> int:
        return sum(each == path for each, _ in self.asked)


@contextmanager
def served() -> Iterator[Site]:
    site = Site("", {}, [])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append((self.path, headers))
            answer = site.paths.get(self.path, Answer(status=404))
            etag, body, status = answer.headers.get("ETag"), answer.body, answer.status
            if etag and headers.get("if-none-match") == etag:
                body, status = b"", 304
            elif etag and headers.get("if-range") == etag and "range" in headers:
                start = int(headers["range"].removeprefix("bytes=").removesuffix("-"))
                body, status = body[start:], 206
            self.send_response(status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if answer.cut is None else body[: answer.cut])
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
