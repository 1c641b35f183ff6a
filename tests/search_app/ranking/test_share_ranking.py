from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.storage.generation import Generation
from search_app.filters.shares import parse_share
from search_app.ranking.fusion import Ranking
from search_app.ranking.pipeline import keep_share
from search_app.store.embedded import EmbeddedStore
from search_app.store.interface import NOTHING_RANKED
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

REPORT = make_report(
    "ashmere-2014",
    [
        ("paragraph", "Plans were thorough in nine of the ten cases.", "1.1"),
        ("paragraph", "Plans were thorough.", "1.2"),
        ("paragraph", "Plans were thorough in two of the ten cases.", "1.3"),
    ],
)


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    publish_archive(tmp_path, [REPORT], model=None)
    return Generation.open(tmp_path)


def ranking(*ordinals: int) -> Ranking:
    scores = np.arange(len(ordinals), 0.0, -1.0)
    return Ranking(np.array(ordinals, dtype=np.int64), scores, NOTHING_RANKED, NOTHING_RANKED)


def test_no_text_is_read_for_what_the_build_has_kept(generation: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Generation, "words_of", None)
    kept, _ = keep_share(EmbeddedStore(generation), ranking(2, 1, 0), parse_share(">=0.75"))
    assert kept.ordinals.tolist() == [0]


def test_the_texts_are_read_where_a_build_of_before_has_kept_nothing(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Generation, "shares", None)
    kept, _ = keep_share(EmbeddedStore(generation), ranking(2, 1, 0), parse_share(">=0.75"))
    assert kept.ordinals.tolist() == [0]


def test_no_share_asked_keeps_everything(generation: Generation) -> None:
    whole = ranking(2, 1)
    assert keep_share(EmbeddedStore(generation), whole, None) == (whole, ())


def test_paragraphs_without_such_a_share_are_dropped_and_the_order_stays(generation: Generation) -> None:
    kept, notes = keep_share(EmbeddedStore(generation), ranking(2, 1, 0), parse_share(">=0.1"))
    assert kept.ordinals.tolist() == [2, 0]
    assert kept.scores.tolist() == [3.0, 1.0]
    assert notes == ()


def test_where_not_all_was_ranked_that_is_said(generation: Generation) -> None:
    kept, notes = keep_share(EmbeddedStore(generation), ranking(2, 0), parse_share(">=0.75"))
    assert kept.ordinals.tolist() == [0]
    assert notes == ("Proportions were looked for in the 2 paragraphs that rank highest.",)


def test_nothing_ranked_stays_nothing(generation: Generation) -> None:
    kept, _ = keep_share(EmbeddedStore(generation), ranking(), parse_share("=1"))
    assert len(kept.ordinals) == 0
