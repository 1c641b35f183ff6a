from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from search_app.answers.catalogue import Catalogue
from search_app.compare.wording import read_wording
from search_app.filters.filters import Filters
from search_app.filters.shares import parse_share
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

USUAL = [f"{share} plans were good." for share in ("Seven of the ten", "Eight of the ten", "75% of")] * 2
LATER = make_report(
    "bramford-2016",
    [("paragraph", "Plans were good in one of the ten cases, and reviews were poor in 90% of cases.", "1")],
    area="Bramford",
    published=date(2016, 1, 1),
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    first = make_report(parts=[("paragraph", text, str(at)) for at, text in enumerate(USUAL, start=1)])
    publish_archive(tmp_path / "index", [first, LATER], model=None)
    return Catalogue.open(tmp_path / "index")


def test_a_word_has_the_shares_it_is_usually_used_of(catalogue: Catalogue) -> None:
    band = read_wording(catalogue, Filters()).bands[0]
    assert (band.word, band.all_uses, band.areas, band.years) == ("good", 7, 2, (2014, 2016))
    assert band.middle == 0.75
    assert band.low is not None
    assert 0.7 <= band.low <= 0.75


def test_a_use_far_from_the_usual_share_stands_out_with_its_paragraph(catalogue: Catalogue) -> None:
    wording = read_wording(catalogue, Filters())
    ((use, band),) = wording.outliers
    assert (use.word, use.share, use.base, use.area, use.year, band.word) == ("good", 0.1, 10, "Bramford", 2016, "good")
    quoted = wording.quoted(use)
    assert quoted["paragraph"] == "bramford-2016:1"
    assert quoted["sentence"].startswith("Plans were good in one")


def test_a_share_narrows_the_uses_and_not_what_is_usual(catalogue: Catalogue) -> None:
    wording = read_wording(catalogue, Filters(), parse_share(">=0.75"))
    good = next(band for band in wording.bands if band.word == "good")
    assert len(good.uses) == 4
    assert good.all_uses == 7
    assert wording.outliers == ()


def test_a_word_used_seldom_has_no_usual_share_and_no_outliers(catalogue: Catalogue) -> None:
    poor = next(band for band in read_wording(catalogue, Filters()).bands if band.word == "poor")
    assert (poor.low, poor.high) == (None, None)
    assert poor.caution == "too few uses to show a usual share"


def test_only_what_passes_the_filters_is_read(catalogue: Catalogue) -> None:
    wording = read_wording(catalogue, Filters(areas=("Bramford",)))
    assert wording.paragraphs == 1
    assert {band.word for band in wording.bands} == {"good", "poor"}


def test_the_json_calls_itself_advice_and_quotes_every_use(catalogue: Catalogue) -> None:
    value = read_wording(catalogue, Filters()).to_json()
    assert "tool's reading" in value["advice"]
    assert len(value["words"][0]["uses"]) == 7
    assert value["outliers"][0]["citation"]["short"].endswith(", 1)")
