from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from search_app.page.addresses import Asked, Reference, precedents_href, read_reference


@pytest.mark.parametrize("asked", list(Asked))
def test_an_address_asks_what_it_was_made_to_ask(asked: Asked) -> None:
    href = precedents_href("ashmere-2014", "key-strengths-bullet-2", asked)
    assert urlsplit(href).path == "precedents"
    assert read_reference(parse_qs(urlsplit(href).query)) == Reference("ashmere-2014", "key-strengths-bullet-2", asked)


def test_without_a_question_the_paragraph_is_taken_as_a_draft() -> None:
    reference = read_reference({"report": ["ashmere-2014"], "para": ["2.1"]})
    assert reference == Reference("ashmere-2014", "2.1", Asked.DRAFT)


def test_an_unknown_question_is_named() -> None:
    reference = read_reference({"report": ["ashmere-2014"], "para": ["2.1"], "as": ["rosy"]})
    assert reference == Reference("ashmere-2014", "2.1", Asked.DRAFT, "rosy")


@pytest.mark.parametrize("parameters", [{}, {"report": ["ashmere-2014"]}, {"para": ["2.1"]}, {"report": [" "]}])
def test_without_a_whole_reference_nothing_is_asked(parameters: dict[str, list[str]]) -> None:
    assert read_reference(parameters) is None
