from __future__ import annotations

from pathlib import Path

import pytest

from indexer.keyword.index import KeywordIndex
from indexer.keyword.whoosh_index import KeywordDocument, build_keyword_index
from indexer.language.glossary import Entry, Glossary
from search_app.engine import SearchEngine
from search_app.query.language import parse_query
from search_app.query.synonyms import Expansion, expand
from search_app.ranking.words import rank_by_words
from search_app.store.embedded import KeywordStore
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

GLOSSARY = Glossary((Entry(("pre-sentence report", "court report"), ("PSR",)), Entry(("edge of care",))))
TEXTS = ["Pre-sentence reports were late.", "The PSR was late.", "Court reporters and sentences.", "Visits were late."]


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    build_keyword_index(tmp_path, [KeywordDocument(place, text, "", "", "") for place, text in enumerate(TEXTS)])
    return KeywordIndex.open(tmp_path)


def expanded(index: KeywordIndex, query: str, *ignore: str) -> Expansion:
    return expand(parse_query(query), GLOSSARY, index, ignore)


def ranked(index: KeywordIndex, query: str, *ignore: str) -> list[int]:
    expansion = expanded(index, query, *ignore)
    return rank_by_words(KeywordStore(index), expansion.parsed.words, 10, synonyms=expansion.synonyms)[0].tolist()


def test_another_name_is_found_after_the_one_typed(index: KeywordIndex) -> None:
    assert ranked(index, "PSR") == [1, 0]
    assert ranked(index, "PSR", "synonym:psr") == [1]


def test_the_abbreviation_is_found_by_its_full_name_in_the_plural(index: KeywordIndex) -> None:
    assert set(ranked(index, "pre-sentence reports")) >= {0, 1}


def test_an_expansion_says_what_it_added(index: KeywordIndex) -> None:
    (understood,) = expanded(index, "was the PSR late").understood
    assert (understood.key, understood.start, understood.also) == (
        "synonym:PSR",
        8,
        ("pre-sentence report", "court report"),
    )


def test_the_encoder_reads_a_full_name_that_the_archive_prefers(index: KeywordIndex) -> None:
    assert expanded(index, "PSR, late").parsed.semantic_text == "pre-sentence report, late"


def test_the_encoder_reads_what_was_typed_where_the_archive_abbreviates_too(tmp_path: Path) -> None:
    texts = ["PSR one.", "PSR two.", "A pre-sentence report."]
    build_keyword_index(tmp_path, [KeywordDocument(place, text, "", "", "") for place, text in enumerate(texts)])
    assert expanded(KeywordIndex.open(tmp_path), "PSR late").parsed.semantic_text == "PSR late"


@pytest.mark.parametrize("query", ['"PSR"', "PSR AND late", "NOT PSR late", "report:psr late", "edge of care"])
def test_what_is_literal_or_has_no_other_name_is_not_expanded(index: KeywordIndex, query: str) -> None:
    assert expanded(index, query).understood == ()


def test_an_abbreviation_that_a_report_explains_is_understood_in_the_whole_archive(tmp_path: Path) -> None:
    parts = {
        "ashmere-2014": "A Home Visit Record (HVR) was kept in most cases.",
        "bramford-2015": "The HVR said little of what the worker saw.",
    }
    reports = [make_report(name, [("paragraph", text, "1.1")]) for name, text in parts.items()]
    publish_archive(tmp_path, reports, model=None)
    answer = SearchEngine(tmp_path).search("home visit records")
    assert {hit.report.report_id for hit in answer.hits} == set(parts)
    assert [understood.also for understood in answer.understood] == [("HVR",)]
