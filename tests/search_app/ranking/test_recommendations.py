"""A query that says what ought to be ranks what a recommendation could rest on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.storage.generation import Generation
from search_app.engine import SearchEngine
from search_app.filters.filters import Filters, Lens
from search_app.query.language import parse_query
from search_app.query.understanding import EVERYTHING, read_as_recommendation
from search_app.ranking import meaning as semantic_search
from search_app.ranking.fusion import Mode
from search_app.ranking.recommendations import prefer_faults
from search_app.store.embedded import EmbeddedStore
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

KEY = "expectation:recommendation"
REPORT = make_report(
    "ashmere-2014",
    [
        ("heading", "Planning", "1", None),
        ("paragraph", "Plans were specific and excellent.", "1.1"),
        ("paragraph", "Plans were weak and poor, and none were specific.", "1.2"),
        ("paragraph", "There are six teams.", "1.3"),
        ("heading", "Staff", "2", None),
        ("paragraph", "Staff are well trained.", "2.1"),
        ("paragraph", "There are ten teams.", "2.2"),
    ],
)
STRENGTH, SHORTFALL, BESIDE_IT, UNDER_ANOTHER_HEADING, FACT = range(5)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(semantic_search, "find_model", lambda name: FAKE_MODEL)
    publish_archive(tmp_path, [REPORT])
    return tmp_path


@pytest.mark.parametrize(
    "query", ["Ensure that plans are specific", "Strengthen the oversight of plans", "plans should be specific"]
)
def test_what_ought_to_be_is_read_as_a_recommendation(query: str) -> None:
    (understood,) = read_as_recommendation(parse_query(query), Filters())
    assert (understood.key, understood.words) == (KEY, query)


@pytest.mark.parametrize(
    "query",
    ["quality of plans", "plans were not specific", "what should a plan contain", "knife crime", '"ensure that"'],
)
def test_a_finding_a_theme_and_a_question_are_not(query: str) -> None:
    assert read_as_recommendation(parse_query(query), Filters()) == ()


def test_it_is_not_done_where_the_searcher_wants_a_reading_or_has_taken_it_back() -> None:
    parsed = parse_query("Ensure that plans are specific")
    assert read_as_recommendation(parsed, Filters(lens=Lens.GOOD_PRACTICE)) == ()
    assert read_as_recommendation(parsed, Filters(), [KEY]) == ()
    assert read_as_recommendation(parsed, Filters(), [EVERYTHING]) == ()


def test_a_fault_gains_over_praise_and_a_neighbour_lends_under_the_same_heading_alone(index: Path) -> None:
    generation = Generation.open(index)
    ordinals = np.array([STRENGTH, SHORTFALL, UNDER_ANOTHER_HEADING, BESIDE_IT])
    scores = np.array([0.8, 0.8, 0.4, 0.4])
    lifted, lifted_scores = prefer_faults(EmbeddedStore(generation), (ordinals, scores))
    assert lifted.tolist() == [SHORTFALL, STRENGTH, BESIDE_IT, UNDER_ANOTHER_HEADING]
    by_ordinal = dict(zip(lifted.tolist(), lifted_scores.tolist(), strict=True))
    assert by_ordinal[SHORTFALL] == pytest.approx((0.6 * 0.8 + 0.4 * (0.8 + 0.4) / 2 + 0.15) / 1.15)
    assert by_ordinal[UNDER_ANOTHER_HEADING] == pytest.approx(0.6 * 0.4 / 1.15)
    assert ordinals.tolist() == [STRENGTH, SHORTFALL, UNDER_ANOTHER_HEADING, BESIDE_IT], "the ranking given is kept"


def test_scores_stay_between_0_and_1_at_both_ends_of_the_archive(index: Path) -> None:
    generation = Generation.open(index)
    everything = np.arange(len(generation))
    _, scores = prefer_faults(EmbeddedStore(generation), (everything, np.ones(len(everything))))
    assert 0 < scores.min() <= scores.max() <= 1
    alone, _ = prefer_faults(EmbeddedStore(generation), (everything[:1], np.ones(1)))
    assert alone.tolist() == [0]


def test_a_search_says_so_and_puts_the_fault_first(index: Path) -> None:
    engine = SearchEngine(index, open_encoder=FakeQueryEncoder)
    answer = engine.search("Ensure plans were specific")
    assert [understood.key for understood in answer.understood] == [KEY]
    assert answer.hits[0].chunk.ordinal == SHORTFALL
    plain = engine.search("Ensure plans were specific", ignore=[KEY])
    assert plain.understood == ()
    assert plain.hits[0].chunk.ordinal == STRENGTH


def test_a_search_by_words_or_without_reranking_ranks_as_ever(index: Path) -> None:
    engine = SearchEngine(index, open_encoder=FakeQueryEncoder)
    query = "Ensure plans were specific"
    assert engine.search(query, mode=Mode.KEYWORD).understood == ()
    assert engine.search(query, rerank=False).understood == ()


@pytest.mark.parametrize(
    "query",
    [
        "Further strengthen the oversight that managers have of plans",
        "Continue to improve the way in which plans are reviewed",
        "With partners, ensure that multi-agency thresholds are understood",
    ],
)
def test_a_demand_is_one_however_it_begins(query: str) -> None:
    assert len(read_as_recommendation(parse_query(query), Filters())) == 1


@pytest.mark.parametrize(
    "query",
    [
        "support for care leavers who live alone and far from home",
        "review of the plans of children who go missing from home",
        "use of out-of-court disposals with girls who were looked after",
    ],
)
def test_a_noun_that_could_be_a_demand_is_none(query: str) -> None:
    assert read_as_recommendation(parse_query(query), Filters()) == ()
