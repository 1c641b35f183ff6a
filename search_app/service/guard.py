"""What stands before every request: the name it is sent to, the key, the rate, the size; and what is noted after it.

Plain ASGI, since a refused request should cost nothing. Never noted: what was searched for, which is the visitor's own.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict

from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_app.service.metrics import Metrics
from search_app.service.problems import HINTS, problem
from search_app.service.settings import Settings

log = logging.getLogger("precedent.access")

OPEN_PATHS = ("/health",)
"""What a load balancer asks, without a key."""
_NO_ROUTE = "none"
_BURST_SECONDS = 2
_CLIENTS_REMEMBERED = 10_000


class Rate:
    """A token bucket for each client: `rate` requests a second, and twice as many at once."""

    def __init__(self, rate: float) -> None:
        self._rate, self._capacity = rate, max(1.0, rate * _BURST_SECONDS)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, now: float) -> float:
        """Takes a token; the seconds until there is one, 0 where it was there."""
        if self._rate == 0:
            return 0.0
        tokens, since = self._buckets.pop(client, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - since) * self._rate)
        allowed = tokens >= 1
        self._buckets[client] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > _CLIENTS_REMEMBERED:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) / self._rate


class Guard:
    """The service with its guard. One a process."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app, self._settings, self._metrics = app, settings, metrics
        self._rate = Rate(settings.rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500
        headers = Headers(scope=scope)
        client, refusal = self._admit(scope, headers)
        only_head = scope["method"] == "HEAD"
        asked = {**scope, "method": "GET"} if only_head else scope

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif only_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            if refusal is not None:
                await refusal(asked, receive, noting)
            else:
                await self._app(asked, self._limited(receive), noting)
        finally:
            seconds = time.perf_counter() - started
            route = asked.get("route")
            path = route.path if isinstance(route, APIRoute) else _NO_ROUTE
            self._metrics.answered(scope["method"], path, status, seconds)
            fields = {"method": scope["method"], "route": path, "status": status, "ms": round(seconds * 1000, 1)}
            log.info("request", extra=fields | {"client": client})

    def _admit(self, scope: Scope, headers: Headers) -> tuple[str, ASGIApp | None]:
        """Who asks, and the refusal where they may not."""
        address = (scope.get("client") or ("unknown",))[0]
        host = headers.get("host", "").lower()
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if self._settings.hosts and name not in self._settings.hosts:
            return address, problem(
                421, f"This service is not called {name!r}.", "Use one of the names in its settings."
            )
        client = address
        if self._settings.keys and not scope["path"].endswith(OPEN_PATHS):
            holder = self._settings.holder_of(_key(headers))
            if holder is None:
                detail = "The key is not known here." if _key(headers) else "This archive needs a key."
                return address, problem(401, detail, "Send it as “Authorization: Bearer KEY”.")
            client = holder
        wait = self._rate.wait(client, time.monotonic())
        if wait:
            told = f"More than {self._settings.rate:g} requests a second from one client."
            return client, problem(429, told, "Ask again later, and more slowly.", retry_after=int(wait) + 1)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self._settings.body_limit:
            return client, self._too_large()
        return client, None

    def _too_large(self) -> ASGIApp:
        return problem(413, self._told_too_large(), HINTS[413])

    def _told_too_large(self) -> str:
        return f"A request holds at most {self._settings.body_limit} bytes."

    def _limited(self, receive: Receive) -> Receive:
        """A body without a length, or with a wrong one, is counted as it comes."""
        taken = 0

        async def counting() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._settings.body_limit:
                raise HTTPException(413, self._told_too_large())  # which alone passes through FastAPI's own reading
            return message

        return counting


def _key(headers: Headers) -> str:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
