"""Precedent itself: all that a search does, its language, understanding, filters and both rankings."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speed.bandwidth import bandwidth_gb_s
from benchmarks.speed.engines.asking import ROUNDS, TOP, ask_words
from benchmarks.speed.grown import Archive as GrownArchive
from benchmarks.speed.grown import embedded_texts
from benchmarks.speed.material import questions
from benchmarks.speed.measure import folder_bytes, own_memory_mb, summary, times_ms
from benchmarks.training.random_codes import random_codes
from indexer.building.assembly import Contents, Origin, publish_contents
from indexer.embedding.encoder import Encoded
from indexer.embedding.model import find_model
from indexer.progress import SilentProgress
from indexer.storage.generation import Generation
from indexer.storage.ledger import Ledger
from search_app.engine import SearchEngine
from search_app.query.language import parse_query
from search_app.query.understanding import must_hold
from search_app.ranking.fusion import Mode
from search_app.ranking.pipeline import rank_by_words


def publish(archive: GrownArchive, out: Path) -> None:
    """Publishes an index of `archive`."""
    out.mkdir(parents=True, exist_ok=True)
    source = find_model()
    codes = random_codes(embedded_texts(archive), source)
    contents = Contents(archive.reports, archive.chunks, Encoded(archive.vectors, codes), Ledger(()))
    publish_contents(out, contents, Origin("grown reports", "", source, {}), SilentProgress())


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

    generation, store = engine.opened.generation, engine.opened.store

    def rank_words(query: str) -> object:
        """What the other engines do for words: parse, match, and rank to their depth."""
        parsed = parse_query(query)
        return rank_by_words(store, parsed.words, TOP, must_hold(parsed.constraint, store.vocabulary))

    def rank_words_deeply(query: str) -> object:
        return engine.rank(query, mode=Mode.KEYWORD).ranking.ordinals[:TOP]

    def forgetting(ask: Callable[[str], object]) -> Callable[[str], object]:
        """As if neither the query nor the sentences of its hits had been encoded before."""

        def ask_anew(query: str) -> object:
            semantic._cache.clear()
            semantic._queries.clear()
            return ask(query)

        return ask_anew

    for query in asked.plain:
        semantic.encode_query(query)
    first = summary(times_ms(rank, asked.plain))
    words = ask_words(
        material,
        either=rank_words,
        both=lambda query: rank_words(" AND ".join(query.split())),
        row=lambda query: rank_words(f'"{query}"'),
    )
    found: dict[str, Any] = {
        "encode": summary(times_ms(lambda query: encoder.encode([query]), asked.plain, again=ROUNDS)),
        "hybrid_first": first,
        "hybrid": summary(times_ms(rank, asked.plain, again=ROUNDS)),
        "hybrid_encoded": summary(times_ms(forgetting(rank), asked.plain, again=ROUNDS)),
        "memory_mb": own_memory_mb(),
        "keyword_rank": summary(times_ms(rank_words_deeply, asked.plain, again=ROUNDS)),
        "bytes": folder_bytes(out / generation.name),
        "open_s": opening_s,
    }
    for query in asked.plain:  # a first round may take all the patience there is, and then nothing would be known
        engine.search(query)
    found["search"] = summary(times_ms(engine.search, asked.plain, again=ROUNDS))
    found["search_encoded"] = summary(times_ms(forgetting(engine.search), asked.plain))
    embeddings = Generation.open(out).embeddings
    assert embeddings is not None
    found["matrix_bytes"] = sum(part.nbytes for part in embeddings.parts)
    found["bandwidth_gb_s"] = bandwidth_gb_s(np.concatenate(embeddings.parts, dtype=np.float32))
    return found | words
