"""`search`, `show` and `paragraphs`: what the shell asks of an archive, and how it is answered in print."""

from __future__ import annotations

import json
import shlex
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.records import CHUNK_KINDS, Chunk, Report
from search_app.answers.answer import Answer, first_far
from search_app.answers.labels import FAR_WORDS, ORDER_NAMES, found_words
from search_app.command.archive import open_catalogue
from search_app.command.terminal import DIM, print_json, print_wrapped, refuse_to_overwrite, show_hit
from search_app.query.understanding import Understood, UnderstoodKind

if TYPE_CHECKING:
    from search_app.answers.catalogue import Catalogue


def show_answer(answer: Answer) -> None:
    """What was understood, then the hits with their matches marked, and the citation under each."""
    for understood in answer.understood:
        print(_in_words(understood))
    for note in answer.notes:
        print(f"Note: {note}")
    if answer.suggestion:
        print(f"Did you mean: {answer.suggestion}")
    if not answer.hits:
        print("Nothing in this archive matches. Try fewer words, other words, or fewer filters.")
        return
    first, last = answer.hits[0].rank, answer.hits[-1].rank
    found = found_words(answer.near, answer.total)
    print(f"{found}, {ORDER_NAMES[answer.order]}; {first} to {last} shown, {answer.took_ms:.0f} ms\n")
    for hit in answer.hits:
        if hit is first_far(answer.hits, answer.near):
            print(f"{FAR_WORDS}:\n")
        show_hit(hit)


def _in_words(understood: Understood) -> str:
    """What a stretch of the query was taken for, and how to take it back."""
    if understood.kind is UnderstoodKind.EXPECTATION:
        back = f"--ignore {shlex.quote(understood.key)} turns this off"
        return f"Understood as a recommendation: paragraphs that find a shortfall rank higher   ({back})"
    if understood.kind is UnderstoodKind.SYNONYM:
        meaning = f"also {', '.join(understood.also)}"
    elif understood.kind is UnderstoodKind.CITATION:
        meaning = "the citation of a paragraph, which comes first"
    elif understood.kind is UnderstoodKind.DATE:
        meaning = f"only {understood.value}"
    else:
        meaning = f"only {understood.kind.value} {understood.value}"
    return f"Understood: “{understood.words}”, {meaning}   (--ignore {shlex.quote(understood.key)} turns this off)"


def show_paragraph(catalogue: Catalogue, chunk: Chunk) -> None:
    """One paragraph in context: the paragraphs before and after it, dimmed, and its citation."""
    citation = catalogue.cite(chunk)
    for other in catalogue.chunks_of(chunk.report_id):
        if abs(other.ordinal - chunk.ordinal) <= 1:
            print_wrapped(_numbered(other), style="" if other.ordinal == chunk.ordinal else DIM)
            print()
    print(citation.long)
    print(citation.short)


def show_why(chunk: Chunk, report: Report) -> None:
    """Why the tool reads the paragraph as it does: what each clause was read as, how sure, and its cue words."""
    from search_app.answers.why_this_reading import NO_JUDGEMENT, praise_words, read_parts, section_of

    said = (f"The tool's reading: {chunk.reading.value}.", praise_words(chunk), NO_JUDGEMENT)
    print("\n" + " ".join(filter(None, said)))
    for part in read_parts(chunk, section_of(chunk, report)):
        print(f"\n{part.statement.value}, {part.ground}")
        print_wrapped(chunk.text[part.start : part.end], style=DIM)
        for words, read_as in part.pieces:
            if read_as:
                print(f"   “{words}”: {read_as}")


def show_report(catalogue: Catalogue, report: Report) -> None:
    """Metadata, then the whole report in order with its addresses; what is no chunk is named by its kind."""
    rows = {
        "title": report.title,
        "area": report.area,
        "inspectorate": report.inspectorate,
        "type": report.type.label if report.type else None,
        "published": report.published,
        "inspected": f"{report.inspection_start} to {report.inspection_end}" if report.inspection_start else None,
        "cases": report.cases,
        "reoffending rate": f"{report.reoffending_rate}%" if report.reoffending_rate is not None else None,
        "lead inspector": report.lead_inspector,
    }
    for name, value in rows.items():
        print(f"{name:>17}  {'not stated' if value is None else value}")
    for finding in report.findings:
        print(f"{'finding':>17}  {finding.message}" + (f" (page {finding.page})" if finding.page else ""))
    numbers = {section.start: section.number for section in report.sections}
    addresses = {chunk.start: catalogue.address(chunk) for chunk in catalogue.chunks_of(report.report_id)}
    for element in report.elements:
        label = addresses[element.start] if element.kind in CHUNK_KINDS else element.kind.value
        number = numbers.get(element.start)
        print()
        print_wrapped(f"[{label}] {f'{number}. ' if number else ''}{report.text[element.start : element.end]}")


def _numbered(chunk: Chunk) -> str:
    return f"{chunk.number}  {chunk.text}" if chunk.number else chunk.text


def run_search(options: Namespace) -> int:
    from search_app.archive import Archive

    with Archive.open(options.index) as archive:
        answer = archive.search(
            options.query,
            mode=options.mode,
            limit=options.limit,
            offset=options.offset,
            order=options.sort,
            filters=options.filters if options.share is None else options.filters.changed(share=options.share),
            ignore=options.ignore,
            literal=options.literal,
            rerank=not options.no_rerank,
        )
        if options.json:
            print_json(answer.to_json())
        else:
            show_answer(answer)
    return 0


def run_show(options: Namespace) -> int:
    from search_app.answers.why_this_reading import why_to_json

    catalogue = open_catalogue(options)
    report_id, _, address = options.address.partition(":")
    chunk = catalogue.find(report_id, address) if address else None
    if options.page_image:
        refuse_to_overwrite(options.page_image, catalogue.manifest, force=options.force)
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
    from search_app.answers.page_image import outlined, page_image, paragraph_boxes

    number = chunk.pages[0] if chunk and chunk.pages else 1
    image = page_image(catalogue.manifest, report, number)
    box = paragraph_boxes(catalogue.manifest, report, chunk).get(number) if chunk else None
    try:
        target.write_bytes(outlined(image, box) if box else image.png)
    except OSError as error:
        raise StorageFailed(
            f"{target} cannot be written: {error.strerror or error}.", hint="Name a file in a folder that exists."
        ) from error
    where = ", the paragraph outlined" if box else ""
    print(f"Page {number} of {image.pages} of {report.source} is in {target}{where}.", file=sys.stderr)


def run_paragraphs(options: Namespace) -> int:
    catalogue = open_catalogue(options)
    for row in catalogue.paragraphs_json():
        if options.json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            print(f"{row['report_id']}:{row['address']}\t{row['text']}")
    return 0
