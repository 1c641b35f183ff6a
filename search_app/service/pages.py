"""Pages of results by cursor, and what a client need not fetch again.

A cursor is bound to its question and its generation: the second page of an archive that has changed would leave
paragraphs out, or show them twice.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from search_app import DISTRIBUTION
from search_app.service.problems import ProblemError

FARTHEST_OFFSET = 10_000_000
CURSOR_LIMIT_CHARACTERS = 400
GENERATION_HEADER = "Precedent-Generation"


def service_version() -> str:
    """That of the installed package; a checkout that was never installed has none."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins, in the results of which question to which generation."""

    offset: int
    question: str
    generation: str

    def cursor(self) -> str:
        """As text, which a client hands back as it is."""
        content = json.dumps([self.offset, self.question, self.generation], separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def question_of(request: Request) -> str:
    """What tells one question from another: its path and parameters, whatever the page."""
    asked = sorted(item for item in request.query_params.multi_items() if item[0] not in ("cursor", "limit"))
    return hashlib.blake2b(json.dumps([request.url.path, asked]).encode(), digest_size=8).hexdigest()


def offset_of(cursor: str | None, request: Request, generation: str) -> int:
    """Where the page begins that `cursor` names; 0 without one. Raises ProblemError."""
    if cursor is None:
        return 0
    try:
        content = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        offset, question, made_from = content
        if type(offset) is not int or not 0 <= offset <= FARTHEST_OFFSET:
            raise ValueError(offset)
    except (ValueError, TypeError, RecursionError):
        raise ProblemError(422, "That is not a cursor of this service.", "Send `next` of an answer as it is.") from None
    if question != question_of(request):
        raise ProblemError(422, "The cursor belongs to another request.", "Change only `cursor` from page to page.")
    if made_from != generation:
        raise moved_on(made_from, generation)
    return offset


def moved_on(made_from: object, generation: str) -> ProblemError:
    """What is said of a cursor into a generation that no longer answers."""
    detail = f"The cursor is from {str(made_from)[:60]}, but {generation} answers now."
    return ProblemError(410, detail, "Start again without a cursor.")


def next_cursor(request: Request, generation: str, offset: int, shown: int, total: int) -> str | None:
    """The cursor of the page after this one; None where this is the last."""
    if not shown or offset + shown >= total:
        return None
    return Place(offset + shown, question_of(request), generation).cursor()


def etag_of(generation: str) -> str:
    """Weak, since an answer also says how long it took."""
    return f'W/"{generation}.{service_version()}"'


def unchanged(request: Request, generation: str) -> Response | None:
    """304 where the client has what this generation answers; else None. Asked once the thing is known to be there."""
    known = _tags(request.headers.getlist("if-none-match"))
    tag = etag_of(generation)
    if known & {tag.removeprefix("W/"), "*"}:
        return Response(status_code=304, headers=_headers(generation))
    return None


def answer(content: object, generation: str) -> JSONResponse:
    """`content` as JSON, to be asked for again only when the archive has changed."""
    return JSONResponse(content, headers=_headers(generation))


def file_answer(content: bytes, media_type: str, generation: str) -> Response:
    """The same for what is no JSON."""
    return Response(content, headers=_headers(generation), media_type=media_type)


def _headers(generation: str) -> dict[str, str]:
    return {"ETag": etag_of(generation), "Cache-Control": "private, no-cache", GENERATION_HEADER: generation}


def _tags(headers: Iterable[str]) -> set[str]:
    return {tag.strip().removeprefix("W/") for header in headers for tag in header.split(",")}
