from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.keyword.analysis import Token, tokens
from indexer.storage.generation import Generation
from search_app.filters.expression import EVERYTHING, Among
from search_app.precedents.draft import read_draft
from search_app.precedents.ranking import BLOCK_WEIGHT, SentenceRanking, rank_sentences
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


def rank(generation: Generation, text: str, allowed: list[bool] | None = None) -> list[SentenceRanking]:
    draft = read_draft(text)
    where = Among(tuple(np.flatnonzero(allowed or [True] * 4).tolist()))
    store = EmbeddedStore(generation)
    return rank_sentences(store, SemanticSearch(None, None), draft, draft.sentences, lambda _: where)[0]


def test_one_sentence_ranks_as_a_search_by_words_does(generation: Generation) -> None:
    (ranking,) = rank(generation, "Managers met victims.")
    assert ranking.ranked[0].tolist() == [0, 3, 1]
    assert ranking.ranked[1][0] == 1.0


def test_every_sentence_has_a_list_of_its_own(generation: Generation) -> None:
    first, second = rank(generation, "Managers met victims. Gardens were tidy.")
    assert first.ranked[0][0] == 0
    assert second.ranked[0][0] == 2


def test_the_paragraph_around_adds_its_part(generation: Generation) -> None:
    together, _ = rank(generation, "Managers met victims. Gardens were tidy.")
    apart, _ = rank(generation, "Managers met victims.\n\n- Gardens were tidy.")
    assert apart.ranked[1][0] == 1.0
    assert 1 < together.ranked[1][0] <= 1 + BLOCK_WEIGHT


def test_what_is_not_allowed_is_not_ranked(generation: Generation) -> None:
    (ranking,) = rank(generation, "Managers met victims.", [False, True, True, True])
    assert 0 not in ranking.ranked[0]


def test_words_that_the_archive_does_not_hold_rank_nothing(generation: Generation) -> None:
    (ranking,) = rank(generation, "Zebras galloped.")
    assert len(ranking.ranked[0]) == 0


def test_the_best_for_a_sentence_stand_as_a_search_orders_them_and_keep_the_scores_of_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(semantic_search, "find_model", lambda name: FAKE_MODEL)
    publish_archive(tmp_path, [REPORT])
    generation = Generation.open(tmp_path)
    semantic = SemanticSearch(FAKE_MODEL.name, FAKE_MODEL.revision, FakeQueryEncoder)
    draft = read_draft("Managers met victims.")
    store = EmbeddedStore(generation)
    orderings: list[tuple[list[int], Sequence[Token]]] = []

    def backwards(_s: object, _late: object, ranked: RankedList, query: SemanticQuery, **_: bool) -> RankedList:
        orderings.append((ranked[0].tolist(), query.words))
        return ranked[0][::-1], ranked[1][::-1] / 2

    (plain,), _ = rank_sentences(store, semantic, draft, draft.sentences, lambda _: EVERYTHING)
    monkeypatch.setattr("search_app.precedents.ranking.order_best", backwards)
    (turned,), _ = rank_sentences(store, semantic, draft, draft.sentences, lambda _: EVERYTHING)
    ((fused, read),) = orderings
    assert read == tokens("Managers met victims.")
    assert turned.ranked[0].tolist() == fused[::-1]
    assert turned.ranked[1].tolist() == plain.ranked[1].tolist()
