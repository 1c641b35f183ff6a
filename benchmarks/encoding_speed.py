"""How fast paragraphs are encoded beside sentence-transformers as it comes (single precision, batches of 32).

    python -m benchmarks.encoding_speed [--index INDEX] [--paragraphs 1000] [--rounds 3]

Both are measured in turn in one process, on paragraphs of an index that has been built; the best round counts. Beside a
busy neighbour, the ratio of processor time on one core (`taskset -c 0`) says more than that of the clock.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

from indexer.chunking import embedded_text
from indexer.generation import StoredContents
from indexer.indexes.encoder import SentenceTransformerEncoder
from indexer.indexes.model import find_model
from indexer.indexes.precision import has_instructions

LIBRARY_BATCH = 32
WARM_TEXTS = 96
"""Enough for the trial of precision, which a build makes once."""


def main() -> None:
    options = _options()
    texts = _texts(options.index, options.paragraphs)
    source = find_model()
    library = SentenceTransformer(str(source.folder), device="cpu")
    ours = SentenceTransformerEncoder(source)
    threads = torch.get_num_threads()

    def by_library() -> None:
        torch.set_num_threads(threads)
        library.encode(texts, batch_size=LIBRARY_BATCH, normalize_embeddings=True, show_progress_bar=False)

    ways: dict[str, Callable[[], object]] = {
        "sentence-transformers as it comes": by_library,
        "ours": lambda: ours.encode(texts),
        "ours, with the codes of word pieces": lambda: ours.encode_with_tokens(texts),
    }
    ours.encode(texts[:WARM_TEXTS])
    best = dict.fromkeys(ways, float("inf"))
    least = dict.fromkeys(ways, float("inf"))
    for _ in range(options.rounds):
        for name, encode in ways.items():
            started, used = time.perf_counter(), time.process_time()
            encode()
            best[name] = min(best[name], time.perf_counter() - started)
            least[name] = min(least[name], time.process_time() - used)
    print(f"{len(texts)} paragraphs, {threads} threads, instructions for bfloat16: {has_instructions()}")
    base = "sentence-transformers as it comes"
    for name, seconds in best.items():
        print(
            f"{len(texts) / seconds:8.1f} paragraphs/s  {best[base] / seconds:5.2f} times  "
            f"{least[base] / least[name]:5.2f} times by processor time  {name}"
        )
    _show_agreement(library, ours, texts)


def _show_agreement(library: SentenceTransformer, ours: SentenceTransformerEncoder, texts: Sequence[str]) -> None:
    """The cosines between both, on texts that the library does not cut off."""
    lengths = [len(ids) for ids in library.tokenizer(list(texts), truncation=False, verbose=False)["input_ids"]]
    whole = [text for text, length in zip(texts, lengths, strict=True) if length <= library.max_seq_length]
    theirs = library.encode(whole, normalize_embeddings=True, show_progress_bar=False)
    cosines = (theirs * ours.encode(whole)).sum(axis=1)
    print(f"cosine of both on {len(whole)} paragraphs: {cosines.mean():.5f} on average, {cosines.min():.5f} at worst")


def _texts(index: Path, count: int) -> Sequence[str]:
    """Paragraphs from all over the archive, as the encoder reads them."""
    contents = StoredContents.open(index)
    step = max(1, len(contents) // count)
    chunks = [contents.chunk(ordinal) for ordinal in range(0, len(contents), step)][:count]
    return [embedded_text(chunk, contents.report(chunk.report_id)) for chunk in chunks]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--paragraphs", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
