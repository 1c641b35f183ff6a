"""HTML of the wording tab: words with their usual shares, and the paragraphs in which they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from html import escape

from search_app.answers import Highlight, HighlightKind
from search_app.basket_markup import basket_button
from search_app.evidence import make_reference
from search_app.labels import count
from search_app.markup import badge, link, marked_text
from search_app.permalinks import READ_PAGE, read_href
from search_app.wording import WordBand, Wording, WordUse

WORDS_SHOWN = 20
"""What a chart can hold and a person compare; the table and the download have all."""
_USES_SHOWN = 8
_OUTLIERS_IN_SIGHT = 4


def advice_html(wording: Wording) -> str:
    """How much was read, and what the answer is worth."""
    uses = sum(len(band.uses) for band in wording.bands)
    return (
        f'<p class="pr-note">{count(uses, "use")} of {count(len(wording.bands), "word")} beside a share, in '
        f"{count(wording.paragraphs, 'paragraph')}. This is the tool’s reading of single sentences: advice to check "
        "against the paragraphs, not a rule. Words such as “most” are taken as about 85%.</p>"
    )


def outliers_html(wording: Wording, basket: Collection[str]) -> str:
    """The uses that stand far from the word's usual share, each with its paragraph."""
    if not wording.outliers:
        return '<p class="pr-note">No use stands far from what is usual for its word.</p>'
    items = [_outlier(wording, use, band, basket) for use, band in wording.outliers]
    rest = "".join(items[_OUTLIERS_IN_SIGHT:])
    more = f'<details class="pr-word"><summary>{len(items) - _OUTLIERS_IN_SIGHT:,} more</summary>{rest}</details>'
    return "".join(items[:_OUTLIERS_IN_SIGHT]) + (more if rest else "")


def _outlier(wording: Wording, use: WordUse, band: WordBand, basket: Collection[str]) -> str:
    return (
        f'<div class="pr-precedent"><h3>“{escape(use.word)}” of {use.share:.0%}{_base(use)} '
        f'<span class="pr-quiet">{escape(usual(band))}</span></h3>{_paragraph(wording, use, basket)}</div>'
    )


def words_html(wording: Wording, basket: Collection[str]) -> str:
    """Each word, folded, with its uses."""
    return "".join(_word(wording, band, basket) for band in wording.bands[:WORDS_SHOWN])


def _word(wording: Wording, band: WordBand, basket: Collection[str]) -> str:
    uses = band.uses[:_USES_SHOWN]
    rest = len(band.uses) - len(uses)
    more = f'<p class="pr-note">{rest:,} more are in the table of all uses below.</p>' if rest else ""
    return (
        f'<details class="pr-word"><summary><strong>{escape(band.word)}</strong> {count(len(band.uses), "use")} '
        f'<span class="pr-quiet">{escape(usual(band))}{_years(band)}</span></summary>'
        f"{''.join(_said(wording, use, basket) for use in uses)}{more}</details>"
    )


def usual(band: WordBand) -> str:
    """The usual share of a word in words, or that it is used too seldom to know."""
    if band.low is None or band.high is None:
        return band.caution
    return f"usually of {band.low:.0%} to {band.high:.0%}"


def _years(band: WordBand) -> str:
    if band.years is None:
        return ""
    first, last = band.years
    return f", {first}" if first == last else f", {first} to {last}"


def _base(use: WordUse) -> str:
    return f" of {use.base} cases" if use.base else ""


def _said(wording: Wording, use: WordUse, basket: Collection[str]) -> str:
    return f'<div class="pr-said"><p class="pr-figure">{use.share:.0%}</p>{_paragraph(wording, use, basket)}</div>'


def _paragraph(wording: Wording, use: WordUse, basket: Collection[str]) -> str:
    catalogue = wording.catalogue
    chunk = catalogue.chunk(use.ordinal)
    citation, address = catalogue.cite(chunk), catalogue.address(chunk)
    reference = make_reference(chunk.report_id, address)
    marks: Iterable[Highlight] = [Highlight(use.start, use.end, HighlightKind.MEANING)]
    opens = link(
        read_href(chunk.report_id, address), "Open in the report", page=READ_PAGE, label=f"Open {citation.short}"
    )
    return (
        f'<article class="pr-hit"><header class="pr-hit-head">{badge(chunk.reading)}</header>'
        f'<p class="pr-text">{marked_text(chunk.text, list(marks))}</p><p class="pr-cite">{escape(citation.long)}</p>'
        f'<footer class="pr-actions">{opens}{basket_button(reference, reference in basket, citation.short)}</footer>'
        "</article>"
    )
