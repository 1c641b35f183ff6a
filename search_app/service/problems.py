"""Every refusal as application/problem+json (RFC 9457): what happened, where, and what to do."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from indexer.errors import (
    DraftRefused,
    EvidenceRefused,
    IndexUnavailable,
    ModelUnavailable,
    NotFound,
    PageUnavailable,
    PrecedentError,
    QueryRefused,
)

log = logging.getLogger("precedent.service")

PROBLEM_TYPE = "application/problem+json"

_STATUSES: dict[type[PrecedentError], int] = {
    NotFound: 404,
    PageUnavailable: 404,
    QueryRefused: 422,
    DraftRefused: 422,
    EvidenceRefused: 422,
    ModelUnavailable: 503,
    IndexUnavailable: 503,
}
_TITLES = {
    400: "The request cannot be read",
    401: "A key is needed",
    404: "Not found",
    405: "That cannot be done with this address",
    409: "Some quotations do not match the archive",
    410: "The archive has changed",
    413: "The request is too large",
    421: "This service has another name",
    422: "The request is refused",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "The archive cannot answer now",
}
_ADDRESSES = "openapi.json lists every address."
HINTS = {413: "Send less at a time."}
RETRY_SECONDS = 5


class Problem(BaseModel):
    """What went wrong. `hint` says what to do, "" where there is nothing to be done."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    hint: str = ""
    position: int | None = Field(default=None, description="code point of the query that is refused")
    errors: list[dict[str, str]] | None = Field(default=None, description="one for each value that is not accepted")


class ProblemError(Exception):
    """A refusal of the service's own."""

    def __init__(self, status: int, detail: str, hint: str = "", **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.hint, self.more = status, detail, hint, more


def problem(status: int, detail: str, hint: str = "", **more: Any) -> JSONResponse:
    """The answer that says so; `more` are members of its own."""
    content = {"type": "about:blank", "title": _TITLES.get(status, "Refused"), "status": status, "detail": detail}
    headers = {"Cache-Control": "no-store"}
    if status in (429, 503):
        headers["Retry-After"] = str(more.pop("retry_after", RETRY_SECONDS))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(content | {"hint": hint} | more, status, headers, PROBLEM_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What FastAPI writes into the description of a path for these refusals, and for those that any path may meet."""
    schema = {"$ref": "#/components/schemas/Problem"}
    always = (400, 401, 413, 421, 422, 429, 500, 503)
    return {
        status: {"description": _TITLES[status], "content": {PROBLEM_TYPE: {"schema": schema}}}
        for status in sorted({*always, *statuses})
    }


def status_of(error: PrecedentError) -> int:
    """The status that an error of the tree is answered with."""
    return next((_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES), 500)


def handle_problems(app: Starlette) -> None:
    """Lets every refusal leave `app` as a problem."""

    async def refused(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, PrecedentError)
        position = {"position": error.position} if isinstance(error, QueryRefused) else {}
        return problem(status_of(error), error.message, error.hint, **position)

    async def own(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ProblemError)
        return problem(error.status, error.detail, error.hint, **error.more)

    async def invalid(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        errors = [{"where": ".".join(map(str, each["loc"])), "message": str(each["msg"])} for each in error.errors()]
        told = "; ".join(f"{each['where']}: {each['message']}" for each in errors[:3])
        return problem(422, f"{told}.", "openapi.json describes every parameter.", errors=errors)

    async def missing(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        answer = problem(error.status_code, str(error.detail), HINTS.get(error.status_code, _ADDRESSES))
        answer.headers.update(error.headers or {})
        return answer

    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        log.error("unforeseen", exc_info=error, extra={"path": request.url.path})
        return problem(500, "This is a fault of the service, not of the request.", "Its log says more.")

    app.add_exception_handler(PrecedentError, refused)
    app.add_exception_handler(ProblemError, own)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, missing)
    app.add_exception_handler(Exception, unforeseen)
