from __future__ import annotations

import numpy as np
import pytest

from indexer.embedding.query_encoder import EncodedQuery
from indexer.keyword.analysis import ranking_stems, tokens
from indexer.language.chunking import cut_chunks
from indexer.records import Chunk, Sentence, Statement
from search_app.precedents.ranking import SentenceRanking, match_sentence
from search_app.ranking import meaning as semantic_search
from search_app.ranking.meaning import SemanticSearch
from search_app.store.interface import NOTHING_RANKED
from tests.conftest import FAKE_DIMENSIONS, FakeQueryEncoder, fake_vector
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL

TEXT = "Gardens were tidy. Managers met victims each week."


def only_chunk() -> Chunk:
    (chunk,) = cut_chunks(make_report(parts=[("paragraph", TEXT, "1.1")]), 0)
    return chunk


def wanted(words: str, *, by_meaning: bool) -> SentenceRanking:
    sentence = Sentence(0, len(words), Statement.STRENGTH)
    stems = frozenset(ranking_stems(tokens(words)))
    no_pieces = np.empty((0, FAKE_DIMENSIONS), dtype=np.float32)
    asked = EncodedQuery(fake_vector(words), no_pieces, ()) if by_meaning else None
    return SentenceRanking(sentence, words, stems, asked, NOTHING_RANKED, NOTHING_RANKED)


@pytest.fixture
def semantic(monkeypatch: pytest.MonkeyPatch) -> SemanticSearch:
    monkeypatch.setattr(semantic_search, "find_model", lambda name: FAKE_MODEL)
    return SemanticSearch(FAKE_MODEL.name, FAKE_MODEL.revision, FakeQueryEncoder)


@pytest.mark.parametrize("by_meaning", [True, False])
def test_the_nearest_sentence_is_found_by_meaning_or_by_words(semantic: SemanticSearch, by_meaning: bool) -> None:
    chunk = only_chunk()
    match = match_sentence(semantic, chunk, wanted("Managers met victims.", by_meaning=by_meaning))
    assert match is not None
    assert chunk.text[match.nearest.start : match.nearest.end] == "Managers met victims each week."
    assert all((sentence.match is not None) is by_meaning for sentence in match.sentences)


@pytest.mark.parametrize("by_meaning", [True, False])
def test_a_paragraph_about_something_else_does_not_match(semantic: SemanticSearch, by_meaning: bool) -> None:
    asked = wanted("Zebras galloped over hills and dales.", by_meaning=by_meaning)
    match = match_sentence(semantic, only_chunk(), asked)
    assert match is None or not match.near


def test_cosines_of_every_sentence_are_given(semantic: SemanticSearch) -> None:
    match = match_sentence(semantic, only_chunk(), wanted("Gardens were tidy.", by_meaning=True))
    assert match is not None
    asked = fake_vector("Gardens were tidy.")
    expected = [asked @ asked, fake_vector("Managers met victims each week.") @ asked]
    assert np.allclose([sentence.match for sentence in match.sentences], expected)  # type: ignore[arg-type]
