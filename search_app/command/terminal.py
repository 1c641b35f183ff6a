"""What the command prints for a person: answers, reports, measures."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from indexer.errors import QueryRefused, WouldOverwrite
from indexer.storage.manifest import Manifest
from search_app.answers.answer import HighlightKind, Hit

_LINE_WIDTH_CHARACTERS = 100
_BOLD, _UNDERLINE, DIM, _PLAIN = "\x1b[1m", "\x1b[4m", "\x1b[2m", "\x1b[0m"


def print_json(value: object) -> None:
    """One value as indented JSON."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    print()


def show_hit(hit: Hit, proportions: Sequence[str] = ()) -> None:
    """One hit with its matches marked, the proportions it says, and its citations."""
    heading = f", {hit.section.heading}" if hit.section else ""
    print(
        _style(f"{hit.rank}. {hit.report.area or hit.report.title or hit.report.source}{heading}", _BOLD)
        + _style(f"   the tool's reading: {hit.chunk.reading.value}", DIM)
    )
    print_wrapped(_marked(hit))
    for said in proportions:
        print(f"   proportion: {said}")
    for doubt in hit.doubts:
        print(f"   careful: {doubt}")
    print(f"   {_style(hit.citation.long, DIM)}")
    if hit.citation.url:
        print(f"   {_style(hit.citation.url, DIM)}")
    print(f"   {_style(f'{hit.citation.short}   {hit.report.report_id}:{hit.address}', DIM)}\n")


def _marked(hit: Hit) -> str:
    """The hit's text with exact matches marked: bold in a terminal, between asterisks elsewhere."""
    text, parts, at = hit.chunk.text, [], 0
    for mark in hit.highlights:
        if mark.kind is HighlightKind.EXACT and mark.start >= at:
            parts += [text[at : mark.start], _style(text[mark.start : mark.end], _BOLD + _UNDERLINE, plain="*")]
            at = mark.end
    return "".join([*parts, text[at:]])


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


def print_wrapped(text: str, style: str = "") -> None:
    """Prints `text` at the width of the terminal, indented."""
    width = min(_LINE_WIDTH_CHARACTERS, shutil.get_terminal_size().columns)
    for line in text.splitlines() or [""]:
        wrapped = textwrap.fill(
            line,
            width,
            initial_indent="   ",
            subsequent_indent="   ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        print(_style(wrapped, style) if style else wrapped)


def _style(text: str, style: str, plain: str = "") -> str:
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        return f"{style}{text}{_PLAIN}"
    return f"{plain}{text}{plain}"


def refuse_to_overwrite(target: Path, manifest: Manifest, *, force: bool) -> None:
    """Raises WouldOverwrite where `target` is a file of the folder of reports, or is there and not to be replaced."""
    if not target.exists():
        return
    if target.resolve().is_relative_to(Path(manifest.corpus).resolve()):
        raise WouldOverwrite(f"{target} is a file of the folder of reports.", hint="Name another file.")
    if not force:
        raise WouldOverwrite(f"{target} is there already.", hint="Name another file, or replace it with --force.")
