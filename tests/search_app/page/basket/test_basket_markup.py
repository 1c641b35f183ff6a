from __future__ import annotations

import re
from pathlib import Path

import pytest

from search_app.answers.catalogue import Catalogue
from search_app.basket.basket import Basket, Quotation, choose_sentences, chosen_sentences
from search_app.basket.check import CheckedQuotation, State, check_basket, check_quotation
from search_app.page.basket.actions import BasketAction, apply
from search_app.page.basket.html import item_html, summary_html, undo_html
from search_app.page.markup import basket_button
from search_app.page.messages import PageAction
from tests.search_app.export.documents import PARENTS, fill_basket, open_catalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return open_catalogue(tmp_path)


def do(name: str, reference: str, basket: Basket, catalogue: Catalogue) -> Basket:
    return apply(PageAction(1, name, reference), basket, catalogue)


def test_the_button_says_whether_it_is_pressed_and_escapes_what_it_is_given() -> None:
    markup = basket_button('a"b:1', True, "<i>(A)</i>")
    assert 'aria-pressed="true"' in markup
    assert 'data-reference="a&#34;b:1"' in markup
    assert "&lt;i&gt;(A)&lt;/i&gt;" in markup
    assert 'aria-pressed="false"' in basket_button("a:1", False, "")


def test_a_quotation_is_shown_literally_with_its_citation(catalogue: Catalogue) -> None:
    checked = check_basket(fill_basket(catalogue, "ashmere-2014:1.2"), catalogue)[0]
    markup = item_html(checked, 1, 2)
    assert "&lt;b&gt;x&lt;/b&gt;" in markup
    assert "✓ checked" in markup
    assert "paragraph 1.2" in markup
    assert re.search(r'basket-up"[^>]*aria-disabled="true"', markup)
    assert not re.search(r'basket-down"[^>]*aria-disabled="true"', markup)


def test_what_fails_the_check_says_why_and_offers_what_there_is(catalogue: Catalogue) -> None:
    gone = check_quotation(Quotation("gone-1999", "1", 0, "x"), catalogue)
    assert BasketAction.RENEW not in item_html(gone, 1, 1)
    changed = check_quotation(Quotation("ashmere-2014", "1.1", 0, "Other words."), catalogue)
    assert "Quote it as it reads now" in item_html(changed, 1, 1)
    moved = check_quotation(Quotation("ashmere-2014", "9", 0, PARENTS), catalogue)
    assert "Quote it from there" in item_html(moved, 1, 1)
    assert "1 found in the archive; the others are left out" in summary_html(
        [gone, check_basket(fill_basket(catalogue, "brookfold-2018:7"), catalogue)[0]]
    )


@pytest.mark.parametrize("item", [("1.1", "Other words."), ("9", PARENTS)])
def test_renewing_makes_a_quotation_pass_and_keeps_its_note(item: tuple[str, str], catalogue: Catalogue) -> None:
    address, text = item
    basket = Basket((Quotation("ashmere-2014", address, 3, text, note="n", theme="t"),))
    (renewed,) = do(BasketAction.RENEW, f"ashmere-2014:{address}", basket, catalogue).items
    assert check_quotation(renewed, catalogue).state is State.CHECKED
    assert (renewed.note, renewed.theme) == ("n", "t")


def test_each_action_does_what_it_says_and_others_nothing(catalogue: Catalogue) -> None:
    basket = fill_basket(catalogue, "ashmere-2014:1.1", "ashmere-2014:1.2")
    swapped = basket.items[::-1]
    assert do(BasketAction.UP, "ashmere-2014:1.2", basket, catalogue).items == swapped
    assert do(BasketAction.DOWN, "ashmere-2014:1.1", basket, catalogue).items == swapped
    assert do(BasketAction.REMOVE, "ashmere-2014:1.1", basket, catalogue).items == basket.items[1:]
    assert do(BasketAction.CLEAR, "", basket, catalogue).items == ()
    for name in ("search", BasketAction.UNDO):
        assert do(name, "ashmere-2014:1.1", basket, catalogue) is basket
    assert "1 quotation removed." in undo_html(basket, Basket(swapped[:1]))
    assert "The basket was replaced." in undo_html(basket, basket)


def test_a_part_runs_from_sentence_to_sentence(catalogue: Catalogue) -> None:
    (item,) = fill_basket(catalogue, "ashmere-2014:1.1").items
    chunk = catalogue.find("ashmere-2014", "1.1")
    assert chosen_sentences(item, chunk) == (1, 3)
    part = choose_sentences(item, chunk, 2, 2)
    assert part.text == "Their views shaped the plan."
    assert chosen_sentences(part, chunk) == (2, 2)
    checked: CheckedQuotation = check_quotation(part, catalogue)
    assert (checked.state, checked.is_part) == (State.CHECKED, True)
    assert choose_sentences(part, chunk, 1, 3) == item
