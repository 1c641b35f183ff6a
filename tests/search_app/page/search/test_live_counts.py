from __future__ import annotations

from pathlib import Path

import pytest

from search_app.archive import Archive
from search_app.filters.fields import counted_fields
from search_app.filters.filters import Filters, Lens
from search_app.page.addresses import SearchState
from search_app.page.search.filters import LiveCounts, live_counts
from search_app.ranking.fusion import Mode
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

PARTS = [
    ("heading", "Protecting the public", "2", "protecting-the-public"),
    ("paragraph", "Plans to protect victims were excellent.", "2.1"),
    ("paragraph", "Plans were missing in six of the ten cases, which was poor.", "2.2"),
    ("heading", "Key strengths", None, "key-strengths"),
    ("bullet", "Plans were reviewed promptly and well."),
]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    other = make_report("bramford-2016", PARTS[:2], area="Bramford")
    publish_archive(tmp_path / "index", [make_report("ashmere-2014", PARTS), other], model=None)
    return Archive.open(tmp_path / "index")


def count(archive: Archive, filters: Filters) -> tuple[int, LiveCounts]:
    state = SearchState(query="plans", mode=Mode.KEYWORD, filters=filters)
    answer = archive.search(state.query, mode=state.mode, filters=filters)
    return answer.near, live_counts(archive, state, answer)


def test_a_chosen_area_leaves_the_counts_of_the_others(archive: Archive) -> None:
    total, counts = count(archive, Filters(areas=("Ashmere",)))
    assert total == 3
    assert counts.facets["area"] == {"Ashmere": 3, "Bramford": 1}


def test_a_chosen_area_narrows_the_counts_of_other_filters(archive: Archive) -> None:
    _, counts = count(archive, Filters(areas=("Bramford",)))
    assert counts.facets["section"] == {"protecting-the-public": 1}


def test_every_count_is_the_total_of_the_search_that_it_announces(archive: Archive) -> None:
    _, counts = count(archive, Filters())
    for each in counted_fields():
        for value, number in counts.facets[each.name].items():
            assert count(archive, each.choosing(Filters(), (value,)))[0] == number
    for lens, number in counts.lenses.items():
        assert count(archive, Filters(lens=lens))[0] == number


def test_a_chosen_lens_leaves_the_counts_of_the_others(archive: Archive) -> None:
    _, plain = count(archive, Filters())
    _, chosen = count(archive, Filters(lens=Lens.SHORTFALL))
    assert chosen.lenses == plain.lenses


@pytest.mark.real_model
def test_where_meaning_cannot_rank_all_every_count_is_of_what_comes_near_and_holds_once_it_is_chosen(
    corpus_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("choices", "pipeline"):
        monkeypatch.setattr(f"search_app.ranking.{module}.FUSION_DEPTH_CHUNKS", 100)
    archive = Archive.open(corpus_index)
    state = SearchState(query="engaging parents of children in custody")
    answer = archive.search(state.query)
    counts = live_counts(archive, state, answer)
    assert 0 < answer.near < answer.total
    assert counts.lenses[None] == answer.near
    assert sum(counts.facets["area"].values()) == answer.near
    for each in counted_fields():
        for value, number in counts.facets[each.name].items():
            assert archive.search(state.query, filters=each.choosing(Filters(), (value,))).near == number
    for lens, number in counts.lenses.items():
        assert archive.search(state.query, filters=Filters(lens=lens)).near == number
