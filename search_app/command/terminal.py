"""What the command prints for a person: answers, reports, measures."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

from indexer.errors import QueryRefused, WouldOverwrite
from indexer.storage.manifest import Manifest
from search_app.answers.answer import HighlightKind, Hit

_LINE_WIDTH_CHARACTERS = 100

_OWN_STYLE = r"\x1b\[[0124]m"
_COMMANDS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_TURNING = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSHOWN = re.compile(rf"{_OWN_STYLE}|[{_COMMANDS}{_TURNING}\ud800-\udfff]")


def shown(text: str) -> str:
    """`text` with what would command a terminal, or turn its direction, written out: names of files and words of
    reports come from anywhere. The styles of this module stay.
    """
    return _UNSHOWN.sub(lambda sign: sign[0] if len(sign[0]) > 1 else _written_out(sign[0]), text)


_LINE_ENDS = re.compile(r"[\t\n\r\u2028\u2029]")


def on_one_line(text: object) -> str:
    """The name of a file, or what is said of it, without the line ends that a name may hold: nobody writes a line of
    the ledger by naming a file."""
    return _LINE_ENDS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", str(text))


def _written_out(sign: str) -> str:
    return sign if sign == "\r" and os.linesep != "\n" else f"\\u{ord(sign):04x}"


class ShownStream:
    """A stream of text that writes only what `shown` leaves; all else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self.unfiltered = stream

    def write(self, text: str) -> int:
        self.unfiltered.write(shown(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unfiltered, name)


@contextmanager
def shown_streams() -> Iterator[None]:
    """Has standard output and error write only what may be shown, in UTF-8, and takes closed ones for silent ones."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast(TextIO, ShownStream(_open_stream(stream))) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _open_stream(stream: TextIO | None) -> TextIO:
    """Reports hold typographic quotes and dashes, which a Windows console's own code page may lack."""
    if stream is None:  # whoever started the command has closed it
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - lives as long as the process
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
    return stream


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
        raise WouldOverwrite(f"{target} is one of the files in the folder of reports.", hint="Name another file.")
    if not force:
        raise WouldOverwrite(f"{target} already exists.", hint="Name another file, or replace it with --force.")
