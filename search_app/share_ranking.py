"""A ranking narrowed to the paragraphs that say a certain proportion.

Nothing is stored for it: the texts that were ranked are read, which is why it comes after the ranking.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from indexer.generation import Generation
from search_app.hits import Ranking
from search_app.labels import count
from search_app.share_filter import ShareRange, says_share


def keep_share(
    generation: Generation, ranking: Ranking, wanted: ShareRange | None
) -> tuple[Ranking, tuple[str, ...]]:
    """`ranking` without the paragraphs that say no such share, and a note where it did not rank the whole archive."""
    if wanted is None:
        return ranking, ()
    texts = (generation.chunk(int(ordinal)).text for ordinal in ranking.ordinals)
    saying = np.array([says_share(text, wanted) for text in texts], dtype=np.bool_)
    narrowed = replace(ranking, ordinals=ranking.ordinals[saying], scores=ranking.scores[saying])
    ranked = len(ranking.ordinals)
    if ranked == len(generation):
        return narrowed, ()
    return narrowed, (f"Proportions were looked for in the {count(ranked, 'paragraph')} that rank highest.",)
