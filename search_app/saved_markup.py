"""HTML of saved searches: the list of them on the first page, and the way to save one beside its results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from urllib.parse import quote, urlencode

from search_app.filters import Filters
from search_app.labels import LENS_NAMES, MODE_NAMES, long_date
from search_app.markup import link
from search_app.permalinks import SEARCH_PAGE, SearchState, search_href, state_parameters
from search_app.results_markup import chips
from search_app.saved_searches import NewSince

_FILES = (
    '<button type="button" class="pr-copy" data-saved="to-file">Save them to a file</button>'
    '<button type="button" class="pr-copy" data-saved="from-file">Open a file of searches</button>'
)


def save_html(state: SearchState) -> str:
    """A name to type for the search shown, and the way to those that are saved."""
    parameters = urlencode(state_parameters(state.on_page(1)), doseq=True)
    saved = link("./", "Saved searches", page=SEARCH_PAGE)
    return (
        '<details class="pr-save"><summary>Save this search</summary><span>'
        f'<input type="text" aria-label="Name of this search" value="{escape(state.query)}" maxlength="200" />'
        f'<button type="button" class="pr-copy" data-saved="keep" data-parameters="{quote(parameters)}">Save</button>'
        f"{saved}</span></details>"
    )


def list_html(searches: Sequence[NewSince], report_names: dict[str, str]) -> str:
    """The saved searches, each with what is new to it; or how to save one. `report_names` maps ids to names."""
    if not searches:
        return (
            '<section class="pr-saved" aria-label="Saved searches"><h2>Saved searches</h2>'
            '<p class="pr-note">None yet. “Save this search” stands beside every result; from then on what is new to '
            "it is counted here. They are kept in this browser.</p>"
            '<p class="pr-actions"><button type="button" class="pr-copy" data-saved="from-file">Open a file of searches'
            "</button></p></section>"
        )
    items = "".join(_item(place, each, report_names) for place, each in enumerate(searches))
    return (
        '<section class="pr-saved" aria-label="Saved searches"><h2>Saved searches</h2>'
        f'<ul class="pr-list">{items}</ul><p class="pr-actions">{_FILES}</p></section>'
    )


def _item(place: int, found: NewSince, report_names: dict[str, str]) -> str:
    search = found.search
    name = search.name or search.state.query or "Search without a name"
    opens = (
        f'<a href="{escape(search_href(search.state))}" data-page="{SEARCH_PAGE}" data-saved-open="{place}">'
        f"{escape(name)}</a>"
    )
    tools = "".join(
        f'<button type="button" class="pr-copy" data-saved="{deed}" data-place="{place}" '
        f'aria-label="{words} {escape(name)}">{words}</button>'
        for deed, words in (("rename", "Rename"), ("remove", "Remove"))
    )
    about = _about(search.state, report_names)
    return f'<li data-name="{quote(name)}">{opens}{_news(found.paragraphs, search.seen_on)}{about}{tools}</li>'


def _news(paragraphs: int | None, seen_on: date | None) -> str:
    since = f"since {long_date(seen_on)}" if seen_on else "since it was seen last"
    if paragraphs is None:
        return '<span class="pr-quiet">cannot be asked of this archive</span>'
    if not paragraphs:
        return f'<span class="pr-quiet">nothing new {since}</span>'
    return f"<strong>{paragraphs:,} new {since}</strong>"


def _about(state: SearchState, report_names: dict[str, str]) -> str:
    """The query and filters in words, where the name does not say them."""
    said = [f"“{state.query}”", MODE_NAMES[state.mode].lower()]
    if state.filters.lens:
        said.append(LENS_NAMES[state.filters.lens].lower())
    if state.filters != Filters():
        said += [chip.words for chip in chips(state.filters, report_names)]
    return f'<span class="pr-quiet pr-about">{escape(" · ".join(said))}</span>'
