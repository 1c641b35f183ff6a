"""The counts beside the filters are those that one search after the other would give."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_app.engine import SearchEngine
from search_app.filters.fields import counted_fields
from search_app.filters.filters import Filters, Lens
from search_app.ranking import meaning
from search_app.ranking.fusion import Mode
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

PARTS = [
    ("heading", "Protecting the public", "2", "protecting-the-public"),
    ("paragraph", "Plans to protect victims were excellent in custody.", "2.1"),
    ("paragraph", "Plans were missing in six of the ten cases, which was poor.", "2.2"),
    ("heading", "Education", None, None, 1, "good"),
    ("paragraph", "Schools should review their plans in nine of ten cases.", "3.1"),
    ("bullet", "Attendance at school was reviewed promptly and well."),
]
CHOSEN = [
    Filters(),
    Filters(areas="Ashmere"),
    Filters(areas=("Ashmere", "Bramford"), years="2012-2014"),
    Filters(themes="education", lens=Lens.GOOD_PRACTICE),
    Filters(sections="education", grades="good", types="sqs"),
    Filters(lens=Lens.SHORTFALL, earliest="2013-01-01"),
    Filters(share=">=0.5", areas="Ashmere"),
    Filters(areas="Nowhere"),
]
QUERIES = ["plans", "school plans", '"plans were"', "theme:education", "visits", "sch* NOT attendance"]


@pytest.fixture(params=["all", "cut", "near"])
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> SearchEngine:
    """Where lists take in the whole archive; where they are cut; and where only what comes near is counted."""
    monkeypatch.setattr(meaning, "find_model", lambda name: FAKE_MODEL)
    if request.param != "all":
        for module in ("fusion", "pipeline", "choices"):
            monkeypatch.setattr(f"search_app.ranking.{module}.FUSION_DEPTH_CHUNKS", 5)
    known = FAKE_MODEL.name if request.param == "near" else "another model"
    monkeypatch.setattr("search_app.engine.EMBEDDED_MODEL", known)
    reports = [
        make_report("ashmere-2014", PARTS),
        make_report("bramford-2012", PARTS[:3], area="Bramford", inspectorate="Ofsted and Care Quality Commission"),
        make_report("carlow-2016", PARTS[3:], area="Carlow"),
    ]
    publish_archive(tmp_path / "index", reports)
    return SearchEngine(tmp_path / "index", FakeQueryEncoder)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("mode", Mode)
def test_each_filter_counts_what_a_search_without_it_counts(engine: SearchEngine, query: str, mode: Mode) -> None:
    for chosen in CHOSEN:
        choices = engine.choices(query, mode=mode, filters=chosen)
        for field in counted_fields():
            alone = engine.search(query, mode=mode, filters=field.choosing(chosen, ()))
            assert choices.counts[field.name] == alone.facets[field.name], (chosen, field.name)
        unlensed = engine.search(query, mode=mode, filters=chosen.changed(lens=None))
        assert choices.counts["lens"] == unlensed.facets["lens"], chosen
        assert choices.without_lens == unlensed.near


def test_a_name_in_the_query_is_read_alike_for_every_count(engine: SearchEngine) -> None:
    """With an area chosen, another one in the query only ranks; so do the counts of the areas say."""
    chosen, query = Filters(areas="Ashmere"), '"plans" in Bramford'
    counts = engine.choices(query, mode=Mode.KEYWORD, filters=chosen).counts["area"]
    for area, number in counts.items():
        with_it = engine.search(query, mode=Mode.KEYWORD, filters=Filters(areas=("Ashmere", area)))
        assert with_it.facets["area"][area] == number
    assert set(counts) == {"Ashmere", "Bramford", "Carlow"}
