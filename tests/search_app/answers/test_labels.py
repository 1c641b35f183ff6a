from __future__ import annotations

from datetime import date

import pytest

from search_app.answers.labels import (
    LENS_NAMES,
    MODE_NAMES,
    built_at,
    count,
    long_date,
    report_byline,
    report_name,
    year_span,
)
from search_app.filters.fields import section_label, type_label
from search_app.filters.filters import Lens
from search_app.ranking.fusion import Mode
from tests.indexer.reports import make_report


def test_every_mode_and_lens_has_a_name() -> None:
    assert set(MODE_NAMES) == set(Mode)
    assert set(LENS_NAMES) == {None, *Lens}


@pytest.mark.parametrize(("number", "words"), [(0, "0 reports"), (1, "1 report"), (2_345, "2,345 reports")])
def test_amounts_agree_with_their_noun(number: int, words: str) -> None:
    assert count(number, "report") == words


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("key-strengths", "Key strengths"),
        ("Multi-agency work", "Multi-agency work"),
        ("Non-compliance", "Non-compliance"),
    ],
)
def test_a_slug_is_spelt_out_and_a_heading_left_alone(name: str, label: str) -> None:
    assert section_label(name) == label


def test_a_type_has_its_name_and_a_stranger_stays() -> None:
    assert type_label("sqs") == "Short Quality Screening"
    assert type_label("other") == "other"


def test_dates_are_written_out() -> None:
    assert long_date(date(2016, 11, 2)) == "2 November 2016"
    assert long_date(None) == "not stated"
    assert built_at("2026-11-21T03:35:10+00:00") == "21 November 2026, 03:35 UTC"
    assert built_at("some day") == "some day"


def test_a_report_is_called_by_area_then_title_then_file() -> None:
    assert report_name(make_report()) == "Ashmere"
    assert report_name(make_report(area=None, title="A title")) == "A title"
    assert report_name(make_report(area=None, title=None)) == "ashmere-2014.txt"


def test_a_byline_says_which_date_it_gives() -> None:
    assert report_byline(make_report()) == "Short Quality Screening, 5 March 2014"
    inspected = make_report(published=None, inspection_end=date(2014, 2, 5))
    assert report_byline(inspected) == "Short Quality Screening, inspection ended 5 February 2014"
    assert report_byline(make_report(published=None, type=None)) == "type not stated, date not stated"


def test_the_span_of_years_is_as_short_as_it_can_be() -> None:
    reports = tuple(make_report(published=date(year, 1, 1)) for year in (2016, 2012))
    assert year_span(reports) == "2012 to 2016"
    assert year_span(reports[:1]) == "2016"
    assert year_span(()) == "no dates stated"
