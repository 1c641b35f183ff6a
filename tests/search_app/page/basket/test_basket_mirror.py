from __future__ import annotations

import json
from pathlib import Path

import pytest

from search_app import Archive
from search_app.answers.catalogue import Catalogue
from search_app.basket.basket import Basket, Cover, Headings
from search_app.basket.check import check_basket
from search_app.basket.evidence_file import read_evidence, write_evidence
from search_app.page.basket.actions import BasketAction, apply, mirror, restore
from search_app.page.messages import PageAction
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

WORDS = ("Plans were good.", "Parents were heard early.")


def open_catalogue(index: Path, *words: str) -> Catalogue:
    parts = [("paragraph", text, f"1.{number}") for number, text in enumerate(words, 1)]
    publish_archive(index, [make_report("ashmere-2014", parts=parts)], model=None)
    return Archive.open(index).catalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return open_catalogue(tmp_path / "index", *WORDS)


def toggle(basket: Basket, catalogue: Catalogue, reference: str) -> Basket:
    return apply(PageAction(1, BasketAction.TOGGLE, reference), basket, catalogue)


def test_a_toggle_adds_a_paragraph_and_takes_it_out_again(catalogue: Catalogue) -> None:
    once = toggle(Basket(), catalogue, "ashmere-2014:1.2")
    assert [item.text for item in once.items] == [WORDS[1]]
    assert once.generation == catalogue.name
    assert toggle(once, catalogue, "ashmere-2014:1.2").items == ()


def test_the_mirror_holds_no_words_of_a_report_and_restores_all_else(catalogue: Catalogue) -> None:
    basket = toggle(toggle(Basket(), catalogue, "ashmere-2014:1.2"), catalogue, "ashmere-2014:1.1")
    basket = basket.annotating("ashmere-2014:1.1", note="Ask about this.", theme="Plans")
    kept = json.dumps(mirror(basket))
    assert not any(words in kept for words in WORDS)
    assert apply(PageAction(2, BasketAction.RESTORE, content=json.loads(kept)), Basket(), catalogue) == basket


def test_words_that_have_changed_since_are_not_passed_off_as_those_collected(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    kept = mirror(toggle(Basket(), catalogue, "ashmere-2014:1.2"))
    later = open_catalogue(tmp_path / "later", WORDS[0], "Parents were heard late.")
    (item,) = restore(kept, later).items
    assert (item.reference, item.text) == ("ashmere-2014:1.2", "")


@pytest.mark.parametrize(
    "kept",
    [
        None,
        [],
        {"items": "all"},
        {"items": [None, 3, {"report_id": "ashmere-2014"}, {"address": "1.1"}]},
    ],
)
def test_what_is_malformed_is_left_out(kept: object, catalogue: Catalogue) -> None:
    assert restore(kept, catalogue).items == ()


def test_a_report_that_is_gone_comes_back_as_a_place_without_words(catalogue: Catalogue) -> None:
    row = {"report_id": "elsewhere-1999", "address": "1.1", "start": -4, "length": "x", "note": 7}
    (item,) = restore({"items": [row], "created": "yesterday"}, catalogue).items
    assert (item.reference, item.start, item.text, item.note) == ("elsewhere-1999:1.1", 0, "", "")


def test_title_author_introduction_and_headings_are_kept(catalogue: Catalogue) -> None:
    basket = toggle(Basket(), catalogue, "ashmere-2014:1.2").covered(
        title="  Our   title ", author="The team", introduction="Why.\n\nAnd how.", headings="area"
    )
    assert basket.cover.title == "Our title"
    assert restore(json.loads(json.dumps(mirror(basket))), catalogue) == basket
    assert read_evidence(write_evidence(basket, check_basket(basket, catalogue))).cover == basket.cover
    assert basket.covered(headings="nonsense").cover.headings is Headings.AREA


def test_a_basket_that_was_kept_before_there_were_titles_is_restored(catalogue: Catalogue) -> None:
    kept = mirror(toggle(Basket(), catalogue, "ashmere-2014:1.2"))
    for name in ("title", "author", "introduction", "headings"):
        del kept[name]
    assert restore(kept, catalogue).cover == Cover()
    assert restore(kept | {"title": 7, "headings": ["x"]}, catalogue).cover == Cover()
