"""Strengths of other areas that are farther off than the cut-off, yet on the same theme or in the same section.

A small archive often has nothing near to an area for improvement. What was praised under the same theme is then
worth more to a person than an empty page, as long as it is called what it is.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from indexer.generation import Generation
from indexer.records import Chunk, Statement
from search_app.boilerplate import is_boilerplate
from search_app.draft_ranking import rank_draft
from search_app.drafts import Draft
from search_app.filters import field_mask, theme_mask
from search_app.opened import Opened
from search_app.precedent_answers import Precedent
from search_app.precedent_candidates import Candidate, as_precedents
from search_app.sentence_matching import nearest_sentence

DISTANT_SHOWN = 5

_LOOKED_AT_CHUNKS = 20
"""Only the order within the few that are shown depends on it."""

Mask = NDArray[np.bool_]


def find_distant(
    opened: Opened, chunk: Chunk, draft: Draft, strengths: Mask, *, near: Collection[Precedent], limit: int
) -> tuple[Precedent, ...]:
    """Up to `DISTANT_SHOWN` of `strengths`, bool (n,), none of `near`; on the theme or in the section of `chunk`.

    Where `chunk` has neither or the archive praises nothing under them, the nearest of all.
    """
    left = strengths.copy()
    left[[precedent.hit.chunk.ordinal for precedent in near]] = False
    akin = left & _akin(opened.generation, chunk)
    ranking = rank_draft(opened.generation, opened.semantic, draft, draft.sentences, akin if akin.any() else left)
    found = []
    for place, ordinal in enumerate(ranking.ordinals[:_LOOKED_AT_CHUNKS].tolist()):
        other = opened.catalogue.chunk(ordinal)
        if is_boilerplate(opened.generation, other):
            continue
        owner = ranking.sentences[int(ranking.owners[place])]
        match = nearest_sentence(opened.semantic, other, owner, Statement.STRENGTH)
        if match is not None:
            found.append(Candidate(float(ranking.scores[place]), other, owner, match))
        if len(found) >= min(limit, DISTANT_SHOWN):
            break
    return as_precedents(opened, found)


def _akin(generation: Generation, chunk: Chunk) -> Mask:
    """bool (n,): which chunks share a theme with `chunk`, or stand in a section of the same canonical name."""
    akin = theme_mask(generation, chunk.themes)
    if chunk.section is not None:
        section = generation.report(chunk.report_id).sections[chunk.section]
        akin |= field_mask(generation, "section", section.canonical or section.heading)
    return akin
