from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.embedding.model import ModelSource
from search_app.engine import SearchEngine
from search_app.ranking.fusion import Mode, Ranking
from search_app.ranking.listing import fold_copies
from search_app.store.interface import NOTHING_RANKED
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

LETTER = (
    "We will look at the progress that the partnership in {area} has made with these plans for custody when we next "
    "inspect, and expect a written statement of the action proposed within {days} days of this letter."
)
OTHER = "Plans for custody were reviewed by the partnership in {area} each month, and parents were told what followed."


class Texts:
    """A store of which only texts are asked."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def rows(self, ids: np.ndarray, fields: tuple[str, ...]) -> dict[str, Any]:
        if fields == ("vector",):
            return {}
        assert fields == ("text",)
        return {"text": [self._texts[place] for place in ids.tolist()]}


def fold(texts: Sequence[str], near: Sequence[int] | None = None) -> tuple[list[int], dict[int, list[int]]]:
    ordinals = np.arange(len(texts))
    ids = ordinals if near is None else np.array(near)
    ranking = Ranking(ordinals, np.linspace(1, 0, len(texts)), NOTHING_RANKED, NOTHING_RANKED, ids)
    folded, copies = fold_copies(Texts(texts), ranking)  # type: ignore[arg-type]
    return folded.ordinals.tolist(), {place: list(each) for place, each in copies.items()}


def test_the_same_wording_stands_once_though_a_name_and_a_figure_differ() -> None:
    texts = [LETTER.format(area="Ashmere", days=70), OTHER, LETTER.format(area="Bramford", days=35)]
    assert fold(texts) == ([0, 1], {0: [2]})


def test_short_findings_are_copies_only_where_they_are_equal() -> None:
    assert fold(["Plans were good.", "Plans were poor.", "Plans were good."]) == ([0, 1], {0: [2]})


def test_a_paragraph_without_words_is_no_copy() -> None:
    assert fold(["2014", "2015", ""]) == ([0, 1, 2], {})


def test_what_is_far_is_no_copy_of_what_is_near() -> None:
    assert fold(["Plans were good."] * 3, near=[0, 1]) == ([0, 2], {0: [1]})


@pytest.mark.parametrize("model", [None, FAKE_MODEL])
def test_an_answer_counts_every_copy_and_gives_each_wording_one_rank(tmp_path: Path, model: ModelSource | None) -> None:
    areas = ["Ashmere", "Bramford", "Carlow"]
    reports = [
        make_report(f"{area.lower()}-2014", [("prose", LETTER.format(area=area, days=70))], area=area) for area in areas
    ]
    reports.append(make_report("dunley-2014", [("prose", OTHER.format(area="Dunley"))], area="Dunley"))
    publish_archive(tmp_path, reports, model=model)
    answer = SearchEngine(tmp_path).search("plans custody", mode=Mode.KEYWORD)
    assert (answer.near, answer.total, answer.places) == (4, 4, 2)
    assert [hit.rank for hit in answer.hits] == [1, 2]
    assert sorted(len(hit.copies) for hit in answer.hits) == [0, 2]
    (folded,) = (hit for hit in answer.to_json()["hits"] if hit["copies"])
    assert {each["report_id"] for each in folded["copies"]} < {f"{area.lower()}-2014" for area in areas}
