from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.keyword.index import KeywordIndex, Synonym
from indexer.keyword.whoosh_index import KeywordDocument, build_keyword_index
from search_app.filters.expression import EVERYTHING, Except, Holds, Match
from search_app.query.language import parse_query
from search_app.ranking.closeness import NEAR_COSINE, NOT_FAR_COSINE, all_near_paragraphs, is_close
from search_app.ranking.fusion import Ranking
from search_app.ranking.words import rank_by_words
from search_app.store.embedded import KeywordStore
from search_app.store.interface import NOTHING_RANKED

TEXTS = ["Plans for victims were late.", "Gangs and knives.", "Visits to parents.", "The PSR was thorough."]
PSR = Synonym(("psr",), (("court", "report"),))


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    build_keyword_index(tmp_path, [KeywordDocument(place, text, "", "", "") for place, text in enumerate(TEXTS)])
    return KeywordIndex.open(tmp_path)


def close(index: KeywordIndex, query: str, cosine: float | None, *synonyms: Synonym, known: bool = True) -> bool:
    parsed, store = parse_query(query), KeywordStore(index)
    keyword = rank_by_words(store, parsed.words, 10)
    semantic = NOTHING_RANKED if cosine is None else (np.array([0]), np.array([cosine]))
    shown = np.union1d(keyword[0], semantic[0])
    ranking = Ranking(shown, np.ones(len(shown)), keyword, semantic)
    return is_close(store, parsed, ranking, synonyms, cosine_is_known=known)


def test_a_near_meaning_is_close_whatever_the_words(index: KeywordIndex) -> None:
    assert close(index, "mothers and fathers", NEAR_COSINE)
    assert not close(index, "mothers and fathers", NEAR_COSINE - 0.01)


def test_the_very_words_are_close_unless_the_meaning_is_far(index: KeywordIndex) -> None:
    assert close(index, "gangs", NOT_FAR_COSINE)
    assert not close(index, "gangs", NOT_FAR_COSINE - 0.01)


def test_without_meaning_most_of_the_rarer_words_are_needed(index: KeywordIndex) -> None:
    assert close(index, "late plans", None)
    assert not close(index, "late lasagne recipes", None)


def test_a_name_of_the_domain_that_stands_here_is_close(index: KeywordIndex) -> None:
    assert not close(index, "PSR lasagne", 0.3)
    assert close(index, "PSR lasagne", 0.3, PSR)


def test_a_quotation_that_holds_is_close(index: KeywordIndex) -> None:
    assert close(index, '"gangs" lasagne recipes', 0.0)


@pytest.mark.parametrize("query", ["lasagne recipes NOT gangs", "lasagne recipes NOT gangs NOT knives"])
def test_what_must_not_stand_there_brings_nothing_close(index: KeywordIndex, query: str) -> None:
    assert not close(index, query, NEAR_COSINE - 0.01)
    assert close(index, query, NEAR_COSINE)


def test_no_hit_is_not_close(index: KeywordIndex) -> None:
    assert not close(index, "lasagne", None)


def test_a_cosine_of_another_model_says_nothing(index: KeywordIndex) -> None:
    assert close(index, "late plans", 0.0, known=False)


def test_all_that_hold_the_words_or_mean_the_same_come_near_whether_ranked_or_not(index: KeywordIndex) -> None:
    near = np.array([1, 3]), np.array([NEAR_COSINE, NEAR_COSINE - 0.01])
    ranking = Ranking(np.array([1]), np.ones(1), NOTHING_RANKED, near)
    store = KeywordStore(index)
    assert all_near_paragraphs(store, parse_query("visits parents"), ranking, EVERYTHING).tolist() == [1, 2]
    allowed = Except(Holds(Match.STEM, ("parent",)))
    assert store.ids(allowed).tolist() == [0, 1, 3]
    assert all_near_paragraphs(store, parse_query("visits parents"), ranking, allowed).tolist() == [1]
    assert all_near_paragraphs(store, parse_query('"visits to"'), ranking, allowed).tolist() == [0, 1, 3]
