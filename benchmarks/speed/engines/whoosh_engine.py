"""Whoosh alone, words only, as the version that Precedent pins ranks by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.qparser import OrGroup, QueryParser
from whoosh.searching import Searcher

from benchmarks.speed.engines.asking import TOP, ask_words
from benchmarks.speed.material import paragraphs
from benchmarks.speed.measure import folder_bytes

_WRITER_MEGABYTES = 512


def build(material: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    index = create_in(str(out), Schema(text=TEXT(analyzer=StemmingAnalyzer(), phrase=True), ordinal=STORED))
    writer = index.writer(limitmb=_WRITER_MEGABYTES)
    for ordinal, paragraph in enumerate(paragraphs(material)):
        writer.add_document(text=paragraph.text, ordinal=ordinal)
    writer.commit(optimize=True)


def top(searcher: Searcher, query: str, limit: int = TOP, *, joined: bool = False) -> list[int]:
    """The ordinals of the best paragraphs, words side by side as alternatives unless `joined`."""
    parser = QueryParser("text", searcher.schema, **({} if joined else {"group": OrGroup}))
    return [hit["ordinal"] for hit in searcher.search(parser.parse(query), limit=limit)]


def ask(material: Path, out: Path) -> dict[str, Any]:
    with open_dir(str(out)).searcher() as searcher:
        found = ask_words(
            material,
            either=lambda words: top(searcher, words),
            both=lambda words: top(searcher, words, joined=True),
            row=lambda words: top(searcher, f'"{words}"'),
        )
    return found | {"bytes": folder_bytes(out)}
