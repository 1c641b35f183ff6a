"""HTML of the evidence basket: the button that puts a paragraph into it, and its pages' parts."""

from __future__ import annotations

from html import escape

from search_app.basket_actions import TOGGLE
from search_app.evidence import Basket
from search_app.markup import link, notice
from search_app.permalinks import BASKET_PAGE


def basket_button(reference: str, in_basket: bool, label: str) -> str:
    """A toggle that adds the paragraph `reference` ("southwark-2016:2.3") to the basket or takes it out.

    `label` says which paragraph, for those who hear the button without seeing what it stands under. The script
    changes no more than `aria-pressed`; both wordings are there and take the same room.
    """
    pressed = "true" if in_basket else "false"
    return (
        f'<button type="button" class="pr-copy pr-basket" data-action="{TOGGLE}" '
        f'data-reference="{escape(reference)}" aria-pressed="{pressed}">'
        '<span class="pr-out">Add to basket</span><span class="pr-in">In basket, remove</span>'
        f'<span class="pr-hidden"> {escape(label)}</span></button>'
    )


def way_html() -> str:
    """A link to the basket with its count, for narrow screens, where the navigation is folded away."""
    return link("basket", "Basket", page=BASKET_PAGE, classes="pr-basket-count")


def empty_html() -> str:
    """How to fill the basket."""
    return notice(
        "Nothing is in your basket yet.",
        "Choose “Add to basket” under a paragraph that you have found, or beside one in a report. Here you can then "
        "put the quotations in order, write notes to them, and take them away as a Word file.",
    )


def items_html(basket: Basket) -> str:
    """The quotations in their order, each with the button that takes it out."""
    rows = "".join(
        f'<article class="pr-hit"><p class="pr-text">{escape(item.text)}</p>'
        f'<footer class="pr-actions">{basket_button(item.reference, True, item.reference)}</footer></article>'
        for item in basket.items
    )
    return f'<section aria-label="Quotations in the basket">{rows}</section>'
