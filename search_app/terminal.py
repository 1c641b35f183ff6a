"""What the command prints for a person: answers, reports, measures."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.errors import QueryRefused
from indexer.records import CHUNK_KINDS, Chunk, Report
from search_app.answers import Answer, HighlightKind, Hit
from search_app.labels import order_words
from search_app.understood import Understood, UnderstoodKind

if TYPE_CHECKING:  # each command loads only what it needs
    from search_app.catalogue import Catalogue
    from search_app.evaluation import Measures
    from search_app.paired_test import PairedTest

_LINE_WIDTH_CHARACTERS = 100
_BOLD, _UNDERLINE, _DIM, _PLAIN = "\x1b[1m", "\x1b[4m", "\x1b[2m", "\x1b[0m"


def print_json(value: object) -> None:
    """One value as indented JSON."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    print()


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
    ordered = order_words(answer.order, answer.near, answer.total)
    print(f"{first} to {last} of {answer.total} paragraphs, {ordered}, {answer.took_ms:.0f} ms\n")
    if not answer.close:
        print("The nearest, which is not near:\n")
    for hit in answer.hits:
        show_hit(hit)


def _in_words(understood: Understood) -> str:
    """What a stretch of the query was taken for, and how to take it back."""
    if understood.kind is UnderstoodKind.EXPECTATION:
        back = f"--ignore {shlex.quote(understood.key)} leaves that out"
        return f"Understood as a recommendation: paragraphs that find a shortfall rank higher   ({back})"
    if understood.kind is UnderstoodKind.SYNONYM:
        meaning = f"also {', '.join(understood.also)}"
    else:
        meaning = f"only {understood.kind.value} {understood.value}"
    return f"Understood: “{understood.words}”, {meaning}   (--ignore {shlex.quote(understood.key)} leaves that out)"


def show_hit(hit: Hit, proportions: Sequence[str] = ()) -> None:
    """One hit with its matches marked, the proportions it says, and its citations."""
    heading = f", {hit.section.heading}" if hit.section else ""
    print(
        _style(f"{hit.rank}. {hit.report.area or hit.report.title or hit.report.source}{heading}", _BOLD)
        + _style(f"   the tool's reading: {hit.chunk.reading.value}", _DIM)
    )
    _print_wrapped(_marked(hit))
    for said in proportions:
        print(f"   proportion: {said}")
    print(f"   {_style(hit.citation.long, _DIM)}")
    print(f"   {_style(f'{hit.citation.short}   {hit.report.report_id}:{hit.address}', _DIM)}\n")


def _marked(hit: Hit) -> str:
    """The hit's text with exact matches marked: bold in a terminal, between asterisks elsewhere."""
    text, parts, at = hit.chunk.text, [], 0
    for mark in hit.highlights:
        if mark.kind is HighlightKind.EXACT and mark.start >= at:
            parts += [text[at : mark.start], _style(text[mark.start : mark.end], _BOLD + _UNDERLINE, plain="*")]
            at = mark.end
    return "".join([*parts, text[at:]])


def show_paragraph(catalogue: Catalogue, chunk: Chunk) -> None:
    """One paragraph in context: the paragraphs before and after it, dimmed, and its citation."""
    citation = catalogue.cite(chunk)
    for other in catalogue.chunks_of(chunk.report_id):
        if abs(other.ordinal - chunk.ordinal) <= 1:
            _print_wrapped(_numbered(other), style="" if other.ordinal == chunk.ordinal else _DIM)
            print()
    print(citation.long)
    print(citation.short)


def show_why(chunk: Chunk, report: Report) -> None:
    """Why the tool reads the paragraph as it does: the cue words of each sentence, and what each was read as."""
    from search_app.reading_explained import NO_JUDGEMENT, explain, ground_words, praise_words

    said = (f"The tool's reading: {chunk.reading.value}.", praise_words(chunk), NO_JUDGEMENT)
    print("\n" + " ".join(filter(None, said)))
    for sentence in explain(chunk, report):
        print(f"\n{sentence.statement.value}, {ground_words(sentence)}")
        _print_wrapped(chunk.text[sentence.start : sentence.end], style=_DIM)
        for cue in sentence.cues:
            print(f"   “{chunk.text[cue.start : cue.end]}”: {cue.read_as}")


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
        _print_wrapped(f"[{label}] {f'{number}. ' if number else ''}{report.text[element.start : element.end]}")


