from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.keyword.index import KeywordIndex, Synonym
from indexer.keyword.whoosh_index import KeywordDocument, build_keyword_index
from search_app.filters.expression import EVERYTHING, Except, Holds, Match
from search_app.query.language import parse_query
from search_app.query.understanding import must_hold, wanted_words
from search_app.ranking.closeness import NEAR_COSINE, NOT_FAR_COSINE, _had_to_hold, names_what_is_here, near_paragraphs
from search_app.ranking.fusion import Mode, Ranking
from search_app.ranking.listing import PLACES_KEPT, near_first
from search_app.ranking.pipeline import RankingRequest, rank_by_words
from search_app.ranking.words import where_words_stand
from search_app.store.embedded import KeywordStore
from search_app.store.interface import NOTHING_RANKED

TEXTS = ["Plans for victims were late.", "Gangs and knives.", "Visits to parents.", "The PSR was thorough."]
PSR = Synonym(("psr",), (("court", "report"),))


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    build_keyword_index(tmp_path, [KeywordDocument(place, text, "", "", "") for place, text in enumerate(TEXTS)])
    return KeywordIndex.open(tmp_path)


def ask(
    index: KeywordIndex, query: str, cosine: float | None, *synonyms: Synonym, known: bool = True
) -> tuple[bool, list[int]]:
    """Whether anything is close, and what comes near, where the first text has this cosine with the query."""
    parsed, store = parse_query(query), KeywordStore(index)
    keyword = rank_by_words(store, parsed.words, 10)
    semantic = NOTHING_RANKED if cosine is None else (np.array([0]), np.array([cosine]))
    shown = np.union1d(keyword[0], semantic[0])
    ranking = Ranking(shown, np.ones(len(shown)), keyword, semantic)
    where = must_hold(parsed.constraint, store.vocabulary)
    request = RankingRequest(
        parsed, Mode.HYBRID, where, synonyms=synonyms, wanted=wanted_words(store.vocabulary, parsed.words, synonyms)
    )
    near = near_paragraphs(store, request, ranking, cosine_is_known=known)
    return len(near) > 0 or names_what_is_here(store, near_first(ranking, near), synonyms), near.tolist()


def close(index: KeywordIndex, query: str, cosine: float | None, *synonyms: Synonym, known: bool = True) -> bool:
    return ask(index, query, cosine, *synonyms, known=known)[0]


def test_a_near_meaning_is_close_whatever_the_words(index: KeywordIndex) -> None:
    assert close(index, "mothers and fathers", NEAR_COSINE)
    assert not close(index, "mothers and fathers", NEAR_COSINE - 0.01)


def test_the_very_words_are_close_however_far_the_meaning(index: KeywordIndex) -> None:
    assert ask(index, "gangs", NOT_FAR_COSINE - 0.01) == (True, [1])


def test_a_beginning_side_by_side_is_no_condition_that_all_hits_meet(index: KeywordIndex) -> None:
    assert ask(index, "zeb* okap*", 0.1) == (False, [])
    assert ask(index, "gang*", 0.1) == (True, [1])


def test_a_field_says_where_to_look_and_brings_nothing_near() -> None:
    assert not _had_to_hold(parse_query("lasagne area:Ashmere"))
    assert _had_to_hold(parse_query("area:Ashmere"))


def test_words_too_common_to_rank_are_near_where_they_stand(index: KeywordIndex) -> None:
    assert ask(index, "the", 0.1) == (True, [3])
    assert ask(index, "the gangs", 0.1) == (True, [1])


def test_where_nothing_comes_near_each_word_says_where_it_stands(index: KeywordIndex) -> None:
    said = where_words_stand(KeywordStore(index), parse_query("lasagne for parents visits"))
    assert said == "Paragraphs with each word: “parents” in 1, “visits” in 1. In no paragraph: “lasagne”."
    assert where_words_stand(KeywordStore(index), parse_query("lasagne")) == ""


def test_another_name_counts_as_the_one_typed(index: KeywordIndex) -> None:
    assert ask(index, "court reports", None, Synonym(("court", "reports"), (("psr",),)))[1] == [3]


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
    allowed = Except(Holds(Match.STEM, ("parent",)))
    assert store.ids(allowed).tolist() == [0, 1, 3]
    for query, where, expected in (
        ("visits parents", EVERYTHING, [1, 2]),
        ("visits parents", allowed, [1]),
        ('"visits to"', allowed, [0, 1, 3]),
    ):
        parsed = parse_query(query)
        request = RankingRequest(parsed, Mode.HYBRID, where, wanted=wanted_words(store.vocabulary, parsed.words))
        narrowed = replace(ranking, semantic=(near[0][:1], near[1][:1]) if where is allowed else near)
        assert near_paragraphs(store, request, narrowed, cosine_is_known=True).tolist() == expected


def test_after_the_best_few_what_comes_near_stands_first_and_what_no_list_reached_last_among_it() -> None:
    best = list(range(100, 100 + PLACES_KEPT))
    scores = np.arange(PLACES_KEPT + 3, 0.0, -1)
    ranking = Ranking(np.array([*best, 4, 2, 7]), scores, NOTHING_RANKED, NOTHING_RANKED)
    ordered = near_first(ranking, np.array([2, 5, 7, 100]))
    assert ordered.ordinals.tolist() == [*best, 2, 7, 5, 4]
    assert ordered.scores.tolist() == [*scores[:PLACES_KEPT], 2, 1, 0, 3]
    by_meaning = replace(ranking, semantic=(np.array([4]), np.array([0.5])))
    assert near_first(by_meaning, np.array([2, 5, 7, 100])).ordinals.tolist() == [100, 2, 7, 5, *best[1:], 4]
    assert near_first(by_meaning, np.array([2, 5, 7, *best[:3]])).ordinals.tolist() == [*best, 2, 7, 5, 4]


def test_a_handful_that_states_the_opposite_of_what_was_asked_does_not_stand_first_for_being_near() -> None:
    ordinals = np.arange(20)
    ranking = Ranking(ordinals, np.linspace(1, 0, 20), NOTHING_RANKED, (np.array([4]), np.array([0.5])))
    near = np.array([3, 18, 19])
    assert near_first(ranking, near).ordinals[:3].tolist() == [3, 18, 19]
    one_opposed = replace(ranking, opposed=np.array([18, 19]))
    assert near_first(one_opposed, near).ordinals.tolist() == [3, *(place for place in range(20) if place != 3)]
    all_opposed = replace(ranking, opposed=np.array([3, 18, 19]))
    assert near_first(all_opposed, near).ordinals[:PLACES_KEPT].tolist() == list(range(PLACES_KEPT))
