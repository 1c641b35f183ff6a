from __future__ import annotations

import re

from search_app.filters.fields import filter_fields
from search_app.page.search.first_page import help_card_html, query_help
from search_app.query.language import parse_query
from tests.indexer.reports import make_report


def test_every_form_that_is_offered_can_be_asked() -> None:
    for form, _ in query_help(()):
        assert parse_query(form).text == form


def test_the_help_names_an_area_of_this_archive() -> None:
    assert "<dt>area:ashmere</dt>" in help_card_html((make_report(area=None), make_report()))


def test_every_field_of_the_language_is_named() -> None:
    markup = help_card_html(())
    assert all(f"{field.name}:" in markup for field in filter_fields())


def test_language_filters_and_keys_stand_on_one_card_that_is_folded_away() -> None:
    markup = help_card_html(())
    assert markup.startswith('<details class="pr-card"><summary>')
    assert re.findall(r"<h2>(.*?)</h2>", markup) == ["How to ask", "Filters", "Keys"]
    assert "<kbd>/</kbd>" in markup
