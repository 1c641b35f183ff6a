from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs

from search_app.page.search.first_page import banner_html, first_page_html, no_archive_html
from search_app.query.language import parse_query
from tests.indexer.reports import make_report


def test_the_archive_is_summed_up() -> None:
    markup = first_page_html((make_report(), make_report("b-2014")), 1_234)
    assert "2 reports on 1 area, 1,234 paragraphs, 2014" in markup


def test_every_query_that_is_offered_can_be_asked() -> None:
    markup = first_page_html((), 0)
    examples = [parse_qs(href)["q"][0] for href in re.findall(r'href="\./\?([^"]+)"', unescape(markup))]
    assert len(examples) == 3
    for query in examples:
        assert parse_query(query).text == query


def test_samples_come_with_two_steps_to_ones_own_reports() -> None:
    sample = replace(make_report(), sample=True)
    assert "in two steps" in first_page_html((sample,), 1)
    assert "in two steps" not in first_page_html((make_report(),), 1)


def test_without_an_archive_two_steps_are_said_with_the_command() -> None:
    markup = no_archive_html("There is no index in <here>.", "precedent index CORPUS")
    assert markup.count("<li>") == 2
    assert "<pre>precedent index CORPUS</pre>" in markup
    assert "&lt;here&gt;" in markup


def test_the_banner_tells_all_from_some() -> None:
    assert "These are sample reports about invented areas." in banner_html(12, 12)
    assert "3 of the 12 reports are samples about invented areas." in banner_html(3, 12)
    assert "1 of the 12 reports is a sample about an invented area." in banner_html(1, 12)
    assert "add them" in banner_html(12, 12)
    assert "add them" not in banner_html(3, 12)  # they would be among one's own already
