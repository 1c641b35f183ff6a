"""Where the time of a ranking goes, stage by stage, with the vector of the query known.

    python -m benchmarks.cost.search_stages INDEX [--questions MATERIAL] [--rounds 5]

MATERIAL is the folder of that name that `benchmarks.speed` writes for an archive; without it some queries of the page
are asked. Milliseconds are medians: of the whole, over the best of rounds for each query; of a stage, over all its
calls. Stages that are indented are part of the one above.
"""

from __future__ import annotations

import argparse
import gc
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from benchmarks.cost.page_memory import QUERIES
from benchmarks.cost.timed_calls import timed_calls
from benchmarks.speed.material import questions
from benchmarks.speed.measure import MILLISECONDS, times_ms
from search_app import engine
from search_app.engine import SearchEngine
from search_app.ranking import pipeline, reranking
from search_app.ranking.reranking import LateInteraction
from search_app.store.embedded import EmbeddedStore

STAGES = (
    ("understanding the query", engine, "understand"),
    ("other names and abbreviations", engine, "expand"),
    ("is it a recommendation?", engine, "read_as_recommendation"),
    ("all of the ranking itself", engine, "rank_chunks"),
    ("  beginning to look at every vector", EmbeddedStore, "begin"),
    ("  ranking by words, meanwhile", EmbeddedStore, "sparse"),
    ("  the rest of that look, and the nearest as stored", EmbeddedStore, "dense"),
    ("  joining both", pipeline, "convex_combination"),
    ("  late interaction over the best", LateInteraction, "rerank"),
    ("  likeness to the first", reranking, "order_by_feedback"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--questions", type=Path, metavar="MATERIAL")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    asked = QUERIES if options.questions is None else questions(options.questions).plain
    search = SearchEngine(options.index)
    search.load_model()
    for query in asked:
        search.rank(query)
    gc.collect()
    gc.disable()
    whole = times_ms(search.rank, asked, again=options.rounds)
    seconds: dict[str, list[float]] = {name: [] for name, _, _ in STAGES}
    with ExitStack() as timing:
        for name, owner, function in STAGES:
            timing.enter_context(timed_calls(owner, function, seconds[name].append))
        times_ms(search.rank, asked, again=options.rounds)
    print(f"{len(search.catalogue):,} paragraphs, {len(asked)} queries, {np.median(whole):.2f} ms a ranking")
    for name, found in seconds.items():
        print(f"{np.median(found) * MILLISECONDS if found else 0:7.2f} ms  {name}")


if __name__ == "__main__":
    main()
