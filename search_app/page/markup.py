"""HTML that several pages use for what comes from reports and queries, by the templates of components.html.

Report text is data. It is never given to an element that reads Markdown, LaTeX or colour directives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from indexer.language import Proportion
from indexer.records import Reading
from search_app.answers.answer import Highlight, HighlightKind
from search_app.answers.labels import READING_SIGNS, share_words
from search_app.page.addresses import BASKET_PAGE
from search_app.page.basket.actions import BasketAction
from search_app.page.templates import macro, text_macro

_COMPONENTS = "components.html"

_REFUSAL_WINDOW_CHARACTERS = 60
"""How much of a refused query is shown around the place: what fits a narrow screen in a fixed-width font."""


def link(href: str, words: str, *, page: str, classes: str = "", label: str | None = None) -> Markup:
    """A link inside the site. `page` is where it leads; the behaviour script follows it without a reload."""
    return macro(_COMPONENTS, "link", href, words, page, classes, label)


def badge(reading: Reading) -> Markup:
    """The tool's reading of a paragraph, labelled as the tool's."""
    return macro(_COMPONENTS, "badge", reading.value, READING_SIGNS[reading])


def notice(title: str, body: str = "", *, urgent: bool = False, command: str = "") -> Markup:
    """A message in a frame; `command`, if any, is shown as typed at a prompt."""
    return macro(_COMPONENTS, "notice", title, body, urgent, command)


def listed(summary: str, lines: Iterable[str]) -> Markup:
    """Lines, plain or markup, under a summary that opens them."""
    return macro(_COMPONENTS, "listed", summary, list(lines))


def refusal(query: str, position: int, message: str, hint: str, also: Markup | str = "") -> Markup:
    """Why a query was refused, with the place marked in it by a caret underneath; `also` is what else can be done."""
    flat = "".join(" " if character.isspace() else character for character in query)
    position = max(0, min(position, len(flat)))
    last_start = max(0, len(flat) - _REFUSAL_WINDOW_CHARACTERS)
    start = min(max(0, position - _REFUSAL_WINDOW_CHARACTERS // 2), last_start)
    shown = flat[start : start + _REFUSAL_WINDOW_CHARACTERS]
    before, there, after = shown[: position - start], shown[position - start :][:1], shown[position - start + 1 :]
    cut = start > 0, start + len(shown) < len(flat)
    return macro(_COMPONENTS, "refusal", message, before, there or " ", after, cut, hint, also)


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text under the same marks; `share` stands behind it."""

    words: str
    exact: bool
    meaning: bool
    carried: bool


@dataclass(slots=True)
class _Stretch:
    """Runs that are all in the sentence nearest in meaning, or all outside."""

    meaning: bool
    runs: list[_Run]


def marked_text(text: str, highlights: Sequence[Highlight], within: tuple[int, int] | None = None) -> Markup:
    """`text`, or what is `within` two places of it, with exact matches in bold on a ground, and the sentence nearest in
    meaning underlined with dots.

    Words in that sentence that are marked for their meaning as well carried the match; they are in bold.
    """
    stretches: list[_Stretch] = []
    for run in _runs(text, highlights, within or (0, len(text))):
        if not stretches or stretches[-1].meaning != run.meaning:
            stretches.append(_Stretch(run.meaning, []))
        stretches[-1].runs.append(run)
    return text_macro("hit.html", "marked", stretches)


def shares_html(text: str, proportions: Sequence[Proportion]) -> Markup:
    """What the proportions said in `text` come to, below it: nothing of ours stands inside a quotation. Empty where
    their words fix no share, or are the figure itself."""
    said = []
    for each in proportions:
        words, share = " ".join(text[each.start : each.end].split()), share_words(each)
        if share and not words.endswith(("%", "per cent", "percent")):
            said.append((words, share))
    return macro(_COMPONENTS, "shares", said) if said else Markup("")


def _runs(text: str, highlights: Sequence[Highlight], within: tuple[int, int]) -> Iterator[_Run]:
    """The runs from `within[0]` to `within[1]`."""
    first, last = within
    edges = {first, last, *(place for mark in highlights for place in (mark.start, mark.end))}
    ordered = sorted(edge for edge in edges if first <= edge <= last)
    for start, end in pairwise(ordered):
        kinds = [mark.kind for mark in highlights if mark.start <= start and end <= mark.end]
        meanings = kinds.count(HighlightKind.MEANING)
        yield _Run(text[start:end], HighlightKind.EXACT in kinds, meanings > 0, meanings > 1)


def basket_button(reference: str, in_basket: bool, label: str) -> Markup:
    """A toggle that adds the paragraph `reference` ("southwark-2016:2.3") to the basket or takes it out.

    `label` says which paragraph, for those who hear the button without seeing what it stands under.
    """
    return macro(_COMPONENTS, "basket_button", reference, in_basket, label, BasketAction.TOGGLE)


def way_html() -> Markup:
    """A link to the basket with its count, for narrow screens, where the navigation is folded away."""
    return link("basket", "Basket", page=BASKET_PAGE, classes="pr-basket-count")


# HTML of a stretch of report text that carries links and marks, each of which may cross the others.


@dataclass(frozen=True, slots=True)
class Decoration:
    """What stands before and after every piece of the text from `start` to `end`, code points, half open.

    `opening` and `closing` are markup and trusted; where decorations cross, the later in the list is the inner.
    """

    start: int
    end: int
    opening: str
    closing: str


def decorated(text: str, start: int, end: int, decorations: Sequence[Decoration]) -> Markup:
    """`text[start:end]`, escaped, under those of `decorations` that touch it."""
    inside = [each for each in decorations if each.start < end and each.end > start]
    edges = {start, end}
    for each in inside:
        edges |= {max(start, each.start), min(end, each.end)}
    parts = []
    for left, right in pairwise(sorted(edges)):
        around = [each for each in inside if each.start <= left and right <= each.end]
        parts += [Markup(each.opening) for each in around]
        parts.append(escape(text[left:right]))
        parts += [Markup(each.closing) for each in reversed(around)]
    return Markup().join(parts)
