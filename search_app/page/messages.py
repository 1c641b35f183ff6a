"""What the page's script asks of the server: messages that are checked before anything is done with them.

The script numbers its actions and sends again what has not been answered, since two clicks in quick succession
may arrive as one message; each is therefore done once, by its number.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from indexer.errors import PrecedentError

if TYPE_CHECKING:
    from search_app.answers.catalogue import Catalogue
    from search_app.basket.basket import Basket


_LONGEST_REFERENCE_CHARACTERS = 300
_MOST_ACTIONS = 200


@dataclass(frozen=True, slots=True)
class PageAction:
    """One click. `name` is the button's data-action, `reference` its data-reference; `content` the script adds."""

    number: int
    name: str
    reference: str = ""
    content: Any = field(default=None, compare=False)


def read_actions(message: object, after: int) -> list[PageAction]:
    """The actions of `message` that come after number `after`, in order. What is malformed is left out."""
    if not isinstance(message, list):
        return []
    found = {action.number: action for each in message[:_MOST_ACTIONS] if (action := _read(each)) is not None}
    return [found[number] for number in sorted(found) if number > after]


def _read(row: object) -> PageAction | None:
    if not isinstance(row, dict):
        return None
    number, name, reference = row.get("number"), row.get("name"), row.get("reference") or ""
    if type(number) is not int or not isinstance(name, str) or not isinstance(reference, str):
        return None
    if len(reference) > _LONGEST_REFERENCE_CHARACTERS:
        return None
    return PageAction(number, name, reference, row.get("content"))


# The files that a visitor has asked for on the basket page, written for the page's script to save.
#
# Streamlit's own button for files keeps the right to each for one drawing of the page, so that a click which meets the
# next drawing (a note that was just typed makes one) would be lost.

_KEPT = 3


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file for the page's script to save."""

    name: str
    media_type: str
    content: bytes


class TakenFiles:
    """What was asked for last, by the number of the click. The script saves each number once.

    A file is sent with every message until others have taken its place: the first message may meet a change of page.
    """

    def __init__(self) -> None:
        self._asked: dict[int, str | Callable[[], TakenFile]] = {}
        self._written: dict[int, dict[str, Any]] = {}

    def ask(self, number: int, wanted: str | Callable[[], TakenFile]) -> None:
        """Click `number` asks for the basket as a file of an ending such as ".docx", or for what a function writes."""
        self._asked[number] = wanted

    def forget(self) -> None:
        """Nothing is sent any longer: the script has gone on to something else."""
        self._asked.clear()
        self._written.clear()

    def write(self, basket: Basket, catalogue: Catalogue, day: date) -> list[dict[str, Any]]:
        """The files, each with its content in base 64, or with the words that say why there is none."""
        for number in sorted(self._asked):
            self._written[number] = {"number": number} | _write(self._asked.pop(number), basket, catalogue, day)
        for number in sorted(self._written)[:-_KEPT]:
            del self._written[number]
        return list(self._written.values())


def _write(wanted: str | Callable[[], TakenFile], basket: Basket, catalogue: Catalogue, day: date) -> dict[str, str]:
    try:
        file = _write_basket(wanted, basket, catalogue, day) if isinstance(wanted, str) else wanted()
    except PrecedentError as refused:
        return {"refused": f"{refused.message} {refused.hint}".strip()}
    return {
        "name": file.name,
        "media_type": file.media_type,
        "content": base64.b64encode(file.content).decode("ascii"),
    }


def _write_basket(suffix: str, basket: Basket, catalogue: Catalogue, day: date) -> TakenFile:
    from search_app.basket.check import check_basket
    from search_app.basket.export.forms import find_form, write_form

    form = find_form(suffix)
    content = write_form(form, basket, check_basket(basket, catalogue), catalogue.name, day)
    return TakenFile(f"evidence-{day.isoformat()}{form.suffix}", form.media_type, content)
