from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.records import Report
from search_app.archive import Archive
from search_app.filters.filters import Filters
from search_app.page.addresses import SearchState
from search_app.page.search.saved import SavedSearch, checksums, count_new, has_new_reports, read_saved
from search_app.ranking.fusion import Mode
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

SUM = "0123456789abcdef"


def report(name: str, digit: str, *texts: str) -> Report:
    parts = [("paragraph", text, f"1.{number}") for number, text in enumerate(texts, start=1)]
    return make_report(name, parts, sha256=digit * 64)


OLD = report("ashmere-2014", "a", "Home visits to parents were prompt.")
NEW = report("bramford-2016", "b", "Home visits to parents were late.", "Plans were good.", "Home visits were rare.")
REPLACED = report("ashmere-2014", "c", "Home visits to parents were prompt and well recorded.")


def saved(seen: list[Report], query: str = "home visits", **filters: Any) -> SavedSearch:
    state = SearchState(query=query, mode=Mode.KEYWORD, filters=Filters(**filters))
    return SavedSearch("Visits", state, date(2026, 11, 3), frozenset(checksums(seen)))


def archive(index: Path, *reports: Report) -> Archive:
    publish_archive(index, reports, model=None)
    return Archive.open(index)


def test_nothing_is_new_in_the_archive_that_was_seen(tmp_path: Path) -> None:
    opened = archive(tmp_path, OLD, NEW)
    assert not has_new_reports(opened, saved([OLD, NEW]))
    assert count_new(opened, saved([OLD, NEW])).paragraphs == 0


def test_paragraphs_of_a_report_that_came_since_are_new_where_they_come_near(tmp_path: Path) -> None:
    assert count_new(archive(tmp_path, OLD, NEW), saved([OLD])).paragraphs == 2


def test_a_report_whose_file_has_changed_is_new(tmp_path: Path) -> None:
    assert count_new(archive(tmp_path, REPLACED), saved([OLD])).paragraphs == 1


def test_as_many_reports_as_before_may_still_be_others(tmp_path: Path) -> None:
    assert count_new(archive(tmp_path, NEW), saved([OLD])).paragraphs == 2


def test_a_report_that_went_away_makes_nothing_new(tmp_path: Path) -> None:
    assert count_new(archive(tmp_path, OLD), saved([OLD, NEW])).paragraphs == 0


def test_the_filters_of_the_search_hold(tmp_path: Path) -> None:
    assert count_new(archive(tmp_path, OLD, NEW), saved([OLD], reports=("ashmere-2014",))).paragraphs == 0


def test_a_search_that_is_refused_is_not_counted(tmp_path: Path) -> None:
    assert count_new(archive(tmp_path, OLD, NEW), saved([OLD], query='"visits')).paragraphs is None


def test_what_a_browser_has_kept_is_read_back() -> None:
    kept = {
        "format": 1,
        "searches": [
            {"name": " Visits ", "parameters": "q=home+visits&area=Ashmere", "seen": "gen-1", "seenOn": "2026-11-03"}
        ],
        "archives": {"gen-1": f"{SUM} {SUM[::-1]}"},
    }
    (search,) = read_saved(json.dumps(kept))
    assert (search.name, search.seen_on) == ("Visits", date(2026, 11, 3))
    assert search.state == SearchState(query="home visits", filters=Filters(areas=("Ashmere",)))
    assert search.seen == {SUM, SUM[::-1]}


@pytest.mark.parametrize(
    "text",
    [
        *("", "no json", "[]", "7", '{"format": 2, "searches": []}', '{"format": 1}', '{"format": 1, "searches": {}}'),
    ],
)
def test_what_is_no_list_of_searches_is_none(text: str) -> None:
    assert read_saved(text) == ()


@pytest.mark.parametrize(
    "row", [None, 7, {}, {"name": 3, "parameters": [], "seen": {}, "seenOn": "soon"}, {"seen": "gen-1", "seenOn": 5}]
)
def test_a_malformed_search_keeps_its_place_and_nothing_else(row: object) -> None:
    value = {"format": 1, "searches": [row, {"name": "Visits", "parameters": "q=visits"}], "archives": {"gen-1": 5}}
    first, second = read_saved(json.dumps(value))
    assert first == SavedSearch("", SearchState(), None, frozenset())
    assert second.name == "Visits"