def show_reports(rows: Iterable[dict[str, Any]]) -> None:
    """One line a report, and its findings under it."""
    for row in rows:
        print(
            f"{row['report_id']}  {row['area'] or 'area not stated'}, {row['published'] or 'no date stated'}, "
            f"{row['type'] or 'type not stated'}, {row['chunks']} paragraphs and bullets"
        )
        for finding in row["findings"]:
            page = f" (page {finding['page']})" if finding["page"] else ""
            print(f"    {finding['code']}{page}: {finding['message']}")


def show_holdings(holdings: dict[str, Any]) -> None:
    """Reports by year, type and area, then the gaps."""
    for name, key in (("years", "year"), ("types", "type")):
        print(f"{name}: " + ", ".join(f"{row[key] or 'not stated'} {row['reports']}" for row in holdings[name]))
    for row in holdings["areas"]:
        years = ", ".join(map(str, row["years"])) or "not dated"
        missing = f"; none from {', '.join(map(str, row['missing_years']))}" if row["missing_years"] else ""
        print(f"{row['area']}: {row['reports']} ({years}{missing})")
    for key in ("without_publication_date", "without_area"):
        if holdings[key]:
            print(f"{key.replace('_', ' ')}: {', '.join(holdings[key])}")
    for row in holdings["refused"]:
        print(f"refused: {row['source']}: {row['message']}")


def show_measures(dataset: Path, results: Sequence[Measures]) -> None:
    """A table with a line for each mode."""
    names = list(results[0].means)
    first = results[0]
    print(f"{dataset.name}: {first.queries} queries, {first.documents} documents; scope: {first.scope.value}")
    print(f"{'mode':<10}" + "".join(f"{name:>12}" for name in names) + f"{'ms/query':>12}")
    for result in results:
        means = "".join(f"{result.means[name]:>12.4f}" for name in names)
        print(f"{result.mode.value:<10}{means}{result.milliseconds_per_query:>12.1f}")


def show_paired_test(mode: str, test: PairedTest) -> None:
    """One line: how much better or worse than the other run, and whether that could be chance."""
    print(
        f"{mode}: {test.measure} {test.difference:+.4f} against the other run over {test.queries} queries "
        f"(better {test.better}, worse {test.worse}), p = {test.p:.4f} by paired randomisation"
    )


def show_refusal(query: str, refusal: QueryRefused) -> None:
    """The message, with the place marked under the query where there is one."""
    print(f"precedent: {refusal.message}", file=sys.stderr)
    width = max(20, shutil.get_terminal_size().columns - 4)
    if query and "\n" not in query:
        start = max(0, refusal.position - width // 2)
        print(f"  {query[start : start + width]}", file=sys.stderr)
        print(f"  {' ' * (refusal.position - start)}^", file=sys.stderr)
    if refusal.hint:
        print(f"  {refusal.hint}", file=sys.stderr)


def _numbered(chunk: Chunk) -> str:
    return f"{chunk.number}  {chunk.text}" if chunk.number else chunk.text


def _print_wrapped(text: str, style: str = "") -> None:
    width = min(_LINE_WIDTH_CHARACTERS, shutil.get_terminal_size().columns)
    for line in text.splitlines() or [""]:
        wrapped = textwrap.fill(
            line, width, initial_indent="   ", subsequent_indent="   ", break_long_words=False,
            break_on_hyphens=False,
        )
        print(_style(wrapped, style) if style else wrapped)


def _style(text: str, style: str, plain: str = "") -> str:
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        return f"{style}{text}{_PLAIN}"
    return f"{plain}{text}{plain}"
