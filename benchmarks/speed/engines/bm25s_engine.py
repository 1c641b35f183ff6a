"""bm25s: BM25 in NumPy, words side by side only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bm25s

from benchmarks.speed.engines.asking import TOP, ask_words
from benchmarks.speed.material import paragraphs
from benchmarks.speed.measure import folder_bytes
from indexer.keyword.analysis import STOP_WORDS, stem


def _stems(words: list[str]) -> list[str]:
    return [stem(word) for word in words]


def build(material: Path, out: Path) -> None:
    texts = [paragraph.text for paragraph in paragraphs(material)]
    tokens = bm25s.tokenize(texts, stopwords=sorted(STOP_WORDS), stemmer=_stems, show_progress=False)
    ranker = bm25s.BM25()
    ranker.index(tokens, show_progress=False)
    ranker.save(str(out))


def ask(material: Path, out: Path) -> dict[str, Any]:
    ranker = bm25s.BM25.load(str(out), mmap=True)

    def top(query: str) -> object:
        tokens = bm25s.tokenize(
            query, stopwords=sorted(STOP_WORDS), stemmer=_stems, show_progress=False, return_ids=False
        )
        return ranker.retrieve(tokens, k=TOP, show_progress=False)

    found = ask_words(material, either=top)
    return found | {"bytes": folder_bytes(out)}
