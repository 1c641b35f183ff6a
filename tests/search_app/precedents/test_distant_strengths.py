from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.records import Report, Statement
from search_app.engine import SearchEngine
from search_app.precedents.search import similar_paragraphs, who_does_this_well
from search_app.ranking import meaning as semantic_search
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

ASHMERE = make_report(
    "ashmere-2014",
    [
        ("heading", "Protecting the public", "2", "protecting-the-public"),
        ("paragraph", "Letters to victims were missing in six of the ten cases.", "2.1"),
        ("heading", "Zebras", "3"),
        ("paragraph", "Zebras were poor and too late.", "3.1"),
    ],
)


def elsewhere(name: str, *paragraphs: str, section: str = "Something else") -> Report:
    parts = [("heading", section), *(("paragraph", text, f"1.{n}") for n, text in enumerate(paragraphs, start=1))]
    return make_report(name, parts, area=name.title(), published=date(2016, 9, 1), sha256=name[0] * 64)


def engine_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *reports: Report) -> SearchEngine:
    monkeypatch.setattr(semantic_search, "find_model", lambda name: FAKE_MODEL)
    publish_archive(tmp_path, [ASHMERE, *reports])
    return SearchEngine(tmp_path, open_encoder=FakeQueryEncoder)


def distant(engine: SearchEngine, address: str = "2.1") -> list[str]:
    result = who_does_this_well(engine, engine.catalogue.find("ashmere-2014", address))
    return [f"{each.hit.report.report_id}:{each.hit.address}" for each in result.distant]


def test_where_nothing_is_near_strengths_on_the_same_theme_are_shown_as_distant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    praise = "Restorative conferences gave each victim an excellent hearing."
    others = ("Careful gardening was excellent.", "Home visits to a victim were poor.")
    engine = engine_of(tmp_path, monkeypatch, elsewhere("corley", praise, *others))
    result = who_does_this_well(engine, engine.catalogue.find("ashmere-2014", "2.1"))
    assert result.hits == ()
    assert distant(engine) == ["corley:1.1"]
    assert "Nothing that was asked for comes close" in result.notes[0]


def test_without_a_theme_in_common_the_same_section_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elephants = "Elephants were excellent."
    reports = elsewhere("corley", elephants, section="Zebras"), elsewhere("dunmere", elephants)
    assert distant(engine_of(tmp_path, monkeypatch, *reports), "3.1") == ["corley:1.1"]


def test_with_nothing_in_common_the_nearest_of_all_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(tmp_path, monkeypatch, elsewhere("corley", "Elephants were excellent."))
    assert distant(engine, "3.1") == ["corley:1.1"]


def test_the_sentence_shown_of_a_distant_paragraph_is_the_praise_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed = "Each victim had an excellent hearing with a worker. Letters were poor."
    engine = engine_of(tmp_path, monkeypatch, elsewhere("corley", mixed))
    (found,) = who_does_this_well(engine, engine.catalogue.find("ashmere-2014", "2.1")).distant
    assert found.matching_sentence.statement is Statement.STRENGTH


def test_where_enough_is_near_nothing_distant_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    near = "Letters to victims were excellent in {} of the ten cases."
    reports = [elsewhere(n, near.format(w)) for n, w in (("corley", "six"), ("dunmere", "seven"), ("eskdale", "nine"))]
    engine = engine_of(tmp_path, monkeypatch, *reports, elsewhere("fenby", "A victim had an excellent hearing."))
    result = who_does_this_well(engine, engine.catalogue.find("ashmere-2014", "2.1"))
    assert len(result.hits) == 3
    assert result.distant == ()


def test_paragraphs_of_any_statement_have_no_distant_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(tmp_path, monkeypatch, elsewhere("corley", "Each victim had an excellent hearing."))
    assert similar_paragraphs(engine, engine.catalogue.find("ashmere-2014", "2.1")).distant == ()
