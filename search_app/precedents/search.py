"""Precedents for a draft, paragraphs like another, and who does well what falls short elsewhere.

All three rank the archive for the sentences of a text, pass over boilerplate, and hold the nearest sentence of
each paragraph against the text's. They differ in what they leave out and in which statement they want.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator

import numpy as np

from indexer.records import Chunk, Reading, Sentence, Statement
from search_app.engine import Opened, SearchEngine
from search_app.filters.expression import EVERYTHING, Among, AnyOf, Except, Expression, OneOf, all_of
from search_app.filters.fields import section_name
from search_app.precedents.answers import Candidate, Precedent, Precedents, Question, RelatedParagraphs, as_precedents
from search_app.precedents.draft import Draft, draft_of
from search_app.precedents.ranking import (
    NEAR_COSINE,
    DraftRanking,
    match_sentences,
    may_be_near,
    nearest_sentence,
    rank_draft,
)
from search_app.precedents.sides import Side, side_of
from search_app.store.interface import Contents, Store

# Strengths of other areas that are farther off than the cut-off, yet on the same theme or in the same section.
#
# A small archive often has nothing near to an area for improvement. What was praised under the same theme is then
# worth more to a person than an empty page, as long as it is called what it is.

DISTANT_SHOWN = 5

_STRENGTHS_LOOKED_AT_CHUNKS = 20
"""Only the order within the few that are shown depends on it."""


def find_distant(
    opened: Opened, chunk: Chunk, draft: Draft, strengths: Expression, *, near: Collection[Precedent], limit: int
) -> tuple[Precedent, ...]:
    """Up to `DISTANT_SHOWN` of `strengths`, none of `near`; on the theme or in the section of `chunk`.

    Where `chunk` has neither or the archive praises nothing under them, the nearest of all.
    """
    left = all_of((strengths, Except(Among(tuple(precedent.hit.chunk.ordinal for precedent in near)))))
    akin = all_of((left, _akin(opened.generation, chunk)))
    allowed = akin if opened.store.count(akin) else left
    ranking = rank_draft(opened.store, opened.semantic, draft, draft.sentences, allowed)
    found = []
    for place, ordinal in enumerate(ranking.ordinals[:_STRENGTHS_LOOKED_AT_CHUNKS].tolist()):
        other = opened.catalogue.chunk(ordinal)
        if _is_boilerplate(opened.store, ordinal):
            continue
        owner = ranking.sentences[int(ranking.owners[place])]
        match = nearest_sentence(opened.semantic, other, owner, Statement.STRENGTH)
        if match is not None:
            found.append(Candidate(float(ranking.scores[place]), other, owner, match))
        if len(found) >= min(limit, DISTANT_SHOWN):
            break
    return as_precedents(opened, found)


def _is_boilerplate(store: Store, ordinal: int) -> bool:
    return bool(store.rows(np.array([ordinal]), ("boilerplate",))["boilerplate"][0])


def _akin(generation: Contents, chunk: Chunk) -> Expression:
    """What shares a theme with `chunk`, or stands in a section of the same canonical name; nothing where it has neither
    theme nor section."""
    akin = [OneOf("theme", chunk.themes)] if chunk.themes else []
    if chunk.section is not None:
        section = generation.report(chunk.report_id).sections[chunk.section]
        akin.append(OneOf("section", (section_name(section),)))
    return AnyOf(tuple(akin)) if akin else Except(EVERYTHING)


DEFAULT_PRECEDENTS = 10
"""On each side."""

_LOOKED_AT_CHUNKS = 120
"""Further down the ranking hardly a sentence is near any more; it bounds the sentences that are encoded."""

_BATCH_CHUNKS = 20
_SENTENCES_NAMED = 10

_FEW_HITS = 3
"""With fewer, strengths that are farther off are worth a look as well."""

_CLAIMS = (Statement.STRENGTH, Statement.SHORTFALL)
_NOTHING_HEARD = (0,) * len(Side)
_NO_CLAIM = (
    "The tool reads no strength or shortfall in this draft, so nothing can contrast with it; "
    "paragraphs that say something similar are listed as supporting."
)
_NOTHING_RELATED = "Nothing that was asked for comes close to this paragraph."

SideOf = Callable[[Sentence, Sentence], int | None]
"""From the draft's sentence and the paragraph's nearest to the list it belongs in, None for none."""


def find_precedents(
    engine: SearchEngine, draft: Draft, *, exclude: Collection[str] = (), limit: int = DEFAULT_PRECEDENTS
) -> Precedents:
    """Up to `limit` paragraphs that support the draft, that contrast with it, and of which it is not clear.

    `exclude` are ids of reports to leave out.

    Raises NotFound for a report that is not in the index.
    """
    started = time.perf_counter()
    opened = engine.opened
    sentences = draft.stating()
    allowed = _outside(opened.generation, exclude)
    if all(_claims(sentence) for sentence in sentences):
        allowed = all_of((allowed, _reading(Reading.STRENGTH, Reading.SHORTFALL, Reading.MIXED)))
    ranking = rank_draft(opened.store, opened.semantic, draft, sentences, allowed)
    can_contrast = any(_claims(sentence) for sentence in sentences)
    (supporting, contrasting, unclear), heard = _choose(opened, ranking, side_of, lists=len(Side), limit=limit)
    notes = (*ranking.notes, *_unheard(draft, ranking, heard), *(() if can_contrast else (_NO_CLAIM,)))
    counts = tuple(tuple(heard.get(sentence, _NOTHING_HEARD)) for sentence in draft.sentences)
    return Precedents(
        draft, supporting, contrasting, opened.generation.name, _since_ms(started), notes, unclear, counts
    )


def similar_paragraphs(
    engine: SearchEngine, chunk: Chunk, *, exclude: Collection[str] = (), limit: int = DEFAULT_PRECEDENTS
) -> RelatedParagraphs:
    """Paragraphs of other reports on the same subject, praise and fault alike. Raises as `find_precedents`."""
    return _related(engine.opened, chunk, Question.SIMILAR, exclude, limit)


def who_does_this_well(
    engine: SearchEngine, chunk: Chunk, *, exclude: Collection[str] = (), limit: int = DEFAULT_PRECEDENTS
) -> RelatedParagraphs:
    """Strengths of other areas on what `chunk`, mostly an area for improvement, is about; where hardly any comes
    near, also some of the same theme that are farther off. Raises as `find_precedents`."""
    return _related(engine.opened, chunk, Question.WHO_DOES_THIS_WELL, exclude, limit)


def _related(
    opened: Opened, chunk: Chunk, question: Question, exclude: Collection[str], limit: int
) -> RelatedParagraphs:
    started = time.perf_counter()
    generation = opened.generation
    draft = draft_of(chunk)
    allowed = _outside(generation, [*exclude, chunk.report_id])
    side: SideOf = _any_side
    if question is Question.WHO_DOES_THIS_WELL:
        praised = _reading(Reading.STRENGTH, Reading.MIXED)
        allowed = all_of((allowed, _other_areas(generation, chunk), praised))
        side = _strength_side
    ranking = rank_draft(opened.store, opened.semantic, draft, draft.sentences, allowed)
    (hits,), _ = _choose(opened, ranking, side, lists=1, limit=limit)
    distant: tuple[Precedent, ...] = ()
    if question is Question.WHO_DOES_THIS_WELL and len(hits) < min(_FEW_HITS, limit):
        distant = find_distant(opened, chunk, draft, allowed, near=hits, limit=limit - len(hits))
    notes = ranking.notes if hits else (*ranking.notes, _NOTHING_RELATED)
    return RelatedParagraphs(
        opened.catalogue.paragraph_json(chunk),
        question,
        hits,
        generation.name,
        _since_ms(started),
        notes,
        distant,
    )


def _claims(sentence: Sentence) -> bool:
    return any(sentence.states(statement) for statement in _CLAIMS)


def _any_side(of_draft: Sentence, of_paragraph: Sentence) -> int | None:
    return 0


def _strength_side(of_draft: Sentence, of_paragraph: Sentence) -> int | None:
    return 0 if of_paragraph.states(Statement.STRENGTH) and not of_paragraph.states(Statement.SHORTFALL) else None


def _reading(*readings: Reading) -> Expression:
    return OneOf("reading", tuple(reading.value for reading in readings))


def _outside(generation: Contents, report_ids: Collection[str]) -> Expression:
    """What stands in none of these reports. Raises NotFound."""
    left_out = tuple(str(generation.report(report_id).report_id) for report_id in report_ids)
    return Except(OneOf("report", left_out)) if left_out else EVERYTHING


def _other_areas(generation: Contents, chunk: Chunk) -> Expression:
    own = generation.report(chunk.report_id)
    same = tuple(
        str(report.report_id)
        for report in generation.reports
        if report.report_id == own.report_id
        or (own.area is not None and (report.area or "").casefold() == own.area.casefold())
    )
    return Except(OneOf("report", same))


def _choose(
    opened: Opened, ranking: DraftRanking, side_of: SideOf, *, lists: int, limit: int
) -> tuple[list[tuple[Precedent, ...]], dict[Sentence, list[int]]]:
    """The first `limit` paragraphs of each list, and for each of the draft's sentences that something came near to how
    many paragraphs that were looked at belong to each list."""
    chosen: list[list[Candidate]] = [[] for _ in range(lists)]
    heard: dict[Sentence, list[int]] = {}
    for candidate in _near(opened, ranking):
        sentence = candidate.ranking.sentence
        counts = heard.setdefault(sentence, [0] * lists)
        side = side_of(sentence, candidate.match.nearest)
        if side is not None:
            counts[side] += 1
            if len(chosen[side]) < limit:
                chosen[side].append(candidate)
        if all(len(found) >= limit for found in chosen):
            break
    return [as_precedents(opened, found) for found in chosen], heard


def _near(opened: Opened, ranking: DraftRanking) -> Iterator[Candidate]:
    """The paragraphs with a sentence near the draft's, in the ranking's order, without boilerplate."""
    looked_at = min(len(ranking.ordinals), _LOOKED_AT_CHUNKS)
    for first in range(0, looked_at, _BATCH_CHUNKS):
        pairs, scores = [], []
        places = range(first, min(first + _BATCH_CHUNKS, looked_at))
        for place, chunk in zip(places, opened.catalogue.chunks(ranking.ordinals[places].tolist()), strict=True):
            owner = ranking.sentences[int(ranking.owners[place])]
            if may_be_near(opened.store, chunk, owner) and not _is_boilerplate(opened.store, chunk.ordinal):
                pairs.append((chunk, owner))
                scores.append(float(ranking.scores[place]))
        for score, (chunk, owner), match in zip(scores, pairs, match_sentences(opened.semantic, pairs), strict=True):
            if match is not None:
                yield Candidate(score, chunk, owner, match)


def _unheard(draft: Draft, ranking: DraftRanking, heard: Collection[Sentence]) -> list[str]:
    """A note on the sentences that nothing came near to. One that was not looked at so far down may yet be near."""
    unheard = [
        draft.sentences.index(each.sentence) + 1
        for each in ranking.sentences
        if each.sentence not in heard and each.semantic[1].max(initial=0.0) < NEAR_COSINE
    ]
    if not unheard:
        return []
    if len(unheard) == len(ranking.sentences):
        return ["Nothing in this archive comes close to the draft."]
    named = ", ".join(map(str, unheard[:_SENTENCES_NAMED])) + (" ..." if len(unheard) > _SENTENCES_NAMED else "")
    of_all = f"{len(unheard)} of the {len(draft.sentences)} sentences in the draft"
    return [f"Nothing in this archive comes close to {of_all} (by number: {named})."]


def _since_ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000
