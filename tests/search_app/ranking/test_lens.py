from __future__ import annotations

from pathlib import Path

import pytest

from search_app.engine import SearchEngine
from search_app.filters.filters import Filters, Lens
from search_app.ranking import meaning as semantic_search
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

FAULTED = "Pathway plans were poor and too late. Training of foster carers was excellent."
PRAISED = "Pathway plans were excellent."
BESIDE = "Training of foster carers was poor. Staff were well supported."


def engine_of(folder: Path, monkeypatch: pytest.MonkeyPatch, *paragraphs: str) -> SearchEngine:
    monkeypatch.setattr(semantic_search, "find_model", lambda name: FAKE_MODEL)
    report = make_report("ashmere-2014", [("paragraph", text, f"1.{n}") for n, text in enumerate(paragraphs, 1)])
    publish_archive(folder, [report])
    return SearchEngine(folder, open_encoder=FakeQueryEncoder)


def texts(engine: SearchEngine, query: str, lens: Lens) -> list[str]:
    return [hit.chunk.text for hit in engine.search(query, filters=Filters(lens=lens)).hits]


def test_a_paragraph_that_faults_what_was_asked_is_no_good_practice_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_of(tmp_path, monkeypatch, FAULTED, PRAISED)
    assert texts(engine, "pathway plans", Lens.GOOD_PRACTICE) == [PRAISED, FAULTED]
    assert texts(engine, "training of foster carers", Lens.GOOD_PRACTICE)[0] == FAULTED


def test_a_paragraph_that_praises_what_was_asked_is_no_shortfall_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_of(tmp_path, monkeypatch, FAULTED, BESIDE)
    assert texts(engine, "training of foster carers", Lens.SHORTFALL) == [BESIDE, FAULTED]


def test_where_nothing_praises_it_the_answer_says_how_many_find_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_of(tmp_path, monkeypatch, FAULTED)
    answer = engine.search("pathway plans", filters=Filters(lens=Lens.GOOD_PRACTICE))
    assert "No good practice on this; 1 paragraph finds fault." in answer.notes


def test_what_a_lens_puts_last_is_still_counted_as_the_choice_announced_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_of(tmp_path, monkeypatch, FAULTED, PRAISED)
    announced = engine.search("pathway plans").facets["lens"]["good-practice"]
    answer = engine.search("pathway plans", filters=Filters(lens=Lens.GOOD_PRACTICE))
    assert answer.near == announced == 2
    note = "1 paragraph praises something else, but criticises what you asked about: it stands at the end."
    assert note in answer.notes


def test_without_a_lens_nothing_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(tmp_path, monkeypatch, FAULTED, PRAISED)
    assert len(engine.search("pathway plans").hits) == 2


def test_what_is_praised_plainly_comes_before_what_is_praised_and_faulted_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = "Pathway plans were excellent but they were late."
    engine = engine_of(tmp_path, monkeypatch, torn, "Pathway plans of all care leavers were excellent.")
    assert texts(engine, "pathway plans were excellent but they were late", Lens.GOOD_PRACTICE)[0] != torn
