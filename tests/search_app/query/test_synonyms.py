from __future__ import annotations

from pathlib import Path

import pytest

from indexer.keyword.index import KeywordIndex
from indexer.keyword.whoosh_index import KeywordDocument, build_keyword_index
from indexer.language.glossary import Entry, Glossary
from search_app.engine import SearchEngine
from search_app.filters.expression import EVERYTHING
from search_app.query.language import parse_query
from search_app.query.synonyms import Expansion, expand
from search_app.ranking.pipeline import terms_of
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
    terms = terms_of(index, expansion.words, expansion.synonyms, expansion.stems)
    return [int(ordinal) for ordinal in KeywordStore(index).sparse(terms, EVERYTHING, 10)[0]]


def test_names_that_say_the_same_are_one_query(index: KeywordIndex) -> None:
    assert set(ranked(index, "PSR")) == {0, 1, 2}
    assert ranked(index, "PSR") == ranked(index, "pre-sentence report")
    assert ranked(index, "PSR", "synonym:psr") == [1]
    one, other = expanded(index, "late PSRs?"), expanded(index, "late pre-sentence reports?")
    assert one.parsed.semantic_text == other.parsed.semantic_text == "late pre-sentence reports?"


def test_a_name_that_means_nearly_the_same_is_found_beside(index: KeywordIndex) -> None:
    expansion = expanded(index, "court report")
    assert (expansion.stems, expansion.parsed.semantic_text) == (frozenset(), "court report")
    assert [synonym.others for synonym in expansion.synonyms] == [(("pre", "sentence", "report"), ("psr",))]


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("organization of courts", "organisation of courts"),
        ("Re-offending, again", "reoffending, again"),
        ("reoffending", "reoffending"),
        ("multiagency plans", "multi-agency plans"),
        ("advisors", "advisers"),
        ("judgment", "judgment"),
        ("understanding floor", "understanding floor"),
        ('"organization"', "organization"),
    ],
)
def test_a_word_is_read_in_the_spelling_of_the_archive(tmp_path: Path, query: str, read: str) -> None:
    texts = ["The organisation of reoffending.", "Multi-agency advisers stand under the floor.", "Understanding."]
    build_keyword_index(tmp_path, [KeywordDocument(place, text, "", "", "") for place, text in enumerate(texts)])
    assert expanded(KeywordIndex.open(tmp_path), query).parsed.semantic_text == read


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


def test_an_informal_name_is_read_as_what_reports_print_and_not_the_other_way(index: KeywordIndex) -> None:
    glossary = Glossary((Entry(("children",), informal=("kids",)),))
    typed = expand(parse_query("kids' plans"), glossary, index)
    assert typed.parsed.semantic_text == "children plans"
    assert [each.also for each in typed.understood] == [("children",)]
    assert expand(parse_query("children's plans"), glossary, index).understood == ()


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


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ("Visits late in 7 of 10 cases", "Visits late in seven of ten cases"),
        ("7 out of 10 visits", "seven out of ten visits"),
        ("late for 21 children", "late for twenty-one children"),
        ("12 of the 30 cases", "twelve of the thirty cases"),
    ],
)
def test_figures_and_words_for_a_number_of_cases_are_one_query(index: KeywordIndex, figures: str, words: str) -> None:
    one, other = expanded(index, figures), expanded(index, words)
    assert one.parsed.semantic_text == other.parsed.semantic_text == words
    of_one, of_other = (terms_of(index, each.words, each.synonyms, each.stems).stems for each in (one, other))
    assert of_one == of_other > set(parse_query(figures).stems)


@pytest.mark.parametrize(
    "query", ["section 7 enquiries", "aged 12", "no one", "21 May", "late in 2014", '"7 of 10 cases"']
)
def test_a_number_that_counts_nothing_stays_as_it_is(index: KeywordIndex, query: str) -> None:
    assert not expanded(index, query).stems


@pytest.mark.parametrize(
    ("one", "other"), [("organisation", "organization"), ("5 cases", "five cases"), ("reoffending", "re-offending")]
)
def test_two_spellings_come_near_as_many_paragraphs(tmp_path: Path, one: str, other: str) -> None:
    texts = ("The organisation was late.", "Organisational plans.", "Plans were late in five cases.", "In 5 cases.")
    report = make_report(
        "ashmere-2014", [("paragraph", text, str(n)) for n, text in enumerate((*texts, "Reoffending fell."))]
    )
    publish_archive(tmp_path, [report], model=None)
    engine = SearchEngine(tmp_path)
    near = [engine.search(query).near for query in (one, other)]
    assert near[0] == near[1] > 0
