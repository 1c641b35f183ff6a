"""What each action of the page does to the basket. Pure: a basket in, a basket out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from indexer.errors import NotFound
from search_app.basket.basket import LONGEST_BASKET, Basket, Quotation, is_place, quote_paragraph, writable
from search_app.basket.check import check_quotation
from search_app.basket.evidence_file import cover_to_json, read_cover

if TYPE_CHECKING:
    from search_app.answers.catalogue import Catalogue
    from search_app.page.messages import PageAction


# The basket as the visitor's own browser keeps it, so that loading the page again does not lose it.
#
# It holds no words of a report: places, lengths and a digest, and the notes and themes of the visitor. The words are
# taken from the archive again; the digest tells whether they are still those that were collected.

_DIGEST_CHARACTERS = 16


def mirror(basket: Basket) -> dict[str, Any]:
    """What the browser is to keep."""
    return {
        "created": basket.created.isoformat(),
        "generation": basket.generation,
        **cover_to_json(basket.cover),
        "items": [
            {
                "report_id": item.report_id,
                "address": item.address,
                "start": item.start,
                "length": len(item.text),
                "digest": _digest(item.text),
                "note": item.note,
                "theme": item.theme,
            }
            for item in basket.items
        ],
    }


def restore(kept: object, catalogue: Catalogue) -> Basket:
    """The basket that a browser has kept. What is malformed in it is left out.

    Where the archive no longer holds the words that were collected, the quotation comes back without words.
    """
    if not isinstance(kept, dict):
        return Basket()
    basket = Basket()
    rows = kept.get("items")
    for row in rows[:LONGEST_BASKET] if isinstance(rows, list) else ():
        item = _quotation(row, catalogue)
        if item is not None:
            basket = basket.adding(item, "").annotating(item.reference, note=item.note, theme=item.theme)
    created = _moment(kept.get("created")) or basket.created
    return Basket(basket.items, created, _words(kept, "generation"), read_cover(kept))


def _quotation(row: object, catalogue: Catalogue) -> Quotation | None:
    if not isinstance(row, dict) or not is_place(_words(row, "report_id"), _words(row, "address")):
        return None
    start, length = _number(row, "start"), _number(row, "length")
    place = Quotation(
        _words(row, "report_id"), _words(row, "address"), start, "", _words(row, "note"), _words(row, "theme")
    )
    try:
        text = catalogue.find(place.report_id, place.address).text[start : start + length]
    except NotFound:
        return place
    if _digest(text) != row.get("digest"):
        return place
    return replace(place, text=text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_DIGEST_CHARACTERS]


def _words(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return writable(value) if isinstance(value, str) else ""


def _number(row: dict[str, Any], name: str) -> int:
    value = row.get(name)
    return max(0, value) if isinstance(value, int) else 0


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


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
