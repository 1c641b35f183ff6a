"""The files that a visitor has asked for on the basket page, written for the page's script to save.

Streamlit's own button for files keeps the right to each for one drawing of the page, so that a click which meets the
next drawing (a note that was just typed makes one) would be lost.
"""

from __future__ import annotations

import base64
from datetime import date
from typing import TYPE_CHECKING, Any

from indexer.errors import EvidenceRefused

if TYPE_CHECKING:
    from search_app.catalogue import Catalogue
    from search_app.evidence import Basket

_KEPT = 3


class TakenFiles:
    """What was asked for last, by the number of the click. The script saves each number once.

    A file is sent with every message until others have taken its place: the first message may meet a change of page.
    """

    def __init__(self) -> None:
        self._asked: dict[int, str] = {}
        self._written: dict[int, dict[str, Any]] = {}

    def ask(self, number: int, suffix: str) -> None:
        """Click `number` asks for a file of the ending `suffix`."""
        self._asked[number] = suffix

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


def _write(suffix: str, basket: Basket, catalogue: Catalogue, day: date) -> dict[str, str]:
    from search_app.evidence_check import check_basket
    from search_app.export.forms import find_form, write_form

    try:
        form = find_form(suffix)
        content = write_form(form, basket, check_basket(basket, catalogue), catalogue.name, day)
    except EvidenceRefused as refused:
        return {"refused": f"{refused.message} {refused.hint}".strip()}
    return {
        "name": f"evidence-{day.isoformat()}{form.suffix}",
        "media_type": form.media_type,
        "content": base64.b64encode(content).decode("ascii"),
    }
