from __future__ import annotations

import re

from search_app.filters.filters import Filters
from search_app.page.addresses import SearchState
from search_app.page.search.filters import facets_html, heading_html

STATE = SearchState(query="plans", page=2)


def labels(markup: str) -> list[str]:
    return re.findall(r'aria-label="((?:Only|Remove)[^"]+)"', markup)


def test_a_value_is_a_link_that_adds_it_and_starts_at_the_first_page() -> None:
    markup = facets_html(STATE, {"area": {"Ashmere": 3}})
    assert labels(markup) == ["Only Area: Ashmere, 3 paragraphs"]
    assert 'href="./?q=plans&amp;area=Ashmere"' in markup


def test_a_chosen_value_comes_first_and_its_link_removes_it() -> None:
    state = STATE.filtered(Filters(areas=("Bramford",)))
    markup = facets_html(state, {"area": {"Ashmere": 3, "Bramford": 1}})
    assert labels(markup) == ["Remove the filter Area: Bramford, 1 paragraph", "Only Area: Ashmere, 3 paragraphs"]
    assert 'href="./?q=plans"' in markup


def test_a_chosen_value_that_finds_nothing_can_still_be_removed() -> None:
    markup = facets_html(STATE.filtered(Filters(areas=("Nowhere",))), {})
    assert labels(markup) == ["Remove the filter Area: Nowhere, 0 paragraphs"]


def test_many_areas_fold_away_behind_the_most_frequent() -> None:
    areas = {f"Area {number:02}": 100 - number for number in range(20)}
    markup = facets_html(STATE, {"area": areas})
    assert "<summary>12 more</summary>" in markup
    assert len(labels(markup)) == 20


def test_years_stay_in_their_order_and_in_sight() -> None:
    years = {str(year): 1 for year in (2016, 2012, 2014, 2013, 2018, 2011, 2010, 2017, 2015, 2019)}
    markup = facets_html(STATE, {"year": years})
    assert [label[11:15] for label in labels(markup)] == sorted(years)
    assert "more" not in markup


def test_a_section_is_called_by_its_name() -> None:
    assert ">Key strengths<" in facets_html(STATE, {"section": {"key-strengths": 2}})


def test_the_heading_of_a_filter_without_values_stays_text() -> None:
    assert "<h2>&lt;b&gt;</h2>" in heading_html("<b>")
