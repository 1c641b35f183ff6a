from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from search_app.archive import Archive
from search_app.page.addresses import SearchState
from search_app.page.messages import TakenFiles
from search_app.page.search.results_file import write_results
from search_app.ranking.fusion import Mode
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

PARTS = [
    ("paragraph", "=Plans for custody were late, “mostly”.", "1.1"),
    ("paragraph", "Custody plans were good.", "1.2"),
    ("paragraph", "Schools had plans.", "1.3"),
]
DAY = date(2026, 1, 2)
STATE = SearchState(query="plans, custody!", mode=Mode.KEYWORD)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    publish_archive(tmp_path, [make_report("ashmere-2014", PARTS)], model=None)
    return Archive.open(tmp_path)


def test_json_is_what_the_command_prints_of_all_that_comes_near(archive: Archive) -> None:
    file = write_results(archive, STATE, ".json", DAY)
    assert (file.name, file.media_type) == ("plans-custody-2026-01-02.json", "application/json")
    value = json.loads(file.content)
    answer = archive.search(STATE.query, mode=STATE.mode).to_json()
    assert value.keys() == answer.keys()
    assert len(value["hits"]) == value["near"] == 2
    assert value["hits"] == answer["hits"][:2]


def test_a_table_has_a_line_for_each_hit_and_runs_no_formula(archive: Archive) -> None:
    file = write_results(archive, STATE, ".csv", DAY)
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert {row["paragraph"] for row in rows} == {"1.1", "1.2"}
    assert {"rank", "near", "area", "citation.long", "scores.keyword", "text", "reading"} <= rows[0].keys()
    assert {row["reference"] for row in rows} == {"ashmere-2014:1.1", "ashmere-2014:1.2"}
    assert {(row["published"], row["dated"]) for row in rows} == {("2014-03-05", "2014-03-05")}
    assert {row["text"] for row in rows} == {"'" + PARTS[0][1], PARTS[1][1]}


def test_a_report_that_prints_no_day_of_publication_is_dated_by_its_inspection(tmp_path: Path) -> None:
    report = make_report("ashmere-2014", PARTS, published=None, inspection_end=date(2014, 2, 7))
    publish_archive(tmp_path, [report], model=None)
    file = write_results(Archive.open(tmp_path), STATE, ".csv", DAY)
    rows = csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))
    assert {(row["published"], row["dated"]) for row in rows} == {("", "2014-02-07")}


def test_a_file_that_a_click_asked_for_is_sent_once_written(archive: Archive) -> None:
    files = TakenFiles()
    files.ask(3, lambda: write_results(archive, STATE, ".csv", DAY))
    (sent,) = files.write(None, archive.catalogue, DAY)  # type: ignore[arg-type]
    assert (sent["number"], sent["name"]) == (3, "plans-custody-2026-01-02.csv")


def test_a_query_that_is_refused_says_why_instead(archive: Archive) -> None:
    files = TakenFiles()
    files.ask(1, lambda: write_results(archive, SearchState(query="(plans"), ".csv", DAY))
    (sent,) = files.write(None, archive.catalogue, DAY)  # type: ignore[arg-type]
    assert "parenthesis" in sent["refused"]
