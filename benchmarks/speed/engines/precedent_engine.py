"""Precedent itself: all that a search does, its language, understanding, filters and both rankings."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speed.bandwidth import bandwidth_gb_s
from benchmarks.speed.engines.asking import ROUNDS, TOP, ask_words
from benchmarks.speed.grown import Archive
from benchmarks.speed.material import questions, vectors
from benchmarks.speed.measure import folder_bytes, own_memory_mb, summary, times_ms
from indexer.assembly import Contents, Origin, publish_contents
from indexer.indexes.encoded import Encoded
from indexer.indexes.model import find_model
from indexer.ledger import Ledger
from indexer.progress import SilentProgress
from search_app.answers import Mode
from search_app.engine import SearchEngine


def publish(archive: Archive, out: Path) -> None:
    """Publishes an index of `archive`."""
    out.mkdir(parents=True, exist_ok=True)
    contents = Contents(archive.reports, archive.chunks, Encoded(archive.vectors), Ledger(()))
    publish_contents(out, contents, Origin("grown reports", "", find_model(), {}), SilentProgress())


def ask(material: Path, out: Path) -> dict[str, Any]:
    started = time.perf_counter()
    engine = SearchEngine(out)
    opening_s = time.perf_counter() - started
    engine.load_model()
    semantic = engine.opened.semantic
    encoder = semantic.load()
    asked = questions(material)

    def rank(query: str) -> object:
        return engine.rank(query).ranking.ordinals[:TOP]

    def rank_words(query: str) -> object:
        return engine.rank(query, mode=Mode.KEYWORD).ranking.ordinals[:TOP]

    def forgetting(ask: Callable[[str], object]) -> Callable[[str], object]:
        """As if neither the query nor the sentences of its hits had been encoded before."""

        def ask_anew(query: str) -> object:
            semantic._cache.clear()
            return ask(query)

        return ask_anew

    semantic.encode(asked.plain)
    first = summary(times_ms(rank, asked.plain))
    words = ask_words(
        material,
        either=rank_words,
        both=lambda query: rank_words(" AND ".join(query.split())),
        row=lambda query: rank_words(f'"{query}"'),
    )
    matrix = np.asarray(vectors(material))
    found: dict[str, Any] = {
        "bandwidth_gb_s": bandwidth_gb_s(matrix),
        "matrix_bytes": matrix.nbytes,
        "encode": summary(times_ms(lambda query: encoder.encode([query]), asked.plain, again=ROUNDS)),
        "hybrid_first": first,
        "hybrid": summary(times_ms(rank, asked.plain, again=ROUNDS)),
        "hybrid_encoded": summary(times_ms(forgetting(rank), asked.plain, again=ROUNDS)),
        "memory_mb": own_memory_mb(),
        "search": summary(times_ms(engine.search, asked.plain, again=ROUNDS)),
        "search_encoded": summary(times_ms(forgetting(engine.search), asked.plain)),
        "bytes": folder_bytes(out / engine.opened.generation.name),
        "open_s": opening_s,
    }
    return found | words
