"""Precedents for each sentence of a draft, paragraphs like another, and who does well what falls short elsewhere.

All three rank the archive for the sentences of a text, pass over boilerplate, and hold the nearest sentence of
each paragraph against the text's. They differ in what they leave out and in which statement they want.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

import numpy as np

from indexer.keyword.analysis import Token, tokens
from indexer.keyword.spelling import edit_distance
from indexer.records import Chunk, Reading, Sentence, Statement
from search_app.engine import Opened, SearchEngine
from search_app.filters.expression import (
    BOILERPLATE,
    EVERYTHING,
    Among,
    AnyOf,
    Except,
    Expression,
    Holds,
    Match,
    OneOf,
    all_of,
)
from search_app.filters.fields import section_name
from search_app.filters.filters import Filters
from search_app.precedents.answers import (
    Candidate,
    Precedent,
    Precedents,
    Question,
    RelatedParagraphs,
    SentencePrecedents,
    as_precedents,
)
from search_app.precedents.draft import Draft, draft_of
from search_app.precedents.ranking import (
    NEAR_COSINE,
    SentenceRanking,
    match_sentence,
    may_be_near,
    nearest_sentence,
    rank_sentences,
)
from search_app.precedents.sides import Side, side_of
from search_app.ranking.words import notes_on_missing
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
    rankings, _ = rank_sentences(opened.store, opened.semantic, draft, draft.sentences, lambda _: allowed)
    best: dict[int, tuple[float, SentenceRanking]] = {}
    for ranking in rankings:
        for ordinal, score in zip(*map(np.ndarray.tolist, ranking.ranked), strict=True):
            if ordinal not in best or score > best[ordinal][0]:
                best[ordinal] = score, ranking
    in_order = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    found = []
    for ordinal, (score, ranking) in in_order[:_STRENGTHS_LOOKED_AT_CHUNKS]:
        other = opened.catalogue.chunk(ordinal)
        match = nearest_sentence(opened.semantic, other, ranking, Statement.STRENGTH)
        if match is not None:
            found.append(Candidate(score, other, ranking, match))
        if len(found) >= min(limit, DISTANT_SHOWN):
            break
    return as_precedents(opened, found)


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

SENTENCE_PRECEDENTS = 5
"""On each side, for each sentence of a draft of several."""

_LOOKED_AT_CHUNKS = 600
"""Of the whole draft, shared among its sentences: looking into a paragraph takes half a millisecond."""

_LEAST_LOOKED_AT_CHUNKS, _MOST_LOOKED_AT_CHUNKS = 12, 80
"""Of one sentence. Further down its ranking hardly a sentence is near any more."""

_SENTENCES_NAMED = 10

_FEW_HITS = 3
"""With fewer, strengths that are farther off are worth a look as well."""

_CLAIMS = (Statement.STRENGTH, Statement.SHORTFALL)
_NO_CLAIM = (
    "The tool reads no strength or shortfall in this draft, so nothing can contrast with it; "
    "paragraphs that say something similar are listed as supporting."
)
_NOTHING_RELATED = "Nothing that was asked for comes close to this paragraph."

SideOf = Callable[[Sentence, Sentence, bool], int | None]
"""From the draft's sentence, the paragraph's nearest and whether that is near, to the list it belongs in; None for
none."""

_Lists = list[list[Candidate]]


def find_precedents(
    engine: SearchEngine,
    draft: Draft,
    *,
    filters: Filters | None = None,
    exclude: Collection[str] = (),
    limit: int = DEFAULT_PRECEDENTS,
) -> Precedents:
    """Paragraphs that support the draft, that contrast with it, and of which it is not clear: for each sentence lists
    of its own, and for the whole draft up to `limit` in each list, for which the sentences take turns.

    `exclude` are ids of reports to leave out. Of `filters` all count but the one by share.

    Raises NotFound for a report that is not in the index.
    """
    started = time.perf_counter()
    opened = engine.opened
    generation = opened.generation
    allowed = _outside(generation, exclude)
    if filters is not None:
        allowed = all_of((allowed, filters.expression))
    with_claim = all_of((allowed, _reading(Reading.STRENGTH, Reading.SHORTFALL, Reading.MIXED)))
    rankings, notes = rank_sentences(
        opened.store,
        opened.semantic,
        draft,
        draft.sentences,
        lambda sentence: with_claim if _claims(sentence) else allowed,
    )
    looked = [_look(opened, ranking, side_of, len(Side), len(rankings)) for ranking in rankings]
    own = limit if len(rankings) == 1 else min(limit, SENTENCE_PRECEDENTS)
    margin = tuple(
        SentencePrecedents(opened, ranking.sentence, tuple(tuple(side) for side in lists), own)
        for ranking, lists in sorted(zip(rankings, looked, strict=True), key=lambda pair: pair[0].sentence.start)
    )
    stating = {sentence.start for sentence in draft.stating()}
    told = [lists for ranking, lists in zip(rankings, looked, strict=True) if ranking.sentence.start in stating]
    supporting, contrasting, unclear = (
        as_precedents(opened, _in_turn([lists[side] for lists in told], limit)) for side in Side
    )
    can_contrast = any(_claims(sentence) for sentence in draft.sentences)
    notes = (*notes, *_unheard(draft, rankings, margin), *(() if can_contrast else (_NO_CLAIM,)))
    if filters is not None:
        count = opened.store.count
        passes = count(filters.expression) > 0
        notes = (*notes, *notes_on_missing(filters, {}, count, found=passes, names=opened.names))
    return Precedents(
        draft,
        supporting,
        contrasting,
        generation.name,
        _since_ms(started),
        notes,
        unclear,
        margin,
        misspelt_words(opened.store, draft),
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
    rankings, notes = rank_sentences(opened.store, opened.semantic, draft, draft.sentences, lambda _: allowed)
    looked = [_look(opened, ranking, side, 1, len(rankings))[0] for ranking in rankings]
    hits = as_precedents(opened, _in_turn(looked, limit))
    distant: tuple[Precedent, ...] = ()
    if question is Question.WHO_DOES_THIS_WELL and len(hits) < min(_FEW_HITS, limit):
        distant = find_distant(opened, chunk, draft, allowed, near=hits, limit=limit - len(hits))
    notes = notes if hits else (*notes, _NOTHING_RELATED)
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


def _any_side(of_draft: Sentence, of_paragraph: Sentence, near: bool) -> int | None:
    return 0 if near else None


def _strength_side(of_draft: Sentence, of_paragraph: Sentence, near: bool) -> int | None:
    praises = of_paragraph.states(Statement.STRENGTH) and not of_paragraph.states(Statement.SHORTFALL)
    return 0 if praises and near else None


def _reading(*readings: Reading) -> Expression:
    return OneOf("reading", tuple(reading.value for reading in readings))


def _outside(generation: Contents, report_ids: Collection[str]) -> Expression:
    """What is of other reports, and no boilerplate. Raises NotFound."""
    left_out = tuple(str(generation.report(report_id).report_id) for report_id in report_ids)
    return all_of((Except(BOILERPLATE), *((Except(OneOf("report", left_out)),) if left_out else ())))


def _other_areas(generation: Contents, chunk: Chunk) -> Expression:
    own = generation.report(chunk.report_id)
    same = tuple(
        str(report.report_id)
        for report in generation.reports
        if report.report_id == own.report_id
        or (own.area is not None and (report.area or "").casefold() == own.area.casefold())
    )
    return Except(OneOf("report", same))


def _look(opened: Opened, ranking: SentenceRanking, side: SideOf, lists: int, sentences: int) -> _Lists:
    """The best paragraphs for one of so many sentences, each in its list by the ranking, those that are near first."""
    number = max(_LEAST_LOOKED_AT_CHUNKS, min(_MOST_LOOKED_AT_CHUNKS, _LOOKED_AT_CHUNKS // sentences))
    found: _Lists = [[] for _ in range(lists)]
    ordinals = may_be_near(opened.store, ranking.ranked[0][:number], ranking).tolist()
    scores = dict(zip(*map(np.ndarray.tolist, ranking.ranked), strict=True))
    for ordinal, chunk in zip(ordinals, opened.catalogue.chunks(ordinals), strict=True):
        match = match_sentence(opened.semantic, chunk, ranking)
        which = None if match is None else side(ranking.sentence, match.nearest, match.near)
        if match is not None and which is not None:
            found[which].append(Candidate(scores[ordinal], chunk, ranking, match))
    return [sorted(each, key=lambda candidate: not candidate.match.near) for each in found]


def _in_turn(lists: Sequence[Sequence[Candidate]], limit: int) -> list[Candidate]:
    """Up to `limit` of the lists of several sentences: the best of each before the second best of any, since a sentence
    with many words would otherwise fill the list alone. A paragraph stands for the sentence that it suits best."""
    best: dict[int, Candidate] = {}
    for candidate in (each for own in lists for each in own):
        known = best.get(candidate.chunk.ordinal)
        if known is None or candidate.score > known.score:
            best[candidate.chunk.ordinal] = candidate
    left = [[each for each in own if best[each.chunk.ordinal] is each] for own in lists]
    turns = ((place, -each.score, each.chunk.ordinal, each) for own in left for place, each in enumerate(own))
    return [each for *_, each in sorted(turns, key=lambda turn: turn[:3])[:limit]]


def _unheard(draft: Draft, rankings: Sequence[SentenceRanking], margin: Sequence[SentencePrecedents]) -> list[str]:
    """A note on the sentences that nothing came near to. One that was not looked at so far down may yet be near."""
    nearest = {each.sentence.start: each.semantic[1].max(initial=0.0) for each in rankings}
    unheard = [
        number
        for number, each in enumerate(margin, start=1)
        if each.is_unheard and nearest[each.sentence.start] < NEAR_COSINE
    ]
    if not unheard:
        return []
    if len(unheard) == len(margin):
        return ["Nothing in this archive comes close to the draft."]
    named = ", ".join(map(str, unheard[:_SENTENCES_NAMED])) + (" ..." if len(unheard) > _SENTENCES_NAMED else "")
    of_all = f"{len(unheard)} of the {len(draft.sentences)} sentences in the draft"
    return [f"Nothing in this archive comes close to {of_all} (by number: {named})."]


# Words of a draft that look misspelt.

_LEAST_LETTERS = 5
_LONG_LETTERS = 8
_MOST_MISSPELT = 20
_MOST_LOOKED_UP = 500
"""More unknown words are another language, or no language."""


def misspelt_words(store: Store, draft: Draft) -> tuple[tuple[str, str], ...]:
    """Words that no report here holds and that lie near one that several hold, each with that one."""
    vocabulary, found = store.vocabulary, dict[str, str]()
    typed = {token.word: token.stem for token in _plain_words(draft)}
    unknown = (
        word
        for word, stem in typed.items()
        if not vocabulary.holds_word(word) and not store.count(Holds(Match.STEM, (stem,)))
    )
    for word in islice(unknown, _MOST_LOOKED_UP):
        near = vocabulary.suggest(word)
        if near is not None and _is_slip(word, near) and store.count(Holds(Match.ANY_WORD, (near,))) > 1:
            found[word] = near
        if len(found) >= _MOST_MISSPELT:
            break
    return tuple(found.items())


def _is_slip(word: str, near: str) -> bool:
    """Whether a word is likelier a slip than another word: it begins alike, and differs little for its length."""
    most = 1 if len(word) < _LONG_LETTERS else 2
    return word[0] == near[0] and edit_distance(word, near, most) is not None


def _plain_words(draft: Draft) -> Iterator[Token]:
    """Words in small letters, and the first of each sentence: a name is no mistake for being new here."""
    begins = {sentence.start for sentence in draft.sentences}
    for token in tokens(draft.text):
        printed = draft.text[token.start : token.end]
        is_plain = printed.islower() or (token.start in begins and printed[1:].islower())
        if not token.compound and len(printed) >= _LEAST_LETTERS and printed.isalpha() and is_plain:
            yield token


def _since_ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000
