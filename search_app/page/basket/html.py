"""HTML of the evidence basket, its quotations and its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from search_app.answers.labels import count, report_name
from search_app.basket.basket import Basket
from search_app.basket.check import CheckedQuotation, State
from search_app.basket.export.forms import EVIDENCE_SUFFIX, FORMS
from search_app.page.addresses import READ_PAGE, read_href
from search_app.page.basket.actions import BasketAction
from search_app.page.markup import link, notice
from search_app.page.templates import macro

_PARTS = "basket/parts.html"

_STATE_NAMES = {
    State.CHECKED: "✓ checked",
    State.MOVED: "! has moved",
    State.CHANGED: "! wording has changed",
    State.MISSING: "! not in the archive",
    State.PRIVATE: "! contains contact details",
}
_AT_THE_END = "It is already at the end"


def heading_html() -> Markup:
    """The name of the page."""
    return macro(_PARTS, "heading")


def empty_html() -> Markup:
    """How to fill the basket."""
    return notice(
        "Nothing is in your basket yet.",
        "Choose “Add to basket” under a paragraph that you have found, or under one in a report. You can then put "
        "the quotations in order here, add notes to them, and download them as a Word file.",
    )


def summary_html(checked: Sequence[CheckedQuotation]) -> Markup:
    """How many quotations there are, and how many of them can be exported."""
    good = sum(each.state is State.CHECKED for each in checked)
    if good == len(checked):
        verdict = "each found in the archive, character for character"
    else:
        verdict = f"{good} found in the archive; the others are left out of every file until they are put right"
    return macro(_PARTS, "summary", count(len(checked), "quotation"), verdict)


def files_html(*, exportable: bool) -> Markup:
    """The buttons that take the basket away as a file; all but the evidence file need a quotation that was checked."""
    offered = [(form, exportable or form.suffix == EVIDENCE_SUFFIX) for form in FORMS.values()]
    return macro(_PARTS, "files", offered, BasketAction.TAKE)


@dataclass(frozen=True, slots=True)
class _Shown:
    """One quotation in the words of the page; "" where there is no such thing. `place` counts from 1."""

    which: str
    reference: str
    place: int
    places: int
    where: str
    state: str
    verdict: str
    text: str
    citation: str
    is_part: bool
    doubts: tuple[str, ...]
    advice: str
    renewed: str
    moved: bool
    read: Markup
    official: str
    up: str
    down: str


def item_html(checked: CheckedQuotation, place: int, places: int, official: str = "") -> Markup:
    """One quotation: its words, its citation, what the check found, and buttons to move and to remove it.

    `place` counts from 1; `official` is where its report is published, if known.
    """
    item, report = checked.item, checked.report
    which = checked.citation.short if checked.citation else item.reference
    shown = _Shown(
        which=which,
        reference=item.reference,
        place=place,
        places=places,
        where=item.reference if report is None else f"{report_name(report)}{' (sample)' if report.sample else ''}",
        state=checked.state.value,
        verdict=_STATE_NAMES[checked.state],
        text=item.text,
        citation=checked.citation.long if checked.citation else "",
        is_part=checked.is_part,
        doubts=checked.doubts,
        advice=checked.advice,
        renewed=checked.renewed.text if checked.renewed else "",
        moved=checked.state is State.MOVED,
        read=_read_link(checked, which),
        official=official,
        up=f"Moved to {place - 1} of {places}" if place > 1 else _AT_THE_END,
        down=f"Moved to {place + 1} of {places}" if place < places else _AT_THE_END,
    )
    return macro(_PARTS, "item", shown, BasketAction)


def undo_html(before: Basket, now: Basket) -> Markup:
    """What the last change took away, and the way back."""
    lost = len(before.references - now.references)
    words = f"{count(lost, 'quotation')} removed." if lost else "The basket was replaced."
    return macro(_PARTS, "undo", words, BasketAction.UNDO)


def clear_html() -> Markup:
    """The button that empties the basket."""
    return macro(_PARTS, "clear", BasketAction.CLEAR)


def _read_link(checked: CheckedQuotation, which: str) -> Markup:
    if checked.chunk is None:
        return Markup("")
    href = read_href(checked.item.report_id, checked.item.address)
    return link(href, "Open in the report", page=READ_PAGE, label=f"Open in the report {which}")
