from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.keyword.analysis import Token, tokens
from indexer.storage.generation import Generation
from search_app.filters.expression import EVERYTHING, Among
from search_app.precedents.draft import read_draft
from search_app.precedents.ranking import WHOLE_DRAFT_WEIGHT, DraftRanking, rank_draft
from search_app.ranking import meaning as semantic_search
from search_app.ranking.meaning import SemanticSearch
from search_app.ranking.reranking import SemanticQuery
from search_app.store.embedded import EmbeddedStore
from search_app.store.interface import RankedList
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

REPORT = make_report(
    "ashmere-2014",
    [
        ("paragraph", "Managers met victims.", "1.1"),
        ("paragraph", "Victims wrote letters.", "1.2"),
        ("paragraph", "Gardens were tidy.", "1.3"),
        ("paragraph", "Managers met victims in gardens.", "1.4"),
    ],
)


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    publish_archive(tmp_path, [REPORT], model=None)
    return Generation.open(tmp_path)


def rank(generation: Generation, text: str, allowed: list[bool] | None = None) -> DraftRanking:
    draft = read_draft(text)
    where = Among(tuple(np.flatnonzero(allowed or [True] * 4).tolist()))
    return rank_draft(EmbeddedStore(generation), SemanticSearch(None, None), draft, draft.sentences, where)


def test_one_sentence_ranks_as_a_search_by_words_does(generation: Generation) -> None:
    ranking = rank(generation, "Managers met victims.")
    assert ranking.ordinals.tolist() == [0, 3, 1]
    assert ranking.scores[0] == 1.0


def test_the_whole_draft_adds_its_part(generation: Generation) -> None:
    ranking = rank(generation, "Managers met victims. Gardens were tidy.")
    best = dict(zip(ranking.ordinals.tolist(), ranking.scores.tolist(), strict=True))
    assert all(1 < best[ordinal] <= 1 + WHOLE_DRAFT_WEIGHT for ordinal in (0, 2))


def test_sentences_take_turns(generation: Generation) -> None:
    ranking = rank(generation, "Managers met victims. Gardens were tidy.")
    assert sorted(ranking.owners[:2].tolist()) == [0, 1]
    assert ranking.ordinals[:2].tolist() in ([0, 2], [2, 0])


def test_what_is_not_allowed_is_not_ranked(generation: Generation) -> None:
    assert 0 not in rank(generation, "Managers met victims.", [False, True, True, True]).ordinals


def test_words_that_the_archive_does_not_hold_rank_nothing(generation: Generation) -> None:
    assert len(rank(generation, "Zebras galloped.").ordinals) == 0


def test_the_best_for_a_sentence_stand_as_a_search_orders_them_and_keep_the_scores_of_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(semantic_search, "find_model", lambda name: FAKE_MODEL)
    publish_archive(tmp_path, [REPORT])
    generation = Generation.open(tmp_path)
    semantic = SemanticSearch(FAKE_MODEL.name, FAKE_MODEL.revision, FakeQueryEncoder)
    draft = read_draft("Managers met victims.")
    orderings: list[tuple[list[int], Sequence[Token]]] = []

    def backwards(_s: object, _late: object, ranked: RankedList, query: SemanticQuery, **_: bool) -> RankedList:
        orderings.append((ranked[0].tolist(), query.words))
        return ranked[0][::-1], ranked[1][::-1] / 2

    plain = rank_draft(EmbeddedStore(generation), semantic, draft, draft.sentences, EVERYTHING)
    monkeypatch.setattr("search_app.precedents.ranking.order_best", backwards)
    turned = rank_draft(EmbeddedStore(generation), semantic, draft, draft.sentences, EVERYTHING)
    ((fused, read),) = orderings
    assert read == tokens("Managers met victims.")
    assert turned.ordinals.tolist() == fused[::-1]
    assert turned.scores.tolist() == plain.scores.tolist()
