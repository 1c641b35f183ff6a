"""A query and a paragraph compared word piece by word piece."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.building.build import build
from indexer.embedding.model import NO_MODEL
from indexer.embedding.query_encoder import EncodedQuery
from indexer.embedding.token_codes import CENTROIDS, ProductQuantiser, TokenCodes, TokenIndex
from indexer.keyword.analysis import tokens
from indexer.storage.generation import Generation
from search_app.answers.answer import HighlightKind
from search_app.engine import SearchEngine
from search_app.ranking.fusion import Mode
from search_app.ranking.reranking import RERANKED_CHUNKS, LateInteraction, fused_match_weight
from search_app.store.embedded import EmbeddedStore

AXES = np.eye(4, dtype=np.float32)


class Codes:
    """A store of which only codes and the rarity of stems are asked."""

    def __init__(self, codes: TokenIndex) -> None:
        self.codes, self.vocabulary = codes, self

    def rows(self, ids: np.ndarray, fields: tuple[str, ...]) -> dict[str, TokenCodes]:
        assert fields == ("codes",)
        return {"codes": self.codes.take(ids.tolist())}

    def rarity(self, stem: str) -> float:
        return {"plan": 1.0, "custodi": 3.0}.get(stem, 2.0)


def late_interaction(*texts: list[int]) -> LateInteraction:
    """Paragraphs whose word pieces are axes of a space of four dimensions, given by their numbers."""
    codebooks = np.zeros((1, CENTROIDS, 4), dtype=np.float32)
    codebooks[0, :4] = AXES
    tokens = TokenCodes.joined((np.array(text, dtype=np.uint8).reshape(-1, 1) for text in texts), 1)

    return LateInteraction(ProductQuantiser(codebooks), Codes(TokenIndex([tokens])))  # type: ignore[arg-type]


ASKED = EncodedQuery(vector=AXES[0], pieces=AXES[:2], spans=((0, 4), (5, 12)))
WORDS = tokens("plan custody")


def test_each_piece_of_the_query_counts_its_nearest_and_rare_words_count_more() -> None:
    late = late_interaction([0, 2], [1, 1, 3], [0, 1], [3], [])
    matches = late.matches(np.arange(5), ASKED, WORDS)
    assert matches[1] == pytest.approx(3 * matches[0])
    np.testing.assert_allclose(matches[2:], [1.0, 0.0, 0.0], atol=1e-6)


def test_the_best_are_ordered_anew_and_the_rest_stay_behind_them() -> None:
    late = late_interaction(*[[3]] * (RERANKED_CHUNKS - 1), [0, 1], *[[0, 1]] * 3)
    count = RERANKED_CHUNKS + 3
    ordinals, scores = late.rerank((np.arange(count), np.linspace(0.9, 0.1, count)), ASKED, WORDS, weight=1.5)
    assert ordinals[0] == RERANKED_CHUNKS - 1
    assert ordinals[1:].tolist() == [*range(RERANKED_CHUNKS - 1), *range(RERANKED_CHUNKS, count)]
    assert (np.diff(scores) <= 0).all()
    assert scores[0] <= 1.0
    assert scores[-1] == pytest.approx(0.1 / (1 + 1.5))


def test_a_query_of_function_words_alone_changes_nothing() -> None:
    late = late_interaction([0], [1])
    ranked = np.arange(2), np.array([0.5, 0.4])
    nothing = replace(ASKED, pieces=AXES[:0], spans=())
    assert late.rerank(ranked, nothing, tokens("of the"), weight=1.5) is ranked


def test_a_match_counts_less_the_more_word_pieces_a_query_has() -> None:
    queries = [replace(ASKED, pieces=np.repeat(AXES[:1], count, axis=0)) for count in (2, 4, 9, 20)]
    by_pieces = [fused_match_weight(query) for query in queries]
    assert by_pieces == sorted(by_pieces, reverse=True)
    assert by_pieces[0] > 5 * by_pieces[-1]


@pytest.mark.real_model
def test_a_search_has_the_same_paragraphs_with_and_without_it_in_another_order(corpus_index: Path) -> None:
    engine = SearchEngine(corpus_index)
    query = "parents of children in custody"
    for mode in (Mode.HYBRID, Mode.SEMANTIC):
        with_it = engine.rank(query, mode=mode).ranking.ordinals.tolist()
        plain = engine.rank(query, mode=mode, rerank=False).ranking
        without = plain.ordinals.tolist()
        best = set(plain.ordinals[np.argsort(-plain.scores, kind="stable")][:RERANKED_CHUNKS].tolist())
        assert sorted(with_it) == sorted(without)
        assert [each for each in with_it if each not in best] == [each for each in without if each not in best]
        assert with_it != without
    assert engine.rank(query, mode=Mode.KEYWORD).ranking.ordinals.tolist() == (
        engine.rank(query, mode=Mode.KEYWORD, rerank=False).ranking.ordinals.tolist()
    )


@pytest.mark.real_model
def test_the_sentence_that_matched_is_mostly_the_one_that_encoding_it_alone_finds(corpus_index: Path) -> None:
    engine = SearchEngine(corpus_index)
    semantic = engine.opened.semantic
    same = several = 0
    for query in ("parents of children in custody", "risk of harm to others", "education and training", "victims"):
        asked = semantic.encode_query(query)
        ordinals = engine.rank(query).ranking.ordinals[:10].tolist()
        chunks = [engine.catalogue.chunk(ordinal) for ordinal in ordinals]
        chunks = [chunk for chunk in chunks if len(chunk.sentences) > 1]
        stored = [match.cosines for match in semantic.hit_matches(chunks, asked)]
        alone = semantic.sentence_matches(chunks, asked.vector)
        several += len(chunks)
        same += sum(np.argmax(a) == np.argmax(b) for a, b in zip(stored, alone, strict=True))
    assert several > 15
    assert same >= 0.75 * several


@pytest.mark.real_model
def test_an_index_without_a_model_is_searched_without_it(tmp_path: Path, corpus: Path) -> None:
    build(corpus, tmp_path, model=NO_MODEL)
    assert LateInteraction.of(EmbeddedStore(Generation.open(tmp_path)), None) is None
    assert SearchEngine(tmp_path).rank("custody").ranking.ordinals.size


@pytest.mark.real_model
def test_the_words_that_carried_a_match_are_marked_within_its_sentence(corpus_index: Path) -> None:
    engine = SearchEngine(corpus_index)
    carried = []
    for hit in engine.search("mothers and fathers of teenagers in prison", mode=Mode.SEMANTIC).hits:
        first, *words = [mark for mark in hit.highlights if mark.kind is HighlightKind.MEANING] or [None]
        if first is not None:
            assert all(first.start <= mark.start < mark.end <= first.end for mark in words)
            carried += [hit.chunk.text[mark.start : mark.end].lower() for mark in words]
    assert {"parents", "custody"} & set(carried)
    assert not {"and", "of", "in"} & set(carried)


def test_pieces_that_follow_each_other_in_the_query_count_more_where_they_stand_together() -> None:
    late = late_interaction([0, 1, 3, 3, 3], [1, 3, 0, 3, 3], [0, 3, 3, 1, 3], [0], [1])
    matches = late.matches(np.arange(5), ASKED, WORDS)
    assert matches[0] == pytest.approx(1.0), "one straight after the other"
    assert matches[1] == pytest.approx(1.0), "in the other order, with one between"
    assert matches[2] < 0.9, "too far apart"
    # The end of one paragraph and the beginning of the next do not stand together.
    assert max(matches[3], matches[4]) < 0.5
