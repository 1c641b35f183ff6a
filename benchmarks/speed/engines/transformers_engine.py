"""What one would write without Precedent: sentence-transformers for meaning, Whoosh for words, both joined by rank.

    python -m benchmarks.speed.engines.transformers_engine MATERIAL WHOOSH_INDEX QUERY

is one search from the shell, and prints its best paragraphs.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speed.engines.asking import TOP
from benchmarks.speed.engines.whoosh_engine import top
from benchmarks.speed.material import QUESTIONS, questions, vectors
from benchmarks.speed.measure import own_memory_mb

_DEPTH = 100
_FUSION_CONSTANT = 60


def searcher(material: Path, whoosh: Path) -> Callable[[str], list[int]]:
    """Query -> the ordinals of the best paragraphs, by reciprocal rank fusion."""
    from sentence_transformers import SentenceTransformer
    from whoosh.index import open_dir

    from indexer.embedding.model import find_model

    model = SentenceTransformer(str(find_model().folder), device="cpu")
    words = open_dir(str(whoosh)).searcher()
    matrix = vectors(material)

    def search(query: str) -> list[int]:
        cosines = matrix @ model.encode([query], normalize_embeddings=True, show_progress_bar=False)[0]
        by_meaning = np.argpartition(-cosines, _DEPTH)[:_DEPTH]
        by_meaning = by_meaning[np.argsort(-cosines[by_meaning])]
        scores: defaultdict[int, float] = defaultdict(float)
        for ranking in (by_meaning.tolist(), top(words, query, _DEPTH)):
            for place, ordinal in enumerate(ranking):
                scores[ordinal] += 1 / (_FUSION_CONSTANT + place)
        return sorted(scores, key=lambda ordinal: -scores[ordinal])[:TOP]

    return search


def ask(material: Path, whoosh: Path) -> dict[str, Any]:
    search = searcher(material, whoosh)
    for query in questions(material).plain[: QUESTIONS // 5]:
        search(query)
    return {"memory_mb": own_memory_mb()}


if __name__ == "__main__":
    print(searcher(Path(sys.argv[1]), Path(sys.argv[2]))(sys.argv[3]))
