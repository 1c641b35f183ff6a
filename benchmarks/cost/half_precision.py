"""How many of the ten nearest paragraphs are the same when vectors are kept in half precision.

    python -m benchmarks.cost.half_precision [--index INDEX] [--paragraphs 4000] [--queries 300]

Real paragraphs of an index that has been built, encoded by the real model; queries are single sentences of other
paragraphs. Compared are the vectors as the encoder gives them, in float32, and an index of the same in float16.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np

from indexer.embedding.matrix import EmbeddingIndex
from indexer.embedding.model import find_model
from indexer.embedding.query_encoder import open_query_encoder
from indexer.embedding.sentence_transformers_encoder import SentenceTransformerEncoder
from indexer.language.chunking import embedded_text
from indexer.records import Chunk
from indexer.storage.generation import StoredContents

DEPTH = 10
SHORTEST_QUERY_CHARACTERS = 40


def main() -> None:
    options = _options()
    contents = StoredContents.open(options.index)
    chance = random.Random(10)
    ordinals = chance.sample(range(len(contents)), min(options.paragraphs + options.queries, len(contents)))
    asked = [contents.chunk(ordinal) for ordinal in ordinals[: options.queries]]
    held = [contents.chunk(ordinal) for ordinal in ordinals[options.queries :]]
    texts = [embedded_text(chunk, contents.report(chunk.report_id)) for chunk in held]
    queries = [sentence for chunk in asked if (sentence := _a_sentence(chunk, chance))]
    source = find_model()
    single = SentenceTransformerEncoder(source).encode(texts)
    half = EmbeddingIndex([single.astype(np.float16)])
    vectors = open_query_encoder(source).encode(queries)
    kept, first, moved = [], [], 0.0
    for vector in vectors:
        exact = single @ vector
        best = np.argsort(-exact, kind="stable")[:DEPTH].tolist()
        ordinals, cosines = half.begin(vector).nearest(DEPTH)
        again = ordinals.tolist()
        moved = max(moved, float(np.abs(exact[ordinals] - cosines).max()))
        kept.append(len(set(best) & set(again)) / DEPTH)
        first.append(best[0] == again[0])
    print(f"{len(texts)} paragraphs, {len(queries)} queries, vectors of {single.shape[1]} numbers")
    print(f"top {DEPTH} kept in half precision: {np.mean(kept):.4f} on average, {np.min(kept):.1f} at worst")
    print(f"first hit the same: {np.mean(first):.4f}; a cosine moves by {moved:.1e} at most")


def _a_sentence(chunk: Chunk, chance: random.Random) -> str:
    sentences = [chunk.text[sentence.start : sentence.end] for sentence in chunk.sentences]
    long = [sentence for sentence in sentences if len(sentence) >= SHORTEST_QUERY_CHARACTERS]
    return chance.choice(long) if long else ""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--paragraphs", type=int, default=4_000)
    parser.add_argument("--queries", type=int, default=300)
    return parser.parse_args()


if __name__ == "__main__":
    main()
