from __future__ import annotations

from pathlib import Path

import pytest

from search_app.engine import SearchEngine
from search_app.page.reader.reader import HitWalk, shown_order, walk
from search_app.ranking.fusion import Mode
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

PARTS = [
    ("paragraph", "Reviews of plans, plans and plans.", "1.1"),
    ("paragraph", "Nothing of the kind.", "1.2"),
    ("paragraph", "Plans, among many other things that were looked at this time.", "1.3"),
]


@pytest.fixture
def engine(tmp_path: Path) -> SearchEngine:
    reports = [make_report(name, PARTS) for name in ("ashmere-2014", "birchley-2015")]
    publish_archive(tmp_path / "index", reports, model=None)
    return SearchEngine(tmp_path / "index")


def steps(engine: SearchEngine, report: str, ordinal: int | None) -> HitWalk:
    return walk(engine.rank("plans", mode=Mode.KEYWORD), report, ordinal)


def test_results_are_walked_by_report_within_each_page() -> None:
    assert shown_order([5, 1, 6, 2], [1, 0, 1, 0]) == [5, 6, 1, 2]
    many = list(range(21))
    assert shown_order(many, [each % 2 for each in many])[-1] == 20


def test_the_walk_leads_from_the_last_hit_of_a_report_to_the_first_of_the_next(engine: SearchEngine) -> None:
    assert [steps(engine, "ashmere-2014", o).everywhere.after for o in (0, 2, 3, 5)] == [2, 3, 5, None]
    assert [steps(engine, "ashmere-2014", o).everywhere.before for o in (0, 2, 3, 5)] == [None, 0, 2, 3]
    assert [steps(engine, "ashmere-2014", o).everywhere.place for o in (0, 2, 3, 5)] == [1, 2, 3, 4]


def test_inside_a_report_the_walk_keeps_to_its_order(engine: SearchEngine) -> None:
    first, last = (steps(engine, "birchley-2015", ordinal).in_report for ordinal in (3, 5))
    assert (first.place, first.total, first.before, first.after) == (1, 2, None, 5)
    assert (last.place, last.before, last.after) == (2, 3, None)


def test_beside_a_hit_the_walk_leads_to_the_nearest_of_the_report(engine: SearchEngine) -> None:
    beside = steps(engine, "birchley-2015", 4)
    assert (beside.in_report.place, beside.in_report.before, beside.in_report.after) == (None, 3, 5)
    assert (beside.everywhere.place, beside.everywhere.after) == (None, 0)


def test_at_the_top_of_a_report_the_walk_begins_with_its_first_hit(engine: SearchEngine) -> None:
    top = steps(engine, "birchley-2015", None)
    assert (top.in_report.before, top.in_report.after) == (None, 3)


def test_the_walk_leads_over_as_many_hits_as_the_results_say(engine: SearchEngine) -> None:
    query = "reviews plans"
    answer = engine.search(query, mode=Mode.KEYWORD)
    assert 0 < answer.near < answer.total
    near, far = (next(hit for hit in answer.hits if hit.near is wanted) for wanted in (True, False))
    ranked = engine.rank(query, mode=Mode.KEYWORD)
    assert walk(ranked, near.report.report_id, near.chunk.ordinal).everywhere.total == answer.near
    assert walk(ranked, far.report.report_id, far.chunk.ordinal).everywhere.total == answer.total
