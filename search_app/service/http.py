"""The archive over HTTP: `make_app` is served by `precedent api`, and `make_api` is mounted beside the page.

FastAPI, since the description in OpenAPI 3.1 is then made from the same types that requests are read by.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.applications import Starlette
from starlette.routing import Mount

from indexer.embedding.query_encoder import open_query_encoder
from indexer.limits import QUERY_LENGTH_LIMIT_CHARACTERS
from search_app.answers.answer import report_to_json
from search_app.answers.catalogue import Catalogue
from search_app.archive import Archive
from search_app.compare.counts import Dimension
from search_app.ranking.fusion import Mode, Order
from search_app.ranking.meaning import QueryEncoderFactory
from search_app.service import feed, metrics, models, pages
from search_app.service.guard import Guard
from search_app.service.opened import OpenedArchive
from search_app.service.parameters import FiltersOf, refuse_unknown
from search_app.service.problems import Problem, ProblemError, documented, handle_problems
from search_app.service.settings import Settings

if TYPE_CHECKING:
    from search_app.basket.basket import Quotation

MOUNTED_AT = "/api"
_TITLE = "Precedent"
_ABOUT = (
    "Search of inspection reports by words and by meaning, with exact citations. What a paragraph is read as "
    "(strength, shortfall, expectation) is the tool's reading, not the inspectorate's judgement."
)
"""The reading is labelled wherever a person may see it, and the description is what a programmer sees."""
_Described = dict[int | str, dict[str, Any]]
_IMAGE: _Described = {200: {"description": "The page as PNG", "content": {"image/png": {}}}}
_ATOM: _Described = {200: {"description": "An Atom feed", "content": {feed.MEDIA_TYPE: {}}}}
_FILE: _Described = {200: {"description": "The file", "content": {"application/octet-stream": {}}}}
_TEXT: _Described = {200: {"description": "Prometheus text", "content": {"text/plain": {}}}}
_NOT_MODIFIED: _Described = {304: {"description": "The client's copy is up to date"}}

Limit = Annotated[int, Query(ge=1, le=models.LARGEST_PAGE)]
Cursor = Annotated[
    str | None, Query(max_length=pages.CURSOR_LIMIT_CHARACTERS, description="`next` of the previous page")
]
Ignored = Annotated[
    list[Annotated[str, Query(max_length=200)]],
    Query(max_length=50, description="keys of `understood` to turn off"),
]
ReferenceInPath = Annotated[str, models.Field(max_length=models.REFERENCE_LIMIT_CHARACTERS)]


class Service:
    """What the requests of one process share."""

    def __init__(self, settings: Settings, open_encoder: QueryEncoderFactory) -> None:
        self.settings = settings
        self.metrics = metrics.Metrics()
        self.opened = OpenedArchive(settings.index, open_encoder)
        self.turn = threading.Lock()

    @property
    def archive(self) -> Archive:
        """The open archive. Raises IndexUnavailable."""
        return self.opened.archive


def _service(request: Request) -> Service:
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


Served = Annotated[Service, Depends(_service)]


def make_app() -> Starlette:
    """What a worker process serves, as its environment says. Raises ServiceRefused."""
    return mounted(make_api(Settings.from_environment()))


def mounted(api: FastAPI) -> Starlette:
    """The API under /api, by itself."""
    app = Starlette(routes=[Mount(MOUNTED_AT, api)])
    handle_problems(app)
    return app


def make_api(settings: Settings, open_encoder: QueryEncoderFactory = open_query_encoder) -> FastAPI:
    """The API for whoever mounts it. The archive is opened by the first question."""
    api = FastAPI(
        title=_TITLE,
        description=_ABOUT,
        version=pages.service_version(),
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        dependencies=[Depends(refuse_unknown)],
    )
    service = api.state.service = Service(settings, open_encoder)
    handle_problems(api)
    keys = [Depends(HTTPBearer(auto_error=False)), Depends(APIKeyHeader(name="X-API-Key", auto_error=False))]
    api.include_router(router, dependencies=keys if settings.keys else [])
    api.add_middleware(Guard, settings=settings, metrics=service.metrics)
    _describe_problems(api)
    return api


def _describe_problems(api: FastAPI) -> None:
    describe = api.openapi

    def described() -> dict[str, Any]:
        known = api.openapi_schema is not None
        schema = describe()
        if not known:
            schemas = schema.setdefault("components", {}).setdefault("schemas", {})
            schemas["Problem"] = Problem.model_json_schema()
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
        return schema

    api.openapi = described  # type: ignore[method-assign]  # the way that FastAPI documents


router = APIRouter()


@router.get(
    "/search",
    response_model=models.SearchAnswer,
    responses=documented(410) | _NOT_MODIFIED,
    summary="Ranked paragraphs with their citations",
)
def search(
    request: Request,
    service: Served,
    filters: FiltersOf,
    q: Annotated[str, Query(max_length=QUERY_LENGTH_LIMIT_CHARACTERS, description="in the page's query language")] = "",
    mode: Mode = Mode.HYBRID,
    sort: Order = Order.BEST,
    limit: Limit = 10,
    cursor: Cursor = None,
    literal: Annotated[bool, Query(description="read no names, years or sections in the query as filters")] = False,
    ignore: Ignored = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    generation = service.archive.generation
    offset = pages.offset_of(cursor, request, generation)
    if known := pages.unchanged(request, generation):
        return known
    with service.turn:
        found = service.archive.search(
            q, mode=mode, order=sort, limit=limit, offset=offset, filters=filters, literal=literal, ignore=ignore
        )
    if offset and found.generation != generation:  # published between the two lines above
        raise pages.moved_on(generation, found.generation)
    content = found.to_json()
    content["next"] = pages.next_cursor(request, found.generation, offset, len(found), found.total)
    return pages.answer(content, found.generation)


@router.post(
    "/precedents",
    response_model=models.PrecedentsAnswer,
    responses=documented(404),
    summary="What supports a draft, and what contrasts with it",
)
def precedents(service: Served, asked: models.DraftRequest | models.ParagraphRequest) -> Response:
    with service.turn:
        if isinstance(asked, models.DraftRequest):
            found = service.archive.precedents(asked.draft, exclude=asked.exclude, limit=asked.limit)
        else:
            found = service.archive.precedents_of(asked.reference, exclude=asked.exclude, limit=asked.limit)
    return JSONResponse(found.to_json(), headers={pages.GENERATION_HEADER: found.generation})


@router.post("/verify", response_model=models.VerifyAnswer, responses=documented())
def verify(service: Served, asked: models.VerifyRequest) -> Response:
    """Every quotation and every citation in a draft, checked against the archive."""
    with service.turn:
        checked = service.archive.verify(asked.draft)
    return JSONResponse(checked.to_json(), headers={pages.GENERATION_HEADER: checked.generation})


@router.get("/reports", response_model=models.ReportsAnswer, responses=documented(410) | _NOT_MODIFIED)
def reports(request: Request, service: Served, limit: Limit = models.LARGEST_PAGE, cursor: Cursor = None) -> Response:
    """Every report with what was read from it and the findings about its reading."""
    catalogue = service.archive.catalogue
    offset = pages.offset_of(cursor, request, catalogue.name)
    if known := pages.unchanged(request, catalogue.name):
        return known
    heads = catalogue.heads()
    shown = [
        report_to_json(head, len(catalogue.generation.ordinals_of(head.report_id)))
        for head in heads[offset : offset + limit]
    ]
    following = pages.next_cursor(request, catalogue.name, offset, len(shown), len(heads))
    return pages.answer(
        {"generation": catalogue.name, "total": len(heads), "reports": shown, "next": following}, catalogue.name
    )


@router.get("/reports/{report_id}", response_model=models.ReportAnswer, responses=documented(404) | _NOT_MODIFIED)
def report(request: Request, service: Served, report_id: Annotated[str, models.Field(max_length=250)]) -> Response:
    """A report with all its paragraphs in order."""
    catalogue = service.archive.catalogue
    chunks = catalogue.chunks_of(report_id)
    if known := pages.unchanged(request, catalogue.name):
        return known
    head = report_to_json(catalogue.report(report_id), len(chunks))
    paragraphs = [catalogue.paragraph_json(chunk) for chunk in chunks]
    return pages.answer(head | {"generation": catalogue.name, "paragraphs": paragraphs}, catalogue.name)


@router.get("/paragraphs/{reference}", response_model=models.ParagraphAnswer, responses=documented(404) | _NOT_MODIFIED)
def paragraph(request: Request, service: Served, reference: ReferenceInPath) -> Response:
    """One paragraph with its citation, and why the tool reads it as it does."""
    from search_app.answers.why_this_reading import why_to_json

    catalogue = service.archive.catalogue
    chunk = catalogue.at(reference)
    if known := pages.unchanged(request, catalogue.name):
        return known
    why = why_to_json(chunk, catalogue.report(chunk.report_id))
    return pages.answer(catalogue.paragraph_json(chunk) | {"generation": catalogue.name, "why": why}, catalogue.name)


@router.get(
    "/paragraphs/{reference}/page-image",
    response_class=Response,
    responses=documented(404) | _NOT_MODIFIED | _IMAGE,
)
def page_image(request: Request, service: Served, reference: ReferenceInPath) -> Response:
    """The PDF page that the paragraph begins on, with the paragraph outlined where its place is certain."""
    from search_app.answers.page_image import outlined, paragraph_boxes
    from search_app.answers.page_image import page_image as drawn

    catalogue = service.archive.catalogue
    chunk = catalogue.at(reference)
    if known := pages.unchanged(request, catalogue.name):
        return known
    head = catalogue.report(chunk.report_id)
    number = chunk.pages[0] if chunk.pages else 1
    image = drawn(catalogue.manifest, head, number)
    box = paragraph_boxes(catalogue.manifest, head, chunk).get(number)
    return pages.file_answer(outlined(image, box) if box else image.png, "image/png", catalogue.name)


@router.get("/compare", response_model=models.ComparisonAnswer, responses=documented() | _NOT_MODIFIED)
def compare(
    request: Request,
    service: Served,
    filters: FiltersOf,
    by: Annotated[list[Dimension], Query(min_length=1, max_length=2, description="lines, then columns")] = [  # noqa: B006
        Dimension.AREA
    ],
) -> Response:
    """Paragraphs, strengths and shortfalls counted by one or two of area, year and theme."""
    generation = service.archive.generation
    if known := pages.unchanged(request, generation):
        return known
    with service.turn:
        counted = service.archive.compare(*dict.fromkeys(by), filters=filters)
    return pages.answer(counted.to_json() | {"generation": generation}, generation)


@router.post("/export", response_class=Response, responses=documented(404, 409) | _FILE)
def export(service: Served, asked: models.ExportRequest) -> Response:
    """Quotations with their citations as a file, each checked against the archive first."""
    from search_app.basket.basket import Basket
    from search_app.basket.check import State, check_basket
    from search_app.basket.export.forms import find_form, write_form

    catalogue = service.archive.catalogue
    form = find_form(f".{asked.form}")
    basket = Basket()
    for quotation in asked.quotations:
        basket = basket.adding(_quotation(catalogue, quotation), catalogue.name)
    checked = check_basket(basket, catalogue)
    failed = [each for each in checked if each.state is not State.CHECKED]
    if failed and not asked.leave_out:
        rows = [{"reference": e.item.reference, "state": e.state.value, "advice": e.advice} for e in failed]
        told = "; ".join(f"{row['reference']}: {row['advice']}" for row in rows[:3])
        raise ProblemError(409, told, "Correct them, or send leave_out=true.", not_checked=rows)
    content = write_form(form, basket, checked, catalogue.name, datetime.now(UTC).astimezone().date())
    name = PurePath("evidence").with_suffix(form.suffix)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        pages.GENERATION_HEADER: catalogue.name,
        "Precedent-Left-Out": str(len(failed)),
    }
    return Response(content, headers=headers, media_type=form.media_type)


def _quotation(catalogue: Catalogue, asked: models.QuotationRequest) -> Quotation:
    from search_app.basket.basket import quote_paragraph

    whole = quote_paragraph(catalogue, asked.reference)
    note, theme = asked.note.strip(), " ".join(asked.theme.split())
    if not asked.text.strip():
        return replace(whole, note=note, theme=theme)
    # Words that are not there keep the place 0, and the check says what became of them.
    return replace(whole, start=max(0, whole.text.find(asked.text)), text=asked.text, note=note, theme=theme)


@router.get("/feed", response_class=Response, responses=documented() | _NOT_MODIFIED | _ATOM)
def atom_feed(
    request: Request,
    service: Served,
    filters: FiltersOf,
    q: Annotated[str, Query(max_length=QUERY_LENGTH_LIMIT_CHARACTERS)] = "",
    mode: Mode = Mode.HYBRID,
    literal: bool = False,
    ignore: Ignored = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """A search as an Atom feed, newest first; only what comes near."""
    catalogue = service.archive.catalogue
    if known := pages.unchanged(request, catalogue.name):
        return known
    with service.turn:
        found = service.archive.search(
            q,
            mode=mode,
            order=Order.NEWEST,
            limit=feed.ENTRIES,
            filters=filters,
            literal=literal,
            ignore=ignore,
        )
    created = feed.moment_of(catalogue.manifest.created)
    content = feed.write_feed(found, str(request.url), created, service.settings.public_url)
    return pages.file_answer(content, feed.MEDIA_TYPE, found.generation)


@router.get("/generation", response_model=models.GenerationAnswer, responses=documented() | _NOT_MODIFIED)
def generation(request: Request, service: Served) -> Response:
    """Which generation answers, when it was built, and how much is in it."""
    catalogue = service.archive.catalogue
    if known := pages.unchanged(request, catalogue.name):
        return known
    manifest = catalogue.manifest
    content = {
        "generation": catalogue.name,
        "created": manifest.created,
        "reports": manifest.reports,
        "paragraphs": manifest.chunks,
        "numbered": manifest.numbered,
        "samples": manifest.samples,
        "model": manifest.model,
        "versions": manifest.versions,
    }
    return pages.answer(content, catalogue.name)


@router.get("/health", response_model=models.Health, responses=documented())
def health(service: Served) -> Response:
    """Whether the archive answers; needs no key."""
    archive = service.archive
    content = {
        "status": "ok",
        "generation": archive.generation,
        "model": archive.model_state.value,
        "version": pages.service_version(),
    }
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


@router.get("/metrics", response_class=Response, responses=documented() | _TEXT)
def prometheus(service: Served) -> Response:
    """Counts for a Prometheus server."""
    service.metrics.opened(service.archive.catalogue)
    return Response(service.metrics.text(), media_type=metrics.MEDIA_TYPE)
