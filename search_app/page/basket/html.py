"""HTML of the evidence basket: the button that puts a paragraph into it, and its pages' parts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from search_app.answers.labels import count, report_name
from search_app.basket.basket import Basket, Quotation
from search_app.basket.check import CheckedQuotation, State
from search_app.basket.export.forms import EVIDENCE_SUFFIX, FORMS
from search_app.page.addresses import READ_PAGE, read_href
from search_app.page.basket.actions import BasketAction
from search_app.page.markup import link, notice

_STATE_NAMES = {
    State.CHECKED: "✓ checked",
    State.MOVED: "! stands elsewhere now",
    State.CHANGED: "! reads differently now",
    State.MISSING: "! not in the archive",
    State.PRIVATE: "! holds contact details",
}


def empty_html() -> str:
    """How to fill the basket."""
    return notice(
        "Nothing is in your basket yet.",
        "Choose “Add to basket” under a paragraph that you have found, or beside one in a report. Here you can then "
        "put the quotations in order, write notes to them, and take them away as a Word file.",
    )


def summary_html(checked: Sequence[CheckedQuotation]) -> str:
    """How many quotations there are, and how many of them can be exported."""
    good = sum(each.state is State.CHECKED for each in checked)
    if good == len(checked):
        verdict = "each found in the archive, character by character"
    else:
        verdict = f"{good} found in the archive; the others stay out of every file until they are put right"
    return f'<div class="pr-summary"><h2>{count(len(checked), "quotation")}</h2><p class="pr-note">{verdict}</p></div>'


def files_html(*, exportable: bool) -> str:
    """The buttons that take the basket away as a file; all but the evidence file need a quotation that was checked."""
    offered = [(form, exportable or form.suffix == EVIDENCE_SUFFIX) for form in FORMS.values()]
    buttons = (
        _action_button(
            BasketAction.TAKE,
            form.suffix,
            form.name,
            "",
            said=f"{form.name}: being written" if possible else "No quotation agrees with the archive",
            dimmed=not possible,
            classes="pr-take pr-take-first" if place == 0 else "pr-take",
        )
        for place, (form, possible) in enumerate(offered)
    )
    return f'<div class="pr-takes" role="group" aria-label="Take the basket away as">{"".join(buttons)}</div>'


def item_html(checked: CheckedQuotation, place: int, places: int) -> str:
    """One quotation: its words, its citation, what the check found, and buttons to move and to remove it.

    `place` counts from 1.
    """
    item = checked.item
    which = checked.citation.short if checked.citation else item.reference
    words = f'<blockquote class="pr-text">{escape(item.text)}</blockquote>' if item.text else ""
    return (
        f'<article class="pr-hit pr-evidence" aria-label="{escape(which)}"><header class="pr-hit-head">'
        f'<span class="pr-number">{place} of {places}</span><span class="pr-section">{escape(_where(checked))}</span>'
        f'<span class="pr-badge pr-state-{checked.state.value}">{_STATE_NAMES[checked.state]}</span></header>'
        f"{words}{_cited(checked)}{_advice(checked)}"
        f'<footer class="pr-actions">{_read_link(checked, which)}'
        f"{_move_button(BasketAction.UP, '↑', place - 1, places, item, which)}"
        f"{_move_button(BasketAction.DOWN, '↓', place + 1, places, item, which)}"
        f"{_action_button(BasketAction.REMOVE, item.reference, 'Remove', which, said='Removed')}</footer></article>"
    )


def undo_html(before: Basket, now: Basket) -> str:
    """What the last change took away, and the way back."""
    lost = len(before.references - now.references)
    words = f"{count(lost, 'quotation')} removed." if lost else "The basket was replaced."
    return (
        f'<p class="pr-note pr-undo" role="status">{words} '
        f"{_action_button(BasketAction.UNDO, '', 'Undo', 'the last change of the basket', said='Taken back')}</p>"
    )


def clear_html() -> str:
    """The button that empties the basket."""
    button = _action_button(BasketAction.CLEAR, "", "Remove all", "quotations", said="All removed")
    return f'<p class="pr-clear">{button}</p>'


def _where(checked: CheckedQuotation) -> str:
    if checked.report is None:
        return checked.item.reference
    return f"{report_name(checked.report)}{' (sample)' if checked.report.sample else ''}"


def _cited(checked: CheckedQuotation) -> str:
    if checked.citation is None:
        return ""
    part = " (part of the paragraph)" if checked.is_part else ""
    return f'<p class="pr-cite">{escape(checked.citation.long)}{part}</p>'


def _advice(checked: CheckedQuotation) -> str:
    if not checked.advice:
        return ""
    renewed = checked.renewed
    offer = ""
    if renewed is not None:
        words = "Quote it from there" if checked.state is State.MOVED else "Quote it as it reads now"
        now = "" if checked.state is State.MOVED else f'<p class="pr-text">{escape(renewed.text)}</p>'
        reference = checked.item.reference
        offer = f"{now}<p>{_action_button(BasketAction.RENEW, reference, words, reference)}</p>"
    return f'<div class="pr-notice pr-urgent"><strong>{escape(checked.advice)}</strong>{offer}</div>'


def _read_link(checked: CheckedQuotation, which: str) -> str:
    if checked.chunk is None:
        return ""
    href = read_href(checked.item.report_id, checked.item.address)
    return link(href, "Open in the report", page=READ_PAGE, label=f"Open in the report {which}")


def _move_button(action: str, sign: str, to: int, places: int, item: Quotation, which: str) -> str:
    words = "Move up" if action == BasketAction.UP else "Move down"
    possible = 1 <= to <= places
    return _action_button(
        action,
        item.reference,
        f"{sign} {words}",
        which,
        said=f"Moved to {to} of {places}" if possible else "It stands at the end already",
        dimmed=not possible,
    )


def _action_button(
    action: str,
    reference: str,
    words: str,
    label: str,
    *,
    said: str = "Done",
    dimmed: bool = False,
    classes: str = "pr-copy",
) -> str:
    """A button for the page's script. It can be reached by key even where it is dimmed, and `said` is read out."""
    state = ' aria-disabled="true"' if dimmed else ""
    more = f'<span class="pr-hidden"> {escape(label)}</span>' if label else ""
    return (
        f'<button type="button" class="{classes}" data-action="{action}" data-reference="{escape(reference)}" '
        f'data-said="{escape(said)}"{state}>{escape(words)}{more}</button>'
    )
