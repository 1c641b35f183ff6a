from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search_app.engine import SearchEngine
from search_app.filters.filters import Filters, Lens
from search_app.ranking import meaning as semantic_search
from search_app.ranking.fusion import Ranking
from search_app.ranking.lens import notes_on_opposed
from search_app.store.interface import NOTHING_RANKED
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
    note = "Of the 2 paragraphs found, 1 praises something else, but criticises what you asked about; it stands"
    assert [each for each in answer.notes if each.startswith(note)]


@pytest.mark.parametrize(
    ("near", "opposed", "told"),
    [
        (1, 1, "The one paragraph that comes near praises something else, but criticises what you asked about."),
        (2, 2, "Both paragraphs that come near praise something else, but criticise what you asked about."),
        (8, 3, "Of the 8 paragraphs that come near, 3 praise something else, but criticise what you asked about"),
        (30, 1, "Of the 30 paragraphs that come near, 1 praises something else, but criticises what you asked about"),
    ],
)
def test_what_stands_last_is_told_of_those_that_come_near(near: int, opposed: int, told: str) -> None:
    ordinals = np.arange(40)
    far = [39]  # states the opposite as well, but is not among those that are counted
    ranking = Ranking(
        ordinals, np.ones(40), NOTHING_RANKED, NOTHING_RANKED, ordinals[:near], np.array([*range(opposed), *far])
    )
    place = {8: "; they stand at the end of the list.", 30: "; it stands last among them."}.get(near, "")
    assert notes_on_opposed(Lens.GOOD_PRACTICE, ranking, best_first=True) == (told + place,)
    assert notes_on_opposed(Lens.GOOD_PRACTICE, ranking, best_first=False) == (told + ("." if place else ""),)
    assert notes_on_opposed(Lens.EXPECTATION, ranking, best_first=True) == ()


def test_without_a_lens_nothing_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(tmp_path, monkeypatch, FAULTED, PRAISED)
    assert len(engine.search("pathway plans").hits) == 2


def test_what_is_praised_plainly_comes_before_what_is_praised_and_faulted_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = "Pathway plans were excellent but they were late."
    engine = engine_of(tmp_path, monkeypatch, torn, "Pathway plans of all care leavers were excellent.")
    assert texts(engine, "pathway plans were excellent but they were late", Lens.GOOD_PRACTICE)[0] != torn
