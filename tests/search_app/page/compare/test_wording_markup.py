from __future__ import annotations

from pathlib import Path

import pytest

from search_app.answers.catalogue import Catalogue
from search_app.compare.wording import Wording, read_wording
from search_app.filters.filters import Filters
from search_app.page.compare.html import advice_html, outliers_html, words_html
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive


@pytest.fixture
def wording(tmp_path: Path) -> Wording:
    usual = [("paragraph", f"Plans were good in {number} of the ten cases.", number) for number in ("six", "seven")] * 3
    parts = [*usual, ("paragraph", "Plans <b>were</b> good in one of the ten cases.", "9")]
    publish_archive(tmp_path / "index", [make_report(parts=parts)], model=None)
    return read_wording(Catalogue.open(tmp_path / "index"), Filters())


def test_the_answer_calls_itself_advice(wording: Wording) -> None:
    assert "advice to check" in advice_html(wording)
    assert "7 uses of 1 word" in advice_html(wording)


def test_a_use_far_from_usual_stands_with_its_paragraph_escaped_cited_and_ready_to_collect(wording: Wording) -> None:
    markup = outliers_html(wording, {"ashmere-2014:9"})
    assert "“good” of 10% of 10 cases" in markup
    assert "Plans &lt;b&gt;were&lt;/b&gt; good" in markup
    assert "paragraph 9" in markup
    assert 'data-reference="ashmere-2014:9" aria-pressed="true"' in markup


def test_each_word_is_folded_with_its_uses(wording: Wording) -> None:
    markup = words_html(wording, frozenset())
    assert "<strong>good</strong> 7 uses" in markup
    assert "usually of 60% to 70%" in markup
    assert markup.count("<article") == 7


def test_without_such_uses_that_is_said(tmp_path: Path) -> None:
    publish_archive(tmp_path / "other", [make_report(parts=[("paragraph", "It rained.", "1")])], model=None)
    nothing = read_wording(Catalogue.open(tmp_path / "other"), Filters())
    assert "No use stands far" in outliers_html(nothing, frozenset())
