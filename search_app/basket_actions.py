"""What each action of the page does to the basket. Pure: a basket in, a basket out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search_app.basket_mirror import restore
from search_app.evidence import Basket, quote_paragraph

if TYPE_CHECKING:
    from search_app.catalogue import Catalogue
    from search_app.page_actions import PageAction

TOGGLE = "basket-toggle"
RESTORE = "basket-restore"
"""Takes what the browser has kept instead of the basket: after a reload, or when another tab has changed it."""


def apply(action: PageAction, basket: Basket, catalogue: Catalogue) -> Basket:
    """The basket after `action`; the same one where the action is none of the basket's. Raises NotFound."""
    if action.name == RESTORE:
        return restore(action.content, catalogue)
    if action.name == TOGGLE:
        if action.reference in basket.references:
            return basket.removing(action.reference)
        return basket.adding(quote_paragraph(catalogue, action.reference), catalogue.name)
    return basket
