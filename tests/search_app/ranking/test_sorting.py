from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from indexer.records import Report
from indexer.storage.generation import Generation
from search_app.engine import SearchEngine
from search_app.ranking.fusion import Order, Ranking
from search_app.ranking.listing import in_order
from search_app.store.embedded import EmbeddedStore
from search_app.store.interface import NOTHING_RANKED
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive


def report(name: str, area: str | None, published: date | None) -> Report:
    parts = [("paragraph", f"Plans were good in {name}.", "1.1"), ("paragraph", "Visits were prompt.", "1.2")]
    digest = f"{len(name):x}{name.encode().hex()}".ljust(64, "0")[:64]
    return make_report(name, parts, area=area, published=published, inspection_start=None, inspection_end=None,
                       sha256=digest)  # fmt: skip


REPORTS = [
    report("bramford-2016", "Bramford", date(2016, 9, 1)),
    report("undated", "Ashmere", None),
    report("ashmere-2014", "Ashmere", date(2014, 3, 1)),
    report("nowhere-2018", None, date(2018, 5, 1)),
]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    publish_archive(tmp_path, REPORTS, model=None)
    return tmp_path


def ordered(index: Path, order: Order, near: list[int] | None = None, last: float = 0) -> list[int]:
    """Ordinals of all paragraphs, ranked backwards with scores from 1 to `last`; `near` come near, all where None."""
    generation = Generation.open(index)
    ordinals = np.arange(len(generation))[::-1].copy()
    ids = np.sort(ordinals) if near is None else np.array(near)
    ranking = Ranking(ordinals, np.linspace(1, last, len(ordinals)), NOTHING_RANKED, NOTHING_RANKED, ids)
    return [int(ordinal) for ordinal in in_order(EmbeddedStore(generation), ranking, order).ordinals]


def test_best_first_is_the_ranking_itself(index: Path) -> None:
    assert ordered(index, Order.BEST, near=[0]) == [7, 6, 5, 4, 3, 2, 1, 0]


def test_newest_and_oldest_go_by_date_and_keep_the_ranking_within_a_report(index: Path) -> None:
    assert ordered(index, Order.NEWEST) == [7, 6, 1, 0, 5, 4, 3, 2]
    assert ordered(index, Order.OLDEST) == [5, 4, 1, 0, 7, 6, 3, 2]


def test_by_area_goes_by_name_and_then_the_newest_report(index: Path) -> None:
    assert ordered(index, Order.AREA) == [5, 4, 3, 2, 1, 0, 7, 6]


def test_what_comes_near_stands_before_the_rest(index: Path) -> None:
    assert ordered(index, Order.NEWEST, near=[3, 4]) == [4, 3, 7, 6, 1, 0, 5, 2]


def test_praise_and_fault_go_by_each_paragraph_and_keep_the_ranking_among_equals(tmp_path: Path) -> None:
    said = ["Plans were not reviewed and risks were missed.", "Work was thorough and timely.", "The town has a river."]
    parts = [("paragraph", text, f"1.{place}") for place, text in enumerate([*said, *said], start=1)]
    publish_archive(tmp_path, [make_report("bramford", parts)], model=None)
    assert ordered(tmp_path, Order.PRAISE, last=1) == [4, 1, 5, 2, 3, 0]
    assert ordered(tmp_path, Order.FAULT, last=1) == [3, 0, 5, 2, 4, 1]
    assert ordered(tmp_path, Order.PRAISE, near=[0, 5], last=1) == [5, 0, 4, 1, 2, 3]
    by_fit_too = ordered(tmp_path, Order.PRAISE)
    assert by_fit_too.index(5) < by_fit_too.index(1), "a fact that fits, before praise that hardly does"
    assert by_fit_too.index(4) < by_fit_too.index(1) < by_fit_too.index(0)


def test_a_table_states_nothing_and_stands_halfway(tmp_path: Path) -> None:
    parts = [("table", "Overall\tGood", None), ("paragraph", "Work was thorough.", "1.1"),
             ("paragraph", "Plans were missing.", "1.2")]  # fmt: skip
    publish_archive(tmp_path, [make_report("bramford", parts)], model=None)
    assert ordered(tmp_path, Order.PRAISE, last=1) == [1, 0, 2]
    assert ordered(tmp_path, Order.FAULT, last=1) == [2, 0, 1]


@pytest.mark.parametrize(("query", "told"), [("year:2012-2030", Order.NEWEST), ("plans year:2012-2030", Order.BEST)])
def test_what_no_word_ranks_is_told_as_the_newest_first(index: Path, query: str, told: Order) -> None:
    engine = SearchEngine(index)
    assert engine.search(query).order is told
    assert engine.search(query, order=Order.OLDEST).order is Order.OLDEST


def test_a_query_of_filters_alone_is_ordered_by_praise_alone(tmp_path: Path) -> None:
    parts = [("paragraph", "Plans were missing.", "1.1"), ("paragraph", "Work was thorough.", "1.2")]
    publish_archive(tmp_path, [make_report("bramford", parts, area="Bramford")], model=None)
    answer = SearchEngine(tmp_path).search("area:Bramford", order=Order.PRAISE)
    assert [hit.chunk.number for hit in answer.hits] == ["1.2", "1.1"]


def test_an_answer_is_ordered_over_the_whole_ranking_and_not_the_page(index: Path) -> None:
    engine = SearchEngine(index)
    answer = engine.search("plans visits", limit=1, order=Order.OLDEST)
    assert answer.hits[0].report.report_id == "ashmere-2014"
    assert answer.total == 8
    assert answer.to_json()["sort"] == "oldest"


def test_ranks_and_pages_follow_the_order(index: Path) -> None:
    engine = SearchEngine(index)
    pages = [engine.search("plans visits", limit=4, offset=offset, order=Order.NEWEST).hits for offset in (0, 4)]
    ranks = [hit.rank for page in pages for hit in page]
    assert ranks == list(range(1, engine.search("plans visits").places + 1))
    assert len(ranks) > 4
    days = [hit.report.published or date.min for page in pages for hit in page]
    assert days == sorted(days, reverse=True)


def test_only_a_paragraph_with_enough_of_the_words_counts_as_near(index: Path) -> None:
    answer = SearchEngine(index).search("plans undated", order=Order.NEWEST)
    assert answer.near == 1
    assert answer.hits[0].report.report_id == "undated"
