"""What each command does, once its arguments are parsed. Heavy modules are imported by the command that needs them."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.errors import IndexUnavailable
from indexer.indexes.model import EMBEDDED_MODEL, NO_MODEL
from indexer.manifest import last_origin
from search_app.terminal import print_json

if TYPE_CHECKING:
    from indexer.addition import Preview
    from indexer.build import BuildResult
    from indexer.records import Chunk, Report
    from search_app.catalogue import Catalogue

DEFAULT_CORPUS = Path("corpus")


def run_index(options: Namespace) -> int:
    """Exit code 1 where some file was refused, else 0."""
    from indexer.build import build
    from indexer.ledger import Outcome
    from search_app.terminal_builds import show_build
    from search_app.terminal_progress import ProgressBar

    progress = ProgressBar(silent=options.json)
    corpus, model = _last_choices(options.index)
    result = build(
        options.corpus or corpus or DEFAULT_CORPUS,
        options.index,
        model=options.model or model or EMBEDDED_MODEL,
        retry_refused=options.retry,
        progress=progress,
    )
    progress.close()
    if options.json:
        print_json(
            {"generation": result.generation, "published": result.published, "ledger": result.ledger.to_json()}
        )
    else:
        show_build(result)
    return 1 if result.ledger.count(Outcome.REFUSED) else 0


def run_add(options: Namespace) -> int:
    """Exit code 1 where some file was refused, else 0."""
    from indexer.addition import add_files, find_destination, preview_files
    from search_app.terminal_builds import show_addition, show_previews
    from search_app.terminal_progress import ProgressBar

    destination = None if options.dry_run else find_destination(options.index, options.corpus)
    progress = ProgressBar(silent=options.json)
    previews = preview_files(options.files, progress)
    readable = [preview.path for preview in previews if preview.report]
    if not options.json:
        progress.close()
        show_previews(previews)
    result = None
    if destination is not None and readable:
        result = add_files(readable, destination, replace=options.replace, progress=progress)
    progress.close()
    if options.json:
        print_json(addition_to_json(previews, result))
    elif result is not None:
        show_addition(result, readable)
    return 0 if len(readable) == len(previews) else 1


def addition_to_json(previews: Sequence[Preview], result: BuildResult | None) -> dict[str, Any]:
    """What was understood of each file, and the ledger of just those files where they were taken in."""
    from search_app.answers import report_to_json

    names = {preview.path.name for preview in previews}
    return {
        "files": [
            {
                "path": str(preview.path),
                "report": report_to_json(preview.report, preview.chunks) if preview.report else None,
                "refusal": str(preview.refusal) if preview.refusal else None,
            }
            for preview in previews
        ],
        "generation": result.generation if result else None,
        "ledger": [file.to_json() for file in result.ledger.files if file.source in names] if result else [],
    }


def _last_choices(index: Path) -> tuple[Path | None, str | None]:
    """Folder and model of the published generation, so that bringing it up to date needs neither named again."""
    origin = last_origin(index)
    return (None, None) if origin is None else (Path(origin[0]), origin[1] or NO_MODEL)


def run_search(options: Namespace) -> int:
    from search_app.answers import Mode, Order
    from search_app.engine import SearchEngine
    from search_app.filter_arguments import filters_of
    from search_app.share_filter import parse_share
    from search_app.terminal import show_answer
    from search_app.understood import EVERYTHING

    filters = filters_of(options)
    if options.share is not None:
        filters = replace(filters, share=parse_share(options.share))
    answer = SearchEngine(options.index).search(
        options.query,
        mode=Mode(options.mode),
        limit=options.limit,
        offset=options.offset,
        filters=filters,
        ignore=[*options.ignore, *([EVERYTHING] if options.literal else [])],
        order=Order(options.sort),
        rerank=not options.no_rerank,
    )
    if options.json:
        print_json(answer.to_json())
    else:
        show_answer(answer)
    return 0


def run_show(options: Namespace) -> int:
    from search_app.reading_explained import why_to_json
    from search_app.terminal import show_paragraph, show_report, show_why

    catalogue = _catalogue(options)
    report_id, _, address = options.address.partition(":")
    chunk = catalogue.find(report_id, address) if address else None
    if options.page_image:
        _write_page_image(catalogue, catalogue.report(report_id), chunk, options.page_image)
    if chunk is not None:
        report = catalogue.report(report_id)
        if options.json:
            print_json(catalogue.paragraph_json(chunk) | {"why": why_to_json(chunk, report)})
        else:
            show_paragraph(catalogue, chunk)
            show_why(chunk, report)
    elif options.json:
        chunks = catalogue.chunks_of(report_id)
        head = next(row for row in catalogue.reports_json() if row["report_id"] == report_id)
        print_json(head | {"paragraphs": [catalogue.paragraph_json(chunk) for chunk in chunks]})
    else:
        show_report(catalogue, catalogue.report(report_id))
    return 0


def _write_page_image(catalogue: Catalogue, report: Report, chunk: Chunk | None, target: Path) -> None:
    """The page that the paragraph begins on, or the first. Raises PageUnavailable, StorageFailed."""
    from indexer.errors import StorageFailed
    from search_app.page_images import outlined, page_image, paragraph_boxes

    number = chunk.pages[0] if chunk and chunk.pages else 1
    image = page_image(catalogue.manifest, report, number)
    box = paragraph_boxes(catalogue.manifest, report, chunk).get(number) if chunk else None
    try:
        target.write_bytes(outlined(image, box) if box else image.png)
    except OSError as error:
        raise StorageFailed(
            f"{target} cannot be written: {error.strerror or error}.", hint="Name a file in a folder that is there."
        ) from error
    where = ", the paragraph outlined" if box else ""
    print(f"Page {number} of {image.pages} of {report.source} is in {target}{where}.", file=sys.stderr)


def run_paragraphs(options: Namespace) -> int:
    catalogue = _catalogue(options)
    for row in catalogue.paragraphs_json():
        if options.json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            print(f"{row['report_id']}:{row['address']}\t{row['text']}")
    return 0


def run_reports(options: Namespace) -> int:
    from search_app.terminal import show_holdings, show_reports

    catalogue = _catalogue(options)
    if options.holdings:
        from search_app.holdings import holdings_of

        holdings = holdings_of(catalogue.heads(), catalogue.generation.ledger()).to_json()
        if options.json:
            print_json(holdings)
        else:
            show_holdings(holdings)
        return 0
    rows = catalogue.reports_json()
    if options.json:
        print_json(rows)
    else:
        show_reports(rows)
    return 0


def run_check(options: Namespace) -> int:
    """Exit code 3 where the index is damaged, else 0; a folder that has moved on is told but is no damage."""
    from indexer.check import check_index

    result = check_index(options.index)
    if options.json:
        print_json(result.to_json())
    else:
        for problem in result.problems:
            print(f"{problem.severity}: {problem.message}")
        print(result.summary)
    return IndexUnavailable.exit_code if result.damaged else 0


def run_serve(options: Namespace) -> int:
    from search_app.serve import serve

    return serve(options.index, port=options.port, open_browser=options.open)


def _catalogue(options: Namespace) -> Catalogue:
    from search_app.catalogue import Catalogue

    return Catalogue.open(options.index)
