"""How fast paragraphs are encoded beside sentence-transformers as it comes (single precision, batches of 32).

    python -m benchmarks.cost.encoding_speed [--index INDEX] [--paragraphs 1000] [--rounds 3]

Both take turns, each in a process of its own, on paragraphs of an index that has been built; the best round counts.
Beside a busy neighbour, the ratio of processor time on one core (`taskset -c 0`) says more than that of the clock.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from indexer.embedding.model import find_model
from indexer.embedding.sentence_transformers_encoder import SentenceTransformerEncoder
from indexer.language.chunking import embedded_text
from indexer.storage.generation import StoredContents

LIBRARY = "sentence-transformers as it comes"
LIBRARY_BATCH = 32
WARM_TEXTS = 96
"""Enough for the trial of precision, which a build makes once."""

_Times = tuple[float, float]
"""Seconds by the clock and of processor time."""


def main() -> None:
    options = _options()
    texts = _texts(options.index, options.paragraphs)
    if options.baseline_alone:
        _answer_as_library(texts)
        return
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.cost.encoding_speed", "--baseline-alone", *sys.argv[1:]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    ours = SentenceTransformerEncoder(find_model())
    ours.encode(texts[:WARM_TEXTS])
    ways: dict[str, Callable[[], _Times]] = {
        LIBRARY: lambda: _asked(child),
        "ours": lambda: _timed(lambda: ours.encode(texts)),
        "ours, with the codes of word pieces": lambda: _timed(lambda: ours.encode_with_tokens(texts)),
    }
    rounds: dict[str, list[_Times]] = {name: [] for name in ways}
    for _ in range(options.rounds):
        for name, measure in ways.items():
            rounds[name].append(measure())
    child.communicate()
    _show(rounds, len(texts))
    _show_agreement(_open_library(), ours, texts)


def _show(rounds: dict[str, list[_Times]], texts: int) -> None:
    from indexer.embedding.torch_pass import has_instructions

    best = {name: (min(times[0] for times in own), min(times[1] for times in own)) for name, own in rounds.items()}
    print(f"{texts} paragraphs, instructions for bfloat16: {has_instructions()}")
    for name, (seconds, processor) in best.items():
        print(
            f"{texts / seconds:8.1f} paragraphs/s  {best[LIBRARY][0] / seconds:5.2f} times  "
            f"{best[LIBRARY][1] / processor:5.2f} times by processor time  {name}"
        )


def _open_library() -> Any:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(find_model().folder), device="cpu")


def _answer_as_library(texts: Sequence[str]) -> None:
    """Encodes the texts for each line of standard input, and answers with what it took."""
    library = _open_library()
    library.encode(texts[:WARM_TEXTS], batch_size=LIBRARY_BATCH, show_progress_bar=False)
    for _ in sys.stdin:
        seconds, processor = _timed(
            lambda: library.encode(texts, batch_size=LIBRARY_BATCH, normalize_embeddings=True, show_progress_bar=False)
        )
        print(seconds, processor, flush=True)


def _asked(child: subprocess.Popen[str]) -> _Times:
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("the library's process has no pipes")
    child.stdin.write("again\n")
    child.stdin.flush()
    seconds, processor = map(float, child.stdout.readline().split())
    return seconds, processor


def _timed(encode: Callable[[], object]) -> _Times:
    started, used = time.perf_counter(), time.process_time()
    encode()
    return time.perf_counter() - started, time.process_time() - used


def _show_agreement(library: Any, ours: SentenceTransformerEncoder, texts: Sequence[str]) -> None:
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
    parser.add_argument("--baseline-alone", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
