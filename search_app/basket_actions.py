"""What each action of the page does to the basket. Pure: a basket in, a basket out."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from search_app.basket_mirror import restore
from search_app.evidence import Basket, quote_paragraph
from search_app.evidence_check import check_quotation

if TYPE_CHECKING:
    from search_app.catalogue import Catalogue
    from search_app.page_actions import PageAction


class BasketAction(StrEnum):
    """The data-action of a button, or what the script asks of itself."""

    TOGGLE = "basket-toggle"
    UP = "basket-up"
    DOWN = "basket-down"
    REMOVE = "basket-remove"
    RENEW = "basket-renew"  # quote what the check found instead: the words elsewhere, or the paragraph as it reads now
    CLEAR = "basket-clear"
    UNDO = "basket-undo"  # take back the last change that can be; done by the session, which knows the basket before
    TAKE = "basket-take"  # write the file of the ending that data-reference names; changes nothing
    RESTORE = "basket-restore"  # take what the browser has kept: after a reload, or when another tab has changed it


UNDOABLE = frozenset({BasketAction.REMOVE, BasketAction.CLEAR})


def apply(action: PageAction, basket: Basket, catalogue: Catalogue) -> Basket:
    """The basket after `action`; the same one where the action is none of the basket's. Raises NotFound."""
    reference = action.reference
    match action.name:
        case BasketAction.RESTORE:
            return restore(action.content, catalogue)
        case BasketAction.TOGGLE if reference not in basket.references:
            return basket.adding(quote_paragraph(catalogue, reference), catalogue.name)
        case BasketAction.TOGGLE | BasketAction.REMOVE:
            return basket.removing(reference)
        case BasketAction.UP:
            return basket.moving(reference, -1)
        case BasketAction.DOWN:
            return basket.moving(reference, 1)
        case BasketAction.RENEW:
            return _renewed(reference, basket, catalogue)
        case BasketAction.CLEAR:
            return basket.emptied()
    return basket


def _renewed(reference: str, basket: Basket, catalogue: Catalogue) -> Basket:
    item = basket.find(reference)
    renewed = None if item is None else check_quotation(item, catalogue).renewed
    return basket if renewed is None else basket.replacing(reference, renewed)
