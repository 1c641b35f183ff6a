"""How long precedents for every sentence of a draft take: python -m benchmarks.cost.draft_margin INDEX [SENTENCES ...]

The drafts are put together from sentences of the archive itself, each of another report, and are new each time. Wall
and processor time of reading and of looking up are printed, the best of three, in one process that is warm. Pin it to
one core with `taskset -c 0`.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

from search_app.archive import Archive

_TIMES = 3


def sentences_of(archive: Archive, generator: random.Random) -> Iterator[str]:
    """Sentences of paragraphs drawn by chance."""
    while True:
        chunk = archive.catalogue.chunk(generator.randrange(len(archive)))
        for sentence in chunk.sentences[:1]:
            words = " ".join(chunk.text[sentence.start : sentence.end].split())
            if 40 <= len(words) <= 250 and words.endswith("."):
                yield words


def main(index: str, sizes: list[int]) -> None:
    """Prints a line for each number of sentences."""
    sentences = sentences_of(archive := Archive.open(index), random.Random(5))
    archive.load_model()
    archive.precedents(" ".join(next(sentences) for _ in range(5)))
    print(f"{len(archive):,} paragraphs")
    for size in sizes:
        found = []
        for _ in range(_TIMES):
            draft = " ".join(next(sentences) for _ in range(size))
            wall, processor = time.perf_counter(), time.process_time()
            result = archive.precedents(draft)
            listed = sum(len(side) for each in result.margin for side in (each.supporting, each.contrasting))
            found.append((time.process_time() - processor, time.perf_counter() - wall, listed))
        processor, wall, listed = min(found)
        print(f"{size:4d} sentences: {processor:.3f} s of the processor, {wall:.3f} s in all, {listed} listed")


if __name__ == "__main__":
    main(sys.argv[1], [int(size) for size in sys.argv[2:]] or [1, 10, 50])
